/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/event_lists.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/events/signatures.h"

enum { MAX_CONFLICTS = 20 /* reported of one file for one list */ };

static void report_conflict(struct diagnostics *diagnostics, const struct event *first,
                            const struct event *second)
{
    struct diagnostic *diagnostic = diagnostic_report(
        diagnostics, DIAGNOSTIC_CATALOGUE_CONFLICT, second->span,
        "'%s' is another event in the catalogue '%s'", second->name, first->catalogue->name);

    diagnostic_add_note(diagnostic, first->span, "it is here");
}

/* With null diagnostics a name that is there already is just passed over. */
struct merge {
    struct diagnostics *diagnostics;
    struct event_list *list;
    unsigned int conflict_count;
};

/* Both have the key of `second`: the list's stays. */
static void keep_first(struct merge *merge, const struct event *first, const struct event *second)
{
    merge->list->events[merge->list->count++] = first;
    if (merge->diagnostics && !event_means_same(first, second) &&
        merge->conflict_count++ < MAX_CONFLICTS)
        report_conflict(merge->diagnostics, first, second);
}

static struct event_list *merge_table(struct arena *arena, const struct event_list *list,
                                      const struct event_table *table,
                                      struct diagnostics *diagnostics)
{
    struct merge merge = {diagnostics, ARENA_NEW(arena, struct event_list), 0};
    struct event_list *out = merge.list;
    uint32_t i = 0;
    uint32_t j = 0;

    out->events = ARENA_NEW_ARRAY(arena, const struct event *, list->count + table->count);
    out->is_complete = list->is_complete;
    while (i < list->count && j < table->count) {
        const int order = strcmp(list->events[i]->key, table->events[j].key);

        if (order == 0)
            keep_first(&merge, list->events[i++], &table->events[j++]);
        else
            out->events[out->count++] = order < 0 ? list->events[i++] : &table->events[j++];
    }
    while (i < list->count)
        out->events[out->count++] = list->events[i++];
    while (j < table->count)
        out->events[out->count++] = &table->events[j++];
    return out;
}

static bool concerns(const struct catalogue_file *file, enum vendor vendor,
                     const struct cpu_model *model)
{
    if (file->vendor != vendor)
        return false;
    return file->serves_all ||
           (model && signatures_cover(file->signatures, file->signature_count, model->signatures,
                                      model->signature_count));
}

struct event_list *event_list_create(const struct catalogue_context *context, enum vendor vendor,
                                     const struct cpu_model *model)
{
    struct event_list *list = ARENA_NEW(context->arena, struct event_list);

    for (uint32_t i = 0; i < context->earlier_count; i++) {
        const struct catalogue_file *file = context->earlier[i];

        if (!concerns(file, vendor, model))
            continue;
        list = merge_table(context->arena, list, &file->events, context->diagnostics);
        list->is_complete |= file->is_complete;
    }
    return list;
}

struct event_list *event_list_extend(struct arena *arena, const struct event_list *list,
                                     const struct event_table *table)
{
    return merge_table(arena, list, table, NULL);
}

static int compare_key(const void *key, const void *event)
{
    return strcmp(key, (*(const struct event *const *)event)->key);
}

const struct event *events_find(const struct event_list *list, const char *key)
{
    const struct event **found;

    if (list->count == 0)
        return NULL;
    found = bsearch(key, list->events, list->count, sizeof(const struct event *), compare_key);
    return found ? *found : NULL;
}
