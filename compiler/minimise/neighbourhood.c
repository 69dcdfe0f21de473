/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/minimise/neighbourhood.h"

/* Of includes that are dissolved at once, and steps for one attempt. */
enum { LEAST_DISSOLVED = 2, MOST_DISSOLVED = 6, ATTEMPT_STEPS = 2000 };

/* Changes of the numbers of includes and excludes that are tried in turn. */
static const struct change {
    int includes;
    int excludes;
} changes[] = {{-1, 0}, {0, -1}, {-2, 1}, {1, -2}, {-1, 1}, {1, -1}, {0, 0}};

enum { CHANGE_COUNT = sizeof(changes) / sizeof(changes[0]) };

/* The generator of Knuth's MMIX. The seed is fixed: results are the same everywhere. */
static unsigned int draw(uint64_t *random, unsigned int limit)
{
    *random = *random * 6364136223846793005 + 1442695040888963407;
    return (unsigned int)(*random >> 33) % limit;
}

/* How many bits it takes to get from one cube to the other. */
static unsigned int distance(struct span a, struct span b)
{
    return (unsigned int)__builtin_popcount((a.low & ~b.high) | (b.low & ~a.high));
}

/* The includes without `count` that are near a random one. */
static void dissolve(const struct solution *solution, unsigned int count, uint64_t *random,
                     struct group_cover *fixed)
{
    struct span centre = solution->includes[draw(random, solution->include_count)];
    unsigned int keys[COVER_MAX_CUBES];

    for (unsigned int i = 0; i < solution->include_count; i++)
        keys[i] = 256 * distance(centre, solution->includes[i]) + draw(random, 256);
    for (; count > 0; count--) {
        unsigned int nearest = 0;

        for (unsigned int i = 1; i < solution->include_count; i++) {
            if (keys[i] < keys[nearest])
                nearest = i;
        }
        keys[nearest] = UINT32_MAX;
    }
    fixed->count = 0;
    for (unsigned int i = 0; i < solution->include_count; i++) {
        if (keys[i] != UINT32_MAX)
            fixed->spans[fixed->count++] = solution->includes[i];
    }
}

static bool attempt(struct open_search *search, const struct change *change,
                    struct solution *current, uint64_t *random, struct budget *budget)
{
    unsigned int includes = (unsigned int)((int)current->include_count + change->includes);
    unsigned int excludes = (unsigned int)((int)current->exclude_count + change->excludes);
    unsigned int count = LEAST_DISSOLVED + draw(random, MOST_DISSOLVED - LEAST_DISSOLVED + 1);
    struct group_cover fixed;
    struct budget part;
    enum answer answer;

    budget_take(budget, 1);
    if ((int)current->exclude_count + change->excludes < 0 || count > current->include_count ||
        (int)current->include_count + change->includes < 1)
        return false;
    dissolve(current, count, random, &fixed);
    part = budget_lend(budget, ATTEMPT_STEPS);
    answer = open_search_run_from(search, includes, excludes, &fixed, current, &part);
    budget_return(budget, part);
    return answer == ANSWER_YES;
}

void neighbourhood_improve(struct open_search *search, struct solution *best, struct budget *budget)
{
    struct solution current = *best;
    uint64_t random = 1;

    if (current.include_count >= MAX_GROUPS)
        return;
    for (unsigned int turn = 0; !budget_spent(budget); turn = (turn + 1) % CHANGE_COUNT) {
        if (attempt(search, &changes[turn], &current, &random, budget) &&
            solution_cost(&current) < solution_cost(best))
            *best = current;
    }
}
