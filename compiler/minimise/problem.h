/* SPDX-License-Identifier: BSD-2-Clause */
/* What the stages of the minimiser hand to each other: the reduced problem, cubes of it, solutions.
 */
#ifndef PMUC_MINIMISE_PROBLEM_H
#define PMUC_MINIMISE_PROBLEM_H

#include "compiler/minimise/cover.h"
#include "compiler/minimise/points.h"

enum { MAX_DIMENSION = 8 };

/* A cube: the points that have all bits of `low` and no bit outside `high`. Bits in which the two
 * differ are free. The smallest cube around two points is their AND and their OR. */
struct span {
    uint8_t low;
    uint8_t high;
};

struct problem {
    unsigned int dimension;   /* the universe is the points below 2^dimension */
    struct umask_set members; /* neither empty nor the universe */
    struct umask_set others;  /* the rest of the universe */
};

struct solution {
    unsigned int include_count;
    unsigned int exclude_count;
    struct span includes[COVER_MAX_CUBES];
    struct span excludes[COVER_MAX_CUBES];
};

/* A question that the budget may leave open. */
enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };

static inline unsigned int solution_cost(const struct solution *solution)
{
    return solution->include_count + solution->exclude_count;
}

static inline struct span span_of_point(unsigned int point)
{
    return (struct span){(uint8_t)point, (uint8_t)point};
}

static inline struct span span_with(struct span span, unsigned int point)
{
    return (struct span){(uint8_t)(span.low & point), (uint8_t)(span.high | point)};
}

static inline unsigned int span_free_bits(struct span span)
{
    return (unsigned int)(span.low ^ span.high);
}

struct umask_set span_points(struct span span);

/* The smallest cube around all points of a set that is not empty. */
struct span span_around(struct umask_set points);

/* The union of `count` cubes. */
struct umask_set span_union(const struct span *spans, unsigned int count);

/* Whether the solution is one, by the definition. */
bool solution_holds(const struct solution *solution, const struct problem *problem);

#endif
