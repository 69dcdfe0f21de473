/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One catalogue file, read: events, CPU models that it defines, and models that it is about.
 *
 * The form is recognised by the content: our own YAML (own_form.h), Intel's perfmon JSON, or
 * perf's JSON (vendor_json.h). Everything is in the arena. What is wrong is reported at its place;
 * what could be read is there all the same.
 */
#ifndef PMUC_EVENTS_CATALOGUE_FILE_H
#define PMUC_EVENTS_CATALOGUE_FILE_H

#include "compiler/base/diagnostic.h"
#include "compiler/events/catalogue.h"
#include "compiler/events/event_table.h"

enum {
    CATALOGUE_MAX_REFERENCES = 200, /* models that one catalogue is about */
    CATALOGUE_MAX_MODELS = 1000,    /* that one catalogue defines */
    MODEL_MAX_SIGNATURES = 64,
    MODEL_MAX_NAMES = 16,
    EVENT_MAX_NAMES = 16,
    EVENT_MAX_CODES = 16
};

/* A model that a file's events belong to, by name or by signature. */
struct model_reference {
    const char *name;
    struct span span; /* empty when it stands in an argument */
};

/* A model that a file defines. */
struct model_definition {
    struct cpu_model model;
    const char *names[MODEL_MAX_NAMES]; /* the main one first */
    uint32_t name_count;
    struct span span;
};

struct catalogue_file {
    struct catalogue catalogue;
    enum vendor vendor;
    bool serves_all;  /* its events are those of every model of the vendor */
    bool is_complete; /* its models have no other events */
    struct model_reference *references;
    uint32_t reference_count;
    struct pmuf_signature *signatures; /* of all of them, in no order; see models_resolve() */
    uint32_t signature_count;
    struct model_definition *definitions;
    uint32_t definition_count;
    struct event_table events; /* ascending by key, no key twice */
};

/* What reading a file needs besides the file. */
struct catalogue_context {
    struct arena *arena;
    struct arena *scratch; /* for what is done with when a file is read */
    struct source_list *sources;
    struct diagnostics *diagnostics;
    struct catalogue_file *const *earlier; /* read before, resolved */
    uint32_t earlier_count;
};

/*
 * Reads the file at a path. `file` has the models that an argument named, resolved, if it named
 * any: then its reference_count is not 0, and the form must not be our own. False when there is
 * nothing that could be used, after an error.
 */
bool catalogue_file_read(struct catalogue_file *file, const char *path, bool is_shipped,
                         const struct catalogue_context *context);

/* A path as a message shows it: nothing in it can forge a message. In the arena. */
const char *catalogue_shown_path(struct arena *arena, const char *path);

#endif
