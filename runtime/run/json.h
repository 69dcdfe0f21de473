/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes one JSON object to a stream, one member to a line. The caller balances open and close, and
 * looks at the stream's error flag at the end. A null key is for the outermost object and for what
 * stands in an array.
 */
#ifndef PMU_RUN_JSON_H
#define PMU_RUN_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct json {
    FILE *stream;
    unsigned int depth;
    bool has_member; /* the object or array at hand has one, so a comma goes before the next */
};

/* `bracket` is '{' or '['. */
void json_open(struct json *json, const char *key, char bracket);

/* `bracket` is '}' or ']'. After the outermost one comes a line feed. */
void json_close(struct json *json, char bracket);

/* `bytes` need not be UTF-8 or NUL-terminated. */
void json_bytes(struct json *json, const char *key, const char *bytes, size_t size);

/* A null pointer becomes null. */
void json_string(struct json *json, const char *key, const char *string);

void json_number(struct json *json, const char *key, uint32_t number);
void json_boolean(struct json *json, const char *key, bool value);

#endif
