/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/name_list.h"

void name_list_add(struct name_list *list, const struct ast_item *item, const struct event *event,
                   host_set hosts, struct arena *arena)
{
    struct matched_event *matched = list->last;

    if (matched && matched->event == event && matched->item == item) {
        matched->hosts |= hosts;
        return;
    }
    matched = ARENA_NEW(arena, struct matched_event);
    *matched = (struct matched_event){NULL, event, item, hosts};
    if (list->last)
        list->last->next = matched;
    else
        list->first = matched;
    list->last = matched;
}

uint32_t event_point(const struct host *host, const struct event *event, uint32_t n)
{
    const struct event_code *code = &event->codes[n];

    if (host->vendor == VENDOR_ARM64)
        return code->select;
    return (uint32_t)code->select << 8 | code->umask;
}

static bool has_points(const struct host *host, const struct event *event,
                       const struct code_set *set)
{
    if (event->fixed & set->fixed)
        return true;
    for (uint32_t i = 0; i < event->code_count; i++) {
        if (code_set_has(set, event_point(host, event, i)))
            return true;
    }
    return false;
}

/* On which of its hosts a name still has points. */
static host_set remaining_hosts(const struct matched_event *matched, const struct code_set *sets,
                                const struct hosts *hosts)
{
    host_set remaining = 0;

    for (host_set left = matched->hosts; left; left &= left - 1) {
        const struct host *host = &hosts->all[__builtin_ctzll(left)];

        if (!matched->event || has_points(host, matched->event, &sets[host->index]))
            remaining |= host_bit(host);
    }
    return remaining;
}

static bool is_in(const struct event *event, const struct name_list *list)
{
    for (const struct matched_event *one = list->first; one; one = one->next) {
        if (one->event == event)
            return true;
    }
    return false;
}

void name_list_drop_cut(struct name_list *list, const struct name_list *excepted,
                        const struct code_set *sets, const struct scope *scope)
{
    struct matched_event *last = NULL;

    for (struct matched_event **at = &list->first; *at;) {
        struct matched_event *matched = *at;
        host_set remaining = remaining_hosts(matched, sets, scope->hosts);

        if (remaining != matched->hosts && !is_in(matched->event, excepted))
            diagnostic_report(scope->diagnostics, DIAGNOSTIC_SHARED_CODE, matched->item->span,
                              "except takes '%s' away too: it has the same code as a name that "
                              "except lists",
                              matched->event->name);
        matched->hosts = remaining;
        if (remaining)
            last = matched;
        else
            *at = matched->next;
        if (remaining)
            at = &matched->next;
    }
    list->last = last;
}
