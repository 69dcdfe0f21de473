/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/start/stopped.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runtime/start/outcome.h"
#include "runtime/start/process.h"
#include "runtime/start/registers.h"

/* A thread that waits for a device or for a child of vfork() does not stop. */
enum { WAIT_SECONDS = 5 };

/* A thread in a restartable sequence is out of it in less than a time slice. */
enum { TRIES = 200, TRY_NANOSECONDS = 100000 };

unsigned long stopped_options(void)
{
    return PTRACE_O_TRACESYSGOOD;
}

static bool explain_seize(const struct stopped *stopped, int error_number, struct failure *failure)
{
    const long tracer = process_status_number(stopped->pid, "TracerPid");

    if (tracer > 0)
        return failure_set(failure, FAILURE_PROCESS, "process %d: process %ld traces it already",
                           (int)stopped->pid, tracer);
    return failure_set(failure, FAILURE_PROCESS,
                       "process %d: it may not be traced: %s; run as root, or as its user where "
                       "kernel.yama.ptrace_scope is 0",
                       (int)stopped->pid, strerror(error_number));
}

bool stopped_seize(struct stopped *stopped, pid_t pid, int pidfd, struct failure *failure)
{
    *stopped = (struct stopped){.pid = pid};
    if (ptrace(PTRACE_SEIZE, pid, NULL, stopped_options()) != 0)
        return explain_seize(stopped, errno, failure);
    if (syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) == 0)
        return true;
    return failure_set(failure, FAILURE_PROCESS, "process %d has ended", (int)pid);
}

/* Waits for what waitpid() says of the thread. 0 when it says nothing for too long. */
static int wait_for(pid_t pid)
{
    const struct timespec limit = {.tv_sec = WAIT_SECONDS};
    sigset_t child;
    int status = 0;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    while (waitpid(pid, &status, __WALL | WNOHANG) == 0) {
        if (sigtimedwait(&child, NULL, &limit) < 0 && errno == EAGAIN)
            return 0;
    }
    return status;
}

/*
 * Signals that come before the stop are passed on. Whatever stops a thread makes the kernel forget
 * the interrupt, so that it has to be repeated.
 */
static int interrupt_and_wait(pid_t pid)
{
    ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
    for (;;) {
        const int status = wait_for(pid);

        if (!WIFSTOPPED(status) || status >> 16 == PTRACE_EVENT_STOP)
            return status;
        ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
        ptrace(PTRACE_CONT, pid, NULL, status >> 16 == 0 ? (long)WSTOPSIG(status) : 0l);
    }
}

static bool interrupt(struct stopped *stopped, struct failure *failure)
{
    int status;

    stopped->begin = outcome_now();
    status = interrupt_and_wait(stopped->pid);
    if (WIFSTOPPED(status))
        return true;
    if (status == 0)
        return failure_set(failure, FAILURE_PROCESS,
                           "process %d: its first thread does not stop: it has ended, or waits in "
                           "the kernel for something that does not come",
                           (int)stopped->pid);
    return failure_set(failure, FAILURE_PROCESS, "process %d has ended", (int)stopped->pid);
}

/* struct ptrace_rseq_configuration, which old headers lack, and a member of struct rseq. */
struct rseq_configuration {
    uint64_t address;
    uint32_t size;
    uint32_t signature;
    uint32_t flags;
    uint32_t pad;
};
#define GET_RSEQ_CONFIGURATION 0x420f
enum { RSEQ_CRITICAL_SECTION = 8 };

/*
 * Whether the thread may be in a restartable sequence, see rseq(2). Calls made there would make the
 * kernel forget the sequence, and the thread would go on in it without its protection.
 */
static bool may_be_in_sequence(pid_t pid)
{
    struct rseq_configuration configuration = {0};
    long section;

    if (ptrace(GET_RSEQ_CONFIGURATION, pid, sizeof(configuration), &configuration) < 0)
        return errno != ENOSYS;
    if (configuration.address == 0)
        return false;
    errno = 0;
    section = ptrace(PTRACE_PEEKDATA, pid, configuration.address + RSEQ_CRITICAL_SECTION, NULL);
    return section != 0 || errno != 0;
}

static bool is_at_a_good_place(pid_t pid)
{
    struct registers registers;

    return registers_read(pid, &registers) &&
           (registers_are_in_call(&registers) || !may_be_in_sequence(pid));
}

static void let_it_run(pid_t pid)
{
    const struct timespec time = {.tv_nsec = TRY_NANOSECONDS};

    ptrace(PTRACE_CONT, pid, NULL, NULL);
    nanosleep(&time, NULL);
}

bool stopped_interrupt(struct stopped *stopped, struct failure *failure)
{
    for (int i = 0; i < TRIES; i++) {
        if (!interrupt(stopped, failure))
            return false;
        if (is_at_a_good_place(stopped->pid))
            return true;
        let_it_run(stopped->pid);
    }
    return failure_set(failure, FAILURE_PROCESS,
                       "process %d: its first thread is never at a place where it can be made to "
                       "load the policy",
                       (int)stopped->pid);
}

void stopped_detach(struct stopped *stopped)
{
    ptrace(PTRACE_DETACH, stopped->pid, NULL, NULL);
    stopped->nanoseconds = outcome_now() - stopped->begin;
}
