/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The result depends on the tokens, on which comments stand behind something on its line, and on
 * which lines are set off by an empty one. It keeps all three, which makes laying out twice the
 * same as once.
 */
#include "compiler/review/layout.h"

#include <string.h>

#include "compiler/base/text_stream.h"
#include "grammar/grammar.h"

enum { COMMENT_DISTANCE = 2 }; /* from what it stands behind */

struct writer {
    const struct source *source;
    const struct token_list *tokens;
    uint32_t at; /* the token to be written next */
    FILE *out;
    uint32_t column; /* characters on the line so far */
    bool is_tight;   /* at the start of the text, or of a group: no empty line here */
};

/* The blanks at a comment's end, and a carriage return, are not part of it. */
static uint32_t token_size(const struct source *source, const struct token *token)
{
    const char *text = source->text + (token->span.start - source->base);
    uint32_t size = token->span.end - token->span.start;

    while (token->kind == TOKEN_COMMENT && strchr(" \t\r", text[size - 1]))
        size--;
    return size;
}

static uint32_t token_width(const struct writer *writer, uint32_t index)
{
    const struct token *token = &writer->tokens->tokens[index];
    const char *text = writer->source->text + (token->span.start - writer->source->base);
    uint32_t size = token_size(writer->source, token);
    uint32_t width = 0;

    for (uint32_t i = 0; i < size; i++)
        width += ((unsigned char)text[i] & 0xc0) != 0x80;
    return width;
}

static bool is_comment(const struct writer *writer, uint32_t index)
{
    return writer->tokens->tokens[index].kind == TOKEN_COMMENT;
}

/* Line ends before a token, in the text as it was. */
static uint32_t lines_before(const struct writer *writer, uint32_t index)
{
    const struct token *tokens = writer->tokens->tokens;
    const char *text = writer->source->text;
    uint32_t start = index ? tokens[index - 1].span.end - writer->source->base : 0;
    uint32_t end = tokens[index].span.start - writer->source->base;
    uint32_t count = 0;

    for (uint32_t i = start; i < end; i++)
        count += text[i] == '\n';
    return count;
}

static void put_blanks(struct writer *writer, uint32_t count)
{
    fprintf(writer->out, "%*s", (int)count, "");
    writer->column += count;
}

static void put_token(struct writer *writer)
{
    const struct token *token = &writer->tokens->tokens[writer->at];

    fwrite(writer->source->text + (token->span.start - writer->source->base), 1,
           token_size(writer->source, token), writer->out);
    writer->column += token_width(writer, writer->at);
    writer->at++;
}

static void break_line(struct writer *writer, uint32_t indent)
{
    if (writer->at > 0)
        putc('\n', writer->out);
    writer->column = 0;
    put_blanks(writer, indent);
}

/* A line for the next token, set off by an empty one if it was. */
static void begin_line(struct writer *writer, uint32_t indent)
{
    if (!writer->is_tight && lines_before(writer, writer->at) > 1)
        putc('\n', writer->out);
    writer->is_tight = false;
    break_line(writer, indent);
}

/* Whether a comment stands on the line of the token before it. */
static bool is_behind(const struct writer *writer, uint32_t index)
{
    return index > 0 && !is_comment(writer, index - 1) && lines_before(writer, index) == 0;
}

/* The comments before an offset of the text. */
static void write_comments(struct writer *writer, uint32_t end, uint32_t indent)
{
    const struct token_list *tokens = writer->tokens;

    while (writer->at < tokens->count && is_comment(writer, writer->at) &&
           tokens->tokens[writer->at].span.start < end) {
        if (is_behind(writer, writer->at))
            put_blanks(writer, COMMENT_DISTANCE);
        else
            begin_line(writer, indent);
        put_token(writer);
    }
}

static bool has_blank_before(const struct writer *writer, uint32_t index)
{
    enum token_kind kind = writer->tokens->tokens[index].kind;
    enum token_kind before = writer->tokens->tokens[index - 1].kind;

    return kind != TOKEN_COMMA && kind != TOKEN_JOINT && kind != TOKEN_CLOSE &&
           before != TOKEN_JOINT && before != TOKEN_OPEN;
}

static bool can_break_before(const struct writer *writer, uint32_t index)
{
    enum token_kind kind = writer->tokens->tokens[index].kind;

    return kind == TOKEN_CLAUSE || kind == TOKEN_BECAUSE ||
           writer->tokens->tokens[index - 1].kind == TOKEN_COMMA;
}

/* Columns that the tokens from one place up to the next take where a line can be broken. */
static uint32_t unit_width(const struct writer *writer, uint32_t first, uint32_t end)
{
    uint32_t width = token_width(writer, first);

    for (uint32_t i = first + 1; i < end && !is_comment(writer, i) && !can_break_before(writer, i);
         i++)
        width += has_blank_before(writer, i) + token_width(writer, i);
    return width;
}

/* Whether tokens can stand on one line: no comment is among them, and they are short enough. */
static bool fits_on_line(const struct writer *writer, uint32_t end, uint32_t indent)
{
    uint32_t width = indent + token_width(writer, writer->at);

    for (uint32_t i = writer->at + 1; i < end && width <= LAYOUT_WIDTH; i++) {
        if (is_comment(writer, i))
            return false;
        width += has_blank_before(writer, i) + token_width(writer, i);
    }
    return width <= LAYOUT_WIDTH;
}

/* Where a line is broken: behind comments, before a reason, and where the next would not fit. */
static bool breaks_before(const struct writer *writer, uint32_t end)
{
    uint32_t index = writer->at;

    if (is_comment(writer, index - 1) || writer->tokens->tokens[index].kind == TOKEN_BECAUSE)
        return true;
    return can_break_before(writer, index) &&
           writer->column + 1 + unit_width(writer, index, end) > LAYOUT_WIDTH;
}

/* One thing on a line of its own: a statement, the head of a group, or a matcher in its body. */
static void write_line(struct writer *writer, struct span span, uint32_t indent)
{
    const struct token_list *tokens = writer->tokens;
    uint32_t end = writer->at;
    bool fits;

    while (end < tokens->count && tokens->tokens[end].span.start < span.end)
        end++;
    fits = fits_on_line(writer, end, indent);
    begin_line(writer, indent);
    put_token(writer);
    while (writer->at < end) {
        bool comment = is_comment(writer, writer->at);

        if (comment && is_behind(writer, writer->at))
            put_blanks(writer, COMMENT_DISTANCE);
        else if (comment || (!fits && breaks_before(writer, end)))
            break_line(writer, indent + LAYOUT_INDENT);
        else if (has_blank_before(writer, writer->at))
            put_blanks(writer, 1);
        put_token(writer);
    }
}

/* group NAME {, with what stands between the words. */
static struct span group_head(const struct writer *writer, const struct ast_statement *group)
{
    uint32_t index = writer->at;

    while (writer->tokens->tokens[index].kind != TOKEN_OPEN)
        index++;
    return span_join(group->span, writer->tokens->tokens[index].span);
}

static void write_group(struct writer *writer, const struct ast_statement *group)
{
    write_line(writer, group_head(writer, group), 0);
    writer->is_tight = true;
    for (const struct ast_matcher *matcher = group->matcher; matcher; matcher = matcher->next) {
        write_comments(writer, matcher->span.start, LAYOUT_INDENT);
        write_line(writer, matcher->span, LAYOUT_INDENT);
    }
    write_comments(writer, group->span.end, LAYOUT_INDENT);
    break_line(writer, 0);
    put_token(writer);
    writer->is_tight = false;
}

static void write_all(struct writer *writer, const struct ast *ast)
{
    for (const struct ast_statement *statement = ast->first; statement;
         statement = statement->next) {
        write_comments(writer, statement->span.start, 0);
        if (statement->kind == AST_GROUP)
            write_group(writer, statement);
        else
            write_line(writer, statement->span, 0);
    }
    write_comments(writer, UINT32_MAX, 0);
    if (writer->at > 0)
        putc('\n', writer->out);
}

static bool same_token(const struct source *old_source, const struct token *old,
                       const struct source *new_source, const struct token *new)
{
    uint32_t size = token_size(old_source, old);

    return old->kind == new->kind &&token_size(new_source, new) ==
           size &&memcmp(old_source->text + (old->span.start - old_source->base),
                         new_source->text + (new->span.start - new_source->base), size) == 0;
}

/* Reads the result as any policy is read: it has to be the same tokens and comments. */
static enum layout_status check(const struct source *source, const struct token_list *tokens,
                                struct arena *arena, const struct layout *layout)
{
    struct source_list sources = {.arena = arena};
    struct diagnostics *diagnostics = diagnostics_create(arena, &sources);
    struct token_list found = {0};
    const char *reason;
    struct source *result = source_add(&sources, source->name, layout->text, layout->size, &reason);

    if (!result)
        return LAYOUT_TOO_LARGE;
    if (grammar_parse_tokens(result, arena, diagnostics, &found)->is_incomplete ||
        found.count != tokens->count)
        return LAYOUT_CHANGED;
    for (uint32_t i = 0; i < found.count; i++) {
        if (!same_token(source, &tokens->tokens[i], result, &found.tokens[i]))
            return LAYOUT_CHANGED;
    }
    return LAYOUT_DONE;
}

enum layout_status layout_make(struct source *source, struct arena *arena,
                               struct diagnostics *diagnostics, struct layout *out)
{
    struct token_list tokens = {0};
    struct ast *ast = grammar_parse_tokens(source, arena, diagnostics, &tokens);
    struct writer writer = {.source = source, .tokens = &tokens, .is_tight = true};
    struct text_stream stream;

    if (ast->is_incomplete)
        return LAYOUT_WRONG;
    text_stream_open(&stream);
    writer.out = stream.file;
    write_all(&writer, ast);
    putc('\0', writer.out); /* a source has two of them behind it */
    out->text = text_stream_close(&stream, arena, &out->size);
    out->size--;
    return check(source, &tokens, arena, out);
}
