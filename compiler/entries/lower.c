/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/entries/lower.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/entries/arm64_ranges.h"
#include "compiler/entries/budget.h"
#include "compiler/entries/cost.h"
#include "compiler/entries/served.h"
#include "compiler/minimise/minimiser.h"

struct lowering {
    const struct policy *policy;
    const struct lower_options *options;
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct minimiser *minimiser;
    struct minimiser *quick; /* with a small budget; null until it is needed */
};

enum pmuf_action lower_action(const struct policy *policy)
{
    return policy->default_verdict == VERDICT_ALLOW ? PMUF_ACTION_DENY : PMUF_ACTION_ALLOW;
}

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;

    if (a->select != b->select)
        return a->select - b->select;
    if (a->exclude != b->exclude)
        return a->exclude - b->exclude;
    return a->match != b->match ? a->match - b->match : a->mask - b->mask;
}

static void add_cubes(struct alternative *alternative, uint16_t select, const struct cube *cubes,
                      unsigned int count, bool exclude)
{
    for (unsigned int i = 0; i < count; i++)
        alternative->entries[alternative->count++] =
            (struct entry){select, cubes[i].mask, cubes[i].match, exclude};
}

/*
 * Once it is proved that the entries do not fit, their number is only for a message: a small budget
 * has to do, so that a policy of thousands of hard sets is refused soon.
 */
static struct minimiser *choose_minimiser(struct lowering *lowering, uint32_t at_least)
{
    if (at_least <= PMUF_MAX_X86_ENTRIES)
        return lowering->minimiser;
    if (!lowering->quick)
        lowering->quick = minimiser_open(COST_STEPS);
    return lowering->quick;
}

/* Entries are counted before they are kept: a policy may ask for a million. */
static uint32_t count_masked(struct lowering *lowering, const struct host_policy *host,
                             struct section *section)
{
    uint32_t at_least = 0;
    uint32_t count = 0;

    section->costs = ARENA_NEW_ARRAY(lowering->arena, struct select_cost, host->listed_count);
    section->cost_count = host->listed_count;
    for (uint32_t i = 0; i < host->listed_count; i++) {
        const struct cover *cover =
            minimiser_solve(choose_minimiser(lowering, at_least), &host->listed[i].umasks);
        uint32_t entries = cover->include_count + cover->exclude_count;

        section->costs[i] =
            (struct select_cost){host->listed[i].select, entries, cover->lower_bound};
        at_least += cover->lower_bound;
        count += entries;
    }
    return count;
}

static uint32_t count_pairs(const struct host_policy *host)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < host->listed_count; i++)
        count += umask_set_count(&host->listed[i].umasks);
    return count;
}

static void fill_masked(const struct lowering *lowering, const struct host_policy *host,
                        struct alternative *alternative)
{
    for (uint32_t i = 0; i < host->listed_count; i++) {
        uint16_t select = host->listed[i].select;
        const struct cover *cover = minimiser_solve(lowering->minimiser, &host->listed[i].umasks);

        add_cubes(alternative, select, cover->includes, cover->include_count, false);
        add_cubes(alternative, select, cover->excludes, cover->exclude_count, true);
    }
    if (alternative->count)
        qsort(alternative->entries, alternative->count, sizeof(struct entry), compare_entries);
}

static void fill_pairs(const struct host_policy *host, struct alternative *alternative)
{
    for (uint32_t i = 0; i < host->listed_count; i++) {
        for (unsigned int umask = 0; umask < UMASK_COUNT; umask++) {
            if (umask_set_has(&host->listed[i].umasks, umask))
                alternative->entries[alternative->count++] =
                    (struct entry){host->listed[i].select, 0xff, (uint8_t)umask, false};
        }
    }
}

/*
 * Before Linux 6.3 a guest on Intel escapes a DENY list by setting the TSX bits of the event
 * selector, which were part of the key that was looked up (kvm-x86 commit aa570a7481c3).
 */
static bool escapes_old_kernels(const struct lowering *lowering, const struct host_policy *host)
{
    return host->host->vendor == VENDOR_INTEL && host->listed_count > 0 &&
           lower_action(lowering->policy) == PMUF_ACTION_DENY &&
           !lowering->options->allow_tsx_escape;
}

static void add_alternative(const struct lowering *lowering, const struct host_policy *host,
                            enum pmuf_kind kind, uint32_t count, struct section *section)
{
    struct alternative *alternative = &section->alternatives[section->alternative_count++];

    alternative->kind = kind;
    alternative->requirements = PMUF_NEEDS_FILTER;
    if (kind == PMUF_KIND_MASKED || escapes_old_kernels(lowering, host))
        alternative->requirements |= PMUF_NEEDS_MASKED_EVENTS;
    alternative->action = lower_action(lowering->policy);
    alternative->fixed_bitmap = host->listed_fixed;
    alternative->entries = ARENA_NEW_ARRAY(lowering->arena, struct entry, count);
    if (kind == PMUF_KIND_MASKED)
        fill_masked(lowering, host, alternative);
    else
        fill_pairs(host, alternative);
}

static bool same_lists(const struct host_policy *a, const struct host_policy *b)
{
    if (a->listed_count != b->listed_count)
        return false;
    for (uint32_t i = 0; i < a->listed_count; i++) {
        if (a->listed[i].select != b->listed[i].select ||
            !umask_set_equal(&a->listed[i].umasks, &b->listed[i].umasks))
            return false;
    }
    return true;
}

static bool is_arm64(const struct host_policy *host)
{
    return host->host->vendor == VENDOR_ARM64;
}

static bool same_filter(const struct lowering *lowering, const struct host_policy *a,
                        const struct host_policy *b)
{
    bool same_needs = lowering->options->encoding == ENCODING_MASKED ||
                      escapes_old_kernels(lowering, a) == escapes_old_kernels(lowering, b);

    return is_arm64(a) == is_arm64(b) && same_needs && a->listed_fixed == b->listed_fixed &&
           same_lists(a, b);
}

/* The hosts that share this host's filter, for messages: "intel", or "intel and amd". */
static const char *sharing_hosts(const struct lowering *lowering, const struct host_policy *host)
{
    host_set sharing = 0;

    for (uint32_t i = 0; i < lowering->policy->host_count; i++) {
        const struct host_policy *other = &lowering->policy->hosts[i];

        if (same_filter(lowering, host, other))
            sharing |= host_bit(other->host);
    }
    return hosts_describe(lowering->policy->known, sharing, lowering->arena);
}

static void warn_new_kernel(const struct lowering *lowering, const struct host_policy *host,
                            uint32_t pairs)
{
    struct span span = policy_head(lowering->policy, host->host);

    if (escapes_old_kernels(lowering, host))
        diagnostic_report(lowering->diagnostics, DIAGNOSTIC_NEEDS_LINUX_6_3, span,
                          "on intel this policy needs Linux 6.3: before, a guest escapes a list "
                          "of denied events with the TSX bits of the event selector; 'default "
                          "deny' has no such need, and --allow-tsx-escape waives it");
    else if (lowering->options->encoding == ENCODING_MASKED)
        diagnostic_report(lowering->diagnostics, DIAGNOSTIC_NEEDS_LINUX_6_3, span,
                          "on %s this policy needs Linux 6.3 with its masked events, since "
                          "--encoding=masked asks for them alone",
                          sharing_hosts(lowering, host));
    else
        diagnostic_report(lowering->diagnostics, DIAGNOSTIC_NEEDS_LINUX_6_3, span,
                          "on %s this policy needs Linux 6.3 with its masked events: as pairs of "
                          "select and unit mask it has %u entries, and a filter takes %u",
                          sharing_hosts(lowering, host), pairs, PMUF_MAX_X86_ENTRIES);
}

/* The cheaper form first; the older form after it, where an older kernel could take that. */
static bool add_alternatives(struct lowering *lowering, const struct host_policy *host,
                             struct section *section)
{
    enum encoding encoding = lowering->options->encoding;
    uint32_t pairs = count_pairs(host);
    uint32_t masked =
        encoding == ENCODING_SELECT_UMASK ? pairs : count_masked(lowering, host, section);
    bool use_masked = encoding == ENCODING_MASKED || masked < pairs;
    bool use_pairs = encoding != ENCODING_MASKED && pairs <= PMUF_MAX_X86_ENTRIES &&
                     !(use_masked && escapes_old_kernels(lowering, host));

    if (masked > PMUF_MAX_X86_ENTRIES) {
        struct budget budget = {.policy = lowering->policy,
                                .host = host,
                                .host_names = sharing_hosts(lowering, host),
                                .kind = encoding == ENCODING_SELECT_UMASK ? PMUF_KIND_SELECT_UMASK
                                                                          : PMUF_KIND_MASKED,
                                .arena = lowering->arena};

        budget_report(&budget, masked, lowering->diagnostics);
        return false;
    }
    if (use_masked)
        add_alternative(lowering, host, PMUF_KIND_MASKED, masked, section);
    if (use_pairs)
        add_alternative(lowering, host, PMUF_KIND_SELECT_UMASK, pairs, section);
    if (!use_pairs || escapes_old_kernels(lowering, host))
        warn_new_kernel(lowering, host, pairs);
    return true;
}

/* The section of an earlier host whose filter is the same, or null. */
static struct section *find_shared(const struct lowering *lowering, struct filters *filters,
                                   uint32_t index, const uint32_t *section_of)
{
    const struct host_policy *hosts = lowering->policy->hosts;

    for (uint32_t i = 0; i < index; i++) {
        if (same_filter(lowering, &hosts[i], &hosts[index]))
            return &filters->sections[section_of[i]];
    }
    return NULL;
}

static bool add_filter(struct lowering *lowering, const struct host_policy *host,
                       struct section *section)
{
    section->architecture = is_arm64(host) ? PMUF_ARM64 : PMUF_X86;
    if (!is_arm64(host))
        return add_alternatives(lowering, host, section);
    section->alternatives[section->alternative_count++] = lower_arm64_ranges(host, lowering->arena);
    return true;
}

static bool add_host(struct lowering *lowering, struct filters *filters, uint32_t index,
                     uint32_t *section_of)
{
    const struct host_policy *host = &lowering->policy->hosts[index];
    struct section *section = find_shared(lowering, filters, index, section_of);
    bool good = true;

    if (!section) {
        section = &filters->sections[filters->section_count++];
        good = add_filter(lowering, host, section);
    }
    section_of[index] = (uint32_t)(section - filters->sections);
    return serve_host(section, host->host, lowering->arena, lowering->policy,
                      lowering->diagnostics) &&
           good;
}

struct filters *lower_policy(const struct policy *policy, const struct lower_options *options,
                             struct arena *arena, struct diagnostics *diagnostics)
{
    uint64_t steps =
        (uint64_t)MINIMISER_DEFAULT_STEPS * (options->optimize ? options->optimize : 1);
    struct lowering lowering = {policy, options, arena, diagnostics, minimiser_open(steps), NULL};
    struct filters *filters = ARENA_NEW(arena, struct filters);
    uint32_t section_of[MAX_HOSTS];
    bool good = true;

    filters->name = policy->name;
    filters->name_size = strlen(policy->name);
    filters->sections = ARENA_NEW_ARRAY(arena, struct section, policy->host_count);
    for (uint32_t i = 0; i < policy->host_count; i++)
        good &= add_host(&lowering, filters, i, section_of);
    minimiser_close(lowering.minimiser);
    if (lowering.quick)
        minimiser_close(lowering.quick);
    return good ? filters : NULL;
}
