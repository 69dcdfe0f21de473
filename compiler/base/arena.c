/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_SIZE = 1024 * 1024 };

struct chunk {
    struct chunk *next;
    size_t used;
    size_t size;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct chunk *chunks;
};

_Noreturn void arena_out_of_memory(void)
{
    fputs("pmuc: error: out of memory\n", stderr);
    exit(2);
}

/* calloc gives zeroed memory; a chunk is never reused, so what is handed out is still zero. */
static struct chunk *chunk_create(size_t size)
{
    struct chunk *chunk = calloc(1, sizeof(struct chunk) + size);

    if (!chunk)
        arena_out_of_memory();
    chunk->size = size;
    return chunk;
}

struct arena *arena_create(void)
{
    struct arena *arena = calloc(1, sizeof(struct arena));

    if (!arena)
        arena_out_of_memory();
    arena->chunks = chunk_create(CHUNK_SIZE);
    return arena;
}

void arena_destroy(struct arena *arena)
{
    struct chunk *chunk = arena->chunks;

    while (chunk) {
        struct chunk *next = chunk->next;

        free(chunk);
        chunk = next;
    }
    free(arena);
}

/* A large block gets a chunk of its own, behind the current one, which stays in use. */
static void *allocate_alone(struct arena *arena, size_t size)
{
    struct chunk *chunk = chunk_create(size);

    chunk->used = size;
    chunk->next = arena->chunks->next;
    arena->chunks->next = chunk;
    return chunk->bytes;
}

void *arena_allocate(struct arena *arena, size_t size)
{
    struct chunk *chunk = arena->chunks;

    if (size > SIZE_MAX / 2)
        arena_out_of_memory();
    size = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (size > CHUNK_SIZE / 4)
        return allocate_alone(arena, size);
    if (size > chunk->size - chunk->used) {
        chunk = chunk_create(CHUNK_SIZE);
        chunk->next = arena->chunks;
        arena->chunks = chunk;
    }
    chunk->used += size;
    return chunk->bytes + chunk->used - size;
}

void *arena_allocate_array(struct arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        arena_out_of_memory();
    return arena_allocate(arena, count * size);
}

char *arena_copy_text(struct arena *arena, const char *text, size_t size)
{
    char *copy = arena_allocate(arena, size + 1);

    memcpy(copy, text, size);
    return copy;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    int length;
    char *text;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        arena_out_of_memory();
    text = arena_allocate(arena, (size_t)length + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}
