/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a blob keeps its parts. These functions believe the blob: pmuf_check() calls each of them
 * only after it has found the record inside, everything else only on a blob that was accepted.
 * All places are byte offsets from the start of the blob.
 */
#ifndef PMUF_LAYOUT_H
#define PMUF_LAYOUT_H

#include "runtime/pmuf_format.h"
#include "runtime/read.h"
#include <stddef.h>

struct section {
    uint32_t architecture; /* enum pmuf_architecture */
    uint32_t rest;         /* enum pmuf_rest bits */
    uint32_t signature_count;
    uint32_t alternative_count;
    size_t record; /* its place in the section table */
    size_t body;
    size_t body_size;
};

struct alternative {
    uint32_t kind;         /* enum pmuf_kind */
    uint32_t requirements; /* enum pmuf_requirement bits */
    size_t record;         /* its place in the alternative table */
    size_t payload;
    size_t payload_size;
};

/* The section table begins behind the policy name and its padding. */
static inline size_t layout_section_table(const unsigned char *blob)
{
    const size_t name_size = read_u16(blob + PMUF_HEADER_NAME_SIZE);

    return PMUF_HEADER_SIZE + (name_size + PMUF_ALIGNMENT - 1) / PMUF_ALIGNMENT * PMUF_ALIGNMENT;
}

static inline struct section layout_section(const unsigned char *blob, uint32_t index)
{
    const size_t record = layout_section_table(blob) + (size_t)index * PMUF_SECTION_SIZE;
    const unsigned char *at = blob + record;

    return (struct section){
        .architecture = read_u8(at + PMUF_SECTION_ARCHITECTURE),
        .rest = read_u8(at + PMUF_SECTION_REST),
        .signature_count = read_u8(at + PMUF_SECTION_SIGNATURE_COUNT),
        .alternative_count = read_u8(at + PMUF_SECTION_ALTERNATIVE_COUNT),
        .record = record,
        .body = read_u32(at + PMUF_SECTION_OFFSET),
        .body_size = read_u32(at + PMUF_SECTION_BODY_SIZE),
    };
}

static inline size_t layout_signature(const struct section *section, uint32_t index)
{
    return section->body + (size_t)index * PMUF_SIGNATURE_SIZE;
}

static inline struct alternative layout_alternative(const unsigned char *blob,
                                                    const struct section *section, uint32_t index)
{
    const size_t record =
        layout_signature(section, section->signature_count) + (size_t)index * PMUF_ALTERNATIVE_SIZE;
    const unsigned char *at = blob + record;

    return (struct alternative){
        .kind = read_u8(at + PMUF_ALTERNATIVE_KIND),
        .requirements = read_u32(at + PMUF_ALTERNATIVE_REQUIREMENTS),
        .record = record,
        .payload = read_u32(at + PMUF_ALTERNATIVE_PAYLOAD_OFFSET),
        .payload_size = read_u32(at + PMUF_ALTERNATIVE_PAYLOAD_SIZE),
    };
}

#endif
