/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/blob_samples.h"

#define LENGTH(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))

static const uint64_t intel_signatures[] = {
    BLOB_X86_SIGNATURE(PMUF_VENDOR_INTEL, 6, 0x55, 0xffff),
    BLOB_X86_SIGNATURE(PMUF_VENDOR_INTEL, 6, 0x8f, 0x00ff),
};

/* Both alternatives list 0x2e with 0x4f, and 0xc4 with the unit masks 0x00 to 0x0f but 0x03. */
static const uint64_t intel_masked[] = {
    BLOB_INCLUDE(0x2e, 0xff, 0x4f),
    BLOB_INCLUDE(0xc4, 0xf0, 0x00),
    BLOB_EXCLUDE(0xc4, 0xff, 0x03),
};

static const uint64_t intel_pairs[] = {
    BLOB_PAIR(0x2e, 0x4f), BLOB_PAIR(0xc4, 0x00), BLOB_PAIR(0xc4, 0x01), BLOB_PAIR(0xc4, 0x02),
    BLOB_PAIR(0xc4, 0x04), BLOB_PAIR(0xc4, 0x05), BLOB_PAIR(0xc4, 0x06), BLOB_PAIR(0xc4, 0x07),
    BLOB_PAIR(0xc4, 0x08), BLOB_PAIR(0xc4, 0x09), BLOB_PAIR(0xc4, 0x0a), BLOB_PAIR(0xc4, 0x0b),
    BLOB_PAIR(0xc4, 0x0c), BLOB_PAIR(0xc4, 0x0d), BLOB_PAIR(0xc4, 0x0e), BLOB_PAIR(0xc4, 0x0f),
};

static const struct blob_alternative intel_alternatives[] = {
    {PMUF_KIND_MASKED, FILTER_MASKED, PMUF_ACTION_ALLOW, 7, 1, intel_masked, LENGTH(intel_masked)},
    {PMUF_KIND_SELECT_UMASK, FILTER, PMUF_ACTION_ALLOW, 7, 0, intel_pairs, LENGTH(intel_pairs)},
};

static const uint64_t amd_signatures[] = {
    BLOB_X86_SIGNATURE(PMUF_VENDOR_AMD, 25, 0x11, 0xffff),
};

static const uint64_t amd_masked[] = {
    BLOB_INCLUDE(0xc2, 0x00, 0x00),
    BLOB_EXCLUDE(0xc2, 0x80, 0x80),
    BLOB_INCLUDE(0x28f, 0xff, 0x07),
};

static const struct blob_alternative amd_alternatives[] = {
    {PMUF_KIND_MASKED, FILTER_MASKED, PMUF_ACTION_ALLOW, 0, 1, amd_masked, LENGTH(amd_masked)},
};

static const struct blob_alternative rest_alternatives[] = {
    {PMUF_KIND_SELECT_UMASK, FILTER_MASKED, PMUF_ACTION_DENY, 0, 0, NULL, 0},
};

static const uint64_t arm64_signatures[] = {
    BLOB_ARM64_SIGNATURE(FULL_MIDR, FULL_MIDR_MASK),
};

static const uint64_t arm64_records[] = {
    BLOB_RESET,
    BLOB_RANGE(0x000, 0x3f0, PMUF_ACTION_ALLOW),
    BLOB_RANGE(0x3f8, 0x008, PMUF_ACTION_ALLOW),
    BLOB_RANGE(0x400, 0x010, PMUF_ACTION_ALLOW),
};

static const struct blob_alternative arm64_alternatives[] = {
    {PMUF_KIND_ARM64, PMUF_NEEDS_ARM64_FILTER, 0, 0, 0, arm64_records, LENGTH(arm64_records)},
};

static const uint64_t arm64_rest_records[] = {
    BLOB_RESET,
    BLOB_RANGE(0x00, 1, PMUF_ACTION_ALLOW),
    BLOB_RANGE(0x1e, 1, PMUF_ACTION_ALLOW),
};

static const struct blob_alternative arm64_rest_alternatives[] = {
    {PMUF_KIND_ARM64, PMUF_NEEDS_ARM64_FILTER, 0, 0, 0, arm64_rest_records,
     LENGTH(arm64_rest_records)},
};

static const struct blob_section full_sections[FULL_SECTIONS] = {
    [FULL_INTEL] = {PMUF_X86, 0, intel_signatures, 2, intel_alternatives, 2},
    [FULL_AMD] = {PMUF_X86, 0, amd_signatures, 1, amd_alternatives, 1},
    [FULL_REST] = {PMUF_X86, PMUF_REST_INTEL | PMUF_REST_AMD, NULL, 0, rest_alternatives, 1},
    [FULL_ARM64] = {PMUF_ARM64, 0, arm64_signatures, 1, arm64_alternatives, 1},
    [FULL_ARM64_REST] = {PMUF_ARM64, PMUF_REST_ARM64, NULL, 0, arm64_rest_alternatives, 1},
};

struct blob blob_sample_full(void)
{
    return blob_build(&(struct blob_policy){
        .name = FULL_NAME,
        .name_size = sizeof(FULL_NAME) - 1,
        .sections = full_sections,
        .section_count = FULL_SECTIONS,
    });
}

static struct blob one_alternative(uint32_t rest, const struct blob_alternative *alternative)
{
    return blob_build_section(&(struct blob_section){PMUF_X86, rest, NULL, 0, alternative, 1});
}

struct blob blob_sample_masked(uint32_t rest, uint32_t action, const uint64_t *entries,
                               uint32_t count)
{
    const struct blob_alternative alternative = {PMUF_KIND_MASKED, FILTER_MASKED, action, 0, 1,
                                                 entries,          count};

    return one_alternative(rest, &alternative);
}

struct blob blob_sample_pairs(uint32_t rest, uint32_t action, const uint64_t *entries,
                              uint32_t count)
{
    const struct blob_alternative alternative = {
        PMUF_KIND_SELECT_UMASK, FILTER, action, 0, 0, entries, count};

    return one_alternative(rest, &alternative);
}

struct blob blob_sample_arm64(const uint64_t *records, uint32_t count)
{
    const struct blob_alternative alternative = {
        PMUF_KIND_ARM64, PMUF_NEEDS_ARM64_FILTER, 0, 0, 0, records, count};

    return blob_build_section(
        &(struct blob_section){PMUF_ARM64, PMUF_REST_ARM64, NULL, 0, &alternative, 1});
}
