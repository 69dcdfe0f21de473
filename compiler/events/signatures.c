/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/signatures.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/events/names.h"

/* The two numbers around a hyphen. */
static bool read_pair(const char *text, uint64_t *first, uint64_t *second)
{
    char copy[MAX_MODEL_NAME + 1];
    const size_t size = strlen(text);
    char *hyphen;

    if (size >= sizeof(copy))
        return false;
    memcpy(copy, text, size + 1);
    hyphen = strchr(copy, '-');
    if (!hyphen)
        return false;
    *hyphen = '\0';
    return read_number(copy, first) && read_number(hyphen + 1, second);
}

struct pmuf_signature midr_signature(uint32_t implementer, uint32_t part)
{
    return (struct pmuf_signature){.midr_value = implementer << 24 | part << 4,
                                   .midr_mask = 0xff00fff0};
}

bool read_signature(enum vendor vendor, const char *text, struct pmuf_signature *signature)
{
    uint64_t first;
    uint64_t second;

    if (!read_pair(text, &first, &second))
        return false;
    if (vendor == VENDOR_ARM64) {
        *signature = midr_signature((uint32_t)first & MAX_IMPLEMENTER, (uint32_t)second & MAX_PART);
        return first <= MAX_IMPLEMENTER && second <= MAX_PART;
    }
    *signature = (struct pmuf_signature){
        .vendor = vendor == VENDOR_INTEL ? PMUF_VENDOR_INTEL : PMUF_VENDOR_AMD,
        .family = (uint32_t)first,
        .model = (uint32_t)second,
        .stepping_mask = EVERY_STEPPING,
    };
    return first <= MAX_FAMILY && second <= MAX_MODEL;
}

const char *signature_name(struct arena *arena, const struct pmuf_signature *signature)
{
    if (signature->midr_mask)
        return arena_format(arena, "0x%02x-0x%03x", signature->midr_value >> 24,
                            signature->midr_value >> 4 & MAX_PART);
    return arena_format(arena, "%u-0x%02x", signature->family, signature->model);
}

static bool same_model(const struct pmuf_signature *one, const struct pmuf_signature *other)
{
    return one->vendor == other->vendor && one->family == other->family &&
           one->model == other->model && one->midr_value == other->midr_value;
}

/* The steppings can be spread over several signatures of the cover. */
static bool is_covered(const struct pmuf_signature *cover, uint32_t cover_count,
                       const struct pmuf_signature *signature)
{
    uint32_t missing = signature->stepping_mask;
    bool found = false;

    for (uint32_t i = 0; i < cover_count; i++) {
        if (same_model(&cover[i], signature)) {
            missing &= ~cover[i].stepping_mask;
            found = true;
        }
    }
    return found && missing == 0;
}

bool signatures_cover(const struct pmuf_signature *cover, uint32_t cover_count,
                      const struct pmuf_signature *signatures, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!is_covered(cover, cover_count, &signatures[i]))
            return false;
    }
    return count > 0;
}

static int compare_signatures(const void *left, const void *right)
{
    const struct pmuf_signature *a = left;
    const struct pmuf_signature *b = right;
    const uint32_t a_key[] = {a->vendor, a->family, a->model, a->stepping_mask, a->midr_value};
    const uint32_t b_key[] = {b->vendor, b->family, b->model, b->stepping_mask, b->midr_value};

    for (int i = 0; i < 5; i++) {
        if (a_key[i] != b_key[i])
            return a_key[i] < b_key[i] ? -1 : 1;
    }
    return 0;
}

void signatures_sort(struct pmuf_signature *signatures, uint32_t count)
{
    qsort(signatures, count, sizeof(*signatures), compare_signatures);
}
