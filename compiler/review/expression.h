/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets in the words of the policy language, as short as they can be said: what people read in a
 * diff, and what a policy is written from. Results are in the arena.
 */
#ifndef PMUC_REVIEW_EXPRESSION_H
#define PMUC_REVIEW_EXPRESSION_H

#include "compiler/base/arena.h"
#include "compiler/minimise/minimiser.h"

/* Selects that have the same unit masks. */
struct block {
    const uint16_t *selects; /* ascending */
    uint32_t select_count;
    struct umask_set umasks; /* not empty */
};

struct blocks {
    struct block *all; /* ascending by first select */
    uint32_t count;
};

/* Groups the selects below `end` that have unit masks. `umasks` is indexed by select. */
struct blocks blocks_create(const struct umask_set *umasks, uint32_t end, struct arena *arena);

/* "any", "0x00..0x0f except 0x03", "0x40/0xf0, 0x01": what stands behind umask. */
const char *expression_of_umasks(const struct umask_set *set, struct minimiser *minimiser,
                                 struct arena *arena);

/* "0xd0..0xd3, 0xd5": what stands in the place of a select on a host with `end` of them. */
const char *expression_of_selects(const struct block *block, uint32_t end, struct arena *arena);

/* "0x0011, 0x0021..0x0024": arm64 events; rows of 256, of which there are 256. */
const char *expression_of_events(const struct umask_set *rows, struct arena *arena);

/* "0..2", "any": fixed counters. */
const char *expression_of_fixed(uint32_t bitmap, struct arena *arena);

#endif
