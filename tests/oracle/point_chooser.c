/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/oracle/point_chooser.h"

enum { RANDOM_NUMBERS = 6 };

static void choose(struct chosen_numbers *chosen, uint64_t number, uint32_t limit)
{
    if (number >= limit || chosen->has[number])
        return;
    chosen->has[number] = true;
    chosen->numbers[chosen->count++] = (uint16_t)number;
}

/* Below zero is far above every limit. */
static void choose_around(struct chosen_numbers *chosen, uint64_t number, uint32_t limit)
{
    choose(chosen, number - 1, limit);
    choose(chosen, number, limit);
    choose(chosen, number + 1, limit);
}

static void choose_from_set(struct chosen_numbers *chosen, const struct ast_set *set,
                            uint32_t limit);

static void choose_from_items(struct chosen_numbers *chosen, const struct ast_item *items,
                              uint32_t limit)
{
    for (; items; items = items->next) {
        if (items->kind == AST_BRACES) {
            choose_from_set(chosen, items->braces, limit);
        } else if (items->kind == AST_MATCH_MASK) {
            choose(chosen, items->first, limit);
            choose(chosen, items->first | (~items->last & (limit - 1)), limit);
        } else if (items->kind == AST_NUMBER || items->kind == AST_RANGE) {
            choose_around(chosen, items->first, limit);
            choose_around(chosen, items->last, limit);
        }
    }
}

static void choose_from_set(struct chosen_numbers *chosen, const struct ast_set *set,
                            uint32_t limit)
{
    choose_from_items(chosen, set->items, limit);
    choose_from_items(chosen, set->except_items, limit);
}

static void choose_from_raw(struct chosen_points *out, const struct ast_item *items)
{
    for (; items; items = items->next) {
        if (items->kind == AST_BRACES) {
            choose_from_raw(out, items->braces->items);
            choose_from_raw(out, items->braces->except_items);
        } else {
            choose_around(&out->selects, (items->first & 0xff) | (items->first >> 24 & 0xf00),
                          CHOOSER_SELECTS);
            choose_around(&out->umasks, items->first >> 8 & 0xff, CHOOSER_UMASKS);
        }
    }
}

static void choose_from_matcher(struct chosen_points *out, const struct ast_matcher *matcher)
{
    if (matcher->kind == AST_EVENTS) {
        choose_from_set(&out->selects, matcher->subject, CHOOSER_SELECTS);
        choose_from_set(&out->umasks, matcher->umasks, CHOOSER_UMASKS);
    } else if (matcher->kind == AST_RAW) {
        choose_from_raw(out, matcher->subject->items);
        choose_from_raw(out, matcher->subject->except_items);
    }
}

void points_choose(const struct ast *ast, struct random *random, struct chosen_points *out)
{
    for (const struct ast_statement *one = ast->first; one; one = one->next) {
        if (one->kind != AST_RULE && one->kind != AST_GROUP)
            continue;
        for (const struct ast_matcher *matcher = one->matcher; matcher; matcher = matcher->next)
            choose_from_matcher(out, matcher);
    }
    for (int i = 0; i < RANDOM_NUMBERS; i++) {
        choose(&out->selects, random_below(random, CHOOSER_SELECTS), CHOOSER_SELECTS);
        choose(&out->selects, random_below(random, 0x100), CHOOSER_SELECTS);
        choose(&out->umasks, random_below(random, CHOOSER_UMASKS), CHOOSER_UMASKS);
    }
}
