/* SPDX-License-Identifier: BSD-2-Clause */
/* The argument of --events. */
#include <string.h>

#include "compiler/events/names.h"
#include "compiler/events/shipped.h"

static const struct span nowhere = {0, 0};

/* Whether an argument begins with "intel:", say. */
static bool read_vendor_part(const char *argument, enum vendor *vendor, const char **rest)
{
    for (int i = 0; i < VENDOR_COUNT; i++) {
        const char *name = vendor_name((enum vendor)i);
        const size_t size = strlen(name);

        if (strncmp(argument, name, size) == 0 && argument[size] == ':') {
            *vendor = (enum vendor)i;
            *rest = argument + size + 1;
            return true;
        }
    }
    return false;
}

static const char *refuse(const char *argument, const char *why, struct arena *arena,
                          struct diagnostics *diagnostics)
{
    diagnostic_report(diagnostics, DIAGNOSTIC_CATALOGUE_MODEL, nowhere,
                      "--events is written as in --events=intel:spr,emr=FILE: there is %s in '%s'",
                      why, catalogue_shown_path(arena, argument));
    return NULL;
}

/* The names between commas up to `end`. */
static bool read_models(const char *text, const char *end, struct catalogue_file *file,
                        struct arena *arena)
{
    file->references = ARENA_NEW_ARRAY(arena, struct model_reference, CATALOGUE_MAX_REFERENCES);
    for (;;) {
        const size_t left = (size_t)(end - text);
        const char *comma = memchr(text, ',', left);
        const char *name =
            lower_case(arena, arena_copy_text(arena, text, comma ? (size_t)(comma - text) : left));

        if (!is_plain_name(name, MAX_MODEL_NAME) ||
            file->reference_count >= CATALOGUE_MAX_REFERENCES)
            return false;
        file->references[file->reference_count++] = (struct model_reference){name, nowhere};
        if (!comma)
            return true;
        text = comma + 1;
    }
}

const char *argument_read(const char *argument, struct catalogue_file *file, struct arena *arena,
                          struct diagnostics *diagnostics)
{
    const char *models;
    const char *end;

    if (!read_vendor_part(argument, &file->vendor, &models))
        return argument;
    end = strchr(models, '=');
    if (!end)
        return refuse(argument, "no file", arena, diagnostics);
    if (!read_models(models, end, file, arena))
        return refuse(argument, "no list of models", arena, diagnostics);
    return end + 1;
}
