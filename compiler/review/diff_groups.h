/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hosts with equal differences, told of together by what people read: the same points for the same
 * causes. Their models may have different names for these points; a name that not all of them know
 * is told with the hosts that do. In the arena.
 */
#ifndef PMUC_REVIEW_DIFF_GROUPS_H
#define PMUC_REVIEW_DIFF_GROUPS_H

#include "compiler/review/difference.h"

struct diff_group {
    const char *hosts; /* "intel:skx, intel:spr" */
    const struct host_difference **members;
    uint32_t count;
};

struct diff_groups {
    struct diff_group *all; /* in the order of their first hosts; none without a difference */
    uint32_t count;
};

struct diff_groups diff_groups_create(const struct host_difference *hosts, uint32_t count,
                                      struct arena *arena);

enum { NAMES_SHOWN = 4 };

struct shown_names {
    struct {
        const char *name;
        const char *hosts; /* that know it; null: all that know any name */
    } names[NAMES_SHOWN];
    uint32_t count;
    uint32_t more; /* that are not shown */
};

/* The names of the points of one line: of the group's n-th change the n-th points. */
struct shown_names diff_group_names(const struct diff_group *group, uint32_t change,
                                    uint32_t points, struct arena *arena);

#endif
