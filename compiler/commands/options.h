/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line: one table says what each option is called, which commands take it, and what
 * --help prints about it.
 */
#ifndef PMUC_COMMANDS_OPTIONS_H
#define PMUC_COMMANDS_OPTIONS_H

#include <stdbool.h>

#include "compiler/compile.h"

enum command { COMMAND_COMPILE, COMMAND_CHECK, COMMAND_DUMP, COMMAND_EVENTS, COMMAND_COUNT };

/* Exit statuses of pmuc. */
enum { EXIT_FINE = 0, EXIT_WRONG = 1, EXIT_TROUBLE = 2, EXIT_INTERNAL = 70 };

enum emit { EMIT_BLOB, EMIT_RAW };
enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

enum { MAX_WARNING_FLAGS = 64, MAX_OPTIMIZE = 1000 };

struct options {
    enum command command;
    const char *input;  /* of events: a pattern, null when not given */
    const char *output; /* null when not given */
    const char *target; /* "intel", "amd:zen4", or null */
    enum emit emit;
    enum colour colour;
    bool stats;
    bool asks_host;              /* check --host */
    bool lists_models;           /* events --models */
    bool writes_dependencies;    /* -MD, -MF */
    const char *dependency_file; /* null: the output's name with .d behind it */
    char policy_option[64];      /* an option given that only a policy can follow, or "" */
    bool silent;                 /* -w */
    const char *warning_flags[MAX_WARNING_FLAGS];
    unsigned int warning_flag_count;
    struct compile_options compile;
};

/*
 * Reads the command line. Returns -1 when the command is to run, else the exit status: after --help
 * and --version, or after a message about a wrong command line.
 */
int options_read(int argument_count, char **arguments, struct options *out);

/* Whether messages on standard error get colours. */
bool options_want_colour(const struct options *options);

#endif
