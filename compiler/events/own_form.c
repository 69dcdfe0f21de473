/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/own_form.h"

#include <string.h>

#include "compiler/events/form.h"
#include "compiler/events/names.h"

enum { CATALOGUE, VERSION, VENDOR, MODELS, COMPLETE, CPUS, EVENTS, KEY_COUNT };

static const struct field fields[KEY_COUNT] = {
    [CATALOGUE] = {"catalogue", true}, [VERSION] = {"version", true},
    [VENDOR] = {"vendor", true},       [MODELS] = {"models", false},
    [COMPLETE] = {"complete", false},  [CPUS] = {"cpus", false},
    [EVENTS] = {"events", false},
};

static void read_name(struct reader *reader, const struct node *node, struct catalogue_file *file)
{
    const char *name;

    if (!form_text(reader, node, "catalogue", MAX_CATALOGUE_NAME, &name))
        return;
    if (is_plain_name(name, MAX_CATALOGUE_NAME))
        file->catalogue.name = name;
    else
        reader_refuse(reader, node,
                      "a catalogue's name is made of lower-case letters, digits, '-' and '.'");
}

static void read_version(struct reader *reader, const struct node *node,
                         struct catalogue_file *file)
{
    const char *version;

    if (!form_text(reader, node, "version", MAX_VERSION, &version))
        return;
    if (is_version(version))
        file->catalogue.version = version;
    else
        reader_refuse(reader, node, "a version is made of printable ASCII characters");
}

static bool read_own_vendor(struct reader *reader, const struct node *node,
                            struct catalogue_file *file)
{
    if (!node)
        return false;
    if (node->kind == NODE_SCALAR && read_vendor(node->text, &file->vendor))
        return true;
    reader_refuse(reader, node, "the vendor is intel, amd or arm64");
    return false;
}

static bool check_reference(struct reader *reader, const struct node *node,
                            const struct catalogue_file *file)
{
    if (!is_plain_name(node->text, MAX_MODEL_NAME)) {
        reader_refuse(reader, node, "no model has a name like this");
        return false;
    }
    for (uint32_t i = 0; i < file->reference_count; i++) {
        if (strcmp(file->references[i].name, node->text) == 0) {
            diagnostic_add_note(reader_report(reader, DIAGNOSTIC_CATALOGUE_REPEATED,
                                              node_span(reader, node),
                                              "this model is in the list already"),
                                file->references[i].span, "it is here");
            return false;
        }
    }
    return true;
}

static void read_model_list(struct reader *reader, const struct node *list,
                            struct catalogue_file *file)
{
    if (list->size == 0 || list->size > CATALOGUE_MAX_REFERENCES) {
        reader_report(reader, DIAGNOSTIC_CATALOGUE_LIMIT, node_span(reader, list),
                      "a catalogue is about 1 to %d models", CATALOGUE_MAX_REFERENCES);
        return;
    }
    file->references = ARENA_NEW_ARRAY(reader->arena, struct model_reference, list->size);
    for (const struct node *node = list->first; node && !reader_gave_up(reader);
         node = node->next) {
        const char *name;

        if (form_text(reader, node, "models", MAX_MODEL_NAME, &name) &&
            check_reference(reader, node, file))
            file->references[file->reference_count++] =
                (struct model_reference){name, node_span(reader, node)};
    }
}

/* What stands under `models`: any, or a list. */
static void read_models(struct reader *reader, const struct node *node, struct catalogue_file *file)
{
    if (node->kind == NODE_LIST)
        read_model_list(reader, node, file);
    else if (node->kind == NODE_SCALAR && strcmp(node->text, "any") == 0)
        file->serves_all = true;
    else
        reader_refuse(reader, node, "'models' is 'any' or a list of models");
}

static void read_complete(struct reader *reader, const struct node *node,
                          struct catalogue_file *file)
{
    if (form_flag(reader, node, "complete", &file->is_complete) && file->is_complete &&
        !file->reference_count)
        reader_refuse(reader, node, "only a list of models can be complete");
}

bool own_form_read(struct reader *reader, const struct node *root, struct catalogue_file *file)
{
    const struct node *values[KEY_COUNT];

    form_map(reader, root, fields, KEY_COUNT, values);
    read_name(reader, values[CATALOGUE], file);
    read_version(reader, values[VERSION], file);
    if (!read_own_vendor(reader, values[VENDOR], file))
        return false;
    if (values[MODELS])
        read_models(reader, values[MODELS], file);
    read_complete(reader, values[COMPLETE], file);
    if (form_list(reader, values[CPUS], "cpus"))
        own_cpus_read(reader, values[CPUS], file);
    if (!form_list(reader, values[EVENTS], "events"))
        return true;
    if (!values[MODELS])
        reader_refuse(reader, values[EVENTS], "'models' must say whose events these are");
    own_events_read(reader, values[EVENTS], file);
    return true;
}
