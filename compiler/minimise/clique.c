/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/minimise/clique.h"

#include <string.h>

#include "compiler/minimise/visible.h"

/* How many candidates are compared for the next point of a clique. */
enum { SAMPLE_COUNT = 48 };

/* Walks the points and keeps each that competes with all kept ones: whatever they were a clique of,
 * those that are kept are a clique in `target`. */
static bool still_refutes(const struct clique *clique, struct umask_set target, unsigned int limit,
                          struct clique *out, struct budget *budget)
{
    struct umask_set shared = points_none();

    out->count = 0;
    for (unsigned int i = 0; i < clique->count && out->count + clique->count - i > limit; i++) {
        if (points_has(shared, clique->points[i]))
            continue;
        out->points[out->count++] = clique->points[i];
        if (out->count > limit)
            return true;
        if (!budget_take(budget, 1))
            return false;
        shared = points_or(shared, visible_from_point(clique->points[i], target));
    }
    return false;
}

bool killers_refute(struct killers *killers, struct umask_set target, unsigned int limit,
                    struct clique *out, struct budget *budget)
{
    for (unsigned int i = 0; i < killers->count; i++) {
        uint8_t index = killers->order[i];

        if (!still_refutes(&killers->cliques[index], target, limit, out, budget))
            continue;
        memmove(&killers->order[1], &killers->order[0], i);
        killers->order[0] = index;
        return true;
    }
    return false;
}

void killers_clear(struct killers *killers)
{
    killers->count = 0;
    for (unsigned int i = 0; i < KILLER_COUNT; i++)
        killers->order[i] = (uint8_t)i;
}

void killers_add(struct killers *killers, const struct clique *clique)
{
    unsigned int place = killers->count < KILLER_COUNT ? killers->count++ : KILLER_COUNT - 1;
    uint8_t index = killers->order[place];

    memmove(&killers->order[1], &killers->order[0], place);
    killers->order[0] = index;
    killers->cliques[index] = *clique;
}

/* The point that shares includes with fewest of `candidates`, of which it looks at the first few.
 */
static unsigned int least_shared(const struct clique_scratch *scratch, struct umask_set among,
                                 struct umask_set candidates, unsigned int sample)
{
    unsigned int best = 0;
    unsigned int best_count = UINT32_MAX;

    while (!points_empty(among) && sample--) {
        unsigned int point = points_take_first(&among);
        unsigned int count = points_count(points_and(scratch->visible[point], candidates));

        if (count < best_count) {
            best = point;
            best_count = count;
        }
    }
    return best;
}

static void grow(const struct clique_scratch *scratch, struct umask_set members,
                 struct umask_set starts, struct clique *out, struct budget *budget)
{
    struct umask_set candidates = members;
    unsigned int point = least_shared(scratch, starts, members, UMASK_COUNT);

    out->count = 0;
    for (;;) {
        out->points[out->count++] = (uint8_t)point;
        candidates = points_without(candidates, scratch->visible[point]);
        if (points_empty(candidates))
            return;
        budget_take(budget, 2);
        point = least_shared(scratch, candidates, candidates, SAMPLE_COUNT);
    }
}

void clique_grow(struct umask_set among, const struct clique_scratch *scratch, struct clique *out,
                 struct budget *budget)
{
    struct umask_set starts = among;
    struct clique second;

    grow(scratch, among, starts, out, budget);
    for (unsigned int i = 0; i < out->count; i++)
        points_drop(&starts, out->points[i]);
    if (points_empty(starts))
        return;
    grow(scratch, among, starts, &second, budget);
    if (second.count > out->count)
        *out = second;
}

void clique_find(struct umask_set among, struct umask_set target, struct clique_scratch *scratch,
                 struct clique *out, struct budget *budget)
{
    budget_take(budget, points_count(among));
    for (struct umask_set left = among; !points_empty(left);) {
        unsigned int point = points_take_first(&left);

        scratch->visible[point] = visible_from_point(point, target);
    }
    clique_grow(among, scratch, out, budget);
}
