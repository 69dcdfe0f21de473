/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/fleet.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/events/cpu_model.h"
#include "compiler/events/names.h"

enum { STEPPINGS = 16 };

/* Hosts with one signature that get the same sections; with is_rest all that nothing lists. */
struct atom {
    enum vendor vendor;
    bool is_rest;
    bool is_named;           /* its group's name tells of it already */
    uint32_t told_steppings; /* those that a model in the group's name has */
    struct pmuf_signature signature;
    int32_t sections[FLEET_SIDES];
};

struct survey {
    const struct filters *sides[FLEET_SIDES];
    struct events *events;
    struct arena *arena;
    struct atom *atoms;
    uint32_t atom_count;
};

static enum vendor vendor_of(const struct section *section, const struct pmuf_signature *signature)
{
    if (section->architecture == PMUF_ARM64)
        return VENDOR_ARM64;
    return signature->vendor == PMUF_VENDOR_AMD || signature->vendor == PMUF_VENDOR_HYGON
               ? VENDOR_AMD
               : VENDOR_INTEL;
}

static bool matches(enum vendor vendor, const struct pmuf_signature *listed,
                    const struct pmuf_signature *asked)
{
    if (vendor == VENDOR_ARM64)
        return (asked->midr_value & listed->midr_mask) == listed->midr_value;
    return listed->vendor == asked->vendor && listed->family == asked->family &&
           listed->model == asked->model && (listed->stepping_mask & asked->stepping_mask) != 0;
}

static int32_t find_rest(const struct filters *filters, enum vendor vendor)
{
    static const uint32_t rests[VENDOR_COUNT] = {PMUF_REST_INTEL, PMUF_REST_AMD, PMUF_REST_ARM64};

    for (uint32_t i = 0; filters && i < filters->section_count; i++) {
        if (filters->sections[i].rest & rests[vendor])
            return (int32_t)i;
    }
    return FLEET_NO_SECTION;
}

static int32_t find_section(const struct filters *filters, enum vendor vendor,
                            const struct pmuf_signature *asked)
{
    for (uint32_t i = 0; filters && i < filters->section_count; i++) {
        const struct section *section = &filters->sections[i];

        for (uint32_t s = 0; s < section->signature_count; s++) {
            if (vendor_of(section, &section->signatures[s]) == vendor &&
                matches(vendor, &section->signatures[s], asked))
                return (int32_t)i;
        }
    }
    return find_rest(filters, vendor);
}

static bool same_cpu(const struct pmuf_signature *a, const struct pmuf_signature *b)
{
    return a->vendor == b->vendor && a->family == b->family && a->model == b->model &&
           a->midr_value == b->midr_value && a->midr_mask == b->midr_mask;
}

/* Adds hosts to an atom of the same CPU and sections, or makes one. */
static void add_atom(struct survey *survey, enum vendor vendor,
                     const struct pmuf_signature *signature)
{
    struct atom atom = {.vendor = vendor, .signature = *signature};

    for (int side = 0; side < FLEET_SIDES; side++)
        atom.sections[side] = find_section(survey->sides[side], vendor, signature);
    for (uint32_t i = 0; i < survey->atom_count; i++) {
        struct atom *other = &survey->atoms[i];

        if (other->vendor != vendor || !same_cpu(&other->signature, signature) ||
            memcmp(other->sections, atom.sections, sizeof(atom.sections)) != 0)
            continue;
        other->signature.stepping_mask |= signature->stepping_mask;
        return;
    }
    survey->atoms[survey->atom_count++] = atom;
}

/* A side may list some steppings of a CPU and the other all of them: each is asked for. */
static void add_signature(struct survey *survey, enum vendor vendor,
                          const struct pmuf_signature *signature)
{
    if (vendor == VENDOR_ARM64) {
        add_atom(survey, vendor, signature);
        return;
    }
    for (uint32_t stepping = 0; stepping < STEPPINGS; stepping++) {
        struct pmuf_signature one = *signature;

        one.stepping_mask = 1u << stepping;
        if (signature->stepping_mask & one.stepping_mask)
            add_atom(survey, vendor, &one);
    }
}

static void add_rest(struct survey *survey, enum vendor vendor)
{
    struct atom *atom = &survey->atoms[survey->atom_count];
    bool any = false;

    *atom = (struct atom){.vendor = vendor, .is_rest = true};
    for (int side = 0; side < FLEET_SIDES; side++) {
        atom->sections[side] = find_rest(survey->sides[side], vendor);
        any |= atom->sections[side] != FLEET_NO_SECTION;
    }
    survey->atom_count += any;
}

static uint32_t count_signatures(const struct filters *filters)
{
    uint32_t count = 0;

    for (uint32_t i = 0; filters && i < filters->section_count; i++)
        count += filters->sections[i].signature_count;
    return count;
}

static void collect_atoms(struct survey *survey)
{
    uint32_t most = VENDOR_COUNT;

    for (int side = 0; side < FLEET_SIDES; side++)
        most += count_signatures(survey->sides[side]) * STEPPINGS;
    survey->atoms = ARENA_NEW_ARRAY(survey->arena, struct atom, most);
    for (int side = 0; side < FLEET_SIDES; side++) {
        const struct filters *filters = survey->sides[side];

        for (uint32_t i = 0; filters && i < filters->section_count; i++) {
            const struct section *section = &filters->sections[i];

            for (uint32_t s = 0; s < section->signature_count; s++)
                add_signature(survey, vendor_of(section, &section->signatures[s]),
                              &section->signatures[s]);
        }
    }
    for (int vendor = 0; vendor < VENDOR_COUNT; vendor++)
        add_rest(survey, (enum vendor)vendor);
}

static bool in_group(const struct atom *atom, const struct fleet_group *group)
{
    return atom->vendor == group->vendor &&
           memcmp(atom->sections, group->sections, sizeof(group->sections)) == 0;
}

static bool has_signature(const struct survey *survey, const struct fleet_group *group,
                          const struct pmuf_signature *wanted)
{
    for (uint32_t i = 0; i < survey->atom_count; i++) {
        const struct atom *atom = &survey->atoms[i];

        if (!atom->is_rest && in_group(atom, group) && same_cpu(&atom->signature, wanted) &&
            !(wanted->stepping_mask & ~atom->signature.stepping_mask))
            return true;
    }
    return false;
}

static bool has_model(const struct survey *survey, const struct fleet_group *group,
                      const struct cpu_model *model)
{
    for (uint32_t i = 0; i < model->signature_count; i++) {
        if (!has_signature(survey, group, &model->signatures[i]))
            return false;
    }
    return model->vendor == group->vendor;
}

static void add_word(const struct survey *survey, struct fleet_group *group, const char *word)
{
    group->name = group->name ? arena_format(survey->arena, "%s, %s", group->name, word) : word;
}

/* A model may have some steppings of an atom only: the others are still to be told of. */
static void mark_named(struct atom *atom, const struct cpu_model *model)
{
    for (uint32_t i = 0; i < model->signature_count; i++) {
        if (same_cpu(&atom->signature, &model->signatures[i]))
            atom->told_steppings |= model->signatures[i].stepping_mask;
    }
    atom->is_named = !(atom->signature.stepping_mask & ~atom->told_steppings);
}

static void add_model(struct survey *survey, struct fleet_group *group,
                      const struct cpu_model *model)
{
    add_word(survey, group,
             arena_format(survey->arena, "%s:%s", vendor_name(model->vendor), model->name));
    if (!group->model)
        group->model = model;
    for (uint32_t i = 0; i < survey->atom_count; i++) {
        struct atom *atom = &survey->atoms[i];

        if (!atom->is_rest && in_group(atom, group) && cpu_model_has(model, &atom->signature))
            mark_named(atom, model);
    }
}

static const char *describe_atom(const struct survey *survey, const struct atom *atom)
{
    const struct pmuf_signature *signature = &atom->signature;
    const uint32_t steppings = signature->stepping_mask & ~atom->told_steppings;
    const char *vendor = vendor_name(atom->vendor);

    if (atom->vendor == VENDOR_ARM64)
        return arena_format(survey->arena, "%s:0x%02x-0x%03x", vendor, signature->midr_value >> 24,
                            signature->midr_value >> 4 & 0xfff);
    if (steppings == 0xffff)
        return arena_format(survey->arena, "%s:%u-0x%02x", vendor, signature->family,
                            signature->model);
    return arena_format(survey->arena, "%s:%u-0x%02x steppings 0x%04x", vendor, signature->family,
                        signature->model, steppings);
}

/* "other" where some models of the vendor are listed on either side. */
static const char *describe_rest(const struct survey *survey, enum vendor vendor)
{
    for (uint32_t i = 0; i < survey->atom_count; i++) {
        if (survey->atoms[i].vendor == vendor && !survey->atoms[i].is_rest)
            return arena_format(survey->arena, "%s:other", vendor_name(vendor));
    }
    return vendor_name(vendor);
}

static void name_group(struct survey *survey, struct fleet_group *group)
{
    const struct cpu_model *model;
    bool lists = false;

    for (uint32_t i = 0; i < survey->atom_count; i++)
        lists |= !survey->atoms[i].is_rest && in_group(&survey->atoms[i], group);
    /* Catalogues are read only where there are models to name. */
    for (uint32_t i = 0; lists && (model = events_model_at(survey->events, i)); i++) {
        if (has_model(survey, group, model))
            add_model(survey, group, model);
    }
    for (uint32_t i = 0; i < survey->atom_count; i++) {
        const struct atom *atom = &survey->atoms[i];

        if (in_group(atom, group) && !atom->is_named)
            add_word(survey, group,
                     atom->is_rest ? describe_rest(survey, atom->vendor)
                                   : describe_atom(survey, atom));
    }
}

static int compare_groups(const void *left, const void *right)
{
    const struct fleet_group *a = left;
    const struct fleet_group *b = right;

    if (a->vendor != b->vendor)
        return a->vendor > b->vendor ? 1 : -1;
    for (int side = 0; side < FLEET_SIDES; side++) {
        if (a->sections[side] != b->sections[side])
            return a->sections[side] > b->sections[side] ? 1 : -1;
    }
    return 0;
}

struct fleet fleet_create(const struct filters *const sides[FLEET_SIDES], struct events *events,
                          struct arena *arena)
{
    struct survey survey = {{sides[0], sides[1]}, events, arena, NULL, 0};
    struct fleet fleet = {NULL, 0};

    collect_atoms(&survey);
    fleet.groups = ARENA_NEW_ARRAY(arena, struct fleet_group, survey.atom_count);
    for (uint32_t i = 0; i < survey.atom_count; i++) {
        const struct atom *atom = &survey.atoms[i];
        bool known = false;

        for (uint32_t g = 0; g < fleet.count; g++)
            known |= in_group(atom, &fleet.groups[g]);
        if (known)
            continue;
        fleet.groups[fleet.count].vendor = atom->vendor;
        memcpy(fleet.groups[fleet.count++].sections, atom->sections, sizeof(atom->sections));
    }
    if (fleet.count)
        qsort(fleet.groups, fleet.count, sizeof(*fleet.groups), compare_groups);
    for (uint32_t g = 0; g < fleet.count; g++)
        name_group(&survey, &fleet.groups[g]);
    return fleet;
}

static bool clash(const struct pmuf_signature *a, const struct pmuf_signature *b)
{
    bool same = a->midr_value == b->midr_value && a->midr_mask == b->midr_mask;

    return !same && ((a->midr_value ^ b->midr_value) & a->midr_mask & b->midr_mask) == 0;
}

static bool section_clashes(const struct section *section, const struct filters *filters)
{
    for (uint32_t i = 0; i < filters->section_count; i++) {
        const struct section *other = &filters->sections[i];

        for (uint32_t a = 0; a < section->signature_count * other->signature_count; a++) {
            if (other->architecture == PMUF_ARM64 &&
                clash(&section->signatures[a / other->signature_count],
                      &other->signatures[a % other->signature_count]))
                return true;
        }
    }
    return false;
}

bool fleet_is_exact(const struct filters *const sides[FLEET_SIDES])
{
    for (uint32_t i = 0; sides[0] && sides[1] && i < sides[0]->section_count; i++) {
        if (sides[0]->sections[i].architecture == PMUF_ARM64 &&
            section_clashes(&sides[0]->sections[i], sides[1]))
            return false;
    }
    return true;
}
