/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/oracle/point_chooser.h"

enum { RANDOM_NUMBERS = 6, SELECT_LIMIT = 0x1000 };

static void choose(struct chosen_numbers *chosen, uint64_t number)
{
    if (number >= chosen->limit || chosen->count == CHOOSER_MAX_NUMBERS ||
        chosen->has[number / 64] >> (number % 64) & 1)
        return;
    chosen->has[number / 64] |= UINT64_C(1) << (number % 64);
    chosen->numbers[chosen->count++] = (uint16_t)number;
}

/* Below zero is far above every limit. */
static void choose_around(struct chosen_numbers *chosen, uint64_t number)
{
    choose(chosen, number - 1);
    choose(chosen, number);
    choose(chosen, number + 1);
}

static void choose_from_set(struct chosen_numbers *chosen, const struct ast_set *set);

static void choose_from_items(struct chosen_numbers *chosen, const struct ast_item *items)
{
    for (; items; items = items->next) {
        if (items->kind == AST_BRACES) {
            choose_from_set(chosen, items->braces);
        } else if (items->kind == AST_MATCH_MASK) {
            choose(chosen, items->first);
            choose(chosen, items->first | (~items->last & (chosen->limit - 1)));
        } else if (items->kind == AST_NUMBER || items->kind == AST_RANGE) {
            choose_around(chosen, items->first);
            choose_around(chosen, items->last);
        }
    }
}

static void choose_from_set(struct chosen_numbers *chosen, const struct ast_set *set)
{
    choose_from_items(chosen, set->items);
    choose_from_items(chosen, set->except_items);
}

static void choose_from_raw(struct chosen_points *out, const struct ast_item *items)
{
    for (; items; items = items->next) {
        if (items->kind == AST_BRACES) {
            choose_from_raw(out, items->braces->items);
            choose_from_raw(out, items->braces->except_items);
        } else {
            choose_around(&out->selects, (items->first & 0xff) | (items->first >> 24 & 0xf00));
            choose_around(&out->umasks, items->first >> 8 & 0xff);
        }
    }
}

static void choose_from_matcher(struct chosen_points *out, const struct ast_matcher *matcher)
{
    if (matcher->kind == AST_EVENTS && matcher->target.kind == AST_ARM64) {
        choose_from_set(&out->arm64_events, matcher->subject);
    } else if (matcher->kind == AST_EVENTS) {
        choose_from_set(&out->selects, matcher->subject);
        choose_from_set(&out->umasks, matcher->umasks);
    } else if (matcher->kind == AST_RAW) {
        choose_from_raw(out, matcher->subject->items);
        choose_from_raw(out, matcher->subject->except_items);
    }
}

/* What arm64's rules and filters treat as something else than its neighbours. */
static void choose_arm64_edges(struct chosen_numbers *chosen)
{
    static const uint32_t edges[] = {0x0000, 0x001e, 0x00ff, 0x0400, 0xffff};

    for (int i = 0; i < 5; i++)
        choose_around(chosen, edges[i]);
}

void points_choose(const struct ast *ast, struct random *random, struct chosen_points *out)
{
    out->selects.limit = SELECT_LIMIT;
    out->umasks.limit = CHOOSER_UMASKS;
    out->arm64_events.limit = CHOOSER_MAX_LIMIT;
    choose_arm64_edges(&out->arm64_events);
    for (const struct ast_statement *one = ast->first; one; one = one->next) {
        if (one->kind != AST_RULE && one->kind != AST_GROUP)
            continue;
        for (const struct ast_matcher *matcher = one->matcher; matcher; matcher = matcher->next)
            choose_from_matcher(out, matcher);
    }
    for (int i = 0; i < RANDOM_NUMBERS; i++) {
        choose(&out->selects, random_below(random, SELECT_LIMIT));
        choose(&out->selects, random_below(random, 0x100));
        choose(&out->umasks, random_below(random, CHOOSER_UMASKS));
        choose_around(&out->arm64_events, random_below(random, CHOOSER_MAX_LIMIT));
    }
}
