/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a run says on standard error, in the form that --diagnostics asks for.
 *
 * As text everything is printed as it comes. As JSON or SARIF standard error holds exactly one
 * document, however the run ends: diagnostics are kept until then, and whatever else a command
 * prints there becomes a message of the document. Trouble with the command line itself comes
 * before, as text.
 */
#ifndef PMUC_COMMANDS_MESSAGES_H
#define PMUC_COMMANDS_MESSAGES_H

#include "compiler/commands/options.h"

/* Once for a process, before the command. Sets options->messages; all is kept in the arena. */
void messages_begin(struct options *options, struct arena *arena);

/* Tells what a compilation reported. It and its sources have to live until messages_end(). */
void messages_print(const struct options *options, struct diagnostics *diagnostics);

/* Writes the document, if there is to be one, behind everything else. */
void messages_end(const struct options *options, int exit_status);

#endif
