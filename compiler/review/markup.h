/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text in HTML and SVG. What stands in a page came from policies, blobs, catalogues and file names,
 * and whoever wrote those must not be able to write markup. Every text of theirs goes through here.
 */
#ifndef PMUC_REVIEW_MARKUP_H
#define PMUC_REVIEW_MARKUP_H

#include <stdint.h>
#include <stdio.h>

/*
 * Prints a text so that it means itself between tags and within a quoted attribute, of HTML and of
 * XML alike. What is not clean UTF-8, and characters that could change how the text around them
 * looks or that XML does not allow, are shown as \xNN.
 */
void markup_text(FILE *stream, const char *text);

/* The same of the first `limit` characters, with "..." where there are more: a picture has no room.
 */
void markup_text_start(FILE *stream, const char *text, uint32_t limit);

/* "65,536" */
void markup_count(FILE *stream, uint64_t count);

#endif
