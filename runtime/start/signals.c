/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/start/signals.h"

#include <stddef.h>
#include <unistd.h>

/* Those that would be raised by a mistake of ours are not held up. */
static void fill(sigset_t *set)
{
    const int mistakes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS};

    sigfillset(set);
    for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++)
        sigdelset(set, mistakes[i]);
}

void signals_hold(struct signals *before)
{
    const struct sigaction plain = {.sa_handler = SIG_DFL};
    sigset_t set;

    fill(&set);
    sigprocmask(SIG_BLOCK, &set, &before->mask);
    sigaction(SIGCHLD, &plain, &before->child);
}

void signals_release(const struct signals *before)
{
    sigaction(SIGCHLD, &before->child, NULL);
    sigprocmask(SIG_SETMASK, &before->mask, NULL);
}

bool signals_wait(siginfo_t *signal, const struct timespec *longest)
{
    sigset_t set;

    fill(&set);
    return sigtimedwait(&set, signal, longest) > 0;
}

/* A terminal sends these to its whole foreground, but a hangup to its session's leader only. */
static bool is_for_our_group(const siginfo_t *signal)
{
    if (signal->si_code != SI_KERNEL)
        return false;
    switch (signal->si_signo) {
    case SIGINT:
    case SIGQUIT:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
    case SIGWINCH:
        return true;
    case SIGHUP:
    case SIGCONT:
        return getsid(0) != getpid();
    default:
        return false;
    }
}

/* As of a write to a pipe that nobody reads, or beyond RLIMIT_FSIZE. */
static bool is_our_own(const siginfo_t *signal)
{
    return signal->si_code == SI_USER && signal->si_pid == getpid();
}

void signals_forward(const siginfo_t *signal, pid_t pid)
{
    if (is_our_own(signal) || (is_for_our_group(signal) && getpgid(pid) == getpgrp()))
        return;
    kill(pid, signal->si_signo);
}

void signals_stop_too(int signal)
{
    if (signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU)
        raise(SIGSTOP);
}
