/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Our own form of a catalogue: one YAML mapping.
 *
 * These report what is wrong and go on with the next item.
 */
#ifndef PMUC_EVENTS_OWN_FORM_H
#define PMUC_EVENTS_OWN_FORM_H

#include "compiler/events/catalogue_file.h"
#include "compiler/events/reader.h"

/* The whole. False when vendor or models are not known, so that no event could be used. */
bool own_form_read(struct reader *reader, const struct node *root, struct catalogue_file *file);

/* The list under `cpus`. */
void own_cpus_read(struct reader *reader, const struct node *list, struct catalogue_file *file);

/* The list under a model's `signatures`; a null node is one that is absent. */
void own_signatures_read(struct reader *reader, const struct node *list, enum vendor vendor,
                         struct cpu_model *model);

/* The list under `events`. */
void own_events_read(struct reader *reader, const struct node *list, struct catalogue_file *file);

#endif
