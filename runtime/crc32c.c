/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/crc32c.h"

/* The polynomial 0x1edc6f41 with its bits reversed, since bytes are fed lowest bit first. */
#define POLYNOMIAL 0x82f63b78u

/*
 * What the lowest four bits of a remainder add to it once they are shifted out. Small enough to be
 * made anew for each call: the library has no tables.
 */
static void fill_nibbles(uint32_t of_nibble[16])
{
    for (uint32_t nibble = 0; nibble < 16; nibble++) {
        uint32_t crc = nibble;

        for (int bit = 0; bit < 4; bit++)
            crc = crc >> 1 ^ (POLYNOMIAL & (0u - (crc & 1u)));
        of_nibble[nibble] = crc;
    }
}

uint32_t pmuf_crc32c(const void *data, size_t size)
{
    const unsigned char *bytes = data;
    uint32_t of_nibble[16];
    uint32_t crc = 0xffffffffu;

    fill_nibbles(of_nibble);
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        crc = crc >> 4 ^ of_nibble[crc & 15];
        crc = crc >> 4 ^ of_nibble[crc & 15];
    }
    return ~crc;
}
