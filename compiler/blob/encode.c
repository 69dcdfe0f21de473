/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "compiler/base/bytes.h"
#include "compiler/blob/blob.h"
#include "runtime/crc32c.h"

static size_t padded_name_size(const struct filters *filters)
{
    return (filters->name_size + PMUF_ALIGNMENT - 1) / PMUF_ALIGNMENT * PMUF_ALIGNMENT;
}

static size_t payload_size(const struct alternative *alternative)
{
    if (alternative->kind == PMUF_KIND_ARM64)
        return (size_t)alternative->count * PMUF_ARM64_RECORD_SIZE;
    return PMUF_X86_HEADER_SIZE + (size_t)alternative->count * PMUF_X86_ENTRY_SIZE;
}

/* Bytes of a section before its payloads. */
static size_t tables_size(const struct section *section)
{
    return section->signature_count * PMUF_SIGNATURE_SIZE +
           section->alternative_count * PMUF_ALTERNATIVE_SIZE;
}

static size_t body_size(const struct section *section)
{
    size_t size = tables_size(section);

    for (uint32_t i = 0; i < section->alternative_count; i++)
        size += payload_size(&section->alternatives[i]);
    return size;
}

static size_t total_size(const struct filters *filters)
{
    size_t size = PMUF_HEADER_SIZE + padded_name_size(filters) +
                  filters->section_count * PMUF_SECTION_SIZE + PMUF_CHECKSUM_SIZE;

    for (uint32_t i = 0; i < filters->section_count; i++)
        size += body_size(&filters->sections[i]);
    return size;
}

uint64_t blob_encode_entry(enum pmuf_kind kind, const struct entry *entry)
{
    uint64_t code = (uint64_t)(entry->select & 0xff) |
                    (uint64_t)(entry->select >> 8) << PMUF_ENTRY_SELECT_HIGH_SHIFT |
                    (uint64_t)entry->match << PMUF_ENTRY_MATCH_SHIFT;

    if (kind == PMUF_KIND_MASKED)
        code |= (uint64_t)entry->mask << PMUF_ENTRY_MASK_SHIFT | (uint64_t)entry->exclude
                                                                     << PMUF_ENTRY_EXCLUDE_SHIFT;
    return code;
}

static void write_x86(struct byte_writer *writer, const struct alternative *alternative)
{
    write_number(writer, alternative->action, 4);
    write_number(writer, alternative->count, 4);
    write_number(writer, alternative->fixed_bitmap, 4);
    write_number(writer, alternative->kind == PMUF_KIND_MASKED ? PMUF_X86_FLAG_MASKED : 0, 4);
    write_zeros(writer, PMUF_X86_HEADER_SIZE - PMUF_X86_PAD);
    for (uint32_t i = 0; i < alternative->count; i++)
        write_number(writer, blob_encode_entry(alternative->kind, &alternative->entries[i]), 8);
}

static void write_arm64(struct byte_writer *writer, const struct alternative *alternative)
{
    for (uint32_t i = 0; i < alternative->count; i++) {
        write_number(writer, alternative->records[i].base, 2);
        write_number(writer, alternative->records[i].count, 2);
        write_number(writer, alternative->records[i].action, 1);
        write_zeros(writer, PMUF_ARM64_RECORD_SIZE - PMUF_ARM64_RESERVED);
    }
}

static void write_payload(struct byte_writer *writer, const struct alternative *alternative)
{
    if (alternative->kind == PMUF_KIND_ARM64)
        write_arm64(writer, alternative);
    else
        write_x86(writer, alternative);
}

static void write_header(struct byte_writer *writer, const struct filters *filters)
{
    write_bytes(writer, PMUF_MAGIC, PMUF_MAGIC_SIZE);
    write_number(writer, PMUF_FORMAT, 2);
    write_number(writer, filters->section_count, 2);
    write_number(writer, writer->capacity, 4);
    write_number(writer, 0, 4); /* incompat */
    write_number(writer, 0, 4); /* compat */
    write_number(writer, filters->name_size, 2);
    write_zeros(writer, PMUF_HEADER_SIZE - PMUF_HEADER_RESERVED);
    write_bytes(writer, filters->name, filters->name_size);
    write_zeros(writer, padded_name_size(filters) - filters->name_size);
}

static void write_section_table(struct byte_writer *writer, const struct filters *filters)
{
    size_t offset = writer->size + filters->section_count * PMUF_SECTION_SIZE;

    for (uint32_t i = 0; i < filters->section_count; i++) {
        const struct section *section = &filters->sections[i];

        write_number(writer, section->architecture, 1);
        write_number(writer, section->rest, 1);
        write_number(writer, section->signature_count, 1);
        write_number(writer, section->alternative_count, 1);
        write_zeros(writer, 4);
        write_number(writer, offset, 4);
        write_number(writer, body_size(section), 4);
        offset += body_size(section);
    }
}

static void write_signature(struct byte_writer *writer, enum pmuf_architecture architecture,
                            const struct pmuf_signature *signature)
{
    if (architecture == PMUF_ARM64) {
        write_number(writer, signature->midr_value, 4);
        write_number(writer, signature->midr_mask, 4);
        return;
    }
    write_number(writer, signature->vendor, 1);
    write_number(writer, signature->model, 1);
    write_number(writer, signature->family, 2);
    write_number(writer, signature->stepping_mask, 2);
    write_zeros(writer, 2);
}

static void write_body(struct byte_writer *writer, const struct section *section)
{
    size_t offset = writer->size + tables_size(section);

    for (uint32_t i = 0; i < section->signature_count; i++)
        write_signature(writer, section->architecture, &section->signatures[i]);
    for (uint32_t i = 0; i < section->alternative_count; i++) {
        const struct alternative *alternative = &section->alternatives[i];

        write_number(writer, alternative->kind, 1);
        write_zeros(writer, 3);
        write_number(writer, alternative->requirements, 4);
        write_number(writer, offset, 4);
        write_number(writer, payload_size(alternative), 4);
        offset += payload_size(alternative);
    }
    for (uint32_t i = 0; i < section->alternative_count; i++)
        write_payload(writer, &section->alternatives[i]);
}

/* One number that orders signatures: their fields, the first one most significant. */
static uint64_t signature_key(enum pmuf_architecture architecture,
                              const struct pmuf_signature *signature)
{
    if (architecture == PMUF_ARM64)
        return (uint64_t)signature->midr_value << 32 | signature->midr_mask;
    return (uint64_t)signature->vendor << 40 | (uint64_t)signature->family << 24 |
           (uint64_t)signature->model << 16 | signature->stepping_mask;
}

/* By architecture; sections with signatures by their first one, then the others by what they serve.
 */
static int compare_sections(const void *left, const void *right)
{
    const struct section *a = left;
    const struct section *b = right;
    uint64_t key_a = a->rest;
    uint64_t key_b = b->rest;

    if (a->architecture != b->architecture)
        return a->architecture < b->architecture ? -1 : 1;
    if (!a->signature_count != !b->signature_count)
        return a->signature_count ? -1 : 1;
    if (a->signature_count) {
        key_a = signature_key(a->architecture, &a->signatures[0]);
        key_b = signature_key(b->architecture, &b->signatures[0]);
    }
    return key_a < key_b ? -1 : key_a > key_b;
}

struct blob *blob_encode(struct filters *filters, struct arena *arena)
{
    struct blob *blob = ARENA_NEW(arena, struct blob);
    struct byte_writer writer = {.capacity = total_size(filters)};

    if (writer.capacity > PMUF_MAX_BLOB_SIZE)
        return NULL;
    writer.bytes = arena_allocate(arena, writer.capacity);
    if (filters->section_count)
        qsort(filters->sections, filters->section_count, sizeof(struct section), compare_sections);
    write_header(&writer, filters);
    write_section_table(&writer, filters);
    for (uint32_t i = 0; i < filters->section_count; i++)
        write_body(&writer, &filters->sections[i]);
    write_number(&writer, pmuf_crc32c(writer.bytes, writer.size), PMUF_CHECKSUM_SIZE);
    blob->bytes = writer.bytes;
    blob->size = writer.size;
    return blob;
}
