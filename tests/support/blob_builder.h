/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Builds format-1 blobs for tests, without the compiler and without the runtime's view of them: the
 * caller describes the parts, right or wrong, and gets them laid out as pmu-blob(5) says. Single
 * fields are then spoilt with blob_put() at the places that blob_*_place() tell, and blob_seal()
 * makes the checksum right again.
 *
 * A blob owns its bytes: blob_free(). Running out of memory ends the program.
 */
#ifndef PMUF_TEST_BLOB_BUILDER_H
#define PMUF_TEST_BLOB_BUILDER_H

#include "runtime/pmuf_format.h"
#include "runtime/pmufilter.h"

struct blob {
    unsigned char *bytes;
    size_t size;
};

struct blob_alternative {
    uint32_t kind;
    uint32_t requirements;
    /* The header of an x86 payload; not used for arm64. */
    uint32_t action;
    uint32_t fixed_bitmap;
    uint32_t flags;
    /* x86 entries, or arm64 records. */
    const uint64_t *entries;
    uint32_t entry_count;
};

struct blob_section {
    uint32_t architecture;
    uint32_t rest;
    const uint64_t *signatures;
    uint32_t signature_count;
    const struct blob_alternative *alternatives;
    uint32_t alternative_count;
};

struct blob_policy {
    const char *name; /* may be null */
    size_t name_size;
    uint32_t compat;
    const struct blob_section *sections;
    uint32_t section_count;
    const void *annex;
    size_t annex_size;
};

/* The 8 bytes of a signature, an entry or a record, as the number that they are. */
#define BLOB_X86_SIGNATURE(vendor, family, model, stepping_mask)                                   \
    ((uint64_t)(vendor) | (uint64_t)(model) << 8 | (uint64_t)(family) << 16 |                      \
     (uint64_t)(stepping_mask) << 32)
#define BLOB_ARM64_SIGNATURE(value, mask) ((uint64_t)(value) | (uint64_t)(mask) << 32)
#define BLOB_PAIR(select, umask)                                                                   \
    ((uint64_t)((select)&0xff) | (uint64_t)((select) >> 8) << 32 | (uint64_t)(umask) << 8)
#define BLOB_INCLUDE(select, mask, match) (BLOB_PAIR(select, match) | (uint64_t)(mask) << 56)
#define BLOB_EXCLUDE(select, mask, match) (BLOB_INCLUDE(select, mask, match) | (uint64_t)1 << 55)
#define BLOB_RANGE(base, count, action)                                                            \
    ((uint64_t)(base) | (uint64_t)(count) << 16 | (uint64_t)(action) << 32)

/* What every arm64 payload begins with. */
#define BLOB_RESET                                                                                 \
    BLOB_RANGE(0, 0, PMUF_ACTION_ALLOW), BLOB_RANGE(0, 0x400, PMUF_ACTION_DENY),                   \
        BLOB_RANGE(0x400, 0xfc00, PMUF_ACTION_DENY)

struct blob blob_build(const struct blob_policy *policy);
/* A blob of one section. */
struct blob blob_build_section(const struct blob_section *section);
/* A blob that a checked view describes, made from nothing but what the public functions tell. */
struct blob blob_rebuild(const struct pmuf_view *view);
struct blob blob_copy(const struct blob *blob);
void blob_free(struct blob *blob);

/* Writes `width` bytes, little-endian. */
void blob_put(struct blob *blob, size_t place, size_t width, uint64_t value);
uint64_t blob_get(const struct blob *blob, size_t place, size_t width);
/* Recomputes the checksum over all bytes but the last four. */
void blob_seal(struct blob *blob);
/* Adds bytes before the checksum, makes the total size right, and seals. */
void blob_insert_annex(struct blob *blob, size_t size);

/* Places, in bytes, as the blob's own fields tell them. */
size_t blob_section_place(const struct blob *blob, uint32_t section);
size_t blob_signature_place(const struct blob *blob, uint32_t section, uint32_t signature);
size_t blob_alternative_place(const struct blob *blob, uint32_t section, uint32_t alternative);
size_t blob_payload_place(const struct blob *blob, uint32_t section, uint32_t alternative);
size_t blob_entry_place(const struct blob *blob, uint32_t section, uint32_t alternative,
                        uint32_t entry);

#endif
