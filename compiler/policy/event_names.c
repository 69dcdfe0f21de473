/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/event_names.h"

#include <string.h>

#include "compiler/base/suggest.h"
#include "compiler/policy/code_points.h"
#include "compiler/policy/name_list.h"
#include "compiler/policy/perf_codes.h"

/* Evaluation of one matcher. Sets are arrays of code_set, indexed as hosts are. */
struct context {
    const struct scope *scope;
    const struct ast_matcher *matcher;
    host_set hosts;
    struct name_list names;    /* that give points */
    struct name_list excepted; /* that take points away */
    bool in_except;            /* so do those that are met now */
    host_set incomplete;       /* where a pattern may have missed names */
};

static struct code_set *sets_create(const struct context *context)
{
    return ARENA_NEW_ARRAY(context->scope->arena, struct code_set, context->scope->hosts->count);
}

static const struct event_list *list_of(const struct context *context, const struct host *host,
                                        bool with_libpfm)
{
    return events_of_model(context->scope->events, host->vendor, host->model, with_libpfm);
}

static void remember(struct context *context, const struct ast_item *item,
                     const struct event *event, host_set hosts)
{
    name_list_add(context->in_except ? &context->excepted : &context->names, item, event, hosts,
                  context->scope->arena);
}

static void take_event(struct context *context, const struct ast_item *item,
                       const struct host *host, const struct event *event, struct code_set *set)
{
    set->fixed |= event->fixed;
    for (uint32_t i = 0; i < event->code_count; i++)
        set->codes[set->count++] = event_point(host, event, i);
    event->catalogue->was_used = true;
    remember(context, item, event, host_bit(host));
}

static bool match_name(struct context *context, const struct ast_item *item,
                       const struct host *host, const char *key, struct code_set *set)
{
    const struct event *event = events_find(list_of(context, host, false), key);

    if (!event)
        event = events_find(list_of(context, host, true), key);
    if (!event)
        return false;
    set->codes = ARENA_NEW_ARRAY(context->scope->arena, uint32_t, event->code_count);
    take_event(context, item, host, event, set);
    code_set_normalise(set);
    return true;
}

static bool match_pattern(struct context *context, const struct ast_item *item,
                          const struct host *host, const char *pattern, struct code_set *set)
{
    const struct event_list *list = list_of(context, host, true);
    uint32_t code_count = 0;
    bool any = false;

    for (uint32_t i = 0; i < list->count; i++)
        code_count += events_match(pattern, list->events[i]->key) ? list->events[i]->code_count : 0;
    set->codes = ARENA_NEW_ARRAY(context->scope->arena, uint32_t, code_count);
    for (uint32_t i = 0; i < list->count; i++) {
        if (!events_match(pattern, list->events[i]->key))
            continue;
        take_event(context, item, host, list->events[i], set);
        any = true;
    }
    code_set_normalise(set);
    if (any && !list->is_complete)
        context->incomplete |= host_bit(host);
    return any;
}

static bool is_matched(const struct context *context, const struct host *host, const char *pattern)
{
    const struct event_list *list = list_of(context, host, true);

    for (uint32_t i = 0; i < list->count; i++) {
        if (events_match(pattern, list->events[i]->key))
            return true;
    }
    return false;
}

/* INST_RETIRED.ANY:u, where the part before the colon means something on one of the hosts. */
static bool is_modified(const struct context *context, const char *name)
{
    struct arena *arena = context->scope->arena;
    const char *colon = strrchr(name, ':');
    const char *before;

    if (!colon || !colon[1] || strspn(colon + 1, "ukhIGHpPSDWeb") != strlen(colon + 1))
        return false;
    before = arena_copy_text(arena, name, (size_t)(colon - name));
    if (perf_code_is_raw(before))
        return true;
    for (host_set left = context->hosts; left; left &= left - 1) {
        if (is_matched(context, &context->scope->hosts->all[__builtin_ctzll(left)],
                       events_make_key(arena, before)))
            return true;
    }
    return false;
}

static const char *suggest_name(const struct context *context, const struct host *host,
                                const char *name)
{
    const struct event_list *list = list_of(context, host, true);
    struct suggestion suggestion = suggestion_for(events_make_key(context->scope->arena, name));
    const struct event *event;

    for (uint32_t i = 0; i < list->count; i++)
        suggestion_consider(&suggestion, list->events[i]->key);
    event = suggestion.best ? events_find(list, suggestion.best) : NULL;
    return event ? event->name : NULL;
}

static void add_hints(const struct context *context, struct diagnostic *report,
                      const struct ast_item *item, const struct host *host, bool somewhere)
{
    const char *near = NULL;

    /* A suggestion walks all names: only for messages that will be seen. */
    if (!somewhere && context->scope->diagnostics->error_count <= DIAGNOSTIC_MAX_SHOWN)
        near = suggest_name(context, host, item->name);
    if (near)
        diagnostic_add_note(report, (struct span){0, 0}, "there is an event '%s'", near);
    else if (somewhere)
        diagnostic_add_note(report, (struct span){0, 0},
                            "'optional event' asks for a match on one host at least");
    else if (!host->model)
        diagnostic_add_note(report, (struct span){0, 0},
                            "only names that every model has are known without one: list the "
                            "models with 'cpus %s ...'",
                            vendor_name(host->vendor));
    else
        diagnostic_add_note(report, (struct span){0, 0},
                            "'pmuc events --cpu=%s' lists the names that are known; "
                            "--events=%s=FILE adds those of a file",
                            host->name, host->name);
}

/* Always false: the names of a wrong catalogue say nothing about this one. */
static bool report_missing(const struct context *context, const struct ast_item *item,
                           host_set missing, bool somewhere)
{
    const struct host *host = &context->scope->hosts->all[__builtin_ctzll(missing)];
    struct diagnostics *diagnostics = context->scope->diagnostics;
    struct diagnostic *report;

    if (is_modified(context, item->name)) {
        diagnostic_report(diagnostics, DIAGNOSTIC_EVENT_MODIFIER, item->span,
                          "'%s' is a modifier of perf's, which KVM's filter does not see: write "
                          "the name without it",
                          strrchr(item->name, ':'));
        return false;
    }
    report = diagnostic_report(
        diagnostics, DIAGNOSTIC_UNKNOWN_EVENT, item->span, "no event %s '%s' on %s",
        strpbrk(item->name, "*?") ? "matches" : "is known as", item->name,
        hosts_describe(context->scope->hosts, missing, context->scope->arena));
    add_hints(context, report, item, host, somewhere);
    return false;
}

static void warn_incomplete(const struct context *context, const struct ast_item *item)
{
    const struct scope *scope = context->scope;

    diagnostic_report(scope->diagnostics, DIAGNOSTIC_INCOMPLETE_CATALOGUE, item->span,
                      "'%s' finds the names that pmuc knows, which may not be all of %s: "
                      "--events=FILE adds a vendor's list",
                      item->name, hosts_describe(scope->hosts, context->incomplete, scope->arena));
}

typedef bool match_function(struct context *context, const struct ast_item *item,
                            const struct host *host, const char *key, struct code_set *set);

static bool evaluate_catalogued(struct context *context, const struct ast_item *item,
                                struct code_set *sets)
{
    match_function *match = strpbrk(item->name, "*?") ? match_pattern : match_name;
    const char *key = events_make_key(context->scope->arena, item->name);
    unsigned int errors_before = context->scope->diagnostics->error_count;
    host_set missing = 0;

    context->incomplete = 0;
    for (host_set left = context->hosts; left; left &= left - 1) {
        const struct host *host = &context->scope->hosts->all[__builtin_ctzll(left)];

        if (!match(context, item, host, key, &sets[host->index]))
            missing |= host_bit(host);
    }
    if (context->scope->diagnostics->error_count != errors_before ||
        !events_are_whole(context->scope->events))
        return false;
    if (missing && (!context->matcher->optional || missing == context->hosts))
        return report_missing(context, item, missing, missing != context->hosts);
    if (missing && context->in_except)
        diagnostic_report(context->scope->diagnostics, DIAGNOSTIC_OPTIONAL_MISSING, item->span,
                          "except takes nothing away on %s: no event is known as '%s' there",
                          hosts_describe(context->scope->hosts, missing, context->scope->arena),
                          item->name);
    else if (missing)
        remember(context, item, NULL, missing);
    if (context->incomplete)
        warn_incomplete(context, item);
    return true;
}

static bool evaluate_perf_code(const struct context *context, const struct ast_item *item,
                               struct code_set *sets)
{
    uint64_t config;

    if (!perf_code_read(item, context->matcher->target.kind == AST_ARM64,
                        context->scope->diagnostics, &config))
        return false;
    for (host_set left = context->hosts; left; left &= left - 1) {
        const struct host *host = &context->scope->hosts->all[__builtin_ctzll(left)];
        const char *reason;

        if (perf_code_set(host, config, context->scope->arena, &sets[host->index], &reason))
            continue;
        diagnostic_report(context->scope->diagnostics, DIAGNOSTIC_EVENT_TERM, item->span,
                          "'%s' is no event of %s: %s", item->name, host->name, reason);
        return false;
    }
    return true;
}

static bool evaluate_set(struct context *context, const struct ast_set *set, struct code_set *sets);

static bool evaluate_item(struct context *context, const struct ast_item *item,
                          struct code_set *sets)
{
    switch (item->kind) {
    case AST_NAME:
        if (perf_code_is_raw(item->name) || perf_code_is_term(item->name))
            return evaluate_perf_code(context, item, sets);
        return evaluate_catalogued(context, item, sets);
    case AST_BRACES:
        return evaluate_set(context, item->braces, sets);
    case AST_ERROR:
        return false;
    case AST_ANY:
        diagnostic_report(context->scope->diagnostics, DIAGNOSTIC_WRONG_ITEM, item->span,
                          "'event any' would mean every name: write the pattern '*', or numbers");
        return false;
    case AST_NUMBER:
    case AST_RANGE:
    case AST_MATCH_MASK:
        break;
    }
    diagnostic_report(context->scope->diagnostics, DIAGNOSTIC_WRONG_ITEM, item->span,
                      "behind 'event' stand names: a number stands without that word");
    return false;
}

static void warn_part(const struct context *context, const struct ast_item *item,
                      const char *reason)
{
    diagnostic_report(context->scope->diagnostics, DIAGNOSTIC_WITHOUT_EFFECT, item->span,
                      "this part has no effect: %s", reason);
}

/* Adds or with `cut` takes away on every host, and tells whether that changed anything. */
static bool combine(const struct context *context, struct code_set *sum,
                    const struct code_set *part, bool cut)
{
    bool changed = false;

    for (host_set left = context->hosts; left; left &= left - 1) {
        struct code_set *set = &sum[__builtin_ctzll(left)];
        const struct code_set *other = &part[__builtin_ctzll(left)];
        struct code_set result = cut ? code_set_subtract(set, other, context->scope->arena)
                                     : code_set_union(set, other, context->scope->arena);

        changed |= !code_set_equal(&result, set);
        *set = result;
    }
    return changed;
}

static bool evaluate_items(struct context *context, const struct ast_item *items, bool cut,
                           struct code_set *sum)
{
    bool good = true;

    for (const struct ast_item *item = items; item; item = item->next) {
        struct code_set *part = sets_create(context);

        if (!evaluate_item(context, item, part))
            good = false;
        else if (!combine(context, sum, part, cut))
            warn_part(context, item,
                      cut ? "what stands before it holds nothing of it"
                          : "the parts before it hold all of it");
    }
    return good;
}

static host_set empty_hosts(const struct context *context, const struct code_set *sets)
{
    host_set empty = 0;

    for (host_set left = context->hosts; left; left &= left - 1) {
        if (code_set_is_empty(&sets[__builtin_ctzll(left)]))
            empty |= left & -left;
    }
    return empty;
}

static bool evaluate_set(struct context *context, const struct ast_set *set, struct code_set *sets)
{
    bool was_except = context->in_except;
    bool good = evaluate_items(context, set->items, false, sets);
    host_set empty;

    context->in_except = !was_except;
    good &= evaluate_items(context, set->except_items, true, sets);
    context->in_except = was_except;
    empty = good ? empty_hosts(context, sets) : 0;
    if (empty == 0 || (context->matcher->optional && empty != context->hosts))
        return good;
    diagnostic_report(context->scope->diagnostics, DIAGNOSTIC_EMPTY_SET, set->span,
                      "this set comes out empty on %s: except takes all of it away",
                      hosts_describe(context->scope->hosts, empty, context->scope->arena));
    return false;
}

struct points *event_names_resolve(const struct ast_matcher *matcher, host_set hosts,
                                   const struct scope *scope)
{
    struct context context = {.scope = scope, .matcher = matcher, .hosts = hosts};
    struct code_set *sets = sets_create(&context);
    struct points *points;

    if (!evaluate_set(&context, matcher->subject, sets))
        return NULL;
    points = code_points_create(matcher, hosts, sets, scope);
    name_list_drop_cut(&context.names, &context.excepted, sets, scope);
    points->events = context.names.first;
    return points;
}
