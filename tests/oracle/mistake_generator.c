/* SPDX-License-Identifier: BSD-2-Clause */
/* Statements that a policy must be refused for. */
#include "tests/oracle/generator.h"

static const char *choose_target(const struct generator *generator, const char *otherwise)
{
    if (random_once_in(generator->random, 2))
        return otherwise;
    return generator->targets[random_below(generator->random, generator->target_count)].text;
}

static void add(const struct generator *generator, struct generated_policy *out,
                enum diagnostic_code code, const char *text)
{
    out->is_wrong = true;
    out->mistake = code;
    generator_add(out, arena_format(generator->arena, "%s %s",
                                    random_once_in(generator->random, 2) ? "allow" : "deny", text));
}

/* A model that is refused, or one that stands there twice, where models are not listed yet. */
static void list_wrong_model(const struct generator *generator, enum test_vendor vendor,
                             struct generated_policy *out)
{
    const struct vendor_catalogue *catalogue = &generator->catalogue->vendors[vendor];
    const struct test_model *model =
        &catalogue->models[random_below(generator->random, catalogue->model_count)];

    if (generator->fleets[vendor].is_listed)
        return;
    out->is_wrong = true;
    out->mistake = model->is_refused ? DIAGNOSTIC_REFUSED_CPU : DIAGNOSTIC_REPEATED_CPU;
    generator_add(out, arena_format(generator->arena, "cpus %s %s, M%s", test_vendor_name(vendor),
                                    model->name, model->name + 1));
}

/* A name that some hosts of a target know, and not all. */
static void add_partly_known(const struct generator *generator, struct generated_policy *out)
{
    const struct rule_target *target =
        &generator->targets[random_below(generator->random, generator->target_count)];
    struct name_task task = {&generator->pools, generator->catalogue, target->views,
                             target->view_count, true};
    const char *name = name_choose(&task);

    for (uint32_t i = 0; name && i < target->view_count; i++) {
        const struct name_view *view = &target->views[i];

        if (catalogue_knows(&generator->catalogue->vendors[view->vendor], view->lists, name))
            continue;
        add(generator, out, DIAGNOSTIC_UNKNOWN_EVENT,
            arena_format(generator->arena, "%s event %s", target->text, name));
        return;
    }
}

static void add_modified(const struct generator *generator, struct generated_policy *out)
{
    const struct rule_target *target =
        &generator->targets[random_below(generator->random, generator->target_count)];
    struct name_task task = {&generator->pools, generator->catalogue, target->views,
                             target->view_count, false};
    const char *name = name_choose(&task);

    if (name)
        add(generator, out, DIAGNOSTIC_EVENT_MODIFIER,
            arena_format(generator->arena, "%s event %s:u", target->text, name));
}

static void add_unlisted(const struct generator *generator, enum test_vendor vendor,
                         struct generated_policy *out)
{
    add(generator, out, DIAGNOSTIC_CPU_NOT_LISTED,
        arena_format(generator->arena,
                     vendor == TEST_ARM64 ? "%s:0x7f-0x7f7 event *" : "%s:127-0x7f 1 umask 1",
                     test_vendor_name(vendor)));
}

/* Mistakes that are the same in every policy. */
static const struct {
    enum diagnostic_code code;
    const char *text;
} constant_mistakes[] = {
    {DIAGNOSTIC_EVENT_TERM, "intel event r100000001"},
    {DIAGNOSTIC_EVENT_TERM, "x86 event \"cpu/event=0x1c4,umask=1/\""},
    {DIAGNOSTIC_EVENT_TERM, "amd event r1000c4c4"},
    {DIAGNOSTIC_EVENT_TERM, "arm64 event r10011"},
    {DIAGNOSTIC_EVENT_TERM, "arm64 event r100000011"},
    {DIAGNOSTIC_EVENT_TERM, "arm64 event \"armv8_pmuv3/config=0x100000011/\""},
    {DIAGNOSTIC_EVENT_TERM, "arm64 event \"cpu/event=0x11/\""},
    {DIAGNOSTIC_EVENT_MODIFIER, "amd event \"cpu/event=0xc4,cmask=1/\""},
    {DIAGNOSTIC_ARM64_MATCHER, "arm64 0x11 umask 0x00"},
    {DIAGNOSTIC_ARM64_MATCHER, "arm64 raw 0x11"},
    {DIAGNOSTIC_ARM64_MATCHER, "arm64 fixed 0"},
    {DIAGNOSTIC_AMD_FIXED, "amd fixed 0"},
    {DIAGNOSTIC_UNKNOWN_CPU, "intel:m1000 1 umask 1"},
    {DIAGNOSTIC_NUMBER_RANGE, "intel 0x100 umask 1"},
    {DIAGNOSTIC_NUMBER_RANGE, "arm64 0x10000"},
    {DIAGNOSTIC_EMPTY_SET, "x86 {any except 0..0xff} umask 1"},
};

static void add_constant(const struct generator *generator, struct generated_policy *out)
{
    uint32_t which =
        random_below(generator->random, sizeof(constant_mistakes) / sizeof(constant_mistakes[0]));

    add(generator, out, constant_mistakes[which].code, constant_mistakes[which].text);
}

void generator_add_mistake(const struct generator *generator, struct generated_policy *out)
{
    enum test_vendor vendor = (enum test_vendor)random_below(generator->random, TEST_VENDOR_COUNT);

    switch (random_below(generator->random, 8)) {
    case 0:
        add(generator, out, DIAGNOSTIC_UNKNOWN_EVENT,
            arena_format(generator->arena, "%s event no.such_name",
                         choose_target(generator, test_vendor_name(vendor))));
        break;
    case 1:
        list_wrong_model(generator, vendor, out);
        break;
    case 2:
        add_partly_known(generator, out);
        break;
    case 3:
        add_modified(generator, out);
        break;
    case 4:
        add_unlisted(generator, vendor, out);
        break;
    default:
        add_constant(generator, out);
    }
}
