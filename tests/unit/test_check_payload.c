/* SPDX-License-Identifier: BSD-2-Clause */
/* x86 and arm64 payloads of a blob. One test for each way to be refused. */
#include "tests/support/assert_blob.h"

#define LENGTH(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))

static const uint64_t two_pairs[] = {BLOB_PAIR(0x3c, 0x00), BLOB_PAIR(0xc0, 0x00)};

/* A valid blob with one field of its payload's header set. */
static struct blob header(uint32_t rest, size_t field, size_t width, uint64_t value)
{
    struct blob blob = blob_sample_pairs(rest, PMUF_ACTION_ALLOW, two_pairs, 2);

    blob_put(&blob, blob_payload_place(&blob, 0, 0) + field, width, value);
    return blob;
}

static void expect_header_fault(uint32_t rest, size_t field, size_t width, uint64_t value)
{
    struct blob blob = header(rest, field, width, value);
    const size_t place = blob_payload_place(&blob, 0, 0) + field;

    ASSERT_FAULT(&blob, PMUF_E_PAYLOAD, place);
}

Test(check_payload, PAYLOAD_action)
{
    expect_header_fault(PMUF_REST_INTEL, PMUF_X86_ACTION, 4, 2);
    expect_header_fault(PMUF_REST_INTEL, PMUF_X86_ACTION, 4, 0x80000000);
}

Test(check_payload, PAYLOAD_count)
{
    /* The last two are counts whose size in bytes wraps around 32 bits to the right one. */
    const uint64_t counts[] = {0, 1, 3, 301, 0x20000002, 0xe0000002};

    for (uint32_t i = 0; i < LENGTH(counts); i++)
        expect_header_fault(PMUF_REST_INTEL, PMUF_X86_ENTRY_COUNT, 4, counts[i]);
}

Test(check_payload, PAYLOAD_too_many_entries)
{
    uint64_t entries[PMUF_MAX_X86_ENTRIES + 1];
    struct blob most;
    struct blob more;
    size_t place;

    for (uint32_t i = 0; i < LENGTH(entries); i++)
        entries[i] = BLOB_PAIR(i >> 8, i & 0xff);
    most = blob_sample_pairs(PMUF_REST_INTEL, PMUF_ACTION_ALLOW, entries, PMUF_MAX_X86_ENTRIES);
    more = blob_sample_pairs(PMUF_REST_INTEL, PMUF_ACTION_ALLOW, entries, LENGTH(entries));
    place = blob_payload_place(&more, 0, 0) + PMUF_X86_ENTRY_COUNT;
    ASSERT_ACCEPTED(&most);
    ASSERT_FAULT(&more, PMUF_E_PAYLOAD, place);
}

Test(check_payload, PAYLOAD_smaller_than_its_header)
{
    struct blob blob = blob_sample_pairs(PMUF_REST_INTEL, PMUF_ACTION_ALLOW, NULL, 0);
    const size_t record = blob_alternative_place(&blob, 0, 0);
    const size_t body_size = blob_section_place(&blob, 0) + PMUF_SECTION_BODY_SIZE;

    blob_put(&blob, PMUF_HEADER_COMPAT, 4, 1); /* lets the bytes at the end be */
    blob_put(&blob, record + PMUF_ALTERNATIVE_PAYLOAD_SIZE, 4, 24);
    blob_put(&blob, body_size, 4, blob_get(&blob, body_size, 4) - 8);
    ASSERT_FAULT(&blob, PMUF_E_PAYLOAD, record + PMUF_ALTERNATIVE_PAYLOAD_SIZE);
}

Test(check_payload, PAYLOAD_fixed_bitmap)
{
    const uint32_t rests[] = {PMUF_REST_INTEL, PMUF_REST_INTEL | PMUF_REST_AMD};

    for (uint32_t bit = 0; bit < 32; bit++) {
        expect_header_fault(PMUF_REST_AMD, PMUF_X86_FIXED_BITMAP, 4, 1u << bit);
        for (uint32_t i = 0; i < LENGTH(rests); i++) {
            struct blob blob = header(rests[i], PMUF_X86_FIXED_BITMAP, 4, 1u << bit);

            ASSERT_ACCEPTED(&blob);
        }
    }
}

Test(check_payload, PAYLOAD_flags)
{
    struct blob blob = blob_sample_masked(PMUF_REST_AMD, PMUF_ACTION_ALLOW, NULL, 0);
    const size_t place = blob_payload_place(&blob, 0, 0) + PMUF_X86_FLAGS;

    expect_header_fault(PMUF_REST_INTEL, PMUF_X86_FLAGS, 4, 1);
    expect_header_fault(PMUF_REST_INTEL, PMUF_X86_FLAGS, 4, 2);
    blob_put(&blob, place, 4, 0);
    ASSERT_FAULT(&blob, PMUF_E_PAYLOAD, place);
}

Test(check_payload, PAYLOAD_pad)
{
    for (size_t i = 0; i < 16; i++) {
        struct blob blob = header(PMUF_REST_INTEL, PMUF_X86_PAD + i, 1, 0x10);
        const size_t place = blob_payload_place(&blob, 0, 0) + PMUF_X86_PAD;

        ASSERT_FAULT(&blob, PMUF_E_PAYLOAD, place);
    }
}

/* Whether an x86 blob of this one entry, valid otherwise, is accepted. */
static void expect_entry(uint32_t rest, bool masked, uint64_t entry, bool accepted)
{
    struct blob blob = masked ? blob_sample_masked(rest, PMUF_ACTION_DENY, &entry, 1)
                              : blob_sample_pairs(rest, PMUF_ACTION_DENY, &entry, 1);
    const size_t place = blob_entry_place(&blob, 0, 0, 0);

    if (accepted)
        ASSERT_ACCEPTED(&blob);
    else
        ASSERT_FAULT(&blob, PMUF_E_ENTRY, place);
}

Test(check_payload, ENTRY_bits_select_umask)
{
    for (uint32_t bit = 0; bit < 64; bit++) {
        const uint64_t entry = (uint64_t)1 << bit;
        const bool high = bit >= 32 && bit < 36;

        expect_entry(PMUF_REST_INTEL, false, entry, bit < 16);
        expect_entry(PMUF_REST_INTEL | PMUF_REST_AMD, false, entry, bit < 16);
        expect_entry(PMUF_REST_AMD, false, entry, bit < 16 || high);
    }
}

Test(check_payload, ENTRY_bits_masked)
{
    for (uint32_t bit = 0; bit < 64; bit++) {
        const uint64_t entry = (uint64_t)1 << bit;
        const bool high = bit >= 32 && bit < 36;

        /* Bits 8 to 15 alone are a match outside the mask, bit 55 alone is a useless exclude. */
        expect_entry(PMUF_REST_INTEL, true, entry, bit < 8 || bit > 55);
        expect_entry(PMUF_REST_AMD, true, entry, bit < 8 || bit > 55 || high);
    }
}

Test(check_payload, ENTRY_select_above_0xff_by_signature)
{
    const uint64_t entry = BLOB_PAIR(0x100, 0);
    const struct blob_alternative alternative = {
        PMUF_KIND_SELECT_UMASK, FILTER, 0, 0, 0, &entry, 1};

    for (uint32_t vendor = PMUF_VENDOR_INTEL; vendor <= PMUF_VENDOR_ZHAOXIN; vendor++) {
        const bool amd = vendor == PMUF_VENDOR_AMD || vendor == PMUF_VENDOR_HYGON;
        const uint64_t signature = BLOB_X86_SIGNATURE(vendor, 7, 1, 1);
        struct blob blob = blob_build_section(
            &(struct blob_section){PMUF_X86, PMUF_REST_AMD, &signature, 1, &alternative, 1});
        const size_t place = blob_entry_place(&blob, 0, 0, 0);

        if (amd)
            ASSERT_ACCEPTED(&blob);
        else
            ASSERT_FAULT(&blob, PMUF_E_ENTRY, place);
    }
}

Test(check_payload, ENTRY_match_within_mask)
{
    for (uint32_t mask = 0; mask < 256; mask++) {
        for (uint32_t match = 0; match < 256; match++)
            expect_entry(PMUF_REST_INTEL, true, BLOB_INCLUDE(0xc4, mask, match),
                         (match & ~mask) == 0);
    }
}

Test(check_payload, ENTRY_useless_exclude)
{
    static const uint64_t cases[][3] = {
        {BLOB_EXCLUDE(0xc4, 0xff, 1), BLOB_INCLUDE(0xc5, 0, 0), BLOB_EXCLUDE(0xc5, 0xff, 1)},
        {BLOB_INCLUDE(0xc4, 0, 0), BLOB_EXCLUDE(0xc5, 0xff, 1), BLOB_INCLUDE(0xc6, 0, 0)},
        {BLOB_INCLUDE(0xc4, 0, 0), BLOB_EXCLUDE(0xc4, 0xff, 1), BLOB_EXCLUDE(0xc5, 0xff, 1)},
    };

    for (uint32_t i = 0; i < LENGTH(cases); i++) {
        struct blob blob = blob_sample_masked(PMUF_REST_INTEL, PMUF_ACTION_ALLOW, cases[i], 3);
        const size_t place = blob_entry_place(&blob, 0, 0, i);

        ASSERT_FAULT(&blob, PMUF_E_ENTRY, place);
    }
}

Test(check_payload, ENTRY_ORDER_masked)
{
    /* Ascending in one part of the key each. */
    static const uint64_t pairs[][2] = {
        {BLOB_INCLUDE(0xc4, 0xff, 2), BLOB_INCLUDE(0xc5, 0x0f, 1)},
        {BLOB_INCLUDE(0xff, 0xff, 2), BLOB_INCLUDE(0x100, 0x0f, 1)},
        {BLOB_INCLUDE(0xc4, 0xff, 2), BLOB_EXCLUDE(0xc4, 0x0f, 1)},
        {BLOB_INCLUDE(0xc4, 0xff, 1), BLOB_INCLUDE(0xc4, 0x0f, 2)},
        {BLOB_INCLUDE(0xc4, 0x0f, 1), BLOB_INCLUDE(0xc4, 0x1f, 1)},
    };

    for (uint32_t i = 0; i < LENGTH(pairs); i++) {
        const uint64_t swapped[] = {pairs[i][1], pairs[i][0]};
        const uint64_t doubled[] = {pairs[i][0], pairs[i][0]};
        struct blob right = blob_sample_masked(PMUF_REST_AMD, PMUF_ACTION_ALLOW, pairs[i], 2);
        struct blob wrong = blob_sample_masked(PMUF_REST_AMD, PMUF_ACTION_ALLOW, swapped, 2);
        struct blob same = blob_sample_masked(PMUF_REST_AMD, PMUF_ACTION_ALLOW, doubled, 2);
        /* A leading exclude is useless before it is out of order. */
        const bool exclude_first = i == 2;
        const size_t place = blob_entry_place(&right, 0, 0, exclude_first ? 0 : 1);
        const size_t second = blob_entry_place(&right, 0, 0, 1);

        ASSERT_ACCEPTED(&right);
        ASSERT_FAULT(&wrong, exclude_first ? PMUF_E_ENTRY : PMUF_E_ENTRY_ORDER, place);
        ASSERT_FAULT(&same, PMUF_E_ENTRY_ORDER, second);
    }
}

Test(check_payload, ENTRY_ORDER_select_umask)
{
    static const uint64_t wrong[][2] = {
        {BLOB_PAIR(0xc4, 1), BLOB_PAIR(0xc4, 0)},
        {BLOB_PAIR(0xc4, 0), BLOB_PAIR(0xc4, 0)},
        {BLOB_PAIR(0xc4, 0), BLOB_PAIR(0xc3, 1)},
        {BLOB_PAIR(0x100, 0), BLOB_PAIR(0xff, 1)},
    };

    for (uint32_t i = 0; i < LENGTH(wrong); i++) {
        struct blob blob = blob_sample_pairs(PMUF_REST_AMD, PMUF_ACTION_ALLOW, wrong[i], 2);
        const size_t place = blob_entry_place(&blob, 0, 0, 1);

        ASSERT_FAULT(&blob, PMUF_E_ENTRY_ORDER, place);
    }
}

/* A section with a masked list and a list of pairs. */
static struct blob two_lists(const uint64_t *masked, uint32_t masked_count, const uint64_t *pairs,
                             uint32_t pair_count)
{
    const struct blob_alternative alternatives[] = {
        {PMUF_KIND_MASKED, FILTER_MASKED, PMUF_ACTION_ALLOW, 7, 1, masked, masked_count},
        {PMUF_KIND_SELECT_UMASK, FILTER, PMUF_ACTION_ALLOW, 7, 0, pairs, pair_count},
    };

    return blob_build_section(
        &(struct blob_section){PMUF_X86, PMUF_REST_INTEL, NULL, 0, alternatives, 2});
}

Test(check_payload, MEANING_header)
{
    const size_t fields[] = {PMUF_X86_ACTION, PMUF_X86_FIXED_BITMAP};

    for (uint32_t i = 0; i < LENGTH(fields); i++) {
        struct blob blob = two_lists(NULL, 0, NULL, 0);
        const size_t place = blob_payload_place(&blob, 0, 1) + fields[i];

        blob_put(&blob, place, 4, 1);
        ASSERT_FAULT(&blob, PMUF_E_MEANING, place);
    }
}

Test(check_payload, MEANING_every_cube)
{
    uint64_t pairs[256];

    /* The list of pairs is right at first, then lacks one of them. */
    for (uint32_t mask = 0; mask < 256; mask++) {
        const uint64_t masked = BLOB_INCLUDE(0xc4, mask, mask & 0xa6);
        uint32_t count = 0;
        struct blob right;
        struct blob wrong;

        for (uint32_t umask = 0; umask < 256; umask++) {
            if ((umask & mask) == (mask & 0xa6))
                pairs[count++] = BLOB_PAIR(0xc4, umask);
        }
        right = two_lists(&masked, 1, pairs, count);
        wrong = two_lists(&masked, 1, pairs, count - 1);
        ASSERT_ACCEPTED(&right);
        ASSERT_FAULT(&wrong, PMUF_E_MEANING, blob_entry_place(&wrong, 0, 1, 0));
    }
}

Test(check_payload, MEANING_lists)
{
    static const uint64_t pair_c4[] = {BLOB_PAIR(0xc4, 2)};
    static const uint64_t cut[] = {BLOB_INCLUDE(0xc4, 0xfe, 2), BLOB_EXCLUDE(0xc4, 0xff, 3)};
    static const uint64_t nothing[] = {BLOB_INCLUDE(0xc4, 0xfe, 2), BLOB_EXCLUDE(0xc4, 0xf0, 0)};
    static const uint64_t more[] = {BLOB_INCLUDE(0xc4, 0xff, 2), BLOB_INCLUDE(0xd0, 0xff, 0)};
    static const uint64_t longer[] = {BLOB_PAIR(0xc4, 2), BLOB_PAIR(0xd0, 0)};
    static const uint64_t smaller[] = {BLOB_PAIR(0x3c, 0), BLOB_PAIR(0xc4, 2)};
    struct blob same = two_lists(cut, 2, pair_c4, 1);
    struct blob empty = two_lists(nothing, 2, NULL, 0);
    struct blob other_umask = two_lists(nothing, 2, pair_c4, 1);
    struct blob only_first = two_lists(more, 2, pair_c4, 1);
    struct blob only_second = two_lists(cut, 2, smaller, 2);
    struct blob second_goes_on = two_lists(cut, 2, longer, 2);

    ASSERT_ACCEPTED(&same);
    ASSERT_ACCEPTED(&empty);
    ASSERT_FAULT(&other_umask, PMUF_E_MEANING, blob_entry_place(&other_umask, 0, 1, 0));
    ASSERT_FAULT(&only_first, PMUF_E_MEANING, blob_entry_place(&only_first, 0, 1, 1));
    ASSERT_FAULT(&only_second, PMUF_E_MEANING, blob_entry_place(&only_second, 0, 1, 0));
    ASSERT_FAULT(&second_goes_on, PMUF_E_MEANING, blob_entry_place(&second_goes_on, 0, 1, 1));
}
