/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/blob_document.h"

static const char *action_word(uint32_t action)
{
    return action == PMUF_ACTION_ALLOW ? "allow" : "deny";
}

static uint32_t load_u32(const struct blob *blob, size_t place)
{
    const unsigned char *at = blob->bytes + place;

    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Bytes between the last section's body and the checksum; only compat features have some. */
static size_t annex_size(const struct filters *filters, const struct blob *blob)
{
    const size_t name_size =
        (filters->name_size + PMUF_ALIGNMENT - 1) / PMUF_ALIGNMENT * PMUF_ALIGNMENT;
    const size_t last =
        PMUF_HEADER_SIZE + name_size + (filters->section_count - 1) * (size_t)PMUF_SECTION_SIZE;

    return blob->size - PMUF_CHECKSUM_SIZE - load_u32(blob, last + PMUF_SECTION_OFFSET) -
           load_u32(blob, last + PMUF_SECTION_BODY_SIZE);
}

static void write_header(struct document *document, const struct filters *filters,
                         const struct blob *blob, struct arena *arena)
{
    document_number(document, "schema", BLOB_DOCUMENT_SCHEMA);
    document_text(document, "policy",
                  filters->name_size ? arena_copy_text(arena, filters->name, filters->name_size)
                                     : NULL);
    document_open_map(document, "blob");
    document_number(document, "format", PMUF_FORMAT);
    document_number(document, "size", blob->size);
    document_code(document, "crc32c", load_u32(blob, blob->size - PMUF_CHECKSUM_SIZE), 8);
    document_code(document, "incompat", load_u32(blob, PMUF_HEADER_INCOMPAT), 8);
    document_code(document, "compat", load_u32(blob, PMUF_HEADER_COMPAT), 8);
    document_number(document, "annex_size", annex_size(filters, blob));
    document_number(document, "section_count", filters->section_count);
    document_close(document);
}

static void write_signature(struct document *document, enum pmuf_architecture architecture,
                            const struct pmuf_signature *signature)
{
    static const char *const vendors[] = {NULL, "intel", "amd", "hygon", "centaur", "zhaoxin"};

    document_open_row(document, NULL);
    if (architecture == PMUF_ARM64) {
        document_code(document, "midr", signature->midr_value, 8);
        document_code(document, "midr_mask", signature->midr_mask, 8);
    } else {
        document_text(document, "vendor", vendors[signature->vendor]);
        document_number(document, "family", signature->family);
        document_number(document, "model", signature->model);
        document_code(document, "steppings", signature->stepping_mask, 4);
    }
    document_close(document);
}

static void write_hosts(struct document *document, const struct section *section)
{
    static const char *const rests[] = {"intel", "amd", "arm64"};

    document_open_list(document, "signatures");
    for (uint32_t i = 0; i < section->signature_count; i++)
        write_signature(document, section->architecture, &section->signatures[i]);
    document_close(document);
    document_open_short_list(document, "rest");
    for (unsigned int bit = 0; bit < sizeof(rests) / sizeof(rests[0]); bit++) {
        if (section->rest >> bit & 1)
            document_text(document, NULL, rests[bit]);
    }
    document_close(document);
}

static void write_requirements(struct document *document, uint32_t requirements)
{
    static const char *const names[] = {"KVM_CAP_PMU_EVENT_FILTER",
                                        "KVM_CAP_PMU_EVENT_MASKED_EVENTS",
                                        "KVM_ARM_VCPU_PMU_V3_FILTER"};

    document_open_short_list(document, "requires");
    for (unsigned int bit = 0; bit < sizeof(names) / sizeof(names[0]); bit++) {
        if (requirements >> bit & 1)
            document_text(document, NULL, names[bit]);
    }
    document_close(document);
}

static void write_entry(struct document *document, enum pmuf_kind kind, const struct entry *entry)
{
    document_open_row(document, NULL);
    document_code(document, "code", blob_encode_entry(kind, entry), 16);
    document_number(document, "select", entry->select);
    if (kind == PMUF_KIND_MASKED) {
        document_number(document, "mask", entry->mask);
        document_number(document, "match", entry->match);
        document_flag(document, "exclude", entry->exclude);
    } else {
        document_number(document, "umask", entry->match);
    }
    document_close(document);
}

static void write_record(struct document *document, const struct arm64_record *record)
{
    document_open_row(document, NULL);
    document_number(document, "base", record->base);
    document_number(document, "count", record->count);
    document_text(document, "action", action_word(record->action));
    document_close(document);
}

/* A loader passes such an alternative over where KVM compares 8 bits of a select. */
static bool needs_wide_selects(const struct alternative *alternative)
{
    for (uint32_t i = 0; i < alternative->count; i++) {
        if (alternative->entries[i].select > 0xff)
            return true;
    }
    return false;
}

static void write_alternative(struct document *document, const struct alternative *alternative)
{
    static const char *const kinds[] = {NULL, "select-umask", "masked", "arm64"};
    const bool is_arm64 = alternative->kind == PMUF_KIND_ARM64;

    document_open_map(document, NULL);
    document_text(document, "kind", kinds[alternative->kind]);
    write_requirements(document, alternative->requirements);
    if (!is_arm64)
        document_flag(document, "requires_wide_selects", needs_wide_selects(alternative));
    document_open_list(document, is_arm64 ? "records" : "entries");
    for (uint32_t i = 0; i < alternative->count; i++) {
        if (is_arm64)
            write_record(document, &alternative->records[i]);
        else
            write_entry(document, alternative->kind, &alternative->entries[i]);
    }
    document_close(document);
    document_close(document);
}

static void write_fixed(struct document *document, uint32_t bitmap)
{
    document_code(document, "fixed_bitmap", bitmap, 8);
    document_open_short_list(document, "fixed_counters");
    for (uint32_t counter = 0; counter < 32; counter++) {
        if (bitmap >> counter & 1)
            document_number(document, NULL, counter);
    }
    document_close(document);
}

static void write_section(struct document *document, const struct section *section, uint32_t index)
{
    document_open_map(document, NULL);
    document_number(document, "index", index);
    document_text(document, "architecture", section->architecture == PMUF_X86 ? "x86" : "arm64");
    write_hosts(document, section);
    if (section->architecture == PMUF_X86) {
        document_text(document, "action", action_word(section->alternatives[0].action));
        write_fixed(document, section->alternatives[0].fixed_bitmap);
    }
    document_open_list(document, "alternatives");
    for (uint32_t i = 0; i < section->alternative_count; i++)
        write_alternative(document, &section->alternatives[i]);
    document_close(document);
    document_close(document);
}

void blob_document_write(FILE *stream, enum document_form form, const struct filters *filters,
                         const struct blob *blob, const bool *is_wanted, struct arena *arena)
{
    struct document document;

    document_begin(&document, stream, form);
    write_header(&document, filters, blob, arena);
    document_open_list(&document, "sections");
    for (uint32_t i = 0; i < filters->section_count; i++) {
        if (is_wanted[i])
            write_section(&document, &filters->sections[i], i);
    }
    document_close(&document);
    document_end(&document);
}
