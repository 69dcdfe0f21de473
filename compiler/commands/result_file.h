/* SPDX-License-Identifier: BSD-2-Clause */
/* The file that a command leaves behind. */
#ifndef PMUC_COMMANDS_RESULT_FILE_H
#define PMUC_COMMANDS_RESULT_FILE_H

#include "compiler/base/source.h"
#include "compiler/commands/emit.h"

/*
 * Whether `path` is neither the file `input`, nor one of the texts that were read, nor a catalogue
 * that would have been read for a name: a slip of the
 * hand must not replace a policy, or a file that it includes, by what it becomes. False after a
 * message.
 */
bool result_check(const char *path, const char *input, const struct source_list *sources,
                  const struct events_options *events);

/* Writes to `path` ("-": standard output). EXIT_FINE, or EXIT_TROUBLE after a message. */
int result_write(const char *path, const struct output *output);

#endif
