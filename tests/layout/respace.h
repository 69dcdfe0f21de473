/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The same policy, laid out at random: other blanks and line ends between its tokens, CRLF, a byte
 * order mark. Everything is in the arena.
 */
#ifndef PMUC_TEST_RESPACE_H
#define PMUC_TEST_RESPACE_H

#include "compiler/base/arena.h"
#include "compiler/base/source.h"
#include "grammar/tokens.h"
#include "tests/support/random.h"

struct respaced {
    char *text; /* with two NULs behind it */
    size_t size;
};

/*
 * Without new comments: which comments stand behind something, and what is set off by an empty
 * line, stays as it is. With them: comments of all kinds anywhere.
 */
struct respaced respace(struct random *random, struct arena *arena, const struct source *source,
                        const struct token_list *tokens, bool with_comments);

/*
 * What a text says, found without the lexer: no blanks but those within strings and comments. A
 * comment ends before its last blanks, with a line end, and begins with a blank if it stands behind
 * something. NUL-terminated.
 */
char *text_skeleton(struct arena *arena, const char *text, size_t size);

#endif
