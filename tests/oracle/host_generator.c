/* SPDX-License-Identifier: BSD-2-Clause */
/* The hosts of a random policy. */
#include <string.h>

#include "runtime/pmufilter.h"
#include "tests/oracle/generator.h"

static bool once_in(const struct generator *generator, uint32_t times)
{
    return random_once_in(generator->random, times);
}

static bool is_taken(const struct fleet *fleet, const struct cpu_kind *kind)
{
    for (uint32_t i = 0; i < fleet->count; i++) {
        for (uint32_t k = 0; k < fleet->hosts[i].kind_count; k++) {
            const struct cpu_kind *own = &fleet->hosts[i].kinds[k];

            if (kinds_are_alike(own, kind) && own->steppings & kind->steppings)
                return true;
        }
    }
    return false;
}

/* A signature within a model that has no vPMU is refused as that is. */
static bool is_refused(const struct vendor_catalogue *catalogue, const struct cpu_kind *kind)
{
    for (uint32_t i = 0; i < catalogue->model_count; i++) {
        const struct test_model *model = &catalogue->models[i];

        for (uint32_t k = 0; model->is_refused && k < model->kind_count; k++) {
            if (kinds_are_alike(&model->kinds[k], kind))
                return true;
        }
    }
    return false;
}

static void add_host(const struct generator *generator, enum test_vendor vendor,
                     struct fleet *fleet, struct fleet_host host)
{
    for (uint32_t k = 0; k < host.kind_count; k++) {
        if (is_taken(fleet, &host.kinds[k]))
            return;
    }
    if (random_once_in(generator->random, 2)) {
        const char *spelling = host.spellings[0];

        host.spellings[0] = host.spellings[1];
        host.spellings[1] = spelling;
    }
    host.lists =
        catalogue_lists_of(&generator->catalogue->vendors[vendor], host.kinds, host.kind_count);
    fleet->hosts[fleet->count++] = host;
}

static void spell_signature(const struct generator *generator, const struct cpu_kind *kind,
                            const char **spellings)
{
    spellings[0] = arena_format(generator->arena, "0x%02x-%u", kind->family, kind->model);
    spellings[1] = arena_format(generator->arena, "%u-0x%02x", kind->family, kind->model);
}

static const uint32_t makers[] = {PMUF_VENDOR_INTEL, PMUF_VENDOR_AMD, 0};

/* A model of one signature can be named by it. */
static bool is_signature(enum test_vendor vendor, const struct test_model *model)
{
    return model->kind_count == 1 && model->kinds[0].maker == makers[vendor] &&
           model->kinds[0].steppings == EVERY_TEST_STEPPING;
}

static void add_model(const struct generator *generator, enum test_vendor vendor,
                      struct fleet *fleet)
{
    const struct vendor_catalogue *catalogue = &generator->catalogue->vendors[vendor];
    const struct test_model *model =
        &catalogue->models[random_below(generator->random, catalogue->model_count)];
    struct fleet_host host = {.kind_count = model->kind_count};

    if (is_signature(vendor, model) && once_in(generator, 2))
        spell_signature(generator, &model->kinds[0], host.spellings);
    host.spellings[0] = model->name;
    if (!host.spellings[1])
        host.spellings[1] = model->other_name;
    if (!host.spellings[1])
        host.spellings[1] = arena_format(generator->arena, "M%s", model->name + 1);
    memcpy(host.kinds, model->kinds, sizeof(host.kinds));
    if (!model->is_refused)
        add_host(generator, vendor, fleet, host);
}

/* Of a model that the catalogue knows, or of none. */
static void add_signature(const struct generator *generator, enum test_vendor vendor,
                          struct fleet *fleet)
{
    const struct vendor_catalogue *catalogue = &generator->catalogue->vendors[vendor];
    const struct test_model *model =
        &catalogue->models[random_below(generator->random, catalogue->model_count)];
    struct fleet_host host = {.kinds = {model->kinds[0]}, .kind_count = 1};
    struct cpu_kind *kind = &host.kinds[0];

    if (once_in(generator, 4))
        kind->model = 0xe0 + random_below(generator->random, 4);
    kind->maker = makers[vendor];
    kind->steppings = EVERY_TEST_STEPPING;
    spell_signature(generator, kind, host.spellings);
    if (!is_refused(catalogue, kind))
        add_host(generator, vendor, fleet, host);
}

static void add_rest(const struct generator *generator, enum test_vendor vendor,
                     struct fleet *fleet)
{
    const char *name = fleet->is_listed ? "other" : NULL;

    add_host(generator, vendor, fleet, (struct fleet_host){.spellings = {name, name}});
}

static void list_models(const struct generator *generator, enum test_vendor vendor,
                        struct fleet *fleet, struct generated_policy *out)
{
    uint32_t count = 1 + random_below(generator->random, MAX_FLEET - 2);
    const char *text = arena_format(generator->arena, "cpus %s", test_vendor_name(vendor));

    fleet->is_listed = true;
    while (count-- > 0) {
        if (once_in(generator, 4))
            add_signature(generator, vendor, fleet);
        else
            add_model(generator, vendor, fleet);
    }
    if (fleet->count == 0 || once_in(generator, 3))
        add_rest(generator, vendor, fleet);
    for (uint32_t i = 0; i < fleet->count; i++)
        text = arena_format(generator->arena, "%s%s %s", text, i ? "," : "",
                            fleet->hosts[i].spellings[0]);
    generator_add(out, text);
}

static struct rule_target *add_target(struct generator *generator, const char *text)
{
    struct rule_target *target = &generator->targets[generator->target_count++];

    target->text = text;
    return target;
}

static void add_views(struct rule_target *target, enum test_vendor vendor,
                      const struct fleet_host *hosts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        target->views[target->view_count++] = (struct name_view){vendor, hosts[i].lists};
}

static void add_targets(struct generator *generator, enum test_vendor vendor)
{
    const struct fleet *fleet = &generator->fleets[vendor];
    const char *name = test_vendor_name(vendor);

    add_views(add_target(generator, name), vendor, fleet->hosts, fleet->count);
    for (uint32_t i = 0; fleet->is_listed && i < fleet->count; i++)
        add_views(add_target(generator, arena_format(generator->arena, "%s:%s", name,
                                                     fleet->hosts[i].spellings[1])),
                  vendor, &fleet->hosts[i], 1);
}

static void add_x86_target(struct generator *generator)
{
    struct rule_target *target = add_target(generator, "x86");

    for (int vendor = TEST_INTEL; vendor <= TEST_AMD; vendor++)
        add_views(target, (enum test_vendor)vendor, generator->fleets[vendor].hosts,
                  generator->fleets[vendor].count);
}

static void say_targets(const struct generator *generator, struct generated_policy *out)
{
    const char *text = "targets";

    for (int vendor = 0; vendor < TEST_VENDOR_COUNT; vendor++) {
        if (generator->vendors >> vendor & 1)
            text = arena_format(generator->arena, "%s%s %s", text, text[7] ? "," : "",
                                test_vendor_name((enum test_vendor)vendor));
    }
    generator_add(out, generator->vendors == 3 && once_in(generator, 2) ? "targets x86" : text);
}

void generator_choose_hosts(struct generator *generator, struct generated_policy *out)
{
    static const unsigned int choices[] = {1, 2, 3, 3, 3, 4, 7, 7};
    bool may_list = !once_in(generator, 3);

    generator->vendors = choices[random_below(generator->random, 8)];
    for (int i = 0; i < TEST_VENDOR_COUNT; i++) {
        enum test_vendor vendor = (enum test_vendor)i;

        if (!(generator->vendors >> i & 1))
            continue;
        if (may_list && once_in(generator, 2))
            list_models(generator, vendor, &generator->fleets[i], out);
        else
            add_rest(generator, vendor, &generator->fleets[i]);
        add_targets(generator, vendor);
    }
    if ((generator->vendors & 3) == 3)
        add_x86_target(generator);
    if (once_in(generator, 3))
        say_targets(generator, out);
}
