/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/minimise/cover.h"
#include "tests/support/random.h"

#include <criterion/criterion.h>

/* Exact, within its bound, and made of cubes that can match. */
static unsigned int check(const struct umask_set *set)
{
    struct cover cover;
    struct umask_set covered;
    unsigned int count;

    cover_umasks(set, &cover);
    covered = cover_evaluate(&cover);
    count = cover.include_count + cover.exclude_count;
    cr_assert(umask_set_equal(set, &covered));
    cr_assert_leq(count, umask_set_count(set));
    for (unsigned int i = 0; i < cover.include_count; i++)
        cr_assert_eq(cover.includes[i].match & ~cover.includes[i].mask, 0);
    for (unsigned int i = 0; i < cover.exclude_count; i++)
        cr_assert_eq(cover.excludes[i].match & ~cover.excludes[i].mask, 0);
    return count;
}

static struct umask_set range(unsigned int first, unsigned int last)
{
    struct umask_set set = {{0}};

    for (unsigned int umask = first; umask <= last; umask++)
        umask_set_add(&set, umask);
    return set;
}

Test(cover, nothing_and_everything)
{
    struct umask_set none = {{0}};
    struct umask_set all = range(0, 255);

    cr_assert_eq(check(&none), 0);
    cr_assert_eq(check(&all), 1);
}

Test(cover, a_range_with_a_hole_is_two_entries)
{
    struct umask_set set = range(0x00, 0x0f);
    struct umask_set hole = range(0x03, 0x03);

    set = umask_set_subtract(&set, &hole);
    cr_assert_eq(check(&set), 2);
}

/* Every set of four bits, once as the low half of the unit mask and once as the high half. */
Test(cover, every_set_of_a_nibble)
{
    for (uint32_t bits = 0; bits <= 0xffff; bits++) {
        struct umask_set low = {{bits, 0, 0, 0}};
        struct umask_set high = {{0}};

        for (unsigned int i = 0; i < 16; i++) {
            if (bits >> i & 1)
                umask_set_add(&high, i << 4);
        }
        check(&low);
        check(&high);
    }
}

Test(cover, every_range)
{
    for (unsigned int first = 0; first < UMASK_COUNT; first++) {
        for (unsigned int last = first; last < UMASK_COUNT; last++) {
            struct umask_set set = range(first, last);

            cr_assert_leq(check(&set), 14u, "%u..%u", first, last);
        }
    }
}

Test(cover, random_sets)
{
    struct random random = {1};

    for (int i = 0; i < 20000; i++) {
        struct umask_set set;

        for (int word = 0; word < UMASK_WORDS; word++)
            set.words[word] = random_next(&random) & (i % 2 ? random_next(&random) : UINT64_MAX) &
                              (i % 3 ? random_next(&random) : UINT64_MAX);
        check(&set);
    }
}

/* KVM's rule, by hand: an exclude beats every include, whichever stands first. */
Test(cover, evaluate_by_the_definition)
{
    struct cover cover = {.include_count = 2,
                          .exclude_count = 1,
                          .includes = {{0xf0, 0x40}, {0xff, 0x81}},
                          .excludes = {{0x01, 0x01}}};
    struct umask_set set = cover_evaluate(&cover);

    for (unsigned int umask = 0; umask < UMASK_COUNT; umask++)
        cr_assert_eq(umask_set_has(&set, umask), (umask & 0xf0) == 0x40 && umask % 2 == 0);
}
