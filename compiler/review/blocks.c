/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/expression.h"

/* Collects into *block the selects from `first` on that have its unit masks, and marks them. */
static void collect(const struct umask_set *umasks, uint32_t first, uint32_t end, bool *done,
                    struct block *block, struct arena *arena)
{
    uint16_t *selects = ARENA_NEW_ARRAY(arena, uint16_t, end - first);

    block->umasks = umasks[first];
    block->selects = selects;
    for (uint32_t select = first; select < end; select++) {
        if (done[select] || !umask_set_equal(&umasks[select], &block->umasks))
            continue;
        done[select] = true;
        selects[block->select_count++] = (uint16_t)select;
    }
}

struct blocks blocks_create(const struct umask_set *umasks, uint32_t end, struct arena *arena)
{
    struct blocks blocks = {NULL, 0};
    bool *done = ARENA_NEW_ARRAY(arena, bool, end);
    uint32_t used = 0;

    for (uint32_t select = 0; select < end; select++)
        used += !umask_set_is_empty(&umasks[select]);
    blocks.all = ARENA_NEW_ARRAY(arena, struct block, used);
    for (uint32_t select = 0; select < end; select++) {
        if (!done[select] && !umask_set_is_empty(&umasks[select]))
            collect(umasks, select, end, done, &blocks.all[blocks.count++], arena);
    }
    return blocks;
}
