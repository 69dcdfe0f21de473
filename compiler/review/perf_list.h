/* SPDX-License-Identifier: BSD-2-Clause */
/* A text with perf's events taken apart: where each of them stands. Pure. */
#ifndef PMUC_REVIEW_PERF_LIST_H
#define PMUC_REVIEW_PERF_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/base/source.h"

struct perf_item {
    const char *text; /* not NUL-terminated */
    uint32_t size;
    struct span span;
};

/*
 * The next event from *at on, which is a byte of the source's text and moves behind it. Commas,
 * blanks, comments and the braces of groups, with what stands behind those, are passed over. False
 * at the end.
 */
bool perf_list_next(const struct source *source, uint32_t *at, struct perf_item *out);

/* Of a name such as cycles:u or cpu/event=0x3c/k, the bytes without perf's modifiers. */
uint32_t perf_item_plain_size(const struct perf_item *item);

/* Whether perf makes the event in software, so that no counter of a CPU is used. */
bool perf_is_software(const char *name);

#endif
