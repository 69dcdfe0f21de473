/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A set of unit masks as masked entries: cubes to include and cubes to exclude, such that
 *
 *   (union of includes) \ (union of excludes) = the set
 *
 * as KVM decides it (Linux api.rst, KVM_SET_PMU_EVENT_FILTER): flat and without order, an exclude
 * beats every include of its select. Pure: a set goes in, cubes come out; nothing can fail.
 */
#ifndef PMUC_MINIMISE_COVER_H
#define PMUC_MINIMISE_COVER_H

#include "compiler/policy/umask_set.h"

/* The unit masks u with (u & mask) == match. */
struct cube {
    uint8_t mask;
    uint8_t match;
};

enum { COVER_MAX_CUBES = UMASK_COUNT };

struct cover {
    unsigned int include_count;
    unsigned int exclude_count;
    struct cube includes[COVER_MAX_CUBES];
    struct cube excludes[COVER_MAX_CUBES];
};

/* Never more cubes than the set has members; none for the empty set. */
void cover_umasks(const struct umask_set *set, struct cover *out);

/* What the cubes stand for, by the definition: for checks, so it is plain rather than fast. */
struct umask_set cover_evaluate(const struct cover *cover);

#endif
