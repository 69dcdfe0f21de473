/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A group's points drawn in SVG: what is kept, what widened and what narrowed, each as one path of
 * a class of its own. report_map.css has the colours and patterns. Nothing here can fail.
 */
#ifndef PMUC_REVIEW_REPORT_DRAW_H
#define PMUC_REVIEW_REPORT_DRAW_H

#include <stdio.h>

#include "compiler/review/report_model.h"

enum {
    DRAW_CELL = 2,                        /* width of a unit mask; in a map height of a select */
    DRAW_WIDTH = DRAW_CELL * UMASK_COUNT, /* of a row */
    DRAW_STRIP = 12,                      /* height of a row that stands by itself */
    DRAW_FIXED = DRAW_WIDTH / FIXED_COUNTER_COUNT, /* width of a fixed counter */
    MAP_LEFT = 50,
    MAP_TOP = 20,
    MAP_WIDTH = MAP_LEFT + DRAW_WIDTH + 34,
    MAP_FIXED = MAP_TOP + DRAW_WIDTH + 32, /* where the fixed counters begin */
};

/* The patterns that the classes are filled with: once for each document. */
void draw_patterns(FILE *stream);

/* One row of a band, DRAW_WIDTH x DRAW_STRIP, at a place. */
void draw_strip(FILE *stream, const struct band *band, uint32_t left, uint32_t top);

/* All selects, 256 of them, with scales, marks where something changed, and fixed counters. */
void draw_map(FILE *stream, const struct report_group *group);
uint32_t draw_map_height(const struct report_group *group);

/* Only the bands that have something to tell: for hosts with more selects than a map has rows. */
void draw_bands(FILE *stream, const struct report_group *group);
uint32_t draw_bands_height(const struct report_group *group);

#endif
