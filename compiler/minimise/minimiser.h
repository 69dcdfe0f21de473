/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds the fewest cubes for a set of unit masks, and proves that there are no fewer, as far as a
 * budget lasts. pmu-minimise(7) explains the algorithm.
 *
 * Pure: the same set and budget give the same cubes on every machine. The budget counts steps,
 * every inner loop charged, never time. Nothing can fail but memory, which ends the process.
 */
#ifndef PMUC_MINIMISE_MINIMISER_H
#define PMUC_MINIMISE_MINIMISER_H

#include "compiler/minimise/cover.h"

enum { MINIMISER_DEFAULT_STEPS = 320000 }; /* 10 ms, rarely more, where all are needed */

/* Tables, built when the first set needs them, and the sets that were solved already. */
struct minimiser;

/* `steps`: the budget of each set. */
struct minimiser *minimiser_open(uint64_t steps);
void minimiser_close(struct minimiser *minimiser);

/* Never more cubes than the set has members; none for the empty set. Equal sets are solved once. */
const struct cover *minimiser_solve(struct minimiser *minimiser, const struct umask_set *set);

#endif
