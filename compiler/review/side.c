/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/side.h"

#include <string.h>

#include "compiler/events/cpu_model.h"
#include "compiler/events/signatures.h"

static const uint32_t rests[VENDOR_COUNT] = {PMUF_REST_INTEL, PMUF_REST_AMD, PMUF_REST_ARM64};

static bool is_of_vendor(const struct section *section, const struct pmuf_signature *signature,
                         enum vendor vendor)
{
    bool is_amd = signature->vendor == PMUF_VENDOR_AMD || signature->vendor == PMUF_VENDOR_HYGON;

    if (section->architecture == PMUF_ARM64)
        return vendor == VENDOR_ARM64;
    return vendor == (is_amd ? VENDOR_AMD : VENDOR_INTEL);
}

static bool serves(const struct section *section, const struct host *host)
{
    if (!host->model)
        return section->rest & rests[host->vendor];
    for (uint32_t i = 0; i < section->signature_count; i++) {
        if (is_of_vendor(section, &section->signatures[i], host->vendor) &&
            cpu_model_has(host->model, &section->signatures[i]))
            return true;
    }
    return false;
}

/* A section for some of the hosts of another one. */
static struct section *add_section(struct side *side, const struct section *whole)
{
    struct section *section = &side->filters.sections[side->filters.section_count++];

    *section = *whole;
    section->rest = 0;
    section->signature_count = 0;
    return section;
}

static void add_host(struct side *side, const struct filters *filters,
                     const struct host_policy *host)
{
    for (uint32_t i = 0; i < filters->section_count; i++) {
        const struct section *whole = &filters->sections[i];
        struct section *section;

        if (!serves(whole, host->host))
            continue;
        side->hosts[side->filters.section_count] = host;
        section = add_section(side, whole);
        if (host->host->model) {
            section->signatures = host->host->model->signatures;
            section->signature_count = host->host->model->signature_count;
        } else {
            section->rest = rests[host->host->vendor];
        }
        return;
    }
}

struct side side_of_policy(const char *name, const struct policy *policy,
                           const struct source_list *sources, const struct filters *filters,
                           struct arena *arena)
{
    struct side side = {.name = name, .policy = policy, .sources = sources};

    side.filters.sections = ARENA_NEW_ARRAY(arena, struct section, policy->host_count);
    side.hosts = ARENA_NEW_ARRAY(arena, const struct host_policy *, policy->host_count);
    for (uint32_t i = 0; i < policy->host_count; i++)
        add_host(&side, filters, &policy->hosts[i]);
    return side;
}

/* Takes the CPUs of a model out of a list: a signature of nothing is left where all are gone. */
static void take_out(struct pmuf_signature *list, uint32_t count, const struct cpu_model *model)
{
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t s = 0; s < model->signature_count; s++) {
            const struct pmuf_signature *own = &model->signatures[s];

            if (list[i].vendor != own->vendor || list[i].family != own->family ||
                list[i].model != own->model || list[i].midr_value != own->midr_value ||
                list[i].midr_mask != own->midr_mask)
                continue;
            list[i].stepping_mask &= ~own->stepping_mask;
            list[i].midr_mask = 0;
        }
    }
}

/* signatures_cover() looks at what identifies a CPU; a blob may ask for more bits of an arm64 one.
 */
static bool has_masks(const struct section *section, const struct cpu_model *model)
{
    for (uint32_t s = 0; s < model->signature_count; s++) {
        bool found = false;

        for (uint32_t i = 0; i < section->signature_count; i++)
            found |= section->signatures[i].midr_value == model->signatures[s].midr_value &&
                     section->signatures[i].midr_mask == model->signatures[s].midr_mask;
        if (!found)
            return false;
    }
    return true;
}

static void add_model(struct side *side, const struct section *whole, struct pmuf_signature *left,
                      const struct cpu_model *model)
{
    struct section *section;

    if ((whole->architecture == PMUF_ARM64) != (model->vendor == VENDOR_ARM64) ||
        !signatures_cover(whole->signatures, whole->signature_count, model->signatures,
                          model->signature_count) ||
        !has_masks(whole, model))
        return;
    section = add_section(side, whole);
    section->signatures = model->signatures;
    section->signature_count = model->signature_count;
    take_out(left, whole->signature_count, model);
}

static uint32_t drop_empty(struct pmuf_signature *list, uint32_t count)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (list[i].stepping_mask || list[i].midr_mask)
            list[kept++] = list[i];
    }
    return kept;
}

/* A section for each model that the section serves, and one for the other hosts. */
static void split_section(struct side *side, const struct section *whole, struct events *events,
                          struct arena *arena)
{
    uint32_t count = whole->signature_count;
    struct pmuf_signature *left = ARENA_NEW_ARRAY(arena, struct pmuf_signature, count);
    const struct cpu_model *model;
    struct section *rest;

    if (count)
        memcpy(left, whole->signatures, count * sizeof(*left));
    for (uint32_t i = 0; count && (model = events_model_at(events, i)); i++)
        add_model(side, whole, left, model);
    count = drop_empty(left, count);
    if (!count && !whole->rest)
        return;
    rest = add_section(side, whole);
    rest->rest = whole->rest;
    rest->signatures = left;
    rest->signature_count = count;
}

static uint32_t count_models(const struct filters *filters, struct events *events)
{
    uint32_t count = 0;
    bool lists = false;

    /* Catalogues are read only where there are models to look for. */
    for (uint32_t i = 0; i < filters->section_count; i++)
        lists |= filters->sections[i].signature_count > 0;
    while (lists && events_model_at(events, count))
        count++;
    return count;
}

struct side side_of_blob(const char *name, const struct filters *filters, struct events *events,
                         struct arena *arena)
{
    /* No CPU is of two models or of two sections. */
    const uint32_t most = filters->section_count + count_models(filters, events);
    struct side side = {.name = name};

    side.filters.sections = ARENA_NEW_ARRAY(arena, struct section, most);
    side.hosts = ARENA_NEW_ARRAY(arena, const struct host_policy *, most);
    for (uint32_t i = 0; i < filters->section_count; i++)
        split_section(&side, &filters->sections[i], events, arena);
    return side;
}
