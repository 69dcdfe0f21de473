/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/commands/group_filter.h"

/* Whether each host that the target names has a section on the side. */
static bool is_served(const struct target *target, const struct filters *filters)
{
    for (uint32_t i = 0; i < filters->section_count; i++) {
        if (target_gets(target, filters, i) && target_is_covered(target, &filters->sections[i]))
            return true;
    }
    return false;
}

/*
 * A vendor's name stands for all of its hosts. A model is among the hosts of a group if it gets the
 * group's section on each side; where the group has none, the model must not have another one.
 */
static bool is_named(const struct target *target, const struct side *sides,
                     const struct fleet_group *group)
{
    if (group->vendor != target->vendor)
        return false;
    for (int side = 0; (target->model || target->is_other) && side < FLEET_SIDES; side++) {
        const struct filters *filters = &sides[side].filters;
        int32_t section = group->sections[side];

        if (section == FLEET_NO_SECTION ? is_served(target, filters)
                                        : !target_gets(target, filters, (uint32_t)section))
            return false;
    }
    return true;
}

void group_filter_apply(const struct target *target, const struct side sides[FLEET_SIDES],
                        struct fleet *fleet)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; target->text && i < fleet->count; i++) {
        if (is_named(target, sides, &fleet->groups[i]))
            fleet->groups[kept++] = fleet->groups[i];
    }
    if (target->text)
        fleet->count = kept;
}
