/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/entries/budget.h"

#include <stdlib.h>

#include "compiler/entries/cost.h"
#include "runtime/pmuf_format.h"

enum { MAX_NAMED = 10 }; /* selects and rules that the message names */

struct select_cost {
    uint16_t select;
    uint32_t entries;
};

static int compare_selects(const void *left, const void *right)
{
    const struct select_cost *a = left;
    const struct select_cost *b = right;

    if (a->entries != b->entries)
        return a->entries > b->entries ? -1 : 1;
    return a->select - b->select;
}

static bool names_select(const struct rule *rule, enum host host, uint32_t select)
{
    for (const struct points *one = rule->points; one; one = one->next) {
        if (points_have_select(one, host, select))
            return true;
    }
    return false;
}

/* The first rule that touches the select, and how many more do. */
static void note_select(struct diagnostic *report, const struct policy *policy, enum host host,
                        const struct select_cost *cost)
{
    const struct rule *first = NULL;
    uint32_t more = 0;

    for (uint32_t i = 0; i < policy->rule_count; i++) {
        if (!names_select(&policy->rules[i], host, cost->select))
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

static void note_selects(struct diagnostic *report, const struct budget *budget)
{
    const struct host_policy *host = budget->host;
    struct select_cost *costs =
        ARENA_NEW_ARRAY(budget->arena, struct select_cost, host->listed_count);

    for (uint32_t i = 0; i < host->listed_count; i++) {
        costs[i].select = host->listed[i].select;
        costs[i].entries = cost_of_umasks(budget->kind, &host->listed[i].umasks);
    }
    qsort(costs, host->listed_count, sizeof(*costs), compare_selects);
    for (uint32_t i = 0; i < host->listed_count && i < MAX_NAMED; i++)
        note_select(report, budget->policy, host->host, &costs[i]);
}

static void note_rules(struct diagnostic *report, const struct budget *budget)
{
    uint32_t count;
    const struct rule_cost *costs =
        cost_of_rules(budget->policy, budget->host, budget->kind, budget->arena, &count);

    for (uint32_t i = 0; i < count && i < MAX_NAMED && costs[i].entries > 0; i++)
        diagnostic_add_note(report, costs[i].rule->statement->span,
                            "%d entries more than without this rule", costs[i].entries);
    if (!costs)
        diagnostic_add_note(report, (struct span){0, 0},
                            "too many rules to tell which of them are dearest");
}

void budget_report(const struct budget *budget, uint32_t entries, struct diagnostics *diagnostics)
{
    enum host host = budget->host->host;
    struct diagnostic *report = diagnostic_report(
        diagnostics, DIAGNOSTIC_TOO_MANY_ENTRIES, policy_head(budget->policy, host),
        "on %s this policy takes %u entries, and a KVM filter holds %u", host_name(host), entries,
        PMUF_MAX_X86_ENTRIES);

    note_selects(report, budget);
    note_rules(report, budget);
    diagnostic_add_note(report, (struct span){0, 0},
                        "the same verdicts under the other default would take %u entries",
                        cost_of_other_default(budget->policy, budget->host, budget->kind));
}
