/* SPDX-License-Identifier: BSD-2-Clause */
/* The expressions of a difference, read as a policy again. */
#ifndef PMUC_TEST_REVIEW_READBACK_H
#define PMUC_TEST_REVIEW_READBACK_H

#include "compiler/review/difference.h"

struct readback {
    struct umask_set *rows; /* indexed by select; none where nothing is told */
    uint32_t fixed;
    uint64_t line_points; /* of all lines, each counted by itself */
};

/* False when the compiler takes an expression for wrong. In the arena. */
bool readback_create(const struct host_difference *host, enum direction direction,
                     struct arena *arena, struct readback *out);

/* The points of rows and counters. */
uint64_t readback_count(const struct readback *readback);

#endif
