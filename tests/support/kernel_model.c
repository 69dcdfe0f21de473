/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/kernel_model.h"
#include <errno.h>

static uint64_t field(const unsigned char *at, size_t width)
{
    uint64_t value = 0;

    for (size_t i = 0; i < width; i++)
        value |= (uint64_t)at[i] << 8 * i;
    return value;
}

int kernel_model_verdict(const unsigned char *argument, size_t readable, uint64_t select_bits)
{
    /* Bits 15:8 match, 55 exclude, 63:56 mask. */
    const uint64_t masked_bits = select_bits | 0xff80000000000000 | 0xff00;
    uint64_t count;
    uint64_t flags;

    if (readable < 32)
        return EFAULT;
    count = field(argument + 4, 4);
    flags = field(argument + 12, 4);
    if (field(argument, 4) > 1)
        return EINVAL;
    if (flags > 1)
        return EINVAL;
    if (count > 300)
        return E2BIG;
    if (readable - 32 < count * 8)
        return EFAULT;
    /* Without the flag, entries that make no sense are dropped and nothing is said. */
    for (uint64_t i = 0; flags == 1 && i < count; i++) {
        if ((field(argument + 32 + i * 8, 8) & ~masked_bits) != 0)
            return EINVAL;
    }
    return 0;
}
