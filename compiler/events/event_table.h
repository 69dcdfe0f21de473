/* SPDX-License-Identifier: BSD-2-Clause */
/* The events of one catalogue, or of several for one model. */
#ifndef PMUC_EVENTS_EVENT_TABLE_H
#define PMUC_EVENTS_EVENT_TABLE_H

#include "compiler/base/diagnostic.h"
#include "compiler/events/catalogue.h"

struct event_table {
    struct event *events;
    uint32_t count;
    uint32_t capacity;
};

/* Adds a name; the rest is the caller's to fill in. */
struct event *event_table_add(struct event_table *table, struct arena *arena, const char *name);

/* Ascending by key; of equal keys the one whose span is first. */
void event_table_sort(struct event_table *table);

/* The event of a sorted table with this key, or null. */
const struct event *event_table_find(const struct event_table *table, const char *key);

/* Whether they ask for the same as far as a filter can tell: qualifiers do not count. */
bool event_means_same(const struct event *one, const struct event *other);

#endif
