/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Policies for arm64 hosts, each with what it allows: written down apart from its blob, so that a
 * loaded VM can be held against it. A policy owns its blob; the caller frees it.
 */
#ifndef PMUF_TEST_FAKE_ARM64_POLICY_H
#define PMUF_TEST_FAKE_ARM64_POLICY_H

#include "tests/support/blob_builder.h"
#include "tests/support/random.h"
#include <stdbool.h>

enum { POLICY_MAX_RANGES = 48 };

struct policy_range {
    uint32_t base, count;
};

struct policy {
    struct blob blob;
    struct pmuf_view view;
    struct pmuf_choice choice; /* its only alternative */
    struct policy_range ranges[POLICY_MAX_RANGES];
    uint32_t range_count;
    uint32_t small_count; /* of these below 0x400 */
    bool is_allowed[0x10000];
};

/* Events on both sides of 0x400, at the ends of the event numbers, and SW_INCR and CHAIN. */
struct policy policy_sample(void);
/* SW_INCR and CHAIN, and up to 32 ranges. */
struct policy policy_random(struct random *random);
void policy_free(struct policy *policy);

/* How many records its payload has. */
uint32_t policy_record_count(const struct policy *policy);

#endif
