/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/crc32c.h"

/* The polynomial 0x1edc6f41 with its bits reversed, since bytes are fed lowest bit first. */
#define POLYNOMIAL 0x82f63b78u

/* Bit by bit: a blob is small, and a table would be larger than the rest of the check. */
uint32_t pmuf_crc32c(const void *data, size_t size)
{
    const unsigned char *bytes = data;
    uint32_t crc = 0xffffffffu;

    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (POLYNOMIAL & (0u - (crc & 1u)));
    }
    return ~crc;
}
