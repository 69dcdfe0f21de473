/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one canonical layout of a policy's text. It moves tokens and comments and changes none, so
 * that the meaning stays; what comes out is read again and compared, token by token, before it is
 * handed on.
 *
 * One text is looked at by itself: includes are not followed, and names not looked up. Everything
 * is in the arena.
 */
#ifndef PMUC_REVIEW_LAYOUT_H
#define PMUC_REVIEW_LAYOUT_H

#include "compiler/base/diagnostic.h"
#include "compiler/base/source.h"

enum {
    LAYOUT_WIDTH = 100, /* characters of a line that is broken where it can be */
    LAYOUT_INDENT = 4,
};

enum layout_status {
    LAYOUT_DONE,
    LAYOUT_WRONG,     /* the text has errors, which were reported */
    LAYOUT_TOO_LARGE, /* the result would be larger than a policy's text may be */
    LAYOUT_CHANGED,   /* a bug: the result has other tokens or comments */
};

struct layout {
    char *text;
    size_t size;
};

/* `out` is set by LAYOUT_DONE only. The source's buffer is changed meanwhile and whole again after.
 */
enum layout_status layout_make(struct source *source, struct arena *arena,
                               struct diagnostics *diagnostics, struct layout *out);

#endif
