/* SPDX-License-Identifier: BSD-2-Clause */
/* The groups of a policy by name: a table that any number of groups fits in. */
#ifndef PMUC_POLICY_GROUPS_H
#define PMUC_POLICY_GROUPS_H

#include "compiler/base/diagnostic.h"
#include "compiler/policy/policy.h"

struct group {
    const struct ast_statement *statement;
    const struct points *points; /* of all its matchers; null when empty or wrong */
};

struct groups;

/*
 * Resolves every group's matchers, used or not, and reports groups that share a name. The table
 * holds memory outside the arena: groups_close() gives it back.
 */
struct groups *groups_open(const struct ast *ast, struct arena *arena,
                           struct diagnostics *diagnostics);
void groups_close(struct groups *groups);

/* Null when there is no such group. */
const struct group *groups_find(const struct groups *groups, const char *name);

/* The group whose name is nearest to a misspelt one, or null when none is near. */
const char *groups_suggest(const struct groups *groups, const char *name);

#endif
