/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/points.h"

#include <string.h>

#include "compiler/policy/event_names.h"
#include "compiler/policy/number_set.h"
#include "compiler/policy/raw_codes.h"

/* Indexed by enum ast_target_kind. */
static const struct number_domain select_domains[] = {
    [AST_X86] = {"an event select",
                 "on x86, event selects run from 0 to 0xff; on amd alone, to 0xfff", 0xff, 0xfff,
                 true, false},
    [AST_INTEL] = {"an event select", "on intel, event selects run from 0 to 0xff", 0xff, 0xff,
                   true, false},
    [AST_AMD] = {"an event select", "on amd, event selects run from 0 to 0xfff", 0xfff, 0xfff, true,
                 false},
    [AST_ARM64] = {"an event number", "on arm64, event numbers run from 0 to 0xffff", 0xffff,
                   0xffff, true, false},
};

static const struct number_domain umask_domain = {
    "a unit mask", "unit masks run from 0 to 0xff", 0xff, 0xff, true, false,
};

static const struct number_domain fixed_domain = {
    "a fixed counter", "fixed counters run from 0 to 31", 31, 31, false, true,
};

struct context {
    const struct ast_matcher *matcher;
    const struct scope *scope;
    struct arena *arena;
    struct diagnostics *diagnostics;
};

static host_set hosts_of_vendor(const struct context *context, enum vendor vendor)
{
    return context->scope->hosts->by_vendor[vendor];
}

static struct points *points_create(const struct context *context, host_set hosts)
{
    struct points *points = ARENA_NEW(context->arena, struct points);

    points->matcher = context->matcher;
    points->hosts = hosts;
    return points;
}

static uint32_t count_ranges(const struct number_set *selects, uint32_t end)
{
    uint32_t count = 0;
    uint64_t carry = 0;

    for (uint32_t i = 0; i < end / 64; i++) {
        uint64_t starts = selects->words[i] & ~(selects->words[i] << 1 | carry);

        for (; starts; starts &= starts - 1)
            count++;
        carry = selects->words[i] >> 63;
    }
    return count;
}

/* The ranges of the selects below `end`, a multiple of 64. */
static void set_ranges(struct arena *arena, const struct number_set *selects, uint32_t end,
                       struct points *points)
{
    uint32_t select = 0;

    points->range_count = count_ranges(selects, end);
    points->ranges = ARENA_NEW_ARRAY(arena, struct select_range, points->range_count);
    for (uint32_t i = 0; i < points->range_count; i++) {
        while (!number_set_has(selects, select))
            select += selects->words[select / 64] ? 1 : 64 - select % 64;
        points->ranges[i].first = (uint16_t)select;
        while (select < end && number_set_has(selects, select))
            select++;
        points->ranges[i].last = (uint16_t)(select - 1);
    }
}

/* x86 any except 0..0xff: something on amd, nothing on intel. */
static bool check_reaches_intel(const struct context *context, const struct points *points)
{
    if (!(points->hosts & hosts_of_vendor(context, VENDOR_INTEL)) ||
        points->ranges[0].first < INTEL_SELECT_COUNT)
        return true;
    diagnostic_report(context->diagnostics, DIAGNOSTIC_EMPTY_SET, context->matcher->subject->span,
                      "this set comes out empty on intel, where selects end at 0xff");
    return false;
}

/* Bits 8 to 11 of a select exist on amd; a mask that leaves them out matches sixteenfold there. */
static void warn_short_mask(const struct context *context, const struct ast_set *set);

static void warn_short_items(const struct context *context, const struct ast_item *items)
{
    for (const struct ast_item *item = items; item; item = item->next) {
        if (item->kind == AST_BRACES)
            warn_short_mask(context, item->braces);
        else if (item->kind == AST_MATCH_MASK && (item->last & 0xf00) != 0xf00)
            diagnostic_report(context->diagnostics, DIAGNOSTIC_SHORT_SELECT_MASK, item->span,
                              "on amd selects have 12 bits: this mask leaves some of the bits 8 to "
                              "11 open, so it matches more selects than it shows; a mask of 12 "
                              "bits stands in a rule for amd");
    }
}

static void warn_short_mask(const struct context *context, const struct ast_set *set)
{
    warn_short_items(context, set->items);
    warn_short_items(context, set->except_items);
}

/*
 * The grammar reads `0xd0, 0xd1 except 0xd1 umask 0x01`, but a reader could take the exception for
 * a (select, unit mask) pair. Braces say what is meant.
 */
static bool check_braced(const struct context *context)
{
    const struct ast_set *subject = context->matcher->subject;
    struct diagnostic *report;

    if (!subject->except_items)
        return true;
    report = diagnostic_report(context->diagnostics, DIAGNOSTIC_SELECT_EXCEPT, subject->span,
                               "an exception among selects needs braces, so that nobody reads it "
                               "as a pair of select and unit mask");
    diagnostic_add_fix(report, (struct span){subject->span.start, subject->span.start}, "{");
    diagnostic_join_fix(report, (struct span){subject->span.end, subject->span.end}, "}");
    return false;
}

static bool report_no_umasks(const struct context *context)
{
    uint32_t end = context->matcher->span.end;
    struct diagnostic *report;

    report = diagnostic_report(context->diagnostics, DIAGNOSTIC_NO_UMASK, context->matcher->span,
                               "an x86 event needs its unit masks: nothing is taken for granted");
    diagnostic_add_fix(report, (struct span){end, end}, " umask any");
    diagnostic_add_fix(report, (struct span){end, end}, " umask 0x00");
    return false;
}

static struct points *resolve_events(const struct context *context, host_set hosts)
{
    const struct ast_matcher *matcher = context->matcher;
    const struct number_domain *domain = &select_domains[matcher->target.kind];
    struct points *points = points_create(context, hosts);
    struct number_set selects;
    struct number_set umasks;
    bool good = number_set_resolve(matcher->subject, domain, context->diagnostics, &selects);

    /* Each mistake of a matcher is reported, not only the first. */
    good &= check_braced(context);
    if (matcher->umasks)
        good &= number_set_resolve(matcher->umasks, &umask_domain, context->diagnostics, &umasks);
    else if (good)
        good = report_no_umasks(context);
    if (!good)
        return NULL;
    if (hosts & hosts_of_vendor(context, VENDOR_AMD))
        warn_short_mask(context, matcher->subject);
    memcpy(points->umasks.words, umasks.words, sizeof(points->umasks.words));
    set_ranges(context->arena, &selects, domain->full_limit + 1, points);
    return check_reaches_intel(context, points) ? points : NULL;
}

/* The unit masks (low bytes) that the numbers have in one row of 256. */
static struct umask_set row_of(const struct number_set *numbers, uint32_t row)
{
    struct umask_set set;

    memcpy(set.words, numbers->words + (size_t)row * UMASK_WORDS, sizeof(set.words));
    return set;
}

/* Points for the rows from `first` on that hold the same low bytes; marks them as done. */
static struct points *collect_rows(const struct context *context, host_set hosts,
                                   const struct number_set *numbers, uint32_t first,
                                   struct number_set *done)
{
    struct points *points = points_create(context, hosts);
    struct number_set same;

    memset(same.words, 0, ARM64_SELECT_COUNT / 8);
    points->umasks = row_of(numbers, first);
    for (uint32_t row = first; row < ARM64_SELECT_COUNT; row++) {
        struct umask_set other = row_of(numbers, row);

        if (umask_set_equal(&points->umasks, &other))
            same.words[row / 64] |= UINT64_C(1) << (row % 64);
    }
    for (uint32_t i = 0; i < ARM64_SELECT_COUNT / 64; i++)
        done->words[i] |= same.words[i];
    set_ranges(context->arena, &same, ARM64_SELECT_COUNT, points);
    return points;
}

static struct points *create_rows(const struct context *context, host_set hosts,
                                  const struct number_set *numbers)
{
    struct points *all = NULL;
    struct number_set done;

    memset(done.words, 0, ARM64_SELECT_COUNT / 8);
    for (uint32_t row = 0; row < ARM64_SELECT_COUNT; row++) {
        struct umask_set umasks = row_of(numbers, row);
        struct points *points;

        if (umask_set_is_empty(&umasks) || number_set_has(&done, row))
            continue;
        points = collect_rows(context, hosts, numbers, row, &done);
        points->next = all;
        all = points;
    }
    return all;
}

static struct points *resolve_numbers(const struct context *context, host_set hosts)
{
    const struct ast_matcher *matcher = context->matcher;
    struct number_set numbers;

    if (matcher->umasks) {
        diagnostic_report(context->diagnostics, DIAGNOSTIC_ARM64_MATCHER, matcher->umasks->span,
                          "arm64 events have no unit masks: leave umask out");
        return NULL;
    }
    if (!number_set_resolve(matcher->subject, &select_domains[AST_ARM64], context->diagnostics,
                            &numbers))
        return NULL;
    return create_rows(context, hosts, &numbers);
}

/* x86 fixed means Intel's: AMD has no fixed counters. */
static struct points *resolve_fixed(const struct context *context, host_set hosts)
{
    struct points *points = points_create(context, hosts & hosts_of_vendor(context, VENDOR_INTEL));
    struct number_set counters;

    if (context->matcher->target.kind == AST_AMD)
        diagnostic_report(context->diagnostics, DIAGNOSTIC_AMD_FIXED, context->matcher->span,
                          "AMD CPUs have no fixed counters");
    /* On x86 none are left only behind a mistake in cpus. */
    if (!points->hosts)
        return NULL;
    if (!number_set_resolve(context->matcher->subject, &fixed_domain, context->diagnostics,
                            &counters))
        return NULL;
    points->fixed = (uint32_t)counters.words[0];
    return points;
}

static struct points *resolve_x86(const struct context *context, host_set hosts)
{
    switch (context->matcher->kind) {
    case AST_EVENTS:
        return resolve_events(context, hosts);
    case AST_FIXED:
        return resolve_fixed(context, hosts);
    case AST_RAW:
        return raw_codes_resolve(context->matcher, hosts, context->scope);
    case AST_NAMED:
        break;
    }
    return NULL;
}

static struct points *resolve_arm64(const struct context *context, host_set hosts)
{
    if (context->matcher->kind == AST_EVENTS)
        return resolve_numbers(context, hosts);
    diagnostic_report(context->diagnostics, DIAGNOSTIC_ARM64_MATCHER, context->matcher->span,
                      context->matcher->kind == AST_FIXED
                          ? "arm64 has no fixed counters: its cycle counter follows event 0x11"
                          : "raw codes are x86's: an arm64 event is written as its number");
    return NULL;
}

struct points *points_resolve(const struct ast_matcher *matcher, const struct scope *scope)
{
    struct context context = {matcher, scope, scope->arena, scope->diagnostics};
    host_set hosts =
        hosts_of_target(scope->hosts, &matcher->target, scope->events, scope->diagnostics);

    if (!hosts)
        return NULL;
    if (matcher->kind == AST_NAMED)
        return event_names_resolve(matcher, hosts, scope);
    if (matcher->target.kind == AST_ARM64)
        return resolve_arm64(&context, hosts);
    return resolve_x86(&context, hosts);
}
