/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What --preload needs before a VMM is started: the library, and a program that takes it. Neither
 * function changes anything.
 */
#ifndef PMU_START_PRELOAD_VMM_H
#define PMU_START_PRELOAD_VMM_H

#include <stdbool.h>

#include "runtime/run/failure.h"

/* In place of the installed library, for tests and for those who keep it elsewhere. */
#define PRELOAD_LIBRARY_VARIABLE "PMU_RUN_PRELOAD_LIBRARY"

/* The library's path, which stays; null, with the failure set, when it cannot be preloaded. */
const char *preload_find_library(struct failure *failure);

/*
 * Refuses a program that ld.so would silently leave the library out of: a static one, one for
 * another architecture, one with privileges of its own. `name` is looked up as execvp(3) does. What
 * cannot be looked into is let pass; it must still show that the library is in it.
 */
bool preload_check_vmm(const char *name, struct failure *failure);

#endif
