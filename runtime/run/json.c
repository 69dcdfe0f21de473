/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/json.h"

#include <inttypes.h>
#include <string.h>

#include "runtime/run/escape.h"

static void begin_line(const struct json *json)
{
    fputc('\n', json->stream);
    for (unsigned int i = 0; i < json->depth; i++)
        fputs("  ", json->stream);
}

static void begin_member(struct json *json, const char *key)
{
    if (json->has_member)
        fputc(',', json->stream);
    if (json->depth > 0)
        begin_line(json);
    json->has_member = true;
    if (key == NULL)
        return;
    escape_for_json(json->stream, key, strlen(key));
    fputs(": ", json->stream);
}

void json_open(struct json *json, const char *key, char bracket)
{
    begin_member(json, key);
    fputc(bracket, json->stream);
    json->depth++;
    json->has_member = false;
}

void json_close(struct json *json, char bracket)
{
    json->depth--;
    if (json->has_member)
        begin_line(json);
    fputc(bracket, json->stream);
    json->has_member = true;
    if (json->depth == 0)
        fputc('\n', json->stream);
}

void json_bytes(struct json *json, const char *key, const char *bytes, size_t size)
{
    begin_member(json, key);
    escape_for_json(json->stream, bytes, size);
}

void json_string(struct json *json, const char *key, const char *string)
{
    if (string != NULL) {
        json_bytes(json, key, string, strlen(string));
        return;
    }
    begin_member(json, key);
    fputs("null", json->stream);
}

void json_number(struct json *json, const char *key, uint32_t number)
{
    begin_member(json, key);
    fprintf(json->stream, "%" PRIu32, number);
}

void json_boolean(struct json *json, const char *key, bool value)
{
    begin_member(json, key);
    fputs(value ? "true" : "false", json->stream);
}
