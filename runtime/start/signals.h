/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signals of a parent that stands in for its VMM: it takes them one at a time, where it waits for
 * them, and passes on those that are meant for the VMM.
 */
#ifndef PMU_START_SIGNALS_H
#define PMU_START_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

/* How a process found its signals. */
struct signals {
    sigset_t mask;
    struct sigaction child;
};

/*
 * From here on no signal interrupts us but those that nobody can hold up and those of our own
 * mistakes, and ended children wait for waitpid() even if our caller ignored SIGCHLD.
 */
void signals_hold(struct signals *before);

/* Undoes that. For the child before its exec, which is to find what our caller left us. */
void signals_release(const struct signals *before);

/*
 * Waits for the next signal, and not longer than `longest` unless that is null. False when none
 * came, or that was interrupted.
 */
bool signals_wait(siginfo_t *signal, const struct timespec *longest);

/*
 * Sends the signal to the process, unless it got the same one itself: a terminal sends to its whole
 * process group. What we have brought on ourselves is not sent on.
 */
void signals_forward(const siginfo_t *signal, pid_t pid);

/*
 * Stops us as well, after the VMM was stopped by this signal, if a shell will want to know: it can
 * continue us then. A VMM that somebody else has stopped is not our caller's business.
 */
void signals_stop_too(int signal);

#endif
