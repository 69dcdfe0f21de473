/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/suggest.h"

#include <criterion/criterion.h>
#include <string.h>

/* The best of a list that ends in null. */
static const char *best_of(const char *wanted, const char *const *candidates)
{
    struct suggestion suggestion = suggestion_for(wanted);

    for (; *candidates; candidates++)
        suggestion_consider(&suggestion, *candidates);
    return suggestion.best;
}

#define BEST(wanted, ...) best_of(wanted, (const char *const[]){__VA_ARGS__, NULL})

Test(suggest, one_edit)
{
    cr_assert_str_eq(BEST("cycle", "cycles"), "cycles");
    cr_assert_str_eq(BEST("cyccles", "cycles"), "cycles");
    cr_assert_str_eq(BEST("cyclez", "cycles"), "cycles");
    cr_assert_str_eq(BEST("ycles", "cycles"), "cycles");
}

Test(suggest, two_edits_and_no_third)
{
    cr_assert_str_eq(BEST("lcl", "llc"), "llc");
    cr_assert_str_eq(BEST("cyclxx", "cycles"), "cycles");
    cr_assert_null(BEST("cycxxx", "cycles"));
}

Test(suggest, the_nearest_wins_and_then_the_first)
{
    cr_assert_str_eq(BEST("slot", "slut2", "slots"), "slots");
    cr_assert_str_eq(BEST("slots", "slotsx", "slotsy"), "slotsx");
}

/* A word that would have to be replaced as a whole is no suggestion. */
Test(suggest, short_words)
{
    cr_assert_null(BEST("a", "b"));
    cr_assert_null(BEST("ab", "xy"));
    cr_assert_str_eq(BEST("ab", "abc"), "abc");
    cr_assert_null(BEST("ab", ""));
}

Test(suggest, words_of_64_bytes_and_no_longer)
{
    char wanted[67];
    char candidate[67];

    memset(wanted, 'a', sizeof(wanted));
    memset(candidate, 'a', sizeof(candidate));
    wanted[63] = '\0';
    candidate[64] = '\0';
    cr_assert_str_eq(BEST(wanted, candidate), candidate);
    candidate[64] = 'a';
    candidate[65] = '\0';
    cr_assert_null(BEST(wanted, candidate));
    wanted[63] = 'a';
    wanted[65] = '\0';
    candidate[64] = '\0';
    cr_assert_null(BEST(wanted, candidate));
}
