/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/resolve.h"

#include <string.h>

#include "compiler/policy/declarations.h"
#include "compiler/policy/groups.h"
#include "compiler/policy/points.h"

struct resolver {
    const struct ast *ast;
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct declarations declarations;
    struct groups *groups;
    struct policy *policy;
};

/* A group that a mistake swallowed is not unknown: the message about that is out already. */
static void report_unknown_group(struct resolver *resolver, const struct ast_text *name)
{
    const char *near = NULL;
    struct diagnostic *report;

    if (resolver->ast->is_incomplete)
        return;
    /* A suggestion walks all groups: only for messages that will be seen. */
    if (resolver->diagnostics->error_count < DIAGNOSTIC_MAX_SHOWN)
        near = groups_suggest(resolver->groups, name->text);
    report = diagnostic_report(resolver->diagnostics, DIAGNOSTIC_UNKNOWN_GROUP, name->span,
                               "there is no group '%s'", name->text);
    if (near && name->span.end - name->span.start == strlen(name->text))
        diagnostic_add_fix(report, name->span, near);
    else if (near)
        diagnostic_add_note(report, (struct span){0, 0}, "there is a group '%s'", near);
}

/* A bit for each way in which a statement can name a group. */
static uint32_t use_bit(const struct ast_statement *statement)
{
    return 1u << (statement->verdict + (statement->kind == AST_EXPECT ? 2 : 0));
}

static void use_group(struct resolver *resolver, struct rule *rule)
{
    const struct ast_text *name = &rule->statement->group;
    struct group *group = groups_find(resolver->groups, name->text);

    if (!group) {
        report_unknown_group(resolver, name);
        return;
    }
    if (!group->statement->matcher)
        diagnostic_add_note(diagnostic_report(resolver->diagnostics, DIAGNOSTIC_EMPTY_GROUP,
                                              name->span, "the group '%s' has no matchers",
                                              name->text),
                            group->statement->span, "it is defined here");
    rule->points = group->points;
    rule->repeats = group->uses & use_bit(rule->statement);
    group->uses |= use_bit(rule->statement);
}

static uint8_t hosts_of(const struct points *points)
{
    uint8_t hosts = 0;

    for (; points; points = points->next)
        hosts |= points->hosts;
    return hosts;
}

/* A rule for a host that targets leaves out would be a rule that nobody applies. */
static void check_listed(const struct resolver *resolver, const struct rule *rule)
{
    const struct declarations *declarations = &resolver->declarations;

    if (!declarations->target_hosts)
        return;
    for (const struct points *one = rule->points; one; one = one->next) {
        uint8_t others = one->hosts & (uint8_t)~declarations->target_hosts;
        struct diagnostic *report;

        if (!others)
            continue;
        report = diagnostic_report(resolver->diagnostics, DIAGNOSTIC_HOST_NOT_LISTED,
                                   rule->statement->span,
                                   "this rule is for %s, which targets "
                                   "does not list",
                                   host_name(others & 1 << HOST_INTEL ? HOST_INTEL : HOST_AMD));
        diagnostic_add_note(report, declarations->targets->span, "the hosts are listed here");
        return;
    }
}

static void add_rule(struct resolver *resolver, const struct ast_statement *statement,
                     struct rule *rules, uint32_t *count)
{
    struct rule *rule = &rules[(*count)++];

    rule->statement = statement;
    if (statement->matcher)
        rule->points = points_resolve(statement->matcher, resolver->arena, resolver->diagnostics);
    else
        use_group(resolver, rule);
    if (statement->kind == AST_RULE && !rule->repeats)
        check_listed(resolver, rule);
    if (statement->kind == AST_RULE && !statement->because && statement->verdict == VERDICT_ALLOW)
        diagnostic_report(resolver->diagnostics, DIAGNOSTIC_MISSING_BECAUSE, statement->span,
                          "this allow gives no reason: end it with because \"...\"");
}

static uint32_t count_statements(const struct ast *ast, enum ast_statement_kind kind)
{
    uint32_t count = 0;

    for (const struct ast_statement *one = ast->first; one; one = one->next)
        count += one->kind == kind;
    return count;
}

static void resolve_rules(struct resolver *resolver)
{
    struct policy *policy = resolver->policy;

    policy->rules =
        ARENA_NEW_ARRAY(resolver->arena, struct rule, count_statements(resolver->ast, AST_RULE));
    policy->expectations =
        ARENA_NEW_ARRAY(resolver->arena, struct rule, count_statements(resolver->ast, AST_EXPECT));
    for (const struct ast_statement *one = resolver->ast->first; one; one = one->next) {
        if (one->kind == AST_RULE)
            add_rule(resolver, one, policy->rules, &policy->rule_count);
        else if (one->kind == AST_EXPECT)
            add_rule(resolver, one, policy->expectations, &policy->expectation_count);
    }
}

/* Gives each select that the points name a row of its own in the verdicts. */
static void index_points(struct host_policy *host, const struct points *points, uint16_t *count)
{
    uint32_t end = host_select_count(host->host);

    for (uint32_t i = 0; i < points->range_count; i++) {
        for (uint32_t s = points->ranges[i].first; s <= points->ranges[i].last && s < end; s++) {
            if (host->index[s])
                continue;
            host->index[s] = ++*count;
            host->named[s / 64] |= UINT64_C(1) << (s % 64);
        }
    }
}

static void name_points(struct host_policy *host, const struct points *points, enum verdict verdict)
{
    uint32_t end = host_select_count(host->host);

    for (uint32_t i = 0; i < points->range_count; i++) {
        for (uint32_t s = points->ranges[i].first; s <= points->ranges[i].last && s < end; s++) {
            struct verdicts *verdicts = &host->verdicts[host->index[s]];
            struct umask_set *set =
                verdict == VERDICT_ALLOW ? &verdicts->allowed : &verdicts->denied;

            *set = umask_set_union(set, &points->umasks);
        }
    }
    if (verdict == VERDICT_ALLOW)
        host->fixed_allowed |= points->fixed;
    else
        host->fixed_denied |= points->fixed;
}

static uint32_t index_selects(const struct policy *policy, struct host_policy *host)
{
    uint16_t count = 0;

    for (uint32_t i = 0; i < policy->rule_count; i++) {
        const struct rule *rule = &policy->rules[i];

        for (const struct points *one = rule->points; one && !rule->repeats; one = one->next) {
            if (one->hosts >> host->host & 1)
                index_points(host, one, &count);
        }
    }
    return count;
}

static void apply_rules(const struct policy *policy, struct host_policy *host)
{
    for (uint32_t i = 0; i < policy->rule_count; i++) {
        const struct rule *rule = &policy->rules[i];

        for (const struct points *one = rule->points; one && !rule->repeats; one = one->next) {
            if (one->hosts >> host->host & 1)
                name_points(host, one, rule->statement->verdict);
        }
    }
}

/* What the filter lists of a select: allowed points by default deny, denied ones by default allow.
 */
static struct umask_set listed_umasks(const struct policy *policy, const struct host_policy *host,
                                      uint32_t select)
{
    const struct verdicts *verdicts = host_policy_verdicts(host, select);

    if (policy->default_verdict == VERDICT_ALLOW)
        return verdicts->denied;
    return umask_set_subtract(&verdicts->allowed, &verdicts->denied);
}

static void list_points(const struct policy *policy, struct host_policy *host, uint32_t count,
                        struct arena *arena)
{
    const uint32_t end = host_select_count(host->host);

    host->listed = ARENA_NEW_ARRAY(arena, struct select_umasks, count);
    for (uint32_t select = 0; select < end; select++) {
        struct umask_set umasks;

        /* A word of selects that no rule names is passed at once. */
        if (select % 64 == 0 && host->named[select / 64] == 0)
            select += 63;
        if (!(host->named[select / 64] >> (select % 64) & 1))
            continue;
        umasks = listed_umasks(policy, host, select);
        if (umask_set_is_empty(&umasks))
            continue;
        host->listed[host->listed_count].select = (uint16_t)select;
        host->listed[host->listed_count++].umasks = umasks;
    }
    host->listed_fixed = policy->default_verdict == VERDICT_ALLOW
                             ? host->fixed_denied
                             : host->fixed_allowed & ~host->fixed_denied;
}

static void add_host(struct resolver *resolver, enum host which)
{
    struct policy *policy = resolver->policy;
    struct host_policy *host = &policy->hosts[policy->host_count++];
    uint32_t count;

    host->host = which;
    host->index = ARENA_NEW_ARRAY(resolver->arena, uint16_t, host_select_count(which));
    count = index_selects(policy, host);
    host->verdicts = ARENA_NEW_ARRAY(resolver->arena, struct verdicts, count + 1);
    apply_rules(policy, host);
    list_points(policy, host, count, resolver->arena);
}

/* The hosts that targets lists, or else those that some rule names. */
static void resolve_hosts(struct resolver *resolver)
{
    struct policy *policy = resolver->policy;
    uint8_t hosts = resolver->declarations.target_hosts;

    if (!resolver->declarations.targets) {
        for (uint32_t i = 0; i < policy->rule_count; i++)
            hosts |= policy->rules[i].repeats ? 0 : hosts_of(policy->rules[i].points);
    }
    if (!hosts && resolver->diagnostics->error_count == 0)
        diagnostic_report(resolver->diagnostics, DIAGNOSTIC_NO_HOST, (struct span){1, 1},
                          "this policy is for no host: it has no rule, and no targets statement "
                          "such as 'targets x86' to deny everything there");
    policy->hosts = ARENA_NEW_ARRAY(resolver->arena, struct host_policy, HOST_COUNT);
    for (int host = 0; host < HOST_COUNT; host++) {
        if (hosts >> host & 1)
            add_host(resolver, (enum host)host);
    }
}

struct policy *policy_resolve(const struct ast *ast, struct arena *arena,
                              struct diagnostics *diagnostics)
{
    struct resolver resolver = {ast,
                                arena,
                                diagnostics,
                                declarations_collect(ast, diagnostics),
                                groups_collect(ast, arena, diagnostics),
                                ARENA_NEW(arena, struct policy)};
    const struct ast_statement *defaults = resolver.declarations.defaults;

    resolver.policy->name = resolver.declarations.name;
    if (defaults) {
        resolver.policy->default_verdict = defaults->verdict;
        resolver.policy->default_span = defaults->span;
    }
    resolve_rules(&resolver);
    resolve_hosts(&resolver);
    if (diagnostics->error_count == 0)
        groups_warn_unused(resolver.groups, diagnostics);
    return resolver.policy;
}
