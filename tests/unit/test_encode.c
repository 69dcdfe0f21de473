/* SPDX-License-Identifier: BSD-2-Clause */
/* Filters to bytes and back. Whether the bytes are a good blob is the runtime's to say. */
#include "compiler/blob/blob.h"
#include "tests/support/random.h"

#include <criterion/criterion.h>
#include <string.h>

static struct arena *arena;
static struct random random_state = {1};

static void set_up(void)
{
    arena = arena_create();
}

static void tear_down(void)
{
    arena_destroy(arena);
}

TestSuite(encode, .init = set_up, .fini = tear_down);

/* A select-umask section for hosts without a section of their own. */
static struct section x86_section(uint32_t rest, uint16_t select)
{
    struct section section = {.architecture = PMUF_X86, .rest = rest, .alternative_count = 1};
    struct alternative *alternative = &section.alternatives[0];

    alternative->kind = PMUF_KIND_SELECT_UMASK;
    alternative->requirements = PMUF_NEEDS_FILTER;
    alternative->action = PMUF_ACTION_ALLOW;
    alternative->fixed_bitmap = rest == PMUF_REST_AMD ? 0 : 7;
    alternative->entries = ARENA_NEW(arena, struct entry);
    alternative->entries[0] = (struct entry){select, 0xff, 0x41, false};
    alternative->count = 1;
    return section;
}

static struct filters *filters_of(const char *name, const struct section *sections, uint32_t count)
{
    struct filters *filters = ARENA_NEW(arena, struct filters);

    filters->name = name;
    filters->name_size = strlen(name);
    filters->sections = ARENA_NEW_ARRAY(arena, struct section, count);
    filters->section_count = count;
    for (uint32_t i = 0; i < count; i++)
        filters->sections[i] = sections[i];
    return filters;
}

/* The runtime takes the blob, and decoded and encoded again it has the same bytes. */
static void expect_round_trip(struct filters *filters)
{
    struct blob *blob = blob_encode(filters, arena);
    struct pmuf_view view;
    size_t offset = 0;
    int error;
    struct blob *again;

    cr_assert_not_null(blob);
    error = pmuf_check(blob->bytes, blob->size, &view, &offset);
    cr_assert_eq(error, PMUF_OK, "byte %zu: %s", offset, pmuf_strerror(error));
    again = blob_encode(blob_decode(&view, arena), arena);
    cr_assert_eq(again->size, blob->size);
    cr_assert_eq(memcmp(again->bytes, blob->bytes, blob->size), 0);
}

Test(encode, entries)
{
    struct entry entry = {0x28f, 0xf0, 0x40, true};

    cr_assert_eq(blob_encode_entry(PMUF_KIND_MASKED, &entry), 0xf08000020000408f);
    entry.exclude = false;
    cr_assert_eq(blob_encode_entry(PMUF_KIND_MASKED, &entry), 0xf00000020000408f);
    cr_assert_eq(blob_encode_entry(PMUF_KIND_SELECT_UMASK, &entry), 0x20000408f);
    entry = (struct entry){0xc4, 0xff, 0x00, false};
    cr_assert_eq(blob_encode_entry(PMUF_KIND_SELECT_UMASK, &entry), 0xc4);
}

/* The ioctl's argument: action, count, fixed bitmap, flags, 16 bytes of zero, entries. */
Test(encode, payload)
{
    static const unsigned char expected[] = {
        0, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0, 0,    0,    0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x8f, 0x41, 0, 0, 2, 0, 0, 0,
    };
    struct section section = x86_section(PMUF_REST_AMD, 0x28f);
    struct filters filters = {.name = "", .sections = &section, .section_count = 1};
    const size_t place = PMUF_HEADER_SIZE + PMUF_SECTION_SIZE + PMUF_ALTERNATIVE_SIZE;
    struct blob *blob;

    section.alternatives[0].fixed_bitmap = 7;
    blob = blob_encode(&filters, arena);
    cr_assert_eq(blob->size, place + sizeof(expected) + PMUF_CHECKSUM_SIZE);
    cr_assert_eq(memcmp(blob->bytes + place, expected, sizeof(expected)), 0);
    section.alternatives[0].kind = PMUF_KIND_MASKED;
    section.alternatives[0].action = PMUF_ACTION_DENY;
    blob = blob_encode(&filters, arena);
    cr_assert_eq(blob->bytes[place], 1);
    cr_assert_eq(blob->bytes[place + 12], 1);
    cr_assert_eq(blob->bytes[place + 39], 0xff);
}

/* Every length of padding, and the longest name. */
Test(encode, names)
{
    char name[PMUF_MAX_NAME_SIZE + 1] = "";

    for (size_t size = 0; size <= PMUF_MAX_NAME_SIZE; size++) {
        struct section section = x86_section(PMUF_REST_INTEL, 0xc4);
        struct filters *filters = filters_of(name, &section, 1);
        struct blob *blob = blob_encode(filters, arena);
        struct pmuf_view view;
        const char *found;

        expect_round_trip(filters);
        cr_assert_eq(pmuf_check(blob->bytes, blob->size, &view, NULL), PMUF_OK);
        cr_assert_eq(pmuf_policy_name(&view, &found), size);
        if (size < PMUF_MAX_NAME_SIZE)
            name[size] = 'n';
    }
}

Test(encode, sections_in_any_order_give_the_same_bytes)
{
    struct section sections[] = {x86_section(PMUF_REST_INTEL, 0xc4),
                                 x86_section(PMUF_REST_AMD, 0xc2)};
    struct section reversed[] = {sections[1], sections[0]};
    struct blob *one = blob_encode(filters_of("", sections, 2), arena);
    struct blob *other = blob_encode(filters_of("", reversed, 2), arena);

    cr_assert_eq(one->size, other->size);
    cr_assert_eq(memcmp(one->bytes, other->bytes, one->size), 0);
    expect_round_trip(filters_of("", reversed, 2));
}

static struct pmuf_signature signature(uint32_t vendor, uint32_t family, uint32_t model)
{
    return (struct pmuf_signature){
        .vendor = vendor, .family = family, .model = model, .stepping_mask = 0xffff};
}

Test(encode, signatures)
{
    struct section sections[3] = {x86_section(PMUF_REST_INTEL, 0xc4), x86_section(0, 0xc5),
                                  x86_section(0, 0xc6)};
    struct pmuf_signature several[2] = {signature(PMUF_VENDOR_INTEL, 6, 0x8f),
                                        signature(PMUF_VENDOR_AMD, 0x19, 0x11)};
    struct pmuf_signature one = signature(PMUF_VENDOR_INTEL, 6, 0x55);

    several[1].stepping_mask = 0x0003;
    sections[1].signatures = several;
    sections[1].signature_count = 2;
    sections[2].signatures = &one;
    sections[2].signature_count = 1;
    expect_round_trip(filters_of("models", sections, 3));
}

Test(encode, arm64)
{
    static struct arm64_record records[] = {{0, 0, 0},          {0, 0x400, 1}, {0x400, 0xfc00, 1},
                                            {0, 1, 0},          {0x08, 4, 0},  {0x1e, 1, 0},
                                            {0x4000, 0xc000, 0}};
    struct section sections[2] = {
        {.architecture = PMUF_ARM64, .rest = PMUF_REST_ARM64, .alternative_count = 1},
        x86_section(PMUF_REST_INTEL, 0xc4)};

    sections[0].alternatives[0] =
        (struct alternative){.kind = PMUF_KIND_ARM64,
                             .requirements = PMUF_NEEDS_ARM64_FILTER,
                             .records = records,
                             .count = sizeof(records) / sizeof(records[0])};
    expect_round_trip(filters_of("arm64", sections, 2));
}

/* Ascending single unit masks of random selects, as many as fit. */
static struct section random_section(uint32_t rest, bool high)
{
    struct section section = x86_section(rest, 0);
    struct alternative *alternative = &section.alternatives[0];
    uint32_t select = 0;

    alternative->entries = ARENA_NEW_ARRAY(arena, struct entry, PMUF_MAX_X86_ENTRIES);
    alternative->count = 0;
    alternative->fixed_bitmap = rest == PMUF_REST_AMD ? 0 : (uint32_t)random_next(&random_state);
    alternative->action = random_once_in(&random_state, 2) ? PMUF_ACTION_ALLOW : PMUF_ACTION_DENY;
    if (alternative->action == PMUF_ACTION_DENY && rest == PMUF_REST_INTEL)
        alternative->requirements |= PMUF_NEEDS_MASKED_EVENTS;
    while (alternative->count < PMUF_MAX_X86_ENTRIES) {
        select += random_below(&random_state, high ? 40 : 4);
        if (select >= (high ? 0x1000u : 0x100u))
            break;
        alternative->entries[alternative->count++] = (struct entry){
            (uint16_t)select++, 0xff, (uint8_t)random_below(&random_state, 0x100), false};
    }
    return section;
}

Test(encode, random_blobs)
{
    for (int i = 0; i < 2000; i++) {
        struct section sections[2] = {random_section(PMUF_REST_INTEL, false),
                                      random_section(PMUF_REST_AMD, true)};
        uint32_t count = 1 + random_below(&random_state, 2);

        expect_round_trip(
            filters_of("random", sections + random_below(&random_state, 3 - count), count));
    }
}

/* 64 sections of 4 full alternatives would be 600 KiB; more alternatives than that do not fit. */
Test(encode, a_blob_above_its_limit)
{
    struct section *sections = ARENA_NEW_ARRAY(arena, struct section, 200);

    for (uint32_t i = 0; i < 200; i++) {
        sections[i] = x86_section(PMUF_REST_INTEL, 0xc4);
        sections[i].alternative_count = PMUF_MAX_ALTERNATIVES;
        for (uint32_t j = 0; j < PMUF_MAX_ALTERNATIVES; j++) {
            struct alternative *alternative = &sections[i].alternatives[j];

            *alternative = sections[i].alternatives[0];
            alternative->entries = ARENA_NEW_ARRAY(arena, struct entry, PMUF_MAX_X86_ENTRIES);
            alternative->count = PMUF_MAX_X86_ENTRIES;
        }
    }
    cr_assert_null(blob_encode(filters_of("", sections, 200), arena));
    cr_assert_not_null(blob_encode(filters_of("", sections, 100), arena));
}
