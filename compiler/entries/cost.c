/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/entries/cost.h"

#include <stdlib.h>

#include "compiler/minimise/cover.h"

/* How many rules of each verdict name each unit mask of one select. */
struct tally {
    uint32_t allowed[UMASK_COUNT];
    uint32_t denied[UMASK_COUNT];
};

uint32_t cost_of_umasks(enum pmuf_kind kind, const struct umask_set *umasks)
{
    struct cover cover;

    if (kind == PMUF_KIND_SELECT_UMASK)
        return umask_set_count(umasks);
    cover_umasks(umasks, &cover);
    return cover.include_count + cover.exclude_count;
}

/* The unit masks that a rule names of a select on a host. */
static struct umask_set rule_umasks(const struct rule *rule, enum host host, uint32_t select)
{
    struct umask_set all = {{0}};

    for (const struct points *one = rule->points; one; one = one->next) {
        if (points_have_select(one, host, select))
            all = umask_set_union(&all, &one->umasks);
    }
    return all;
}

/* Adds a rule to the tally, or with -1 takes it out. */
static void tally_rule(struct tally *tally, const struct rule *rule, const struct umask_set *umasks,
                       int32_t step)
{
    uint32_t *counts = rule->statement->verdict == VERDICT_ALLOW ? tally->allowed : tally->denied;

    for (unsigned int umask = 0; umask < UMASK_COUNT; umask++) {
        if (umask_set_has(umasks, umask))
            counts[umask] += (uint32_t)step;
    }
}

static uint32_t tally_cost(const struct policy *policy, enum pmuf_kind kind,
                           const struct tally *tally)
{
    struct umask_set listed = {{0}};

    for (unsigned int umask = 0; umask < UMASK_COUNT; umask++) {
        bool denied = tally->denied[umask];

        if (policy->default_verdict == VERDICT_ALLOW ? denied : tally->allowed[umask] && !denied)
            umask_set_add(&listed, umask);
    }
    return cost_of_umasks(kind, &listed);
}

static void price_select(const struct policy *policy, enum host host, enum pmuf_kind kind,
                         uint32_t select, struct rule_cost *costs)
{
    struct tally tally = {{0}, {0}};
    uint32_t whole;

    for (uint32_t i = 0; i < policy->rule_count; i++) {
        struct umask_set umasks = rule_umasks(&policy->rules[i], host, select);

        tally_rule(&tally, &policy->rules[i], &umasks, 1);
    }
    whole = tally_cost(policy, kind, &tally);
    for (uint32_t i = 0; i < policy->rule_count; i++) {
        struct umask_set umasks = rule_umasks(&policy->rules[i], host, select);

        if (umask_set_is_empty(&umasks))
            continue;
        tally_rule(&tally, &policy->rules[i], &umasks, -1);
        costs[i].entries += (int32_t)whole - (int32_t)tally_cost(policy, kind, &tally);
        tally_rule(&tally, &policy->rules[i], &umasks, 1);
    }
}

static uint64_t count_named(const struct host_policy *host)
{
    uint64_t count = 0;

    for (uint32_t i = 0; i < SELECT_WORDS; i++)
        count += (uint64_t)__builtin_popcountll(host->named[i]);
    return count;
}

/* Pricing walks every matcher for every select that some rule names, and tries a cover for each. */
static bool is_too_much(const struct policy *policy, const struct host_policy *host)
{
    uint64_t trials = 0;
    uint64_t matchers = 0;

    for (uint32_t i = 0; i < policy->rule_count; i++) {
        for (const struct points *one = policy->rules[i].points; one; one = one->next) {
            if (++matchers > COST_MAX_VISITS)
                return true;
            for (uint32_t r = 0; one->hosts >> host->host & 1 && r < one->range_count; r++)
                trials += one->ranges[r].last - one->ranges[r].first + 1u;
        }
    }
    return trials > COST_MAX_TRIALS || matchers * count_named(host) > COST_MAX_VISITS;
}

static int compare_costs(const void *left, const void *right)
{
    const struct rule_cost *a = left;
    const struct rule_cost *b = right;

    if (a->entries != b->entries)
        return a->entries > b->entries ? -1 : 1;
    return (a->rule > b->rule) - (a->rule < b->rule);
}

static bool touches(const struct rule *rule, enum host host)
{
    for (const struct points *one = rule->points; one; one = one->next) {
        if (one->hosts >> host & 1 && one->range_count)
            return true;
    }
    return false;
}

struct rule_cost *cost_of_rules(const struct policy *policy, const struct host_policy *host,
                                enum pmuf_kind kind, struct arena *arena, uint32_t *count)
{
    struct rule_cost *costs;

    *count = 0;
    if (is_too_much(policy, host))
        return NULL;
    costs = ARENA_NEW_ARRAY(arena, struct rule_cost, policy->rule_count);
    for (uint32_t select = 0; select < host_select_count(host->host); select++) {
        if (host->named[select / 64] >> (select % 64) & 1)
            price_select(policy, host->host, kind, select, costs);
    }
    for (uint32_t i = 0; i < policy->rule_count; i++) {
        costs[*count] = costs[i];
        costs[*count].rule = &policy->rules[i];
        *count += touches(&policy->rules[i], host->host);
    }
    qsort(costs, *count, sizeof(*costs), compare_costs);
    return costs;
}

uint32_t cost_of_other_default(const struct policy *policy, const struct host_policy *host,
                               enum pmuf_kind kind)
{
    static const struct umask_set all = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
    uint32_t cost = 0;

    for (uint32_t select = 0; select < host_select_count(host->host); select++) {
        struct umask_set listed = host_policy_allowed(policy, host, select);

        if (policy->default_verdict == VERDICT_DENY)
            listed = umask_set_subtract(&all, &listed);
        cost += cost_of_umasks(kind, &listed);
    }
    return cost;
}
