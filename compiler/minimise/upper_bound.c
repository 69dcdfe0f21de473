/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/minimise/upper_bound.h"

#include <string.h>

static unsigned int minimum(unsigned int a, unsigned int b)
{
    return a < b ? a : b;
}

/* The two halves of cube `number` along a free bit. */
static unsigned int lower_half(const struct cube_table *table, unsigned int number,
                               unsigned int bit)
{
    return number - 2 * table->power[bit];
}

static unsigned int higher_half(const struct cube_table *table, unsigned int number,
                                unsigned int bit)
{
    return number - table->power[bit];
}

static void fill_split(struct tree_costs *costs, const struct cube_table *table,
                       unsigned int number)
{
    unsigned int outside = UINT8_MAX;
    unsigned int inside = UINT8_MAX;

    for (unsigned int bits = span_free_bits(table->spans[number]); bits; bits &= bits - 1) {
        unsigned int bit = (unsigned int)__builtin_ctz(bits);
        unsigned int low = lower_half(table, number, bit);
        unsigned int high = higher_half(table, number, bit);

        outside = minimum(outside, (unsigned int)costs->outside[low] + costs->outside[high]);
        inside = minimum(inside, (unsigned int)costs->inside[low] + costs->inside[high]);
    }
    /* A sum of 0 means: nothing but members, or no member at all. */
    if (outside == 0)
        inside = 1;
    costs->inside[number] = (uint8_t)inside;
    costs->outside[number] = (uint8_t)minimum(outside, 1 + inside);
}

void tree_costs_fill(struct tree_costs *costs, const struct cube_table *table,
                     const struct problem *problem, struct budget *budget)
{
    unsigned int count = table->power[problem->dimension];

    for (unsigned int number = 0; number < count; number++) {
        struct span span = table->spans[number];

        if (span_free_bits(span) == 0) {
            costs->outside[number] = points_has(problem->members, span.low);
            costs->inside[number] = !costs->outside[number];
        } else {
            fill_split(costs, table, number);
        }
    }
    budget_take(budget, count / 8);
}

/* A free bit whose halves add up to the cost of the cube. */
static unsigned int best_split(const struct cube_table *table, const uint8_t *costs,
                               unsigned int number)
{
    unsigned int bits = span_free_bits(table->spans[number]);

    for (;;) {
        unsigned int bit = (unsigned int)__builtin_ctz(bits);

        bits &= bits - 1;
        if (!bits ||
            costs[lower_half(table, number, bit)] + costs[higher_half(table, number, bit)] ==
                costs[number])
            return bit;
    }
}

static void emit_inside(const struct tree_costs *costs, const struct cube_table *table,
                        unsigned int number, struct solution *out)
{
    unsigned int bit;

    if (costs->inside[number] == 0)
        return;
    if (costs->outside[number] == 0) {
        out->excludes[out->exclude_count++] = table->spans[number];
        return;
    }
    bit = best_split(table, costs->inside, number);
    emit_inside(costs, table, lower_half(table, number, bit), out);
    emit_inside(costs, table, higher_half(table, number, bit), out);
}

static void emit_outside(const struct tree_costs *costs, const struct cube_table *table,
                         unsigned int number, struct solution *out)
{
    unsigned int bit;

    if (costs->outside[number] == 0)
        return;
    if (costs->outside[number] == 1 + costs->inside[number]) {
        out->includes[out->include_count++] = table->spans[number];
        emit_inside(costs, table, number, out);
        return;
    }
    bit = best_split(table, costs->outside, number);
    emit_outside(costs, table, lower_half(table, number, bit), out);
    emit_outside(costs, table, higher_half(table, number, bit), out);
}

void tree_solution(const struct tree_costs *costs, const struct cube_table *table,
                   const struct problem *problem, struct solution *out)
{
    out->include_count = 0;
    out->exclude_count = 0;
    emit_outside(costs, table, table->power[problem->dimension] - 1, out);
}

/* The prime that covers most of `rest`. */
static unsigned int greediest_prime(const struct primes *primes, struct umask_set rest)
{
    unsigned int best = 0;
    unsigned int best_count = 0;

    for (unsigned int i = 0; i < primes->count; i++) {
        unsigned int count = points_count(points_and(primes->points[i], rest));

        if (count > best_count) {
            best = i;
            best_count = count;
        }
    }
    return best;
}

void share_excludes(struct solution *solution, const struct problem *problem,
                    const struct primes *primes, struct budget *budget)
{
    struct span excludes[COVER_MAX_CUBES];
    unsigned int count = 0;
    struct umask_set rest =
        points_and(problem->others, span_union(solution->includes, solution->include_count));

    while (!points_empty(rest)) {
        unsigned int best;

        if (count + 1 >= solution->exclude_count || !budget_take(budget, 1 + primes->count / 8))
            return;
        best = greediest_prime(primes, rest);
        excludes[count++] = primes->spans[best];
        rest = points_without(rest, primes->points[best]);
    }
    memcpy(solution->excludes, excludes, count * sizeof(excludes[0]));
    solution->exclude_count = count;
}
