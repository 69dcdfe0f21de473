/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of a report's new side: a list of them, and which ones decided some points. */
#ifndef PMUC_REVIEW_REPORT_RULES_H
#define PMUC_REVIEW_REPORT_RULES_H

#include <stdio.h>

#include "compiler/review/report_model.h"

/* Whether there are rules to tell of: a blob holds points only. */
bool report_has_rules(const struct report *report);

/* Points of a group that have one verdict: of a band, or with a null band fixed counters. */
struct decided {
    const struct report_group *group;
    const struct band *band;
    struct umask_set points;
    uint32_t fixed;
    enum verdict verdict;
};

/* "tenant.pmu:7, the default": what gave the points their verdict, as links to the list of rules.
 */
void write_deciders(FILE *stream, const struct report *report, const struct decided *decided);

/* A section with every rule, numbered as the data number them: id r0, r1 ... */
void write_rules(FILE *stream, const struct report *report);

/* Where a rule stands, as a link to it; a null rule is none of the new side and is not linked. */
void write_rule_place(FILE *stream, const struct report *report, const struct rule *rule,
                      const struct told_rule *told);

#endif
