/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One matcher, as written, to the points it stands for. Checks everything about a matcher that does
 * not need the rest of the policy.
 */
#ifndef PMUC_POLICY_POINTS_H
#define PMUC_POLICY_POINTS_H

#include "compiler/base/diagnostic.h"
#include "compiler/policy/policy.h"

/* Points in the arena (several, linked, for a list of raw codes), or null after a mistake. */
struct points *points_resolve(const struct ast_matcher *matcher, struct arena *arena,
                              struct diagnostics *diagnostics);

/* Bits of enum host for what a target names; 0 for a mistake, which is reported. */
uint8_t target_hosts(const struct ast_target *target, struct diagnostics *diagnostics);

#endif
