/* SPDX-License-Identifier: BSD-2-Clause */
/* The CPU models that catalogues define, and those that are made of a signature. */
#ifndef PMUC_EVENTS_MODELS_H
#define PMUC_EVENTS_MODELS_H

#include "compiler/events/catalogue_file.h"
#include "compiler/events/events.h"

enum {
    MODELS_MAX_COUNT = 1000,      /* of all catalogues */
    MODELS_MAX_SIGNATURES = 4000, /* of all catalogues */
};

struct model_record {
    struct model_record *next;
    struct cpu_model model;
    const char *const *names;
    uint32_t name_count;
    struct span span; /* of its definition; empty when it was made of a signature */
    const struct event_list *without_libpfm; /* null until asked for */
    const struct event_list *with_libpfm;
};

struct model_table {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct model_record *first; /* those of catalogues, in their order */
    struct model_record *last;
    struct model_record *first_signature; /* those made of a signature */
    uint32_t count;
    uint32_t signature_count;
};

/* Adds the models that a file defines. One whose names or CPUs are taken is reported and left out.
 */
void models_add(struct model_table *table, const struct catalogue_file *file);

/* By name or signature; null when there is none. */
struct model_record *models_find(struct model_table *table, enum vendor vendor, const char *name);

const char *models_suggest(const struct model_table *table, enum vendor vendor, const char *name);

const struct cpu_model *models_at(const struct model_table *table, uint32_t index);

/* The record of a model that models_find() or models_at() gave. */
struct model_record *models_record(const struct model_table *table, const struct cpu_model *model);

/* Sets file->signatures by file->references. False when one is not known, after an error. */
bool models_resolve(struct model_table *table, struct catalogue_file *file);

#endif
