/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of a policy in the layout of pmuc fmt: broken where they are long, comments behind them. */
#ifndef PMUC_REVIEW_POLICY_LINES_H
#define PMUC_REVIEW_POLICY_LINES_H

#include <stdint.h>
#include <stdio.h>

#include "compiler/base/arena.h"

enum { POLICY_LINE_WIDTH = 100, POLICY_LINE_INDENT = 4 };

/* A statement without strings in which ", ", " umask " or " except " stand. */
void policy_line_write(FILE *stream, const char *statement);

struct line_names {
    const char **names;
    uint32_t count;
};

/* The same with names in a comment: as many as a line holds. */
void policy_line_write_named(FILE *stream, const char *statement, const struct line_names *names,
                             struct arena *arena);

/* A string literal. */
void policy_string_write(FILE *stream, const char *bytes, size_t size);

#endif
