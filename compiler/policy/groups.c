/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/groups.h"

#include <string.h>

#include "compiler/base/suggest.h"
#include "compiler/policy/points.h"

/* Open addressing: at most half of the slots are taken, and their number is a power of two. */
struct groups {
    struct group *all;
    uint32_t count;
    struct group **slots;
    uint32_t slot_mask;
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

/* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint32_t hash_name(const char *name)
{
    uint32_t hash = 2166136261u;

    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619u;
    return hash;
}

/* The slot that holds the name, or the free one where it belongs. */
static struct group **find_slot(const struct groups *groups, const char *name)
{
    uint32_t at = hash_name(name) & groups->slot_mask;

    while (groups->slots[at] && strcmp(groups->slots[at]->statement->group.text, name) != 0)
        at = (at + 1) & groups->slot_mask;
    return &groups->slots[at];
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
                      struct arena *arena, struct diagnostics *diagnostics)
{
    struct group **slot = find_slot(groups, statement->group.text);
    struct group *group = &groups->all[groups->count++];

    check_name(&statement->group, diagnostics);
    group->statement = statement;
    group->points = resolve_matchers(statement, arena, diagnostics);
    if (*slot)
        diagnostic_add_note(diagnostic_report(diagnostics, DIAGNOSTIC_REPEATED_GROUP,
                                              statement->group.span,
                                              "a group of this name was defined already"),
                            (*slot)->statement->group.span, "the first one is here");
    else
        *slot = group;
}

static void create_slots(struct groups *groups, struct arena *arena, uint32_t count)
{
    uint32_t slots = 2;

    while (slots < 2 * (uint64_t)count)
        slots *= 2;
    groups->slot_mask = slots - 1;
    groups->slots = ARENA_NEW_ARRAY(arena, struct group *, slots);
}

struct groups *groups_collect(const struct ast *ast, struct arena *arena,
                              struct diagnostics *diagnostics)
{
    struct groups *groups = ARENA_NEW(arena, struct groups);
    uint32_t count = count_groups(ast);

    groups->all = ARENA_NEW_ARRAY(arena, struct group, count);
    create_slots(groups, arena, count);
    for (const struct ast_statement *one = ast->first; one; one = one->next) {
        if (one->kind == AST_GROUP)
            add_group(groups, one, arena, diagnostics);
    }
    return groups;
}

struct group *groups_find(const struct groups *groups, const char *name)
{
    return *find_slot(groups, name);
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
