/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/interchange/random_filters.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_SECTIONS = 4, MAX_ENTRIES = 60, MAX_RANGES = 12, MAX_SIGNATURES = 6 };

struct maker {
    struct random *random;
    const struct test_catalogue *catalogue;
    struct arena *arena;
    struct filters *filters;
    uint32_t rests_given;
    enum pmuf_action action; /* of most sections */
};

/* --- x86 --- */

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    const int a_key[] = {a->select, a->exclude, a->match, a->mask};
    const int b_key[] = {b->select, b->exclude, b->match, b->mask};

    for (int i = 0; i < 4; i++) {
        if (a_key[i] != b_key[i])
            return a_key[i] - b_key[i];
    }
    return 0;
}

static struct entry make_entry(const struct maker *maker, bool is_masked, uint32_t selects)
{
    struct entry entry = {.mask = 0xff};

    entry.select = (uint16_t)random_below(maker->random, selects);
    if (is_masked && !random_once_in(maker->random, 3))
        entry.mask = (uint8_t)random_next(maker->random);
    entry.match = (uint8_t)random_next(maker->random) & entry.mask;
    entry.exclude = is_masked && random_once_in(maker->random, 3);
    return entry;
}

static bool has_include(const struct alternative *alternative, const struct entry *exclude)
{
    for (uint32_t i = 0; i < alternative->count; i++) {
        if (alternative->entries[i].select == exclude->select && !alternative->entries[i].exclude)
            return true;
    }
    return false;
}

/* As a blob has them: in order, none twice, and no exclude alone. */
static void tidy(struct alternative *alternative)
{
    uint32_t kept = 0;

    if (alternative->count)
        qsort(alternative->entries, alternative->count, sizeof(struct entry), compare_entries);
    for (uint32_t i = 0; i < alternative->count; i++) {
        const struct entry *entry = &alternative->entries[i];

        if ((kept > 0 && compare_entries(entry, &alternative->entries[kept - 1]) == 0) ||
            (entry->exclude && !has_include(alternative, entry)))
            continue;
        alternative->entries[kept++] = *entry;
    }
    alternative->count = kept;
}

static void make_x86(const struct maker *maker, struct section *section, bool is_amd_only)
{
    struct alternative *alternative = &section->alternatives[0];
    bool is_masked = random_once_in(maker->random, 2);
    uint32_t selects = is_amd_only && random_once_in(maker->random, 2) ? 0x1000 : 0x100;

    /* Few selects, so that entries meet. */
    if (random_once_in(maker->random, 2))
        selects = 1 + random_below(maker->random, 20);
    alternative->kind = is_masked ? PMUF_KIND_MASKED : PMUF_KIND_SELECT_UMASK;
    alternative->requirements = PMUF_NEEDS_FILTER;
    if (is_masked || random_once_in(maker->random, 3))
        alternative->requirements |= PMUF_NEEDS_MASKED_EVENTS;
    alternative->action = maker->action;
    if (random_once_in(maker->random, 12))
        alternative->action ^= 1;
    if (!is_amd_only && !random_once_in(maker->random, 4))
        alternative->fixed_bitmap = (uint32_t)random_next(maker->random) &
                                    (random_once_in(maker->random, 2) ? 7 : UINT32_MAX);
    alternative->entries = ARENA_NEW_ARRAY(maker->arena, struct entry, MAX_ENTRIES);
    alternative->count = random_below(maker->random, MAX_ENTRIES);
    for (uint32_t i = 0; i < alternative->count; i++)
        alternative->entries[i] = make_entry(maker, is_masked, selects);
    tidy(alternative);
}

/* --- arm64 --- */

static void add_range(struct alternative *alternative, uint32_t first, uint32_t end)
{
    if (end > first)
        alternative->records[alternative->count++] =
            (struct arm64_record){(uint16_t)first, (uint16_t)(end - first), PMUF_ACTION_ALLOW};
}

/* Ranges that do not touch, with 0x00 and 0x1e in the first one, and split at 0x400. */
static void make_arm64(const struct maker *maker, struct section *section)
{
    struct alternative *alternative = &section->alternatives[0];
    uint32_t end = 0x1f + random_below(maker->random, 0x30);

    alternative->kind = PMUF_KIND_ARM64;
    alternative->requirements = PMUF_NEEDS_ARM64_FILTER;
    alternative->records = ARENA_NEW_ARRAY(maker->arena, struct arm64_record, 2 * MAX_RANGES + 8);
    alternative->records[alternative->count++] = (struct arm64_record){0, 0, PMUF_ACTION_ALLOW};
    alternative->records[alternative->count++] =
        (struct arm64_record){0, PMUF_ARM64_SMALL_EVENTS, PMUF_ACTION_DENY};
    alternative->records[alternative->count++] = (struct arm64_record){
        PMUF_ARM64_SMALL_EVENTS, PMUF_ARM64_EVENTS - PMUF_ARM64_SMALL_EVENTS, PMUF_ACTION_DENY};
    add_range(alternative, 0, end);
    for (uint32_t i = random_below(maker->random, MAX_RANGES); i > 0; i--) {
        uint32_t first = end + 1 + random_below(maker->random, 0x2000);

        end = first + 1 + random_below(maker->random, random_once_in(maker->random, 2) ? 4 : 0x800);
        if (end > PMUF_ARM64_EVENTS)
            break;
        if (first < PMUF_ARM64_SMALL_EVENTS && end > PMUF_ARM64_SMALL_EVENTS) {
            add_range(alternative, first, PMUF_ARM64_SMALL_EVENTS);
            add_range(alternative, PMUF_ARM64_SMALL_EVENTS, end);
        } else {
            add_range(alternative, first, end);
        }
    }
}

/* --- hosts --- */

static struct pmuf_signature signature_of_kind(const struct maker *maker, enum test_vendor vendor,
                                               const struct cpu_kind *kind)
{
    if (vendor == TEST_ARM64)
        return (struct pmuf_signature){.midr_value = kind->family << 24 | kind->model << 4,
                                       .midr_mask = 0xff00fff0};
    return (struct pmuf_signature){.vendor = kind->maker,
                                   .family = kind->family,
                                   .model = kind->model,
                                   .stepping_mask = random_once_in(maker->random, 12)
                                                        ? 1u << random_below(maker->random, 16)
                                                        : kind->steppings};
}

static struct pmuf_signature random_signature(const struct maker *maker, enum test_vendor vendor)
{
    if (vendor == TEST_ARM64)
        return (struct pmuf_signature){.midr_value = 0x41000000 | random_below(maker->random, 40)
                                                                      << 4,
                                       .midr_mask = 0xff00fff0};
    return (struct pmuf_signature){.vendor =
                                       vendor == TEST_INTEL ? PMUF_VENDOR_INTEL : PMUF_VENDOR_AMD,
                                   .family = random_below(maker->random, 0x20),
                                   .model = random_below(maker->random, 0x100),
                                   .stepping_mask = 0xffff};
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

/* Whole models of the catalogue, some of their CPUs, and CPUs that nobody knows. */
static void add_signatures(const struct maker *maker, struct section *section,
                           enum test_vendor vendor)
{
    const struct vendor_catalogue *catalogue = &maker->catalogue->vendors[vendor];
    struct pmuf_signature *all =
        ARENA_NEW_ARRAY(maker->arena, struct pmuf_signature, MAX_SIGNATURES * MODEL_KINDS);

    for (uint32_t i = random_below(maker->random, MAX_SIGNATURES); i > 0; i--) {
        const struct test_model *model =
            catalogue->model_count
                ? &catalogue->models[random_below(maker->random, catalogue->model_count)]
                : NULL;

        if (!model || random_once_in(maker->random, 4)) {
            all[section->signature_count++] = random_signature(maker, vendor);
            continue;
        }
        for (uint32_t k = 0; k < model->kind_count; k++)
            all[section->signature_count++] = signature_of_kind(maker, vendor, &model->kinds[k]);
    }
    if (section->signature_count)
        qsort(all, section->signature_count, sizeof(*all), compare_signatures);
    section->signatures = all;
}

static void make_section(struct maker *maker)
{
    static const uint32_t rests[TEST_VENDOR_COUNT] = {PMUF_REST_INTEL, PMUF_REST_AMD,
                                                      PMUF_REST_ARM64};
    enum test_vendor vendor = (enum test_vendor)random_below(maker->random, TEST_VENDOR_COUNT);
    struct section *section = &maker->filters->sections[maker->filters->section_count++];

    section->architecture = vendor == TEST_ARM64 ? PMUF_ARM64 : PMUF_X86;
    section->alternative_count = 1;
    if (random_once_in(maker->random, 2))
        add_signatures(maker, section, vendor);
    if (!section->signature_count || random_once_in(maker->random, 3))
        section->rest = rests[vendor] & ~maker->rests_given;
    if (vendor == TEST_INTEL && section->rest && random_once_in(maker->random, 3))
        section->rest |= PMUF_REST_AMD & ~maker->rests_given;
    maker->rests_given |= section->rest;
    if (!section->rest && !section->signature_count)
        maker->filters->section_count--;
    else if (vendor == TEST_ARM64)
        make_arm64(maker, section);
    else
        make_x86(maker, section, vendor == TEST_AMD);
}

struct filters *random_filters(struct random *random, const struct test_catalogue *catalogue,
                               struct arena *arena)
{
    static const char *const names[] = {
        "", "a", "it's \"quoted\" \\ back", "\xc3\xa9\xf0\x9f\x98\x80", "*/ comment", "- x: [y]"};
    struct filters *filters = ARENA_NEW(arena, struct filters);
    struct maker maker = {.random = random,
                          .catalogue = catalogue,
                          .arena = arena,
                          .filters = filters,
                          .action =
                              random_once_in(random, 2) ? PMUF_ACTION_ALLOW : PMUF_ACTION_DENY};

    filters->name = names[random_below(random, 6)];
    filters->name_size = strlen(filters->name);
    filters->sections = ARENA_NEW_ARRAY(arena, struct section, MAX_SECTIONS);
    for (uint32_t i = 1 + random_below(random, MAX_SECTIONS); i > 0; i--)
        make_section(&maker);
    return filters;
}

/* --- arguments of ioctls --- */

static void put(unsigned char *at, uint64_t number, unsigned int width)
{
    for (unsigned int i = 0; i < width; i++)
        at[i] = (unsigned char)(number >> (8 * i));
}

static uint64_t random_code(struct random *random, bool is_masked, bool is_amd)
{
    static const uint8_t masks[] = {0xff, 0xf0, 0x0f, 0x00, 0xfc, 0x3f};
    uint64_t mask = masks[random_below(random, 6)];
    uint64_t code = 0xc0 + random_below(random, 8) + (uint64_t)random_below(random, 0x100) * 0x100;

    if (is_amd && random_once_in(random, 4))
        code |= (uint64_t)random_below(random, 16) << 32;
    if (is_masked && !random_once_in(random, 8))
        code &= ~UINT64_C(0xff00) | mask << 8;
    if (is_masked)
        return code | mask << 56 | (uint64_t)random_once_in(random, 3) << 55;
    return random_once_in(random, 8) ? code | UINT64_C(1) << (16 + random_below(random, 48)) : code;
}

struct random_bytes random_x86_filter(struct random *random, bool is_amd, struct arena *arena)
{
    const uint32_t count = random_below(random, random_once_in(random, 8) ? 200 : 24);
    const bool is_masked = random_once_in(random, 2);
    struct random_bytes filter = {arena_allocate(arena, 32 + 8 * (size_t)count),
                                  32 + 8 * (size_t)count};

    put(filter.bytes, random_below(random, 2), 4);
    put(filter.bytes + 4, count, 4);
    put(filter.bytes + 8, random_next(random), 4);
    put(filter.bytes + 12, is_masked, 4);
    put(filter.bytes + 16, random_once_in(random, 8) ? random_next(random) : 0, 8);
    for (uint32_t i = 0; i < count; i++)
        put(filter.bytes + 32 + 8 * i, random_code(random, is_masked, is_amd), 8);
    return filter;
}

struct random_bytes random_arm64_records(struct random *random, struct arena *arena)
{
    const uint32_t count = 1 + random_below(random, 12);
    struct random_bytes records = {arena_allocate(arena, 8 * (size_t)count), 8 * (size_t)count};

    for (uint32_t i = 0; i < count; i++) {
        uint32_t base = random_below(random, random_once_in(random, 3) ? 0x10000 : 0x60);
        uint32_t most = 0x10000 - base < 0xffff ? 0x10000 - base : 0xffff;
        uint32_t size = random_below(random, random_once_in(random, 3) ? most + 1 : 8);

        put(records.bytes + 8 * i, base, 2);
        put(records.bytes + 8 * i + 2, size <= most ? size : most, 2);
        put(records.bytes + 8 * i + 4, random_below(random, 2), 1);
        put(records.bytes + 8 * i + 5, random_once_in(random, 6) ? random_next(random) : 0, 3);
    }
    return records;
}
