/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * event INST_RETIRED.*, r01c4 except BR_MISP_RETIRED.ALL_BRANCHES: names to the points that they
 * stand for on each host. A name is a way to write its points, so `except` takes points away, and
 * with them every other name that has them.
 */
#ifndef PMUC_POLICY_EVENT_NAMES_H
#define PMUC_POLICY_EVENT_NAMES_H

#include "compiler/policy/points.h"

/* Points for each host, linked, in the arena; null after a mistake, which is reported. */
struct points *event_names_resolve(const struct ast_matcher *matcher, host_set hosts,
                                   const struct scope *scope);

#endif
