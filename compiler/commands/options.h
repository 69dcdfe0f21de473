/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line: one table says what each option is called, which commands take it, and what
 * --help prints about it.
 */
#ifndef PMUC_COMMANDS_OPTIONS_H
#define PMUC_COMMANDS_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "compiler/compile.h"

enum command {
    COMMAND_COMPILE,
    COMMAND_CHECK,
    COMMAND_DUMP,
    COMMAND_EXPLAIN,
    COMMAND_DIFF,
    COMMAND_FMT,
    COMMAND_REPORT,
    COMMAND_EVENTS,
    COMMAND_IMPORT,
    COMMAND_COUNT
};

/* Exit statuses of pmuc. */
enum { EXIT_FINE = 0, EXIT_WRONG = 1, EXIT_TROUBLE = 2, EXIT_INTERNAL = 70 };

enum emit { EMIT_BLOB, EMIT_RAW, EMIT_QEMU, EMIT_C, EMIT_YAML, EMIT_JSON };

/* Of diff, dump and explain. Not every command has every one. */
enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_MARKDOWN, FORMAT_YAML, FORMAT_POLICY, FORMAT_COUNT };

/* What import reads. */
enum import_form { IMPORT_QEMU, IMPORT_RAW, IMPORT_PERF };

/* How messages about a policy are printed. */
enum diagnostics_form { DIAGNOSTICS_TEXT, DIAGNOSTICS_JSON, DIAGNOSTICS_SARIF };
enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

enum { MAX_WARNING_FLAGS = 64, MAX_OPTIMIZE = 1000, MAX_OPERANDS = 256 };

struct messages;

struct options {
    enum command command;
    const char *input; /* the first operand; of events a pattern, null when not given */
    const char *operands[MAX_OPERANDS]; /* files, and what else stands without a dash */
    unsigned int operand_count;
    const char *output; /* null when not given */
    const char *target; /* "intel", "amd:zen4", or null */
    enum emit emit;
    enum colour colour;
    enum format format;
    enum import_form import_form;
    enum diagnostics_form diagnostics_form;
    struct messages *messages; /* compiler/commands/messages.h */
    bool fails_on_widening;    /* diff --fail-on=widen */
    bool only_checks;          /* fmt --check */
    bool writes_back;          /* fmt --write */
    const char *against;       /* report --against; null */
    const char *symbol;        /* --emit=c: the name in the header; null: made of the policy's */
    const char *qemu_id;       /* --emit=qemu: the id of the object; null: "pmu0" */
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

/* Whether what is printed on another stream does. */
bool options_want_colour_on(const struct options *options, FILE *stream);

#endif
