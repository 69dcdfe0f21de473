/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Source text to AST. Pure: no globals, no look-ups, no files; several texts can be parsed at once.
 *
 * Mistakes are reported and stepped over: after one, parsing goes on at the next line that begins
 * with a statement's keyword, so that each mistake gives a message of its own.
 */
#ifndef PMUC_GRAMMAR_GRAMMAR_H
#define PMUC_GRAMMAR_GRAMMAR_H

#include "compiler/base/diagnostic.h"
#include "compiler/base/source.h"
#include "grammar/ast.h"
#include "grammar/tokens.h"

enum { GRAMMAR_MAX_NESTING = 32 }; /* braces within braces */

/*
 * Parses one text; the source's buffer is changed while it runs and whole again after. Everything
 * made lives in the arena. Never null; ast->is_incomplete tells whether anything was reported.
 */
struct ast *grammar_parse(struct source *source, struct arena *arena,
                          struct diagnostics *diagnostics);

/* The same, and its tokens and comments; all of them if nothing was reported. */
struct ast *grammar_parse_tokens(struct source *source, struct arena *arena,
                                 struct diagnostics *diagnostics, struct token_list *tokens);

#endif
