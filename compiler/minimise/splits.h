/* SPDX-License-Identifier: BSD-2-Clause */
/* What is refuted: pairs of a number of includes and a number of excludes that do not do. */
#ifndef PMUC_MINIMISE_SPLITS_H
#define PMUC_MINIMISE_SPLITS_H

#include "compiler/minimise/cover.h"

struct splits {
    unsigned int least[COVER_MAX_CUBES + 1]; /* by excludes: the fewest includes not yet refuted */
};

static inline void splits_init(struct splits *splits)
{
    for (unsigned int excludes = 0; excludes <= COVER_MAX_CUBES; excludes++)
        splits->least[excludes] = 1;
}

/* Fewer excludes or fewer includes than what does not do will not do either. */
static inline void splits_refute(struct splits *splits, unsigned int includes,
                                 unsigned int excludes)
{
    for (unsigned int i = 0; i <= excludes; i++) {
        if (splits->least[i] <= includes)
            splits->least[i] = includes + 1;
    }
}

/* No solution has `cost` cubes or fewer. */
static inline void splits_refute_cost(struct splits *splits, unsigned int cost)
{
    for (unsigned int excludes = 0; excludes < cost; excludes++)
        splits_refute(splits, cost - excludes, excludes);
}

/* The least cost, up to `most`, that is not refuted. */
static inline unsigned int splits_lower_bound(const struct splits *splits, unsigned int most)
{
    unsigned int least = most;

    for (unsigned int excludes = 0; excludes < most; excludes++) {
        if (excludes + splits->least[excludes] < least)
            least = excludes + splits->least[excludes];
    }
    return least;
}

#endif
