/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/blob_builder.h"
#include "runtime/crc32c.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *allocate(size_t size)
{
    void *memory = calloc(1, size == 0 ? 1 : size);

    if (memory == NULL) {
        fputs("out of memory\n", stderr);
        abort();
    }
    return memory;
}

void blob_put(struct blob *blob, size_t place, size_t width, uint64_t value)
{
    if (place > blob->size || width > blob->size - place)
        abort();
    for (size_t i = 0; i < width; i++)
        blob->bytes[place + i] = (unsigned char)(value >> 8 * i);
}

uint64_t blob_get(const struct blob *blob, size_t place, size_t width)
{
    uint64_t value = 0;

    if (place > blob->size || width > blob->size - place)
        abort();
    for (size_t i = 0; i < width; i++)
        value |= (uint64_t)blob->bytes[place + i] << 8 * i;
    return value;
}

void blob_seal(struct blob *blob)
{
    blob_put(blob, blob->size - 4, 4, pmuf_crc32c(blob->bytes, blob->size - 4));
}

static size_t padded(size_t size)
{
    return (size + 7) / 8 * 8;
}

static size_t payload_size(const struct blob_alternative *alternative)
{
    const size_t header = alternative->kind == PMUF_KIND_ARM64 ? 0 : PMUF_X86_HEADER_SIZE;

    return header + (size_t)alternative->entry_count * 8;
}

static size_t body_size(const struct blob_section *section)
{
    size_t size = (size_t)section->signature_count * 8;

    for (uint32_t i = 0; i < section->alternative_count; i++)
        size += PMUF_ALTERNATIVE_SIZE + payload_size(&section->alternatives[i]);
    return size;
}

static size_t total_size(const struct blob_policy *policy)
{
    size_t size = PMUF_HEADER_SIZE + padded(policy->name_size);

    for (uint32_t i = 0; i < policy->section_count; i++)
        size += PMUF_SECTION_SIZE + body_size(&policy->sections[i]);
    return size + policy->annex_size + PMUF_CHECKSUM_SIZE;
}

static void put_header(struct blob *blob, const struct blob_policy *policy)
{
    memcpy(blob->bytes + PMUF_HEADER_MAGIC, "\x89PMU\r\n\x1a\n", 8);
    blob_put(blob, PMUF_HEADER_FORMAT, 2, 1);
    blob_put(blob, PMUF_HEADER_SECTION_COUNT, 2, policy->section_count);
    blob_put(blob, PMUF_HEADER_TOTAL_SIZE, 4, blob->size);
    blob_put(blob, PMUF_HEADER_COMPAT, 4, policy->compat);
    blob_put(blob, PMUF_HEADER_NAME_SIZE, 2, policy->name_size);
    if (policy->name_size > 0)
        memcpy(blob->bytes + PMUF_HEADER_SIZE, policy->name, policy->name_size);
}

static void put_payload(struct blob *blob, size_t place, const struct blob_alternative *alternative)
{
    if (alternative->kind != PMUF_KIND_ARM64) {
        blob_put(blob, place + PMUF_X86_ACTION, 4, alternative->action);
        blob_put(blob, place + PMUF_X86_ENTRY_COUNT, 4, alternative->entry_count);
        blob_put(blob, place + PMUF_X86_FIXED_BITMAP, 4, alternative->fixed_bitmap);
        blob_put(blob, place + PMUF_X86_FLAGS, 4, alternative->flags);
        place += PMUF_X86_HEADER_SIZE;
    }
    for (uint32_t i = 0; i < alternative->entry_count; i++)
        blob_put(blob, place + (size_t)i * 8, 8, alternative->entries[i]);
}

static void put_body(struct blob *blob, size_t place, const struct blob_section *section)
{
    size_t payload = place + (size_t)section->signature_count * 8 +
                     (size_t)section->alternative_count * PMUF_ALTERNATIVE_SIZE;

    for (uint32_t i = 0; i < section->signature_count; i++, place += 8)
        blob_put(blob, place, 8, section->signatures[i]);
    for (uint32_t i = 0; i < section->alternative_count; i++, place += PMUF_ALTERNATIVE_SIZE) {
        const struct blob_alternative *alternative = &section->alternatives[i];

        blob_put(blob, place + PMUF_ALTERNATIVE_KIND, 1, alternative->kind);
        blob_put(blob, place + PMUF_ALTERNATIVE_REQUIREMENTS, 4, alternative->requirements);
        blob_put(blob, place + PMUF_ALTERNATIVE_PAYLOAD_OFFSET, 4, payload);
        blob_put(blob, place + PMUF_ALTERNATIVE_PAYLOAD_SIZE, 4, payload_size(alternative));
        put_payload(blob, payload, alternative);
        payload += payload_size(alternative);
    }
}

static void put_section(struct blob *blob, size_t record, size_t body,
                        const struct blob_section *section)
{
    blob_put(blob, record + PMUF_SECTION_ARCHITECTURE, 1, section->architecture);
    blob_put(blob, record + PMUF_SECTION_REST, 1, section->rest);
    blob_put(blob, record + PMUF_SECTION_SIGNATURE_COUNT, 1, section->signature_count);
    blob_put(blob, record + PMUF_SECTION_ALTERNATIVE_COUNT, 1, section->alternative_count);
    blob_put(blob, record + PMUF_SECTION_OFFSET, 4, body);
    blob_put(blob, record + PMUF_SECTION_BODY_SIZE, 4, body_size(section));
    put_body(blob, body, section);
}

struct blob blob_build(const struct blob_policy *policy)
{
    const size_t size = total_size(policy);
    struct blob blob = {.bytes = allocate(size), .size = size};
    size_t record = PMUF_HEADER_SIZE + padded(policy->name_size);
    size_t body = record + (size_t)policy->section_count * PMUF_SECTION_SIZE;

    put_header(&blob, policy);
    for (uint32_t i = 0; i < policy->section_count; i++, record += PMUF_SECTION_SIZE) {
        put_section(&blob, record, body, &policy->sections[i]);
        body += body_size(&policy->sections[i]);
    }
    if (policy->annex_size > 0)
        memcpy(blob.bytes + body, policy->annex, policy->annex_size);
    blob_seal(&blob);
    return blob;
}

struct blob blob_build_section(const struct blob_section *section)
{
    return blob_build(&(struct blob_policy){.sections = section, .section_count = 1});
}

struct blob blob_copy(const struct blob *blob)
{
    struct blob copy = {.bytes = allocate(blob->size), .size = blob->size};

    memcpy(copy.bytes, blob->bytes, blob->size);
    return copy;
}

void blob_free(struct blob *blob)
{
    free(blob->bytes);
    *blob = (struct blob){0};
}

void blob_insert_annex(struct blob *blob, size_t size)
{
    struct blob larger = {.bytes = allocate(blob->size + size), .size = blob->size + size};

    memcpy(larger.bytes, blob->bytes, blob->size - PMUF_CHECKSUM_SIZE);
    memset(larger.bytes + blob->size - PMUF_CHECKSUM_SIZE, 0xa5, size);
    blob_put(&larger, PMUF_HEADER_TOTAL_SIZE, 4, larger.size);
    blob_seal(&larger);
    blob_free(blob);
    *blob = larger;
}

size_t blob_section_place(const struct blob *blob, uint32_t section)
{
    const size_t name = blob_get(blob, PMUF_HEADER_NAME_SIZE, 2);

    return PMUF_HEADER_SIZE + padded(name) + (size_t)section * PMUF_SECTION_SIZE;
}

size_t blob_signature_place(const struct blob *blob, uint32_t section, uint32_t signature)
{
    const size_t record = blob_section_place(blob, section);

    return blob_get(blob, record + PMUF_SECTION_OFFSET, 4) + (size_t)signature * 8;
}

size_t blob_alternative_place(const struct blob *blob, uint32_t section, uint32_t alternative)
{
    const size_t record = blob_section_place(blob, section);
    const size_t signatures = blob_get(blob, record + PMUF_SECTION_SIGNATURE_COUNT, 1);

    return blob_signature_place(blob, section, 0) + signatures * 8 +
           (size_t)alternative * PMUF_ALTERNATIVE_SIZE;
}

size_t blob_payload_place(const struct blob *blob, uint32_t section, uint32_t alternative)
{
    const size_t record = blob_alternative_place(blob, section, alternative);

    return blob_get(blob, record + PMUF_ALTERNATIVE_PAYLOAD_OFFSET, 4);
}

size_t blob_entry_place(const struct blob *blob, uint32_t section, uint32_t alternative,
                        uint32_t entry)
{
    const size_t record = blob_alternative_place(blob, section, alternative);
    const bool arm64 = blob_get(blob, record + PMUF_ALTERNATIVE_KIND, 1) == PMUF_KIND_ARM64;

    return blob_payload_place(blob, section, alternative) + (arm64 ? 0 : PMUF_X86_HEADER_SIZE) +
           (size_t)entry * 8;
}
