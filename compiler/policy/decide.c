/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/decide.h"

static bool rule_names(const struct rule *rule, const struct point *point)
{
    for (const struct points *one = rule->points; one; one = one->next) {
        if (point->is_fixed && host_is_in(point->host, one->hosts) &&
            one->fixed >> point->select & 1)
            return true;
        if (!point->is_fixed && points_have(one, point->host, point->select, point->umask))
            return true;
    }
    return false;
}

const struct rule *decide_find_rule(const struct policy *policy, uint32_t end, enum verdict verdict,
                                    const struct point *point)
{
    for (uint32_t i = 0; i < end; i++) {
        const struct rule *rule = &policy->rules[i];

        if (!rule->repeats && rule->statement->verdict == verdict && rule_names(rule, point))
            return rule;
    }
    return NULL;
}

const char *decide_describe_point(struct arena *arena, const struct point *point)
{
    if (point->is_fixed)
        return arena_format(arena, "fixed counter %u", point->select);
    if (point->host->vendor == VENDOR_ARM64)
        return arena_format(arena, "event 0x%04x", point->select << 8 | point->umask);
    return arena_format(arena, "select 0x%02x umask 0x%02x", point->select, point->umask);
}

bool decide_is_unfilterable(const struct point *point)
{
    struct umask_set always = host_unfilterable(point->host, point->select);

    return !point->is_fixed && umask_set_has(&always, point->umask);
}

void decide_add_note(struct diagnostic *diagnostic, const struct policy *policy,
                     const struct point *point)
{
    const struct rule *rule;

    /* Looking for the rule walks all of them: not for a message that nobody sees. */
    if (diagnostic == &diagnostic->owner->discarded)
        return;
    if (decide_is_unfilterable(point)) {
        diagnostic_add_note(diagnostic, (struct span){0, 0}, "KVM never filters this event");
        return;
    }
    rule = decide_find_rule(policy, policy->rule_count, VERDICT_DENY, point);
    if (!rule)
        rule = decide_find_rule(policy, policy->rule_count, VERDICT_ALLOW, point);
    if (rule)
        diagnostic_add_note(diagnostic, rule->statement->span, "this rule decides it");
    else
        diagnostic_add_note(diagnostic, policy->default_span,
                            "no rule names it, and the default is %s",
                            policy->default_verdict == VERDICT_ALLOW ? "allow" : "deny");
}
