/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/points.h"

#include <string.h>

#include "compiler/policy/number_set.h"
#include "compiler/policy/raw_codes.h"

enum { INTEL_BIT = 1 << HOST_INTEL, AMD_BIT = 1 << HOST_AMD };

/* Indexed by enum ast_target_kind. */
static const struct number_domain select_domains[] = {
    [AST_X86] = {"an event select",
                 "on x86, event selects run from 0 to 0xff; on amd alone, to 0xfff", 0xff, 0xfff,
                 true, false},
    [AST_INTEL] = {"an event select", "on intel, event selects run from 0 to 0xff", 0xff, 0xff,
                   true, false},
    [AST_AMD] = {"an event select", "on amd, event selects run from 0 to 0xfff", 0xfff, 0xfff, true,
                 false},
};

static const struct number_domain umask_domain = {
    "a unit mask", "unit masks run from 0 to 0xff", 0xff, 0xff, true, false,
};

static const struct number_domain fixed_domain = {
    "a fixed counter", "fixed counters run from 0 to 31", 31, 31, false, true,
};

struct context {
    const struct ast_matcher *matcher;
    struct arena *arena;
    struct diagnostics *diagnostics;
};

uint8_t target_hosts(const struct ast_target *target, struct diagnostics *diagnostics)
{
    if (target->kind == AST_X86 && target->model) {
        diagnostic_report(diagnostics, DIAGNOSTIC_BAD_TARGET, target->span,
                          "x86 has no models: a model belongs to intel or to amd");
        return 0;
    }
    if (target->model) {
        diagnostic_report(diagnostics, DIAGNOSTIC_NOT_YET, target->span,
                          "this version of pmuc knows no CPU models: write the target alone");
        return 0;
    }
    if (target->kind == AST_ARM64) {
        diagnostic_report(diagnostics, DIAGNOSTIC_NOT_YET, target->span,
                          "this version of pmuc compiles no arm64 rules");
        return 0;
    }
    if (target->kind == AST_X86)
        return INTEL_BIT | AMD_BIT;
    return target->kind == AST_INTEL ? INTEL_BIT : AMD_BIT;
}

static struct points *points_create(const struct context *context, uint8_t hosts)
{
    struct points *points = ARENA_NEW(context->arena, struct points);

    points->matcher = context->matcher;
    points->hosts = hosts;
    return points;
}

static uint32_t count_ranges(const struct number_set *selects)
{
    uint32_t count = 0;
    uint64_t carry = 0;

    for (uint32_t i = 0; i < NUMBER_SET_WORDS; i++) {
        uint64_t starts = selects->words[i] & ~(selects->words[i] << 1 | carry);

        for (; starts; starts &= starts - 1)
            count++;
        carry = selects->words[i] >> 63;
    }
    return count;
}

static void set_ranges(struct arena *arena, const struct number_set *selects, struct points *points)
{
    uint32_t select = 0;

    points->range_count = count_ranges(selects);
    points->ranges = ARENA_NEW_ARRAY(arena, struct select_range, points->range_count);
    for (uint32_t i = 0; i < points->range_count; i++) {
        while (!number_set_has(selects, select))
            select += selects->words[select / 64] ? 1 : 64 - select % 64;
        points->ranges[i].first = (uint16_t)select;
        while (select < NUMBER_SET_BITS && number_set_has(selects, select))
            select++;
        points->ranges[i].last = (uint16_t)(select - 1);
    }
}

/* x86 any except 0..0xff: something on amd, nothing on intel. */
static bool check_reaches_intel(const struct context *context, const struct points *points)
{
    if (!(points->hosts & INTEL_BIT) || points->ranges[0].first < INTEL_SELECT_COUNT)
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
    diagnostic_add_fix(report, (struct span){subject->span.end, subject->span.end}, "}");
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

static struct points *resolve_events(const struct context *context, uint8_t hosts)
{
    const struct ast_matcher *matcher = context->matcher;
    struct points *points = points_create(context, hosts);
    struct number_set selects;
    struct number_set umasks;
    bool good = number_set_resolve(matcher->subject, &select_domains[matcher->target.kind],
                                   context->diagnostics, &selects);

    /* Each mistake of a matcher is reported, not only the first. */
    good &= check_braced(context);
    if (matcher->umasks)
        good &= number_set_resolve(matcher->umasks, &umask_domain, context->diagnostics, &umasks);
    else if (good)
        good = report_no_umasks(context);
    if (!good)
        return NULL;
    if (hosts & AMD_BIT)
        warn_short_mask(context, matcher->subject);
    memcpy(points->umasks.words, umasks.words, sizeof(points->umasks.words));
    set_ranges(context->arena, &selects, points);
    return check_reaches_intel(context, points) ? points : NULL;
}

/* x86 fixed means Intel's: AMD has no fixed counters. */
static struct points *resolve_fixed(const struct context *context, uint8_t hosts)
{
    struct points *points = points_create(context, hosts & INTEL_BIT);
    struct number_set counters;

    if (!points->hosts) {
        diagnostic_report(context->diagnostics, DIAGNOSTIC_AMD_FIXED, context->matcher->span,
                          "AMD CPUs have no fixed counters");
        return NULL;
    }
    if (!number_set_resolve(context->matcher->subject, &fixed_domain, context->diagnostics,
                            &counters))
        return NULL;
    points->fixed = (uint32_t)counters.words[0];
    return points;
}

struct points *points_resolve(const struct ast_matcher *matcher, struct arena *arena,
                              struct diagnostics *diagnostics)
{
    struct context context = {matcher, arena, diagnostics};
    uint8_t hosts = target_hosts(&matcher->target, diagnostics);

    if (!hosts)
        return NULL;
    switch (matcher->kind) {
    case AST_EVENTS:
        return resolve_events(&context, hosts);
    case AST_FIXED:
        return resolve_fixed(&context, hosts);
    case AST_RAW:
        return raw_codes_resolve(matcher, hosts, arena, diagnostics);
    case AST_NAMED:
        diagnostic_report(diagnostics, DIAGNOSTIC_NOT_YET, matcher->span,
                          "this version of pmuc knows no event names: write select and umask");
        break;
    }
    return NULL;
}
