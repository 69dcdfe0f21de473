/* SPDX-License-Identifier: BSD-2-Clause */
/* A catalogue in memory, read by one of its readers, and what was reported about it. */
#ifndef PMUC_TEST_CATALOGUE_TEXT_H
#define PMUC_TEST_CATALOGUE_TEXT_H

#include <criterion/criterion.h>
#include <string.h>

#include "compiler/events/catalogue_file.h"
#include "compiler/events/reader.h"

struct catalogue_text {
    struct arena *arena;
    struct source_list sources;
    struct diagnostics *diagnostics;
    struct reader reader;
    struct catalogue_file file;
};

static inline void catalogue_open_bytes(struct catalogue_text *text, const char *content,
                                        size_t size)
{
    const char *reason = NULL;
    char *copy;

    memset(text, 0, sizeof(*text));
    text->arena = arena_create();
    text->sources.arena = text->arena;
    text->diagnostics = diagnostics_create(text->arena, &text->sources);
    copy = arena_allocate(text->arena, size + 2);
    memcpy(copy, content, size);
    text->reader = (struct reader){
        .arena = text->arena,
        .scratch = text->arena,
        .diagnostics = text->diagnostics,
        .source = source_add(&text->sources, "text", copy, size, &reason),
    };
    cr_assert_not_null(text->reader.source);
}

static inline void catalogue_open(struct catalogue_text *text, const char *content)
{
    catalogue_open_bytes(text, content, strlen(content));
}

static inline void catalogue_close(struct catalogue_text *text)
{
    arena_destroy(text->arena);
}

/* The first message is of that code, at that place, and says `what`. */
static inline void catalogue_expect_error(const struct catalogue_text *text,
                                          enum diagnostic_code code, uint32_t line, uint32_t column,
                                          const char *what)
{
    const struct diagnostic *first = text->diagnostics->first;
    struct place place = {.line = 0};

    cr_assert_not_null(first, "nothing was reported about %s", text->reader.source->text);
    cr_assert(source_locate(&text->sources, first->span.start, &place));
    cr_assert_eq(first->code, code, "%s", first->text);
    cr_assert(strstr(first->text, what), "%s", first->text);
    cr_assert_eq(place.line, line, "line %u: %s", place.line, first->text);
    cr_assert_eq(place.column, column, "column %u: %s", place.column, first->text);
}

static inline void catalogue_expect_clean(const struct catalogue_text *text)
{
    cr_assert_null(text->diagnostics->first, "%s", text->diagnostics->first->text);
}

#endif
