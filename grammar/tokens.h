/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tokens and comments of a text in their order, for who cares how it is laid out: the AST has
 * neither commas nor comments. Between two of them stand blanks and line ends only.
 *
 * The list lives in an arena; running out of memory ends the process.
 */
#ifndef PMUC_GRAMMAR_TOKENS_H
#define PMUC_GRAMMAR_TOKENS_H

#include "compiler/base/arena.h"
#include "compiler/base/source.h"

enum token_kind {
    TOKEN_WORD,    /* a keyword, target, name, number, string or <path> */
    TOKEN_CLAUSE,  /* umask, except */
    TOKEN_BECAUSE, /* because */
    TOKEN_COMMA,
    TOKEN_JOINT, /* .. and / */
    TOKEN_OPEN,  /* { */
    TOKEN_CLOSE, /* } */
    TOKEN_COMMENT,
};

struct token {
    struct span span; /* of a comment: to the end of its line */
    enum token_kind kind;
};

struct token_list {
    struct token *tokens;
    uint32_t count;
    uint32_t capacity;
};

void token_list_append(struct token_list *list, struct arena *arena, enum token_kind kind,
                       struct span span);

#endif
