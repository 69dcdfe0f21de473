/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/groups.h"

#include <search.h>
#include <string.h>

#include "compiler/base/suggest.h"
#include "compiler/policy/points.h"

struct groups {
    struct group *all;
    uint32_t count;
    struct hsearch_data table; /* name to struct group * */
};

static uint32_t count_groups(const struct ast *ast)
{
    uint32_t count = 0;

    for (const struct ast_statement *one = ast->first; one; one = one->next)
        count += one->kind == AST_GROUP;
    return count;
}

static struct points *resolve_matchers(const struct ast_statement *statement, struct arena *arena,
                                       struct diagnostics *diagnostics)
{
    struct points *all = NULL;

    for (const struct ast_matcher *one = statement->matcher; one; one = one->next) {
        struct points *points = points_resolve(one, arena, diagnostics);

        while (points) {
            struct points *next = points->next;

            points->next = all;
            all = points;
            points = next;
        }
    }
    return all;
}

/* hsearch_r keeps the name's pointer and writes to nothing: the cast only drops a const. */
static struct group *table_find(const struct groups *groups, const char *name)
{
    ENTRY *found = NULL;
    ENTRY wanted = {.key = (char *)(uintptr_t)name};
    struct hsearch_data table = groups->table;

    if (!hsearch_r(wanted, FIND, &found, &table))
        return NULL;
    return found->data;
}

static void table_enter(struct groups *groups, struct group *group)
{
    ENTRY *entered = NULL;
    ENTRY entry = {.key = (char *)(uintptr_t)group->statement->group.text, .data = group};

    if (!hsearch_r(entry, ENTER, &entered, &groups->table))
        arena_out_of_memory();
}

static void add_group(struct groups *groups, const struct ast_statement *statement,
                      struct arena *arena, struct diagnostics *diagnostics)
{
    const struct group *first = table_find(groups, statement->group.text);
    struct group *group = &groups->all[groups->count++];

    group->statement = statement;
    group->points = resolve_matchers(statement, arena, diagnostics);
    if (first)
        diagnostic_add_note(diagnostic_report(diagnostics, DIAGNOSTIC_REPEATED_GROUP,
                                              statement->group.span,
                                              "a group of this name was defined already"),
                            first->statement->group.span, "the first one is here");
    else
        table_enter(groups, group);
}

struct groups *groups_open(const struct ast *ast, struct arena *arena,
                           struct diagnostics *diagnostics)
{
    struct groups *groups = ARENA_NEW(arena, struct groups);
    uint32_t count = count_groups(ast);

    groups->all = ARENA_NEW_ARRAY(arena, struct group, count);
    if (!hcreate_r((size_t)count * 2 + 1, &groups->table))
        arena_out_of_memory();
    for (const struct ast_statement *one = ast->first; one; one = one->next) {
        if (one->kind == AST_GROUP)
            add_group(groups, one, arena, diagnostics);
    }
    return groups;
}

void groups_close(struct groups *groups)
{
    hdestroy_r(&groups->table);
}

const struct group *groups_find(const struct groups *groups, const char *name)
{
    return table_find(groups, name);
}

const char *groups_suggest(const struct groups *groups, const char *name)
{
    struct suggestion suggestion = suggestion_for(name);

    for (uint32_t i = 0; i < groups->count; i++)
        suggestion_consider(&suggestion, groups->all[i].statement->group.text);
    return suggestion.best;
}
