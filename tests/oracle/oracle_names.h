/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What stands behind `event`: which points a name, a pattern, perf's r01c4 or "cpu/event=0xc4/"
 * means on a host, by the catalogue that the test made.
 */
#ifndef PMUC_TEST_ORACLE_NAMES_H
#define PMUC_TEST_ORACLE_NAMES_H

#include "tests/oracle/oracle.h"

/* Whether a name stands for a point. */
bool oracle_name_holds(const struct oracle *oracle, const struct oracle_host *host,
                       const char *name, const struct oracle_point *point);

/* True stops the walk. */
typedef bool point_visitor(void *context, const struct oracle_point *point);

/*
 * Walks through all points that a name stands for; *is_known tells whether it stands for anything.
 * True when the visitor stopped.
 */
bool oracle_name_visit(const struct oracle *oracle, const struct oracle_host *host,
                       const char *name, point_visitor *visit, void *context, bool *is_known);

/* Walks through the points of a set of names: each once or more. True when the visitor stopped. */
bool oracle_names_visit(const struct oracle *oracle, const struct oracle_host *host,
                        const struct ast_set *set, point_visitor *visit, void *context);

#endif
