/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A section's CPUs are covered by catalogue models, each taken whole, and what these do not cover
 * exactly by signatures, which stand for every stepping. Where neither does, nothing can name them.
 */
#include "compiler/review/roster.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/events/names.h"
#include "compiler/events/signatures.h"

/* A CPU that a section lists: signatures with all of its steppings joined. */
struct cpu {
    struct pmuf_signature signature;
    uint32_t covered; /* steppings of it that some model has */
    bool is_covered;  /* some model has it; an arm64 CPU has no steppings */
    bool by_signature;
};

struct search {
    struct events *events;
    struct arena *arena;
    const struct section *section;
    uint32_t section_index;
    struct cpu *cpus;
    uint32_t cpu_count;
    struct roster *roster;
};

static enum vendor vendor_of(const struct section *section, const struct pmuf_signature *signature)
{
    if (section->architecture == PMUF_ARM64)
        return VENDOR_ARM64;
    return signature->vendor == PMUF_VENDOR_AMD || signature->vendor == PMUF_VENDOR_HYGON
               ? VENDOR_AMD
               : VENDOR_INTEL;
}

static bool same_cpu(const struct pmuf_signature *a, const struct pmuf_signature *b)
{
    return a->vendor == b->vendor && a->family == b->family && a->model == b->model &&
           a->midr_value == b->midr_value && a->midr_mask == b->midr_mask;
}

static struct cpu *find_cpu(const struct search *search, const struct pmuf_signature *signature)
{
    for (uint32_t i = 0; i < search->cpu_count; i++) {
        if (same_cpu(&search->cpus[i].signature, signature))
            return &search->cpus[i];
    }
    return NULL;
}

static void collect_cpus(struct search *search)
{
    const struct section *section = search->section;

    search->cpus = ARENA_NEW_ARRAY(search->arena, struct cpu, section->signature_count);
    search->cpu_count = 0;
    for (uint32_t i = 0; i < section->signature_count; i++) {
        struct cpu *cpu = find_cpu(search, &section->signatures[i]);

        if (cpu)
            cpu->signature.stepping_mask |= section->signatures[i].stepping_mask;
        else
            search->cpus[search->cpu_count++].signature = section->signatures[i];
    }
}

/* Whether the section lists all CPUs of a model, and none of them has to go by its signature. */
static bool has_model(const struct search *search, const struct cpu_model *model)
{
    for (uint32_t i = 0; i < model->signature_count; i++) {
        const struct cpu *cpu = find_cpu(search, &model->signatures[i]);

        if (!cpu || cpu->by_signature ||
            (model->signatures[i].stepping_mask & ~cpu->signature.stepping_mask) != 0)
            return false;
    }
    return model->signature_count > 0;
}

static void mark_covered(const struct search *search, const struct cpu_model *model)
{
    for (uint32_t i = 0; i < model->signature_count; i++) {
        struct cpu *cpu = find_cpu(search, &model->signatures[i]);

        cpu->covered |= model->signatures[i].stepping_mask;
        cpu->is_covered = true;
    }
}

/*
 * Marks what the models cover. A CPU that they do not cover whole goes by its signature. Then the
 * models of which it is a part do not count, so this has to be done again: false.
 */
static bool cover(const struct search *search)
{
    const struct cpu_model *model;
    bool is_final = true;

    for (uint32_t i = 0; i < search->cpu_count; i++) {
        search->cpus[i].covered = 0;
        search->cpus[i].is_covered = false;
    }
    for (uint32_t i = 0; (model = events_model_at(search->events, i)); i++) {
        if (has_model(search, model))
            mark_covered(search, model);
    }
    for (uint32_t i = 0; i < search->cpu_count; i++) {
        struct cpu *cpu = &search->cpus[i];

        if (cpu->by_signature || (cpu->is_covered && cpu->covered == cpu->signature.stepping_mask))
            continue;
        cpu->by_signature = true;
        is_final = false;
    }
    return is_final;
}

static void add_host(const struct search *search, const struct roster_host *host)
{
    struct roster_host *added = &search->roster->hosts[search->roster->count++];

    *added = *host;
    added->section = search->section_index;
}

static void add_models(const struct search *search)
{
    const struct cpu_model *model;

    for (uint32_t i = 0; (model = events_model_at(search->events, i)); i++) {
        if (has_model(search, model))
            add_host(search, &(struct roster_host){.vendor = model->vendor,
                                                   .model = model->name,
                                                   .names = model,
                                                   .first = model->signatures[0]});
    }
}

static const char *describe_cpu(const struct search *search, const struct pmuf_signature *signature)
{
    static const char *const vendors[] = {"", "intel", "amd", "hygon", "centaur", "zhaoxin"};

    if (search->section->architecture == PMUF_ARM64)
        return arena_format(search->arena, "arm64 CPUs with (MIDR & 0x%08x) == 0x%08x",
                            signature->midr_mask, signature->midr_value);
    return arena_format(search->arena, "%s CPUs %u-0x%02x of steppings 0x%04x",
                        vendors[signature->vendor], signature->family, signature->model,
                        signature->stepping_mask);
}

/* A signature in a policy means every stepping of a CPU of the vendor itself. */
static bool add_signature(const struct search *search, const struct cpu *cpu, const char **reason)
{
    const struct pmuf_signature *wanted = &cpu->signature;
    enum vendor vendor = vendor_of(search->section, wanted);
    const char *name = signature_name(search->arena, wanted);
    struct pmuf_signature read;

    if (!read_signature(vendor, name, &read) || memcmp(&read, wanted, sizeof(read)) != 0) {
        *reason = arena_format(search->arena,
                               "it serves %s, which no model of a catalogue is: a policy can name "
                               "them once a file of --events defines one",
                               describe_cpu(search, wanted));
        return false;
    }
    add_host(search, &(struct roster_host){.vendor = vendor,
                                           .model = name,
                                           .names = events_find_model(search->events, vendor, name),
                                           .first = *wanted});
    return true;
}

static bool add_listed(struct search *search, const char **reason)
{
    collect_cpus(search);
    if (!search->cpu_count)
        return true;
    while (!cover(search))
        ;
    add_models(search);
    for (uint32_t i = 0; i < search->cpu_count; i++) {
        if (search->cpus[i].by_signature && !add_signature(search, &search->cpus[i], reason))
            return false;
    }
    return true;
}

static void add_rests(const struct search *search)
{
    static const uint32_t rests[VENDOR_COUNT] = {PMUF_REST_INTEL, PMUF_REST_AMD, PMUF_REST_ARM64};

    for (int vendor = 0; vendor < VENDOR_COUNT; vendor++) {
        if (search->section->rest & rests[vendor])
            add_host(search, &(struct roster_host){.vendor = (enum vendor)vendor, .is_rest = true});
    }
}

static uint64_t order_of(const struct pmuf_signature *signature)
{
    return (uint64_t)signature->vendor << 52 | (uint64_t)signature->family << 40 |
           (uint64_t)signature->model << 32 | signature->stepping_mask | signature->midr_value;
}

static int compare_hosts(const void *left, const void *right)
{
    const struct roster_host *a = left;
    const struct roster_host *b = right;
    uint64_t a_order = order_of(&a->first);
    uint64_t b_order = order_of(&b->first);

    if (a->vendor != b->vendor)
        return a->vendor > b->vendor ? 1 : -1;
    if (a->is_rest != b->is_rest)
        return a->is_rest ? 1 : -1;
    return (a_order > b_order) - (a_order < b_order);
}

/* A vendor of which models are listed calls the rest of them other. */
static void name_rests(struct roster *roster)
{
    for (uint32_t i = 1; i < roster->count; i++) {
        if (roster->hosts[i].is_rest && roster->hosts[i - 1].vendor == roster->hosts[i].vendor)
            roster->hosts[i].model = "other";
    }
}

bool roster_create(const struct filters *filters, struct events *events, struct arena *arena,
                   struct roster *out, const char **reason)
{
    struct search search = {.events = events, .arena = arena, .roster = out};
    uint32_t most = VENDOR_COUNT;

    *reason = NULL;
    *out = (struct roster){NULL, 0};
    /* A model takes at least one signature, and each signature has up to 16 steppings. */
    for (uint32_t i = 0; i < filters->section_count; i++)
        most += filters->sections[i].signature_count * (MAX_STEPPING + 1);
    out->hosts = ARENA_NEW_ARRAY(arena, struct roster_host, most);
    for (uint32_t i = 0; i < filters->section_count; i++) {
        search.section = &filters->sections[i];
        search.section_index = i;
        if (!add_listed(&search, reason))
            return false;
        add_rests(&search);
    }
    qsort(out->hosts, out->count, sizeof(*out->hosts), compare_hosts);
    name_rests(out);
    return true;
}

uint32_t roster_hosts_of(const struct roster *roster, enum vendor vendor, uint32_t *first)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < roster->count; i++) {
        if (roster->hosts[i].vendor != vendor)
            continue;
        if (count++ == 0)
            *first = i;
    }
    return count;
}
