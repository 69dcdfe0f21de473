/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Smallest covers by trying everything: an oracle for the minimiser that shares no idea with it but
 * the definition. For universes of few bits.
 */
#ifndef PMUC_TESTS_SUPPORT_SLOW_COVER_H
#define PMUC_TESTS_SUPPORT_SLOW_COVER_H

#include <stdbool.h>
#include <stdint.h>

enum { SLOW_SETS = 65536 };

/* The optimum of every set of the 16 points of four bits; a set is a 16-bit number. `costs` has
 * SLOW_SETS numbers. */
void slow_costs_of_four_bits(uint8_t *costs);

/* Whether at most `cost` cubes do for a set of the 64 points of six bits. Exponential in `cost`. */
bool slow_has_cover(uint64_t set, unsigned int cost);

#endif
