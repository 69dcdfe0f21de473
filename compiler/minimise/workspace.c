/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The best tree is nearly always optimal. What takes time is to prove it, or to find what is
 * better: whether there is a solution with one cube less is asked until the answer is no.
 *
 * Sets of few members and many primes are for the open search, all others for the exclude search.
 * Where the steps end before the answer, some are kept to prove a lower bound, from below.
 */
#include "compiler/minimise/workspace.h"

#include <assert.h>

#include "compiler/minimise/neighbourhood.h"
#include "compiler/minimise/splits.h"

/* A set is sparse if it has so many primes for each member. */
enum { PRIMES_OF_SPARSE = 3 };

/* The exclude search may try a sparse set too, with a small share of the budget. Then the splits
 * have their turns, with slices that grow: what is easy comes first, and little is done twice. */
enum { FIRST_SHARE = 128, FIRST_SLICE_SHARE = 64, SLICE_GROWTH = 16 };

/* What is kept for the lower bound. */
enum { BOUND_SHARE = 12 };

/* A set with such a solution is unlikely to be solved exactly. */
enum { LARGE_COST = 17, NEIGHBOURHOOD_SHARE = 2 };

/* Cliques of more members than this would cost too much. */
enum { MOST_FOR_CLIQUES = 48 };

struct task {
    struct workspace *workspace;
    const struct problem *problem;
    struct solution *best;
    struct splits splits;
    struct budget budget;
    bool is_open_search_ready;
};

void workspace_init(struct workspace *workspace)
{
    cube_table_init(&workspace->table);
}

static void find_tree(struct task *task)
{
    struct workspace *workspace = task->workspace;
    unsigned int dimension = task->problem->dimension;

    cube_table_grow(&workspace->table, dimension);
    tree_costs_fill(&workspace->costs, &workspace->table, task->problem, &task->budget);
    tree_solution(&workspace->costs, &workspace->table, task->problem, task->best);
    primes_find(&workspace->primes, &workspace->table, workspace->costs.outside, dimension);
    share_excludes(task->best, task->problem, &workspace->primes, &task->budget);
}

static enum answer search_excludes(struct task *task, unsigned int cost, uint64_t steps)
{
    struct budget part = budget_lend(&task->budget, steps);
    enum answer answer =
        exclude_search_run(&task->workspace->exclude_search, cost, task->best, &part);

    budget_return(&task->budget, part);
    if (answer == ANSWER_NO)
        splits_refute_cost(&task->splits, cost);
    return answer;
}

static struct umask_set members_for_cliques(struct task *task)
{
    struct umask_set members = task->problem->members;
    struct clique clique;

    if (points_count(members) <= MOST_FOR_CLIQUES)
        return members;
    clique_find(members, members, &task->workspace->exclude_search.scratch, &clique, &task->budget);
    members = points_none();
    for (unsigned int i = 0; i < clique.count; i++)
        umask_set_add(&members, clique.points[i]);
    return members;
}

static void prepare_open_search(struct task *task)
{
    struct workspace *workspace = task->workspace;
    struct umask_set members;

    if (task->is_open_search_ready)
        return;
    task->is_open_search_ready = true;
    residues_begin(&workspace->residues, &workspace->table, &workspace->primes, task->problem);
    open_search_begin(&workspace->open_search, task->problem, &workspace->residues);
    members = members_for_cliques(task);
    for (unsigned int excludes = 0;
         excludes < solution_cost(task->best) && !budget_spent(&task->budget); excludes++) {
        struct clique clique;

        open_search_clique(&workspace->open_search, members, excludes, &clique, &task->budget);
        splits_refute(&task->splits, clique.count - 1, excludes);
    }
}

static enum answer search_split(struct task *task, unsigned int includes, unsigned int excludes,
                                uint64_t steps)
{
    struct open_search *search = &task->workspace->open_search;
    struct budget part = budget_lend(&task->budget, steps);
    struct clique seeds;
    enum answer answer;

    open_search_clique(search, task->problem->members, excludes, &seeds, &part);
    answer = open_search_run(search, includes, excludes, &seeds, task->best, &part);
    budget_return(&task->budget, part);
    if (answer == ANSWER_NO)
        splits_refute(&task->splits, includes, excludes);
    return answer;
}

/* All splits of the cost in turns, until `floor` steps are left. */
static enum answer search_splits(struct task *task, unsigned int cost, uint64_t floor)
{
    for (uint64_t slice = task->budget.left / FIRST_SLICE_SHARE + 1; task->budget.left > floor;
         slice *= SLICE_GROWTH) {
        for (unsigned int excludes = 0; excludes < cost; excludes++) {
            uint64_t left = task->budget.left > floor ? task->budget.left - floor : 0;

            if (task->splits.least[excludes] + excludes <= cost && left > 0 &&
                search_split(task, cost - excludes, excludes, slice < left ? slice : left) ==
                    ANSWER_YES)
                return ANSWER_YES;
        }
        if (splits_lower_bound(&task->splits, cost + 1) > cost)
            return ANSWER_NO;
    }
    return ANSWER_UNKNOWN;
}

static bool is_large(const struct task *task)
{
    return solution_cost(task->best) >= LARGE_COST;
}

static void search_neighbourhood(struct task *task)
{
    struct budget part = budget_lend(&task->budget, task->budget.left / NEIGHBOURHOOD_SHARE);

    prepare_open_search(task);
    neighbourhood_improve(&task->workspace->open_search, task->best, &part);
    budget_return(&task->budget, part);
}

static bool is_sparse(const struct task *task)
{
    return points_count(task->problem->members) * PRIMES_OF_SPARSE < task->workspace->primes.count;
}

/* Whether there is a solution of at most `cost` cubes. Leaves `floor` steps. */
static enum answer ask(struct task *task, unsigned int cost, uint64_t floor, bool is_first)
{
    enum answer answer = ANSWER_UNKNOWN;

    if (!is_sparse(task))
        return search_excludes(task, cost, task->budget.left - floor);
    if (is_first)
        answer = search_excludes(task, cost, task->budget.left / FIRST_SHARE);
    if (answer != ANSWER_UNKNOWN)
        return answer;
    prepare_open_search(task);
    return search_splits(task, cost, floor);
}

/* Asks for one cube less until that is refuted or the steps end. */
static void improve(struct task *task)
{
    uint64_t floor = task->budget.left / BOUND_SHARE;
    bool is_first = true;

    while (ask(task, solution_cost(task->best) - 1, floor, is_first) == ANSWER_YES)
        is_first = false;
}

static unsigned int lower_bound(const struct task *task)
{
    return splits_lower_bound(&task->splits, solution_cost(task->best));
}

/* Refutes what is cheap to refute. */
static void raise_lower_bound(struct task *task)
{
    enum answer answer = ANSWER_NO;

    if (lower_bound(task) < solution_cost(task->best))
        prepare_open_search(task);
    while (answer == ANSWER_NO && lower_bound(task) < solution_cost(task->best) &&
           !budget_spent(&task->budget))
        answer = ask(task, lower_bound(task), 0, false);
}

unsigned int workspace_solve(struct workspace *workspace, const struct problem *problem,
                             uint64_t steps, struct solution *out)
{
    struct task task = {.workspace = workspace, .problem = problem, .best = out};

    task.budget.left = steps;
    splits_init(&task.splits);
    splits_refute(&task.splits, 1, 0); /* the members are not the universe */
    find_tree(&task);
    exclude_search_begin(&workspace->exclude_search, problem, &workspace->primes);
    if (is_large(&task))
        search_neighbourhood(&task);
    improve(&task);
    raise_lower_bound(&task);
    assert(solution_holds(out, problem));
    assert(splits_lower_bound(&task.splits, COVER_MAX_CUBES) <= solution_cost(out));
    return lower_bound(&task);
}
