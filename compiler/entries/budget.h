/* SPDX-License-Identifier: BSD-2-Clause */
/* The message about a policy with more entries than a filter takes, with what would help. */
#ifndef PMUC_ENTRIES_BUDGET_H
#define PMUC_ENTRIES_BUDGET_H

#include "compiler/base/diagnostic.h"
#include "compiler/policy/policy.h"
#include "runtime/pmufilter.h"

/* Whose entries are counted, and of which kind. */
struct budget {
    const struct policy *policy;
    const struct host_policy *host;
    const char *host_names; /* of all hosts that share the filter */
    enum pmuf_kind kind;
    struct arena *arena;
};

/*
 * Reports that `entries` do not fit: how many each select takes and the rules that touch it, the
 * dearest rules, and what the other default would cost.
 */
void budget_report(const struct budget *budget, uint32_t entries, struct diagnostics *diagnostics);

#endif
