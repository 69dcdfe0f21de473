/* SPDX-License-Identifier: BSD-2-Clause */
/* The CPU models that a catalogue of our own form defines. */
#include <string.h>

#include "compiler/events/form.h"
#include "compiler/events/names.h"
#include "compiler/events/own_form.h"
#include "compiler/events/signatures.h"

enum { NAME, ALSO, TITLE, SIGNATURES, LIBPFM, REFUSED, KEY_COUNT };

static const struct field fields[KEY_COUNT] = {
    [NAME] = {"name", true},      [ALSO] = {"also", false},
    [TITLE] = {"title", false},   [SIGNATURES] = {"signatures", true},
    [LIBPFM] = {"libpfm", false}, [REFUSED] = {"refused", false},
};

enum { MAX_TITLE = 64, MAX_PMU = 64, MAX_REASON = 200 };

static bool is_model_name(enum vendor vendor, const char *name)
{
    struct pmuf_signature signature;

    return is_plain_name(name, MAX_MODEL_NAME) && strcmp(name, "other") != 0 &&
           strcmp(name, "any") != 0 && !read_signature(vendor, name, &signature);
}

static void add_name(struct reader *reader, const struct node *node, const char *what,
                     struct model_definition *definition)
{
    const char *name;

    if (!form_text(reader, node, what, MAX_MODEL_NAME, &name))
        return;
    if (is_model_name(definition->model.vendor, name))
        definition->names[definition->name_count++] = name;
    else
        reader_refuse(reader, node,
                      "a model's name is made of lower-case letters, digits, '-' and '.', is not "
                      "'any' or 'other', and reads not like a signature");
}

static void read_other_names(struct reader *reader, const struct node *list,
                             struct model_definition *definition)
{
    if (!form_list(reader, list, "also"))
        return;
    if (list->size >= MODEL_MAX_NAMES) {
        reader_report(reader, DIAGNOSTIC_CATALOGUE_LIMIT, node_span(reader, list),
                      "a model has at most %d names", MODEL_MAX_NAMES);
        return;
    }
    for (const struct node *node = list->first; node && !reader_gave_up(reader); node = node->next)
        add_name(reader, node, "also", definition);
}

static bool read_cpu(struct reader *reader, const struct node *node, enum vendor vendor,
                     struct model_definition *definition)
{
    const struct node *values[KEY_COUNT];
    struct cpu_model *model = &definition->model;

    model->vendor = vendor;
    model->full_name = "";
    form_map(reader, node, fields, KEY_COUNT, values);
    add_name(reader, values[NAME], "name", definition);
    if (definition->name_count == 0)
        return false;
    model->name = definition->names[0];
    definition->span = node_span(reader, values[NAME]);
    read_other_names(reader, values[ALSO], definition);
    form_line(reader, values[TITLE], "title", MAX_TITLE, &model->full_name);
    own_signatures_read(reader, values[SIGNATURES], vendor, model);
    form_line(reader, values[LIBPFM], "libpfm", MAX_PMU, &model->libpfm);
    form_line(reader, values[REFUSED], "refused", MAX_REASON, &model->refused);
    return model->signature_count > 0;
}

void own_cpus_read(struct reader *reader, const struct node *list, struct catalogue_file *file)
{
    if (list->size > CATALOGUE_MAX_MODELS) {
        reader_report(reader, DIAGNOSTIC_CATALOGUE_LIMIT, node_span(reader, list),
                      "a catalogue defines at most %d models", CATALOGUE_MAX_MODELS);
        return;
    }
    file->definitions = ARENA_NEW_ARRAY(reader->arena, struct model_definition, list->size);
    for (const struct node *node = list->first; node && !reader_gave_up(reader);
         node = node->next) {
        struct model_definition *definition = &file->definitions[file->definition_count];

        if (read_cpu(reader, node, file->vendor, definition))
            file->definition_count++;
        else
            memset(definition, 0, sizeof(*definition));
    }
}
