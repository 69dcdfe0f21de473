/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The library cannot send us signals or write to our descriptors: the VMM may be another user's by
 * then, and has closed them. It rings a futex. A thread of ours makes a signal of that, for the one
 * place where we wait.
 */
#ifndef PMU_START_PRELOAD_BELL_H
#define PMU_START_PRELOAD_BELL_H

#include <signal.h>
#include <stdbool.h>

#include "runtime/preload/handover.h"

/*
 * All signals are held up already. From here on to the end of the program the state is looked at.
 * Returns 0, or an errno.
 */
int preload_bell_listen(struct handover_state *state);

/* Whether this signal says that the bell was rung. */
bool preload_bell_is_rung(const siginfo_t *signal);

#endif
