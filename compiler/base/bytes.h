/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Builds a binary text of known size: little-endian numbers, one behind the other. The writer is
 * given the size at the start and counts on it; a mistake there is a bug, caught by an assertion.
 */
#ifndef PMUC_BASE_BYTES_H
#define PMUC_BASE_BYTES_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct byte_writer {
    unsigned char *bytes;
    size_t size; /* written so far */
    size_t capacity;
};

static inline void write_number(struct byte_writer *writer, uint64_t value, size_t width)
{
    assert(width <= writer->capacity - writer->size);
    for (size_t i = 0; i < width; i++)
        writer->bytes[writer->size++] = (unsigned char)(value >> (8 * i));
}

static inline void write_bytes(struct byte_writer *writer, const void *bytes, size_t size)
{
    assert(size <= writer->capacity - writer->size);
    memcpy(writer->bytes + writer->size, bytes, size);
    writer->size += size;
}

/* For reserved fields and padding. */
static inline void write_zeros(struct byte_writer *writer, size_t size)
{
    assert(size <= writer->capacity - writer->size);
    memset(writer->bytes + writer->size, 0, size);
    writer->size += size;
}

#endif
