/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Takes away the umask bits that cannot matter, and puts them back into a solution. Neither changes
 * the optimum:
 *
 *   A bit that is equal in all members: intersecting every cube of a solution with that half of the
 *   universe leaves a solution of the half that has no more cubes. The other way round, includes
 *   that fix the bit need no help from the excludes in the other half.
 *
 *   A bit that never decides membership: the solution's cubes, cut down to one half, solve that
 *   half; and a solution of one half with the bit left free solves both.
 */
#ifndef PMUC_MINIMISE_REDUCE_H
#define PMUC_MINIMISE_REDUCE_H

#include "compiler/minimise/problem.h"

struct reduction {
    uint8_t fixed_bits;  /* equal in all members */
    uint8_t fixed_value; /* of those bits */
    uint8_t kept_bits;   /* bit i of the reduced universe is the i-th lowest of these */
};

/* The set must not be empty. The members of the problem are the whole universe when one include is
 * enough. */
void reduce(const struct umask_set *set, struct reduction *reduction, struct problem *problem);

void reduction_lift(const struct reduction *reduction, const struct solution *solution,
                    struct cover *cover);

#endif
