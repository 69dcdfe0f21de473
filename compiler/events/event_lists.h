/* SPDX-License-Identifier: BSD-2-Clause */
/* Several catalogues' events as one list. */
#ifndef PMUC_EVENTS_EVENT_LISTS_H
#define PMUC_EVENTS_EVENT_LISTS_H

#include "compiler/events/catalogue_file.h"
#include "compiler/events/events.h"

/*
 * The events that every model of a vendor has, and with a model its own, too. Where two files give
 * a name two meanings, that is reported, and the first file's stays.
 */
struct event_list *event_list_create(const struct catalogue_context *context, enum vendor vendor,
                                     const struct cpu_model *model);

/* A list with those of `table`, sorted, that have a name which the list has not. */
struct event_list *event_list_extend(struct arena *arena, const struct event_list *list,
                                     const struct event_table *table);

#endif
