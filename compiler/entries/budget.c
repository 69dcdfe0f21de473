/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/entries/budget.h"

#include <stdlib.h>

#include "compiler/entries/cost.h"
#include "runtime/pmuf_format.h"

enum { MAX_NAMED = 10 }; /* selects and rules that the message names */

struct select_price {
    uint16_t select;
    uint32_t entries;
};

static int compare_selects(const void *left, const void *right)
{
    const struct select_price *a = left;
    const struct select_price *b = right;

    if (a->entries != b->entries)
        return a->entries > b->entries ? -1 : 1;
    return a->select - b->select;
}

static bool names_select(const struct rule *rule, const struct host *host, uint32_t select)
{
    for (const struct points *one = rule->points; one; one = one->next) {
        if (points_have_select(one, host, select))
            return true;
    }
    return false;
}

/* The first rule that touches the select, and how many more do; a repeated group counts once. */
static void note_select(struct diagnostic *report, const struct policy *policy,
                        const struct host *host, const struct select_price *cost)
{
    const struct rule *first = NULL;
    uint32_t more = 0;

    for (uint32_t i = 0; i < policy->rule_count; i++) {
        if (policy->rules[i].repeats || !names_select(&policy->rules[i], host, cost->select))
            continue;
        if (first)
            more++;
        else
            first = &policy->rules[i];
    }
    if (first)
        diagnostic_add_note(report, first->statement->span,
                            "select 0x%02x takes %u entries: this rule and %u more touch it",
                            cost->select, cost->entries, more);
}

static void note_selects(struct diagnostic *report, const struct pricing *pricing,
                         struct arena *arena)
{
    const struct host_policy *host = pricing->host;
    struct select_price *prices = ARENA_NEW_ARRAY(arena, struct select_price, host->listed_count);

    for (uint32_t i = 0; i < host->listed_count; i++) {
        prices[i].select = host->listed[i].select;
        prices[i].entries = cost_of_umasks(pricing, &host->listed[i].umasks);
    }
    qsort(prices, host->listed_count, sizeof(*prices), compare_selects);
    for (uint32_t i = 0; i < host->listed_count && i < MAX_NAMED; i++)
        note_select(report, pricing->policy, host->host, &prices[i]);
}

static void note_rules(struct diagnostic *report, const struct pricing *pricing,
                       struct arena *arena)
{
    uint32_t count;
    const struct rule_cost *costs = cost_of_rules(pricing, arena, &count);

    for (uint32_t i = 0; i < count && i < MAX_NAMED && costs[i].entries > 0; i++)
        diagnostic_add_note(report, costs[i].rule->statement->span,
                            "%d entries more than without this rule", costs[i].entries);
    if (!costs)
        diagnostic_add_note(report, (struct span){0, 0},
                            "too many rules to tell which of them are dearest");
}

void budget_report(const struct budget *budget, uint32_t entries, struct diagnostics *diagnostics)
{
    struct pricing pricing = pricing_open(budget->policy, budget->host, budget->kind);
    struct diagnostic *report = diagnostic_report(
        diagnostics, DIAGNOSTIC_TOO_MANY_ENTRIES, policy_head(budget->policy, budget->host->host),
        "on %s this policy takes %u entries, and a KVM filter holds %u", budget->host_names,
        entries, PMUF_MAX_X86_ENTRIES);

    note_selects(report, &pricing, budget->arena);
    note_rules(report, &pricing, budget->arena);
    diagnostic_add_note(report, (struct span){0, 0},
                        "the same verdicts under the other default would take %u entries",
                        cost_of_other_default(&pricing));
    pricing_close(&pricing);
}
