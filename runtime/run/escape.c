/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/escape.h"

#include <stdbool.h>

/* What the first byte of a UTF-8 sequence says about its length; 0 for a byte that begins none. */
static size_t announced_size(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return 2;
    if (first >= 0xe0 && first <= 0xef)
        return 3;
    return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/* Whether the second byte makes an overlong form, a surrogate, or a number above 0x10ffff. */
static bool is_out_of_range(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xe0:
        return second < 0xa0;
    case 0xed:
        return second >= 0xa0;
    case 0xf0:
        return second < 0x90;
    case 0xf4:
        return second >= 0x90;
    default:
        return false;
    }
}

/* Bytes of the UTF-8 sequence that begins here, or 0 when none does. There is one byte at least. */
static size_t sequence_size(const unsigned char *bytes, size_t left)
{
    const size_t size = announced_size(bytes[0]);

    if (size == 0 || size > left)
        return 0;
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    }
    return size > 1 && is_out_of_range(bytes[0], bytes[1]) ? 0 : size;
}

/* C0, DEL, and C1, which begins with 0xc2 in UTF-8 and which some terminals obey as well. */
static bool is_control(const unsigned char *bytes, size_t size)
{
    if (size == 2)
        return bytes[0] == 0xc2 && bytes[1] < 0xa0;
    return size == 1 && (bytes[0] < 0x20 || bytes[0] == 0x7f);
}

void escape_for_terminal(FILE *stream, const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t at = 0;

    while (at < size) {
        const size_t length = sequence_size(bytes + at, size - at);

        if (length == 0 || is_control(bytes + at, length)) {
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
        const size_t length = sequence_size(bytes + at, size - at);

        if (length == 0)
            fputs("\\ufffd", stream);
        else if (length == 1 && is_control(bytes + at, length))
            fprintf(stream, "\\u%04x", (unsigned int)bytes[at]);
        else if (bytes[at] == '"' || bytes[at] == '\\')
            fprintf(stream, "\\%c", bytes[at]);
        else
            fwrite(bytes + at, 1, length, stream);
        at += length == 0 ? 1 : length;
    }
    fputc('"', stream);
}
