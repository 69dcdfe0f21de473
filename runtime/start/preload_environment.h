/* SPDX-License-Identifier: BSD-2-Clause */
/* What the child of --preload does before the guard is around it. */
#ifndef PMU_START_PRELOAD_ENVIRONMENT_H
#define PMU_START_PRELOAD_ENVIRONMENT_H

#include <stdbool.h>
#include <sys/types.h>

#include "runtime/run/failure.h"
#include "runtime/start/preload_handover.h"

struct preload_environment {
    const char *library;
    const struct preload_handover *handover;
    pid_t parent; /* pmu-run */
};

/*
 * Names the library and the policy in the environment, and makes the VMM end with pmu-run. The
 * context is a struct preload_environment. Returns false, with the failure set, on failure.
 */
bool preload_environment_set(void *context, struct failure *failure);

#endif
