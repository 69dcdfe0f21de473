/* SPDX-License-Identifier: BSD-2-Clause */
/* Valid blobs that tests read, spoil or load. The caller frees them with blob_free(). */
#ifndef PMUF_TEST_BLOB_SAMPLES_H
#define PMUF_TEST_BLOB_SAMPLES_H

#include "tests/support/blob_builder.h"

/* Sections of blob_sample_full(), in order. */
enum {
    FULL_INTEL = 0,      /* 6-0x55 all steppings, 6-0x8f steppings 0 to 7; two alternatives */
    FULL_AMD = 1,        /* 25-0x11, with selects above 0xff; one alternative */
    FULL_REST = 2,       /* all other Intel and AMD hosts; an empty DENY list */
    FULL_ARM64 = 3,      /* one MIDR */
    FULL_ARM64_REST = 4, /* all other arm64 hosts */
    FULL_SECTIONS = 5
};

#define FULL_NAME "caf\xc3\xa9"
#define FULL_MIDR 0x410fd0c0u
#define FULL_MIDR_MASK 0xff0ffff0u

#define FILTER PMUF_NEEDS_FILTER
#define FILTER_MASKED (PMUF_NEEDS_FILTER | PMUF_NEEDS_MASKED_EVENTS)

/* Every part that the format has. */
struct blob blob_sample_full(void);

/* One x86 section that serves `rest` and has one alternative with these entries. */
struct blob blob_sample_masked(uint32_t rest, uint32_t action, const uint64_t *entries,
                               uint32_t count);
struct blob blob_sample_pairs(uint32_t rest, uint32_t action, const uint64_t *entries,
                              uint32_t count);

/* One arm64 section for all hosts; BLOB_RESET is the caller's to give. */
struct blob blob_sample_arm64(const uint64_t *records, uint32_t count);

#endif
