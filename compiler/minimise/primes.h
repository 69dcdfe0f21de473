/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The largest cubes that hold no member. Excludes are taken from these alone: an exclude must avoid
 * the members, and enlarging it while it does takes away nothing but other points.
 */
#ifndef PMUC_MINIMISE_PRIMES_H
#define PMUC_MINIMISE_PRIMES_H

#include "compiler/minimise/cubes.h"

/*
 * Primes do not contain each other. A cube with k free bits has 8 - k cubes just above it and 2k
 * just below, whichever it is; in an order that regular no such family is larger than the largest
 * set of cubes with equally many free bits (LYM inequality): C(8,3) * 2^5 = 1792.
 */
enum { MAX_PRIMES = 1792 };

/* The sets of free bits of primes through one point do not contain each other either: C(8,4). */
enum { MAX_PRIMES_OF_POINT = 70 };

struct primes {
    unsigned int count;
    struct span spans[MAX_PRIMES]; /* largest first, then by cube number */
    struct umask_set points[MAX_PRIMES];
    uint8_t through_count[POINT_COUNT]; /* primes through each point, largest first */
    uint16_t through[POINT_COUNT][MAX_PRIMES_OF_POINT];
};

/* `outside`: by cube number, 0 where the cube has no member. */
void primes_find(struct primes *primes, const struct cube_table *table, const uint8_t *outside,
                 unsigned int dimension);

#endif
