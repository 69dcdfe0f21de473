/* SPDX-License-Identifier: BSD-2-Clause */
/* The groups of a policy by name: a table that any number of groups fits in. */
#ifndef PMUC_POLICY_GROUPS_H
#define PMUC_POLICY_GROUPS_H

#include "compiler/policy/points.h"

struct group {
    const struct ast_statement *statement;
    const struct points *points; /* of all its matchers; null when empty or wrong */
    uint32_t uses;               /* bit: some statement named it so; kept by policy_resolve() */
};

struct groups;

/*
 * Resolves every group's matchers, used or not, and reports groups that share a name and names that
 * could be mistaken for others. In the arena.
 */
struct groups *groups_collect(const struct ast *ast, const struct scope *scope);

/* Null when there is no such group. */
struct group *groups_find(const struct groups *groups, const char *name);

/* Warns of groups of the main text that nothing names. */
void groups_warn_unused(const struct groups *groups, struct diagnostics *diagnostics);

/* The group whose name is nearest to a misspelt one, or null when none is near. */
const char *groups_suggest(const struct groups *groups, const char *name);

#endif
