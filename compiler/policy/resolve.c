/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/resolve.h"

#include <string.h>

#include "compiler/policy/declarations.h"
#include "compiler/policy/groups.h"
#include "compiler/policy/points.h"
#include "compiler/policy/unfilterable.h"

struct resolver {
    const struct ast *ast;
    struct scope scope;
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct declarations declarations;
    struct groups *groups;
    struct policy *policy;
};

/* A name with its quotes, if it has any: put elsewhere it stays a name. */
static const char *as_written(const struct resolver *resolver, struct span span)
{
    const struct source *source = source_of(resolver->diagnostics->sources, span.start);

    return arena_copy_text(resolver->arena, source->text + (span.start - source->base),
                           span.end - span.start);
}

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
    if (near)
        diagnostic_add_fix(
            report, name->span,
            as_written(resolver, groups_find(resolver->groups, near)->statement->group.span));
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

static host_set hosts_of(const struct points *points)
{
    host_set hosts = 0;

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
        host_set others = one->hosts & ~declarations->target_hosts;
        struct diagnostic *report;

        if (!others)
            continue;
        report = diagnostic_report(resolver->diagnostics, DIAGNOSTIC_HOST_NOT_LISTED,
                                   rule->statement->span,
                                   "this rule is for %s, which targets "
                                   "does not list",
                                   hosts_describe(resolver->scope.hosts, others, resolver->arena));
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
        rule->points = points_resolve(statement->matcher, &resolver->scope);
    else
        use_group(resolver, rule);
    if (statement->kind == AST_RULE && !rule->repeats)
        check_listed(resolver, rule);
    if (statement->kind == AST_RULE && !rule->repeats && statement->verdict == VERDICT_DENY)
        unfilterable_check(rule, resolver->scope.hosts, resolver->diagnostics);
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
            if (host_is_in(host->host, one->hosts))
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
            if (host_is_in(host->host, one->hosts))
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

    if (host->host->vendor == VENDOR_ARM64)
        return host_policy_allowed(policy, host, select);
    if (policy->default_verdict == VERDICT_ALLOW)
        return verdicts->denied;
    return umask_set_subtract(&verdicts->allowed, &verdicts->denied);
}

static void list_points(const struct policy *policy, struct host_policy *host, uint32_t count,
                        struct arena *arena)
{
    const uint32_t end = host_select_count(host->host);
    const bool lists_all = host->host->vendor == VENDOR_ARM64;

    host->listed = ARENA_NEW_ARRAY(arena, struct select_umasks, lists_all ? end : count);
    for (uint32_t select = 0; select < end; select++) {
        struct umask_set umasks;

        /* A word of selects that no rule names is passed at once. */
        if (!lists_all && select % 64 == 0 && host->named[select / 64] == 0)
            select += 63;
        if (!lists_all && !(host->named[select / 64] >> (select % 64) & 1))
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

static void add_host(struct resolver *resolver, const struct host *which)
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

/* Models that cpus lists are served whether a rule names them or not. */
static host_set listed_hosts(const struct hosts *hosts)
{
    host_set listed = 0;

    for (int vendor = 0; vendor < VENDOR_COUNT; vendor++)
        listed |= hosts->cpus[vendor] ? hosts->by_vendor[vendor] : 0;
    return listed;
}

/* A fleet of a vendor that targets leaves out. */
static void check_fleets(const struct resolver *resolver)
{
    const struct declarations *declarations = &resolver->declarations;
    const struct hosts *hosts = resolver->scope.hosts;

    for (int vendor = 0; declarations->targets && vendor < VENDOR_COUNT; vendor++) {
        struct diagnostic *report;

        if (!hosts->cpus[vendor] || hosts->by_vendor[vendor] & declarations->target_hosts)
            continue;
        report = diagnostic_report(resolver->diagnostics, DIAGNOSTIC_HOST_NOT_LISTED,
                                   hosts->cpus[vendor]->span,
                                   "these models are of %s, which targets does not list",
                                   vendor_name((enum vendor)vendor));
        diagnostic_add_note(report, declarations->targets->span, "the hosts are listed here");
    }
}

/* The hosts that targets lists, or else those that cpus lists or some rule names. */
static void resolve_hosts(struct resolver *resolver)
{
    struct policy *policy = resolver->policy;
    host_set hosts = resolver->declarations.target_hosts;

    if (!resolver->declarations.targets) {
        hosts = listed_hosts(resolver->scope.hosts);
        for (uint32_t i = 0; i < policy->rule_count; i++)
            hosts |= policy->rules[i].repeats ? 0 : hosts_of(policy->rules[i].points);
    }
    if (!hosts && resolver->diagnostics->error_count == 0)
        diagnostic_report(resolver->diagnostics, DIAGNOSTIC_NO_HOST, (struct span){1, 1},
                          "this policy is for no host: it has no rule, and no targets statement "
                          "such as 'targets x86' to deny everything there");
    policy->hosts =
        ARENA_NEW_ARRAY(resolver->arena, struct host_policy, resolver->scope.hosts->count);
    for (uint32_t i = 0; i < resolver->scope.hosts->count; i++) {
        if (host_is_in(&resolver->scope.hosts->all[i], hosts))
            add_host(resolver, &resolver->scope.hosts->all[i]);
    }
}

struct policy *policy_resolve(const struct ast *ast, struct events *events, struct arena *arena,
                              struct diagnostics *diagnostics)
{
    struct scope scope = {hosts_collect(ast, events, arena, diagnostics), events, arena,
                          diagnostics};
    struct resolver resolver = {ast,
                                scope,
                                arena,
                                diagnostics,
                                declarations_collect(ast, &scope),
                                groups_collect(ast, &scope),
                                ARENA_NEW(arena, struct policy)};
    const struct ast_statement *defaults = resolver.declarations.defaults;

    resolver.policy->name = resolver.declarations.name;
    resolver.policy->known = scope.hosts;
    if (defaults) {
        resolver.policy->default_verdict = defaults->verdict;
        resolver.policy->default_span = defaults->span;
    }
    check_fleets(&resolver);
    resolve_rules(&resolver);
    resolve_hosts(&resolver);
    if (diagnostics->error_count == 0)
        groups_warn_unused(resolver.groups, diagnostics);
    return resolver.policy;
}
