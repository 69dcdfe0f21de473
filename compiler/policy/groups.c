/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/groups.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/base/suggest.h"

struct groups {
    struct group *all;     /* in the order of the text */
    struct group **sorted; /* by name, and groups that share one in the order of the text */
    uint32_t count;
};

static uint32_t count_groups(const struct ast *ast)
{
    uint32_t count = 0;

    for (const struct ast_statement *one = ast->first; one; one = one->next)
        count += one->kind == AST_GROUP;
    return count;
}

static struct points *resolve_matchers(const struct ast_statement *statement,
                                       const struct scope *scope)
{
    struct points *all = NULL;

    for (const struct ast_matcher *one = statement->matcher; one; one = one->next) {
        struct points *points = points_resolve(one, scope);

        while (points) {
            struct points *next = points->next;

            points->next = all;
            all = points;
            points = next;
        }
    }
    return all;
}

/* A name that looks like another's could name other matchers than a reviewer reads. */
static void check_name(const struct ast_text *name, struct diagnostics *diagnostics)
{
    for (const char *byte = name->text; *byte; byte++) {
        if (*byte >= ' ' && *byte < 0x7f)
            continue;
        diagnostic_report(diagnostics, DIAGNOSTIC_GROUP_NAME, name->span,
                          "a group's name is made of printable ASCII, so that no two look alike");
        return;
    }
}

static void add_group(struct groups *groups, const struct ast_statement *statement,
                      const struct scope *scope)
{
    struct group *group = &groups->all[groups->count];

    check_name(&statement->group, scope->diagnostics);
    group->statement = statement;
    group->points = resolve_matchers(statement, scope);
    groups->sorted[groups->count++] = group;
}

static const char *name_of(const struct group *group)
{
    return group->statement->group.text;
}

static int compare_groups(const void *left, const void *right)
{
    const struct group *a = *(struct group *const *)left;
    const struct group *b = *(struct group *const *)right;
    int order = strcmp(name_of(a), name_of(b));

    return order ? order : (a > b) - (a < b);
}

static void report_repeated(const struct groups *groups, struct diagnostics *diagnostics)
{
    const struct group *first = groups->count ? groups->sorted[0] : NULL;

    for (uint32_t i = 1; i < groups->count; i++) {
        const struct group *group = groups->sorted[i];

        if (strcmp(name_of(first), name_of(group)) == 0)
            diagnostic_add_note(diagnostic_report(diagnostics, DIAGNOSTIC_REPEATED_GROUP,
                                                  group->statement->group.span,
                                                  "a group of this name was defined already"),
                                first->statement->group.span, "the first one is here");
        else
            first = group;
    }
}

/* Sorted once and searched by halves: no choice of names makes that slow, as it could a hash. */
struct groups *groups_collect(const struct ast *ast, const struct scope *scope)
{
    struct arena *arena = scope->arena;
    struct groups *groups = ARENA_NEW(arena, struct groups);
    uint32_t count = count_groups(ast);

    groups->all = ARENA_NEW_ARRAY(arena, struct group, count);
    groups->sorted = ARENA_NEW_ARRAY(arena, struct group *, count);
    for (const struct ast_statement *one = ast->first; one; one = one->next) {
        if (one->kind == AST_GROUP)
            add_group(groups, one, scope);
    }
    if (count)
        qsort(groups->sorted, count, sizeof(*groups->sorted), compare_groups);
    report_repeated(groups, scope->diagnostics);
    return groups;
}

/* Of groups that share the name, the first. */
struct group *groups_find(const struct groups *groups, const char *name)
{
    uint32_t low = 0;
    uint32_t high = groups->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (strcmp(name_of(groups->sorted[middle]), name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == groups->count || strcmp(name_of(groups->sorted[low]), name) != 0)
        return NULL;
    return groups->sorted[low];
}

/* Included files may hold more groups than a policy needs: they are not looked at. */
void groups_warn_unused(const struct groups *groups, struct diagnostics *diagnostics)
{
    for (uint32_t i = 0; i < groups->count; i++) {
        const struct ast_text *name = &groups->all[i].statement->group;

        if (groups->all[i].uses || source_of(diagnostics->sources, name->span.start)->depth > 0)
            continue;
        diagnostic_report(diagnostics, DIAGNOSTIC_WITHOUT_EFFECT, name->span,
                          "this group has no effect: no statement names it");
    }
}

const char *groups_suggest(const struct groups *groups, const char *name)
{
    struct suggestion suggestion = suggestion_for(name);

    for (uint32_t i = 0; i < groups->count; i++)
        suggestion_consider(&suggestion, groups->all[i].statement->group.text);
    return suggestion.best;
}
