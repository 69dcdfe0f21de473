/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes JSON to a stream: one member to a line, indented, unless an object or array is opened to
 * stand on one line. Set up with the stream and zeroes. The caller balances open and close, and
 * looks at the stream's error flag at the end. A null key is for the outermost value and for what
 * stands in an array.
 */
#ifndef PMUC_BASE_JSON_H
#define PMUC_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct json {
    FILE *stream;
    unsigned int depth;
    unsigned int line_depth; /* the depth of what stands on one line; 0: nothing does */
    bool has_member;         /* the object or array at hand has one: a comma goes before the next */
};

/* `bracket` is '{' or '['. */
void json_open(struct json *json, const char *key, char bracket);

/* The same, and all that is in it stands on one line. */
void json_open_line(struct json *json, const char *key, char bracket);

/* `bracket` is '}' or ']'. After the outermost one comes a line feed. */
void json_close(struct json *json, char bracket);

/*
 * A string of bytes that may hold anything: a byte that is not UTF-8 becomes U+FFFD, and characters
 * that could do things to a terminal or a reader are written as numbers. A null pointer becomes
 * null.
 */
void json_string(struct json *json, const char *key, const char *string);

void json_number(struct json *json, const char *key, uint64_t number);
void json_boolean(struct json *json, const char *key, bool value);

#endif
