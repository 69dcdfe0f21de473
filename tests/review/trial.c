/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/review/trial.h"

#include <stdio.h>
#include <string.h>

#include "compiler/events/cpu_model.h"
#include "compiler/events/names.h"

#define EVERYTHING (PMUF_NEEDS_FILTER | PMUF_NEEDS_MASKED_EVENTS | PMUF_NEEDS_WIDE_SELECTS)

#define X86_CPU(kvm_vendor, brand, cpu_family, cpu_model, cpu_stepping)                            \
    {                                                                                              \
        .vendor = (kvm_vendor),                                                                    \
        .host = {.size = sizeof(struct pmuf_host),                                                 \
                 .architecture = PMUF_X86,                                                         \
                 .vendor = (brand),                                                                \
                 .family = (cpu_family),                                                           \
                 .model = (cpu_model),                                                             \
                 .stepping = (cpu_stepping),                                                       \
                 .kernel_has = EVERYTHING},                                                        \
        .signature = {                                                                             \
            .vendor = (brand),                                                                     \
            .family = (cpu_family),                                                                \
            .model = (cpu_model),                                                                  \
            .stepping_mask = 1u << (cpu_stepping),                                                 \
        },                                                                                         \
    }

#define ARM64_CPU(midr_value_of)                                                                   \
    {                                                                                              \
        .vendor = VENDOR_ARM64,                                                                    \
        .host = {.size = sizeof(struct pmuf_host),                                                 \
                 .architecture = PMUF_ARM64,                                                       \
                 .kernel_has = PMUF_NEEDS_ARM64_FILTER,                                            \
                 .midr_count = 1,                                                                  \
                 .midr = {midr_value_of}},                                                         \
        .signature = {.midr_value = (midr_value_of), .midr_mask = UINT32_MAX},                     \
    }

/* Models that the fleets below list, two that differ in steppings alone, and some that none lists.
 */
const struct cpu cpus[CPU_COUNT] = {
    X86_CPU(VENDOR_INTEL, PMUF_VENDOR_INTEL, 6, 0x55, 4),
    X86_CPU(VENDOR_INTEL, PMUF_VENDOR_INTEL, 6, 0x55, 7),
    X86_CPU(VENDOR_INTEL, PMUF_VENDOR_INTEL, 6, 0x55, 13),
    X86_CPU(VENDOR_INTEL, PMUF_VENDOR_INTEL, 6, 0x8f, 8),
    X86_CPU(VENDOR_INTEL, PMUF_VENDOR_INTEL, 6, 0x3f, 2),
    X86_CPU(VENDOR_INTEL, PMUF_VENDOR_ZHAOXIN, 7, 0x3b, 0),
    X86_CPU(VENDOR_AMD, PMUF_VENDOR_AMD, 25, 0x01, 1),
    X86_CPU(VENDOR_AMD, PMUF_VENDOR_AMD, 25, 0x11, 1),
    X86_CPU(VENDOR_AMD, PMUF_VENDOR_HYGON, 24, 0x00, 2),
    ARM64_CPU(0x413fd0c1),
    ARM64_CPU(0x411fd400),
    ARM64_CPU(0x51001c00),
};

static void add(struct generated_policy *text, const char *statement)
{
    if (statement && text->count < GENERATOR_MAX_STATEMENTS)
        text->statements[text->count++] = statement;
}

static const char *pick(struct random *random, const char *const *list, uint32_t count)
{
    return list[random_below(random, count)];
}

/* A fleet of one vendor, and rules for its models. */
static void add_fleet(struct pair *pair, struct generated_policy *text)
{
    static const char *const fleets[] = {
        "cpus intel skx, spr",        "cpus intel skx, clx, other", "cpus intel 6-0x55, other",
        "cpus intel spr, skx, other", "cpus amd zen3, zen4, other", "cpus amd zen4",
    };
    static const char *const models[] = {"intel:skx", "intel:spr", "intel:6-0x55",
                                         "intel:spr", "amd:zen4",  "amd:zen4"};
    uint32_t which = random_below(&pair->random, 6);

    add(text, fleets[which]);
    for (uint32_t i = random_below(&pair->random, 3); i > 0; i--)
        add(text,
            arena_format(pair->arena, "%s %s 0x%02x..0x%02x umask 0x0%x/0x0f",
                         random_once_in(&pair->random, 3) ? "deny" : "allow", models[which], 0x50,
                         0x50 + random_below(&pair->random, 4), random_below(&pair->random, 16)));
}

static void add_arm64(struct pair *pair, struct generated_policy *text)
{
    static const char *const rules[] = {
        "allow arm64 0x08, 0x11, 0x21..0x24",
        "allow arm64 any except 0x11..0x13",
        "deny arm64 0x10..0x30, 0x4000",
        "allow arm64 0x4000..0x4020, 0x11 because \"cycles\"",
        "deny arm64 0x11 because \"no cycles\"",
        "allow arm64 {0x01ff..0x0302 except 0x0280}",
    };

    for (uint32_t i = 1 + random_below(&pair->random, 2); i > 0; i--)
        add(text, pick(&pair->random, rules, 6));
    if (random_once_in(&pair->random, 3))
        add(text, random_once_in(&pair->random, 2) ? "cpus arm64 neoverse-n1, other"
                                                   : "cpus arm64 neoverse-n1, neoverse-v1");
}

/* What speaks of the random catalogue, which the compiler does not read here. */
static bool is_of_catalogue(const char *statement)
{
    return strncmp(statement, "cpus", 4) == 0 || strstr(statement, "event") ||
           strstr(statement, "group") || strchr(statement, ':');
}

/* A policy of numbers, with fleets and rules for arm64 of our own. */
static void make_text(struct pair *pair, struct generated_policy *out)
{
    const struct test_catalogue *catalogue = catalogue_generate(&pair->random, pair->arena);
    unsigned int kept = 0;

    do
        policy_generate(&pair->random, pair->arena, catalogue, out);
    while (out->is_wrong);
    for (unsigned int i = 0; i < out->count; i++) {
        if (!is_of_catalogue(out->statements[i]))
            out->statements[kept++] = out->statements[i];
    }
    out->count = kept;
    if (random_once_in(&pair->random, 2))
        add_fleet(pair, out);
    if (random_once_in(&pair->random, 3))
        add_arm64(pair, out);
}

static bool is_rule(const char *statement)
{
    return (strncmp(statement, "allow", 5) == 0 || strncmp(statement, "deny", 4) == 0) &&
           !strstr(statement, " group ");
}

/* Another fleet of the same vendor in place of the old one. */
static void take_fleet(struct generated_policy *text, const char *fleet)
{
    for (uint32_t i = 0; i < text->count; i++) {
        if (strncmp(text->statements[i], fleet, strlen("cpus intel")) == 0)
            text->statements[i] = fleet;
    }
}

/* What a pull request does to a policy: rules go, others come, and sometimes the default turns. */
static void change_text(struct pair *pair, struct generated_policy *text)
{
    struct generated_policy other;

    make_text(pair, &other);
    for (uint32_t i = random_below(&pair->random, 3); i > 0 && text->count > 0; i--) {
        uint32_t gone = random_below(&pair->random, text->count);

        text->statements[gone] = text->statements[--text->count];
    }
    for (uint32_t i = 0; i < other.count; i++) {
        if (is_rule(other.statements[i]) && random_once_in(&pair->random, 4))
            add(text, other.statements[i]);
        if (strncmp(other.statements[i], "cpus", 4) == 0)
            take_fleet(text, other.statements[i]);
    }
    for (uint32_t i = 0; random_once_in(&pair->random, 8) && i < text->count; i++) {
        if (strncmp(text->statements[i], "default", 7) == 0)
            text->statements[i] =
                strstr(text->statements[i], "allow") ? "default deny" : "default allow";
    }
}

struct compilation *pair_compile(struct pair *pair, const struct generated_policy *text)
{
    struct compilation *compilation = compilation_create(pair->arena);
    struct compile_options options = {.load = {.preset_folder = "/nonexistent"}};
    size_t size = 0;
    char *bytes = policy_shuffle(&pair->random, pair->arena, text, &size);

    options.events.catalogue_folder = pair->catalogue_folder;
    options.events.without_libpfm = true;
    options.lower.allow_tsx_escape = random_once_in(&pair->random, 4);
    diagnostics_silence(compilation->diagnostics);
    return compile(compilation, "-", bytes, size, &options) == COMPILE_DONE ? compilation : NULL;
}

bool pair_create(struct pair *pair)
{
    make_text(pair, &pair->texts[SIDE_OLD]);
    pair->is_changed = random_below(&pair->random, 4) > 0;
    pair->texts[SIDE_NEW] = pair->texts[SIDE_OLD];
    if (pair->is_changed)
        change_text(pair, &pair->texts[SIDE_NEW]);
    else
        make_text(pair, &pair->texts[SIDE_NEW]);
    for (int side = 0; side < FLEET_SIDES; side++) {
        const struct blob *blob;

        pair->compilations[side] = pair_compile(pair, &pair->texts[side]);
        if (!pair->compilations[side])
            return false;
        blob = pair->compilations[side]->blob;
        if (pmuf_check(blob->bytes, blob->size, &pair->views[side], NULL) != PMUF_OK)
            return false;
    }
    return true;
}

struct side pair_side(const struct pair *pair, int side, bool as_blob)
{
    const struct compilation *compilation = pair->compilations[side];

    if (as_blob)
        return side_of_blob("blob", blob_decode(&pair->views[side], pair->arena), pair->events,
                            pair->arena);
    return side_of_policy("text", compilation->policy, &compilation->sources, compilation->filters,
                          pair->arena);
}

const struct host_policy *cpu_host(const struct cpu *cpu, const struct policy *policy)
{
    const struct host_policy *rest = NULL;

    for (uint32_t i = 0; i < policy->host_count; i++) {
        const struct host *host = policy->hosts[i].host;

        if (host->vendor != cpu->vendor)
            continue;
        if (!host->model)
            rest = &policy->hosts[i];
        else if (cpu_model_has(host->model, &cpu->signature))
            return &policy->hosts[i];
    }
    return rest;
}

bool cpu_is_picked(const struct cpu *cpu, const struct pmuf_view *view)
{
    struct pmuf_choice choice;

    return pmuf_pick(view, &cpu->host, &choice) == PMUF_OK;
}

struct umask_set cpu_allowed(const struct policy *policy, const struct host_policy *host,
                             uint32_t select)
{
    return host ? host_policy_allowed(policy, host, select) : (struct umask_set){{0}};
}

uint32_t cpu_fixed(const struct policy *policy, const struct host_policy *host)
{
    return host && host->host->vendor == VENDOR_INTEL ? host_policy_allowed_fixed(policy, host) : 0;
}

/* One word of a group's name, which says nothing of the rest of a vendor. */
static bool lists(const struct cpu *cpu, const char *word, struct events *events)
{
    const char *colon = strchr(word, ':');
    struct pmuf_signature signature = cpu->signature;
    const struct cpu_model *model;
    unsigned int steppings;

    if (!colon || strncmp(word, vendor_name(cpu->vendor), (size_t)(colon - word)) != 0)
        return false;
    if (sscanf(colon + 1, "%u-0x%x steppings 0x%x", &signature.family, &signature.model,
               &steppings) == 3)
        return signature.family == cpu->signature.family &&
               signature.model == cpu->signature.model && steppings & signature.stepping_mask;
    model = events_find_model(events, cpu->vendor, colon + 1);
    return model && cpu_model_has(model, &cpu->signature);
}

static const char *split(const char **text, struct arena *arena)
{
    const char *end = strstr(*text, ", ");
    const char *word = end ? arena_copy_text(arena, *text, (size_t)(end - *text)) : *text;

    *text = end ? end + 2 : *text + strlen(*text);
    return word;
}

static bool name_lists(const struct cpu *cpu, const char *name, struct events *events,
                       struct arena *arena)
{
    while (*name) {
        if (lists(cpu, split(&name, arena), events))
            return true;
    }
    return false;
}

static bool name_has_rest(const struct cpu *cpu, const char *name, struct arena *arena)
{
    const char *vendor = vendor_name(cpu->vendor);
    const char *other = arena_format(arena, "%s:other", vendor);

    while (*name) {
        const char *word = split(&name, arena);

        if (strcmp(word, vendor) == 0 || strcmp(word, other) == 0)
            return true;
    }
    return false;
}

bool cpu_is_of(const struct cpu *cpu, const char *name, const struct fleet *fleet,
               struct events *events, struct arena *arena)
{
    if (name_lists(cpu, name, events, arena))
        return true;
    for (uint32_t i = 0; i < fleet->count; i++) {
        if (name_lists(cpu, fleet->groups[i].name, events, arena))
            return false;
    }
    return name_has_rest(cpu, name, arena);
}
