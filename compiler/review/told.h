/* SPDX-License-Identifier: BSD-2-Clause */
/* Hosts of which the same is told are told of together. In the arena. */
#ifndef PMUC_REVIEW_TOLD_H
#define PMUC_REVIEW_TOLD_H

#include <stdint.h>

#include "compiler/base/arena.h"
#include "compiler/base/json.h"

struct told {
    const char *hosts; /* "intel:skx, intel:spr" */
    const char *body;
};

struct told_list {
    struct told *all; /* in the order in which their first hosts came */
    uint32_t count;
    uint32_t room;
    struct arena *arena;
};

void told_add(struct told_list *list, const char *hosts, const char *body);

/* The hosts as an array of strings. */
void told_write_hosts(struct json *json, const struct told *told, struct arena *arena);

#endif
