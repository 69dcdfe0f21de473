/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The runtime has checked the blob, so nothing here can be out of place: a refusal by one of its
 * functions is a bug of ours, and ends the process as one.
 */
#include <stdio.h>
#include <stdlib.h>

#include "compiler/blob/blob.h"

static void must(int error)
{
    if (error == PMUF_OK)
        return;
    fprintf(stderr, "pmuc: internal error: a checked blob: %s\n", pmuf_strerror(error));
    exit(70);
}

static uint64_t load(const unsigned char *bytes, unsigned int width)
{
    uint64_t value = 0;

    for (unsigned int i = 0; i < width; i++)
        value |= (uint64_t)bytes[i] << (8 * i);
    return value;
}

static struct entry decode_entry(enum pmuf_kind kind, uint64_t code)
{
    struct entry entry = {.mask = 0xff};

    entry.select = (uint16_t)((code & 0xff) | (code >> PMUF_ENTRY_SELECT_HIGH_SHIFT & 0xf) << 8);
    entry.match = (uint8_t)(code >> PMUF_ENTRY_MATCH_SHIFT);
    if (kind == PMUF_KIND_MASKED) {
        entry.mask = (uint8_t)(code >> PMUF_ENTRY_MASK_SHIFT);
        entry.exclude = code >> PMUF_ENTRY_EXCLUDE_SHIFT & 1;
    }
    return entry;
}

static void decode_x86(const unsigned char *payload, struct arena *arena, struct alternative *out)
{
    out->action = (enum pmuf_action)load(payload + PMUF_X86_ACTION, 4);
    out->count = (uint32_t)load(payload + PMUF_X86_ENTRY_COUNT, 4);
    out->fixed_bitmap = (uint32_t)load(payload + PMUF_X86_FIXED_BITMAP, 4);
    out->entries = ARENA_NEW_ARRAY(arena, struct entry, out->count);
    for (uint32_t i = 0; i < out->count; i++) {
        const unsigned char *at = payload + PMUF_X86_HEADER_SIZE + i * PMUF_X86_ENTRY_SIZE;

        out->entries[i] = decode_entry(out->kind, load(at, 8));
    }
}

static void decode_arm64(const unsigned char *payload, size_t size, struct arena *arena,
                         struct alternative *out)
{
    out->count = (uint32_t)(size / PMUF_ARM64_RECORD_SIZE);
    out->records = ARENA_NEW_ARRAY(arena, struct arm64_record, out->count);
    for (uint32_t i = 0; i < out->count; i++) {
        const unsigned char *at = payload + i * PMUF_ARM64_RECORD_SIZE;

        out->records[i].base = (uint16_t)load(at + PMUF_ARM64_BASE, 2);
        out->records[i].count = (uint16_t)load(at + PMUF_ARM64_COUNT, 2);
        out->records[i].action = (uint8_t)load(at + PMUF_ARM64_ACTION, 1);
    }
}

static void decode_alternative(const struct pmuf_view *view, uint32_t section, uint32_t index,
                               struct arena *arena, struct alternative *out)
{
    struct pmuf_alternative alternative;

    must(pmuf_get_alternative(view, section, index, &alternative));
    out->kind = (enum pmuf_kind)alternative.kind;
    out->requirements = alternative.requirements;
    if (out->kind == PMUF_KIND_ARM64)
        decode_arm64(alternative.payload, alternative.payload_size, arena, out);
    else
        decode_x86(alternative.payload, arena, out);
}

static void decode_section(const struct pmuf_view *view, uint32_t index, struct arena *arena,
                           struct section *out)
{
    struct pmuf_signature *signatures;
    struct pmuf_section section;

    must(pmuf_get_section(view, index, &section));
    signatures = ARENA_NEW_ARRAY(arena, struct pmuf_signature, section.signature_count);
    out->architecture = (enum pmuf_architecture)section.architecture;
    out->rest = section.rest;
    out->signature_count = section.signature_count;
    out->alternative_count = section.alternative_count;
    for (uint32_t i = 0; i < section.signature_count; i++)
        must(pmuf_get_signature(view, index, i, &signatures[i]));
    out->signatures = signatures;
    for (uint32_t i = 0; i < section.alternative_count; i++)
        decode_alternative(view, index, i, arena, &out->alternatives[i]);
}

struct filters *blob_decode(const struct pmuf_view *view, struct arena *arena)
{
    struct filters *filters = ARENA_NEW(arena, struct filters);

    filters->name = "";
    filters->name_size = pmuf_policy_name(view, &filters->name);
    filters->section_count = pmuf_section_count(view);
    filters->sections = ARENA_NEW_ARRAY(arena, struct section, filters->section_count);
    for (uint32_t i = 0; i < filters->section_count; i++)
        decode_section(view, i, arena, &filters->sections[i]);
    return filters;
}
