/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The child of --preload, from fork() to the VMM's first instruction. The library is named in its
 * environment, the guard is around it, and whatever goes wrong before exec is told to the parent.
 */
#ifndef PMU_RUN_PRELOAD_CHILD_H
#define PMU_RUN_PRELOAD_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "runtime/run/failure.h"
#include "runtime/run/preload_handover.h"
#include "runtime/run/signals.h"

struct preload_child {
    pid_t pid;
    int report_fd; /* gets a struct failure, or ends when the VMM is there */
};

/*
 * `vmm` is the VMM and its arguments, and a null; `before` is how it is to find its signals.
 * Returns false, with the failure set and without a child, on failure.
 */
bool preload_child_start(char **vmm, const char *library, const struct preload_handover *handover,
                         const struct signals *before, struct preload_child *out,
                         struct failure *failure);

/* Returns false, with the failure set, when the VMM could not be executed. Closes report_fd. */
bool preload_child_wait_for_exec(struct preload_child *child, struct failure *failure);

#endif
