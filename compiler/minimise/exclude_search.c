/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * At a node, some primes are chosen and some are barred; the others are open. The target is the
 * members and the points of the chosen primes. The node stands for all sets of excludes that have
 * the chosen primes and no barred one.
 */
#include "compiler/minimise/exclude_search.h"

#include <string.h>

#include "compiler/minimise/group_search.h"
#include "compiler/minimise/visible.h"

/* With more chosen primes, a new clique costs more than the nodes that it saves. */
enum { MOST_CHOSEN_FOR_CLIQUE = 2 };

struct walk {
    struct exclude_search *search;
    unsigned int cost;
    unsigned int chosen_count;
    unsigned int barred_count;
    uint16_t chosen[COVER_MAX_CUBES]; /* indices of primes */
    uint16_t barred[MAX_PRIMES];
    struct solution *out;
    struct budget *budget;
};

void exclude_search_begin(struct exclude_search *search, const struct problem *problem,
                          const struct primes *primes)
{
    search->problem = problem;
    search->primes = primes;
    killers_clear(&search->killers);
}

/* Word by word, for this is the innermost loop. */
static void count_each(struct umask_set points, uint16_t *counts)
{
    for (unsigned int word = 0; word < UMASK_WORDS; word++) {
        for (uint64_t bits = points.words[word]; bits; bits &= bits - 1)
            counts[64 * word + (unsigned int)__builtin_ctzll(bits)]++;
    }
}

static void bar(struct walk *walk, unsigned int prime)
{
    struct exclude_search *search = walk->search;
    const struct umask_set *points = &search->primes->points[prime];

    search->is_barred[prime] = true;
    walk->barred[walk->barred_count++] = (uint16_t)prime;
    for (unsigned int word = 0; word < UMASK_WORDS; word++) {
        for (uint64_t bits = points->words[word]; bits; bits &= bits - 1) {
            if (--search->open_count[64 * word + (unsigned int)__builtin_ctzll(bits)] == 0)
                search->open.words[word] &= ~(bits & -bits);
        }
    }
}

static void unbar_to(struct walk *walk, unsigned int barred_count)
{
    struct exclude_search *search = walk->search;

    while (walk->barred_count > barred_count) {
        unsigned int prime = walk->barred[--walk->barred_count];

        search->is_barred[prime] = false;
        search->open = points_or(search->open, search->primes->points[prime]);
        count_each(search->primes->points[prime], search->open_count);
    }
}

static void found(struct walk *walk, const struct group_cover *cover)
{
    struct solution *out = walk->out;

    out->include_count = cover->count;
    for (unsigned int i = 0; i < cover->count; i++)
        out->includes[i] = cover->spans[i];
    out->exclude_count = walk->chosen_count;
    for (unsigned int i = 0; i < walk->chosen_count; i++)
        out->excludes[i] = walk->search->primes->spans[walk->chosen[i]];
}

/* Whether the chosen excludes and `limit` includes do. On NO, `clique` competes in the target. */
static enum answer test(struct walk *walk, struct umask_set target, unsigned int limit,
                        struct clique *clique)
{
    struct exclude_search *search = walk->search;
    struct group_cover cover;
    enum answer answer;

    if (budget_spent(walk->budget))
        return ANSWER_UNKNOWN;
    if (killers_refute(&search->killers, target, limit, clique, walk->budget))
        return ANSWER_NO;
    clique_find(search->problem->members, target, &search->scratch, clique, walk->budget);
    if (clique->count > limit) {
        killers_add(&search->killers, clique);
        return ANSWER_NO;
    }
    answer = group_search(search->problem, target, limit, clique, &cover, walk->budget);
    if (answer == ANSWER_YES)
        found(walk, &cover);
    return answer;
}

/* Whether `limit` includes are too few even if all open primes are excluded: members that compete
 * then compete in every smaller target too. */
static bool is_hopeless(struct walk *walk, struct umask_set target, unsigned int limit)
{
    struct exclude_search *search = walk->search;
    struct umask_set largest = points_or(target, search->open);
    struct clique clique;

    if (killers_refute(&search->killers, largest, limit, &clique, walk->budget))
        return true;
    if (walk->chosen_count > MOST_CHOSEN_FOR_CLIQUE)
        return false;
    clique_find(search->problem->members, largest, &search->scratch, &clique, walk->budget);
    if (clique.count <= limit)
        return false;
    killers_add(&search->killers, &clique);
    return true;
}

/* For each point, how many pairs of the clique it keeps apart that could yet share an include.
 * Gives the points that keep any apart. */
static struct umask_set count_pairs(const struct walk *walk, struct umask_set target,
                                    const struct clique *clique, uint16_t *pairs)
{
    struct umask_set largest = points_or(target, walk->search->open);
    struct umask_set all = points_none();

    for (unsigned int i = 0; i < clique->count; i++) {
        struct span first = span_of_point(clique->points[i]);
        struct umask_set visible = visible_from_point(clique->points[i], largest);

        budget_take(walk->budget, 2 + (clique->count - i) / 4);
        for (unsigned int j = i + 1; j < clique->count; j++) {
            struct umask_set between;

            if (!points_has(visible, clique->points[j]))
                continue;
            between = points_without(span_points(span_with(first, clique->points[j])), target);
            all = points_or(all, between);
            count_each(between, pairs);
        }
    }
    return all;
}

/* The point that keeps most pairs apart for each prime that could take it out. */
static unsigned int choose_point(const struct walk *walk, struct umask_set target,
                                 const struct clique *clique)
{
    const uint16_t *open_count = walk->search->open_count;
    uint16_t pairs[POINT_COUNT] = {0};
    struct umask_set left = count_pairs(walk, target, clique, pairs);
    unsigned int best = points_first(points_without(walk->search->open, target));

    budget_take(walk->budget, 4);
    while (!points_empty(left)) {
        unsigned int point = points_take_first(&left);

        if (pairs[point] * open_count[best] > pairs[best] * open_count[point])
            best = point;
    }
    return best;
}

/*
 * Whether another prime does all that `prime` would do for the target. Where it is open, it is
 * tried instead. Where it is barred, it was tried when no more primes were barred than now, with
 * all that may come on top of `prime` now; so that `prime` is refuted too.
 */
static bool is_dominated(const struct walk *walk, struct umask_set target, unsigned int prime,
                         unsigned int point)
{
    const struct exclude_search *search = walk->search;
    const struct primes *primes = search->primes;
    struct umask_set gain = points_without(primes->points[prime], target);

    for (unsigned int i = 0; i < primes->through_count[point]; i++) {
        unsigned int other = primes->through[point][i];

        if (other == prime || !points_within(gain, primes->points[other]))
            continue;
        if (other < prime || search->is_barred[other] ||
            !points_within(points_without(primes->points[other], target), gain))
            return true;
    }
    return false;
}

static enum answer visit(struct walk *walk, struct umask_set target);

/* Tries all primes through the point, and bars them. */
static enum answer exclude_point(struct walk *walk, struct umask_set target, unsigned int point)
{
    const struct primes *primes = walk->search->primes;

    for (unsigned int i = 0; i < primes->through_count[point]; i++) {
        unsigned int prime = primes->through[point][i];
        enum answer answer;

        if (walk->search->is_barred[prime])
            continue;
        budget_take(walk->budget, 2);
        if (!is_dominated(walk, target, prime, point)) {
            walk->chosen[walk->chosen_count++] = (uint16_t)prime;
            answer = visit(walk, points_or(target, primes->points[prime]));
            if (answer != ANSWER_NO)
                return answer;
            walk->chosen_count--;
        }
        bar(walk, prime);
    }
    return ANSWER_NO;
}

static enum answer visit(struct walk *walk, struct umask_set target)
{
    unsigned int limit = walk->cost - walk->chosen_count;
    unsigned int barred_count = walk->barred_count;
    struct clique clique;
    enum answer answer = test(walk, target, limit, &clique);

    /* One exclude more is one include less, and there must be one. */
    while (answer == ANSWER_NO && limit > 1 && !points_within(walk->search->open, target) &&
           !is_hopeless(walk, target, limit - 1))
        answer = exclude_point(walk, target, choose_point(walk, target, &clique));
    unbar_to(walk, barred_count);
    return answer;
}

enum answer exclude_search_run(struct exclude_search *search, unsigned int cost,
                               struct solution *out, struct budget *budget)
{
    struct walk walk = {.search = search, .cost = cost, .out = out, .budget = budget};

    memset(search->is_barred, 0, sizeof(search->is_barred));
    for (unsigned int point = 0; point < POINT_COUNT; point++)
        search->open_count[point] = search->primes->through_count[point];
    search->open = span_union(search->primes->spans, search->primes->count);
    return visit(&walk, search->problem->members);
}
