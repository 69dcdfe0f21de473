/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/entries/cost.h"

#include <stdlib.h>

/* How many rules of each verdict name each unit mask of one select. */
struct tally {
    uint32_t allowed[UMASK_COUNT];
    uint32_t denied[UMASK_COUNT];
};

struct pricing pricing_open(const struct policy *policy, const struct host_policy *host,
                            enum pmuf_kind kind)
{
    return (struct pricing){policy, host, kind, minimiser_open(COST_STEPS)};
}

void pricing_close(struct pricing *pricing)
{
    minimiser_close(pricing->minimiser);
}

uint32_t cost_of_umasks(const struct pricing *pricing, const struct umask_set *umasks)
{
    const struct cover *cover;

    if (pricing->kind == PMUF_KIND_SELECT_UMASK)
        return umask_set_count(umasks);
    cover = minimiser_solve(pricing->minimiser, umasks);
    return cover->include_count + cover->exclude_count;
}

/* The unit masks that a rule names of a select on a host. */
static struct umask_set rule_umasks(const struct rule *rule, const struct host *host,
                                    uint32_t select)
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

static uint32_t tally_cost(const struct pricing *pricing, const struct tally *tally)
{
    struct umask_set listed = {{0}};

    for (unsigned int umask = 0; umask < UMASK_COUNT; umask++) {
        bool denied = tally->denied[umask];
        bool allowed = tally->allowed[umask] && !denied;

        if (pricing->policy->default_verdict == VERDICT_ALLOW ? denied : allowed)
            umask_set_add(&listed, umask);
    }
    return cost_of_umasks(pricing, &listed);
}

static void price_select(const struct pricing *pricing, uint32_t select, struct rule_cost *costs)
{
    const struct policy *policy = pricing->policy;
    const struct host *host = pricing->host->host;
    struct tally tally = {{0}, {0}};
    uint32_t whole;

    for (uint32_t i = 0; i < policy->rule_count; i++) {
        struct umask_set umasks = rule_umasks(&policy->rules[i], host, select);

        tally_rule(&tally, &policy->rules[i], &umasks, 1);
    }
    whole = tally_cost(pricing, &tally);
    for (uint32_t i = 0; i < policy->rule_count; i++) {
        struct umask_set umasks = rule_umasks(&policy->rules[i], host, select);

        if (umask_set_is_empty(&umasks))
            continue;
        tally_rule(&tally, &policy->rules[i], &umasks, -1);
        costs[i].entries += (int32_t)whole - (int32_t)tally_cost(pricing, &tally);
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
            for (uint32_t r = 0; host_is_in(host->host, one->hosts) && r < one->range_count; r++)
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

static bool touches(const struct rule *rule, const struct host *host)
{
    for (const struct points *one = rule->points; one; one = one->next) {
        if (host_is_in(host, one->hosts) && one->range_count)
            return true;
    }
    return false;
}

struct rule_cost *cost_of_rules(const struct pricing *pricing, struct arena *arena, uint32_t *count)
{
    const struct policy *policy = pricing->policy;
    const struct host_policy *host = pricing->host;
    struct rule_cost *costs;

    *count = 0;
    if (is_too_much(policy, host))
        return NULL;
    costs = ARENA_NEW_ARRAY(arena, struct rule_cost, policy->rule_count);
    for (uint32_t select = 0; select < host_select_count(host->host); select++) {
        if (host->index[select])
            price_select(pricing, select, costs);
    }
    for (uint32_t i = 0; i < policy->rule_count; i++) {
        costs[*count] = costs[i];
        costs[*count].rule = &policy->rules[i];
        *count += touches(&policy->rules[i], host->host);
    }
    if (*count)
        qsort(costs, *count, sizeof(*costs), compare_costs);
    return costs;
}

uint32_t cost_of_other_default(const struct pricing *pricing)
{
    static const struct umask_set all = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
    const struct policy *policy = pricing->policy;
    uint32_t cost = 0;

    for (uint32_t select = 0; select < host_select_count(pricing->host->host); select++) {
        struct umask_set listed = host_policy_allowed(policy, pricing->host, select);

        if (policy->default_verdict == VERDICT_DENY)
            listed = umask_set_subtract(&all, &listed);
        cost += cost_of_umasks(pricing, &listed);
    }
    return cost;
}
