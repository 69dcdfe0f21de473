/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Let f be the set `allowed`. Bit by bit, f(v) becomes the AND of f over what the bit can be in the
 * cube around span and v:
 *
 *   free in the span      both values, whatever v has
 *   fixed in the span     the span's value and v's
 *
 * The cube around span and v is the product of these choices, so after all bits f(v) is the AND of
 * `allowed` over exactly that cube. The steps of different bits commute.
 *
 * In a word, the neighbours of the points across bit i < 6 are 2^i positions away; bits 6 and 7
 * tell the words apart. There are no branches on the point: they would be mispredicted.
 */
#include "compiler/minimise/visible.h"

#include "compiler/minimise/halves.h"

static inline uint64_t rotate_right(uint64_t word, unsigned int amount)
{
    return word >> amount | word << (64 - amount);
}

/* f(v) &= f(v with bit `bit` as in `point`), for a bit within the words. */
static inline void look_along(struct umask_set *f, unsigned int bit, unsigned int point)
{
    unsigned int distance = 1U << bit;
    bool is_set = point >> bit & 1;
    unsigned int amount = is_set ? distance : 64 - distance;
    uint64_t unchanged = is_set ? upper_half[bit] : ~upper_half[bit];

    for (int i = 0; i < UMASK_WORDS; i++)
        f->words[i] &= rotate_right(f->words[i], amount) | unchanged;
}

/* The same for the bits that choose the word. */
static inline void look_across(struct umask_set *f, unsigned int point)
{
    uint64_t six = (uint64_t)0 - (point >> 6 & 1);
    uint64_t seven = (uint64_t)0 - (point >> 7 & 1);
    uint64_t a = f->words[0] & (f->words[1] | ~six);
    uint64_t b = f->words[1] & (f->words[0] | six);
    uint64_t c = f->words[2] & (f->words[3] | ~six);
    uint64_t d = f->words[3] & (f->words[2] | six);

    f->words[0] = a & (c | ~seven);
    f->words[1] = b & (d | ~seven);
    f->words[2] = c & (a | seven);
    f->words[3] = d & (b | seven);
}

/* f(v) &= f(v with bit `bit` flipped). */
static void look_both_ways(struct umask_set *f, unsigned int bit)
{
    struct umask_set g = *f;

    if (bit < 6) {
        look_along(f, bit, 0);
        look_along(f, bit, UMASK_COUNT - 1);
        return;
    }
    for (unsigned int i = 0; i < UMASK_WORDS; i++)
        f->words[i] = g.words[i] & g.words[i ^ 1U << (bit - 6)];
}

struct umask_set visible_from_point(unsigned int point, struct umask_set allowed)
{
    for (unsigned int bit = 0; bit < 6; bit++)
        look_along(&allowed, bit, point);
    look_across(&allowed, point);
    return allowed;
}

struct umask_set visible_from(struct span span, struct umask_set allowed)
{
    /* After both ways f no longer depends on the bit, so that the value in `low` does no harm. */
    for (unsigned int bits = span_free_bits(span); bits; bits &= bits - 1)
        look_both_ways(&allowed, (unsigned int)__builtin_ctz(bits));
    return visible_from_point(span.low, allowed);
}
