/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory for one run: everything that a compilation makes lives in one arena and dies with it, so
 * no stage frees anything and no error path can leak.
 *
 * Out of memory ends the process with a message and exit status 2: a compiler has nothing better to
 * do, and no output file is touched before a compilation is complete. Nothing else here can fail.
 */
#ifndef PMUC_BASE_ARENA_H
#define PMUC_BASE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_create(void);
void arena_destroy(struct arena *arena);

/* Zeroed memory, aligned for any type. */
void *arena_allocate(struct arena *arena, size_t size);

/* `count` zeroed items of `size` bytes. The product is checked. */
void *arena_allocate_array(struct arena *arena, size_t count, size_t size);

/* A NUL-terminated copy of `size` bytes. */
char *arena_copy_text(struct arena *arena, const char *text, size_t size);

__attribute__((format(printf, 2, 3))) char *arena_format(struct arena *arena, const char *format,
                                                         ...);

/* For allocations that an arena cannot hold: ends the process as the arena would. */
_Noreturn void arena_out_of_memory(void);

#define ARENA_NEW(arena, type) ((type *)arena_allocate((arena), sizeof(type)))
#define ARENA_NEW_ARRAY(arena, type, count)                                                        \
    ((type *)arena_allocate_array((arena), (count), sizeof(type)))

#endif
