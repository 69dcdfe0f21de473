/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A set of unit masks as the fewest masked entries: cubes to include and cubes to exclude, such
 * that
 *
 *   (union of includes) \ (union of excludes) = the set
 *
 * as KVM decides it (Linux api.rst, KVM_SET_PMU_EVENT_FILTER): flat and without order, an exclude
 * beats every include of its select. pmu-minimise(7) explains the algorithm.
 */
#ifndef PMUC_MINIMISE_COVER_H
#define PMUC_MINIMISE_COVER_H

#include "compiler/policy/umask_set.h"

/* The unit masks u with (u & mask) == match. */
struct cube {
    uint8_t mask;
    uint8_t match;
};

/* One include for each member, or one include and an exclude for each other umask: one of the two
 * has at most 128 cubes. */
enum { COVER_MAX_CUBES = UMASK_COUNT / 2 };

/* Proved optimal if the lower bound equals the sum of the counts. */
struct cover {
    unsigned int include_count;
    unsigned int exclude_count;
    unsigned int lower_bound; /* no solution has fewer cubes */
    struct cube includes[COVER_MAX_CUBES];
    struct cube excludes[COVER_MAX_CUBES];
};

/* The unit masks that a cube stands for; its match has no bit outside its mask. */
struct umask_set cube_members(struct cube cube);

/* What the cubes stand for together, by the definition. */
struct umask_set cover_evaluate(const struct cover *cover);

#endif
