/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random policies as text. Most of them are valid; which ones are is the compiler's to say, and the
 * oracle's. They use few different numbers and names, so that rules meet, and every construct of
 * the language. Everything lives in the arena.
 */
#ifndef PMUC_TEST_POLICY_GENERATOR_H
#define PMUC_TEST_POLICY_GENERATOR_H

#include <stddef.h>

#include "compiler/base/arena.h"
#include "compiler/base/diagnostic.h"
#include "tests/oracle/test_catalogue.h"
#include "tests/support/random.h"

enum { GENERATOR_MAX_STATEMENTS = 32 };

/* Statements in no order. */
struct generated_policy {
    const char *statements[GENERATOR_MAX_STATEMENTS];
    unsigned int count;
    bool is_wrong; /* one of them is a mistake */
    enum diagnostic_code mistake;
    const char *named; /* a matcher of names, for an expectation */
};

void policy_generate(struct random *random, struct arena *arena,
                     const struct test_catalogue *catalogue, struct generated_policy *out);

/* The statements in a new order, with random blanks and comments between them, and two NULs. */
char *policy_shuffle(struct random *random, struct arena *arena,
                     const struct generated_policy *policy, size_t *size);

#endif
