/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/layout/respace.h"

#include <string.h>

#include "compiler/base/text_stream.h"

struct spacer {
    struct random *random;
    const struct source *source;
    const struct token_list *tokens;
    FILE *out;
    bool with_comments;
    bool ends_with_returns; /* some lines end in CRLF */
};

static void put_blanks(struct spacer *spacer)
{
    for (uint32_t count = random_below(spacer->random, 4); count > 0; count--)
        putc(random_once_in(spacer->random, 4) ? '\t' : ' ', spacer->out);
}

static void put_line_end(struct spacer *spacer)
{
    put_blanks(spacer);
    fputs(spacer->ends_with_returns && random_once_in(spacer->random, 2) ? "\r\n" : "\n",
          spacer->out);
    put_blanks(spacer);
}

static void put_comment(struct spacer *spacer)
{
    static const char *const texts[] = {"#", "# allow \"x", "#} {", "#\tt\xc3\xa9", "## <p> ;  \t"};

    fputs(texts[random_below(spacer->random, sizeof(texts) / sizeof(texts[0]))], spacer->out);
    put_line_end(spacer);
}

static bool is_comment(const struct spacer *spacer, uint32_t index)
{
    return spacer->tokens->tokens[index].kind == TOKEN_COMMENT;
}

static uint32_t lines_before(const struct spacer *spacer, uint32_t index)
{
    const struct token *tokens = spacer->tokens->tokens;
    uint32_t base = spacer->source->base;
    uint32_t count = 0;

    for (uint32_t i = index ? tokens[index - 1].span.end - base : 0;
         i < tokens[index].span.start - base; i++)
        count += spacer->source->text[i] == '\n';
    return count;
}

/* Line ends that may stand here, without a comment becoming another kind of comment. */
static uint32_t choose_lines(struct spacer *spacer, uint32_t index)
{
    uint32_t lines = index ? lines_before(spacer, index) : 0;
    bool matters = index > 0 && (is_comment(spacer, index) || is_comment(spacer, index - 1));

    if (lines > 1)
        return 2 + random_below(spacer->random, 3);
    if (matters)
        return lines;
    return random_below(spacer->random, 2);
}

/* Two tokens that touched go on doing so, or not; others never begin to, as words could merge. */
static void put_gap(struct spacer *spacer, uint32_t index)
{
    const struct token *tokens = spacer->tokens->tokens;
    bool touched = index > 0 && tokens[index - 1].span.end == tokens[index].span.start;
    uint32_t lines = choose_lines(spacer, index);

    if (touched && random_once_in(spacer->random, 2))
        return;
    if (!touched)
        putc(' ', spacer->out);
    put_blanks(spacer);
    while (lines-- > 0)
        put_line_end(spacer);
    while (spacer->with_comments && random_once_in(spacer->random, 8)) {
        put_blanks(spacer);
        put_comment(spacer);
    }
}

struct respaced respace(struct random *random, struct arena *arena, const struct source *source,
                        const struct token_list *tokens, bool with_comments)
{
    struct spacer spacer = {random, source, tokens, NULL, with_comments, random_once_in(random, 4)};
    struct respaced result;
    struct text_stream stream;

    text_stream_open(&stream);
    spacer.out = stream.file;
    if (random_once_in(random, 8))
        fputs("\xef\xbb\xbf", spacer.out);
    for (uint32_t i = 0; i < tokens->count; i++) {
        struct span span = tokens->tokens[i].span;
        const char *text = source->text + (span.start - source->base);
        size_t size = span.end - span.start;

        put_gap(&spacer, i);
        while (is_comment(&spacer, i) && text[size - 1] == '\r')
            size--;
        fwrite(text, 1, size, spacer.out);
    }
    if (random_once_in(random, 2))
        put_line_end(&spacer);
    fwrite("\0", 1, 2, spacer.out);
    result.text = text_stream_close(&stream, arena, &result.size);
    result.size -= 2;
    return result;
}

/* Where a string, path or comment that begins here ends. */
static size_t end_of(const char *text, size_t size, size_t at)
{
    char end = text[at] == '#' ? '\n' : text[at] == '<' ? '>' : '"';
    size_t i = at + 1;

    while (i < size && text[i] != end)
        i += text[i] == '\\' && end == '"' ? 2 : 1;
    return end == '\n' ? i : i + 1;
}

char *text_skeleton(struct arena *arena, const char *text, size_t size)
{
    char *out = arena_allocate(arena, 2 * size + 2);
    bool is_behind = false;
    size_t length = 0;
    size_t at = strncmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

    while (at < size) {
        size_t end = strchr("\"<#", text[at]) ? end_of(text, size, at) : at + 1;
        size_t kept = end;

        while (text[at] == '#' && strchr(" \t\r", text[kept - 1]))
            kept--;
        if (text[at] == '#' && is_behind)
            out[length++] = ' ';
        if (!strchr(" \t\r\n", text[at])) {
            is_behind = true;
            memcpy(out + length, text + at, kept - at);
            length += kept - at;
        }
        if (text[at] == '#')
            out[length++] = '\n';
        if (text[at] == '#' || text[at] == '\n')
            is_behind = false;
        at = end;
    }
    return out;
}
