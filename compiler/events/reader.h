/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What everything that reads one catalogue file shares: where memory comes from, and how a mistake
 * is reported at its place.
 *
 * libyaml counts characters, spans count bytes: nodes keep what libyaml says, and the reader knows
 * the way from one to the other. After READER_MAX_ERRORS messages the rest of a file is not read:
 * the last of them says so, loops ask reader_gave_up(), and what is still reported is dropped.
 */
#ifndef PMUC_EVENTS_READER_H
#define PMUC_EVENTS_READER_H

#include "compiler/base/diagnostic.h"
#include "compiler/events/tree.h"

enum { READER_MAX_ERRORS = 20 /* of one file */ };

struct reader {
    struct arena *arena;   /* for what stays */
    struct arena *scratch; /* for what the file's end ends: the tree */
    struct diagnostics *diagnostics;
    const struct source *source;
    uint32_t skipped;            /* bytes of a byte order mark */
    const uint32_t *checkpoints; /* byte of every so many characters, made on first use */
    uint32_t checkpoint_count;
    unsigned int error_count;
};

/* The bytes from one character to another, both counted after a byte order mark. */
struct span reader_span(struct reader *reader, uint32_t start, uint32_t end);

struct span node_span(struct reader *reader, const struct node *node);

/* Reports an error. The result is for notes and fixes. */
__attribute__((format(printf, 4, 5))) struct diagnostic *reader_report(struct reader *reader,
                                                                       enum diagnostic_code code,
                                                                       struct span span,
                                                                       const char *format, ...);

/* A mistake in the form of a node: CATALOGUE_FORM. */
__attribute__((format(printf, 3, 4))) struct diagnostic *
reader_refuse(struct reader *reader, const struct node *node, const char *format, ...);

static inline bool reader_gave_up(const struct reader *reader)
{
    return reader->error_count >= READER_MAX_ERRORS;
}

#endif
