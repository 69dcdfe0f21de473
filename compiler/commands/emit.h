/* SPDX-License-Identifier: BSD-2-Clause */
/* What --emit writes of a compiled policy. */
#ifndef PMUC_COMMANDS_EMIT_H
#define PMUC_COMMANDS_EMIT_H

#include "compiler/commands/options.h"
#include "compiler/commands/target.h"
#include "compiler/review/document.h"

/* What goes to the output file. */
struct output {
    const void *bytes; /* of the blob, or in the arena */
    size_t size;
    bool is_text;
};

/* Options that the form does not take, or needs: EXIT_FINE, or EXIT_TROUBLE after a message. */
int emit_check(const struct options *options);

/* EXIT_FINE, or EXIT_WRONG after a message when no such filter can be written. */
int emit_make(const struct options *options, const struct compilation *compilation,
              struct arena *arena, struct output *out);

/* Whether the target gets any section; false after a message. */
bool emit_has_section(const struct target *target, const struct filters *filters);

/* The blob by the schema of pmuc-dump(1): the sections that the target gets. */
void emit_document(FILE *stream, enum document_form form, const struct target *target,
                   const struct filters *filters, const struct blob *blob, struct arena *arena);

#endif
