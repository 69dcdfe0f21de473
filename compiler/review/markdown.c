/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/markdown.h"

#include <stdbool.h>
#include <string.h>

#include "compiler/base/print_name.h"
#include "compiler/base/text_stream.h"

static unsigned int longest_run(const char *text)
{
    unsigned int longest = 0;
    unsigned int run = 0;

    for (; *text; text++) {
        run = *text == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static void write_fence(FILE *stream, unsigned int size)
{
    for (unsigned int i = 0; i < size; i++)
        fputc('`', stream);
}

static bool needs_blanks(const char *text)
{
    size_t size = strlen(text);

    return size == 0 || text[0] == '`' || text[size - 1] == '`' ||
           (text[0] == ' ' && text[size - 1] == ' ');
}

/* A span ends at as many backticks as it begins with; a blank at both ends is taken off again. */
void markdown_code(FILE *stream, const char *text, struct arena *arena)
{
    struct text_stream printed;
    const char *safe;
    const char *blank;
    unsigned int fence;

    text_stream_open(&printed);
    print_name(printed.file, text);
    safe = text_stream_close(&printed, arena, NULL);
    fence = longest_run(safe) + 1;
    blank = needs_blanks(safe) ? " " : "";
    write_fence(stream, fence);
    fprintf(stream, "%s%s%s", blank, safe, blank);
    write_fence(stream, fence);
}
