/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets of codes, one for each host, to points: hosts whose sets are equal share theirs. */
#ifndef PMUC_POLICY_CODE_POINTS_H
#define PMUC_POLICY_CODE_POINTS_H

#include "compiler/policy/code_set.h"
#include "compiler/policy/points.h"

/* `sets` is indexed as hosts are; at least one of those of `hosts` is not empty. In the arena. */
struct points *code_points_create(const struct ast_matcher *matcher, host_set hosts,
                                  const struct code_set *sets, const struct scope *scope);

#endif
