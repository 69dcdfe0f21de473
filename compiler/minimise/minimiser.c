/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/minimise/minimiser.h"

#include <stdio.h>
#include <stdlib.h>

#include "compiler/base/arena.h"
#include "compiler/minimise/memo.h"
#include "compiler/minimise/reduce.h"
#include "compiler/minimise/tidy.h"
#include "compiler/minimise/workspace.h"

struct minimiser {
    uint64_t steps;
    struct memo memo;
    struct workspace *workspace; /* NULL until a set needs it */
};

static void *allocate(size_t size)
{
    void *memory = calloc(1, size);

    if (!memory)
        arena_out_of_memory();
    return memory;
}

struct minimiser *minimiser_open(uint64_t steps)
{
    struct minimiser *minimiser = allocate(sizeof(*minimiser));

    minimiser->steps = steps;
    return minimiser;
}

void minimiser_close(struct minimiser *minimiser)
{
    memo_free(&minimiser->memo);
    free(minimiser->workspace);
    free(minimiser);
}

/* One include is the universe of the reduced problem, and everything fixed there. */
static unsigned int solve_reduced(struct minimiser *minimiser, const struct problem *problem,
                                  struct solution *solution)
{
    if (problem->dimension == 0) {
        solution->include_count = 1;
        solution->exclude_count = 0;
        solution->includes[0] = span_of_point(0);
        return 1;
    }
    if (!minimiser->workspace) {
        minimiser->workspace = allocate(sizeof(*minimiser->workspace));
        workspace_init(minimiser->workspace);
    }
    return workspace_solve(minimiser->workspace, problem, minimiser->steps, solution);
}

static void check(const struct cover *cover, const struct umask_set *set)
{
    struct umask_set value = cover_evaluate(cover);

    if (umask_set_equal(&value, set))
        return;
    fputs("pmuc: internal error: the minimiser's cubes differ from the set\n", stderr);
    exit(70);
}

const struct cover *minimiser_solve(struct minimiser *minimiser, const struct umask_set *set)
{
    struct reduction reduction;
    struct problem problem;
    struct solution solution;
    bool is_new;
    struct cover *cover = memo_find(&minimiser->memo, set, &is_new);

    if (!is_new || umask_set_is_empty(set))
        return cover;
    reduce(set, &reduction, &problem);
    cover->lower_bound = solve_reduced(minimiser, &problem, &solution);
    reduction_lift(&reduction, &solution, cover);
    tidy_cover(set, cover);
    check(cover, set);
    return cover;
}
