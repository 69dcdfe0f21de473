/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/import_perf.h"

#include <string.h>
#include <strings.h>

#include "compiler/base/text_stream.h"
#include "compiler/events/names.h"
#include "compiler/policy/perf_codes.h"
#include "compiler/policy/points.h"
#include "compiler/review/perf_list.h"
#include "compiler/review/policy_lines.h"
#include "compiler/review/reach.h"

struct import {
    const struct perf_target *target;
    struct compilation *compilation;
    struct arena *arena;
    struct diagnostics *diagnostics;
    const struct host *host; /* the only one */
    struct scope scope;
    struct umask_set *allowed; /* by the events so far, by select */
    uint32_t fixed;
    FILE *rules;
    uint32_t count;
};

static const enum ast_target_kind kinds[VENDOR_COUNT] = {AST_INTEL, AST_AMD, AST_ARM64};

/* --- the host --- */

/* The statement that lists the model, as if it stood in a policy. */
static struct ast *make_ast(const struct import *import)
{
    struct ast *ast = ARENA_NEW(import->arena, struct ast);
    const struct ast_target vendor = {.kind = kinds[import->target->vendor]};
    struct ast_item *item;

    if (!import->target->model)
        return ast;
    item =
        ast_name_item(import->arena, (struct ast_text){import->target->model, (struct span){0, 0}});
    ast_append(ast, ast_cpus(import->arena, vendor, ast_items_start(item), (struct span){0, 0}));
    return ast;
}

static bool find_host(struct import *import)
{
    const struct hosts *hosts = hosts_collect(make_ast(import), import->compilation->events,
                                              import->arena, import->diagnostics);

    for (uint32_t i = 0; i < hosts->count; i++) {
        if (hosts->all[i].vendor == import->target->vendor)
            import->host = &hosts->all[i];
    }
    import->scope =
        (struct scope){hosts, import->compilation->events, import->arena, import->diagnostics};
    return import->host && !import->diagnostics->error_count;
}

/* --- one event --- */

static bool is_known(const struct import *import, const char *name)
{
    const struct event_list *list = events_of_model(
        import->compilation->events, import->host->vendor, import->host->model, true);

    return events_find(list, events_make_key(import->arena, name)) != NULL;
}

/* perf takes r3c, and the language asks for three digits at least. */
static const char *lengthen_raw(const struct import *import, const char *name)
{
    size_t digits = strlen(name) - 1;

    if (name[0] != 'r' || digits < 1 || digits > 2 ||
        strspn(name + 1, "0123456789abcdefABCDEF") != digits)
        return name;
    return arena_format(import->arena, "r%.*s%s", 3 - (int)digits, "00", name + 1);
}

/*
 * The event as the language writes it. A filter sees none of perf's modifiers: what is allowed is
 * the event with any of them.
 */
static const char *name_of(const struct import *import, const struct perf_item *item)
{
    const char *whole = arena_copy_text(import->arena, item->text, item->size);
    uint32_t size = perf_item_plain_size(item);
    const char *plain;

    if (size == item->size || (!perf_code_is_term(whole) && is_known(import, whole)))
        return lengthen_raw(import, whole);
    plain = arena_copy_text(import->arena, whole, size);
    diagnostic_report(import->diagnostics, DIAGNOSTIC_QUALIFIER_IGNORED, item->span,
                      "KVM's filter does not see '%s': the policy allows the event with any "
                      "modifier",
                      whole + size);
    return lengthen_raw(import, plain);
}

static const struct points *resolve(const struct import *import, const char *name, struct span span)
{
    struct ast_item *item = ast_name_item(import->arena, (struct ast_text){name, span});
    struct ast_set *set = ast_set_create(import->arena, ast_items_start(item),
                                         (struct ast_item_list){NULL, NULL}, span);
    const struct ast_target target = {.span = span, .kind = kinds[import->target->vendor]};

    return points_resolve(ast_matcher_create(import->arena, AST_NAMED, target, set, NULL, span),
                          &import->scope);
}

/* Tells whether any of the points is new. */
static bool add_points(struct import *import, const struct points *points)
{
    bool added = false;

    for (; points; points = points->next) {
        if (!host_is_in(import->host, points->hosts))
            continue;
        added |= (points->fixed & ~import->fixed) != 0;
        import->fixed |= points->fixed;
        for (uint32_t i = 0; i < points->range_count; i++) {
            for (uint32_t select = points->ranges[i].first; select <= points->ranges[i].last;
                 select++) {
                struct umask_set *set = &import->allowed[select];
                struct umask_set more = umask_set_subtract(&points->umasks, set);

                added |= !umask_set_is_empty(&more);
                *set = umask_set_union(set, &more);
            }
        }
    }
    return added;
}

static bool is_keyword(const char *name)
{
    static const char *const words[] = {
#define KEYWORD(word, token, starts) word,
#include "grammar/keywords.def"
#undef KEYWORD
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcasecmp(words[i], name) == 0)
            return true;
    }
    return false;
}

/* Whether the language reads the name as one without quotes around it. */
static bool is_word(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char more[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    size_t size = strlen(name);

    if (!strchr(letters, name[0]) || is_keyword(name))
        return false;
    for (size_t i = 1; i < size; i++) {
        bool joins = (name[i] == '.' || name[i] == ':') && strchr(more, name[i - 1]) && name[i + 1];

        if (!joins && !strchr(more, name[i]))
            return false;
    }
    return true;
}

static void write_event(const struct import *import, const char *name)
{
    fprintf(import->rules, "allow %s event ", vendor_name(import->target->vendor));
    if (is_word(name))
        fputs(name, import->rules);
    else
        policy_string_write(import->rules, name, strlen(name));
    fputc('\n', import->rules);
}

static void take_item(struct import *import, const struct perf_item *item)
{
    const struct points *points;
    const char *name;

    if (item->size > PERF_MAX_EVENT_SIZE) {
        diagnostic_report(import->diagnostics, DIAGNOSTIC_EVENT_TERM, item->span,
                          "an event of perf's has at most %d bytes here", PERF_MAX_EVENT_SIZE);
        return;
    }
    name = name_of(import, item);
    if (strpbrk(name, "*?")) {
        diagnostic_report(import->diagnostics, DIAGNOSTIC_EVENT_TERM, item->span,
                          "this is a pattern, and a list for perf has one event at a time");
        return;
    }
    if (perf_is_software(name)) {
        diagnostic_report(import->diagnostics, DIAGNOSTIC_WITHOUT_EFFECT, item->span,
                          "perf counts '%s' in software: no filter touches it", name);
        return;
    }
    points = resolve(import, name, item->span);
    if (!points)
        return;
    if (add_points(import, points))
        write_event(import, name);
    else
        diagnostic_report(import->diagnostics, DIAGNOSTIC_WITHOUT_EFFECT, item->span,
                          "the events before this one have its code already");
}

static void take_items(struct import *import, const struct source *source)
{
    struct perf_item item;
    struct span fault;
    const char *what = source_find_fault(source, &fault);
    uint32_t at = 0;

    if (what) {
        diagnostic_report(import->diagnostics, DIAGNOSTIC_TEXT_FAULT, fault, "the list holds %s",
                          what);
        return;
    }
    while (perf_list_next(source, &at, &item)) {
        if (++import->count > PERF_MAX_EVENTS) {
            diagnostic_report(import->diagnostics, DIAGNOSTIC_EVENT_TERM, item.span,
                              "a list has at most %d events", PERF_MAX_EVENTS);
            return;
        }
        take_item(import, &item);
    }
    if (at < source->size || !import->count)
        diagnostic_report(import->diagnostics, DIAGNOSTIC_EVENT_TERM,
                          (struct span){source->base + at, source->base + at + 1},
                          "there is no event here");
}

/* --- fixed counters --- */

/*
 * A Linux guest counts instructions and cycles on fixed counters 0 and 1 as long as they are free,
 * and where those are closed, it reads zero.
 */
static void open_twins(struct import *import)
{
    static const struct {
        uint32_t fixed;
        uint32_t select;
        const char *name;
    } twins[] = {{0, 0xc0, "instructions"}, {1, 0x3c, "cycles"}};
    const char *names = "";

    for (size_t i = 0; i < sizeof(twins) / sizeof(twins[0]); i++) {
        if (import->fixed >> twins[i].fixed & 1 ||
            !umask_set_has(&import->allowed[twins[i].select], 0))
            continue;
        import->fixed |= 1u << twins[i].fixed;
        names = arena_format(import->arena, "%s%s%s", names, names[0] ? ", " : "", twins[i].name);
    }
    if (names[0])
        fprintf(import->rules, "allow intel fixed %s  # where a Linux guest counts these first\n",
                names);
    else if (!import->fixed)
        fputs("deny intel fixed any\n", import->rules);
}

/* --- the whole --- */

static const char *write_policy(struct import *import, const char *rules)
{
    const char *vendor = vendor_name(import->target->vendor);
    const char *cpus = import->target->model ? arena_format(import->arena, "cpus %s %s\n", vendor,
                                                            import->host->model->name)
                                             : "";

    return arena_format(import->arena, "%sdefault deny\n\n%s", cpus, rules);
}

/* The events that KVM never filters count on every arm64 host. */
static void add_unfilterable(const struct import *import)
{
    for (uint32_t select = 0; select < host_select_count(import->host); select++) {
        struct umask_set always = host_unfilterable(import->host, select);

        import->allowed[select] = umask_set_union(&import->allowed[select], &always);
    }
}

/* Compiles the result and compares what it allows with what the list has. */
static enum compile_status check(struct import *import, const struct events_options *options,
                                 const struct perf_import *result)
{
    struct compilation *compilation = compilation_create(import->arena);
    struct compile_options compile_options = {.events = *options};
    char *copy = arena_allocate(import->arena, result->size + 2);
    struct reach reach;

    memcpy(copy, result->text, result->size);
    diagnostics_silence(compilation->diagnostics);
    if (compile(compilation, "policy", copy, result->size, &compile_options) != COMPILE_DONE) {
        diagnostic_report(import->diagnostics, DIAGNOSTIC_TOO_MANY_ENTRIES, (struct span){0, 0},
                          "this list makes no policy: %s",
                          compilation->diagnostics->first ? compilation->diagnostics->first->text
                                                          : compilation->reason);
        return COMPILE_POLICY_WRONG;
    }
    reach =
        reach_of_section(&compilation->filters->sections[0], import->host->vendor, import->arena);
    add_unfilterable(import);
    return compilation->filters->section_count == 1 && reach.fixed == import->fixed &&
                   memcmp(reach.allowed, import->allowed, reach.end * sizeof(*reach.allowed)) == 0
               ? COMPILE_DONE
               : COMPILE_SELF_CHECK;
}

enum compile_status import_perf(const struct source *source, const struct perf_target *target,
                                const struct events_options *options,
                                struct compilation *compilation, struct perf_import *out)
{
    struct import import = {.target = target,
                            .compilation = compilation,
                            .arena = compilation->arena,
                            .diagnostics = compilation->diagnostics};
    struct text_stream rules;
    enum compile_status status;

    *out = (struct perf_import){NULL, 0};
    if (!find_host(&import))
        return COMPILE_POLICY_WRONG;
    import.allowed = ARENA_NEW_ARRAY(import.arena, struct umask_set, MAX_SELECT_COUNT);
    text_stream_open(&rules);
    import.rules = rules.file;
    take_items(&import, source);
    if (target->vendor == VENDOR_INTEL)
        open_twins(&import);
    out->text = write_policy(&import, text_stream_close(&rules, import.arena, NULL));
    out->size = strlen(out->text);
    status = import.diagnostics->error_count ? COMPILE_POLICY_WRONG : check(&import, options, out);
    if (status != COMPILE_DONE)
        out->text = NULL;
    return status;
}
