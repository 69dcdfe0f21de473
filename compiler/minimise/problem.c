/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/minimise/problem.h"

#include "compiler/minimise/halves.h"

struct umask_set span_points(struct span span)
{
    struct umask_set set;
    unsigned int free_bits = span_free_bits(span);
    uint64_t word = UINT64_MAX;

    for (unsigned int bit = 0; bit < 6; bit++) {
        uint64_t any = (uint64_t)0 - (free_bits >> bit & 1);
        uint64_t zero = (uint64_t)0 - !(span.low >> bit & 1);

        word &= any | (upper_half[bit] ^ zero);
    }
    for (unsigned int i = 0; i < UMASK_WORDS; i++)
        set.words[i] = (64 * i & ~free_bits) == (span.low & 0xc0U) ? word : 0;
    return set;
}

struct span span_around(struct umask_set points)
{
    struct span span = span_of_point(points_first(points));

    while (!points_empty(points))
        span = span_with(span, points_take_first(&points));
    return span;
}

struct umask_set span_union(const struct span *spans, unsigned int count)
{
    struct umask_set set = points_none();

    for (unsigned int i = 0; i < count; i++)
        set = points_or(set, span_points(spans[i]));
    return set;
}

bool solution_holds(const struct solution *solution, const struct problem *problem)
{
    struct umask_set included = span_union(solution->includes, solution->include_count);
    struct umask_set excluded = span_union(solution->excludes, solution->exclude_count);

    return points_equal(points_without(included, excluded), problem->members);
}
