/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/utf8.h"
#include <criterion/criterion.h>
#include <string.h>

/* Writes a code point by the textbook's bit patterns, whether or not it is a character. */
static size_t encode(uint32_t code_point, size_t length, unsigned char *out)
{
    static const unsigned char lead[] = {0, 0x00, 0xc0, 0xe0, 0xf0};

    for (size_t i = length; i > 1; i--) {
        out[i - 1] = (unsigned char)(0x80 | (code_point & 0x3f));
        code_point >>= 6;
    }
    out[0] = (unsigned char)(lead[length] | code_point);
    return length;
}

static size_t shortest(uint32_t code_point)
{
    if (code_point < 0x80)
        return 1;
    if (code_point < 0x800)
        return 2;
    return code_point < 0x10000 ? 3 : 4;
}

Test(utf8, every_code_point_in_every_length)
{
    static const uint32_t limits[] = {0, 0x80, 0x800, 0x10000, 0x200000};

    for (size_t length = 1; length <= 4; length++) {
        for (uint32_t code_point = 0; code_point < limits[length]; code_point++) {
            const bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
            const bool valid =
                length == shortest(code_point) && !surrogate && code_point <= 0x10ffff;
            unsigned char text[4];
            uint32_t found = UINT32_MAX;

            encode(code_point, length, text);
            cr_assert_eq(pmuf_utf8_decode(text, length, &found), valid ? length : 0);
            cr_assert_eq(found, valid ? code_point : UINT32_MAX);
        }
    }
}

/* Length of the first character of a string literal. */
#define DECODE(text)                                                                               \
    pmuf_utf8_decode((const unsigned char *)(text), sizeof(text) - 1, &(uint32_t){0})

Test(utf8, damaged_sequences)
{
    cr_assert_eq(DECODE(""), 0);
    cr_assert_eq(DECODE("\x80"), 0);
    cr_assert_eq(DECODE("\xbf"), 0);
    cr_assert_eq(DECODE("\xf8\x88\x80\x80\x80"), 0);
    cr_assert_eq(DECODE("\xff"), 0);
    cr_assert_eq(DECODE("\xc3"), 0);
    cr_assert_eq(DECODE("\xc3("), 0);
    cr_assert_eq(DECODE("\xe2\x82"), 0);
    cr_assert_eq(DECODE("\xe2\x82("), 0);
    cr_assert_eq(DECODE("\xf0\x9f\x98"), 0);
    cr_assert_eq(DECODE("a\xff"), 1);
    cr_assert_eq(DECODE("\xc3\xa9\xff"), 2);
}

Test(utf8, forbidden_characters)
{
    static const uint32_t single[] = {0x7f,   0xad,   0x034f, 0x061c, 0x200b, 0x200c, 0x200d,
                                      0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c,
                                      0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x2060,
                                      0x2061, 0x2062, 0x2063, 0x2064, 0xfeff};

    for (uint32_t code_point = 0; code_point <= 0x10ffff; code_point++) {
        bool wanted = code_point < 0x20 || (code_point >= 0x80 && code_point < 0xa0) ||
                      (code_point >= 0xe0000 && code_point <= 0xe007f);

        for (size_t i = 0; i < sizeof(single) / sizeof(single[0]); i++)
            wanted = wanted || code_point == single[i];
        cr_assert_eq(pmuf_utf8_is_forbidden(code_point), wanted, "U+%04X", code_point);
    }
}
