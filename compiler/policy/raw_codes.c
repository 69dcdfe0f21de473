/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/raw_codes.h"

#include <inttypes.h>

struct context {
    const struct ast_matcher *matcher;
    host_set hosts;
    bool reaches_intel;
    struct arena *arena;
    struct diagnostics *diagnostics;
    uint32_t code_count; /* codes of the set so far */
};

static struct points *points_create(const struct context *context)
{
    struct points *points = ARENA_NEW(context->arena, struct points);

    points->matcher = context->matcher;
    points->hosts = context->hosts;
    return points;
}

/* KVM's own code of an event: select in bits 7:0 and 35:32 (amd), unit mask in bits 15:8. */
static struct points *resolve_raw_code(const struct context *context, const struct ast_item *item)
{
    uint64_t known = context->reaches_intel ? UINT64_C(0xffff) : UINT64_C(0xf0000ffff);
    struct points *points = points_create(context);

    if (item->first & ~known) {
        diagnostic_report(context->diagnostics, DIAGNOSTIC_RAW_CODE, item->span,
                          "%#" PRIx64 " has bits that a filter does not see: a raw code on %s has "
                          "the bits %#" PRIx64,
                          item->first, context->reaches_intel ? "intel" : "amd", known);
        return NULL;
    }
    points->range_count = 1;
    points->ranges = ARENA_NEW(context->arena, struct select_range);
    points->ranges[0].first = (uint16_t)((item->first & 0xff) | (item->first >> 24 & 0xf00));
    points->ranges[0].last = points->ranges[0].first;
    umask_set_add(&points->umasks, item->first >> 8 & 0xff);
    return points;
}

/* What a set of raw codes stands for: a list, since 36 bits are too many for a table. */
struct raw_list {
    struct points *first;
    bool good;
};

static struct raw_list collect_set(struct context *context, const struct ast_set *set);

static bool same_code(const struct points *a, const struct points *b)
{
    return a->ranges[0].first == b->ranges[0].first && umask_set_equal(&a->umasks, &b->umasks);
}

static bool list_has(const struct points *list, const struct points *code)
{
    for (; list; list = list->next) {
        if (same_code(list, code))
            return true;
    }
    return false;
}

/* One message for the set: the codes behind it are not looked at. */
static void report_too_many(const struct context *context)
{
    diagnostic_report(context->diagnostics, DIAGNOSTIC_RAW_COUNT, context->matcher->subject->span,
                      "a set of raw codes holds at most %d: use more rules", RAW_MAX_CODES);
}

static struct raw_list collect_item(struct context *context, const struct ast_item *item)
{
    struct raw_list list = {NULL, false};

    if (item->kind == AST_BRACES)
        return collect_set(context, item->braces);
    if (item->kind == AST_NUMBER && ++context->code_count > RAW_MAX_CODES)
        report_too_many(context);
    else if (item->kind == AST_NUMBER)
        list.first = resolve_raw_code(context, item);
    else if (item->kind == AST_NAME)
        diagnostic_report(context->diagnostics, DIAGNOSTIC_WRONG_ITEM, item->span,
                          "'%s' is a name, and a raw code is a number", item->name);
    else if (item->kind != AST_ERROR)
        diagnostic_report(context->diagnostics, DIAGNOSTIC_WRONG_ITEM, item->span,
                          "raw takes single codes: a range or mask over them would run through "
                          "selects and unit masks at once");
    list.good = list.first;
    return list;
}

static void warn_part(const struct context *context, const struct ast_item *item,
                      const char *reason)
{
    diagnostic_report(context->diagnostics, DIAGNOSTIC_WITHOUT_EFFECT, item->span,
                      "this part has no effect: %s", reason);
}

/* Moves the codes of `from` that are not in *list there; tells whether there were any. */
static bool add_new(struct raw_list *list, struct points *from)
{
    struct points *next;
    bool added = false;

    for (; from; from = next) {
        next = from->next;
        if (list_has(list->first, from))
            continue;
        from->next = list->first;
        list->first = from;
        added = true;
    }
    return added;
}

/* Takes the codes that are in `except` out of *list; tells whether there were any. */
static bool cut(struct raw_list *list, const struct points *except)
{
    bool any = false;

    for (struct points **at = &list->first; *at;) {
        if (!list_has(except, *at)) {
            at = &(*at)->next;
            continue;
        }
        *at = (*at)->next;
        any = true;
    }
    return any;
}

static struct raw_list collect_set(struct context *context, const struct ast_set *set)
{
    struct raw_list all = {NULL, true};

    for (const struct ast_item *item = set->items; item; item = item->next) {
        struct raw_list part = collect_item(context, item);

        if (!add_new(&all, part.first) && part.good)
            warn_part(context, item, "the parts before it hold all of it");
        all.good &= part.good;
    }
    for (const struct ast_item *item = set->except_items; item; item = item->next) {
        struct raw_list part = collect_item(context, item);

        if (!cut(&all, part.first) && part.good)
            warn_part(context, item, "what stands before it holds nothing of it");
        all.good &= part.good;
    }
    if (!all.good || all.first)
        return all;
    diagnostic_report(context->diagnostics, DIAGNOSTIC_EMPTY_SET, set->span,
                      "this set comes out empty: except takes all of it away");
    return (struct raw_list){NULL, false};
}

struct points *raw_codes_resolve(const struct ast_matcher *matcher, host_set hosts,
                                 const struct scope *scope)
{
    struct context context = {.matcher = matcher,
                              .hosts = hosts,
                              .reaches_intel = hosts & scope->hosts->by_vendor[VENDOR_INTEL],
                              .arena = scope->arena,
                              .diagnostics = scope->diagnostics};
    struct raw_list list = collect_set(&context, matcher->subject);

    return list.good ? list.first : NULL;
}
