/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/models.h"

#include <string.h>

#include "compiler/base/suggest.h"
#include "compiler/events/cpu_model.h"
#include "compiler/events/names.h"
#include "compiler/events/signatures.h"

static bool has_name(const struct model_record *record, const char *name)
{
    for (uint32_t i = 0; i < record->name_count; i++) {
        if (strcmp(record->names[i], name) == 0)
            return true;
    }
    return false;
}

static struct model_record *find_by_name(const struct model_table *table, enum vendor vendor,
                                         const char *name)
{
    for (struct model_record *one = table->first; one; one = one->next) {
        if (one->model.vendor == vendor && has_name(one, name))
            return one;
    }
    return NULL;
}

static bool is_name_free(const struct model_table *table, const struct model_definition *definition)
{
    for (uint32_t i = 0; i < definition->name_count; i++) {
        const char *name = definition->names[i];
        const struct model_record *other = find_by_name(table, definition->model.vendor, name);

        if (other) {
            diagnostic_add_note(diagnostic_report(table->diagnostics, DIAGNOSTIC_CATALOGUE_REPEATED,
                                                  definition->span, "there is a model '%s' already",
                                                  name),
                                other->span, "it is defined here");
            return false;
        }
    }
    return true;
}

static bool models_overlap(const struct cpu_model *one, const struct cpu_model *other)
{
    for (uint32_t i = 0; one->vendor == other->vendor && i < one->signature_count; i++) {
        if (cpu_model_has(other, &one->signatures[i]))
            return true;
    }
    return false;
}

static bool are_cpus_free(const struct model_table *table,
                          const struct model_definition *definition)
{
    for (const struct model_record *other = table->first; other; other = other->next) {
        if (models_overlap(&definition->model, &other->model)) {
            diagnostic_add_note(diagnostic_report(table->diagnostics, DIAGNOSTIC_CATALOGUE_REPEATED,
                                                  definition->span,
                                                  "'%s' and '%s' have a signature in common",
                                                  definition->model.name, other->model.name),
                                other->span, "'%s' is defined here", other->model.name);
            return false;
        }
    }
    return true;
}

static bool is_room(const struct model_table *table, const struct model_definition *definition)
{
    if (table->count < MODELS_MAX_COUNT &&
        definition->model.signature_count <= MODELS_MAX_SIGNATURES - table->signature_count)
        return true;
    diagnostic_report(table->diagnostics, DIAGNOSTIC_CATALOGUE_LIMIT, definition->span,
                      "catalogues define at most %d models with %d signatures", MODELS_MAX_COUNT,
                      MODELS_MAX_SIGNATURES);
    return false;
}

static void append(struct model_table *table, const struct model_definition *definition)
{
    struct model_record *record = ARENA_NEW(table->arena, struct model_record);

    record->model = definition->model;
    record->names = definition->names;
    record->name_count = definition->name_count;
    record->span = definition->span;
    if (table->last)
        table->last->next = record;
    else
        table->first = record;
    table->last = record;
    table->count++;
    table->signature_count += definition->model.signature_count;
}

void models_add(struct model_table *table, const struct catalogue_file *file)
{
    for (uint32_t i = 0; i < file->definition_count; i++) {
        const struct model_definition *definition = &file->definitions[i];

        if (!is_room(table, definition))
            return;
        if (is_name_free(table, definition) && are_cpus_free(table, definition))
            append(table, definition);
    }
}

/* The one model of the catalogues that has all these CPUs, or null. */
static const struct cpu_model *find_around(const struct model_table *table,
                                           const struct pmuf_signature *signature)
{
    for (const struct model_record *one = table->first; one; one = one->next) {
        if (signatures_cover(one->model.signatures, one->model.signature_count, signature, 1))
            return &one->model;
    }
    return NULL;
}

static struct model_record *make_of_signature(struct model_table *table, enum vendor vendor,
                                              const struct pmuf_signature *signature,
                                              const char *name)
{
    struct model_record *record = ARENA_NEW(table->arena, struct model_record);
    struct pmuf_signature *copy = ARENA_NEW(table->arena, struct pmuf_signature);
    const struct cpu_model *around = find_around(table, signature);

    *copy = *signature;
    record->model = (struct cpu_model){.name = name,
                                       .vendor = vendor,
                                       .signatures = copy,
                                       .signature_count = 1,
                                       .libpfm = around ? around->libpfm : NULL,
                                       .refused = around ? around->refused : NULL,
                                       .full_name = around ? around->full_name : ""};
    record->next = table->first_signature;
    table->first_signature = record;
    return record;
}

/* However its numbers are written, a signature is one model. */
static struct model_record *find_by_signature(struct model_table *table, enum vendor vendor,
                                              const struct pmuf_signature *signature)
{
    const char *name = signature_name(table->arena, signature);

    for (struct model_record *one = table->first_signature; one; one = one->next) {
        if (one->model.vendor == vendor && strcmp(one->model.name, name) == 0)
            return one;
    }
    return make_of_signature(table, vendor, signature, name);
}

struct model_record *models_find(struct model_table *table, enum vendor vendor, const char *name)
{
    struct pmuf_signature signature;

    if (read_signature(vendor, name, &signature))
        return find_by_signature(table, vendor, &signature);
    return find_by_name(table, vendor, lower_case(table->arena, name));
}

const char *models_suggest(const struct model_table *table, enum vendor vendor, const char *name)
{
    struct suggestion suggestion = suggestion_for(lower_case(table->arena, name));

    for (const struct model_record *one = table->first; one; one = one->next) {
        for (uint32_t i = 0; one->model.vendor == vendor && i < one->name_count; i++)
            suggestion_consider(&suggestion, one->names[i]);
    }
    return suggestion.best;
}

const struct cpu_model *models_at(const struct model_table *table, uint32_t index)
{
    for (const struct model_record *one = table->first; one; one = one->next) {
        if (index-- == 0)
            return &one->model;
    }
    return NULL;
}

static struct model_record *find_record(struct model_record *record, const struct cpu_model *model)
{
    while (record && &record->model != model)
        record = record->next;
    return record;
}

struct model_record *models_record(const struct model_table *table, const struct cpu_model *model)
{
    struct model_record *record = find_record(table->first, model);

    return record ? record : find_record(table->first_signature, model);
}

static void report_unknown(const struct model_table *table, enum vendor vendor,
                           const struct model_reference *reference)
{
    const char *near = models_suggest(table, vendor, reference->name);
    struct diagnostic *diagnostic = diagnostic_report(
        table->diagnostics, DIAGNOSTIC_CATALOGUE_MODEL, reference->span,
        "no catalogue knows a model '%s' of vendor %s", reference->name, vendor_name(vendor));

    if (near)
        diagnostic_add_note(diagnostic, (struct span){0, 0}, "did you mean '%s'?", near);
}

/* The models that a file refers to, null for those that are not known. */
static struct model_record **find_references(struct model_table *table,
                                             const struct catalogue_file *file, uint32_t *count)
{
    struct model_record **records =
        ARENA_NEW_ARRAY(table->arena, struct model_record *, file->reference_count);

    *count = 0;
    for (uint32_t i = 0; i < file->reference_count; i++) {
        records[i] = models_find(table, file->vendor, file->references[i].name);
        if (records[i])
            *count += records[i]->model.signature_count;
        else
            report_unknown(table, file->vendor, &file->references[i]);
    }
    return records;
}

bool models_resolve(struct model_table *table, struct catalogue_file *file)
{
    uint32_t count;
    struct model_record **records = find_references(table, file, &count);
    bool all_known = true;

    file->signatures = ARENA_NEW_ARRAY(table->arena, struct pmuf_signature, count);
    for (uint32_t i = 0; i < file->reference_count; i++) {
        if (!records[i]) {
            all_known = false;
            continue;
        }
        memcpy(file->signatures + file->signature_count, records[i]->model.signatures,
               records[i]->model.signature_count * sizeof(*file->signatures));
        file->signature_count += records[i]->model.signature_count;
    }
    return all_known;
}
