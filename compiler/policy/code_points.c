/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/code_points.h"

struct builder {
    const struct ast_matcher *matcher;
    struct arena *arena;
    host_set hosts; /* that the points being made are for */
    struct points *first;
};

static struct points *add_points(struct builder *builder)
{
    struct points *points = ARENA_NEW(builder->arena, struct points);

    points->matcher = builder->matcher;
    points->hosts = builder->hosts;
    points->next = builder->first;
    builder->first = points;
    return points;
}

/* Points for the codes from `at` on that have one select; returns where the next select begins. */
static uint32_t add_select(struct builder *builder, const struct code_set *set, uint32_t at)
{
    struct points *points = add_points(builder);
    uint32_t select = set->codes[at] >> 8;

    points->range_count = 1;
    points->ranges = ARENA_NEW(builder->arena, struct select_range);
    points->ranges[0] = (struct select_range){(uint16_t)select, (uint16_t)select};
    for (; at < set->count && set->codes[at] >> 8 == select; at++)
        umask_set_add(&points->umasks, set->codes[at] & 0xff);
    return at;
}

static host_set hosts_with(const struct code_set *sets, host_set hosts, const struct code_set *set)
{
    host_set same = 0;

    for (host_set left = hosts; left; left &= left - 1) {
        if (code_set_equal(&sets[__builtin_ctzll(left)], set))
            same |= left & -left;
    }
    return same;
}

struct points *code_points_create(const struct ast_matcher *matcher, host_set hosts,
                                  const struct code_set *sets, const struct scope *scope)
{
    struct builder builder = {matcher, scope->arena, 0, NULL};

    while (hosts) {
        const struct code_set *set = &sets[__builtin_ctzll(hosts)];

        builder.hosts = hosts_with(sets, hosts, set);
        hosts &= ~builder.hosts;
        if (set->fixed)
            add_points(&builder)->fixed = set->fixed;
        for (uint32_t at = 0; at < set->count;)
            at = add_select(&builder, set, at);
    }
    return builder.first;
}
