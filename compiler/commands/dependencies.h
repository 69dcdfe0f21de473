/* SPDX-License-Identifier: BSD-2-Clause */
/* A rule for make(1): the files that a blob was made of. */
#ifndef PMUC_COMMANDS_DEPENDENCIES_H
#define PMUC_COMMANDS_DEPENDENCIES_H

#include "compiler/commands/options.h"

/* Where they go. In the arena. */
const char *dependencies_path(const struct options *options, struct arena *arena);

/*
 * Writes what -MD and -MF ask for: every policy file and catalogue that was read, and as comments
 * the version and hash of each catalogue that gave a name. Returns an exit status.
 */
int dependencies_write(const struct options *options, const struct compilation *compilation);

#endif
