/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The child that becomes the VMM. It waits until it may go on, puts itself under the guard of
 * seccomp_filter.h, and executes the VMM. When its parent dies before that, so does it.
 */
#ifndef PMU_START_CHILD_H
#define PMU_START_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "runtime/run/failure.h"
#include "runtime/start/signals.h"

/* What the child is to do. */
struct child_plan {
    char **vmm;                   /* the VMM and its arguments, and a null */
    const struct signals *before; /* how the VMM is to find its signals */

    /* Done in the child before anything else; or null. False, with the failure set, ends it. */
    bool (*prepare)(void *context, struct failure *failure);
    void *context;

    bool has_cookie; /* of the guard */
    uint64_t cookie;
};

struct child {
    pid_t pid;
    int go_fd;      /* the child waits for a byte from here */
    int failure_fd; /* and tells here why it could not execute the VMM */
};

/* Returns false, with the failure set and no child, when that fails. */
bool child_create(struct child *child, const struct child_plan *plan, struct failure *failure);

/* Lets it go on. */
void child_release(struct child *child);

/* Ends it instead. */
void child_drop(struct child *child);

/*
 * Waits until the child has executed the VMM, or has ended. Returns whether it could not, with the
 * failure set. Closes what is open; the second time it says no.
 */
bool child_has_failed(struct child *child, struct failure *failure);

#endif
