/* SPDX-License-Identifier: BSD-2-Clause */
/* What the accessors of a view tell, and that they refuse what is not there. */
#include "tests/support/assert_blob.h"
#include <string.h>

/* A view of the full sample. The blob must stay until the test ends. */
static struct pmuf_view open_full(struct blob *blob)
{
    struct pmuf_view view;

    *blob = blob_sample_full();
    cr_assert_eq(pmuf_check(blob->bytes, blob->size, &view, NULL), PMUF_OK);
    return view;
}

Test(view, header)
{
    struct blob blob;
    const struct pmuf_view view = open_full(&blob);
    const char *name;

    cr_assert_eq(pmuf_checksum(&view), blob_get(&blob, blob.size - 4, 4));
    cr_assert_eq(pmuf_policy_name(&view, &name), sizeof(FULL_NAME) - 1);
    cr_assert_eq(memcmp(name, FULL_NAME, sizeof(FULL_NAME) - 1), 0);
    cr_assert_eq(pmuf_policy_name(&view, NULL), sizeof(FULL_NAME) - 1);
    cr_assert_eq(pmuf_section_count(&view), FULL_SECTIONS);
    blob_free(&blob);
}

Test(view, sections)
{
    static const struct pmuf_section wanted[FULL_SECTIONS] = {
        [FULL_INTEL] = {PMUF_X86, 0, 2, 2},
        [FULL_AMD] = {PMUF_X86, 0, 1, 1},
        [FULL_REST] = {PMUF_X86, PMUF_REST_INTEL | PMUF_REST_AMD, 0, 1},
        [FULL_ARM64] = {PMUF_ARM64, 0, 1, 1},
        [FULL_ARM64_REST] = {PMUF_ARM64, PMUF_REST_ARM64, 0, 1},
    };
    struct blob blob;
    const struct pmuf_view view = open_full(&blob);

    for (uint32_t i = 0; i < FULL_SECTIONS; i++) {
        struct pmuf_section found;

        cr_assert_eq(pmuf_get_section(&view, i, &found), PMUF_OK);
        cr_assert_eq(memcmp(&found, &wanted[i], sizeof(found)), 0, "section %u", i);
    }
    blob_free(&blob);
}

Test(view, signatures)
{
    static const struct pmuf_signature intel = {PMUF_VENDOR_INTEL, 6, 0x8f, 0x00ff, 0, 0};
    static const struct pmuf_signature arm64 = {0, 0, 0, 0, FULL_MIDR, FULL_MIDR_MASK};
    struct blob blob;
    const struct pmuf_view view = open_full(&blob);
    struct pmuf_signature found;

    cr_assert_eq(pmuf_get_signature(&view, FULL_INTEL, 1, &found), PMUF_OK);
    cr_assert_eq(memcmp(&found, &intel, sizeof(found)), 0);
    cr_assert_eq(pmuf_get_signature(&view, FULL_ARM64, 0, &found), PMUF_OK);
    cr_assert_eq(memcmp(&found, &arm64, sizeof(found)), 0);
    blob_free(&blob);
}

Test(view, alternatives)
{
    struct blob blob;
    const struct pmuf_view view = open_full(&blob);
    struct pmuf_alternative found;

    cr_assert_eq(pmuf_get_alternative(&view, FULL_INTEL, 1, &found), PMUF_OK);
    cr_assert_eq(found.kind, PMUF_KIND_SELECT_UMASK);
    cr_assert_eq(found.requirements, FILTER);
    cr_assert_eq(found.payload, blob.bytes + blob_payload_place(&blob, FULL_INTEL, 1));
    cr_assert_eq(found.payload_size, 32 + 16 * 8);
    cr_assert_eq(pmuf_get_alternative(&view, FULL_ARM64_REST, 0, &found), PMUF_OK);
    cr_assert_eq(found.kind, PMUF_KIND_ARM64);
    cr_assert_eq(found.requirements, PMUF_NEEDS_ARM64_FILTER);
    cr_assert_eq(found.payload, blob.bytes + blob_payload_place(&blob, FULL_ARM64_REST, 0));
    cr_assert_eq(found.payload_size, 5 * 8);
    blob_free(&blob);
}

Test(view, ARGUMENT)
{
    struct blob blob;
    const struct pmuf_view view = open_full(&blob);
    struct pmuf_section section;
    struct pmuf_signature signature;
    struct pmuf_alternative alternative;

    cr_assert_eq(pmuf_get_section(&view, FULL_SECTIONS, &section), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_get_section(&view, 0, NULL), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_get_signature(&view, UINT32_MAX, 0, &signature), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_get_signature(&view, FULL_INTEL, 2, &signature), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_get_signature(&view, FULL_REST, 0, &signature), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_get_signature(&view, FULL_INTEL, 0, NULL), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_get_alternative(&view, FULL_SECTIONS, 0, &alternative), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_get_alternative(&view, FULL_INTEL, 2, &alternative), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_get_alternative(&view, FULL_INTEL, 0, NULL), PMUF_E_ARGUMENT);
    blob_free(&blob);
}

/* An empty view and none at all are the same to every function. */
Test(view, ARGUMENT_empty_view)
{
    const struct pmuf_view empty = {0};
    const struct pmuf_view *const views[] = {&empty, NULL};

    for (size_t i = 0; i < 2; i++) {
        struct pmuf_section section;
        struct pmuf_signature signature;
        struct pmuf_alternative alternative;
        const char *name = NULL;

        cr_assert_eq(pmuf_checksum(views[i]), 0);
        cr_assert_eq(pmuf_policy_name(views[i], &name), 0);
        cr_assert_str_eq(name, "");
        cr_assert_eq(pmuf_section_count(views[i]), 0);
        cr_assert_eq(pmuf_get_section(views[i], 0, &section), PMUF_E_ARGUMENT);
        cr_assert_eq(pmuf_get_signature(views[i], 0, 0, &signature), PMUF_E_ARGUMENT);
        cr_assert_eq(pmuf_get_alternative(views[i], 0, 0, &alternative), PMUF_E_ARGUMENT);
    }
}

Test(view, decode_and_encode_again)
{
    struct blob blob;
    const struct pmuf_view view = open_full(&blob);
    struct blob again = blob_rebuild(&view);

    cr_assert_eq(again.size, blob.size);
    cr_assert_eq(memcmp(again.bytes, blob.bytes, blob.size), 0);
    blob_free(&again);
    blob_free(&blob);
}
