/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pipeline: text, tokens, AST, resolved policy, entries, blob. compile.c has the order, and no
 * other place does.
 */
#ifndef PMUC_COMPILE_H
#define PMUC_COMPILE_H

#include "compiler/base/diagnostic.h"
#include "compiler/blob/blob.h"
#include "compiler/entries/lower.h"
#include "compiler/events/events.h"
#include "compiler/load/load.h"
#include "compiler/policy/policy.h"

/* What a compilation is asked for. */
struct compile_options {
    struct load_options load;
    struct events_options events;
    struct lower_options lower;
};

enum compile_status {
    COMPILE_DONE,
    COMPILE_POLICY_WRONG, /* at least one error is among the diagnostics */
    COMPILE_SELF_CHECK,   /* a bug of ours: the blob does not mean the policy; see reason */
};

/* Every form that a policy took, as far as it got; null from there on. In the arena. */
struct compilation {
    struct arena *arena;
    struct source_list sources;
    struct diagnostics *diagnostics;
    struct events *events;
    struct ast *ast;
    struct policy *policy;
    struct filters *filters;
    struct blob *blob; /* only after COMPILE_DONE */
    const char *reason;
};

/* Sets up an empty compilation, whose diagnostics can be given their flags. */
struct compilation *compilation_create(struct arena *arena);

/* Compiles a text that came from `path`: in the arena, with two NULs behind its `size` bytes. */
enum compile_status compile(struct compilation *compilation, const char *path, char *text,
                            size_t size, const struct compile_options *options);

#endif
