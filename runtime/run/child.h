/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The child that becomes the VMM. It waits until it may go on, puts itself under the guard of
 * seccomp_filter.h, and executes the VMM. When its parent dies first, so does it.
 */
#ifndef PMU_RUN_CHILD_H
#define PMU_RUN_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "runtime/run/failure.h"
#include "runtime/run/signals.h"

struct child {
    pid_t pid;
    int go_fd;      /* the child waits for a byte from here */
    int failure_fd; /* and tells here why it could not execute the VMM */
};

/*
 * `vmm` is the VMM and its arguments, and a null; `before` is how it is to find its signals.
 * Returns false, with the failure set and no child, when that fails.
 */
bool child_create(struct child *child, char **vmm, const struct signals *before,
                  struct failure *failure);

/* Lets it go on. */
void child_release(struct child *child);

/* Ends it instead. */
void child_drop(struct child *child);

/*
 * For when the child has ended or executed the VMM: whether it could not, with the failure set.
 * Closes what is open.
 */
bool child_has_failed(struct child *child, struct failure *failure);

#endif
