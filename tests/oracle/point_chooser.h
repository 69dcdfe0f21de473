/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which points of a policy are worth asking about: the numbers that its text names, those beside
 * them, and a few at random. The points of names are for the caller to find.
 */
#ifndef PMUC_TEST_POINT_CHOOSER_H
#define PMUC_TEST_POINT_CHOOSER_H

#include "grammar/ast.h"
#include "tests/support/random.h"

enum { CHOOSER_UMASKS = 0x100, CHOOSER_MAX_LIMIT = 0x10000, CHOOSER_MAX_NUMBERS = 1000 };

/* Numbers below `limit`, none of them twice. Beyond CHOOSER_MAX_NUMBERS no more are taken. */
struct chosen_numbers {
    uint32_t limit;
    uint16_t numbers[CHOOSER_MAX_NUMBERS];
    uint32_t count;
    uint64_t has[CHOOSER_MAX_LIMIT / 64];
};

struct chosen_points {
    struct chosen_numbers selects;
    struct chosen_numbers umasks;
    struct chosen_numbers arm64_events;
};

/* Fills *out, which must be zero. */
void points_choose(const struct ast *ast, struct random *random, struct chosen_points *out);

#endif
