/* SPDX-License-Identifier: BSD-2-Clause */
/* A set of the 256 unit masks of one event select: bit u of the 256 is unit mask u. */
#ifndef PMUC_POLICY_UMASK_SET_H
#define PMUC_POLICY_UMASK_SET_H

#include <stdbool.h>
#include <stdint.h>

enum { UMASK_COUNT = 256, UMASK_WORDS = 4 };

struct umask_set {
    uint64_t words[UMASK_WORDS];
};

static inline bool umask_set_has(const struct umask_set *set, unsigned int umask)
{
    return set->words[umask / 64] >> (umask % 64) & 1;
}

static inline void umask_set_add(struct umask_set *set, unsigned int umask)
{
    set->words[umask / 64] |= UINT64_C(1) << (umask % 64);
}

static inline bool umask_set_is_empty(const struct umask_set *set)
{
    return !(set->words[0] | set->words[1] | set->words[2] | set->words[3]);
}

static inline bool umask_set_equal(const struct umask_set *a, const struct umask_set *b)
{
    return a->words[0] == b->words[0] && a->words[1] == b->words[1] && a->words[2] == b->words[2] &&
           a->words[3] == b->words[3];
}

static inline struct umask_set umask_set_union(const struct umask_set *a, const struct umask_set *b)
{
    struct umask_set result;

    for (int i = 0; i < UMASK_WORDS; i++)
        result.words[i] = a->words[i] | b->words[i];
    return result;
}

/* What is in `a` and not in `b`. */
static inline struct umask_set umask_set_subtract(const struct umask_set *a,
                                                  const struct umask_set *b)
{
    struct umask_set result;

    for (int i = 0; i < UMASK_WORDS; i++)
        result.words[i] = a->words[i] & ~b->words[i];
    return result;
}

static inline struct umask_set umask_set_intersect(const struct umask_set *a,
                                                   const struct umask_set *b)
{
    struct umask_set result;

    for (int i = 0; i < UMASK_WORDS; i++)
        result.words[i] = a->words[i] & b->words[i];
    return result;
}

static inline unsigned int umask_set_count(const struct umask_set *set)
{
    unsigned int count = 0;

    for (int i = 0; i < UMASK_WORDS; i++)
        count += (unsigned int)__builtin_popcountll(set->words[i]);
    return count;
}

#endif
