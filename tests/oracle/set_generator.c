/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/oracle/set_generator.h"

enum { MAX_DEPTH = 4 };

static const uint32_t limits[PLACE_COUNT] = {0x100, 0x1000, 0x100, 32, 0x10000};

/* Numbers at which something begins or ends. */
static uint32_t edge_of(struct random *random)
{
    static const uint32_t edges[] = {0x0000, 0x001e, 0x00ff, 0x0100,
                                     0x03ff, 0x0400, 0xfff0, 0xffff};

    return edges[random_below(random, 8)];
}

static uint32_t fill_number(struct random *random, enum number_place place, int index)
{
    if (place == COUNTERS)
        return (uint32_t)index;
    if (place == UMASKS && index % 2 == 0)
        return random_below(random, 0x10);
    if (place == ARM64_EVENTS && index % 2 == 0)
        return random_once_in(random, 2) ? edge_of(random) : random_below(random, 0x500);
    return random_below(random, limits[place]);
}

void pools_fill(struct number_pools *pools)
{
    for (int place = 0; place < PLACE_COUNT; place++) {
        for (int i = 0; i < POOL_SIZE; i++)
            pools->numbers[place][i] = fill_number(pools->random, (enum number_place)place, i);
    }
}

uint32_t pools_pick(const struct number_pools *pools, enum number_place place)
{
    uint32_t which = random_below(pools->random, POOL_SIZE);

    if (random_once_in(pools->random, 8))
        return random_below(pools->random, limits[place]);
    if (place == HIGH_SELECTS && random_once_in(pools->random, 2))
        place = SELECTS;
    return pools->numbers[place][which];
}

static const char *spell_binary(const struct number_pools *pools, uint64_t number)
{
    const char *digits = "";

    for (int bit = 63; bit >= 0; bit--) {
        if (digits[0] || number >> bit & 1 || bit == 0)
            digits = arena_format(pools->arena, "%s%u%s", digits, (unsigned int)(number >> bit & 1),
                                  bit == 4 ? "_" : "");
    }
    return arena_format(pools->arena, "0b%s", digits);
}

const char *number_spell(const struct number_pools *pools, uint64_t number)
{
    switch (random_below(pools->random, 16)) {
    case 0:
        return spell_binary(pools, number);
    case 1:
    case 2:
    case 3:
        return arena_format(pools->arena, "%llu", (unsigned long long)number);
    case 4:
        return arena_format(pools->arena, "0x%03llX", (unsigned long long)number);
    default:
        return arena_format(pools->arena, "0x%02llx", (unsigned long long)number);
    }
}

static uint32_t range_size(const struct number_pools *pools, enum number_place place)
{
    static const uint32_t sizes[] = {4, 16, 0x100, 0x1234, 0x8000};

    if (place == ARM64_EVENTS)
        return random_below(pools->random, sizes[random_below(pools->random, 5)]);
    return random_below(pools->random, place == UMASKS ? 64 : 4);
}

static const char *make_range(const struct number_pools *pools, enum number_place place)
{
    uint32_t first = pools_pick(pools, place);
    uint32_t size = range_size(pools, place);
    uint32_t last = first + size < limits[place] ? first + size : limits[place] - 1;

    return arena_format(pools->arena, "%s..%s", number_spell(pools, first),
                        number_spell(pools, last));
}

/* Among selects a mask leaves few bits open, since each select costs entries. */
static uint32_t make_mask(const struct number_pools *pools, enum number_place place)
{
    uint32_t mask = (limits[place] - 1) & ~(1u << random_below(pools->random, 8));

    if (place == UMASKS || place == ARM64_EVENTS)
        mask &= (uint32_t)random_next(pools->random) | (uint32_t)random_next(pools->random);
    return mask;
}

static const char *make_match_mask(const struct number_pools *pools, enum number_place place)
{
    uint32_t mask = make_mask(pools, place);

    return arena_format(pools->arena, "%s/%s", number_spell(pools, pools_pick(pools, place) & mask),
                        number_spell(pools, mask));
}

/* So much that an except hardly ever leaves nothing of it. What is narrow stands in an except,
 * where `any` would leave nothing. */
static const char *make_wide_item(const struct number_pools *pools, enum number_place place,
                                  bool narrow)
{
    uint32_t first = random_below(pools->random, limits[place] - 8);

    if (place == SELECTS || place == HIGH_SELECTS)
        return arena_format(pools->arena, "%s..%s", number_spell(pools, first),
                            number_spell(pools, first + 2 + random_below(pools->random, 3)));
    if (!narrow && random_once_in(pools->random, 2))
        return "any";
    if (place == UMASKS)
        return "0..0x7f";
    return place == COUNTERS ? "0..19" : "0..0x7ff";
}

static const char *make_set(const struct number_pools *pools, enum number_place place,
                            unsigned int depth, bool narrow);

static const char *make_item(const struct number_pools *pools, enum number_place place,
                             unsigned int depth, bool narrow)
{
    static const char *const counters[] = {"instructions", "cycles", "ref-cycles", "slots"};
    uint32_t choice = random_below(pools->random, 16);

    if (choice == 0 && depth < MAX_DEPTH)
        return arena_format(pools->arena, "{ %s }", make_set(pools, place, depth + 1, narrow));
    if (choice == 1 && !narrow && place != SELECTS && place != HIGH_SELECTS)
        return "any";
    if (choice < 6 && place == COUNTERS)
        return counters[random_below(pools->random, 4)];
    if (choice < 5 && place != COUNTERS)
        return make_match_mask(pools, place);
    if (choice < 10)
        return make_range(pools, place);
    return number_spell(pools, pools_pick(pools, place));
}

static const char *make_items(const struct number_pools *pools, enum number_place place,
                              unsigned int depth, unsigned int most, bool narrow)
{
    unsigned int count = 1 + random_below(pools->random, most);
    const char *text = make_item(pools, place, depth, narrow);

    while (--count > 0)
        text = arena_format(pools->arena, "%s, %s", text, make_item(pools, place, depth, narrow));
    return text;
}

static const char *make_set(const struct number_pools *pools, enum number_place place,
                            unsigned int depth, bool narrow)
{
    bool is_cheap = place == UMASKS || place == ARM64_EVENTS;
    const char *items = make_items(pools, place, depth, is_cheap ? 4 : 2, narrow);

    if (!random_once_in(pools->random, 3))
        return items;
    if (!random_once_in(pools->random, 16))
        items = arena_format(pools->arena, "%s, %s", make_wide_item(pools, place, narrow), items);
    return arena_format(pools->arena, "%s except %s", items,
                        make_items(pools, place, depth, 2, true));
}

const char *set_generate(const struct number_pools *pools, enum number_place place)
{
    return make_set(pools, place, 0, false);
}

const char *selects_generate(const struct number_pools *pools, enum number_place place,
                             bool is_listed)
{
    if (random_once_in(pools->random, is_listed ? 200 : 8))
        return random_once_in(pools->random, 2)
                   ? "any"
                   : arena_format(pools->arena, "{any except %s}",
                                  make_items(pools, place, 1, 2, true));
    if (random_once_in(pools->random, 3))
        return arena_format(pools->arena, "{%s}", make_set(pools, place, 1, false));
    return make_items(pools, place, 0, 2, false);
}

static const char *make_raw_code(const struct number_pools *pools, enum number_place place)
{
    uint64_t select = pools_pick(pools, place);
    uint64_t umask = pools_pick(pools, UMASKS);

    return number_spell(pools, (select & 0xff) | umask << 8 | (select & 0xf00) << 24);
}

const char *raw_codes_generate(const struct number_pools *pools, enum number_place place)
{
    struct arena *arena = pools->arena;
    const char *first = make_raw_code(pools, place);
    const char *second = make_raw_code(pools, place);

    switch (random_below(pools->random, 4)) {
    case 0:
        return arena_format(arena, "%s, {%s}", first, second);
    case 1:
        return arena_format(arena, "{%s, %s except %s}, %s", first, second, first,
                            make_raw_code(pools, place));
    case 2:
        return arena_format(arena, "%s, %s except %s, {%s}", first, second, second,
                            make_raw_code(pools, place));
    default:
        return first;
    }
}
