/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A set of points of one host that names stand for: a few codes out of many, so a sorted list. A
 * code is select << 8 | unit mask; on arm64 that is the event number itself.
 */
#ifndef PMUC_POLICY_CODE_SET_H
#define PMUC_POLICY_CODE_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/base/arena.h"

struct code_set {
    uint32_t *codes; /* ascending, no code twice; in the arena */
    uint32_t count;
    uint32_t fixed; /* bit n: fixed counter n */
};

/* Sorts the codes and drops those that stand twice. */
void code_set_normalise(struct code_set *set);

struct code_set code_set_union(const struct code_set *a, const struct code_set *b,
                               struct arena *arena);

/* What is in `a` and not in `b`. */
struct code_set code_set_subtract(const struct code_set *a, const struct code_set *b,
                                  struct arena *arena);

bool code_set_has(const struct code_set *set, uint32_t code);
bool code_set_equal(const struct code_set *a, const struct code_set *b);

static inline bool code_set_is_empty(const struct code_set *set)
{
    return set->count == 0 && set->fixed == 0;
}

#endif
