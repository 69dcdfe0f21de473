/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Warnings about a policy that is right but may not be what its author meant. Each can be turned
 * off; what is off is not looked for.
 */
#ifndef PMUC_POLICY_LINT_H
#define PMUC_POLICY_LINT_H

#include "compiler/base/diagnostic.h"
#include "compiler/policy/policy.h"

/* All of the warnings below. */
void lint_policy(const struct policy *policy, struct events *events, struct arena *arena,
                 struct diagnostics *diagnostics);

/* without-effect: rules that could be taken out without changing any verdict. */
void lint_rule_effects(const struct policy *policy, struct arena *arena,
                       struct diagnostics *diagnostics);

/* qualifier-ignored, shared-code, deprecated-event, models-differ, optional-missing. */
void lint_names(const struct policy *policy, struct events *events, struct arena *arena,
                struct diagnostics *diagnostics);

/* vendor-mix-up: a code that means something else on the other vendor's CPUs. */
void lint_vendor_codes(const struct policy *policy, struct diagnostics *diagnostics);

/* fixed-twin and without-fixed: what a fixed counter counts beside the general-purpose counters. */
void lint_fixed_counters(const struct policy *policy, struct diagnostics *diagnostics);

#endif
