/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/text_stream.h"

#include <stdlib.h>

void text_stream_open(struct text_stream *stream)
{
    *stream = (struct text_stream){NULL, NULL, 0};
    stream->file = open_memstream(&stream->bytes, &stream->size);
    if (!stream->file)
        arena_out_of_memory();
}

char *text_stream_close(struct text_stream *stream, struct arena *arena, size_t *size)
{
    char *text;

    if (fclose(stream->file) != 0)
        arena_out_of_memory();
    text = arena_copy_text(arena, stream->bytes, stream->size);
    if (size)
        *size = stream->size;
    free(stream->bytes);
    *stream = (struct text_stream){NULL, NULL, 0};
    return text;
}
