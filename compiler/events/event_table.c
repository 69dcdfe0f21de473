/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/event_table.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/events/events.h"

enum { FIRST_CAPACITY = 64 };

static void grow(struct event_table *table, struct arena *arena)
{
    const uint32_t capacity = table->capacity ? table->capacity * 2 : FIRST_CAPACITY;
    struct event *events = ARENA_NEW_ARRAY(arena, struct event, capacity);

    if (table->count > 0)
        memcpy(events, table->events, table->count * sizeof(*events));
    table->events = events;
    table->capacity = capacity;
}

struct event *event_table_add(struct event_table *table, struct arena *arena, const char *name)
{
    struct event *event;

    if (table->count == table->capacity)
        grow(table, arena);
    event = &table->events[table->count++];
    event->name = name;
    event->key = events_make_key(arena, name);
    return event;
}

static int compare_events(const void *left, const void *right)
{
    const struct event *a = left;
    const struct event *b = right;
    const int order = strcmp(a->key, b->key);

    if (order != 0)
        return order;
    return a->span.start < b->span.start ? -1 : a->span.start > b->span.start;
}

void event_table_sort(struct event_table *table)
{
    if (table->count > 0)
        qsort(table->events, table->count, sizeof(*table->events), compare_events);
}

static int compare_key(const void *key, const void *event)
{
    return strcmp(key, ((const struct event *)event)->key);
}

const struct event *event_table_find(const struct event_table *table, const char *key)
{
    if (table->count == 0)
        return NULL;
    return bsearch(key, table->events, table->count, sizeof(*table->events), compare_key);
}

bool event_means_same(const struct event *one, const struct event *other)
{
    if (one->fixed != other->fixed || one->code_count != other->code_count)
        return false;
    for (uint32_t i = 0; i < one->code_count; i++) {
        if (one->codes[i].select != other->codes[i].select ||
            one->codes[i].umask != other->codes[i].umask)
            return false;
    }
    return true;
}
