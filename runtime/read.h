/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Little-endian loads, composed byte by byte: they work at any alignment and on any host. They do
 * not know where the buffer ends; pmuf_check() proves every offset before one of them uses it.
 */
#ifndef PMUF_READ_H
#define PMUF_READ_H

#include <stdint.h>

static inline uint32_t read_u8(const unsigned char *at)
{
    return at[0];
}

static inline uint32_t read_u16(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static inline uint32_t read_u32(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static inline uint64_t read_u64(const unsigned char *at)
{
    return (uint64_t)read_u32(at) | (uint64_t)read_u32(at + 4) << 32;
}

#endif
