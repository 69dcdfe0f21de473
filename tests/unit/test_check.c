/* SPDX-License-Identifier: BSD-2-Clause */
/* The frame of a blob: arguments, header, name and section table. One test for each way to fail. */
#include "runtime/crc32c.h"
#include "tests/support/assert_blob.h"
#include <string.h>

/* The error of a blob as it is, without a fresh checksum. */
static int check_raw(const struct blob *blob, size_t size, size_t *offset)
{
    struct pmuf_view view;

    return pmuf_check(blob->bytes, size, &view, offset);
}

/* A full sample with one field set, and the checksum made right. */
static struct blob spoilt(size_t place, size_t width, uint64_t value)
{
    struct blob blob = blob_sample_full();

    blob_put(&blob, place, width, value);
    return blob;
}

Test(check, OK_full)
{
    struct blob blob = blob_sample_full();

    ASSERT_ACCEPTED(&blob);
}

Test(check, OK_without_offset)
{
    struct blob blob = blob_sample_full();
    struct pmuf_view view;

    cr_assert_eq(pmuf_check(blob.bytes, blob.size, &view, NULL), PMUF_OK);
    cr_assert_eq(pmuf_check(blob.bytes, 1, &view, NULL), PMUF_E_TRUNCATED);
    blob_free(&blob);
}

Test(check, ARGUMENT)
{
    struct pmuf_view view = {.blob_ = "", .size_ = 1};
    size_t offset = 99;

    cr_assert_eq(pmuf_check(NULL, 100, &view, &offset), PMUF_E_ARGUMENT);
    cr_assert_eq(offset, 0);
    cr_assert_null(view.blob_);
    cr_assert_eq(pmuf_check("", 0, NULL, NULL), PMUF_E_ARGUMENT);
}

Test(check, TRUNCATED_header)
{
    struct blob blob = blob_sample_full();
    size_t offset;

    for (size_t size = 0; size < PMUF_HEADER_SIZE; size++) {
        cr_assert_eq(check_raw(&blob, size, &offset), PMUF_E_TRUNCATED);
        cr_assert_eq(offset, size);
    }
    blob_free(&blob);
}

Test(check, TRUNCATED_total)
{
    struct blob blob = blob_sample_full();
    size_t offset;

    for (size_t size = PMUF_HEADER_SIZE; size < blob.size; size++) {
        cr_assert_eq(check_raw(&blob, size, &offset), PMUF_E_TRUNCATED);
        cr_assert_eq(offset, size);
    }
    blob_free(&blob);
}

Test(check, MAGIC)
{
    for (size_t i = 0; i < PMUF_MAGIC_SIZE; i++) {
        struct blob blob = blob_sample_full();

        blob.bytes[i] ^= 0x20;
        ASSERT_FAULT(&blob, PMUF_E_MAGIC, PMUF_HEADER_MAGIC);
    }
}

Test(check, FORMAT)
{
    struct blob older = spoilt(PMUF_HEADER_FORMAT, 2, 0);
    struct blob newer = spoilt(PMUF_HEADER_FORMAT, 2, 2);

    ASSERT_FAULT(&older, PMUF_E_FORMAT, PMUF_HEADER_FORMAT);
    ASSERT_FAULT(&newer, PMUF_E_FORMAT, PMUF_HEADER_FORMAT);
}

Test(check, SIZE_limits)
{
    const uint64_t sizes[] = {0, 35, PMUF_MAX_BLOB_SIZE + 1, UINT32_MAX};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct blob blob = spoilt(PMUF_HEADER_TOTAL_SIZE, 4, sizes[i]);

        ASSERT_FAULT(&blob, PMUF_E_SIZE, PMUF_HEADER_TOTAL_SIZE);
    }
}

Test(check, SIZE_trailing_byte)
{
    struct blob blob = blob_sample_full();
    const size_t total = blob.size;

    blob_insert_annex(&blob, 1);
    blob_put(&blob, PMUF_HEADER_TOTAL_SIZE, 4, total);
    ASSERT_FAULT(&blob, PMUF_E_SIZE, total);
}

Test(check, CHECKSUM)
{
    struct blob blob = blob_sample_full();
    size_t offset;

    blob.bytes[blob.size - 1] ^= 1;
    cr_assert_eq(check_raw(&blob, blob.size, &offset), PMUF_E_CHECKSUM);
    cr_assert_eq(offset, blob.size - PMUF_CHECKSUM_SIZE);
    blob_free(&blob);
}

Test(check, CHECKSUM_is_crc32c)
{
    const unsigned char zeros[32] = {0};

    cr_assert_eq(pmuf_crc32c("123456789", 9), 0xe3069283);
    cr_assert_eq(pmuf_crc32c(zeros, sizeof(zeros)), 0x8a9136aa);
    cr_assert_eq(pmuf_crc32c("", 0), 0);
}

Test(check, INCOMPAT)
{
    for (unsigned int bit = 0; bit < 32; bit++) {
        struct blob blob = spoilt(PMUF_HEADER_INCOMPAT, 4, 1u << bit);

        ASSERT_FAULT(&blob, PMUF_E_INCOMPAT, PMUF_HEADER_INCOMPAT);
    }
}

Test(check, RESERVED_header)
{
    for (size_t i = 0; i < 6; i++) {
        struct blob blob = spoilt(PMUF_HEADER_RESERVED + i, 1, 0x80);

        ASSERT_FAULT(&blob, PMUF_E_RESERVED, PMUF_HEADER_RESERVED);
    }
}

static struct blob named(const char *name, size_t size)
{
    const struct blob_alternative alternative = {.kind = PMUF_KIND_SELECT_UMASK,
                                                 .requirements = PMUF_NEEDS_FILTER};
    const struct blob_section section = {PMUF_X86, PMUF_REST_INTEL, NULL, 0, &alternative, 1};

    return blob_build(&(struct blob_policy){
        .name = name, .name_size = size, .sections = &section, .section_count = 1});
}

Test(check, OK_names)
{
    char longest[PMUF_MAX_NAME_SIZE];
    struct blob blobs[3];

    memset(longest, 'x', sizeof(longest));
    blobs[0] = named(NULL, 0);
    blobs[1] = named("12345678", 8);
    blobs[2] = named(longest, sizeof(longest));
    for (size_t i = 0; i < 3; i++)
        ASSERT_ACCEPTED(&blobs[i]);
}

Test(check, NAME_size)
{
    char name[PMUF_MAX_NAME_SIZE + 1];
    struct blob longer;
    struct blob outside = named("x", 1);

    memset(name, 'x', sizeof(name));
    longer = named(name, sizeof(name));
    ASSERT_FAULT(&longer, PMUF_E_NAME, PMUF_HEADER_NAME_SIZE);
    /* As long as allowed, but the blob ends earlier. */
    blob_put(&outside, PMUF_HEADER_NAME_SIZE, 2, PMUF_MAX_NAME_SIZE);
    ASSERT_FAULT(&outside, PMUF_E_NAME, PMUF_HEADER_NAME_SIZE);
}

Test(check, NAME_text)
{
    static const struct {
        const char *name;
        size_t size;
        size_t at; /* of the fault, from the start of the name */
    } cases[] = {
        {"a\0b", 3, 1},             /* NUL */
        {"ab\n", 3, 2},             /* a control character */
        {"\x7f", 1, 0},             /* DEL */
        {"x\xc2\x85", 3, 1},        /* C1 */
        {"\xe2\x80\xae", 3, 0},     /* right-to-left override */
        {"ok\xc3", 3, 2},           /* cut off */
        {"\xc0\xaf", 2, 0},         /* overlong */
        {"\xed\xa0\x80", 3, 0},     /* surrogate */
        {"\xf4\x90\x80\x80", 4, 0}, /* above 0x10ffff */
        {"caf\xe9 olé", 9, 3},      /* Latin-1 */
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct blob blob = named(cases[i].name, cases[i].size);

        ASSERT_FAULT(&blob, PMUF_E_NAME, PMUF_HEADER_SIZE + cases[i].at);
    }
}

Test(check, NAME_padding)
{
    for (size_t i = 5; i < 8; i++) {
        struct blob blob = spoilt(PMUF_HEADER_SIZE + i, 1, 1);

        ASSERT_FAULT(&blob, PMUF_E_NAME, PMUF_HEADER_SIZE + i);
    }
}

Test(check, LIMIT_sections)
{
    struct blob none = spoilt(PMUF_HEADER_SECTION_COUNT, 2, 0);
    struct blob many = spoilt(PMUF_HEADER_SECTION_COUNT, 2, PMUF_MAX_SECTIONS + 1);
    struct blob most = spoilt(PMUF_HEADER_SECTION_COUNT, 2, 0xffff);

    ASSERT_FAULT(&none, PMUF_E_LIMIT, PMUF_HEADER_SECTION_COUNT);
    ASSERT_FAULT(&many, PMUF_E_LIMIT, PMUF_HEADER_SECTION_COUNT);
    ASSERT_FAULT(&most, PMUF_E_LIMIT, PMUF_HEADER_SECTION_COUNT);
}

Test(check, LIMIT_records)
{
    struct blob blob = blob_sample_full();
    const size_t first = blob_section_place(&blob, 0);
    const size_t arm64 = blob_section_place(&blob, FULL_ARM64);
    struct blob signatures = spoilt(first + PMUF_SECTION_SIGNATURE_COUNT, 1, 65);
    struct blob none = spoilt(first + PMUF_SECTION_ALTERNATIVE_COUNT, 1, 0);
    struct blob many = spoilt(first + PMUF_SECTION_ALTERNATIVE_COUNT, 1, 5);
    struct blob two = spoilt(arm64 + PMUF_SECTION_ALTERNATIVE_COUNT, 1, 2);

    ASSERT_FAULT(&signatures, PMUF_E_LIMIT, first + PMUF_SECTION_SIGNATURE_COUNT);
    ASSERT_FAULT(&none, PMUF_E_LIMIT, first + PMUF_SECTION_ALTERNATIVE_COUNT);
    ASSERT_FAULT(&many, PMUF_E_LIMIT, first + PMUF_SECTION_ALTERNATIVE_COUNT);
    ASSERT_FAULT(&two, PMUF_E_LIMIT, arm64 + PMUF_SECTION_ALTERNATIVE_COUNT);
    blob_free(&blob);
}

Test(check, RESERVED_section)
{
    struct blob blob = blob_sample_full();
    const size_t place = blob_section_place(&blob, 1) + PMUF_SECTION_RESERVED;

    blob_put(&blob, place, 4, 0x01000000);
    ASSERT_FAULT(&blob, PMUF_E_RESERVED, place);
}

Test(check, LAYOUT_table_runs_out)
{
    struct blob blob = named("x", 1);

    blob_put(&blob, PMUF_HEADER_SECTION_COUNT, 2, PMUF_MAX_SECTIONS);
    ASSERT_FAULT(&blob, PMUF_E_LAYOUT, PMUF_HEADER_SECTION_COUNT);
}

Test(check, LAYOUT_section_offset)
{
    const int64_t steps[] = {-8, 8, -1, 1, 0x7fffffff};

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        struct blob blob = blob_sample_full();
        const size_t place = blob_section_place(&blob, 1) + PMUF_SECTION_OFFSET;

        /* A smaller offset overlaps the section before, a larger one leaves a gap. */
        blob_put(&blob, place, 4, blob_get(&blob, place, 4) + (uint64_t)steps[i]);
        ASSERT_FAULT(&blob, PMUF_E_LAYOUT, place);
    }
}

Test(check, LAYOUT_section_size)
{
    /* Outside, outside with an end that wraps around 32 bits, and too small for its own tables. */
    const uint64_t sizes[] = {PMUF_MAX_BLOB_SIZE, 0xfffffff8, 0xffffffff, 47, 0};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct blob blob = blob_sample_full();
        const size_t place = blob_section_place(&blob, 0) + PMUF_SECTION_BODY_SIZE;

        blob_put(&blob, place, 4, sizes[i]);
        ASSERT_FAULT(&blob, PMUF_E_LAYOUT, place);
    }
}

Test(check, LAYOUT_last_section_size)
{
    struct blob larger = blob_sample_full();
    struct blob smaller = blob_copy(&larger);
    const size_t place = blob_section_place(&larger, FULL_ARM64_REST) + PMUF_SECTION_BODY_SIZE;
    const size_t end = larger.size - PMUF_CHECKSUM_SIZE;
    const uint64_t size = blob_get(&larger, place, 4);

    blob_put(&larger, place, 4, size + 1);
    ASSERT_FAULT(&larger, PMUF_E_LAYOUT, place);
    /* A smaller body leaves bytes that no compat bit explains. */
    blob_put(&smaller, place, 4, size - 8);
    ASSERT_FAULT(&smaller, PMUF_E_LAYOUT, end - 8);
}

Test(check, LAYOUT_annex_without_compat)
{
    struct blob blob = blob_sample_full();
    const size_t end = blob.size - PMUF_CHECKSUM_SIZE;

    blob_insert_annex(&blob, 8);
    ASSERT_FAULT(&blob, PMUF_E_LAYOUT, end);
}

Test(check, OK_compat_with_annex)
{
    const size_t sizes[] = {0, 1, 8, 4000};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct blob blob = blob_sample_full();

        blob_put(&blob, PMUF_HEADER_COMPAT, 4, 0x80000000);
        blob_insert_annex(&blob, sizes[i]);
        ASSERT_ACCEPTED(&blob);
    }
}

Test(check, OK_any_alignment)
{
    struct blob blob = blob_sample_full();
    unsigned char *room = malloc(blob.size + 8);
    struct pmuf_view view;

    cr_assert_not_null(room);
    for (size_t shift = 0; shift < 8; shift++) {
        memcpy(room + shift, blob.bytes, blob.size);
        cr_assert_eq(pmuf_check(room + shift, blob.size, &view, NULL), PMUF_OK);
        cr_assert_eq(pmuf_section_count(&view), FULL_SECTIONS);
    }
    free(room);
    blob_free(&blob);
}
