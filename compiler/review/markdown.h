/* SPDX-License-Identifier: BSD-2-Clause */
/* Markdown, as forges show it in comments. */
#ifndef PMUC_REVIEW_MARKDOWN_H
#define PMUC_REVIEW_MARKDOWN_H

#include <stdio.h>

#include "compiler/base/arena.h"

/*
 * A text that came from outside, as a code span: nothing in it can end the span, begin markup, name
 * a user or make a link. It must not be in a table. An empty text becomes a span with a blank.
 */
void markdown_code(FILE *stream, const char *text, struct arena *arena);

#endif
