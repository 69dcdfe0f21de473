/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/utf8.h"

/* How many bytes a sequence has that begins with `first`; 0 when none does. */
static size_t sequence_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first < 0xc0)
        return 0;
    if (first < 0xe0)
        return 2;
    if (first < 0xf0)
        return 3;
    return first < 0xf8 ? 4 : 0;
}

/* Whether `length` bytes are the shortest form of a number that is a character. */
static bool is_well_formed(uint32_t code_point, size_t length)
{
    switch (length) {
    case 1:
        return true;
    case 2:
        return code_point >= 0x80;
    case 3:
        return code_point >= 0x800 && (code_point < 0xd800 || code_point > 0xdfff);
    default:
        return code_point >= 0x10000 && code_point <= 0x10ffff;
    }
}

size_t pmuf_utf8_decode(const unsigned char *text, size_t size, uint32_t *code_point)
{
    const size_t length = size == 0 ? 0 : sequence_length(text[0]);
    uint32_t value;

    if (length == 0 || length > size)
        return 0;
    value = length == 1 ? text[0] : text[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (text[i] & 0x3fu);
    }
    if (!is_well_formed(value, length))
        return 0;
    *code_point = value;
    return length;
}

bool pmuf_utf8_is_forbidden(uint32_t code_point)
{
    if (code_point < 0xa0)
        return code_point < 0x20 || code_point >= 0x7f;
    if (code_point >= 0x2028 && code_point <= 0x202e)
        return true;
    if (code_point >= 0x2066 && code_point <= 0x2069)
        return true;
    if (code_point >= 0x200b && code_point <= 0x200f)
        return true;
    if (code_point >= 0x2060 && code_point <= 0x2064)
        return true;
    if (code_point >= 0xe0000 && code_point <= 0xe007f)
        return true;
    return code_point == 0x00ad || code_point == 0x034f || code_point == 0x061c ||
           code_point == 0xfeff;
}
