/* SPDX-License-Identifier: BSD-2-Clause */
/* The way back from a view to a blob. It fills fixed tables, as large as the format's limits. */
#include "tests/support/blob_builder.h"
#include <stdlib.h>

#define MAX_WORDS (PMUF_MAX_BLOB_SIZE / 8)

struct rebuild {
    struct blob_policy policy;
    struct blob_section sections[PMUF_MAX_SECTIONS];
    struct blob_alternative alternatives[PMUF_MAX_SECTIONS][PMUF_MAX_ALTERNATIVES];
    uint64_t words[MAX_WORDS]; /* signatures, entries and records */
    size_t word_count;
};

static uint64_t load(const unsigned char *at, size_t width)
{
    uint64_t value = 0;

    for (size_t i = 0; i < width; i++)
        value |= (uint64_t)at[i] << 8 * i;
    return value;
}

static void add_word(struct rebuild *rebuild, uint64_t word)
{
    if (rebuild->word_count == MAX_WORDS)
        abort();
    rebuild->words[rebuild->word_count++] = word;
}

static void add_signature(struct rebuild *rebuild, const struct pmuf_view *view, uint32_t section,
                          uint32_t index)
{
    struct pmuf_signature found;

    if (pmuf_get_signature(view, section, index, &found) != PMUF_OK)
        abort();
    if (found.vendor != PMUF_VENDOR_UNKNOWN)
        add_word(rebuild,
                 BLOB_X86_SIGNATURE(found.vendor, found.family, found.model, found.stepping_mask));
    else
        add_word(rebuild, BLOB_ARM64_SIGNATURE(found.midr_value, found.midr_mask));
}

static void add_alternative(struct rebuild *rebuild, const struct pmuf_view *view, uint32_t section,
                            uint32_t index)
{
    struct blob_alternative *out = &rebuild->alternatives[section][index];
    struct pmuf_alternative found;
    const unsigned char *payload;
    size_t at = 0;

    if (pmuf_get_alternative(view, section, index, &found) != PMUF_OK)
        abort();
    payload = found.payload;
    *out = (struct blob_alternative){.kind = found.kind, .requirements = found.requirements};
    if (found.kind != PMUF_KIND_ARM64) {
        out->action = (uint32_t)load(payload, 4);
        out->fixed_bitmap = (uint32_t)load(payload + 8, 4);
        out->flags = (uint32_t)load(payload + 12, 4);
        at = PMUF_X86_HEADER_SIZE;
    }
    out->entries = rebuild->words + rebuild->word_count;
    for (; at < found.payload_size; at += 8, out->entry_count++)
        add_word(rebuild, load(payload + at, 8));
}

static void add_section(struct rebuild *rebuild, const struct pmuf_view *view, uint32_t index)
{
    struct blob_section *out = &rebuild->sections[index];
    struct pmuf_section found;

    if (pmuf_get_section(view, index, &found) != PMUF_OK)
        abort();
    *out = (struct blob_section){
        .architecture = found.architecture,
        .rest = found.rest,
        .signatures = rebuild->words + rebuild->word_count,
        .signature_count = found.signature_count,
        .alternatives = rebuild->alternatives[index],
        .alternative_count = found.alternative_count,
    };
    for (uint32_t i = 0; i < found.signature_count; i++)
        add_signature(rebuild, view, index, i);
    for (uint32_t i = 0; i < found.alternative_count; i++)
        add_alternative(rebuild, view, index, i);
}

struct blob blob_rebuild(const struct pmuf_view *view)
{
    struct rebuild *rebuild = calloc(1, sizeof(*rebuild));
    struct blob blob;

    if (rebuild == NULL)
        abort();
    rebuild->policy.name_size = pmuf_policy_name(view, &rebuild->policy.name);
    rebuild->policy.sections = rebuild->sections;
    rebuild->policy.section_count = pmuf_section_count(view);
    for (uint32_t i = 0; i < rebuild->policy.section_count; i++)
        add_section(rebuild, view, i);
    blob = blob_build(&rebuild->policy);
    free(rebuild);
    return blob;
}
