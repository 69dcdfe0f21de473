/* SPDX-License-Identifier: BSD-2-Clause */
/* The names of a list by what they mean: who shares a code. In the arena. */
#ifndef PMUC_EVENTS_CODE_INDEX_H
#define PMUC_EVENTS_CODE_INDEX_H

#include "compiler/base/arena.h"
#include "compiler/events/events.h"

enum { CODE_INDEX_FIXED = 1 << 24 }; /* CODE_INDEX_FIXED + n: fixed counter n */

struct coded_event {
    uint32_t code; /* select << 8 | unit mask; on arm64 event number << 8; or a fixed counter */
    const struct event *event;
};

struct code_index {
    struct coded_event *rows; /* ascending by code, then by key */
    uint32_t count;
};

struct code_index *code_index_create(const struct event_list *list, struct arena *arena);

/* The rows of one code: their number, and where they begin. */
uint32_t code_index_find(const struct code_index *index, uint32_t code,
                         const struct coded_event **first);

static inline uint32_t code_of(const struct event_code *code)
{
    return (uint32_t)code->select << 8 | code->umask;
}

#endif
