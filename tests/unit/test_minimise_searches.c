/* SPDX-License-Identifier: BSD-2-Clause */
/* Each search on its own against the slow solver: a whole solve asks only some of them, and seldom
 * the one that would be wrong. */
#include "compiler/minimise/neighbourhood.h"
#include "compiler/minimise/reduce.h"
#include "compiler/minimise/visible.h"
#include "compiler/minimise/workspace.h"
#include "tests/support/random.h"
#include "tests/support/slow_cover.h"
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { PLENTY = 100000000 };

static struct workspace *make_workspace(void)
{
    struct workspace *workspace = calloc(1, sizeof(*workspace));

    cr_assert_not_null(workspace);
    workspace_init(workspace);
    return workspace;
}

/* Everything that the searches of one problem need. */
static void prepare(struct workspace *workspace, const struct problem *problem)
{
    struct budget budget = {PLENTY};

    cube_table_grow(&workspace->table, problem->dimension);
    tree_costs_fill(&workspace->costs, &workspace->table, problem, &budget);
    primes_find(&workspace->primes, &workspace->table, workspace->costs.outside,
                problem->dimension);
    exclude_search_begin(&workspace->exclude_search, problem, &workspace->primes);
    residues_begin(&workspace->residues, &workspace->table, &workspace->primes, problem);
    open_search_begin(&workspace->open_search, problem, &workspace->residues);
}

static enum answer open_answer(struct workspace *workspace, const struct problem *problem,
                               unsigned int cost, struct solution *out)
{
    struct budget budget = {PLENTY};

    for (unsigned int excludes = 0; excludes < cost; excludes++) {
        struct clique seeds;
        enum answer answer;

        open_search_clique(&workspace->open_search, problem->members, excludes, &seeds, &budget);
        answer = open_search_run(&workspace->open_search, cost - excludes, excludes, &seeds, out,
                                 &budget);
        if (answer != ANSWER_NO)
            return answer;
    }
    return ANSWER_NO;
}

static enum answer exclude_answer(struct workspace *workspace, unsigned int cost,
                                  struct solution *out)
{
    struct budget budget = {PLENTY};

    return exclude_search_run(&workspace->exclude_search, cost, out, &budget);
}

/* YES with a solution of that cost at most for the optimum, NO for one cube less. */
static void check_searches(struct workspace *workspace, const struct problem *problem,
                           unsigned int optimum)
{
    struct solution solution;

    cr_assert_eq(exclude_answer(workspace, optimum, &solution), ANSWER_YES);
    cr_assert(solution_holds(&solution, problem));
    cr_assert_leq(solution_cost(&solution), optimum);
    cr_assert_eq(open_answer(workspace, problem, optimum, &solution), ANSWER_YES);
    cr_assert(solution_holds(&solution, problem));
    cr_assert_leq(solution_cost(&solution), optimum);
    if (optimum == 1)
        return;
    cr_assert_eq(exclude_answer(workspace, optimum - 1, &solution), ANSWER_NO);
    cr_assert_eq(open_answer(workspace, problem, optimum - 1, &solution), ANSWER_NO);
}

Test(minimise_searches, sets_of_four_bits)
{
    struct workspace *workspace = make_workspace();
    uint8_t *costs = malloc(SLOW_SETS);

    slow_costs_of_four_bits(costs);
    for (unsigned int bits = 1; bits < SLOW_SETS; bits += 3) {
        const struct umask_set set = {{bits}};
        struct reduction reduction;
        struct problem problem;

        reduce(&set, &reduction, &problem);
        if (problem.dimension == 0)
            continue;
        prepare(workspace, &problem);
        check_searches(workspace, &problem, costs[bits]);
    }
    free(costs);
    free(workspace);
}

/* The two searches share little but the primes. */
Test(minimise_searches, agree_on_larger_sets)
{
    struct workspace *workspace = make_workspace();
    struct random random = {5};

    for (unsigned int round = 0; round < 200; round++) {
        struct umask_set set = {{random_next(&random) & random_next(&random)}};
        struct reduction reduction;
        struct problem problem;
        struct solution solution;
        unsigned int optimum;

        if (round & 1)
            set.words[0] &= random_next(&random);
        umask_set_add(&set, 64);
        reduce(&set, &reduction, &problem);
        prepare(workspace, &problem);
        optimum = workspace_solve(workspace, &problem, PLENTY, &solution);
        cr_assert_eq(optimum, solution_cost(&solution));
        if (optimum <= 8)
            check_searches(workspace, &problem, optimum);
    }
    free(workspace);
}

Test(minimise_searches, neighbourhood_keeps_solutions)
{
    struct workspace *workspace = make_workspace();
    struct random random = {7};
    unsigned int saved = 0;

    for (unsigned int round = 0; round < 10; round++) {
        struct umask_set set = {{0}};
        struct budget budget = {100000};
        struct reduction reduction;
        struct problem problem;
        struct solution solution;
        unsigned int before;

        while (umask_set_count(&set) < 40)
            umask_set_add(&set, random_below(&random, UMASK_COUNT));
        reduce(&set, &reduction, &problem);
        prepare(workspace, &problem);
        tree_solution(&workspace->costs, &workspace->table, &problem, &solution);
        before = solution_cost(&solution);
        neighbourhood_improve(&workspace->open_search, &solution, &budget);
        cr_assert(solution_holds(&solution, &problem));
        cr_assert_leq(solution_cost(&solution), before);
        saved += before - solution_cost(&solution);
    }
    cr_assert_gt(saved, 0);
    free(workspace);
}

/* By the definition: the cube around both lies within the set. */
Test(minimise_searches, visible_is_what_a_cube_can_grow_to)
{
    struct random random = {9};

    for (unsigned int round = 0; round < 500; round++) {
        const unsigned int a = random_below(&random, UMASK_COUNT);
        const unsigned int b = round & 1 ? a : a ^ (1U << random_below(&random, 8));
        const struct span span = span_with(span_of_point(a), b);
        struct umask_set allowed;
        struct umask_set visible;

        for (unsigned int i = 0; i < UMASK_WORDS; i++)
            allowed.words[i] = random_next(&random) | random_next(&random) | random_next(&random);
        visible = visible_from(span, allowed);
        for (unsigned int point = 0; point < UMASK_COUNT; point++) {
            const struct span around = span_with(span, point);
            bool is_within = true;

            for (unsigned int inner = 0; inner < UMASK_COUNT; inner++) {
                if ((inner & around.low) == around.low && (inner | around.high) == around.high)
                    is_within = is_within && points_has(allowed, inner);
            }
            cr_assert_eq(points_has(visible, point), is_within);
        }
    }
}
