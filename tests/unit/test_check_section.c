/* SPDX-License-Identifier: BSD-2-Clause */
/* Sections, signatures and alternatives of a blob. One test for each way to be refused. */
#include "tests/support/assert_blob.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* An alternative that every x86 section may have, and one for arm64. */
static const struct blob_alternative x86_empty = {PMUF_KIND_SELECT_UMASK, FILTER, 0, 0, 0, NULL, 0};
static const uint64_t arm64_records[] = {BLOB_RESET, BLOB_RANGE(0, 0x40, PMUF_ACTION_ALLOW)};
static const struct blob_alternative arm64_some = {
    PMUF_KIND_ARM64, PMUF_NEEDS_ARM64_FILTER, 0, 0, 0, arm64_records, LENGTH(arm64_records)};

/* A section with the signatures given, 0 to end them, that is right otherwise. */
static struct blob_section section(uint32_t architecture, uint32_t rest, const uint64_t *signatures)
{
    struct blob_section made = {.architecture = architecture,
                                .rest = rest,
                                .signatures = signatures,
                                .alternatives =
                                    architecture == PMUF_ARM64 ? &arm64_some : &x86_empty,
                                .alternative_count = 1};

    while (signatures != NULL && signatures[made.signature_count] != 0)
        made.signature_count++;
    return made;
}

static struct blob build(const struct blob_section *sections, uint32_t count)
{
    return blob_build(&(struct blob_policy){.sections = sections, .section_count = count});
}

static struct blob build_one(uint32_t architecture, uint32_t rest, const uint64_t *signatures)
{
    const struct blob_section one = section(architecture, rest, signatures);

    return build(&one, 1);
}

static const uint64_t skx[] = {BLOB_X86_SIGNATURE(1, 6, 0x55, 0x00ff), 0};
static const uint64_t skx_later[] = {BLOB_X86_SIGNATURE(1, 6, 0x55, 0xff00), 0};
static const uint64_t skx_wide[] = {BLOB_X86_SIGNATURE(1, 6, 0x55, 0x0180), 0};
static const uint64_t spr[] = {BLOB_X86_SIGNATURE(1, 6, 0x8f, 0xffff), 0};
static const uint64_t zen4[] = {BLOB_X86_SIGNATURE(2, 25, 0x11, 0xffff), 0};
static const uint64_t neoverse[] = {BLOB_ARM64_SIGNATURE(0x410fd0c0, 0xff0ffff0), 0};
static const uint64_t any_arm[] = {BLOB_ARM64_SIGNATURE(0x41000000, 0xff000000), 0};

Test(check_section, TARGET_architecture)
{
    const uint32_t wrong[] = {0, 3, 0xff};

    for (size_t i = 0; i < LENGTH(wrong); i++) {
        struct blob blob = build_one(wrong[i], PMUF_REST_INTEL, NULL);

        ASSERT_FAULT(&blob, PMUF_E_TARGET, PMUF_HEADER_SIZE + PMUF_SECTION_ARCHITECTURE);
    }
}

Test(check_section, TARGET_rest)
{
    const size_t place = PMUF_HEADER_SIZE + PMUF_SECTION_REST;
    struct blob unknown = build_one(PMUF_X86, 8, NULL);
    struct blob high = build_one(PMUF_X86, 0x80 | PMUF_REST_INTEL, NULL);
    struct blob arm64_on_x86 = build_one(PMUF_X86, PMUF_REST_ARM64, NULL);
    struct blob intel_on_arm64 = build_one(PMUF_ARM64, PMUF_REST_INTEL, NULL);
    struct blob amd_on_arm64 = build_one(PMUF_ARM64, PMUF_REST_AMD | PMUF_REST_ARM64, NULL);

    ASSERT_FAULT(&unknown, PMUF_E_TARGET, place);
    ASSERT_FAULT(&high, PMUF_E_TARGET, place);
    ASSERT_FAULT(&arm64_on_x86, PMUF_E_TARGET, place);
    ASSERT_FAULT(&intel_on_arm64, PMUF_E_TARGET, place);
    ASSERT_FAULT(&amd_on_arm64, PMUF_E_TARGET, place);
}

Test(check_section, TARGET_serves_no_host)
{
    struct blob x86 = build_one(PMUF_X86, 0, NULL);
    struct blob arm64 = build_one(PMUF_ARM64, 0, NULL);

    ASSERT_FAULT(&x86, PMUF_E_TARGET, PMUF_HEADER_SIZE + PMUF_SECTION_REST);
    ASSERT_FAULT(&arm64, PMUF_E_TARGET, PMUF_HEADER_SIZE + PMUF_SECTION_REST);
}

Test(check_section, SIGNATURE_x86)
{
    static const struct {
        uint64_t signature;
        size_t place;
    } cases[] = {
        {BLOB_X86_SIGNATURE(0, 6, 0x55, 0xffff), PMUF_SIGNATURE_VENDOR},
        {BLOB_X86_SIGNATURE(6, 6, 0x55, 0xffff), PMUF_SIGNATURE_VENDOR},
        {BLOB_X86_SIGNATURE(0xff, 6, 0x55, 0xffff), PMUF_SIGNATURE_VENDOR},
        {BLOB_X86_SIGNATURE(1, 6, 0x55, 0), PMUF_SIGNATURE_STEPPING_MASK},
    };

    for (size_t i = 0; i < LENGTH(cases); i++) {
        const uint64_t signatures[] = {cases[i].signature, 0};
        struct blob blob = build_one(PMUF_X86, 0, signatures);
        const size_t place = blob_signature_place(&blob, 0, 0);

        ASSERT_FAULT(&blob, PMUF_E_SIGNATURE, place + cases[i].place);
    }
}

Test(check_section, RESERVED_signature)
{
    struct blob blob = build_one(PMUF_X86, 0, skx);
    const size_t place = blob_signature_place(&blob, 0, 0) + PMUF_SIGNATURE_RESERVED;

    blob_put(&blob, place, 2, 0x0100);
    ASSERT_FAULT(&blob, PMUF_E_RESERVED, place);
}

Test(check_section, SIGNATURE_arm64)
{
    const uint64_t no_mask[] = {BLOB_ARM64_SIGNATURE(0x41, 0), 0};
    const uint64_t outside[] = {BLOB_ARM64_SIGNATURE(0x410fd0c1, 0xff0ffff0), 0};
    struct blob first = build_one(PMUF_ARM64, 0, no_mask);
    struct blob second = build_one(PMUF_ARM64, 0, outside);
    const size_t place = blob_signature_place(&first, 0, 0);

    ASSERT_FAULT(&first, PMUF_E_SIGNATURE, place + PMUF_SIGNATURE_MIDR_MASK);
    ASSERT_FAULT(&second, PMUF_E_SIGNATURE, place + PMUF_SIGNATURE_MIDR_VALUE);
}

Test(check_section, SIGNATURE_order)
{
    /* Each pair is ascending in one field and must be refused when swapped or doubled. */
    static const uint64_t pairs[][3] = {
        {BLOB_X86_SIGNATURE(1, 7, 9, 2), BLOB_X86_SIGNATURE(2, 6, 8, 1), 0},
        {BLOB_X86_SIGNATURE(1, 6, 9, 2), BLOB_X86_SIGNATURE(1, 7, 8, 1), 0},
        {BLOB_X86_SIGNATURE(1, 6, 8, 2), BLOB_X86_SIGNATURE(1, 6, 9, 1), 0},
        {BLOB_X86_SIGNATURE(1, 6, 8, 1), BLOB_X86_SIGNATURE(1, 6, 8, 2), 0},
        {BLOB_X86_SIGNATURE(1, 0xff, 8, 1), BLOB_X86_SIGNATURE(1, 0x100, 8, 1), 0},
    };

    for (size_t i = 0; i < LENGTH(pairs); i++) {
        const uint64_t swapped[] = {pairs[i][1], pairs[i][0], 0};
        const uint64_t doubled[] = {pairs[i][0], pairs[i][0], 0};
        struct blob right = build_one(PMUF_X86, 0, pairs[i]);
        struct blob wrong = build_one(PMUF_X86, 0, swapped);
        struct blob same = build_one(PMUF_X86, 0, doubled);
        const size_t place = blob_signature_place(&right, 0, 1);

        ASSERT_ACCEPTED(&right);
        ASSERT_FAULT(&wrong, PMUF_E_SIGNATURE, place);
        ASSERT_FAULT(&same, PMUF_E_SIGNATURE, place);
    }
}

Test(check_section, SIGNATURE_order_arm64)
{
    const uint64_t by_value[] = {BLOB_ARM64_SIGNATURE(0x20, 0xf0), BLOB_ARM64_SIGNATURE(0x10, 0xf0),
                                 0};
    const uint64_t by_mask[] = {BLOB_ARM64_SIGNATURE(0x10, 0xf0), BLOB_ARM64_SIGNATURE(0x10, 0x10),
                                0};
    struct blob value = build_one(PMUF_ARM64, 0, by_value);
    struct blob mask = build_one(PMUF_ARM64, 0, by_mask);
    const size_t place = blob_signature_place(&value, 0, 1);

    ASSERT_FAULT(&value, PMUF_E_SIGNATURE, place);
    ASSERT_FAULT(&mask, PMUF_E_SIGNATURE, place);
}

Test(check_section, OK_most_signatures)
{
    uint64_t signatures[PMUF_MAX_SIGNATURES + 1] = {0};
    struct blob blob;

    for (uint32_t i = 0; i < PMUF_MAX_SIGNATURES; i++)
        signatures[i] = BLOB_X86_SIGNATURE(PMUF_VENDOR_ZHAOXIN, 7, i, 0xffff);
    blob = build_one(PMUF_X86, 0, signatures);
    ASSERT_ACCEPTED(&blob);
}

Test(check_section, OVERLAP_rest)
{
    const struct blob_section sections[] = {
        section(PMUF_X86, PMUF_REST_INTEL, skx),
        section(PMUF_X86, PMUF_REST_AMD, zen4),
        section(PMUF_X86, PMUF_REST_AMD | PMUF_REST_INTEL, NULL),
    };
    struct blob blob = build(sections, 3);
    const size_t place = blob_section_place(&blob, 2) + PMUF_SECTION_REST;

    ASSERT_FAULT(&blob, PMUF_E_OVERLAP, place);
}

Test(check_section, OVERLAP_signatures_of_one_section)
{
    const uint64_t same[] = {skx[0], skx_wide[0], 0};
    const uint64_t apart[] = {skx[0], skx_later[0], 0};
    struct blob overlapping = build_one(PMUF_X86, 0, same);
    struct blob accepted = build_one(PMUF_X86, 0, apart);
    const size_t place = blob_signature_place(&overlapping, 0, 1);

    ASSERT_FAULT(&overlapping, PMUF_E_OVERLAP, place);
    ASSERT_ACCEPTED(&accepted);
}

Test(check_section, OVERLAP_signatures_of_two_sections)
{
    const struct blob_section sections[] = {section(PMUF_X86, 0, skx), section(PMUF_X86, 0, spr),
                                            section(PMUF_X86, 0, skx_wide)};
    const struct blob_section apart[] = {section(PMUF_X86, 0, skx), section(PMUF_X86, 0, skx_later),
                                         section(PMUF_X86, 0, spr)};
    struct blob blob = build(sections, 3);
    struct blob accepted = build(apart, 3);
    const size_t place = blob_signature_place(&blob, 2, 0);

    ASSERT_FAULT(&blob, PMUF_E_OVERLAP, place);
    ASSERT_ACCEPTED(&accepted);
}

Test(check_section, OVERLAP_midr)
{
    /* The second mask is wider: it serves every CPU of the first. */
    const struct blob_section sections[] = {section(PMUF_ARM64, 0, any_arm),
                                            section(PMUF_ARM64, 0, neoverse)};
    struct blob blob = build(sections, 2);
    const size_t place = blob_signature_place(&blob, 1, 0);

    ASSERT_FAULT(&blob, PMUF_E_OVERLAP, place);
}

/* Builds two sections in the wrong order; the second is the one at fault. */
static void expect_disorder(struct blob_section later, struct blob_section earlier)
{
    const struct blob_section wrong[] = {later, earlier};
    const struct blob_section right[] = {earlier, later};
    struct blob refused = build(wrong, 2);
    struct blob accepted = build(right, 2);
    const size_t place = blob_section_place(&refused, 1);

    ASSERT_ACCEPTED(&accepted);
    ASSERT_FAULT(&refused, PMUF_E_ORDER, place);
}

Test(check_section, ORDER_architecture)
{
    expect_disorder(section(PMUF_ARM64, 0, neoverse), section(PMUF_X86, PMUF_REST_AMD, NULL));
}

Test(check_section, ORDER_first_signature)
{
    expect_disorder(section(PMUF_X86, 0, zen4), section(PMUF_X86, 0, spr));
    expect_disorder(section(PMUF_X86, 0, skx_later), section(PMUF_X86, 0, skx));
}

Test(check_section, ORDER_rest_last)
{
    expect_disorder(section(PMUF_X86, PMUF_REST_INTEL, NULL), section(PMUF_X86, 0, spr));
    expect_disorder(section(PMUF_X86, PMUF_REST_AMD, NULL),
                    section(PMUF_X86, PMUF_REST_INTEL, NULL));
}

Test(check_section, KIND)
{
    static const struct {
        uint32_t architecture;
        uint32_t kind;
    } cases[] = {{PMUF_X86, 0},   {PMUF_X86, 3},   {PMUF_X86, 4},   {PMUF_X86, 255},
                 {PMUF_ARM64, 0}, {PMUF_ARM64, 1}, {PMUF_ARM64, 2}, {PMUF_ARM64, 4}};

    for (size_t i = 0; i < LENGTH(cases); i++) {
        const bool arm64 = cases[i].architecture == PMUF_ARM64;
        struct blob blob =
            build_one(cases[i].architecture, arm64 ? PMUF_REST_ARM64 : PMUF_REST_INTEL, NULL);
        const size_t place = blob_alternative_place(&blob, 0, 0) + PMUF_ALTERNATIVE_KIND;

        blob_put(&blob, place, 1, cases[i].kind);
        ASSERT_FAULT(&blob, PMUF_E_KIND, place);
    }
}

Test(check_section, RESERVED_alternative)
{
    for (size_t i = 0; i < 3; i++) {
        struct blob blob = build_one(PMUF_X86, PMUF_REST_INTEL, NULL);
        const size_t place = blob_alternative_place(&blob, 0, 0) + PMUF_ALTERNATIVE_RESERVED;

        blob_put(&blob, place + i, 1, 1);
        ASSERT_FAULT(&blob, PMUF_E_RESERVED, place);
    }
}

Test(check_section, REQUIREMENT_of_kind)
{
    /* Bit n: requirements n are right for the kind. */
    static const uint32_t right[] = {
        [PMUF_KIND_SELECT_UMASK] = 1u << FILTER | 1u << FILTER_MASKED,
        [PMUF_KIND_MASKED] = 1u << FILTER_MASKED,
        [PMUF_KIND_ARM64] = 1u << PMUF_NEEDS_ARM64_FILTER,
    };

    for (uint32_t kind = PMUF_KIND_SELECT_UMASK; kind <= PMUF_KIND_ARM64; kind++) {
        for (uint32_t requirements = 0; requirements < 16; requirements++) {
            struct blob_alternative alternative = kind == PMUF_KIND_ARM64 ? arm64_some : x86_empty;
            struct blob_section one = section(kind == PMUF_KIND_ARM64 ? PMUF_ARM64 : PMUF_X86,
                                              kind == PMUF_KIND_ARM64 ? 4 : 1, NULL);
            struct blob blob;
            size_t place;

            alternative.kind = kind;
            alternative.flags = kind == PMUF_KIND_MASKED;
            alternative.requirements = requirements;
            one.alternatives = &alternative;
            blob = build(&one, 1);
            place = blob_alternative_place(&blob, 0, 0) + PMUF_ALTERNATIVE_REQUIREMENTS;
            if ((right[kind] >> requirements & 1) != 0)
                ASSERT_ACCEPTED(&blob);
            else
                ASSERT_FAULT(&blob, PMUF_E_REQUIREMENT, place);
        }
    }
}

Test(check_section, REQUIREMENT_never_picked)
{
    const struct blob_alternative filter = {PMUF_KIND_SELECT_UMASK, FILTER, 0, 0, 0, NULL, 0};
    const struct blob_alternative masked = {PMUF_KIND_MASKED, FILTER_MASKED, 0, 0, 1, NULL, 0};
    const struct blob_alternative wrong[][2] = {
        {filter, masked}, {filter, filter}, {masked, masked}};
    const struct blob_alternative right[2] = {masked, filter};
    struct blob accepted =
        blob_build_section(&(struct blob_section){PMUF_X86, PMUF_REST_INTEL, NULL, 0, right, 2});

    ASSERT_ACCEPTED(&accepted);
    for (size_t i = 0; i < LENGTH(wrong); i++) {
        struct blob blob = blob_build_section(
            &(struct blob_section){PMUF_X86, PMUF_REST_INTEL, NULL, 0, wrong[i], 2});
        const size_t place = blob_alternative_place(&blob, 0, 1) + PMUF_ALTERNATIVE_REQUIREMENTS;

        ASSERT_FAULT(&blob, PMUF_E_REQUIREMENT, place);
    }
}

Test(check_section, LAYOUT_payload_offset)
{
    const int64_t steps[] = {-8, 8, 1, 0x7fffffff};

    for (size_t i = 0; i < LENGTH(steps); i++) {
        struct blob blob = blob_sample_full();
        const size_t place =
            blob_alternative_place(&blob, FULL_INTEL, 1) + PMUF_ALTERNATIVE_PAYLOAD_OFFSET;

        /* A smaller offset overlaps the payload before, a larger one leaves a gap. */
        blob_put(&blob, place, 4, blob_get(&blob, place, 4) + (uint64_t)steps[i]);
        ASSERT_FAULT(&blob, PMUF_E_LAYOUT, place);
    }
}

Test(check_section, LAYOUT_payload_size)
{
    /* Beyond the body, and with an end that wraps around 32 bits. */
    const uint64_t sizes[] = {0x100000, 0xfffffff8, 0xffffffff};

    for (size_t i = 0; i < LENGTH(sizes); i++) {
        struct blob blob = blob_sample_full();
        const size_t place =
            blob_alternative_place(&blob, FULL_INTEL, 0) + PMUF_ALTERNATIVE_PAYLOAD_SIZE;

        blob_put(&blob, place, 4, sizes[i]);
        ASSERT_FAULT(&blob, PMUF_E_LAYOUT, place);
    }
}

Test(check_section, LAYOUT_payloads_do_not_fill_the_body)
{
    struct blob blob = blob_sample_full();
    const size_t place =
        blob_alternative_place(&blob, FULL_INTEL, 1) + PMUF_ALTERNATIVE_PAYLOAD_SIZE;

    blob_put(&blob, place, 4, blob_get(&blob, place, 4) - 8);
    ASSERT_FAULT(&blob, PMUF_E_LAYOUT,
                 blob_section_place(&blob, FULL_INTEL) + PMUF_SECTION_BODY_SIZE);
}
