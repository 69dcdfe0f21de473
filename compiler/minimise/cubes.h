/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All cubes of a universe, numbered in ternary: digit i of the number is bit i of the cube, 2 where
 * it is free. The numbers of a universe of d bits are those below 3^d, so a table for eight bits
 * serves every smaller universe with its beginning. The halves of a cube along a free bit come
 * before it, at distances of 2 * 3^i and 3^i.
 */
#ifndef PMUC_MINIMISE_CUBES_H
#define PMUC_MINIMISE_CUBES_H

#include "compiler/minimise/problem.h"

enum { MAX_CUBES = 6561 };

struct cube_table {
    unsigned int dimension;                /* filled up to here */
    unsigned int power[MAX_DIMENSION + 1]; /* 3^i */
    uint16_t digits[UMASK_COUNT];          /* sum of 3^i over the bits i of the index */
    struct span spans[MAX_CUBES];
};

void cube_table_init(struct cube_table *table);

/* Makes the table good for universes of `dimension` bits; it keeps what it has. */
void cube_table_grow(struct cube_table *table, unsigned int dimension);

static inline unsigned int cube_number(const struct cube_table *table, struct span span)
{
    return 2U * table->digits[span_free_bits(span)] + table->digits[span.low];
}

#endif
