/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AST to resolved policy: what the whole policy says about itself (policy, default, targets, cpus),
 * which matchers its groups hold, the points of its rules, and each host's verdicts.
 */
#ifndef PMUC_POLICY_RESOLVE_H
#define PMUC_POLICY_RESOLVE_H

#include "compiler/base/diagnostic.h"
#include "compiler/policy/policy.h"

/*
 * Never null. After a mistake (diagnostics->error_count grew) it holds what could be resolved,
 * which is good for finding more mistakes and for nothing else.
 */
struct policy *policy_resolve(const struct ast *ast, struct events *events, struct arena *arena,
                              struct diagnostics *diagnostics);

#endif
