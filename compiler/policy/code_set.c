/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/code_set.h"

#include <stdlib.h>
#include <string.h>

static int compare_codes(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

void code_set_normalise(struct code_set *set)
{
    uint32_t kept = 0;

    if (set->count)
        qsort(set->codes, set->count, sizeof(*set->codes), compare_codes);
    for (uint32_t i = 0; i < set->count; i++) {
        if (kept == 0 || set->codes[kept - 1] != set->codes[i])
            set->codes[kept++] = set->codes[i];
    }
    set->count = kept;
}

struct code_set code_set_union(const struct code_set *a, const struct code_set *b,
                               struct arena *arena)
{
    struct code_set all = {NULL, a->count + b->count, a->fixed | b->fixed};

    all.codes = ARENA_NEW_ARRAY(arena, uint32_t, all.count);
    if (a->count)
        memcpy(all.codes, a->codes, a->count * sizeof(uint32_t));
    if (b->count)
        memcpy(all.codes + a->count, b->codes, b->count * sizeof(uint32_t));
    code_set_normalise(&all);
    return all;
}

struct code_set code_set_subtract(const struct code_set *a, const struct code_set *b,
                                  struct arena *arena)
{
    struct code_set rest = {ARENA_NEW_ARRAY(arena, uint32_t, a->count), 0, a->fixed & ~b->fixed};

    for (uint32_t i = 0; i < a->count; i++) {
        if (!code_set_has(b, a->codes[i]))
            rest.codes[rest.count++] = a->codes[i];
    }
    return rest;
}

bool code_set_has(const struct code_set *set, uint32_t code)
{
    return set->count &&
           bsearch(&code, set->codes, set->count, sizeof(*set->codes), compare_codes) != NULL;
}

bool code_set_equal(const struct code_set *a, const struct code_set *b)
{
    return a->count == b->count && a->fixed == b->fixed &&
           (a->count == 0 || memcmp(a->codes, b->codes, a->count * sizeof(uint32_t)) == 0);
}
