/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/minimise/memo.h"

#include <stdlib.h>

#include "compiler/base/arena.h"

struct memo_item {
    struct memo_item *next;
    struct umask_set set;
    struct cover cover;
};

static unsigned int bucket_of(const struct umask_set *set)
{
    uint64_t hash = 0;

    for (int i = 0; i < UMASK_WORDS; i++)
        hash = (hash ^ set->words[i]) * UINT64_C(0x9e3779b97f4a7c15);
    return (unsigned int)(hash >> 32) % MEMO_BUCKETS;
}

struct cover *memo_find(struct memo *memo, const struct umask_set *set, bool *is_new)
{
    struct memo_item **bucket = &memo->buckets[bucket_of(set)];
    struct memo_item *item = *bucket;

    while (item && !umask_set_equal(&item->set, set))
        item = item->next;
    *is_new = !item;
    if (!item) {
        item = calloc(1, sizeof(*item));
        if (!item)
            arena_out_of_memory();
        item->set = *set;
        item->next = *bucket;
        *bucket = item;
    }
    return &item->cover;
}

void memo_free(struct memo *memo)
{
    for (unsigned int i = 0; i < MEMO_BUCKETS; i++) {
        while (memo->buckets[i]) {
            struct memo_item *item = memo->buckets[i];

            memo->buckets[i] = item->next;
            free(item);
        }
    }
}
