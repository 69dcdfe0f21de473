/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/oracle/oracle.h"

#include <string.h>

#include "tests/oracle/oracle_names.h"

/* A question about one point, or about its number alone. */
struct question {
    const struct oracle *oracle;
    const struct oracle_host *host;
    const struct oracle_point *point; /* asked about in a set of names */
    uint64_t number;                  /* asked about in any other */
    bool by_name;
};

static bool set_holds(const struct question *question, const struct ast_set *set);

static bool is_counter(const char *name, uint64_t number)
{
    return (number == 0 && strcmp(name, "instructions") == 0) ||
           (number == 1 && strcmp(name, "cycles") == 0) ||
           (number == 2 && strcmp(name, "ref-cycles") == 0) ||
           (number == 3 && strcmp(name, "slots") == 0);
}

static bool name_holds(const struct question *question, const char *name)
{
    if (question->by_name)
        return oracle_name_holds(question->oracle, question->host, name, question->point);
    return is_counter(name, question->number);
}

static bool item_holds(const struct question *question, const struct ast_item *item)
{
    switch (item->kind) {
    case AST_NUMBER:
        return question->number == item->first;
    case AST_RANGE:
        return question->number >= item->first && question->number <= item->last;
    case AST_MATCH_MASK:
        return (question->number & item->last) == item->first;
    case AST_ANY:
        return true;
    case AST_NAME:
        return name_holds(question, item->name);
    case AST_BRACES:
        return set_holds(question, item->braces);
    case AST_ERROR:
        break;
    }
    return false;
}

static bool some_item_holds(const struct question *question, const struct ast_item *items)
{
    for (; items; items = items->next) {
        if (item_holds(question, items))
            return true;
    }
    return false;
}

static bool set_holds(const struct question *question, const struct ast_set *set)
{
    return some_item_holds(question, set->items) && !some_item_holds(question, set->except_items);
}

/* KVM's own code of an event: select bits 7:0, unit mask, and select bits 11:8 from bit 32 on. */
static uint64_t raw_code(const struct oracle_point *point)
{
    return (point->number & 0xff) | (uint64_t)point->umask << 8 |
           (uint64_t)(point->number & 0xf00) << 24;
}

bool oracle_set_holds(const struct oracle *oracle, const struct oracle_host *host,
                      const struct ast_set *set, enum ast_matcher_kind kind,
                      const struct oracle_point *point)
{
    struct question question = {oracle, host, point, point->number, kind == AST_NAMED};

    if (kind == AST_RAW)
        question.number = raw_code(point);
    return set_holds(&question, set);
}

bool oracle_matcher_names(const struct oracle *oracle, const struct ast_matcher *matcher,
                          const struct oracle_host *host, const struct oracle_point *point)
{
    const struct oracle_point umask = {.number = point->umask};

    if (!oracle_matcher_is_for(oracle, matcher, host))
        return false;
    if (matcher->kind != AST_NAMED && point->is_fixed != (matcher->kind == AST_FIXED))
        return false;
    return oracle_set_holds(oracle, host, matcher->subject, matcher->kind, point) &&
           (!matcher->umasks ||
            oracle_set_holds(oracle, host, matcher->umasks, AST_EVENTS, &umask));
}

const struct ast_matcher *oracle_matchers_of(const struct oracle *oracle,
                                             const struct ast_statement *rule)
{
    if (rule->matcher)
        return rule->matcher;
    for (const struct ast_statement *one = oracle->ast->first; one; one = one->next) {
        if (one->kind == AST_GROUP && strcmp(one->group.text, rule->group.text) == 0)
            return one->matcher;
    }
    return NULL;
}

static bool rule_names(const struct oracle *oracle, const struct ast_statement *rule,
                       const struct oracle_host *host, const struct oracle_point *point)
{
    const struct ast_matcher *matcher = oracle_matchers_of(oracle, rule);

    for (; matcher; matcher = matcher->next) {
        if (oracle_matcher_names(oracle, matcher, host, point))
            return true;
    }
    return false;
}

enum verdict oracle_default(const struct oracle *oracle)
{
    for (const struct ast_statement *one = oracle->ast->first; one; one = one->next) {
        if (one->kind == AST_DEFAULT)
            return one->verdict;
    }
    return VERDICT_DENY;
}

/* SW_INCR and CHAIN, which KVM never filters. */
static bool is_always_allowed(const struct oracle_host *host, const struct oracle_point *point)
{
    return host->vendor == TEST_ARM64 && (point->number == 0x00 || point->number == 0x1e);
}

bool oracle_allows(const struct oracle *oracle, const struct oracle_host *host,
                   const struct oracle_point *point)
{
    bool allowed = false;

    if (is_always_allowed(host, point))
        return true;
    for (const struct ast_statement *one = oracle->ast->first; one; one = one->next) {
        if (one->kind != AST_RULE || !rule_names(oracle, one, host, point))
            continue;
        if (one->verdict == VERDICT_DENY)
            return false;
        allowed = true;
    }
    return allowed || oracle_default(oracle) == VERDICT_ALLOW;
}

static bool is_event(void *context, const struct oracle_point *point)
{
    (void)context;
    return !point->is_fixed;
}

static bool denies_events(const struct oracle *oracle, const struct ast_statement *rule,
                          const struct oracle_host *host)
{
    for (const struct ast_matcher *one = oracle_matchers_of(oracle, rule); one; one = one->next) {
        if (!oracle_matcher_is_for(oracle, one, host) || one->kind == AST_FIXED)
            continue;
        if (one->kind != AST_NAMED ||
            oracle_names_visit(oracle, host, one->subject, is_event, NULL))
            return true;
    }
    return false;
}

bool oracle_denies_events(const struct oracle *oracle, const struct oracle_host *host)
{
    for (const struct ast_statement *one = oracle->ast->first; one; one = one->next) {
        if (one->kind == AST_RULE && one->verdict == VERDICT_DENY &&
            denies_events(oracle, one, host))
            return true;
    }
    return false;
}

/* A verdict that is expected of a host's points. */
struct wish {
    const struct oracle *oracle;
    const struct oracle_host *host;
    enum verdict verdict;
};

static bool breaks(void *context, const struct oracle_point *point)
{
    const struct wish *wish = context;

    return oracle_allows(wish->oracle, wish->host, point) != (wish->verdict == VERDICT_ALLOW);
}

bool oracle_expects(const struct oracle *oracle, const struct ast_statement *expectation)
{
    for (uint32_t i = 0; i < oracle->host_count; i++) {
        struct wish wish = {oracle, &oracle->hosts[i], expectation->verdict};

        if (oracle_matcher_is_for(oracle, expectation->matcher, wish.host) &&
            oracle_names_visit(oracle, wish.host, expectation->matcher->subject, breaks, &wish))
            return false;
    }
    return true;
}
