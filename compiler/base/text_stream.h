/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A text that is printed into memory. Running out of memory ends the process, as in an arena.
 */
#ifndef PMUC_BASE_TEXT_STREAM_H
#define PMUC_BASE_TEXT_STREAM_H

#include <stdio.h>

#include "compiler/base/arena.h"

struct text_stream {
    FILE *file; /* to print to */
    char *bytes;
    size_t size;
};

void text_stream_open(struct text_stream *stream);

/* The text, NUL-terminated, in the arena. `size` may be null. The stream is gone. */
char *text_stream_close(struct text_stream *stream, struct arena *arena, size_t *size);

#endif
