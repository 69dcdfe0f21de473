/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One matcher, as written, to the points it stands for. Checks everything about a matcher that does
 * not need the rest of the policy.
 */
#ifndef PMUC_POLICY_POINTS_H
#define PMUC_POLICY_POINTS_H

#include "compiler/base/diagnostic.h"
#include "compiler/policy/policy.h"

/* What a matcher is read against. */
struct scope {
    const struct hosts *hosts;
    struct events *events;
    struct arena *arena;
    struct diagnostics *diagnostics;
};

/* Points in the arena, several where one cannot hold them all, or null after a mistake. */
struct points *points_resolve(const struct ast_matcher *matcher, const struct scope *scope);

#endif
