/* SPDX-License-Identifier: BSD-2-Clause */
/* What a comparison keeps from host to host. */
#include "compiler/review/difference.h"

static struct reach *make_reaches(const struct side *side, struct arena *arena)
{
    return ARENA_NEW_ARRAY(arena, struct reach, (side->filters.section_count + 1) * VENDOR_COUNT);
}

struct comparison *comparison_create(const struct side *old, const struct side *new,
                                     struct events *events, struct minimiser *minimiser,
                                     struct arena *arena)
{
    struct comparison *comparison = ARENA_NEW(arena, struct comparison);
    const struct filters *const sides[FLEET_SIDES] = {&old->filters, &new->filters};

    comparison->sides[SIDE_OLD] = *old;
    comparison->sides[SIDE_NEW] = *new;
    comparison->fleet = fleet_create(sides, events, arena);
    comparison->events = events;
    comparison->minimiser = minimiser;
    comparison->arena = arena;
    for (int side = 0; side < FLEET_SIDES; side++)
        comparison->reaches[side] = make_reaches(&comparison->sides[side], arena);
    for (int i = 0; i < DIRECTION_COUNT; i++)
        comparison->changed[i] = ARENA_NEW_ARRAY(arena, struct umask_set, MAX_SELECT_COUNT + 1);
    comparison->scratch = ARENA_NEW_ARRAY(arena, struct umask_set, MAX_SELECT_COUNT);
    return comparison;
}

bool comparison_is_exact(const struct comparison *comparison)
{
    const struct filters *const sides[FLEET_SIDES] = {&comparison->sides[SIDE_OLD].filters,
                                                      &comparison->sides[SIDE_NEW].filters};

    return fleet_is_exact(sides);
}

bool comparison_shares_hosts(const struct comparison *comparison)
{
    for (uint32_t i = 0; i < comparison->fleet.count; i++) {
        const struct fleet_group *group = &comparison->fleet.groups[i];

        if (group->sections[SIDE_OLD] != FLEET_NO_SECTION &&
            group->sections[SIDE_NEW] != FLEET_NO_SECTION)
            return true;
    }
    return false;
}

const struct reach *comparison_reach(struct comparison *comparison, int side,
                                     const struct fleet_group *group)
{
    const int32_t section = group->sections[side];
    struct reach *reach =
        &comparison->reaches[side][(uint32_t)(section + 1) * VENDOR_COUNT + group->vendor];

    if (!reach->allowed)
        *reach = reach_of_section(side_section(&comparison->sides[side], section), group->vendor,
                                  comparison->arena);
    return reach;
}
