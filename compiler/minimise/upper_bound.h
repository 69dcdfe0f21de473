/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A good solution at once: the best tree. A tree halves the universe along a bit that each node
 * chooses freely, so it is at least as good as prefixes in any order of the bits. Within a node the
 * best choice depends on its halves alone:
 *
 *   outside  an include must still be placed: place one here, or let each half place its own
 *   inside   an include lies above: exclude here, or let each half exclude what it must
 */
#ifndef PMUC_MINIMISE_UPPER_BOUND_H
#define PMUC_MINIMISE_UPPER_BOUND_H

#include "compiler/minimise/budget.h"
#include "compiler/minimise/cubes.h"
#include "compiler/minimise/primes.h"

struct tree_costs {
    uint8_t outside[MAX_CUBES]; /* by cube number; 0 where the cube has no member */
    uint8_t inside[MAX_CUBES];  /* 0 where it has nothing but members */
};

void tree_costs_fill(struct tree_costs *costs, const struct cube_table *table,
                     const struct problem *problem, struct budget *budget);

void tree_solution(const struct tree_costs *costs, const struct cube_table *table,
                   const struct problem *problem, struct solution *out);

/* Excludes of a tree cannot be shared between includes: covers what the includes have too much with
 * primes, greedily, and keeps that where it is shorter. */
void share_excludes(struct solution *solution, const struct problem *problem,
                    const struct primes *primes, struct budget *budget);

#endif
