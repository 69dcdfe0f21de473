/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/minimise/minimiser.h"
#include "tests/support/random.h"
#include "tests/support/slow_cover.h"
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct umask_set make_range(unsigned int first, unsigned int last)
{
    struct umask_set set = {{0}};

    for (unsigned int umask = first; umask <= last; umask++)
        umask_set_add(&set, umask);
    return set;
}

static unsigned int cost_of(const struct cover *cover)
{
    return cover->include_count + cover->exclude_count;
}

static bool is_proved(const struct cover *cover)
{
    return cover->lower_bound == cost_of(cover);
}

/* The cubes stand for the set, are cubes, and claim nothing impossible. */
static void assert_sound(const struct cover *cover, const struct umask_set *set)
{
    const struct umask_set value = cover_evaluate(cover);

    cr_assert(umask_set_equal(&value, set));
    cr_assert_leq(cover->lower_bound, cost_of(cover));
    cr_assert_leq(cost_of(cover), umask_set_count(set));
    for (unsigned int i = 0; i < cover->include_count; i++)
        cr_assert_eq(cover->includes[i].match & ~cover->includes[i].mask, 0);
    for (unsigned int i = 0; i < cover->exclude_count; i++)
        cr_assert_eq(cover->excludes[i].match & ~cover->excludes[i].mask, 0);
}

Test(minimise, what_needs_no_search)
{
    struct minimiser *minimiser = minimiser_open(0);
    const struct umask_set empty = {{0}};
    const struct umask_set all = make_range(0, 255);
    const struct umask_set one = make_range(0x41, 0x41);
    const struct cover *cover = minimiser_solve(minimiser, &empty);

    cr_assert_eq(cost_of(cover), 0);
    cr_assert_eq(cover->lower_bound, 0);
    cover = minimiser_solve(minimiser, &all);
    cr_assert_eq(cover->include_count, 1);
    cr_assert_eq(cover->exclude_count, 0);
    cr_assert_eq(cover->includes[0].mask, 0);
    cr_assert_eq(cover->includes[0].match, 0);
    cr_assert(is_proved(cover));
    cover = minimiser_solve(minimiser, &one);
    cr_assert_eq(cost_of(cover), 1);
    cr_assert_eq(cover->includes[0].mask, 0xff);
    cr_assert_eq(cover->includes[0].match, 0x41);
    cr_assert(is_proved(cover));
    minimiser_close(minimiser);
}

Test(minimise, all_sets_of_four_bits)
{
    struct minimiser *minimiser = minimiser_open(MINIMISER_DEFAULT_STEPS);
    uint8_t *costs = malloc(SLOW_SETS);

    slow_costs_of_four_bits(costs);
    for (unsigned int bits = 0; bits < SLOW_SETS; bits++) {
        const struct umask_set set = {{bits}};
        const struct cover *cover = minimiser_solve(minimiser, &set);

        assert_sound(cover, &set);
        cr_assert(is_proved(cover), "0x%04x is not proved", bits);
        cr_assert_eq(cost_of(cover), costs[bits], "0x%04x takes %u, not %u", bits, costs[bits],
                     cost_of(cover));
    }
    free(costs);
    minimiser_close(minimiser);
}

/* Whatever the steps end, the optimum is between the bound and the cost. */
Test(minimise, bounds_hold_at_any_budget)
{
    uint8_t *costs = malloc(SLOW_SETS);

    slow_costs_of_four_bits(costs);
    for (uint64_t steps = 1; steps < 3000; steps *= 3) {
        struct minimiser *minimiser = minimiser_open(steps);

        for (unsigned int bits = 0; bits < SLOW_SETS; bits += 5) {
            const struct umask_set set = {{bits}};
            const struct cover *cover = minimiser_solve(minimiser, &set);

            cr_assert_leq(cover->lower_bound, costs[bits]);
            cr_assert_geq(cost_of(cover), costs[bits]);
        }
        minimiser_close(minimiser);
    }
    free(costs);
}

/* Four bits of a set of eight: which ones must not matter, nor what the others are fixed to. */
Test(minimise, four_bits_anywhere)
{
    struct minimiser *minimiser = minimiser_open(MINIMISER_DEFAULT_STEPS);
    struct random random = {4};
    uint8_t *costs = malloc(SLOW_SETS);

    slow_costs_of_four_bits(costs);
    for (unsigned int round = 0; round < 20000; round++) {
        const unsigned int bits = random_below(&random, SLOW_SETS);
        const unsigned int fixed = random_below(&random, 256);
        const unsigned int ignored = random_below(&random, 16);
        struct umask_set set = {{0}};

        /* The bits 1, 3, 4 and 6 choose; of the others, some are ignored and some are fixed. */
        for (unsigned int umask = 0; umask < UMASK_COUNT; umask++) {
            const unsigned int point = (umask >> 1 & 1) | (umask >> 2 & 6) | (umask >> 3 & 8);
            const unsigned int free_bits = (ignored & 1) | (ignored << 1 & 4) |
                                           (ignored << 3 & 32) | (ignored << 4 & 128) | 0x5a;

            if (((umask ^ fixed) & ~free_bits & 0xff) == 0 && bits >> point & 1)
                umask_set_add(&set, umask);
        }
        cr_assert_eq(cost_of(minimiser_solve(minimiser, &set)), costs[bits]);
    }
    free(costs);
    minimiser_close(minimiser);
}

Test(minimise, every_range_is_proved)
{
    static const unsigned int expected[] = {0, 511, 1419, 3682, 7018, 9115, 7473, 3258, 420};
    struct minimiser *minimiser = minimiser_open(MINIMISER_DEFAULT_STEPS);
    unsigned int histogram[COVER_MAX_CUBES + 1] = {0};

    for (unsigned int first = 0; first < UMASK_COUNT; first++) {
        for (unsigned int last = first; last < UMASK_COUNT; last++) {
            const struct umask_set set = make_range(first, last);
            const struct cover *cover = minimiser_solve(minimiser, &set);

            assert_sound(cover, &set);
            cr_assert(is_proved(cover), "0x%02x..0x%02x is not proved", first, last);
            histogram[cost_of(cover)]++;
        }
    }
    for (unsigned int cost = 0; cost < sizeof(expected) / sizeof(expected[0]); cost++)
        cr_assert_eq(histogram[cost], expected[cost]);
    minimiser_close(minimiser);
}

/* Sets of six bits with a small optimum: it works, and one cube less does not. */
Test(minimise, agrees_with_a_slow_solver)
{
    struct minimiser *minimiser = minimiser_open(MINIMISER_DEFAULT_STEPS);
    struct random random = {6};
    unsigned int compared = 0;

    while (compared < 150) {
        struct umask_set set = {{random_next(&random) & random_next(&random)}};
        const struct cover *cover;

        if (random_once_in(&random, 2))
            set.words[0] &= random_next(&random);
        if (random_once_in(&random, 2))
            set.words[0] |= set.words[0] << 32 | set.words[0] >> 16;
        if (random_once_in(&random, 2))
            set.words[0] = ~(set.words[0] & random_next(&random));
        cover = minimiser_solve(minimiser, &set);
        assert_sound(cover, &set);
        if (cost_of(cover) == 0 || cost_of(cover) > 4)
            continue;
        cr_assert(is_proved(cover));
        cr_assert_not(slow_has_cover(set.words[0], cost_of(cover) - 1), "0x%016llx",
                      (unsigned long long)set.words[0]);
        compared++;
    }
    minimiser_close(minimiser);
}

/* Renames the bits of a umask and flips some: what was bit i becomes bit `order[i]`. */
static unsigned int transform(unsigned int umask, const unsigned int *order, unsigned int flipped)
{
    unsigned int result = 0;

    for (unsigned int bit = 0; bit < 8; bit++)
        result |= (umask >> bit & 1) << order[bit];
    return result ^ flipped;
}

static struct umask_set transform_set(const struct umask_set *set, struct random *random)
{
    unsigned int order[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    const unsigned int flipped = random_below(random, UMASK_COUNT);
    struct umask_set result = {{0}};

    for (unsigned int i = 7; i > 0; i--) {
        const unsigned int j = random_below(random, i + 1);
        const unsigned int swapped = order[i];

        order[i] = order[j];
        order[j] = swapped;
    }
    for (unsigned int umask = 0; umask < UMASK_COUNT; umask++) {
        if (umask_set_has(set, umask))
            umask_set_add(&result, transform(umask, order, flipped));
    }
    return result;
}

/* Of any density and any number of bits that matter. */
static struct umask_set random_set(struct random *random)
{
    const unsigned int count = 1 + random_below(random, 10);
    const bool is_inverted = random_once_in(random, 3);
    struct umask_set set = {{0}};

    for (unsigned int i = 0; i < count; i++) {
        const unsigned int first = random_below(random, UMASK_COUNT);
        const unsigned int size = random_once_in(random, 2) ? 1 : 1 + random_below(random, 40);

        for (unsigned int umask = first; umask < first + size && umask < UMASK_COUNT; umask++)
            umask_set_add(&set, umask);
    }
    for (unsigned int i = 0; is_inverted && i < UMASK_WORDS; i++)
        set.words[i] = ~set.words[i];
    return set;
}

Test(minimise, order_and_sense_of_bits_do_not_matter)
{
    struct minimiser *minimiser = minimiser_open(20000);
    struct random random = {8};
    unsigned int compared = 0;

    for (unsigned int round = 0; round < 1000; round++) {
        const struct umask_set set = random_set(&random);
        const struct umask_set other = transform_set(&set, &random);
        const struct cover *a = minimiser_solve(minimiser, &set);
        const struct cover *b = minimiser_solve(minimiser, &other);

        assert_sound(a, &set);
        assert_sound(b, &other);
        cr_assert_leq(a->lower_bound, cost_of(b));
        cr_assert_leq(b->lower_bound, cost_of(a));
        compared += is_proved(a) && is_proved(b);
    }
    cr_assert_gt(compared, 300, "only %u", compared);
    minimiser_close(minimiser);
}

/* What is proved with few steps and what is proved with many must not contradict each other. */
Test(minimise, budgets_agree)
{
    static const uint64_t budgets[] = {0, 1, 100, 1000, 5000, 30000, 300000};
    enum { BUDGETS = sizeof(budgets) / sizeof(budgets[0]) };
    struct random random = {16};

    for (unsigned int round = 0; round < 60; round++) {
        const struct umask_set set = random_set(&random);
        unsigned int best = UINT32_MAX;
        unsigned int bound = 0;

        for (unsigned int i = 0; i < BUDGETS; i++) {
            struct minimiser *minimiser = minimiser_open(budgets[i]);
            const struct cover *cover = minimiser_solve(minimiser, &set);

            assert_sound(cover, &set);
            best = cost_of(cover) < best ? cost_of(cover) : best;
            bound = cover->lower_bound > bound ? cover->lower_bound : bound;
            minimiser_close(minimiser);
        }
        cr_assert_leq(bound, best);
    }
}

/* The same cubes, whatever was solved before. */
Test(minimise, is_deterministic)
{
    struct minimiser *minimiser = minimiser_open(10000);
    struct random random = {32};

    for (unsigned int round = 0; round < 200; round++) {
        const struct umask_set set = random_set(&random);
        const struct cover *cover = minimiser_solve(minimiser, &set);
        struct minimiser *fresh = minimiser_open(10000);

        cr_assert_eq(memcmp(cover, minimiser_solve(fresh, &set), sizeof(*cover)), 0);
        cr_assert_eq(minimiser_solve(minimiser, &set), cover);
        minimiser_close(fresh);
    }
    minimiser_close(minimiser);
}

/* Sets that are hard in one way or another: too many cubes for the searches, none to share. */
Test(minimise, hard_sets_stay_sound)
{
    struct minimiser *minimiser = minimiser_open(30000);
    struct random random = {64};

    for (unsigned int least = 0; least < 8; least++) {
        struct umask_set parity = {{0}};
        struct umask_set threshold = {{0}};
        struct umask_set noise = {{0}};

        for (unsigned int umask = 0; umask < UMASK_COUNT; umask++) {
            const unsigned int bits = (unsigned int)__builtin_popcount(umask);

            if ((bits & 1) == (least & 1) || umask < least)
                umask_set_add(&parity, umask);
            if (bits >= least)
                umask_set_add(&threshold, umask);
            if (random_below(&random, 8) <= least)
                umask_set_add(&noise, umask);
        }
        assert_sound(minimiser_solve(minimiser, &parity), &parity);
        assert_sound(minimiser_solve(minimiser, &threshold), &threshold);
        assert_sound(minimiser_solve(minimiser, &noise), &noise);
    }
    minimiser_close(minimiser);
}
