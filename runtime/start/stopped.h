/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stopping the first thread of a process that runs, at a place where calls can be made in it, and
 * letting it go again. A function that returns false has set the failure.
 */
#ifndef PMU_START_STOPPED_H
#define PMU_START_STOPPED_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "runtime/run/failure.h"

struct stopped {
    pid_t pid;
    int64_t begin;       /* of the stop */
    int64_t nanoseconds; /* that it took; 0 until it is over */
};

/* The options of ptrace that the thread gets. It is to go on when we end. */
unsigned long stopped_options(void);

/* Attaches. `pidfd` is of the process that is meant, in case that another has its number now. */
bool stopped_seize(struct stopped *stopped, pid_t pid, int pidfd, struct failure *failure);

/* Stops it. stopped_detach() is due in any case. */
bool stopped_interrupt(struct stopped *stopped, struct failure *failure);

/* Lets it go, and us as well. */
void stopped_detach(struct stopped *stopped);

#endif
