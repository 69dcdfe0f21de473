/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/crc32c.h"

/* The polynomial 0x1edc6f41 with its bits reversed, since bytes are fed lowest bit first. */
#define POLYNOMIAL 0x82f63b78u

/*
 * What the lowest eight bits of a remainder add to it once they are shifted out: linear in the
 * bits, so that each power of two gives as many entries as there are below it. Made anew for each
 * call, which costs as much as some hundred bytes: the library has no tables.
 */
static void fill_bytes(uint32_t of_byte[256])
{
    uint32_t crc = 1;

    of_byte[0] = 0;
    for (uint32_t bit = 128; bit > 0; bit /= 2) {
        crc = crc >> 1 ^ (POLYNOMIAL & (0u - (crc & 1u)));
        for (uint32_t i = 0; i < 256; i += 2 * bit)
            of_byte[i + bit] = of_byte[i] ^ crc;
    }
}

uint32_t pmuf_crc32c(const void *data, size_t size)
{
    const unsigned char *bytes = data;
    uint32_t of_byte[256];
    uint32_t crc = 0xffffffffu;

    fill_bytes(of_byte);
    for (size_t i = 0; i < size; i++)
        crc = crc >> 8 ^ of_byte[(crc ^ bytes[i]) & 0xff];
    return ~crc;
}
