/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/code_set.h"
#include "tests/support/random.h"

#include <criterion/criterion.h>
#include <string.h>

enum { MAX_CODE = 64 };

static struct arena *arena;
static struct random random_state = {7};

static void set_up(void)
{
    arena = arena_create();
}

static void tear_down(void)
{
    arena_destroy(arena);
}

TestSuite(code_set, .init = set_up, .fini = tear_down);

static struct code_set set_of(const uint32_t *codes, uint32_t count, uint32_t fixed)
{
    struct code_set set = {ARENA_NEW_ARRAY(arena, uint32_t, count), count, fixed};

    if (count)
        memcpy(set.codes, codes, count * sizeof(*codes));
    code_set_normalise(&set);
    return set;
}

Test(code_set, sorted_and_once)
{
    const uint32_t codes[] = {0xc400, 1, 0xfffff, 1, 0, 0xc400, 0xc400};
    const uint32_t expected[] = {0, 1, 0xc400, 0xfffff};
    struct code_set set = set_of(codes, 7, 0);

    cr_assert_eq(set.count, 4);
    cr_assert_eq(memcmp(set.codes, expected, sizeof(expected)), 0);
}

Test(code_set, empty)
{
    struct code_set empty = {NULL, 0, 0};
    struct code_set fixed = {NULL, 0, 4};
    struct code_set again = empty;

    code_set_normalise(&again);
    cr_assert(code_set_is_empty(&again));
    cr_assert_not(code_set_is_empty(&fixed));
    cr_assert(code_set_equal(&empty, &again));
    cr_assert_not(code_set_equal(&empty, &fixed));
    cr_assert_not(code_set_has(&empty, 0));
    again = code_set_union(&empty, &fixed, arena);
    cr_assert(code_set_equal(&again, &fixed));
    again = code_set_subtract(&fixed, &fixed, arena);
    cr_assert(code_set_is_empty(&again));
}

/* Sets as bits: the operations on both must agree. */
static uint64_t bits_of(const struct code_set *set)
{
    uint64_t bits = 0;

    for (uint32_t i = 0; i < set->count; i++) {
        cr_assert(i == 0 || set->codes[i - 1] < set->codes[i]);
        bits |= UINT64_C(1) << set->codes[i];
    }
    return bits;
}

static struct code_set random_set(void)
{
    uint32_t codes[20];
    uint32_t count = random_below(&random_state, 21);

    for (uint32_t i = 0; i < count; i++)
        codes[i] = random_below(&random_state, MAX_CODE);
    return set_of(codes, count, random_below(&random_state, 16));
}

Test(code_set, against_bits)
{
    for (int round = 0; round < 2000; round++) {
        struct code_set a = random_set();
        struct code_set b = random_set();
        struct code_set sum = code_set_union(&a, &b, arena);
        struct code_set rest = code_set_subtract(&a, &b, arena);

        cr_assert_eq(bits_of(&sum), bits_of(&a) | bits_of(&b));
        cr_assert_eq(sum.fixed, a.fixed | b.fixed);
        cr_assert_eq(bits_of(&rest), bits_of(&a) & ~bits_of(&b));
        cr_assert_eq(rest.fixed, a.fixed & ~b.fixed);
        cr_assert_eq(code_set_equal(&a, &b), bits_of(&a) == bits_of(&b) && a.fixed == b.fixed);
        for (uint32_t code = 0; code < MAX_CODE; code++)
            cr_assert_eq(code_set_has(&a, code), bits_of(&a) >> code & 1);
    }
}

/* The sets that went in are as they were. */
Test(code_set, operands_stay)
{
    const uint32_t codes[] = {1, 2, 3};
    struct code_set a = set_of(codes, 3, 1);
    struct code_set b = set_of(codes + 1, 1, 2);

    code_set_union(&a, &b, arena);
    code_set_subtract(&a, &b, arena);
    cr_assert_eq(bits_of(&a), 0xe);
    cr_assert_eq(bits_of(&b), 0x4);
    cr_assert_eq(a.fixed, 1);
    cr_assert_eq(b.fixed, 2);
}
