/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/oracle/policy_generator.h"

#include <string.h>

#include "tests/oracle/generator.h"

enum { MAX_GROUPS = 3, MISTAKES = 24 /* in that many policies there is one */ };

static bool reaches(const struct rule_target *target, enum test_vendor vendor)
{
    for (uint32_t i = 0; i < target->view_count; i++) {
        if (target->views[i].vendor == vendor)
            return true;
    }
    return false;
}

static const char *make_named(const struct generator *generator, const struct rule_target *target)
{
    struct name_task task = {&generator->pools, generator->catalogue, target->views,
                             target->view_count, random_once_in(generator->random, 4)};

    return arena_format(generator->arena, "%s%s event %s", target->text,
                        task.is_optional ? " optional" : "", names_generate(&task));
}

static const char *make_x86(const struct generator *generator, const struct rule_target *target,
                            bool is_listed)
{
    const struct number_pools *pools = &generator->pools;
    enum number_place place = reaches(target, TEST_INTEL) ? SELECTS : HIGH_SELECTS;

    if (place == SELECTS && random_once_in(generator->random, 6))
        return arena_format(generator->arena, "%s fixed %s", target->text,
                            set_generate(pools, COUNTERS));
    if (random_once_in(generator->random, 8))
        return arena_format(generator->arena, "%s raw %s", target->text,
                            raw_codes_generate(pools, place));
    return arena_format(generator->arena, "%s %s umask %s", target->text,
                        selects_generate(pools, place, is_listed), set_generate(pools, UMASKS));
}

/* One matcher, of a rule whose points are listed in the filter or not. */
static const char *make_matcher(const struct generator *generator, bool is_listed)
{
    const struct rule_target *target =
        &generator->targets[random_below(generator->random, generator->target_count)];

    if (random_once_in(generator->random, 3))
        return make_named(generator, target);
    if (reaches(target, TEST_ARM64))
        return arena_format(generator->arena, "%s %s", target->text,
                            set_generate(&generator->pools, ARM64_EVENTS));
    return make_x86(generator, target, is_listed);
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

void generator_add(struct generated_policy *policy, const char *statement)
{
    policy->statements[policy->count++] = statement;
}

/* Rules by number are to meet rules by name: some numbers are those of the catalogue. */
static void mix_pools(struct generator *generator)
{
    static const enum number_place places[] = {SELECTS, HIGH_SELECTS, ARM64_EVENTS};

    for (int vendor = 0; vendor < TEST_VENDOR_COUNT; vendor++) {
        const struct test_list *list = generator->catalogue->vendors[vendor].lists;

        for (uint32_t i = 0; i < POOL_SIZE / 2 && i < list->event_count; i++) {
            const struct test_event *event = &list->events[i];

            if (event->is_fixed)
                continue;
            generator->pools.numbers[places[vendor]][i] = event->numbers[0];
            if (vendor != TEST_ARM64)
                generator->pools.numbers[UMASKS][i] = event->umask;
        }
    }
}

static void add_declarations(struct generator *generator, struct generated_policy *out)
{
    struct random *random = generator->random;

    generator->default_allow = random_once_in(random, 3);
    if (generator->default_allow)
        generator_add(out, "default allow");
    else if (random_once_in(random, 2))
        generator_add(out, "default deny");
    if (random_once_in(random, 2))
        generator_add(out, arena_format(generator->arena, "policy \"random %u\"",
                                        random_below(random, 100000)));
}

void policy_generate(struct random *random, struct arena *arena,
                     const struct test_catalogue *catalogue, struct generated_policy *out)
{
    struct generator generator = {.random = random,
                                  .arena = arena,
                                  .catalogue = catalogue,
                                  .pools = {.random = random, .arena = arena}};
    unsigned int rule_count = random_below(random, 3) + random_below(random, 9);

    *out = (struct generated_policy){.count = 0};
    pools_fill(&generator.pools);
    mix_pools(&generator);
    generator_choose_hosts(&generator, out);
    add_declarations(&generator, out);
    generator.group_count = random_below(random, MAX_GROUPS + 1);
    for (unsigned int i = 0; i < generator.group_count; i++)
        generator_add(out, make_group(&generator, i));
    for (unsigned int i = 0; i < rule_count; i++)
        generator_add(out, make_rule(&generator));
    out->named =
        make_named(&generator, &generator.targets[random_below(random, generator.target_count)]);
    if (random_once_in(random, MISTAKES))
        generator_add_mistake(&generator, out);
}

/* The items of cpus in another order: no two policies differ by that. */
static const char *turn_items(struct random *random, struct arena *arena, const char *statement)
{
    const char *items = strchr(statement + strlen("cpus "), ' ') + 1;
    const char *comma = strchr(items, ',');

    while (comma && strchr(comma + 1, ',') && random_once_in(random, 2))
        comma = strchr(comma + 1, ',');
    if (!comma)
        return statement;
    return arena_format(arena, "%.*s%s, %.*s", (int)(items - statement), statement, comma + 1,
                        (int)(comma - items), items);
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
        if (strncmp(statement, "cpus ", 5) == 0)
            statement = turn_items(random, arena, statement);
        text = arena_format(arena, "%s%s%s", text, statement, blanks[random_below(random, 5)]);
    }
    *size = strlen(text);
    copy = arena_allocate(arena, *size + 2);
    memcpy(copy, text, *size);
    return copy;
}
