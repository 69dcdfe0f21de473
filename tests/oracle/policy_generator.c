/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/oracle/policy_generator.h"

#include <string.h>

enum { POOL_SIZE = 8, MAX_GROUPS = 3 };

/* What one policy is made of. */
struct generator {
    struct random *random;
    struct arena *arena;
    uint32_t selects[POOL_SIZE]; /* below 0x100 */
    uint32_t high_selects[POOL_SIZE];
    uint32_t umasks[POOL_SIZE];
    const char *targets[4]; /* that rules may be for */
    unsigned int target_count;
    unsigned int group_count;
    bool default_allow;
};

/* Where a set stands. */
enum place { SELECTS, HIGH_SELECTS, UMASKS, COUNTERS };

static uint32_t limit_of(enum place place)
{
    static const uint32_t limits[] = {0x100, 0x1000, 0x100, 32};

    return limits[place];
}

static uint32_t pick_number(const struct generator *generator, enum place place)
{
    uint32_t which = random_below(generator->random, POOL_SIZE);

    if (random_once_in(generator->random, 8))
        return random_below(generator->random, limit_of(place));
    switch (place) {
    case SELECTS:
        return generator->selects[which];
    case HIGH_SELECTS:
        return random_once_in(generator->random, 2) ? generator->high_selects[which]
                                                    : generator->selects[which];
    case UMASKS:
        return generator->umasks[which];
    case COUNTERS:
        break;
    }
    return which;
}

static const char *spell_binary(const struct generator *generator, uint64_t number)
{
    const char *digits = "";

    for (int bit = 63; bit >= 0; bit--) {
        if (digits[0] || number >> bit & 1 || bit == 0)
            digits = arena_format(generator->arena, "%s%u%s", digits,
                                  (unsigned int)(number >> bit & 1), bit == 4 ? "_" : "");
    }
    return arena_format(generator->arena, "0b%s", digits);
}

static const char *spell_number(const struct generator *generator, uint64_t number)
{
    switch (random_below(generator->random, 16)) {
    case 0:
        return spell_binary(generator, number);
    case 1:
    case 2:
    case 3:
        return arena_format(generator->arena, "%llu", (unsigned long long)number);
    case 4:
        return arena_format(generator->arena, "0x%03llX", (unsigned long long)number);
    default:
        return arena_format(generator->arena, "0x%02llx", (unsigned long long)number);
    }
}

static const char *make_range(const struct generator *generator, enum place place)
{
    uint32_t first = pick_number(generator, place);
    uint32_t size = random_below(generator->random, place == UMASKS ? 64 : 4);
    uint32_t last = first + size < limit_of(place) ? first + size : limit_of(place) - 1;

    return arena_format(generator->arena, "%s..%s", spell_number(generator, first),
                        spell_number(generator, last));
}

/* Among selects a mask leaves few bits open, since each select costs entries. */
static const char *make_match_mask(const struct generator *generator, enum place place)
{
    uint32_t open = 1u << random_below(generator->random, 8);
    uint32_t mask = place == HIGH_SELECTS ? 0xfff & ~open : 0xff & ~open;

    if (place == UMASKS)
        mask &= (uint32_t)random_next(generator->random) | (uint32_t)random_next(generator->random);
    return arena_format(generator->arena, "%s/%s",
                        spell_number(generator, pick_number(generator, place) & mask),
                        spell_number(generator, mask));
}

/* So much that an except hardly ever leaves nothing of it. What is narrow stands in an except,
 * where `any` would leave nothing. */
static const char *make_wide_item(const struct generator *generator, enum place place, bool narrow)
{
    uint32_t first = random_below(generator->random, limit_of(place) - 8);

    if (place != SELECTS && place != HIGH_SELECTS)
        return !narrow && random_once_in(generator->random, 2) ? "any"
               : place == UMASKS                               ? "0..0x7f"
                                                               : "0..19";
    return arena_format(generator->arena, "%s..%s", spell_number(generator, first),
                        spell_number(generator, first + 2 + random_below(generator->random, 3)));
}

static const char *make_set(const struct generator *generator, enum place place, unsigned int depth,
                            bool narrow);

static const char *make_item(const struct generator *generator, enum place place,
                             unsigned int depth, bool narrow)
{
    static const char *const counters[] = {"instructions", "cycles", "ref-cycles", "slots"};
    uint32_t choice = random_below(generator->random, 16);

    if (choice == 0 && depth < 4)
        return arena_format(generator->arena, "{ %s }",
                            make_set(generator, place, depth + 1, narrow));
    if (choice == 1 && !narrow && (place == UMASKS || place == COUNTERS))
        return "any";
    if (choice < 6 && place == COUNTERS)
        return counters[random_below(generator->random, 4)];
    if (choice < 5 && place != COUNTERS)
        return make_match_mask(generator, place);
    if (choice < 10)
        return make_range(generator, place);
    return spell_number(generator, pick_number(generator, place));
}

static const char *make_items(const struct generator *generator, enum place place,
                              unsigned int depth, unsigned int most, bool narrow)
{
    unsigned int count = 1 + random_below(generator->random, most);
    const char *text = make_item(generator, place, depth, narrow);

    while (--count > 0)
        text = arena_format(generator->arena, "%s, %s", text,
                            make_item(generator, place, depth, narrow));
    return text;
}

static const char *make_set(const struct generator *generator, enum place place, unsigned int depth,
                            bool narrow)
{
    const char *items = make_items(generator, place, depth, place == UMASKS ? 4 : 2, narrow);

    if (!random_once_in(generator->random, 3))
        return items;
    if (!random_once_in(generator->random, 16))
        items = arena_format(generator->arena, "%s, %s", make_wide_item(generator, place, narrow),
                             items);
    return arena_format(generator->arena, "%s except %s", items,
                        make_items(generator, place, depth, 2, true));
}

/* Every select of a host costs hundreds of entries where it is listed, and none where it is not. */
static const char *make_selects(const struct generator *generator, enum place place, bool is_listed)
{
    if (random_once_in(generator->random, is_listed ? 200 : 8))
        return random_once_in(generator->random, 2)
                   ? "any"
                   : arena_format(generator->arena, "{any except %s}",
                                  make_items(generator, place, 1, 2, true));
    if (random_once_in(generator->random, 3))
        return arena_format(generator->arena, "{%s}", make_set(generator, place, 1, false));
    return make_items(generator, place, 0, 2, false);
}

static const char *make_raw_code(const struct generator *generator, const char *target)
{
    enum place place = strcmp(target, "amd") == 0 ? HIGH_SELECTS : SELECTS;
    uint64_t select = pick_number(generator, place);
    uint64_t umask = pick_number(generator, UMASKS);

    return spell_number(generator, (select & 0xff) | umask << 8 | (select & 0xf00) << 24);
}

static const char *make_raw_codes(const struct generator *generator, const char *target)
{
    struct arena *arena = generator->arena;
    const char *first = make_raw_code(generator, target);
    const char *second = make_raw_code(generator, target);

    switch (random_below(generator->random, 4)) {
    case 0:
        return arena_format(arena, "%s, {%s}", first, second);
    case 1:
        return arena_format(arena, "{%s, %s except %s}, %s", first, second, first,
                            make_raw_code(generator, target));
    case 2:
        return arena_format(arena, "%s, %s except %s, {%s}", first, second, second,
                            make_raw_code(generator, target));
    default:
        return first;
    }
}

/* One matcher, of a rule whose points are listed in the filter or not. */
static const char *make_matcher(const struct generator *generator, bool is_listed)
{
    struct arena *arena = generator->arena;
    const char *target =
        generator->targets[random_below(generator->random, generator->target_count)];
    enum place place = strcmp(target, "amd") == 0 ? HIGH_SELECTS : SELECTS;

    if (place == SELECTS && random_once_in(generator->random, 6))
        return arena_format(arena, "%s fixed %s", target, make_set(generator, COUNTERS, 0, false));
    if (random_once_in(generator->random, 8))
        return arena_format(arena, "%s raw %s", target, make_raw_codes(generator, target));
    return arena_format(arena, "%s %s umask %s", target, make_selects(generator, place, is_listed),
                        make_set(generator, UMASKS, 0, false));
}

static const char *make_group(const struct generator *generator, unsigned int index)
{
    unsigned int count = 1 + random_below(generator->random, 3);
    const char *quote = random_once_in(generator->random, 2) ? "\"" : "";
    const char *text = arena_format(generator->arena, "group %sg%u%s {", quote, index, quote);

    while (count-- > 0)
        text = arena_format(generator->arena, "%s %s", text, make_matcher(generator, true));
    return arena_format(generator->arena, "%s }", text);
}

static const char *make_rule(const struct generator *generator)
{
    struct arena *arena = generator->arena;
    bool allow = random_below(generator->random, 5) < 3;
    const char *verdict = allow ? "allow" : "deny";
    const char *reason =
        random_once_in(generator->random, 4) ? " because \"a \\\"reason\\\"\"" : "";

    if (generator->group_count > 0 && random_once_in(generator->random, 5))
        return arena_format(arena, "%s group g%u%s", verdict,
                            random_below(generator->random, generator->group_count), reason);
    return arena_format(arena, "%s %s%s", verdict,
                        make_matcher(generator, allow != generator->default_allow), reason);
}

static void add(struct generated_policy *policy, const char *statement)
{
    policy->statements[policy->count++] = statement;
}

/* Which targets the rules are for, with or without a statement that says so. */
static void choose_targets(struct generator *generator, struct generated_policy *out)
{
    static const char *const all[] = {"x86", "intel", "amd", "amd"};
    bool say = random_once_in(generator->random, 3);

    memcpy(generator->targets, all, sizeof(all));
    generator->target_count = 4;
    if (random_once_in(generator->random, 4)) {
        generator->targets[0] = all[1 + random_below(generator->random, 2)];
        generator->target_count = 1;
        if (say)
            add(out, arena_format(generator->arena, "targets %s", generator->targets[0]));
    } else if (say) {
        add(out, random_once_in(generator->random, 2) ? "targets x86" : "targets amd, intel");
    }
}

static void fill_pools(struct generator *generator)
{
    for (int i = 0; i < POOL_SIZE; i++) {
        generator->selects[i] = random_below(generator->random, 0x100);
        generator->high_selects[i] = random_below(generator->random, 0x1000);
        generator->umasks[i] = random_below(generator->random, 0x100);
        if (i % 2 == 0)
            generator->umasks[i] &= 0x0f;
    }
}

void policy_generate(struct random *random, struct arena *arena, struct generated_policy *out)
{
    struct generator generator = {.random = random, .arena = arena};
    unsigned int rule_count = random_below(random, 3) + random_below(random, 9);

    out->count = 0;
    fill_pools(&generator);
    choose_targets(&generator, out);
    generator.default_allow = random_once_in(random, 3);
    if (generator.default_allow)
        add(out, "default allow");
    else if (random_once_in(random, 2))
        add(out, "default deny");
    if (random_once_in(random, 2))
        add(out, arena_format(arena, "policy \"random %u\"", random_below(random, 100000)));
    generator.group_count = random_below(random, MAX_GROUPS + 1);
    for (unsigned int i = 0; i < generator.group_count; i++)
        add(out, make_group(&generator, i));
    for (unsigned int i = 0; i < rule_count; i++)
        add(out, make_rule(&generator));
}

char *policy_shuffle(struct random *random, struct arena *arena,
                     const struct generated_policy *policy, size_t *size)
{
    static const char *const blanks[] = {" ", "\n", "\r\n", "\t",
                                         " # a comment; \"not\" a string\n"};
    struct generated_policy order = *policy;
    const char *text = "";
    char *copy;

    for (unsigned int i = 0; i < order.count; i++) {
        unsigned int other = i + random_below(random, order.count - i);
        const char *statement = order.statements[other];

        order.statements[other] = order.statements[i];
        text = arena_format(arena, "%s%s%s", text, statement, blanks[random_below(random, 5)]);
    }
    *size = strlen(text);
    copy = arena_allocate(arena, *size + 2);
    memcpy(copy, text, *size);
    return copy;
}
