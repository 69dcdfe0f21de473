/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/number_set.h"

#include <inttypes.h>
#include <string.h>

struct evaluation {
    const struct number_domain *domain;
    struct diagnostics *diagnostics;
    uint32_t word_count; /* words that the domain's numbers take; the rest stay untouched */
};

static bool evaluate(const struct evaluation *evaluation, const struct ast_set *set,
                     struct number_set *out);

static void add_range(struct number_set *set, uint32_t first, uint32_t last)
{
    for (uint32_t word = first / 64; word <= last / 64; word++) {
        uint64_t bits = UINT64_MAX;

        if (word == first / 64)
            bits &= UINT64_MAX << (first % 64);
        if (word == last / 64)
            bits &= UINT64_MAX >> (63 - last % 64);
        set->words[word] |= bits;
    }
}

static bool check_limit(const struct evaluation *evaluation, const struct ast_item *item,
                        uint64_t number)
{
    const struct number_domain *domain = evaluation->domain;

    if (number <= domain->number_limit)
        return true;
    diagnostic_report(evaluation->diagnostics, DIAGNOSTIC_NUMBER_RANGE, item->span,
                      domain->takes_fixed_names ? "%" PRIu64 " is too large: %s"
                                                : "%#" PRIx64 " is too large: %s",
                      number, domain->range);
    return false;
}

static bool evaluate_range(const struct evaluation *evaluation, const struct ast_item *item,
                           struct number_set *out)
{
    if (!check_limit(evaluation, item, item->first) || !check_limit(evaluation, item, item->last))
        return false;
    if (item->first > item->last) {
        diagnostic_report(evaluation->diagnostics, DIAGNOSTIC_BACKWARD_RANGE, item->span,
                          "the range runs backwards: %#" PRIx64 " is above %#" PRIx64, item->first,
                          item->last);
        return false;
    }
    add_range(out, (uint32_t)item->first, (uint32_t)item->last);
    return true;
}

/* Of the 64 numbers of a word, those whose lower six bits match. */
static uint64_t word_pattern(uint32_t match, uint32_t mask)
{
    uint64_t pattern = UINT64_C(1) << (match & 63);

    for (uint32_t bit = 1; bit < 64; bit *= 2) {
        if (!(mask & bit))
            pattern |= pattern << bit;
    }
    return pattern;
}

/* Every number up to the limit that the mask lets match. */
static void add_matches(uint32_t match, uint32_t mask, uint32_t limit, struct number_set *out)
{
    const uint64_t pattern = word_pattern(match, mask);

    for (uint32_t word = 0; word <= limit / 64; word++) {
        uint64_t within = word == limit / 64 ? UINT64_MAX >> (63 - limit % 64) : UINT64_MAX;

        if ((word & mask >> 6) == match >> 6)
            out->words[word] |= pattern & within;
    }
}

static bool evaluate_match_mask(const struct evaluation *evaluation, const struct ast_item *item,
                                struct number_set *out)
{
    uint64_t match = item->first;
    uint64_t mask = item->last;

    if (!evaluation->domain->takes_masks) {
        diagnostic_report(evaluation->diagnostics, DIAGNOSTIC_WRONG_ITEM, item->span,
                          "match/mask has no meaning for %s", evaluation->domain->what);
        return false;
    }
    if (!check_limit(evaluation, item, match) || !check_limit(evaluation, item, mask))
        return false;
    if (match & ~mask) {
        diagnostic_report(evaluation->diagnostics, DIAGNOSTIC_MATCH_OUTSIDE_MASK, item->span,
                          "this can never match: %#" PRIx64 " has bits outside the mask %#" PRIx64,
                          match, mask);
        return false;
    }
    add_matches((uint32_t)match, (uint32_t)mask, evaluation->domain->full_limit, out);
    return true;
}

static bool evaluate_fixed_name(const struct evaluation *evaluation, const struct ast_item *item,
                                struct number_set *out)
{
    static const char *const names[] = {"instructions", "cycles", "ref-cycles", "slots"};

    for (uint32_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(item->name, names[i]) == 0) {
            add_range(out, i, i);
            return true;
        }
    }
    diagnostic_report(evaluation->diagnostics, DIAGNOSTIC_UNKNOWN_FIXED, item->span,
                      "no fixed counter is named '%s': there are instructions (0), cycles (1), "
                      "ref-cycles (2) and slots (3)",
                      item->name);
    return false;
}

static bool evaluate_name(const struct evaluation *evaluation, const struct ast_item *item,
                          struct number_set *out)
{
    if (evaluation->domain->takes_fixed_names)
        return evaluate_fixed_name(evaluation, item, out);
    if (item->name[0] >= '0' && item->name[0] <= '9')
        diagnostic_report(evaluation->diagnostics, DIAGNOSTIC_WRONG_ITEM, item->span,
                          "'%s' is not a number: a range is written 0x00..0x0f, and a select and "
                          "its unit mask 0xc4 umask 0x00",
                          item->name);
    else
        diagnostic_report(
            evaluation->diagnostics, DIAGNOSTIC_WRONG_ITEM, item->span,
            "'%s' is a name, and %s is a number; events by name follow the word event", item->name,
            evaluation->domain->what);
    return false;
}

static bool evaluate_item(const struct evaluation *evaluation, const struct ast_item *item,
                          struct number_set *out)
{
    switch (item->kind) {
    case AST_NUMBER:
    case AST_RANGE:
        return evaluate_range(evaluation, item, out);
    case AST_MATCH_MASK:
        return evaluate_match_mask(evaluation, item, out);
    case AST_ANY:
        add_range(out, 0, evaluation->domain->full_limit);
        return true;
    case AST_NAME:
        return evaluate_name(evaluation, item, out);
    case AST_BRACES:
        return evaluate(evaluation, item->braces, out);
    case AST_ERROR:
        break;
    }
    return false;
}

static bool meets(const struct evaluation *evaluation, const struct number_set *a,
                  const struct number_set *b)
{
    uint64_t common = 0;

    for (uint32_t i = 0; i < evaluation->word_count; i++)
        common |= a->words[i] & b->words[i];
    return common != 0;
}

/* Moves `item` into *sum and tells whether that added anything. */
static bool add_all(const struct evaluation *evaluation, const struct number_set *item,
                    struct number_set *sum)
{
    uint64_t added = 0;

    for (uint32_t i = 0; i < evaluation->word_count; i++) {
        added |= item->words[i] & ~sum->words[i];
        sum->words[i] |= item->words[i];
    }
    return added != 0;
}

static void cut_all(const struct evaluation *evaluation, const struct number_set *item,
                    struct number_set *sum)
{
    for (uint32_t i = 0; i < evaluation->word_count; i++)
        sum->words[i] &= ~item->words[i];
}

static void clear(const struct evaluation *evaluation, struct number_set *set)
{
    memset(set->words, 0, evaluation->word_count * sizeof(uint64_t));
}

static void warn_part(const struct evaluation *evaluation, const struct ast_item *item,
                      const char *reason)
{
    diagnostic_report(evaluation->diagnostics, DIAGNOSTIC_WITHOUT_EFFECT, item->span,
                      "this part has no effect: %s", reason);
}

static bool evaluate_sum(const struct evaluation *evaluation, const struct ast_item *items,
                         struct number_set *out)
{
    bool good = true;

    for (const struct ast_item *item = items; item; item = item->next) {
        struct number_set numbers;

        clear(evaluation, &numbers);
        if (!evaluate_item(evaluation, item, &numbers))
            good = false;
        else if (!add_all(evaluation, &numbers, out))
            warn_part(evaluation, item, "the parts before it hold all of it");
    }
    return good;
}

/* Takes the items out of *out, which holds what stands before except. */
static bool evaluate_except(const struct evaluation *evaluation, const struct ast_item *items,
                            struct number_set *out)
{
    struct number_set before;
    bool good = true;

    memcpy(before.words, out->words, evaluation->word_count * sizeof(uint64_t));
    for (const struct ast_item *item = items; item; item = item->next) {
        struct number_set numbers;

        clear(evaluation, &numbers);
        if (!evaluate_item(evaluation, item, &numbers))
            good = false;
        else if (!meets(evaluation, &numbers, &before))
            warn_part(evaluation, item, "the set before except holds nothing of it");
        else if (!meets(evaluation, &numbers, out))
            warn_part(evaluation, item, "the parts before it cut all of it");
        cut_all(evaluation, &numbers, out);
    }
    return good;
}

static bool is_empty(const struct evaluation *evaluation, const struct number_set *set)
{
    uint64_t all = 0;

    for (uint32_t i = 0; i < evaluation->word_count; i++)
        all |= set->words[i];
    return all == 0;
}

/* *out is empty when this is called. */
static bool evaluate(const struct evaluation *evaluation, const struct ast_set *set,
                     struct number_set *out)
{
    bool good = evaluate_sum(evaluation, set->items, out);

    if (set->except_items)
        good &= evaluate_except(evaluation, set->except_items, out);
    if (good && is_empty(evaluation, out)) {
        diagnostic_report(evaluation->diagnostics, DIAGNOSTIC_EMPTY_SET, set->span,
                          "this set comes out empty: except takes all of it away");
        return false;
    }
    return good;
}

bool number_set_resolve(const struct ast_set *set, const struct number_domain *domain,
                        struct diagnostics *diagnostics, struct number_set *out)
{
    struct evaluation evaluation = {domain, diagnostics, domain->full_limit / 64 + 1};

    clear(&evaluation, out);
    return evaluate(&evaluation, set, out);
}
