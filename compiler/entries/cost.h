/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a policy's entries are spent on: entries of each select, and for each rule how many fewer
 * there would be without it. For --stats and for the message about too many entries.
 */
#ifndef PMUC_ENTRIES_COST_H
#define PMUC_ENTRIES_COST_H

#include "compiler/minimise/minimiser.h"
#include "compiler/policy/policy.h"
#include "runtime/pmufilter.h"

enum {
    COST_STEPS = 20000,        /* of the minimiser for each cover */
    COST_MAX_TRIALS = 5000,    /* covers tried to price the rules; beyond it they have no price */
    COST_MAX_VISITS = 4000000, /* matchers looked at for that, each once for every select */
};

struct rule_cost {
    const struct rule *rule;
    int32_t entries; /* more than without this rule; negative when it saves entries */
};

/*
 * How entries are counted for prices: of that kind, masked or select-umask. A price is worth a
 * smaller budget than a blob, so a hard set may cost an entry more here than it does there.
 */
struct pricing {
    const struct policy *policy;
    const struct host_policy *host;
    enum pmuf_kind kind;
    struct minimiser *minimiser;
};

/* The pricing holds memory outside the arena until pricing_close(). */
struct pricing pricing_open(const struct policy *policy, const struct host_policy *host,
                            enum pmuf_kind kind);
void pricing_close(struct pricing *pricing);

/* Entries that a set of unit masks of one select takes. */
uint32_t cost_of_umasks(const struct pricing *pricing, const struct umask_set *umasks);

/*
 * Prices of the rules that touch the host, dearest first, in the arena; *count is their number.
 * Null when that would take more than the limits above.
 */
struct rule_cost *cost_of_rules(const struct pricing *pricing, struct arena *arena,
                                uint32_t *count);

/* Entries that the same verdicts would take under the other default. */
uint32_t cost_of_other_default(const struct pricing *pricing);

#endif
