/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/markup.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "runtime/utf8.h"

static bool is_allowed(uint32_t code_point)
{
    /* XML 1.0 has no way to write these two. */
    return !pmuf_utf8_is_forbidden(code_point) && code_point != 0xfffe && code_point != 0xffff;
}

/* Prints one character, or one byte that belongs to none; returns how many bytes it took. */
static size_t print_character(FILE *stream, const unsigned char *text, size_t size)
{
    uint32_t code_point = 0;
    size_t length = pmuf_utf8_decode(text, size, &code_point);

    if (length == 0 || !is_allowed(code_point)) {
        fprintf(stream, "\\x%02x", text[0]);
        return 1;
    }
    if (strchr("&<>\"'", text[0]))
        fprintf(stream, "&#%u;", code_point);
    else
        fwrite(text, 1, length, stream);
    return length;
}

void markup_text_start(FILE *stream, const char *text, uint32_t limit)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t size = strlen(text);

    for (size_t at = 0; at < size; limit--) {
        if (limit == 0) {
            fputs("...", stream);
            return;
        }
        at += print_character(stream, bytes + at, size - at);
    }
}

void markup_text(FILE *stream, const char *text)
{
    markup_text_start(stream, text, UINT32_MAX);
}

void markup_count(FILE *stream, uint64_t count)
{
    if (count >= 1000) {
        markup_count(stream, count / 1000);
        fprintf(stream, ",%03" PRIu64, count % 1000);
    } else {
        fprintf(stream, "%" PRIu64, count);
    }
}
