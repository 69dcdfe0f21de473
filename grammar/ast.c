/* SPDX-License-Identifier: BSD-2-Clause */
#include "grammar/ast.h"

static struct ast_item *item_create(struct arena *arena, enum ast_item_kind kind, struct span span)
{
    struct ast_item *item = ARENA_NEW(arena, struct ast_item);

    item->kind = kind;
    item->span = span;
    return item;
}

struct ast_item *ast_number_item(struct arena *arena, struct ast_number number)
{
    struct ast_item *item = item_create(arena, number.valid ? AST_NUMBER : AST_ERROR, number.span);

    item->first = number.value;
    item->last = number.value;
    return item;
}

struct ast_item *ast_pair_item(struct arena *arena, enum ast_item_kind kind,
                               struct ast_number first, struct ast_number last)
{
    bool valid = first.valid && last.valid;
    struct ast_item *item =
        item_create(arena, valid ? kind : AST_ERROR, span_join(first.span, last.span));

    item->first = first.value;
    item->last = last.value;
    return item;
}

struct ast_item *ast_any_item(struct arena *arena, struct span span)
{
    return item_create(arena, AST_ANY, span);
}

struct ast_item *ast_name_item(struct arena *arena, struct ast_text name)
{
    struct ast_item *item = item_create(arena, AST_NAME, name.span);

    item->name = name.text;
    return item;
}

struct ast_item *ast_braces_item(struct arena *arena, struct ast_set *set, struct span span)
{
    struct ast_item *item = item_create(arena, AST_BRACES, span);

    item->braces = set;
    return item;
}

struct ast_item_list ast_items_start(struct ast_item *item)
{
    return (struct ast_item_list){item, item};
}

struct ast_item_list ast_items_append(struct ast_item_list list, struct ast_item *item)
{
    list.last->next = item;
    list.last = item;
    return list;
}

struct ast_set *ast_set_create(struct arena *arena, struct ast_item_list items,
                               struct ast_item_list except_items, struct span span)
{
    struct ast_set *set = ARENA_NEW(arena, struct ast_set);

    set->items = items.first;
    set->except_items = except_items.first;
    set->span = span;
    return set;
}

struct ast_matcher *ast_matcher_create(struct arena *arena, enum ast_matcher_kind kind,
                                       struct ast_target target, struct ast_set *subject,
                                       struct ast_set *umasks, struct span span)
{
    struct ast_matcher *matcher = ARENA_NEW(arena, struct ast_matcher);

    matcher->kind = kind;
    matcher->target = target;
    matcher->subject = subject;
    matcher->umasks = umasks;
    matcher->span = span;
    return matcher;
}

struct ast_matcher *ast_matcher_make_optional(struct ast_matcher *matcher)
{
    matcher->optional = true;
    return matcher;
}

struct ast_matcher_list ast_matchers_append(struct ast_matcher_list list,
                                            struct ast_matcher *matcher)
{
    if (list.last)
        list.last->next = matcher;
    else
        list.first = matcher;
    list.last = matcher;
    return list;
}

struct ast_targets ast_targets_start(struct arena *arena, struct ast_target target)
{
    struct ast_target_list *one = ARENA_NEW(arena, struct ast_target_list);

    one->target = target;
    return (struct ast_targets){one, one};
}

struct ast_targets ast_targets_append(struct arena *arena, struct ast_targets list,
                                      struct ast_target target)
{
    struct ast_targets one = ast_targets_start(arena, target);

    list.last->next = one.first;
    list.last = one.last;
    return list;
}

static struct ast_statement *statement_create(struct arena *arena, enum ast_statement_kind kind,
                                              struct span span)
{
    struct ast_statement *statement = ARENA_NEW(arena, struct ast_statement);

    statement->kind = kind;
    statement->span = span;
    return statement;
}

struct ast_statement *ast_policy(struct arena *arena, struct ast_text name, struct span span)
{
    struct ast_statement *statement = statement_create(arena, AST_POLICY, span);

    statement->text = name;
    return statement;
}

struct ast_statement *ast_default(struct arena *arena, enum verdict verdict, struct span span)
{
    struct ast_statement *statement = statement_create(arena, AST_DEFAULT, span);

    statement->verdict = verdict;
    return statement;
}

struct ast_statement *ast_targets(struct arena *arena, struct ast_targets targets, struct span span)
{
    struct ast_statement *statement = statement_create(arena, AST_TARGETS, span);

    statement->first_target = targets.first;
    return statement;
}

struct ast_statement *ast_cpus(struct arena *arena, struct ast_target vendor,
                               struct ast_item_list models, struct span span)
{
    struct ast_statement *statement = statement_create(arena, AST_CPUS, span);

    statement->vendor = vendor;
    statement->models = models.first;
    return statement;
}

struct ast_statement *ast_include(struct arena *arena, struct ast_text path, bool system_include,
                                  struct span span)
{
    struct ast_statement *statement = statement_create(arena, AST_INCLUDE, span);

    statement->text = path;
    statement->system_include = system_include;
    return statement;
}

struct ast_statement *ast_group(struct arena *arena, struct ast_text name,
                                struct ast_matcher_list matchers, struct span span)
{
    struct ast_statement *statement = statement_create(arena, AST_GROUP, span);

    statement->group = name;
    statement->matcher = matchers.first;
    return statement;
}

struct ast_statement *ast_rule(struct arena *arena, enum ast_statement_kind kind,
                               enum verdict verdict, struct ast_subject subject,
                               const char *because, struct span span)
{
    struct ast_statement *statement = statement_create(arena, kind, span);

    statement->verdict = verdict;
    statement->matcher = subject.matcher;
    statement->group = subject.group;
    statement->because = because && because[0] ? because : NULL;
    return statement;
}

void ast_append(struct ast *ast, struct ast_statement *statement)
{
    if (ast->last)
        ast->last->next = statement;
    else
        ast->first = statement;
    ast->last = statement;
}
