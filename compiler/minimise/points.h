/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets of points by value, for the inner loops. In here the 256 bits stand for points of the
 * reduced universe, not for unit masks. */
#ifndef PMUC_MINIMISE_POINTS_H
#define PMUC_MINIMISE_POINTS_H

#include "compiler/policy/umask_set.h"

enum { POINT_COUNT = UMASK_COUNT };

static inline struct umask_set points_none(void)
{
    return (struct umask_set){{0}};
}

static inline struct umask_set points_one(unsigned int point)
{
    struct umask_set set = {{0}};

    umask_set_add(&set, point);
    return set;
}

static inline struct umask_set points_or(struct umask_set a, struct umask_set b)
{
    return umask_set_union(&a, &b);
}

static inline struct umask_set points_and(struct umask_set a, struct umask_set b)
{
    return umask_set_intersect(&a, &b);
}

static inline struct umask_set points_without(struct umask_set a, struct umask_set b)
{
    return umask_set_subtract(&a, &b);
}

static inline bool points_empty(struct umask_set set)
{
    return umask_set_is_empty(&set);
}

static inline bool points_within(struct umask_set a, struct umask_set b)
{
    return points_empty(points_without(a, b));
}

static inline bool points_meet(struct umask_set a, struct umask_set b)
{
    return !points_empty(points_and(a, b));
}

static inline bool points_equal(struct umask_set a, struct umask_set b)
{
    return umask_set_equal(&a, &b);
}

static inline bool points_has(struct umask_set set, unsigned int point)
{
    return umask_set_has(&set, point);
}

/* Eight counts of at most 8 in the bytes of a word. */
static inline uint64_t points_count_bytes(uint64_t word)
{
    word -= word >> 1 & 0x5555555555555555;
    word = (word & 0x3333333333333333) + (word >> 2 & 0x3333333333333333);
    return (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0f;
}

/* Spelt out because the baseline of x86-64 has no instruction for it. The last sum is in units of
 * 16 bits, for a full set has 256 points. */
static inline unsigned int points_count(struct umask_set set)
{
    uint64_t low = points_count_bytes(set.words[0]) + points_count_bytes(set.words[1]);
    uint64_t high = points_count_bytes(set.words[2]) + points_count_bytes(set.words[3]);
    uint64_t pairs = (low & 0x00ff00ff00ff00ff) + (low >> 8 & 0x00ff00ff00ff00ff) +
                     (high & 0x00ff00ff00ff00ff) + (high >> 8 & 0x00ff00ff00ff00ff);

    return (unsigned int)(pairs * 0x0001000100010001 >> 48);
}

/* The lowest point; the set must not be empty. */
static inline unsigned int points_first(struct umask_set set)
{
    unsigned int word = 0;

    while (set.words[word] == 0)
        word++;
    return 64 * word + (unsigned int)__builtin_ctzll(set.words[word]);
}

static inline void points_drop(struct umask_set *set, unsigned int point)
{
    set->words[point / 64] &= ~(UINT64_C(1) << (point % 64));
}

/* Removes the lowest point and gives it. */
static inline unsigned int points_take_first(struct umask_set *set)
{
    unsigned int point = points_first(*set);

    points_drop(set, point);
    return point;
}

#endif
