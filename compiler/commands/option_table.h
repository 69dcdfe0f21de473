/* SPDX-License-Identifier: BSD-2-Clause */
/* Every option of pmuc: what it is called, which commands take it, and what --help says of it. */
#ifndef PMUC_COMMANDS_OPTION_TABLE_H
#define PMUC_COMMANDS_OPTION_TABLE_H

#include "compiler/commands/options.h"

/* Takes an option's argument. Null when it was taken, else why not. */
typedef const char *option_function(struct options *options, const char *argument);

struct option_row {
    const char *name;      /* null: a letter only */
    char letter;           /* 0: a long name only */
    const char *argument;  /* what --help calls it; null: none */
    unsigned int commands; /* bit n: enum command n takes it */
    option_function *set;
    const char *help;
};

/* Beside the commands' bits: the option has no meaning for a blob. */
enum { OPTION_POLICY_ONLY = 1 << COMMAND_COUNT };

enum { OPTION_COUNT = 29 };

extern const struct option_row option_rows[OPTION_COUNT];

#endif
