/* SPDX-License-Identifier: BSD-2-Clause */
/* What lexer.l and parser.y share; private to this folder. */
#ifndef PMUC_GRAMMAR_LEXER_H
#define PMUC_GRAMMAR_LEXER_H

#include "grammar/grammar.h"
#include "grammar/tokens.h"

/* One text being parsed. */
struct parse {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const struct source *source;
    struct ast *ast;
    struct token_list *tokens; /* null: nobody asked for them */
    uint32_t position;         /* offset of the byte after the current token */
    struct span last_token;    /* the one that bison was given last */
    uint32_t nesting;          /* open braces */
    bool resynchronising;      /* after a mistake: skip to a line that begins a statement */
};

/* Starts flex on the parse's source. Out of memory ends the process. */
void *lexer_open(struct parse *parse);
void lexer_close(void *scanner);

/* The next token, for bison: YYSTYPE is what parser.y's %union makes. */
union PMUC_YYSTYPE;
int pmuc_yylex(union PMUC_YYSTYPE *value, struct span *place, void *scanner);

/* Whether only blanks stand between a token and the start of its line. */
bool lexer_begins_line(const struct parse *parse, struct span span);

/* Whether a token, to all appearances, begins a statement: it is the first word of its line. */
bool lexer_starts_statement(const struct parse *parse, int token, struct span span);

#endif
