/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes one document, a mapping of texts, numbers, lists and mappings, as JSON or as YAML. Both
 * say the same; the YAML has one line for what the JSON has one line for.
 *
 * The caller balances open and close. A null key is for what stands in a list. Texts may hold any
 * bytes: control characters and their like are escaped, and what is not UTF-8 becomes U+FFFD.
 * Nothing can fail; the stream keeps its error.
 */
#ifndef PMUC_REVIEW_DOCUMENT_H
#define PMUC_REVIEW_DOCUMENT_H

#include "compiler/base/json.h"

enum document_form { DOCUMENT_JSON, DOCUMENT_YAML };

enum { DOCUMENT_MAX_DEPTH = 16 };

struct document_level {
    bool is_map;
    bool is_row;     /* on one line */
    bool has_member; /* so a separator goes before the next */
};

struct document {
    struct json json; /* with its stream */
    enum document_form form;
    struct document_level levels[DOCUMENT_MAX_DEPTH];
    unsigned int depth;
};

/* The outermost mapping. */
void document_begin(struct document *document, FILE *stream, enum document_form form);
void document_end(struct document *document);

void document_open_map(struct document *document, const char *key);
void document_open_list(struct document *document, const char *key);
/* A mapping, or a list, on one line. */
void document_open_row(struct document *document, const char *key);
void document_open_short_list(struct document *document, const char *key);
void document_close(struct document *document);

/* A null pointer becomes null. */
void document_text(struct document *document, const char *key, const char *text);
void document_number(struct document *document, const char *key, uint64_t number);
void document_flag(struct document *document, const char *key, bool flag);

/* A number as a text of so many hexadecimal digits: "0x00000007". */
void document_code(struct document *document, const char *key, uint64_t code, int digits);

#endif
