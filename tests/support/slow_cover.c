/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/slow_cover.h"

#include <stdlib.h>
#include <string.h>

enum { UNKNOWN = 0xff, SIX_BIT_CUBES = 729 };

/* The points below `count` that are `match` in the bits of `mask`. */
static uint64_t cube_points(unsigned int mask, unsigned int match, unsigned int count)
{
    uint64_t points = 0;

    for (unsigned int point = 0; point < count; point++) {
        if ((point & mask) == match)
            points |= UINT64_C(1) << point;
    }
    return points;
}

static unsigned int list_cubes(unsigned int count, uint64_t *cubes)
{
    unsigned int found = 0;

    for (unsigned int mask = 0; mask < count; mask++) {
        for (unsigned int match = 0; match < count; match++) {
            if ((match & ~mask) == 0)
                cubes[found++] = cube_points(mask, match, count);
        }
    }
    return found;
}

/* The sets that are unions of exactly `level` cubes and of no fewer. */
struct level {
    unsigned int count;
    uint16_t *sets;
};

/* Breadth first: a union of n + 1 cubes is a union of n and a cube more. */
static unsigned int list_unions(struct level *levels)
{
    uint64_t cubes[SIX_BIT_CUBES];
    unsigned int cube_count = list_cubes(16, cubes);
    bool *seen = calloc(SLOW_SETS, sizeof(*seen));
    unsigned int level = 0;

    levels[0].sets = calloc(1, sizeof(uint16_t));
    levels[0].count = 1;
    seen[0] = true;
    do {
        struct level *next = &levels[level + 1];

        next->sets = calloc(SLOW_SETS, sizeof(uint16_t));
        next->count = 0;
        for (unsigned int i = 0; i < levels[level].count; i++) {
            for (unsigned int j = 0; j < cube_count; j++) {
                uint16_t set = (uint16_t)(levels[level].sets[i] | cubes[j]);

                if (!seen[set])
                    next->sets[next->count++] = set;
                seen[set] = true;
            }
        }
        level++;
    } while (levels[level].count);
    free(seen);
    return level; /* the first that is empty */
}

/* All pairs of unions. Those whose costs add up to less come first, so the first hit is the best.
 */
static unsigned int try_pairs(const struct level *includes, const struct level *excludes,
                              unsigned int cost, uint8_t *costs)
{
    unsigned int found = 0;

    for (unsigned int i = 0; i < includes->count; i++) {
        for (unsigned int j = 0; j < excludes->count; j++) {
            uint8_t *best = &costs[includes->sets[i] & ~excludes->sets[j]];

            if (*best == UNKNOWN) {
                *best = (uint8_t)cost;
                found++;
            }
        }
    }
    return found;
}

void slow_costs_of_four_bits(uint8_t *costs)
{
    struct level levels[17] = {0};
    unsigned int level_count = list_unions(levels);
    unsigned int missing = SLOW_SETS;

    memset(costs, UNKNOWN, SLOW_SETS);
    for (unsigned int cost = 0; missing; cost++) {
        for (unsigned int i = 0; i <= cost; i++) {
            if (i < level_count && cost - i < level_count)
                missing -= try_pairs(&levels[i], &levels[cost - i], cost, costs);
        }
    }
    for (unsigned int i = 0; i <= level_count; i++)
        free(levels[i].sets);
}

/* Some point is wrong: either it must be included, and some cube does that, or it must be excluded,
 * and some cube without members does that. */
static bool mend(uint64_t set, uint64_t included, uint64_t excluded, unsigned int cost,
                 const uint64_t *cubes)
{
    uint64_t missing = set & ~included;
    uint64_t superfluous = included & ~excluded & ~set;
    uint64_t wrong = missing ? missing & -missing : superfluous & -superfluous;

    if (!wrong)
        return true;
    if (cost == 0)
        return false;
    for (unsigned int i = 0; i < SIX_BIT_CUBES; i++) {
        if (!(cubes[i] & wrong) || (!missing && cubes[i] & set))
            continue;
        if (mend(set, missing ? included | cubes[i] : included,
                 missing ? excluded : excluded | cubes[i], cost - 1, cubes))
            return true;
    }
    return false;
}

bool slow_has_cover(uint64_t set, unsigned int cost)
{
    uint64_t cubes[SIX_BIT_CUBES];

    list_cubes(64, cubes);
    return mend(set, 0, 0, cost, cubes);
}
