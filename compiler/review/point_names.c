/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/point_names.h"

#include <string.h>

struct code_index *known_names_of(struct events *events, enum vendor vendor,
                                  const struct cpu_model *model, struct arena *arena)
{
    return code_index_create(events_of_model(events, vendor, model, true), arena);
}

/* The points that names are wanted of: one of the three. */
struct wanted {
    const struct block *block;
    const struct umask_set *rows;
    uint32_t fixed;
};

static bool has_select(const struct block *block, uint32_t select)
{
    uint32_t low = 0;
    uint32_t high = block->select_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (block->selects[middle] == select)
            return true;
        if (block->selects[middle] < select)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static bool has_code(const struct wanted *wanted, uint32_t code)
{
    if (code >= CODE_INDEX_FIXED)
        return wanted->fixed >> (code - CODE_INDEX_FIXED) & 1;
    if (wanted->block)
        return umask_set_has(&wanted->block->umasks, code & 0xff) &&
               has_select(wanted->block, code >> 8);
    /* An arm64 event number is the row, its high byte, and the place in it. */
    return wanted->rows && umask_set_has(&wanted->rows[code >> 16], code >> 8 & 0xff);
}

/* Whether an event stands at a lower code among those wanted, too. */
static bool was_met(const struct wanted *wanted, const struct coded_event *row)
{
    for (uint32_t i = 0; i < row->event->code_count; i++) {
        uint32_t code = code_of(&row->event->codes[i]);

        if (code >= row->code)
            break;
        if (has_code(wanted, code))
            return true;
    }
    return false;
}

/* Best is a vendor's own name for the code and nothing but the code. perf's have no '_' or '.'. */
static unsigned int oddness(const struct event *event)
{
    return (event->qualifiers ? 8u : 0) + (event->deprecated ? 4u : 0) +
           (event->catalogue->path ? 0 : 2u) + (strpbrk(event->name, "_.") ? 0 : 1u);
}

/* Of the rows of one code, which of them has the plainest name. */
static uint32_t find_plainest(const struct coded_event *rows, uint32_t count)
{
    uint32_t best = 0;

    for (uint32_t i = 1; i < count; i++) {
        if (oddness(rows[i].event) < oddness(rows[best].event))
            best = i;
    }
    return best;
}

static uint32_t count_same_code(const struct code_index *known, uint32_t from)
{
    uint32_t count = 1;

    while (from + count < known->count && known->rows[from + count].code == known->rows[from].code)
        count++;
    return count;
}

/* Adds the plainest names of the codes, or all others. */
static void add_names(const struct code_index *known, const struct wanted *wanted, bool plainest,
                      struct point_names *names)
{
    for (uint32_t from = 0, count; from < known->count; from += count) {
        const struct coded_event *rows = &known->rows[from];
        uint32_t best;

        count = count_same_code(known, from);
        if (!has_code(wanted, rows[0].code))
            continue;
        best = find_plainest(rows, count);
        for (uint32_t i = 0; i < count; i++) {
            if ((i == best) == plainest && !was_met(wanted, &rows[i]))
                names->names[names->count++] = rows[i].event->name;
        }
    }
}

static uint32_t count_names(const struct code_index *known, const struct wanted *wanted)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < known->count; i++)
        count += has_code(wanted, known->rows[i].code) && !was_met(wanted, &known->rows[i]);
    return count;
}

static struct point_names list_names(const struct code_index *known, const struct wanted *wanted,
                                     struct arena *arena)
{
    struct point_names names = {ARENA_NEW_ARRAY(arena, const char *, count_names(known, wanted)), 0,
                                0};

    add_names(known, wanted, true, &names);
    names.plain_count = names.count;
    add_names(known, wanted, false, &names);
    return names;
}

struct point_names names_of_block(const struct code_index *known, const struct block *block,
                                  struct arena *arena)
{
    const struct wanted wanted = {.block = block};

    return list_names(known, &wanted, arena);
}

struct point_names names_of_rows(const struct code_index *known, const struct umask_set *rows,
                                 struct arena *arena)
{
    const struct wanted wanted = {.rows = rows};

    return list_names(known, &wanted, arena);
}

struct point_names names_of_fixed(const struct code_index *known, uint32_t bitmap,
                                  struct arena *arena)
{
    const struct wanted wanted = {.fixed = bitmap};

    return list_names(known, &wanted, arena);
}
