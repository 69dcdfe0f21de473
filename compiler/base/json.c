/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/json.h"

#include <inttypes.h>
#include <string.h>

#include "runtime/utf8.h"

static void begin_line(const struct json *json)
{
    if (json->line_depth)
        return;
    fputc('\n', json->stream);
    for (unsigned int i = 0; i < json->depth; i++)
        fputs("  ", json->stream);
}

/* Beyond 16 bits a character is written as the two halves of UTF-16. */
static void write_escape(FILE *stream, uint32_t code_point)
{
    if (code_point > 0xffff) {
        write_escape(stream, 0xd800 + ((code_point - 0x10000) >> 10));
        code_point = 0xdc00 + (code_point & 0x3ff);
    }
    fprintf(stream, "\\u%04" PRIx32, code_point);
}

static size_t write_character(FILE *stream, const unsigned char *text, size_t left)
{
    uint32_t code_point = 0xfffd;
    size_t length = pmuf_utf8_decode(text, left, &code_point);

    if (length == 0 || pmuf_utf8_is_forbidden(code_point))
        write_escape(stream, code_point);
    else if (text[0] == '"' || text[0] == '\\')
        fprintf(stream, "\\%c", text[0]);
    else
        fwrite(text, 1, length, stream);
    return length ? length : 1;
}

static void write_string(FILE *stream, const char *string)
{
    const unsigned char *text = (const unsigned char *)string;
    size_t size = strlen(string);
    size_t at = 0;

    fputc('"', stream);
    while (at < size)
        at += write_character(stream, text + at, size - at);
    fputc('"', stream);
}

static void begin_member(struct json *json, const char *key)
{
    if (json->has_member)
        fputs(json->line_depth ? ", " : ",", json->stream);
    if (json->depth > 0)
        begin_line(json);
    json->has_member = true;
    if (!key)
        return;
    write_string(json->stream, key);
    fputs(": ", json->stream);
}

void json_open(struct json *json, const char *key, char bracket)
{
    begin_member(json, key);
    fputc(bracket, json->stream);
    json->depth++;
    json->has_member = false;
}

void json_open_line(struct json *json, const char *key, char bracket)
{
    json_open(json, key, bracket);
    if (!json->line_depth)
        json->line_depth = json->depth;
}

void json_close(struct json *json, char bracket)
{
    json->depth--;
    if (json->has_member)
        begin_line(json);
    if (json->depth < json->line_depth)
        json->line_depth = 0;
    fputc(bracket, json->stream);
    json->has_member = true;
    if (json->depth == 0)
        fputc('\n', json->stream);
}

void json_string(struct json *json, const char *key, const char *string)
{
    begin_member(json, key);
    if (string)
        write_string(json->stream, string);
    else
        fputs("null", json->stream);
}

void json_number(struct json *json, const char *key, uint64_t number)
{
    begin_member(json, key);
    fprintf(json->stream, "%" PRIu64, number);
}

void json_boolean(struct json *json, const char *key, bool value)
{
    begin_member(json, key);
    fputs(value ? "true" : "false", json->stream);
}
