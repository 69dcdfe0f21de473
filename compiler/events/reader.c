/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { CHECKPOINT_STEP = 64, MAX_MESSAGE = 512 };

static bool continues_character(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* The byte at which the next character starts. */
static uint32_t next_character(const struct source *source, uint32_t at)
{
    at++;
    while (at < source->size && continues_character(source->text[at]))
        at++;
    return at;
}

static void make_checkpoints(struct reader *reader)
{
    const struct source *source = reader->source;
    uint32_t *checkpoints =
        ARENA_NEW_ARRAY(reader->scratch, uint32_t, source->size / CHECKPOINT_STEP + 1);
    uint32_t character = 0;

    for (uint32_t at = reader->skipped; at <= source->size; at = next_character(source, at)) {
        if (character++ % CHECKPOINT_STEP == 0)
            checkpoints[reader->checkpoint_count++] = at;
    }
    reader->checkpoints = checkpoints;
}

static uint32_t byte_of(struct reader *reader, uint32_t character)
{
    uint32_t at;

    if (!reader->checkpoints)
        make_checkpoints(reader);
    if (character / CHECKPOINT_STEP >= reader->checkpoint_count)
        return reader->source->size;
    at = reader->checkpoints[character / CHECKPOINT_STEP];
    for (uint32_t rest = character % CHECKPOINT_STEP; rest > 0 && at < reader->source->size; rest--)
        at = next_character(reader->source, at);
    return at;
}

struct span reader_span(struct reader *reader, uint32_t start, uint32_t end)
{
    const uint32_t base = reader->source->base;

    return (struct span){base + byte_of(reader, start), base + byte_of(reader, end)};
}

struct span node_span(struct reader *reader, const struct node *node)
{
    return reader_span(reader, node->start, node->end);
}

__attribute__((format(printf, 4, 0))) static struct diagnostic *
report(struct reader *reader, enum diagnostic_code code, struct span span, const char *format,
       va_list arguments)
{
    char text[MAX_MESSAGE];
    struct diagnostic *diagnostic;

    if (reader_gave_up(reader))
        return &reader->diagnostics->discarded;
    vsnprintf(text, sizeof(text), format, arguments);
    diagnostic = diagnostic_report(reader->diagnostics, code, span, "%s", text);
    if (++reader->error_count == READER_MAX_ERRORS)
        diagnostic_add_note(diagnostic, (struct span){0, 0}, "the rest of this file is not read");
    return diagnostic;
}

struct diagnostic *reader_report(struct reader *reader, enum diagnostic_code code, struct span span,
                                 const char *format, ...)
{
    struct diagnostic *diagnostic;
    va_list arguments;

    va_start(arguments, format);
    diagnostic = report(reader, code, span, format, arguments);
    va_end(arguments);
    return diagnostic;
}

struct diagnostic *reader_refuse(struct reader *reader, const struct node *node, const char *format,
                                 ...)
{
    struct diagnostic *diagnostic;
    va_list arguments;

    va_start(arguments, format);
    diagnostic =
        report(reader, DIAGNOSTIC_CATALOGUE_FORM, node_span(reader, node), format, arguments);
    va_end(arguments);
    return diagnostic;
}
