/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/arena.h"

#include <criterion/criterion.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

static bool is_zero(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

/* Sizes around an alignment, around a quarter of a chunk, and around a chunk. */
Test(arena, blocks_are_zero_aligned_and_apart)
{
    static const size_t sizes[] = {
        0, 1, 15, 16, 17, 16 * 1023, 16 * 1024, 16 * 1025, 64 * 1024, 64 * 1024 + 1, 1 << 20};
    struct arena *arena = arena_create();

    for (int round = 0; round < 20; round++) {
        for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
            unsigned char *block = arena_allocate(arena, sizes[i]);

            cr_assert_eq((uintptr_t)block % alignof(max_align_t), 0);
            cr_assert(is_zero(block, sizes[i]), "round %d, size %zu", round, sizes[i]);
            memset(block, 0xff, sizes[i]);
        }
    }
    arena_destroy(arena);
}

Test(arena, small_blocks_go_on_after_a_large_one)
{
    struct arena *arena = arena_create();
    unsigned char *before = arena_allocate(arena, 16);
    unsigned char *large = arena_allocate(arena, 1 << 20);
    unsigned char *after = arena_allocate(arena, 16);

    cr_assert_not_null(large);
    cr_assert_eq(after - before, 16);
    arena_destroy(arena);
}

Test(arena, array)
{
    struct arena *arena = arena_create();
    uint64_t *numbers = ARENA_NEW_ARRAY(arena, uint64_t, 1000);

    cr_assert(is_zero((unsigned char *)numbers, 8000));
    cr_assert_not_null(ARENA_NEW_ARRAY(arena, uint64_t, 0));
    arena_destroy(arena);
}

Test(arena, copied_text_ends)
{
    struct arena *arena = arena_create();

    cr_assert_str_eq(arena_copy_text(arena, "abcdef", 3), "abc");
    cr_assert_str_eq(arena_copy_text(arena, "", 0), "");
    arena_destroy(arena);
}

Test(arena, format_of_any_length)
{
    struct arena *arena = arena_create();
    char *text = arena_format(arena, "%0*d", 100000, 7);

    cr_assert_eq(strlen(text), 100000);
    cr_assert_eq(text[99999], '7');
    cr_assert_str_eq(arena_format(arena, "%s %u", "a", 1u), "a 1");
    arena_destroy(arena);
}

/* The compiler must not see that no object is as large. */
static volatile size_t huge = SIZE_MAX;

/* Reachable when the process ends, so that the arena is not taken for a leak. */
static struct arena *kept;

Test(arena, a_size_that_cannot_be_ends_the_process, .exit_code = 2)
{
    kept = arena_create();
    arena_allocate(kept, huge);
}

Test(arena, a_size_that_would_wrap_when_aligned, .exit_code = 2)
{
    kept = arena_create();
    arena_allocate(kept, huge - 3);
}

Test(arena, a_product_that_would_wrap, .exit_code = 2)
{
    kept = arena_create();
    arena_allocate_array(kept, huge / 8 + 2, 8);
}
