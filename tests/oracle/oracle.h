/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decides from a policy as it was written, and from nothing else, what a guest can count: the
 * language's definition word by word, number by number. It shares no code with the compiler beyond
 * the AST, and knows nothing of sets, entries or blobs. Slow, pure, cannot fail.
 *
 * The AST must be of a policy that the compiler accepted, its includes already in place.
 */
#ifndef PMUC_TEST_ORACLE_H
#define PMUC_TEST_ORACLE_H

#include "grammar/ast.h"

enum oracle_host { ORACLE_INTEL, ORACLE_AMD, ORACLE_HOST_COUNT };

/* A (select, unit mask) pair, or with is_fixed the fixed counter `number`. */
struct oracle_point {
    bool is_fixed;
    uint32_t number;
    uint32_t umask;
};

/* Whether a guest of that host can count the point. */
bool oracle_allows(const struct ast *ast, enum oracle_host host, const struct oracle_point *point);

/* Whether the policy has a section for that host. */
bool oracle_serves(const struct ast *ast, enum oracle_host host);

/* Whether some deny rule names an event of the general-purpose counters of that host. */
bool oracle_denies_events(const struct ast *ast, enum oracle_host host);

/* The verdict on points that no rule names. */
enum verdict oracle_default(const struct ast *ast);

#endif
