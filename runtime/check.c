/* SPDX-License-Identifier: BSD-2-Clause */
/* The frame of a blob: header, policy name and section table. */
#include "runtime/check_parts.h"
#include "runtime/crc32c.h"
#include "runtime/utf8.h"
#include <string.h>

static int check_size(struct check *check, size_t size)
{
    const uint32_t total = read_u32(check->blob + PMUF_HEADER_TOTAL_SIZE);

    /* The limits first: a file that was read up to the limit and one byte more is not truncated. */
    if (total > PMUF_MAX_BLOB_SIZE || total < PMUF_HEADER_SIZE + PMUF_CHECKSUM_SIZE)
        return check_fail(check, PMUF_E_SIZE, PMUF_HEADER_TOTAL_SIZE);
    if (size < total)
        return check_fail(check, PMUF_E_TRUNCATED, size);
    if (size > total)
        return check_fail(check, PMUF_E_SIZE, total);
    check->end = total - PMUF_CHECKSUM_SIZE;
    return PMUF_OK;
}

/* What must hold before any other field of the blob can be believed. */
static int check_identity(struct check *check, size_t size)
{
    int error;

    if (size < PMUF_HEADER_SIZE)
        return check_fail(check, PMUF_E_TRUNCATED, size);
    if (memcmp(check->blob + PMUF_HEADER_MAGIC, PMUF_MAGIC, PMUF_MAGIC_SIZE) != 0)
        return check_fail(check, PMUF_E_MAGIC, PMUF_HEADER_MAGIC);
    if (read_u16(check->blob + PMUF_HEADER_FORMAT) != PMUF_FORMAT)
        return check_fail(check, PMUF_E_FORMAT, PMUF_HEADER_FORMAT);
    error = check_size(check, size);
    if (error != PMUF_OK)
        return error;
    if (pmuf_crc32c(check->blob, check->end) != read_u32(check->blob + check->end))
        return check_fail(check, PMUF_E_CHECKSUM, check->end);
    return PMUF_OK;
}

static int check_features(struct check *check)
{
    const unsigned char *reserved = check->blob + PMUF_HEADER_RESERVED;

    if ((read_u32(check->blob + PMUF_HEADER_INCOMPAT) & ~PMUF_INCOMPAT_KNOWN) != 0)
        return check_fail(check, PMUF_E_INCOMPAT, PMUF_HEADER_INCOMPAT);
    if (read_u16(reserved) != 0 || read_u32(reserved + 2) != 0)
        return check_fail(check, PMUF_E_RESERVED, PMUF_HEADER_RESERVED);
    return PMUF_OK;
}

static int check_name(struct check *check)
{
    const size_t size = read_u16(check->blob + PMUF_HEADER_NAME_SIZE);
    const size_t table = layout_section_table(check->blob);
    const size_t end = PMUF_HEADER_SIZE + size;
    size_t at = PMUF_HEADER_SIZE;

    if (size > PMUF_MAX_NAME_SIZE || table > check->end)
        return check_fail(check, PMUF_E_NAME, PMUF_HEADER_NAME_SIZE);
    while (at < end) {
        uint32_t code_point;
        const size_t length = pmuf_utf8_decode(check->blob + at, end - at, &code_point);

        if (length == 0 || pmuf_utf8_is_forbidden(code_point))
            return check_fail(check, PMUF_E_NAME, at);
        at += length;
    }
    for (; at < table; at++) {
        if (check->blob[at] != 0)
            return check_fail(check, PMUF_E_NAME, at);
    }
    return PMUF_OK;
}

static int check_target(struct check *check, const struct section *section)
{
    const bool x86 = section->architecture == PMUF_X86;
    const uint32_t rests = x86 ? PMUF_REST_INTEL | PMUF_REST_AMD : PMUF_REST_ARM64;

    if (!x86 && section->architecture != PMUF_ARM64)
        return check_fail(check, PMUF_E_TARGET, section->record + PMUF_SECTION_ARCHITECTURE);
    if ((section->rest & ~rests) != 0)
        return check_fail(check, PMUF_E_TARGET, section->record + PMUF_SECTION_REST);
    if (section->rest == 0 && section->signature_count == 0)
        return check_fail(check, PMUF_E_TARGET, section->record + PMUF_SECTION_REST);
    return PMUF_OK;
}

static int check_counts(struct check *check, const struct section *section)
{
    /* The records of an arm64 payload have one form only, so nothing could be an alternative. */
    const uint32_t alternatives = section->architecture == PMUF_ARM64 ? 1 : PMUF_MAX_ALTERNATIVES;

    if (section->signature_count > PMUF_MAX_SIGNATURES)
        return check_fail(check, PMUF_E_LIMIT, section->record + PMUF_SECTION_SIGNATURE_COUNT);
    if (section->alternative_count == 0 || section->alternative_count > alternatives)
        return check_fail(check, PMUF_E_LIMIT, section->record + PMUF_SECTION_ALTERNATIVE_COUNT);
    if (read_u32(check->blob + section->record + PMUF_SECTION_RESERVED) != 0)
        return check_fail(check, PMUF_E_RESERVED, section->record + PMUF_SECTION_RESERVED);
    return PMUF_OK;
}

/* `start` is where the body has to begin. */
static int check_place(struct check *check, const struct section *section, size_t start)
{
    const size_t tables = (size_t)section->signature_count * PMUF_SIGNATURE_SIZE +
                          (size_t)section->alternative_count * PMUF_ALTERNATIVE_SIZE;

    if (section->body != start)
        return check_fail(check, PMUF_E_LAYOUT, section->record + PMUF_SECTION_OFFSET);
    if (section->body_size > check->end - start || section->body_size < tables)
        return check_fail(check, PMUF_E_LAYOUT, section->record + PMUF_SECTION_BODY_SIZE);
    return PMUF_OK;
}

static int check_record(struct check *check, const struct section *section, size_t start)
{
    int error = check_target(check, section);

    if (error == PMUF_OK)
        error = check_counts(check, section);
    if (error == PMUF_OK)
        error = check_place(check, section, start);
    return error;
}

static int check_section_table(struct check *check, uint32_t count)
{
    const size_t table = layout_section_table(check->blob);
    size_t end;

    if (count == 0 || count > PMUF_MAX_SECTIONS)
        return check_fail(check, PMUF_E_LIMIT, PMUF_HEADER_SECTION_COUNT);
    if ((size_t)count * PMUF_SECTION_SIZE > check->end - table)
        return check_fail(check, PMUF_E_LAYOUT, PMUF_HEADER_SECTION_COUNT);
    end = table + (size_t)count * PMUF_SECTION_SIZE;
    for (uint32_t i = 0; i < count; i++) {
        const struct section section = layout_section(check->blob, i);
        const int error = check_record(check, &section, end);

        if (error != PMUF_OK)
            return error;
        end += section.body_size;
    }
    /* An annex belongs to a compat feature. This library knows none, so it ignores the bytes. */
    if (end != check->end && read_u32(check->blob + PMUF_HEADER_COMPAT) == 0)
        return check_fail(check, PMUF_E_LAYOUT, end);
    return PMUF_OK;
}

static int check_sections(struct check *check)
{
    const uint32_t count = read_u16(check->blob + PMUF_HEADER_SECTION_COUNT);
    int error = check_section_table(check, count);

    for (uint32_t i = 0; error == PMUF_OK && i < count; i++)
        error = pmuf_check_section(check, i);
    return error;
}

int pmuf_check(const void *blob, size_t size, struct pmuf_view *view, size_t *offset)
{
    struct check check = {.blob = blob};
    int error;

    if (offset != NULL)
        *offset = 0;
    if (view == NULL)
        return PMUF_E_ARGUMENT;
    *view = (struct pmuf_view){0};
    if (blob == NULL)
        return PMUF_E_ARGUMENT;
    error = check_identity(&check, size);
    if (error == PMUF_OK)
        error = check_features(&check);
    if (error == PMUF_OK)
        error = check_name(&check);
    if (error == PMUF_OK)
        error = check_sections(&check);
    if (error == PMUF_OK)
        *view = (struct pmuf_view){.blob_ = blob, .size_ = size};
    else if (offset != NULL)
        *offset = check.offset;
    return error;
}
