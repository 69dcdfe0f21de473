/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/rule_text.h"

#include <string.h>

#include "compiler/base/text_stream.h"

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Past blanks and comments. */
static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (is_blank(*at) || *at == '#')) {
        if (*at == '#')
            at += strcspn(at, "\n");
        else
            at++;
    }
    return at < end ? at : end;
}

/* Past a string; its text holds no newline, and a quote only behind a backslash. */
static const char *skip_string(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++)
        at += *at == '\\';
    return at < end ? at + 1 : end;
}

/* Blanks, newlines and comments between words become one blank. */
static const char *join_lines(const char *text, const char *end, struct arena *arena)
{
    struct text_stream stream;

    text_stream_open(&stream);
    while (text < end) {
        const char *from = text;

        if (is_blank(*text) || *text == '#') {
            text = skip_blanks(text, end);
            if (text < end)
                fputc(' ', stream.file);
            continue;
        }
        text = *text == '"' ? skip_string(text, end) : text + 1;
        fwrite(from, 1, (size_t)(text - from), stream.file);
    }
    return text_stream_close(&stream, arena, NULL);
}

struct told_rule rule_text_at(const struct source_list *sources, struct span span,
                              struct arena *arena)
{
    struct told_rule told = {.file = "", .text = ""};
    struct place place;
    const char *text;

    if (span_is_empty(span) || !source_locate(sources, span.start, &place))
        return told;
    text = place.source->text + (span.start - place.source->base);
    told.file = place.source->name;
    told.line = place.line;
    told.text = join_lines(text, text + (span.end - span.start), arena);
    return told;
}

struct told_rule rule_text_of(const struct source_list *sources,
                              const struct ast_statement *statement, struct arena *arena)
{
    struct span subject = statement->matcher ? statement->matcher->span : statement->group.span;
    struct told_rule told =
        rule_text_at(sources, (struct span){statement->span.start, subject.end}, arena);

    told.because = statement->because;
    return told;
}

/* The lexer lets no control character into a string. */
void rule_text_write_because(FILE *stream, const char *because)
{
    if (!because)
        return;
    fputs(" because \"", stream);
    for (; *because; because++) {
        if (*because == '"' || *because == '\\')
            fputc('\\', stream);
        fputc(*because, stream);
    }
    fputc('"', stream);
}
