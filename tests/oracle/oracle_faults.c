/* SPDX-License-Identifier: BSD-2-Clause */
/* Why a policy must be refused, found by looking for a point that would speak against it. */
#include <string.h>

#include "tests/oracle/oracle_names.h"

enum { LIMIT_UMASK = 0x100, LIMIT_FIXED = 32 };

/* A set of a matcher, and what its numbers may be. */
struct set_place {
    const struct oracle *oracle;
    const struct ast_matcher *matcher;
    uint32_t limit; /* numbers are below it */
};

static bool holds(const struct set_place *place, const struct ast_set *set, uint64_t number)
{
    const struct oracle_point point = {.number = (uint32_t)number};

    return number < place->limit && oracle_set_holds(place->oracle, NULL, set, AST_EVENTS, &point);
}

/* Whether the set holds a number that its items mention. */
static bool holds_mentioned(const struct set_place *place, const struct ast_set *set,
                            const struct ast_item *items)
{
    for (; items; items = items->next) {
        if (items->kind == AST_BRACES && holds_mentioned(place, set, items->braces->items))
            return true;
        if ((items->kind == AST_NUMBER || items->kind == AST_RANGE ||
             items->kind == AST_MATCH_MASK) &&
            (holds(place, set, items->first) || holds(place, set, items->last)))
            return true;
    }
    return false;
}

static bool holds_number(const struct set_place *place, const struct ast_set *set)
{
    if (holds_mentioned(place, set, set->items))
        return true;
    for (uint32_t number = 0; number < place->limit; number++) {
        if (holds(place, set, number))
            return true;
    }
    return false;
}

/* Each set of raw codes has the code it holds among its items. */
static bool holds_code(const struct set_place *place, const struct ast_set *set,
                       const struct ast_item *items)
{
    for (; items; items = items->next) {
        struct oracle_point point = {
            .number = (uint32_t)((items->first & 0xff) | (items->first >> 24 & 0xf00)),
            .umask = items->first >> 8 & 0xff};

        if (items->kind == AST_BRACES ? holds_code(place, set, items->braces->items)
                                      : oracle_set_holds(place->oracle, NULL, set, AST_RAW, &point))
            return true;
    }
    return false;
}

static bool always(void *context, const struct oracle_point *point)
{
    (void)context;
    (void)point;
    return true;
}

/* Names must leave something on every host, or where they are optional on one. */
static bool holds_names(const struct set_place *place, const struct ast_set *set)
{
    const struct oracle *oracle = place->oracle;
    bool everywhere = true;
    bool somewhere = false;

    for (uint32_t i = 0; i < oracle->host_count; i++) {
        const struct oracle_host *host = &oracle->hosts[i];
        bool here;

        if (!oracle_matcher_is_for(oracle, place->matcher, host))
            continue;
        here = oracle_names_visit(oracle, host, set, always, NULL);
        everywhere &= here;
        somewhere |= here;
    }
    return place->matcher->optional ? somewhere : everywhere;
}

static bool holds_something(const struct set_place *place, const struct ast_set *set)
{
    switch (place->matcher->kind) {
    case AST_NAMED:
        return holds_names(place, set);
    case AST_RAW:
        return holds_code(place, set, set->items);
    case AST_EVENTS:
    case AST_FIXED:
        break;
    }
    return holds_number(place, set);
}

static bool has_empty_set(const struct set_place *place, const struct ast_set *set);

static bool some_braces_are_empty(const struct set_place *place, const struct ast_item *items)
{
    for (; items; items = items->next) {
        if (items->kind == AST_BRACES && has_empty_set(place, items->braces))
            return true;
    }
    return false;
}

static bool has_empty_set(const struct set_place *place, const struct ast_set *set)
{
    return some_braces_are_empty(place, set->items) ||
           some_braces_are_empty(place, set->except_items) || !holds_something(place, set);
}

static uint32_t select_limit(enum ast_target_kind target)
{
    static const uint32_t limits[] = {
        [AST_X86] = 0x1000, [AST_INTEL] = 0x100, [AST_AMD] = 0x1000, [AST_ARM64] = 0x10000};

    return limits[target];
}

static bool matcher_has_empty_set(const struct oracle *oracle, const struct ast_matcher *matcher)
{
    struct set_place place = {oracle, matcher, select_limit(matcher->target.kind)};

    if (matcher->kind == AST_FIXED)
        place.limit = LIMIT_FIXED;
    if (has_empty_set(&place, matcher->subject))
        return true;
    if (matcher->kind != AST_EVENTS || matcher->target.kind == AST_ARM64)
        return false;
    /* What x86 names must be something on intel, too. */
    if (matcher->target.kind == AST_X86) {
        place.limit = select_limit(AST_INTEL);
        if (!holds_number(&place, matcher->subject))
            return true;
    }
    place.limit = LIMIT_UMASK;
    return has_empty_set(&place, matcher->umasks);
}

static bool is_name_unknown(const struct set_place *place, const char *name)
{
    const struct oracle *oracle = place->oracle;
    bool everywhere = true;
    bool somewhere = false;

    for (uint32_t i = 0; i < oracle->host_count; i++) {
        const struct oracle_host *host = &oracle->hosts[i];
        bool is_known;

        if (!oracle_matcher_is_for(oracle, place->matcher, host))
            continue;
        oracle_name_visit(oracle, host, name, always, NULL, &is_known);
        everywhere &= is_known;
        somewhere |= is_known;
    }
    return place->matcher->optional ? !somewhere : !everywhere;
}

static bool some_name_is_unknown(const struct set_place *place, const struct ast_item *items)
{
    for (; items; items = items->next) {
        if (items->kind == AST_BRACES ? some_name_is_unknown(place, items->braces->items) ||
                                            some_name_is_unknown(place, items->braces->except_items)
                                      : is_name_unknown(place, items->name))
            return true;
    }
    return false;
}

static unsigned int matcher_faults(const struct oracle *oracle, const struct ast_matcher *matcher)
{
    struct set_place place = {oracle, matcher, 0};
    unsigned int faults = matcher_has_empty_set(oracle, matcher) ? ORACLE_EMPTY_SET : 0;

    if (matcher->kind == AST_NAMED &&
        (some_name_is_unknown(&place, matcher->subject->items) ||
         some_name_is_unknown(&place, matcher->subject->except_items)))
        faults |= ORACLE_UNKNOWN_NAME;
    return faults;
}

static bool is_filterable(void *context, const struct oracle_point *point)
{
    (void)context;
    return point->number != 0x00 && point->number != 0x1e;
}

static bool names_filterable(const struct oracle *oracle, const struct ast_matcher *matcher,
                             const struct oracle_host *host)
{
    if (matcher->kind == AST_NAMED)
        return oracle_names_visit(oracle, host, matcher->subject, is_filterable, NULL);
    for (uint32_t number = 0; number < select_limit(AST_ARM64); number++) {
        struct oracle_point point = {.number = number};

        if (is_filterable(NULL, &point) && oracle_matcher_names(oracle, matcher, host, &point))
            return true;
    }
    return false;
}

/* What a deny rule names on all hosts is nothing that can be denied. */
static bool is_unfilterable(const struct oracle *oracle, const struct ast_statement *rule)
{
    bool names_anything = false;

    for (const struct ast_matcher *one = oracle_matchers_of(oracle, rule); one; one = one->next) {
        for (uint32_t i = 0; i < oracle->host_count; i++) {
            const struct oracle_host *host = &oracle->hosts[i];

            if (!oracle_matcher_is_for(oracle, one, host) ||
                (one->kind == AST_NAMED &&
                 !oracle_names_visit(oracle, host, one->subject, always, NULL)))
                continue;
            names_anything = true;
            if (host->vendor != TEST_ARM64 || names_filterable(oracle, one, host))
                return false;
        }
    }
    return names_anything;
}

static bool serves_any(const struct oracle *oracle)
{
    for (uint32_t i = 0; i < oracle->host_count; i++) {
        if (oracle_serves(oracle, &oracle->hosts[i]))
            return true;
    }
    return false;
}

static bool has_matchers(const struct ast_statement *statement)
{
    return statement->kind == AST_RULE || statement->kind == AST_GROUP ||
           statement->kind == AST_EXPECT;
}

unsigned int oracle_faults(const struct oracle *oracle)
{
    unsigned int faults = 0;

    for (const struct ast_statement *one = oracle->ast->first; one; one = one->next) {
        for (const struct ast_matcher *matcher = has_matchers(one) ? one->matcher : NULL; matcher;
             matcher = matcher->next)
            faults |= matcher_faults(oracle, matcher);
    }
    for (const struct ast_statement *one = oracle->ast->first; one; one = one->next) {
        if (one->kind == AST_RULE && one->verdict == VERDICT_DENY && is_unfilterable(oracle, one))
            faults |= ORACLE_UNFILTERABLE;
    }
    if (!serves_any(oracle))
        faults |= ORACLE_NO_HOST;
    return faults;
}
