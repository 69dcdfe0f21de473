/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which points of a policy are worth asking about: the numbers that its text names, those beside
 * them, and a few at random.
 */
#ifndef PMUC_TEST_POINT_CHOOSER_H
#define PMUC_TEST_POINT_CHOOSER_H

#include "grammar/ast.h"
#include "tests/support/random.h"

enum { CHOOSER_SELECTS = 0x1000, CHOOSER_UMASKS = 0x100 };

struct chosen_numbers {
    uint16_t numbers[CHOOSER_SELECTS];
    uint32_t count;
    bool has[CHOOSER_SELECTS];
};

struct chosen_points {
    struct chosen_numbers selects;
    struct chosen_numbers umasks;
};

/* Fills *out, which must be zero. */
void points_choose(const struct ast *ast, struct random *random, struct chosen_points *out);

#endif
