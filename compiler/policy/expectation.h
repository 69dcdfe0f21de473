/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checks every expect of a policy: it holds if it is true for each point of its matcher on each
 * host that its target names, and each of these hosts must be one that the policy serves.
 */
#ifndef PMUC_POLICY_EXPECTATION_H
#define PMUC_POLICY_EXPECTATION_H

#include "compiler/base/diagnostic.h"
#include "compiler/policy/policy.h"

void expectations_check(const struct policy *policy, struct diagnostics *diagnostics);

#endif
