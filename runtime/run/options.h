/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of pmu-run. The strings are those of argv. */
#ifndef PMU_RUN_OPTIONS_H
#define PMU_RUN_OPTIONS_H

#include <stdbool.h>
#include <sys/types.h>

#include "runtime/run/failure.h"

enum command {
    COMMAND_NONE,
    COMMAND_HELP,
    COMMAND_VERSION,
    COMMAND_PROBE,
    COMMAND_DRY_RUN,
    COMMAND_START, /* a VMM, under a policy */
    COMMAND_PID    /* into a VMM that runs */
};

/* Who loads the policy into a VMM that is started: we, as its tracer, or a library inside it. */
enum start_mode { START_GUARDED, START_PRELOAD };

struct options {
    enum command command;
    enum start_mode start_mode;
    bool json;
    bool stay; /* COMMAND_START: load into every VM, not only into the first */
    const char *device_path;
    const char *blob_path; /* null when not given; "-" is standard input */
    pid_t pid;             /* COMMAND_PID */
    char **vmm;            /* COMMAND_START: the VMM and its arguments, and a null */
};

/*
 * Reads the command line. Returns false, with the failure set, when it is wrong; out->json and
 * out->command are then still what the line says, so that the failure can be told in the form and
 * with the exit status that were asked for.
 */
bool options_read(int argument_count, char **arguments, struct options *out,
                  struct failure *failure);

/* Whether the exit status is a VMM's, or could be taken for one: ours are 125 to 127 then. */
bool options_are_about_a_vmm(const struct options *options);

void options_print_help(void);

#endif
