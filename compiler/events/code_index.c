/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/code_index.h"

#include <stdlib.h>
#include <string.h>

static int compare_rows(const void *left, const void *right)
{
    const struct coded_event *a = left;
    const struct coded_event *b = right;

    if (a->code != b->code)
        return a->code > b->code ? 1 : -1;
    return strcmp(a->event->key, b->event->key);
}

static uint32_t count_rows(const struct event_list *list)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < list->count; i++)
        count += list->events[i]->code_count + (list->events[i]->fixed ? 1 : 0);
    return count;
}

static void add_rows(struct code_index *index, const struct event *event)
{
    for (uint32_t i = 0; i < event->code_count; i++)
        index->rows[index->count++] = (struct coded_event){code_of(&event->codes[i]), event};
    if (event->fixed)
        index->rows[index->count++] =
            (struct coded_event){CODE_INDEX_FIXED + (uint32_t)__builtin_ctz(event->fixed), event};
}

struct code_index *code_index_create(const struct event_list *list, struct arena *arena)
{
    struct code_index *index = ARENA_NEW(arena, struct code_index);

    index->rows = ARENA_NEW_ARRAY(arena, struct coded_event, count_rows(list));
    for (uint32_t i = 0; i < list->count; i++)
        add_rows(index, list->events[i]);
    if (index->count)
        qsort(index->rows, index->count, sizeof(*index->rows), compare_rows);
    return index;
}

uint32_t code_index_find(const struct code_index *index, uint32_t code,
                         const struct coded_event **first)
{
    uint32_t low = 0;
    uint32_t high = index->count;
    uint32_t count = 0;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (index->rows[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    *first = index->rows + low;
    while (low + count < index->count && index->rows[low + count].code == code)
        count++;
    return count;
}
