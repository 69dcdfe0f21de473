/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/escape.h"

#include "runtime/utf8.h"

/*
 * Bytes of the well-formed UTF-8 sequence that begins here, or 0 when none does. *harmful: it is
 * one that could do things to a terminal or a reader.
 */
static size_t sequence_size(const unsigned char *bytes, size_t left, bool *harmful)
{
    uint32_t code_point = 0;
    const size_t size = pmuf_utf8_decode(bytes, left, &code_point);

    *harmful = size > 0 && pmuf_utf8_is_forbidden(code_point);
    return size;
}

void escape_for_terminal(FILE *stream, const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t at = 0;

    while (at < size) {
        bool harmful;
        const size_t length = sequence_size(bytes + at, size - at, &harmful);

        if (length == 0 || harmful) {
            fprintf(stream, "\\x%02x", (unsigned int)bytes[at]);
            at++;
        } else {
            fwrite(bytes + at, 1, length, stream);
            at += length;
        }
    }
}

void escape_for_json(FILE *stream, const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t at = 0;

    fputc('"', stream);
    while (at < size) {
        bool harmful;
        const size_t length = sequence_size(bytes + at, size - at, &harmful);

        if (length == 0)
            fputs("\\ufffd", stream);
        else if (length == 1 && harmful)
            fprintf(stream, "\\u%04x", (unsigned int)bytes[at]);
        else if (bytes[at] == '"' || bytes[at] == '\\')
            fprintf(stream, "\\%c", bytes[at]);
        else
            fwrite(bytes + at, 1, length, stream);
        at += length == 0 ? 1 : length;
    }
    fputc('"', stream);
}
