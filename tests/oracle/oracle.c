/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/oracle/oracle.h"

#include <string.h>

static bool set_holds(const struct ast_set *set, uint64_t number);

static bool name_stands_for(const char *name, uint64_t number)
{
    return (number == 0 && strcmp(name, "instructions") == 0) ||
           (number == 1 && strcmp(name, "cycles") == 0) ||
           (number == 2 && strcmp(name, "ref-cycles") == 0) ||
           (number == 3 && strcmp(name, "slots") == 0);
}

static bool item_holds(const struct ast_item *item, uint64_t number)
{
    switch (item->kind) {
    case AST_NUMBER:
        return number == item->first;
    case AST_RANGE:
        return number >= item->first && number <= item->last;
    case AST_MATCH_MASK:
        return (number & item->last) == item->first;
    case AST_ANY:
        return true;
    case AST_NAME:
        return name_stands_for(item->name, number);
    case AST_BRACES:
        return set_holds(item->braces, number);
    case AST_ERROR:
        break;
    }
    return false;
}

static bool some_item_holds(const struct ast_item *items, uint64_t number)
{
    for (; items; items = items->next) {
        if (item_holds(items, number))
            return true;
    }
    return false;
}

static bool set_holds(const struct ast_set *set, uint64_t number)
{
    return some_item_holds(set->items, number) && !some_item_holds(set->except_items, number);
}

static bool target_is(const struct ast_target *target, enum oracle_host host)
{
    switch (target->kind) {
    case AST_X86:
        return true;
    case AST_INTEL:
        return host == ORACLE_INTEL;
    case AST_AMD:
        return host == ORACLE_AMD;
    case AST_ARM64:
        break;
    }
    return false;
}

/* x86 fixed means Intel's. */
static bool matcher_is_for(const struct ast_matcher *matcher, enum oracle_host host)
{
    return target_is(&matcher->target, host) &&
           (matcher->kind != AST_FIXED || host == ORACLE_INTEL);
}

/* KVM's own code of an event: select bits 7:0, unit mask, and select bits 11:8 from bit 32 on. */
static uint64_t raw_code(const struct oracle_point *point)
{
    return (point->number & 0xff) | (uint64_t)point->umask << 8 |
           (uint64_t)(point->number & 0xf00) << 24;
}

static bool matcher_names(const struct ast_matcher *matcher, enum oracle_host host,
                          const struct oracle_point *point)
{
    if (!matcher_is_for(matcher, host) || point->is_fixed != (matcher->kind == AST_FIXED))
        return false;
    if (matcher->kind == AST_RAW)
        return set_holds(matcher->subject, raw_code(point));
    return set_holds(matcher->subject, point->number) &&
           (matcher->kind == AST_FIXED || set_holds(matcher->umasks, point->umask));
}

/* The matchers of a rule: its own one, or those of its group. */
static const struct ast_matcher *matchers_of(const struct ast *ast,
                                             const struct ast_statement *rule)
{
    if (rule->matcher)
        return rule->matcher;
    for (const struct ast_statement *one = ast->first; one; one = one->next) {
        if (one->kind == AST_GROUP && strcmp(one->group.text, rule->group.text) == 0)
            return one->matcher;
    }
    return NULL;
}

static bool rule_names(const struct ast *ast, const struct ast_statement *rule,
                       enum oracle_host host, const struct oracle_point *point)
{
    const struct ast_matcher *matcher = matchers_of(ast, rule);

    for (; matcher; matcher = matcher->next) {
        if (matcher_names(matcher, host, point))
            return true;
    }
    return false;
}

enum verdict oracle_default(const struct ast *ast)
{
    for (const struct ast_statement *one = ast->first; one; one = one->next) {
        if (one->kind == AST_DEFAULT)
            return one->verdict;
    }
    return VERDICT_DENY;
}

bool oracle_allows(const struct ast *ast, enum oracle_host host, const struct oracle_point *point)
{
    bool allowed = false;

    for (const struct ast_statement *one = ast->first; one; one = one->next) {
        if (one->kind != AST_RULE || !rule_names(ast, one, host, point))
            continue;
        if (one->verdict == VERDICT_DENY)
            return false;
        allowed = true;
    }
    return allowed || oracle_default(ast) == VERDICT_ALLOW;
}

static const struct ast_statement *find_targets(const struct ast *ast)
{
    for (const struct ast_statement *one = ast->first; one; one = one->next) {
        if (one->kind == AST_TARGETS)
            return one;
    }
    return NULL;
}

static bool rule_is_for(const struct ast *ast, const struct ast_statement *rule,
                        enum oracle_host host)
{
    for (const struct ast_matcher *one = matchers_of(ast, rule); one; one = one->next) {
        if (matcher_is_for(one, host))
            return true;
    }
    return false;
}

bool oracle_serves(const struct ast *ast, enum oracle_host host)
{
    const struct ast_statement *targets = find_targets(ast);
    const struct ast_target_list *listed = targets ? targets->first_target : NULL;

    for (; listed; listed = listed->next) {
        if (target_is(&listed->target, host))
            return true;
    }
    for (const struct ast_statement *one = ast->first; one && !targets; one = one->next) {
        if (one->kind == AST_RULE && rule_is_for(ast, one, host))
            return true;
    }
    return false;
}

static bool denies_events(const struct ast *ast, const struct ast_statement *rule,
                          enum oracle_host host)
{
    for (const struct ast_matcher *one = matchers_of(ast, rule); one; one = one->next) {
        if (one->kind != AST_FIXED && matcher_is_for(one, host))
            return true;
    }
    return false;
}

bool oracle_denies_events(const struct ast *ast, enum oracle_host host)
{
    for (const struct ast_statement *one = ast->first; one; one = one->next) {
        if (one->kind == AST_RULE && one->verdict == VERDICT_DENY && denies_events(ast, one, host))
            return true;
    }
    return false;
}
