/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/document.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "runtime/utf8.h"

static struct document_level *innermost(struct document *document)
{
    return &document->levels[document->depth - 1];
}

static bool is_json(const struct document *document)
{
    return document->form == DOCUMENT_JSON;
}

/* --- YAML --- */

static FILE *stream_of(const struct document *document)
{
    return document->json.stream;
}

/* The outermost level's members stand at the margin. */
static void begin_line(const struct document *document)
{
    fputc('\n', stream_of(document));
    for (unsigned int i = 1; i < document->depth; i++)
        fputs("  ", stream_of(document));
}

/* The first member of a mapping in a list stands behind the list's dash, others below it. */
static bool stands_behind_dash(const struct document *document)
{
    return document->depth >= 2 && !document->levels[document->depth - 2].is_map;
}

static void separate(struct document *document)
{
    struct document_level *level = innermost(document);

    if (level->is_row)
        fputs(level->has_member ? ", " : "", stream_of(document));
    else if (level->is_map && !level->has_member && stands_behind_dash(document))
        fputc(' ', stream_of(document));
    else if (level->has_member || document->depth > 1)
        begin_line(document);
    if (!level->is_map && !level->is_row)
        fputc('-', stream_of(document));
    level->has_member = true;
}

/* Everything up to the value, which may be the lines of a list or mapping. */
static void begin_member(struct document *document, const char *key)
{
    separate(document);
    if (key)
        fprintf(stream_of(document), "%s:", key);
}

/* A blank, where something stands on the line before the value. */
static FILE *begin_value(struct document *document, const char *key)
{
    begin_member(document, key);
    if (key || !innermost(document)->is_row)
        fputc(' ', stream_of(document));
    return stream_of(document);
}

static size_t write_character(FILE *stream, const unsigned char *text, size_t left)
{
    uint32_t code_point = 0xfffd;
    size_t length = pmuf_utf8_decode(text, left, &code_point);

    if (code_point == '"' || code_point == '\\')
        fprintf(stream, "\\%c", (char)code_point);
    else if (code_point > 0xffff && pmuf_utf8_is_forbidden(code_point))
        fprintf(stream, "\\U%08" PRIx32, code_point);
    else if (!length || pmuf_utf8_is_forbidden(code_point) || code_point >> 1 == 0xfffe >> 1)
        fprintf(stream, "\\u%04" PRIx32, code_point); /* YAML has no U+FFFE and U+FFFF as such */
    else
        fwrite(text, 1, length, stream);
    return length ? length : 1;
}

static void write_string(FILE *stream, const char *text)
{
    const size_t size = strlen(text);

    fputc('"', stream);
    for (size_t at = 0; at < size;)
        at += write_character(stream, (const unsigned char *)text + at, size - at);
    fputc('"', stream);
}

/* --- both --- */

static void push(struct document *document, bool is_map, bool is_row)
{
    assert(document->depth < DOCUMENT_MAX_DEPTH);
    document->levels[document->depth++] = (struct document_level){is_map, is_row, false};
}

static void open_level(struct document *document, const char *key, bool is_map, bool is_row)
{
    const char bracket = is_map ? '{' : '[';

    if (is_json(document) && is_row)
        json_open_line(&document->json, key, bracket);
    else if (is_json(document))
        json_open(&document->json, key, bracket);
    else if (is_row)
        fputc(bracket, begin_value(document, key));
    else
        begin_member(document, key);
    push(document, is_map, is_row);
}

void document_begin(struct document *document, FILE *stream, enum document_form form)
{
    *document = (struct document){.json = {.stream = stream}, .form = form};
    if (is_json(document))
        json_open(&document->json, NULL, '{');
    push(document, true, false);
}

void document_end(struct document *document)
{
    assert(document->depth == 1);
    document->depth--;
    if (is_json(document))
        json_close(&document->json, '}');
    else
        fputc('\n', stream_of(document));
}

void document_open_map(struct document *document, const char *key)
{
    open_level(document, key, true, false);
}

void document_open_list(struct document *document, const char *key)
{
    open_level(document, key, false, false);
}

void document_open_row(struct document *document, const char *key)
{
    open_level(document, key, true, true);
}

void document_open_short_list(struct document *document, const char *key)
{
    open_level(document, key, false, true);
}

void document_close(struct document *document)
{
    struct document_level level = *innermost(document);
    const char bracket = level.is_map ? '}' : ']';

    document->depth--;
    if (is_json(document))
        json_close(&document->json, bracket);
    else if (level.is_row)
        fputc(bracket, stream_of(document));
    else if (!level.has_member)
        fputs(level.is_map ? " {}" : " []", stream_of(document));
}

void document_text(struct document *document, const char *key, const char *text)
{
    if (is_json(document))
        json_string(&document->json, key, text);
    else if (text)
        write_string(begin_value(document, key), text);
    else
        fputs("null", begin_value(document, key));
}

void document_number(struct document *document, const char *key, uint64_t number)
{
    if (is_json(document))
        json_number(&document->json, key, number);
    else
        fprintf(begin_value(document, key), "%" PRIu64, number);
}

void document_flag(struct document *document, const char *key, bool flag)
{
    if (is_json(document))
        json_boolean(&document->json, key, flag);
    else
        fputs(flag ? "true" : "false", begin_value(document, key));
}

void document_code(struct document *document, const char *key, uint64_t code, int digits)
{
    char text[24];

    snprintf(text, sizeof(text), "0x%0*" PRIx64, digits, code);
    document_text(document, key, text);
}
