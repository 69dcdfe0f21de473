/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/minimise/tidy.h"

/* The smallest cube that holds a set, which is not empty. */
static struct cube smallest_cube(const struct umask_set *set)
{
    unsigned int every = 0xff; /* bits that all members have */
    unsigned int some = 0;     /* bits that some member has */

    for (unsigned int umask = 0; umask < UMASK_COUNT; umask++) {
        if (!umask_set_has(set, umask))
            continue;
        every &= umask;
        some |= umask;
    }
    return (struct cube){(uint8_t) ~(every ^ some), (uint8_t)every};
}

static struct umask_set all_members(const struct cube *cubes, unsigned int count,
                                    unsigned int except)
{
    struct umask_set all = {{0}};

    for (unsigned int i = 0; i < count; i++) {
        struct umask_set members = cube_members(cubes[i]);

        if (i != except)
            all = umask_set_union(&all, &members);
    }
    return all;
}

/*
 * Cuts each cube to the points that it must cover and no other one does. A cube that is not needed
 * at all is left alone: then the solution was not the smallest.
 */
static void shrink(struct cube *cubes, unsigned int count, const struct umask_set *points)
{
    for (unsigned int i = 0; i < count; i++) {
        struct umask_set others = all_members(cubes, count, i);
        struct umask_set needed = cube_members(cubes[i]);

        needed = umask_set_intersect(&needed, points);
        needed = umask_set_subtract(&needed, &others);
        if (!umask_set_is_empty(&needed))
            cubes[i] = smallest_cube(&needed);
    }
}

void tidy_cover(const struct umask_set *set, struct cover *cover)
{
    struct umask_set surplus;

    shrink(cover->includes, cover->include_count, set);
    surplus = all_members(cover->includes, cover->include_count, cover->include_count);
    surplus = umask_set_subtract(&surplus, set);
    shrink(cover->excludes, cover->exclude_count, &surplus);
}
