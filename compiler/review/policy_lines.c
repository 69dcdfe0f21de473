/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/policy_lines.h"

#include <stdbool.h>
#include <string.h>

enum { COMMENT_DISTANCE = 2 };

static bool starts_with(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

/* Up to the next place where a line can be broken, without the blank there. */
static size_t unit_size(const char *text)
{
    size_t size = 0;

    while (text[size] &&
           !(text[size] == ' ' && (text[size - 1] == ',' || starts_with(text + size, " umask ") ||
                                   starts_with(text + size, " except "))))
        size++;
    return size;
}

static void write_broken(FILE *stream, const char *statement)
{
    size_t column = 0;

    while (*statement) {
        size_t size = unit_size(statement);

        if (column > 0 && column + 1 + size > POLICY_LINE_WIDTH) {
            fprintf(stream, "\n%*s", POLICY_LINE_INDENT, "");
            column = POLICY_LINE_INDENT;
        } else if (column > 0) {
            fputc(' ', stream);
            column++;
        }
        fwrite(statement, 1, size, stream);
        column += size;
        statement += size + (statement[size] == ' ');
    }
}

void policy_line_write(FILE *stream, const char *statement)
{
    if (strlen(statement) <= POLICY_LINE_WIDTH)
        fputs(statement, stream);
    else
        write_broken(stream, statement);
    fputc('\n', stream);
}

/* "# A, B and 7 more" in at most `width` columns; null when not even one name fits. */
static const char *make_comment(const struct line_names *names, size_t width, struct arena *arena)
{
    const char *best = NULL;
    const char *text = "#";

    for (uint32_t i = 0; i < names->count; i++) {
        const char *whole;

        text = arena_format(arena, "%s%s %s", text, i ? "," : "", names->names[i]);
        whole = i + 1 < names->count
                    ? arena_format(arena, "%s and %u more", text, names->count - i - 1)
                    : text;
        if (strlen(whole) <= width)
            best = whole;
        if (strlen(text) > width)
            break;
    }
    return best;
}

static bool holds_all(const struct line_names *names, size_t width)
{
    size_t size = strlen("#");

    for (uint32_t i = 0; i < names->count && size <= width; i++)
        size += strlen(", ") + strlen(names->names[i]) - (i == 0);
    return size <= width;
}

void policy_line_write_named(FILE *stream, const char *statement, const struct line_names *names,
                             struct arena *arena)
{
    size_t used = strlen(statement) + COMMENT_DISTANCE;
    bool is_behind = used < POLICY_LINE_WIDTH && holds_all(names, POLICY_LINE_WIDTH - used);
    const char *comment = make_comment(names, POLICY_LINE_WIDTH - (is_behind ? used : 0), arena);

    if (comment && is_behind) {
        fprintf(stream, "%s%*s%s\n", statement, COMMENT_DISTANCE, "", comment);
        return;
    }
    if (comment)
        fprintf(stream, "%s\n", comment);
    policy_line_write(stream, statement);
}

void policy_string_write(FILE *stream, const char *bytes, size_t size)
{
    fputc('"', stream);
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '"' || bytes[i] == '\\')
            fputc('\\', stream);
        fputc(bytes[i], stream);
    }
    fputc('"', stream);
}
