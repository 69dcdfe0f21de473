/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Event names and CPU models, from every source that a compilation has: the catalogues that are
 * shipped, the files that --events names, and libpfm4.
 *
 * Nothing is read before the first question, so a policy of numbers pays nothing. Files are read
 * once. What is wrong with a file is reported at its place there; questions are then answered from
 * what could be read, and the caller sees that diagnostics->error_count grew.
 *
 * The models that a file of --events is about are defined in a shipped catalogue, in the file or in
 * one before it; shipped catalogues may speak of each other's.
 *
 * Of several sources that have a name for a model: shipped catalogues go first, and a file of
 * --events that gives such a name another meaning is an error (CATALOGUE_CONFLICT); then the files
 * in the order of the command line; then libpfm4, which is not asked about a model for which a file
 * said that it is complete.
 */
#ifndef PMUC_EVENTS_EVENTS_H
#define PMUC_EVENTS_EVENTS_H

#include "compiler/base/diagnostic.h"
#include "compiler/events/catalogue.h"

enum {
    EVENTS_MAX_FILES = 64, /* of --events */
};

struct events_options {
    const char *catalogue_folder;        /* shipped catalogues: *.yaml, all of them are read */
    const char *files[EVENTS_MAX_FILES]; /* arguments of --events: FILE, or MODELS=FILE */
    unsigned int file_count;
    bool without_libpfm;
};

struct events;

struct events *events_create(const struct events_options *options, struct arena *arena,
                             struct source_list *sources, struct diagnostics *diagnostics);

/*
 * False when something was wrong with a catalogue. That is reported; what a name or model that is
 * not known then says is nothing worth another message.
 */
bool events_are_whole(struct events *events);

/*
 * A CPU model by a name of its own (case does not matter), or by signature: "6-0x8f" is an Intel or
 * AMD family and model with every stepping, "0x41-0xd0c" an arm64 implementer and part. A signature
 * gives a model whose name is the signature, written in one way; it is one of libpfm4's, or
 * refused, as the catalogue model is that has all of its CPUs, if there is one. Null when there is
 * none. The same name gives the same pointer.
 */
const struct cpu_model *events_find_model(struct events *events, enum vendor vendor,
                                          const char *name);

/* The name nearest to a misspelt model, or null. */
const char *events_suggest_model(struct events *events, enum vendor vendor, const char *name);

/* The n-th model that catalogues know, or null: for lists. */
const struct cpu_model *events_model_at(struct events *events, uint32_t index);

/* The names of one model, or with a null model those that every model of the vendor has. */
struct event_list {
    const struct event **events; /* ascending by key, no key twice */
    uint32_t count;
    bool is_complete; /* a source said that the model has no other events */
};

/*
 * A model has the names of those catalogues that are about all of its CPUs: "6-0x8f" those about
 * spr, which is the same; "6-0x55" none that is about skx alone, which is some of its steppings.
 *
 * The list without libpfm4's names, or with them. Both are made on first use and kept. With a null
 * model they are equal.
 */
const struct event_list *events_of_model(struct events *events, enum vendor vendor,
                                         const struct cpu_model *model, bool with_libpfm);

/* A name as it is compared: lower case, '.' for ':'. In the arena. */
const char *events_make_key(struct arena *arena, const char *name);

/* The event of a list with this key, or null. */
const struct event *events_find(const struct event_list *list, const char *key);

/* Whether a key matches a pattern with '*' (any text) and '?' (one character), itself a key. */
bool events_match(const char *pattern, const char *key);

/* The n-th catalogue that was read, or null: for lists. */
const struct catalogue *events_catalogue_at(const struct events *events, uint32_t index);

#endif
