/* SPDX-License-Identifier: BSD-2-Clause */
/* The statements that stand once in a policy and speak of it as a whole. */
#ifndef PMUC_POLICY_DECLARATIONS_H
#define PMUC_POLICY_DECLARATIONS_H

#include "compiler/policy/points.h"

struct declarations {
    const struct ast_statement *policy; /* null when absent, as the others */
    const struct ast_statement *defaults;
    const struct ast_statement *targets;
    const char *name;      /* "" when absent */
    host_set target_hosts; /* that targets lists; 0 when absent */
};

/* Reports what stands twice, and a name that a blob cannot hold. */
struct declarations declarations_collect(const struct ast *ast, const struct scope *scope);

#endif
