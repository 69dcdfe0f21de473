/* SPDX-License-Identifier: BSD-2-Clause */
/* Random sets of numbers as text, for policy_generator.c. */
#ifndef PMUC_TEST_SET_GENERATOR_H
#define PMUC_TEST_SET_GENERATOR_H

#include "compiler/base/arena.h"
#include "tests/support/random.h"

enum { POOL_SIZE = 8 };

/* Where a set stands. */
enum number_place { SELECTS, HIGH_SELECTS, UMASKS, COUNTERS, ARM64_EVENTS, PLACE_COUNT };

/* The few numbers that most sets of one policy are made of. */
struct number_pools {
    struct random *random;
    struct arena *arena;
    uint32_t numbers[PLACE_COUNT][POOL_SIZE];
};

void pools_fill(struct number_pools *pools);

uint32_t pools_pick(const struct number_pools *pools, enum number_place place);

/* In one of the ways that the language has. */
const char *number_spell(const struct number_pools *pools, uint64_t number);

/* items, or: items except items */
const char *set_generate(const struct number_pools *pools, enum number_place place);

/* What may stand before umask. Every select costs hundreds of entries where it is listed, and none
 * where it is not. */
const char *selects_generate(const struct number_pools *pools, enum number_place place,
                             bool is_listed);

/* KVM's codes of events, for what stands behind raw. */
const char *raw_codes_generate(const struct number_pools *pools, enum number_place place);

#endif
