/* SPDX-License-Identifier: BSD-2-Clause */
/* A statement of a policy as people are told about it. In the arena. */
#ifndef PMUC_REVIEW_RULE_TEXT_H
#define PMUC_REVIEW_RULE_TEXT_H

#include <stdio.h>

#include "compiler/base/source.h"
#include "grammar/ast.h"

struct told_rule {
    const char *file;    /* untrusted: print_name() and its like */
    uint32_t line;       /* 0 when the statement stands nowhere */
    const char *text;    /* in one line without comments, and without its reason */
    const char *because; /* null when it gives none */
};

struct told_rule rule_text_of(const struct source_list *sources,
                              const struct ast_statement *statement, struct arena *arena);

/* because "...", as a policy writes it, with a blank in front; nothing for null. */
void rule_text_write_because(FILE *stream, const char *because);

/* The statement at a place, which has no reason. */
struct told_rule rule_text_at(const struct source_list *sources, struct span span,
                              struct arena *arena);

#endif
