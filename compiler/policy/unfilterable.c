/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/unfilterable.h"

/* What a rule names on arm64. */
struct named {
    bool unfilterable;
    bool others;
};

static void look_at(const struct points *points, const struct host *host, struct named *named)
{
    for (uint32_t i = 0; i < points->range_count; i++) {
        for (uint32_t s = points->ranges[i].first; s <= points->ranges[i].last; s++) {
            struct umask_set always = host_unfilterable(host, s);
            struct umask_set common = umask_set_intersect(&always, &points->umasks);
            struct umask_set rest = umask_set_subtract(&points->umasks, &always);

            named->unfilterable |= !umask_set_is_empty(&common);
            named->others |= !umask_set_is_empty(&rest);
        }
    }
}

void unfilterable_check(const struct rule *rule, const struct hosts *hosts,
                        struct diagnostics *diagnostics)
{
    struct named named = {false, false};

    for (const struct points *one = rule->points; one; one = one->next) {
        if (one->hosts & hosts->by_vendor[VENDOR_ARM64])
            look_at(one, &hosts->all[__builtin_ctzll(one->hosts)], &named);
        else
            named.others = true;
    }
    if (!named.unfilterable)
        return;
    if (!named.others)
        diagnostic_report(diagnostics, DIAGNOSTIC_ARM64_UNFILTERABLE, rule->statement->span,
                          "KVM never filters the arm64 events 0x0000 (SW_INCR) and 0x001e (CHAIN): "
                          "denying them cannot be had");
    else
        diagnostic_report(diagnostics, DIAGNOSTIC_UNFILTERABLE, rule->statement->span,
                          "the events 0x0000 (SW_INCR) and 0x001e (CHAIN) stay allowed: KVM never "
                          "filters them");
}
