/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/diagnostic_log.h"

#include <stdlib.h>
#include <string.h>

/* A diagnostic in the order of the run, and what makes it the same as another. */
struct entry {
    const struct diagnostic *diagnostic;
    const char *path; /* "" when it has no place */
    uint32_t offset;  /* in that file */
    size_t index;
};

static struct entry make_entry(const struct diagnostic *diagnostic, size_t index)
{
    const struct source *source = source_of(diagnostic->owner->sources, diagnostic->span.start);
    struct entry entry = {diagnostic, "", 0, index};

    if (!span_is_empty(diagnostic->span) && source) {
        entry.path = source->path[0] ? source->path : source->name;
        entry.offset = diagnostic->span.start - source->base;
    }
    return entry;
}

static int compare_meaning(const struct entry *a, const struct entry *b)
{
    int order = strcmp(a->path, b->path);

    if (order)
        return order;
    if (a->offset != b->offset)
        return a->offset < b->offset ? -1 : 1;
    if (a->diagnostic->code != b->diagnostic->code)
        return a->diagnostic->code < b->diagnostic->code ? -1 : 1;
    return strcmp(a->diagnostic->text, b->diagnostic->text);
}

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    int order = compare_meaning(a, b);

    return order ? order : (a->index > b->index) - (a->index < b->index);
}

static size_t count_kept(const struct diagnostic_log *log)
{
    size_t count = 0;

    for (const struct log_part *part = log->first_part; part; part = part->next) {
        for (const struct diagnostic *one = part->diagnostics->first; one; one = one->next)
            count++;
    }
    return count;
}

static const struct diagnostic **in_order(const struct diagnostic_log *log, size_t total)
{
    const struct diagnostic **all =
        ARENA_NEW_ARRAY(log->arena, const struct diagnostic *, total + 1);
    size_t at = 0;

    for (const struct log_part *part = log->first_part; part; part = part->next) {
        size_t count;
        const struct diagnostic **list = diagnostics_sorted(part->diagnostics, &count);

        for (size_t i = 0; i < count; i++)
            all[at++] = list[i];
    }
    return all;
}

const struct diagnostic **diagnostic_log_all(const struct diagnostic_log *log, size_t *count)
{
    size_t total = count_kept(log);
    const struct diagnostic **all = in_order(log, total);
    struct entry *entries = ARENA_NEW_ARRAY(log->arena, struct entry, total);

    for (size_t i = 0; i < total; i++)
        entries[i] = make_entry(all[i], i);
    if (total)
        qsort(entries, total, sizeof(*entries), compare_entries);
    for (size_t i = 1; i < total; i++) {
        if (compare_meaning(&entries[i - 1], &entries[i]) == 0)
            all[entries[i].index] = NULL;
    }
    *count = 0;
    for (size_t i = 0; i < total; i++) {
        if (all[i])
            all[(*count)++] = all[i];
    }
    return all;
}

static uint64_t beyond(unsigned int count)
{
    return count > DIAGNOSTIC_MAX_KEPT ? count - DIAGNOSTIC_MAX_KEPT : 0;
}

uint64_t diagnostic_log_not_listed(const struct diagnostic_log *log)
{
    uint64_t count = 0;

    for (const struct log_part *part = log->first_part; part; part = part->next)
        count += beyond(part->diagnostics->error_count) + beyond(part->diagnostics->warning_count);
    return count;
}
