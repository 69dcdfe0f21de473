/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What pmuc diff prints. Names, paths, reasons and the text of rules come from outside: each form
 * escapes them so that they cannot be taken for anything else in it.
 */
#ifndef PMUC_REVIEW_DIFF_WRITERS_H
#define PMUC_REVIEW_DIFF_WRITERS_H

#include <stdio.h>

#include "compiler/review/difference.h"

enum { RULE_TEXT_SHOWN = 160 /* bytes of a rule's text, unless it is JSON */ };

/* A comparison's outcome. */
struct diff_outcome {
    const char *names[FLEET_SIDES]; /* of the files */
    struct host_difference *hosts;
    uint32_t host_count;
    bool has[DIRECTION_COUNT]; /* on some host */
};

void diff_write_text(FILE *stream, const struct diff_outcome *outcome, bool colour,
                     struct arena *arena);
void diff_write_json(FILE *stream, const struct diff_outcome *outcome, struct arena *arena);
void diff_write_markdown(FILE *stream, const struct diff_outcome *outcome, struct arena *arena);

/* How many bytes of a text to show when `limit` are enough: whole characters. */
size_t shown_size(const char *text, size_t limit);

#endif
