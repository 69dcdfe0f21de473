/* SPDX-License-Identifier: BSD-2-Clause */
/* Decides exactly whether few cubes within a fixed target set cover all members. */
#ifndef PMUC_MINIMISE_GROUP_SEARCH_H
#define PMUC_MINIMISE_GROUP_SEARCH_H

#include "compiler/minimise/budget.h"
#include "compiler/minimise/clique.h"

/* A search with more groups than this is given up as unknown. */
enum { MAX_GROUPS = 48 };

struct group_cover {
    unsigned int count;
    struct span spans[MAX_GROUPS];
};

/* `seeds`: members that compete pairwise in the target. The cubes of a YES are in `out`. */
enum answer group_search(const struct problem *problem, struct umask_set target, unsigned int limit,
                         const struct clique *seeds, struct group_cover *out,
                         struct budget *budget);

#endif
