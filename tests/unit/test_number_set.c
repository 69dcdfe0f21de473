/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/number_set.h"
#include "tests/unit/parsed_text.h"

/* A domain whose limits lie beside a word's end: 0 to 100 may be written, `any` reaches 200. */
static const struct number_domain domain = {
    "a thing", "things run from 0 to 100", 100, 200, true, false,
};

static const struct number_domain selects = {
    "an event select", "selects run from 0 to 0xfff", 0xfff, 0xfff, true, false,
};

static const struct number_domain counters = {
    "a fixed counter", "fixed counters run from 0 to 31", 31, 31, false, true,
};

struct result {
    struct parsed_text text;
    struct number_set set;
    bool good;
};

/* Resolves a set as it would stand behind fixed. */
static void resolve(struct result *result, const struct number_domain *place, const char *set)
{
    char content[256];

    snprintf(content, sizeof(content), "allow intel fixed %s", set);
    text_parse(&result->text, content);
    cr_assert_not_null(result->text.ast->first, "%s", set);
    result->good = number_set_resolve(result->text.ast->first->matcher->subject, place,
                                      result->text.diagnostics, &result->set);
    cr_assert_eq(result->good, result->text.diagnostics->error_count == 0, "%s", set);
}

/* The set holds the numbers first..last and `more` of others. */
static void expect(const struct number_domain *place, const char *set, uint32_t first,
                   uint32_t last, uint32_t more)
{
    struct result result;
    uint32_t count = 0;

    resolve(&result, place, set);
    cr_assert(result.good, "%s", set);
    for (uint32_t number = first; number <= last; number++)
        cr_assert(number_set_has(&result.set, number), "%s has not %u", set, number);
    for (uint32_t i = 0; i <= place->full_limit / 64; i++)
        count += (uint32_t)__builtin_popcountll(result.set.words[i]);
    cr_assert_eq(count, last - first + 1 + more, "%s has %u numbers", set, count);
    text_close(&result.text);
}

static void expect_error(const struct number_domain *place, const char *set,
                         enum diagnostic_code code)
{
    struct result result;

    resolve(&result, place, set);
    cr_assert_not(result.good, "%s", set);
    cr_assert_eq(text_count(&result.text, code), 1, "%s", set);
    cr_assert_eq(result.text.diagnostics->error_count, 1, "%s", set);
    text_close(&result.text);
}

static void expect_warnings(const char *set, unsigned int count)
{
    struct result result;

    resolve(&result, &selects, set);
    cr_assert(result.good, "%s", set);
    cr_assert_eq(text_count(&result.text, DIAGNOSTIC_WITHOUT_EFFECT), count, "%s", set);
    text_close(&result.text);
}

Test(number_set, items)
{
    expect(&domain, "7", 7, 7, 0);
    expect(&domain, "0, 100", 0, 0, 1);
    expect(&domain, "3..9", 3, 9, 0);
    expect(&domain, "9..9", 9, 9, 0);
    expect(&domain, "any", 0, 200, 0);
    expect(&domain, "{5, {6..8}}", 5, 8, 0);
    expect(&selects, "any", 0, 4095, 0);
}

/* Ranges that begin and end at every bit of a word. */
Test(number_set, ranges_over_words)
{
    for (uint32_t first = 60; first <= 70; first++) {
        for (uint32_t last = first; last <= 200; last += 3) {
            char set[32];

            snprintf(set, sizeof(set), "%u..%u", first, last);
            expect(&selects, set, first, last, 0);
        }
    }
    expect(&selects, "0..4095", 0, 4095, 0);
}

Test(number_set, masks)
{
    expect(&selects, "0x40/0xff0", 0x40, 0x4f, 0);
    expect(&selects, "0x40/0x0f0", 0x40, 0x4f, 15 * 16);
    expect(&selects, "0/0", 0, 4095, 0);
    expect(&selects, "0xfff/0xfff", 0xfff, 0xfff, 0);
    expect(&domain, "64/64", 64, 100, 127 - 100 + (200 - 192 + 1));
}

Test(number_set, except)
{
    expect(&selects, "0..9 except 5..9", 0, 4, 0);
    expect(&selects, "0..9, 20 except 5..9, 20", 0, 4, 0);
    expect(&selects, "0..4, {5..9 except 5..8}", 0, 4, 1);
    expect(&selects, "0..9 except {0..9 except 0..4}", 0, 4, 0);
    expect(&selects, "any except 1..4095", 0, 0, 0);
}

Test(number_set, names_of_fixed_counters)
{
    expect(&counters, "instructions", 0, 0, 0);
    expect(&counters, "cycles", 1, 1, 0);
    expect(&counters, "ref-cycles", 2, 2, 0);
    expect(&counters, "slots", 3, 3, 0);
    expect(&counters, "\"slots\", 31", 3, 3, 1);
    expect(&counters, "any", 0, 31, 0);
    expect_error(&counters, "nothing", DIAGNOSTIC_UNKNOWN_FIXED);
    expect_error(&counters, "0/1", DIAGNOSTIC_WRONG_ITEM);
    expect_error(&selects, "slots", DIAGNOSTIC_WRONG_ITEM);
}

Test(number_set, limits)
{
    expect_error(&domain, "101", DIAGNOSTIC_NUMBER_RANGE);
    expect_error(&domain, "0..101", DIAGNOSTIC_NUMBER_RANGE);
    expect_error(&domain, "101..102", DIAGNOSTIC_NUMBER_RANGE);
    expect_error(&domain, "101/101", DIAGNOSTIC_NUMBER_RANGE);
    expect_error(&selects, "0x1000", DIAGNOSTIC_NUMBER_RANGE);
    expect_error(&selects, "0xffffffffffffffff", DIAGNOSTIC_NUMBER_RANGE);
    expect_error(&selects, "0x100000000", DIAGNOSTIC_NUMBER_RANGE);
    expect_error(&selects, "0..0x100000000", DIAGNOSTIC_NUMBER_RANGE);
    expect_error(&selects, "0/0x100000000", DIAGNOSTIC_NUMBER_RANGE);
}

Test(number_set, mistakes)
{
    expect_error(&selects, "2..1", DIAGNOSTIC_BACKWARD_RANGE);
    expect_error(&selects, "1/2", DIAGNOSTIC_MATCH_OUTSIDE_MASK);
    expect_error(&selects, "1 except 1", DIAGNOSTIC_EMPTY_SET);
    expect_error(&selects, "1, {2 except 2}", DIAGNOSTIC_EMPTY_SET);
    expect_error(&selects, "1 except any", DIAGNOSTIC_EMPTY_SET);
    expect_error(&selects, "1 except {2 except any}", DIAGNOSTIC_EMPTY_SET);
}

/* A wrong item does not make the rest of the set look empty. */
Test(number_set, each_mistake_once)
{
    struct result result;

    resolve(&result, &selects, "0x1000, 5..4, 1/2 except 0x2000");
    cr_assert_eq(result.text.diagnostics->error_count, 4);
    text_close(&result.text);
}

Test(number_set, parts_without_effect)
{
    expect_warnings("1, 2, 3", 0);
    expect_warnings("1, 1", 1);
    expect_warnings("1..9, 3, 4..5", 2);
    expect_warnings("any, 1", 1);
    expect_warnings("1..9 except 20", 1);
    expect_warnings("1..9 except 9..20", 0);
    expect_warnings("1..9 except 3, 3", 1);
    expect_warnings("{1, 1}, 2", 1);
}
