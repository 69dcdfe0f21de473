/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pmuf_evaluate() against the cases of the kernel's own filter test, and against the rules that
 * KVM decides by. The kernel's cases count the branches and instructions of a loop; here each is a
 * question about a point.
 */
#include "tests/support/assert_blob.h"
#include <string.h>

#define LENGTH(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))

static const struct pmuf_choice only = {0};

/* Checks a blob and asks about one point of it. */
static int evaluate(const struct blob *blob, uint32_t kind, uint32_t number, uint32_t umask)
{
    const struct pmuf_point point = {kind, number, umask};
    struct pmuf_view view;

    cr_assert_eq(pmuf_check(blob->bytes, blob->size, &view, NULL), PMUF_OK);
    return pmuf_evaluate(&view, &only, &point);
}

static int event(const struct blob *blob, uint32_t select, uint32_t umask)
{
    return evaluate(blob, PMUF_POINT_EVENT, select, umask);
}

/* Ascending: cycles, architectural events, branches on Intel and on AMD. */
static const uint64_t base_list[] = {
    BLOB_PAIR(0x2e, 0x41), BLOB_PAIR(0x2e, 0x4f), BLOB_PAIR(0x3c, 0x00),
    BLOB_PAIR(0x3c, 0x01), BLOB_PAIR(0xa4, 0x01), BLOB_PAIR(0xc0, 0x00),
    BLOB_PAIR(0xc2, 0x00), BLOB_PAIR(0xc4, 0x00), BLOB_PAIR(0xc5, 0x00),
};

/* The same without instructions and both kinds of branches. */
static const uint64_t other_list[] = {
    BLOB_PAIR(0x2e, 0x41), BLOB_PAIR(0x2e, 0x4f), BLOB_PAIR(0x3c, 0x00),
    BLOB_PAIR(0x3c, 0x01), BLOB_PAIR(0xa4, 0x01), BLOB_PAIR(0xc5, 0x00),
};

static const uint64_t aliasing[] = {BLOB_PAIR(0x1c2, 0x00)};

/* Cases 1 and 3 to 6. Case 2, no filter, has nothing to evaluate. */
Test(evaluate, kernel_cases_of_pairs)
{
    static const struct {
        uint32_t number, rest, action;
        const uint64_t *entries;
        uint32_t count;
        int counts;
    } cases[] = {
        {1, PMUF_REST_AMD, PMUF_ACTION_DENY, aliasing, LENGTH(aliasing), 1},
        {3, PMUF_REST_INTEL, PMUF_ACTION_DENY, base_list, LENGTH(base_list), 0},
        {4, PMUF_REST_INTEL, PMUF_ACTION_ALLOW, base_list, LENGTH(base_list), 1},
        {5, PMUF_REST_INTEL, PMUF_ACTION_DENY, other_list, LENGTH(other_list), 1},
        {6, PMUF_REST_INTEL, PMUF_ACTION_ALLOW, other_list, LENGTH(other_list), 0},
    };

    for (uint32_t i = 0; i < LENGTH(cases); i++) {
        struct blob blob =
            blob_sample_pairs(cases[i].rest, cases[i].action, cases[i].entries, cases[i].count);

        cr_assert_eq(event(&blob, 0xc0, 0), cases[i].counts, "case %u", cases[i].number);
        cr_assert_eq(event(&blob, 0xc2, 0), cases[i].counts, "case %u", cases[i].number);
        cr_assert_eq(event(&blob, 0xc4, 0), cases[i].counts, "case %u", cases[i].number);
        blob_free(&blob);
    }
}

/* A masked list for loads, stores, and loads that are stores, and which of them count under it. */
struct masked_case {
    uint32_t number;
    uint32_t rest;
    uint64_t entries[2];
    uint32_t count;
    int counts[3];
};

#define INTEL_MEMORY 0xd0
#define AMD_MEMORY 0x29

static const uint32_t intel_umasks[3] = {0x81, 0x82, 0x83};
static const uint32_t amd_umasks[3] = {0x01, 0x02, 0x04};

/* Cases 7 to 13, as the kernel encodes them. */
static const struct masked_case masked_cases[] = {
    {7, PMUF_REST_INTEL, {0xff000000000081d0}, 1, {1, 0, 0}},
    {8, PMUF_REST_INTEL, {0xff000000000082d0}, 1, {0, 1, 0}},
    {9, PMUF_REST_INTEL, {0xff000000000083d0}, 1, {0, 0, 1}},
    {10, PMUF_REST_INTEL, {0x7c000000000000d0, 0xff800000000083d0}, 2, {1, 1, 0}},
    {11, PMUF_REST_INTEL, {0x7c000000000000d0, 0xff800000000082d0}, 2, {1, 0, 1}},
    {12, PMUF_REST_INTEL, {0xfe000000000082d0}, 1, {0, 1, 1}},
    {13, PMUF_REST_INTEL, {0x7c000000000000d0}, 1, {1, 1, 1}},
    {7, PMUF_REST_AMD, {0xff00000000000129}, 1, {1, 0, 0}},
    {8, PMUF_REST_AMD, {0xff00000000000229}, 1, {0, 1, 0}},
    {9, PMUF_REST_AMD, {0xff00000000000429}, 1, {0, 0, 1}},
    {10, PMUF_REST_AMD, {0xfc00000000000029}, 1, {1, 1, 0}},
    {11, PMUF_REST_AMD, {0xf800000000000029, 0xff80000000000229}, 2, {1, 0, 1}},
    {12, PMUF_REST_AMD, {0xf800000000000029, 0xff80000000000129}, 2, {0, 1, 1}},
    {13, PMUF_REST_AMD, {0xf800000000000029}, 1, {1, 1, 1}},
};

static void expect_masked_case(const struct masked_case *wanted, const struct blob *blob)
{
    const bool intel = wanted->rest == PMUF_REST_INTEL;

    for (uint32_t i = 0; i < 3; i++) {
        const int counts =
            event(blob, intel ? INTEL_MEMORY : AMD_MEMORY, intel ? intel_umasks[i] : amd_umasks[i]);

        cr_assert_eq(counts, wanted->counts[i], "case %u, counter %u", wanted->number, i);
    }
}

Test(evaluate, kernel_cases_of_masked_entries)
{
    for (uint32_t i = 0; i < LENGTH(masked_cases); i++) {
        const struct masked_case *wanted = &masked_cases[i];
        struct blob blob =
            blob_sample_masked(wanted->rest, PMUF_ACTION_ALLOW, wanted->entries, wanted->count);

        expect_masked_case(wanted, &blob);
        blob_free(&blob);
    }
}

/* The order that a blob demands; selects are below 0x100 here. */
static uint64_t entry_key(uint64_t entry)
{
    return (entry & 0xff) << 32 | (entry >> 55 & 1) << 24 | (entry & 0xff00) | entry >> 56;
}

static int compare_entries(const void *one, const void *other)
{
    const uint64_t *first = one;
    const uint64_t *second = other;

    return (entry_key(*first) > entry_key(*second)) - (entry_key(*first) < entry_key(*second));
}

/* Sorts, and drops what a blob refuses and KVM makes nothing of: doubles and lone excludes. */
static uint32_t make_canonical(uint64_t *entries, uint32_t count)
{
    uint32_t kept = 0;

    qsort(entries, count, sizeof(*entries), compare_entries);
    for (uint32_t i = 0; i < count; i++) {
        const bool exclude = (entries[i] >> 55 & 1) != 0;
        const bool opens = kept == 0 || (entries[kept - 1] & 0xff) != (entries[i] & 0xff);

        if ((kept > 0 && entries[kept - 1] == entries[i]) || (exclude && opens))
            continue;
        entries[kept++] = entries[i];
    }
    return kept;
}

/* The kernel's 290 fillers: any unit mask of nearly every select, each fourth one an exclude. */
static uint32_t put_fillers(uint64_t *entries, uint32_t measured)
{
    for (uint32_t i = 0; i < 290; i++) {
        uint32_t select = i % 255;

        if (select == measured)
            select++;
        entries[i] = i % 4 == 0 ? BLOB_EXCLUDE(select, 0, 0) : BLOB_INCLUDE(select, 0, 0);
    }
    return 290;
}

Test(evaluate, kernel_cases_of_masked_entries_with_fillers)
{
    for (uint32_t i = 0; i < LENGTH(masked_cases); i++) {
        const struct masked_case *wanted = &masked_cases[i];
        uint64_t entries[PMUF_MAX_X86_ENTRIES];
        uint32_t count =
            put_fillers(entries, wanted->rest == PMUF_REST_INTEL ? INTEL_MEMORY : AMD_MEMORY);
        struct blob blob;

        memcpy(entries + count, wanted->entries, wanted->count * sizeof(*entries));
        count = make_canonical(entries, count + wanted->count);
        /* As many again as were dropped, so that the list stays as long as the kernel's. */
        for (uint32_t umask = 0; count < 290 + wanted->count; umask++)
            entries[count++] = BLOB_INCLUDE(0xfe, 0xff, umask);
        count = make_canonical(entries, count);
        blob = blob_sample_masked(wanted->rest, PMUF_ACTION_ALLOW, entries, count);
        expect_masked_case(wanted, &blob);
        cr_assert_eq(event(&blob, 0x02, 0x55), 1, "an include for any unit mask");
        cr_assert_eq(event(&blob, 0x04, 0x55), 0, "an include and an exclude for any unit mask");
        cr_assert_eq(event(&blob, 0x28, 0x55), 0, "an exclude alone");
        blob_free(&blob);
    }
}

/*
 * Cases 14 to 19 are filters that the kernel takes or refuses. A blob refuses them all: those that
 * the kernel takes, it takes to drop an entry. Case 20 sets fixed counters that no CPU has.
 */
Test(evaluate, kernel_cases_of_validity)
{
    const uint64_t all_ones = UINT64_MAX;
    const uint64_t lone_exclude = BLOB_EXCLUDE(0xff, 0xff, 0xff);
    uint64_t many[301];
    struct blob blobs[6];

    for (uint32_t i = 0; i < LENGTH(many); i++)
        many[i] = BLOB_PAIR(i / 2, i % 2);
    blobs[0] = blob_sample_pairs(PMUF_REST_INTEL, PMUF_ACTION_ALLOW, &all_ones, 1);
    blobs[1] = blob_sample_masked(PMUF_REST_INTEL, PMUF_ACTION_ALLOW, &all_ones, 1);
    blobs[2] = blob_sample_masked(PMUF_REST_INTEL, PMUF_ACTION_ALLOW, &lone_exclude, 1);
    blobs[3] = blob_sample_pairs(PMUF_REST_INTEL, 2, base_list, LENGTH(base_list));
    blobs[4] = blob_sample_pairs(PMUF_REST_INTEL, 0, base_list, LENGTH(base_list));
    blob_put(&blobs[4], blob_payload_place(&blobs[4], 0, 0) + PMUF_X86_FLAGS, 4, 2);
    blobs[5] = blob_sample_pairs(PMUF_REST_INTEL, PMUF_ACTION_ALLOW, many, LENGTH(many));
    for (uint32_t i = 0; i < LENGTH(blobs); i++) {
        const bool entry = i < 3;
        const size_t fields[] = {PMUF_X86_ACTION, PMUF_X86_FLAGS, PMUF_X86_ENTRY_COUNT};
        const size_t place = blob_payload_place(&blobs[i], 0, 0);

        ASSERT_FAULT(&blobs[i], entry ? PMUF_E_ENTRY : PMUF_E_PAYLOAD,
                     place + (entry ? PMUF_X86_HEADER_SIZE : fields[i - 3]));
    }
}

/* An Intel filter with this bitmap and list. */
static struct blob fixed_filter(uint32_t action, uint32_t bitmap, uint32_t count)
{
    const struct blob_alternative alternative = {
        PMUF_KIND_SELECT_UMASK, FILTER, action, bitmap, 0, base_list, count};

    return blob_build_section(
        &(struct blob_section){PMUF_X86, PMUF_REST_INTEL, NULL, 0, &alternative, 1});
}

/* Cases 20 and 23 to 26, with all 32 counters. Case 22, no filter, has nothing to evaluate. */
Test(evaluate, kernel_cases_of_fixed_counters)
{
    const uint32_t counts[] = {0, LENGTH(base_list)};

    for (uint32_t i = 0; i < 2 * 2 * 32; i++) {
        const uint32_t bit = i % 32;
        const uint32_t action = i / 32 % 2;
        struct blob blob = fixed_filter(action, 1u << bit, counts[i / 64]);

        for (uint32_t index = 0; index < 32; index++) {
            cr_assert_eq(evaluate(&blob, PMUF_POINT_FIXED, index, 0),
                         (action == PMUF_ACTION_ALLOW) == (index == bit));
        }
        blob_free(&blob);
    }
}

Test(evaluate, kernel_case_20_fixed_counters_that_do_not_exist)
{
    struct blob blob = fixed_filter(PMUF_ACTION_ALLOW, 0xfffffff0, 0);

    cr_assert_eq(evaluate(&blob, PMUF_POINT_FIXED, 3, 0), 0);
    cr_assert_eq(evaluate(&blob, PMUF_POINT_FIXED, 31, 0), 1);
    blob_free(&blob);
}

Test(evaluate, empty_lists)
{
    for (uint32_t action = PMUF_ACTION_ALLOW; action <= PMUF_ACTION_DENY; action++) {
        struct blob blob = fixed_filter(action, 0, 0);

        cr_assert_eq(event(&blob, 0xc0, 0), (int)action);
        cr_assert_eq(event(&blob, 0xfff, 0xff), (int)action);
        cr_assert_eq(evaluate(&blob, PMUF_POINT_FIXED, 0, 0), (int)action);
        blob_free(&blob);
    }
}

/* An exclude takes its unit masks from every include of its select, and from no other select. */
Test(evaluate, excludes_are_of_their_select)
{
    static const uint64_t entries[] = {
        BLOB_INCLUDE(0xc4, 0xf0, 0x00),
        BLOB_INCLUDE(0xc4, 0xff, 0x13),
        BLOB_EXCLUDE(0xc4, 0x0f, 0x03),
        BLOB_INCLUDE(0xc5, 0x00, 0x00),
    };

    for (uint32_t action = PMUF_ACTION_ALLOW; action <= PMUF_ACTION_DENY; action++) {
        struct blob blob = blob_sample_masked(PMUF_REST_INTEL, action, entries, LENGTH(entries));

        for (uint32_t umask = 0; umask < 256; umask++) {
            const bool listed = umask < 0x10 && umask != 3;

            cr_assert_eq(event(&blob, 0xc4, umask), listed != (action == PMUF_ACTION_DENY));
            cr_assert_eq(event(&blob, 0xc5, umask), action == PMUF_ACTION_ALLOW);
            cr_assert_eq(event(&blob, 0xc6, umask), action == PMUF_ACTION_DENY);
        }
        blob_free(&blob);
    }
}

Test(evaluate, selects_of_twelve_bits)
{
    static const uint64_t entries[] = {BLOB_PAIR(0x28f, 0x07)};
    struct blob blob =
        blob_sample_pairs(PMUF_REST_AMD, PMUF_ACTION_ALLOW, entries, LENGTH(entries));

    cr_assert_eq(event(&blob, 0x28f, 0x07), 1);
    cr_assert_eq(event(&blob, 0x08f, 0x07), 0);
    cr_assert_eq(event(&blob, 0x18f, 0x07), 0);
    blob_free(&blob);
}

Test(evaluate, arm64)
{
    static const uint64_t records[] = {BLOB_RESET, BLOB_RANGE(0x00, 0x01, PMUF_ACTION_ALLOW),
                                       BLOB_RANGE(0x08, 0x01, PMUF_ACTION_ALLOW),
                                       BLOB_RANGE(0x1e, 0x10, PMUF_ACTION_ALLOW),
                                       BLOB_RANGE(0xfff0, 0x10, PMUF_ACTION_ALLOW)};
    struct blob blob = blob_sample_arm64(records, LENGTH(records));
    struct pmuf_view view;

    cr_assert_eq(pmuf_check(blob.bytes, blob.size, &view, NULL), PMUF_OK);
    for (uint32_t number = 0; number < PMUF_ARM64_EVENTS; number++) {
        const bool allowed =
            number == 0 || number == 8 || (number >= 0x1e && number < 0x2e) || number >= 0xfff0;
        const struct pmuf_point point = {PMUF_POINT_ARM64, number, 0};

        cr_assert_eq(pmuf_evaluate(&view, &only, &point), allowed, "event %#x", number);
    }
    blob_free(&blob);
}

Test(evaluate, ARGUMENT)
{
    static const struct pmuf_point wrong[] = {
        {0, 0, 0},
        {4, 0, 0},
        {PMUF_POINT_EVENT, 0x1000, 0},
        {PMUF_POINT_EVENT, 0, 0x100},
        {PMUF_POINT_FIXED, 32, 0},
        {PMUF_POINT_FIXED, 0, 1},
        {PMUF_POINT_ARM64, 0x10000, 0},
        {PMUF_POINT_ARM64, 0, 1},
    };
    const struct pmuf_point point = {PMUF_POINT_EVENT, 0xc0, 0};
    const struct pmuf_choice none = {.section = 1};
    const struct pmuf_choice no_alternative = {.alternative = 1};
    const struct pmuf_view empty = {0};
    struct blob blob = fixed_filter(0, 0, 0);
    struct pmuf_view view;

    cr_assert_eq(pmuf_check(blob.bytes, blob.size, &view, NULL), PMUF_OK);
    for (uint32_t i = 0; i < LENGTH(wrong); i++)
        cr_assert_eq(pmuf_evaluate(&view, &only, &wrong[i]), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_evaluate(&view, &only, NULL), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_evaluate(&view, NULL, &point), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_evaluate(&view, &none, &point), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_evaluate(&view, &no_alternative, &point), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_evaluate(&empty, &only, &point), PMUF_E_ARGUMENT);
    blob_free(&blob);
}

Test(evaluate, ARCH)
{
    const uint64_t records[] = {BLOB_RESET, BLOB_RANGE(0, 0x20, PMUF_ACTION_ALLOW)};
    struct blob x86 = fixed_filter(0, 0, 0);
    struct blob arm64 = blob_sample_arm64(records, LENGTH(records));

    cr_assert_eq(evaluate(&x86, PMUF_POINT_ARM64, 0, 0), PMUF_E_ARCH);
    cr_assert_eq(evaluate(&arm64, PMUF_POINT_EVENT, 0, 0), PMUF_E_ARCH);
    cr_assert_eq(evaluate(&arm64, PMUF_POINT_FIXED, 0, 0), PMUF_E_ARCH);
    blob_free(&x86);
    blob_free(&arm64);
}
