/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/commands/statistics.h"

#include <stdio.h>

#include "compiler/base/print_name.h"
#include "compiler/entries/cost.h"

static bool entry_matches(const struct entry *entry, unsigned int umask)
{
    return (umask & entry->mask) == entry->match;
}

/* The unit masks that entries `from` to `to` - 1, all of one select, list together. */
static unsigned int count_listed(const struct alternative *alternative, uint32_t from, uint32_t to)
{
    unsigned int count = 0;

    for (unsigned int umask = 0; umask < UMASK_COUNT; umask++) {
        bool included = false;
        bool excluded = false;

        for (uint32_t i = from; i < to; i++) {
            if (entry_matches(&alternative->entries[i], umask))
                *(alternative->entries[i].exclude ? &excluded : &included) = true;
        }
        count += included && !excluded;
    }
    return count;
}

/* How many the minimiser knows to be needed, where it is not known that all are. */
static uint32_t find_bound(const struct section *section, uint16_t select, uint32_t entries)
{
    for (uint32_t i = 0; i < section->cost_count; i++) {
        if (section->costs[i].select == select && section->costs[i].entries == entries)
            return section->costs[i].at_least;
    }
    return entries;
}

static uint32_t print_select(const struct section *section, uint32_t from)
{
    const struct alternative *alternative = &section->alternatives[0];
    uint16_t select = alternative->entries[from].select;
    uint32_t to = from;
    uint32_t bound;

    while (to < alternative->count && alternative->entries[to].select == select)
        to++;
    bound = find_bound(section, select, to - from);
    printf("    select 0x%02x: %u for %u unit masks", select, to - from,
           count_listed(alternative, from, to));
    if (bound < to - from)
        printf(", at least %u", bound);
    putchar('\n');
    return to;
}

void statistics_print_section(const struct section *section)
{
    const struct alternative *alternative = &section->alternatives[0];
    uint32_t at_least = 0;

    if (section->architecture != PMUF_X86)
        return;
    printf("  entries: %u of %u", alternative->count, PMUF_MAX_X86_ENTRIES);
    for (uint32_t i = 0; i < section->cost_count; i++)
        at_least += section->costs[i].at_least;
    if (alternative->kind == PMUF_KIND_MASKED && at_least == alternative->count)
        fputs(", and no fewer can say it", stdout);
    else if (alternative->kind == PMUF_KIND_MASKED && section->costs)
        printf(", at least %u", at_least);
    putchar('\n');
    for (uint32_t from = 0; from < alternative->count;)
        from = print_select(section, from);
}

void statistics_print_reasons(const struct compilation *compilation)
{
    const struct policy *policy = compilation->policy;
    struct place place;

    for (uint32_t i = 0; i < policy->rule_count; i++) {
        const struct ast_statement *rule = policy->rules[i].statement;

        if (!rule->because || !source_locate(&compilation->sources, rule->span.start, &place))
            continue;
        print_name(stdout, place.source->name);
        printf(":%u: %s because \"%s\"\n", place.line,
               rule->verdict == VERDICT_ALLOW ? "allow" : "deny", rule->because);
    }
}

static void print_rule(const struct compilation *compilation, const struct rule_cost *cost)
{
    struct place place;

    if (source_locate(&compilation->sources, cost->rule->statement->span.start, &place)) {
        fputs("    ", stdout);
        print_name(stdout, place.source->name);
        printf(":%u: %d entries more than without this rule\n", place.line, cost->entries);
    }
}

static void print_host(const struct compilation *compilation, const struct host_policy *host)
{
    uint32_t count;
    struct pricing pricing = pricing_open(compilation->policy, host, PMUF_KIND_MASKED);
    const struct rule_cost *costs = cost_of_rules(&pricing, compilation->arena, &count);

    printf("rules on %s, in masked entries:\n", host->host->name);
    if (!costs)
        puts("    too many to price");
    for (uint32_t i = 0; i < count; i++)
        print_rule(compilation, &costs[i]);
    pricing_close(&pricing);
}

void statistics_print_rules(const struct compilation *compilation, const struct target *target)
{
    for (uint32_t i = 0; i < compilation->policy->host_count; i++) {
        const struct host_policy *host = &compilation->policy->hosts[i];

        if (host->host->vendor != VENDOR_ARM64 && target_names(target, host->host))
            print_host(compilation, host);
    }
}
