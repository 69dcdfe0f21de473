/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands. Each prints its own messages and returns pmuc's exit status. */
#ifndef PMUC_COMMANDS_COMMANDS_H
#define PMUC_COMMANDS_COMMANDS_H

#include "compiler/commands/options.h"

int command_compile(const struct options *options, struct arena *arena);
int command_check(const struct options *options, struct arena *arena);
int command_dump(const struct options *options, struct arena *arena);
int command_events(const struct options *options, struct arena *arena);
int command_explain(const struct options *options, struct arena *arena);
int command_diff(const struct options *options, struct arena *arena);
int command_fmt(const struct options *options, struct arena *arena);
int command_report(const struct options *options, struct arena *arena);
int command_import(const struct options *options, struct arena *arena);

/* An input file: a policy's text, or a blob. */
struct input {
    const char *path; /* "-": standard input */
    char *bytes;      /* in the arena, with two NULs behind it */
    size_t size;
    bool is_blob; /* begins with a blob's first bytes */
};

/* False after a message when it cannot be read. */
bool input_read(const char *path, struct arena *arena, struct input *out);

/*
 * Compiles a policy and prints its diagnostics. Returns EXIT_FINE, EXIT_WRONG or EXIT_INTERNAL;
 * only after EXIT_FINE is (*out)->blob there.
 */
int input_compile(const struct options *options, struct arena *arena, const struct input *input,
                  struct compilation **out);

/*
 * Checks a blob. Returns EXIT_FINE, or after a message EXIT_WRONG, or EXIT_TROUBLE when an option
 * was given that only a policy's text can follow.
 */
int input_check_blob(const struct options *options, const struct input *input,
                     struct pmuf_view *out);

#endif
