/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Resolved policy to filters: the action, the entries of each select, and the alternatives that a
 * section offers to older and newer kernels.
 */
#ifndef PMUC_ENTRIES_LOWER_H
#define PMUC_ENTRIES_LOWER_H

#include "compiler/base/diagnostic.h"
#include "compiler/entries/filters.h"
#include "compiler/policy/policy.h"

enum encoding { ENCODING_AUTO, ENCODING_MASKED, ENCODING_SELECT_UMASK };

struct lower_options {
    enum encoding encoding;
    bool allow_tsx_escape; /* a DENY list on Intel may go to kernels before 6.3 */
    unsigned int optimize; /* how many default budgets the minimiser may spend on a set; 0 is 1 */
};

/* Null when a host's entries do not fit into a filter, which is reported. */
struct filters *lower_policy(const struct policy *policy, const struct lower_options *options,
                             struct arena *arena, struct diagnostics *diagnostics);

/* The opposite of the default: what no rule names must keep following the default. */
enum pmuf_action lower_action(const struct policy *policy);

#endif
