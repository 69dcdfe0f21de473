/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/asked_point.h"

#include <ctype.h>
#include <string.h>

#include "compiler/base/suggest.h"
#include "compiler/events/names.h"
#include "compiler/policy/name_list.h"
#include "compiler/policy/perf_codes.h"

enum { MAX_UMASK = UMASK_COUNT - 1, MAX_ARM64_EVENT = 0xffff };

/* A number up to `most`: null, or the reason why not. */
static const char *read_up_to(struct arena *arena, const char *text, const char *what,
                              uint32_t most, uint32_t *out)
{
    uint64_t number;

    if (!read_number(text, &number))
        return arena_format(arena, "%s is a number, decimal or behind 0x", what);
    if (number > most)
        return arena_format(arena, "%s ends at 0x%x", what, most);
    *out = (uint32_t)number;
    return NULL;
}

static const char *read_pair(struct asked_point *point, struct arena *arena)
{
    const char *colon = strchr(point->text, ':');
    const char *reason;

    point->kind = ASKED_PAIR;
    if (!colon)
        return "a select needs a unit mask behind it, as in 0xc4:0x00; an arm64 event is "
               "arm64:0x11";
    reason = read_up_to(arena, arena_copy_text(arena, point->text, (size_t)(colon - point->text)),
                        "a select", MAX_SELECT_COUNT - 1, &point->select);
    return reason ? reason : read_up_to(arena, colon + 1, "a unit mask", MAX_UMASK, &point->umask);
}

/* Only what has a PMU name in front of it is of one kind of hosts. */
static bool is_for(const char *text, bool is_arm64)
{
    return !perf_code_is_term(text) || (strncmp(text, "arm", 3) == 0) == is_arm64;
}

static const char *read_config(struct asked_point *point, enum vendor vendor, struct arena *arena)
{
    const struct source_list sources = {.arena = arena};
    const struct ast_item item = {.kind = AST_NAME, .name = point->text};
    struct diagnostics *diagnostics = diagnostics_create(arena, &sources);
    bool is_arm64 = vendor == VENDOR_ARM64;

    point->has_config[vendor] = is_for(point->text, is_arm64);
    if (!point->has_config[vendor] ||
        perf_code_read(&item, is_arm64, diagnostics, &point->configs[vendor]))
        return NULL;
    return diagnostics->first->text;
}

static const char *read_perf(struct asked_point *point, struct arena *arena)
{
    const char *reason = NULL;

    point->kind = ASKED_PERF;
    for (int vendor = 0; !reason && vendor < VENDOR_COUNT; vendor++)
        reason = read_config(point, (enum vendor)vendor, arena);
    return reason;
}

static const char *read_name(struct asked_point *point, struct arena *arena)
{
    point->kind = ASKED_NAME;
    if (strpbrk(point->text, "*?"))
        return "one event at a time: 'pmuc events' lists what a pattern stands for";
    if (!is_event_name(point->text))
        return "it is no event's name, nor a point such as 0xc4:0x01, fixed:1 or arm64:0x11";
    point->key = events_make_key(arena, point->text);
    return NULL;
}

const char *asked_point_read(const char *text, struct arena *arena, struct asked_point *out)
{
    static const char fixed[] = "fixed:";
    static const char arm64[] = "arm64:";

    *out = (struct asked_point){.text = text};
    if (isdigit((unsigned char)text[0]))
        return read_pair(out, arena);
    if (strncmp(text, fixed, strlen(fixed)) == 0) {
        out->kind = ASKED_FIXED;
        return read_up_to(arena, text + strlen(fixed), "a fixed counter", FIXED_COUNTER_COUNT - 1,
                          &out->number);
    }
    if (strncmp(text, arm64, strlen(arm64)) == 0) {
        out->kind = ASKED_ARM64;
        return read_up_to(arena, text + strlen(arm64), "an arm64 event", MAX_ARM64_EVENT,
                          &out->number);
    }
    if (text[0] && (perf_code_is_raw(text) || perf_code_is_term(text)))
        return read_perf(out, arena);
    return read_name(out, arena);
}

static void set_code(struct code_set *set, uint32_t code, struct arena *arena)
{
    set->codes = ARENA_NEW(arena, uint32_t);
    set->codes[0] = code;
    set->count = 1;
}

static enum asked_answer find_pair(const struct asked_point *point, enum vendor vendor,
                                   struct arena *arena, struct code_set *out, const char **reason)
{
    if (vendor == VENDOR_ARM64)
        return ASKED_FOREIGN;
    if (vendor == VENDOR_INTEL && point->select >= INTEL_SELECT_COUNT) {
        *reason = "selects end at 0xff there";
        return ASKED_UNFIT;
    }
    set_code(out, point->select << 8 | point->umask, arena);
    return ASKED_FITS;
}

static enum asked_answer find_perf(const struct asked_point *point, enum vendor vendor,
                                   struct arena *arena, struct code_set *out, const char **reason)
{
    const struct host host = {.vendor = vendor};

    if (!point->has_config[vendor])
        return ASKED_FOREIGN;
    return perf_code_set(&host, point->configs[vendor], arena, out, reason) ? ASKED_FITS
                                                                            : ASKED_UNFIT;
}

static const struct event *find_event(const struct asked_point *point, enum vendor vendor,
                                      const struct cpu_model *model, struct events *events)
{
    const struct event *event =
        events_find(events_of_model(events, vendor, model, false), point->key);

    return event ? event : events_find(events_of_model(events, vendor, model, true), point->key);
}

static enum asked_answer find_name(const struct event *event, enum vendor vendor,
                                   struct arena *arena, struct code_set *out, const char **reason)
{
    const struct host host = {.vendor = vendor};

    if (!event) {
        *reason = "no event of this name is known there";
        return ASKED_UNFIT;
    }
    out->fixed = event->fixed;
    out->codes = ARENA_NEW_ARRAY(arena, uint32_t, event->code_count);
    for (uint32_t i = 0; i < event->code_count; i++)
        out->codes[out->count++] = event_point(&host, event, i);
    code_set_normalise(out);
    return ASKED_FITS;
}

enum asked_answer asked_point_find(const struct asked_point *point, enum vendor vendor,
                                   const struct cpu_model *model, struct events *events,
                                   struct arena *arena, struct code_set *out, const char **reason)
{
    *out = (struct code_set){NULL, 0, 0};
    switch (point->kind) {
    case ASKED_PAIR:
        return find_pair(point, vendor, arena, out, reason);
    case ASKED_FIXED:
        out->fixed = 1u << point->number;
        return vendor == VENDOR_INTEL ? ASKED_FITS : ASKED_FOREIGN;
    case ASKED_ARM64:
        set_code(out, point->number, arena);
        return vendor == VENDOR_ARM64 ? ASKED_FITS : ASKED_FOREIGN;
    case ASKED_PERF:
        return find_perf(point, vendor, arena, out, reason);
    case ASKED_NAME:
        break;
    }
    return find_name(find_event(point, vendor, model, events), vendor, arena, out, reason);
}

const char *asked_point_hosts(const struct asked_point *point)
{
    bool is_arm64 = point->kind == ASKED_ARM64 ||
                    (point->kind == ASKED_PERF && !point->has_config[VENDOR_INTEL]);

    if (point->kind == ASKED_FIXED)
        return "Intel hosts";
    return is_arm64 ? "arm64 hosts" : "x86 hosts";
}

const char *asked_point_suggest(const struct asked_point *point, enum vendor vendor,
                                const struct cpu_model *model, struct events *events)
{
    const struct event_list *list = events_of_model(events, vendor, model, true);
    struct suggestion suggestion = suggestion_for(point->key);

    for (uint32_t i = 0; i < list->count; i++)
        suggestion_consider(&suggestion, list->events[i]->key);
    for (uint32_t i = 0; suggestion.best && i < list->count; i++) {
        if (strcmp(list->events[i]->key, suggestion.best) == 0)
            return list->events[i]->name;
    }
    return NULL;
}
