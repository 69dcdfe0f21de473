/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/bench/set_classes.h"

#include <stddef.h>

static void add_range(struct umask_set *out, unsigned int first, unsigned int last)
{
    for (unsigned int umask = first; umask <= last; umask++)
        umask_set_add(out, umask);
}

static void add_random_range(struct umask_set *out, struct random *random)
{
    unsigned int a = random_below(random, UMASK_COUNT);
    unsigned int b = random_below(random, UMASK_COUNT);

    add_range(out, a < b ? a : b, a < b ? b : a);
}

static void remove_umask(struct umask_set *out, unsigned int umask)
{
    struct umask_set one = {{0}};

    umask_set_add(&one, umask);
    *out = umask_set_subtract(out, &one);
}

static void make_range(const struct set_class *class, unsigned int index, struct random *random,
                       struct umask_set *out)
{
    unsigned int first = 0;

    (void)class;
    (void)random;
    while (index >= UMASK_COUNT - first)
        index -= UMASK_COUNT - first++;
    add_range(out, first, first + index);
}

/* `parameter`: the most points that are taken out. */
static void make_range_except(const struct set_class *class, unsigned int index,
                              struct random *random, struct umask_set *out)
{
    unsigned int wanted = 1 + random_below(random, class->parameter);

    (void)index;
    do {
        *out = (struct umask_set){{0}};
        add_random_range(out, random);
    } while (umask_set_count(out) <= wanted);
    for (unsigned int goal = umask_set_count(out) - wanted; umask_set_count(out) > goal;)
        remove_umask(out, random_below(random, UMASK_COUNT));
}

static void make_ranges(const struct set_class *class, unsigned int index, struct random *random,
                        struct umask_set *out)
{
    (void)index;
    for (unsigned int i = 0; i < class->parameter; i++)
        add_random_range(out, random);
}

/* `parameter` ranges that do not touch: all ends differ. */
static void make_apart(const struct set_class *class, unsigned int index, struct random *random,
                       struct umask_set *out)
{
    struct umask_set ends = {{0}};
    unsigned int passed = 0;

    (void)index;
    while (umask_set_count(&ends) < 2 * class->parameter)
        umask_set_add(&ends, random_below(random, UMASK_COUNT));
    for (unsigned int umask = 0; umask < UMASK_COUNT; umask++) {
        bool is_end = umask_set_has(&ends, umask);

        if (is_end || passed & 1)
            umask_set_add(out, umask);
        passed += is_end;
    }
}

static void make_points(const struct set_class *class, unsigned int index, struct random *random,
                        struct umask_set *out)
{
    (void)index;
    while (umask_set_count(out) < class->parameter)
        umask_set_add(out, random_below(random, UMASK_COUNT));
}

static void make_all_but(const struct set_class *class, unsigned int index, struct random *random,
                         struct umask_set *out)
{
    struct umask_set points = {{0}};

    make_points(class, index, random, &points);
    add_range(out, 0, UMASK_COUNT - 1);
    *out = umask_set_subtract(out, &points);
}

/* Cubes with `least` to `most` free bits. */
static void add_random_cube(struct umask_set *out, unsigned int least, unsigned int most,
                            struct random *random)
{
    unsigned int wanted = least + random_below(random, most - least + 1);
    unsigned int match = random_below(random, UMASK_COUNT);
    unsigned int free_bits = 0;

    while ((unsigned int)__builtin_popcount(free_bits) < wanted)
        free_bits |= 1U << random_below(random, 8);
    for (unsigned int umask = 0; umask < UMASK_COUNT; umask++) {
        if (((umask ^ match) & ~free_bits) == 0)
            umask_set_add(out, umask);
    }
}

/* `parameter` cubes less `second_parameter` smaller ones. */
static void make_cubes(const struct set_class *class, unsigned int index, struct random *random,
                       struct umask_set *out)
{
    (void)index;
    do {
        struct umask_set holes = {{0}};

        *out = (struct umask_set){{0}};
        for (unsigned int i = 0; i < class->parameter; i++)
            add_random_cube(out, 4, 7, random);
        for (unsigned int i = 0; i < class->second_parameter; i++)
            add_random_cube(&holes, 2, 5, random);
        *out = umask_set_subtract(out, &holes);
    } while (umask_set_is_empty(out));
}

/* The umasks with at least `parameter` bits, or with an odd number of them for 0. */
static void make_symmetric(const struct set_class *class, unsigned int index, struct random *random,
                           struct umask_set *out)
{
    (void)index;
    (void)random;
    for (unsigned int umask = 0; umask < UMASK_COUNT; umask++) {
        unsigned int bits = (unsigned int)__builtin_popcount(umask);

        if (class->parameter ? bits >= class->parameter : bits & 1)
            umask_set_add(out, umask);
    }
}

const struct set_class set_classes[] = {
    {"all ranges", 32896, make_range, 0, 0},
    {"range except 1", 5000, make_range_except, 1, 0},
    {"range except 1-3", 20000, make_range_except, 3, 0},
    {"2 points", 300, make_points, 2, 0},
    {"4 points", 300, make_points, 4, 0},
    {"6 points", 300, make_points, 6, 0},
    {"7 points", 300, make_points, 7, 0},
    {"8 points", 300, make_points, 8, 0},
    {"all but 2 points", 300, make_all_but, 2, 0},
    {"all but 4 points", 300, make_all_but, 4, 0},
    {"all but 8 points", 300, make_all_but, 8, 0},
    {"all but 16 points", 100, make_all_but, 16, 0},
    {"2 cubes less 1", 300, make_cubes, 2, 1},
    {"3 cubes less 2", 300, make_cubes, 3, 2},
    {"4 cubes less 3", 300, make_cubes, 4, 3},
    {"2 ranges", 300, make_ranges, 2, 0},
    {"3 ranges", 300, make_ranges, 3, 0},
    {"4 ranges", 300, make_ranges, 4, 0},
    {"2 ranges apart", 300, make_apart, 2, 0},
    {"3 ranges apart", 300, make_apart, 3, 0},
    {"4 ranges apart", 300, make_apart, 4, 0},
    {"12 points", 100, make_points, 12, 0},
    {"16 points", 100, make_points, 16, 0},
    {"24 points", 100, make_points, 24, 0},
    {"32 points", 50, make_points, 32, 0},
    {"64 points", 50, make_points, 64, 0},
    {"128 points", 20, make_points, 128, 0},
    {"parity", 1, make_symmetric, 0, 0},
    {"4 or more bits", 1, make_symmetric, 4, 0},
    {NULL, 0, NULL, 0, 0},
};
