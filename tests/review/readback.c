/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/review/readback.h"

#include <string.h>

#include "compiler/base/text_stream.h"
#include "compiler/events/names.h"
#include "compiler/load/load.h"
#include "compiler/policy/resolve.h"

static uint64_t count_rows(const struct umask_set *rows, uint32_t count)
{
    uint64_t points = 0;

    for (uint32_t i = 0; i < count; i++)
        points += umask_set_count(&rows[i]);
    return points;
}

static uint64_t count_line(const struct changed_points *points)
{
    if (points->block)
        return (uint64_t)points->block->select_count * umask_set_count(&points->block->umasks);
    if (points->rows)
        return count_rows(points->rows, ARM64_SELECT_COUNT);
    return (uint64_t)__builtin_popcount(points->fixed);
}

/* A policy that allows what the difference tells in this direction. */
static char *write_policy(const struct host_difference *host, enum direction direction,
                          struct arena *arena, size_t *size, struct readback *out)
{
    const char *vendor = vendor_name(host->group->vendor);
    struct text_stream stream;
    char *text;

    text_stream_open(&stream);
    fprintf(stream.file, "targets %s\n", vendor);
    for (uint32_t i = 0; i < host->change_count; i++) {
        const struct change *change = &host->changes[i];

        for (uint32_t p = 0; change->direction == direction && p < change->point_count; p++) {
            fprintf(stream.file, "allow %s %s\n", vendor, change->points[p].expression);
            out->line_points += count_line(&change->points[p]);
        }
    }
    text = text_stream_close(&stream, arena, size);
    return memcpy(arena_allocate(arena, *size + 2), text, *size);
}

bool readback_create(const struct host_difference *host, enum direction direction,
                     struct arena *arena, struct readback *out)
{
    struct compilation_parts {
        struct source_list sources;
        struct diagnostics *diagnostics;
    } parts = {.sources = {.arena = arena}};
    const struct load_options load = {.preset_folder = "/nonexistent"};
    const struct events_options nothing = {.catalogue_folder = "/nonexistent",
                                           .without_libpfm = true};
    const struct host_policy *resolved;
    const struct policy *policy;
    struct events *events;
    size_t size;
    char *text;

    *out = (struct readback){.rows = ARENA_NEW_ARRAY(arena, struct umask_set, MAX_SELECT_COUNT)};
    text = write_policy(host, direction, arena, &size, out);
    parts.diagnostics = diagnostics_create(arena, &parts.sources);
    events = events_create(&nothing, arena, &parts.sources, parts.diagnostics);
    policy = policy_resolve(
        load_policy("-", text, size, &load, arena, &parts.sources, parts.diagnostics), events,
        arena, parts.diagnostics);
    if (parts.diagnostics->error_count)
        return false;
    resolved = &policy->hosts[0];
    for (uint32_t select = 0; select < host_select_count(resolved->host); select++)
        out->rows[select] = host_policy_verdicts(resolved, select)->allowed;
    out->fixed = resolved->fixed_allowed;
    return true;
}

uint64_t readback_count(const struct readback *readback)
{
    return count_rows(readback->rows, MAX_SELECT_COUNT) +
           (uint64_t)__builtin_popcount(readback->fixed);
}
