/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/preload_child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "runtime/run/seccomp_filter.h"

/* Before what is preloaded already: the first ioctl() of all is the one that is called. */
static bool preload(const char *library)
{
    const char *others = getenv("LD_PRELOAD");
    char *value;
    bool is_set;

    if (others == NULL || others[0] == '\0')
        return setenv("LD_PRELOAD", library, 1) == 0;
    if (asprintf(&value, "%s:%s", library, others) < 0)
        return false;
    is_set = setenv("LD_PRELOAD", value, 1) == 0;
    free(value);
    return is_set;
}

static void fail_exec(const char *name, int error_number, struct failure *failure)
{
    const enum failure_kind kind =
        error_number == ENOENT ? FAILURE_VMM_NOT_FOUND : FAILURE_VMM_NOT_EXECUTABLE;

    failure_set(failure, kind, "cannot run '%s': %s", name, strerror(error_number));
}

/*
 * Who kills us wants the VMM to be gone: its caller has no other number of it. Returns false when
 * that has happened already.
 */
static bool end_with_parent(pid_t parent)
{
    return prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL) == 0 && getppid() == parent;
}

/* Returns only when there is a failure. */
static void become_vmm(char **vmm, const char *library, const struct preload_handover *handover,
                       const struct signals *before, struct failure *failure)
{
    if (!preload(library) || !preload_handover_pass_on(handover)) {
        failure_set(failure, FAILURE_SYSTEM, "cannot hand over the policy: %s", strerror(errno));
    } else if (seccomp_guard_install(true, handover->cookie, failure)) {
        signals_release(before);
        execvp(vmm[0], vmm);
        fail_exec(vmm[0], errno, failure);
    }
}

static _Noreturn void report_and_end(int fd, const struct failure *failure)
{
    /* A pipe that takes less has lost its reader. */
    (void)!write(fd, failure, sizeof(*failure));
    _exit(STATUS_NOT_STARTED);
}

bool preload_child_start(char **vmm, const char *library, const struct preload_handover *handover,
                         const struct signals *before, struct preload_child *out,
                         struct failure *failure)
{
    const pid_t parent = getpid();
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return failure_set(failure, FAILURE_SYSTEM, "cannot make a pipe: %s", strerror(errno));
    out->report_fd = ends[0];
    out->pid = fork();
    if (out->pid == 0) {
        if (!end_with_parent(parent))
            _exit(STATUS_NOT_STARTED);
        become_vmm(vmm, library, handover, before, failure);
        report_and_end(ends[1], failure);
    }
    close(ends[1]);
    if (out->pid > 0)
        return true;
    failure_set(failure, FAILURE_SYSTEM, "cannot start a process: %s", strerror(errno));
    close(ends[0]);
    return false;
}

/* Returns how many bytes came until the end, or -1. */
static ssize_t read_all(int fd, void *buffer, size_t size)
{
    size_t total = 0;

    while (total < size) {
        const ssize_t got = read(fd, (char *)buffer + total, size - total);

        if (got == 0)
            break;
        if (got < 0 && errno != EINTR)
            return -1;
        if (got > 0)
            total += (size_t)got;
    }
    return (ssize_t)total;
}

bool preload_child_wait_for_exec(struct preload_child *child, struct failure *failure)
{
    struct failure told;
    const ssize_t size = read_all(child->report_fd, &told, sizeof(told));

    close(child->report_fd);
    if (size == 0)
        return true;
    if (size == (ssize_t)sizeof(told))
        *failure = told;
    else
        failure_set(failure, FAILURE_SYSTEM, "cannot tell whether the VMM was started");
    return false;
}
