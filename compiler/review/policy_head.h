/* SPDX-License-Identifier: BSD-2-Clause */
/* The statements that a written policy begins with: its name, its hosts, and the default. */
#ifndef PMUC_REVIEW_POLICY_HEAD_H
#define PMUC_REVIEW_POLICY_HEAD_H

#include <stdio.h>

#include "compiler/review/roster.h"
#include "grammar/ast.h"

struct policy_head {
    const char *name; /* name_size bytes; none: no name is written */
    size_t name_size;
    const struct roster *roster;
    const bool *has_rule; /* by vendor: whether some rule names its hosts */
    enum verdict default_verdict;
};

void policy_head_write(FILE *stream, const struct policy_head *head, struct arena *arena);

#endif
