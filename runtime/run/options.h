/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of pmu-run. The strings are those of argv. */
#ifndef PMU_RUN_OPTIONS_H
#define PMU_RUN_OPTIONS_H

#include <stdbool.h>

#include "runtime/run/failure.h"

enum command { COMMAND_NONE, COMMAND_HELP, COMMAND_VERSION, COMMAND_PROBE, COMMAND_DRY_RUN };

struct options {
    enum command command;
    bool json;
    const char *device_path;
    const char *blob_path; /* null when not given; "-" is standard input */
};

/*
 * Reads the command line. Returns false, with the failure set, when it is wrong; out->json is then
 * still what the whole line says, so that the failure can be told in the form that was asked for.
 */
bool options_read(int argument_count, char **arguments, struct options *out,
                  struct failure *failure);

void options_print_help(void);

#endif
