/* SPDX-License-Identifier: BSD-2-Clause */
/* arm64 payloads of a blob. One test for each way to be refused. */
#include "tests/support/assert_blob.h"

#define LENGTH(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))
#define ALLOW(base, count) BLOB_RANGE(base, count, PMUF_ACTION_ALLOW)

/* Every list below has these, so that SW_INCR and CHAIN are allowed. */
#define FIRST ALLOW(0x00, 0x1f)

static const uint64_t valid[] = {BLOB_RESET, FIRST, ALLOW(0x21, 1)};

Test(check_arm64, PAYLOAD_size)
{
    const uint64_t sizes[] = {0, 8, 16, 23, 25, 31};

    for (uint32_t i = 0; i < LENGTH(sizes); i++) {
        struct blob blob = blob_sample_arm64(valid, LENGTH(valid));
        const size_t place = blob_alternative_place(&blob, 0, 0) + PMUF_ALTERNATIVE_PAYLOAD_SIZE;
        const size_t body_size = blob_section_place(&blob, 0) + PMUF_SECTION_BODY_SIZE;

        blob_put(&blob, PMUF_HEADER_COMPAT, 4, 1); /* lets the bytes at the end be */
        blob_put(&blob, body_size, 4, PMUF_ALTERNATIVE_SIZE + sizes[i]);
        blob_put(&blob, place, 4, sizes[i]);
        ASSERT_FAULT(&blob, PMUF_E_PAYLOAD, place);
    }
}

Test(check_arm64, PAYLOAD_reset_records)
{
    for (uint32_t bit = 0; bit < 3 * 64; bit++) {
        struct blob blob = blob_sample_arm64(valid, LENGTH(valid));
        const size_t place = blob_entry_place(&blob, 0, 0, bit / 64);

        blob_put(&blob, place, 8, valid[bit / 64] ^ (uint64_t)1 << bit % 64);
        ASSERT_FAULT(&blob, PMUF_E_PAYLOAD, place);
    }
}

/* A payload whose record after FIRST is at fault, and one more after that. */
static void expect_record_fault(uint64_t record, int error)
{
    const uint64_t records[] = {BLOB_RESET, FIRST, record, ALLOW(0xf000, 1)};
    struct blob blob = blob_sample_arm64(records, LENGTH(records));
    const size_t place = blob_entry_place(&blob, 0, 0, 4);

    ASSERT_FAULT(&blob, error, place);
}

Test(check_arm64, ENTRY)
{
    expect_record_fault(BLOB_RANGE(0x21, 1, PMUF_ACTION_DENY), PMUF_E_ENTRY);
    expect_record_fault(BLOB_RANGE(0x21, 1, 2), PMUF_E_ENTRY);
    expect_record_fault(ALLOW(0x21, 0), PMUF_E_ENTRY);
    expect_record_fault(ALLOW(0x3ff, 2), PMUF_E_ENTRY);
    expect_record_fault(ALLOW(0x100, 0x500), PMUF_E_ENTRY);
    expect_record_fault(ALLOW(0xffff, 2), PMUF_E_ENTRY);
    expect_record_fault(ALLOW(0x8000, 0x8001), PMUF_E_ENTRY);
    expect_record_fault(ALLOW(0xffff, 0xffff), PMUF_E_ENTRY);
}

Test(check_arm64, ENTRY_reserved)
{
    for (uint32_t bit = 40; bit < 64; bit++)
        expect_record_fault(ALLOW(0x21, 1) | (uint64_t)1 << bit, PMUF_E_ENTRY);
}

Test(check_arm64, ENTRY_ORDER)
{
    expect_record_fault(FIRST, PMUF_E_ENTRY_ORDER);          /* twice */
    expect_record_fault(ALLOW(0x1e, 2), PMUF_E_ENTRY_ORDER); /* overlapping */
    expect_record_fault(ALLOW(0x1f, 2), PMUF_E_ENTRY_ORDER); /* adjacent */
    expect_record_fault(ALLOW(0x00, 1), PMUF_E_ENTRY_ORDER); /* descending */
}

Test(check_arm64, OK_at_the_limit_of_small_hosts)
{
    const uint64_t adjacent[] = {BLOB_RESET, ALLOW(0, 0x400), ALLOW(0x400, 0xfc00)};
    const uint64_t gap[] = {BLOB_RESET, ALLOW(0, 0x3ff), ALLOW(0x400, 1), ALLOW(0xffff, 1)};
    const uint64_t adjacent_above[] = {BLOB_RESET, ALLOW(0, 0x400), ALLOW(0x400, 1),
                                       ALLOW(0x401, 1)};
    struct blob first = blob_sample_arm64(adjacent, LENGTH(adjacent));
    struct blob second = blob_sample_arm64(gap, LENGTH(gap));
    struct blob third = blob_sample_arm64(adjacent_above, LENGTH(adjacent_above));

    ASSERT_ACCEPTED(&first);
    ASSERT_ACCEPTED(&second);
    ASSERT_FAULT(&third, PMUF_E_ENTRY_ORDER, blob_entry_place(&third, 0, 0, 5));
}

Test(check_arm64, ENTRY_events_that_kvm_never_filters)
{
    static const uint64_t cases[][5] = {
        {BLOB_RESET, ALLOW(0x01, 0x3ff), ALLOW(0x4000, 1)}, /* SW_INCR is missing */
        {BLOB_RESET, ALLOW(0x00, 0x1e), ALLOW(0x1f, 0x10)}, /* CHAIN is missing */
    };
    const uint64_t none[] = {BLOB_RESET};
    struct blob empty = blob_sample_arm64(none, LENGTH(none));

    ASSERT_FAULT(&empty, PMUF_E_ENTRY, blob_payload_place(&empty, 0, 0));
    for (uint32_t i = 0; i < LENGTH(cases); i++) {
        struct blob blob = blob_sample_arm64(cases[i], 5);

        ASSERT_FAULT(&blob, PMUF_E_ENTRY, blob_payload_place(&blob, 0, 0));
    }
}
