/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * --pid: the first thread of a VMM is stopped, makes the calls that load the filter, and goes on
 * where it was. Whatever fails on the way, the VMM goes on.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/start/inject.h"
#include "runtime/start/outcome.h"
#include "runtime/start/process.h"
#include "runtime/start/signals.h"
#include "runtime/start/start.h"
#include "runtime/start/stopped.h"

enum { MAX_VMS = 256 };

/* What is loaded into. */
struct target {
    pid_t pid;
    const struct report *report;
    int vm_fds[MAX_VMS];
    int vm_count;
    struct outcome outcomes[MAX_VMS];
    int asked; /* of how many VMs there is an outcome */
};

static bool fail(struct failure *failure, const struct target *target, const char *what)
{
    return failure_set(failure, FAILURE_PROCESS, "process %d: %s", (int)target->pid, what);
}

static bool fail_with_errno(struct failure *failure, const struct target *target, const char *what)
{
    return failure_set(failure, FAILURE_PROCESS, "process %d: %s: %s", (int)target->pid, what,
                       strerror(errno));
}

/* A descriptor that stays with this process, whatever becomes of its number; or -1. */
static int open_process(const struct target *target, struct failure *failure)
{
    const int pidfd = (int)syscall(SYS_pidfd_open, target->pid, 0);
    const int error_number = errno;
    const long leader = process_status_number(target->pid, "Tgid");

    if (pidfd >= 0 && leader == target->pid)
        return pidfd;
    if (pidfd >= 0)
        close(pidfd);
    if (leader > 0 && leader != target->pid)
        failure_set(failure, FAILURE_PROCESS, "%d is a thread of process %ld: say --pid %ld",
                    (int)target->pid, leader, leader);
    else if (error_number == ESRCH || leader < 0)
        failure_set(failure, FAILURE_PROCESS, "there is no process %d", (int)target->pid);
    else
        failure_set(failure, FAILURE_PROCESS, "cannot take hold of process %d: %s",
                    (int)target->pid, strerror(error_number));
    return -1;
}

static bool find_vms(struct target *target, struct failure *failure)
{
    target->vm_count = process_vm_fds(target->pid, target->vm_fds, MAX_VMS);
    if (target->vm_count < 0)
        return fail_with_errno(failure, target, "its files may not be seen");
    if (target->vm_count == 0 && process_status_number(target->pid, "VmSize") < 0)
        return fail(failure, target,
                    "its first thread has ended, or is the kernel's, and only that could load");
    if (target->vm_count == 0)
        return fail(failure, target, "it has no VM, so it is no VMM, or not yet");
    if (target->vm_count == MAX_VMS)
        return fail(failure, target, "it has more VMs than pmu-run can deal with");
    return true;
}

/* A filter of its own could kill it for our calls. */
static bool check_seccomp(struct remote *remote)
{
    if (process_status_number(remote->tid, "Seccomp") <= 0 || remote->is_suspended)
        return true;
    return remote_fail(remote, "it is under a seccomp filter, which could kill it for what is to "
                               "be done in it; with CAP_SYS_ADMIN pmu-run can work around that");
}

static bool find_instruction(struct remote *remote)
{
    uint64_t address;
    uint64_t size;

    if (registers_are_in_call(&remote->saved) &&
        remote_use_instruction(remote, registers_call_address(&remote->saved)))
        return true;
    if (process_find_vdso(remote->tid, &address, &size) &&
        remote_find_instruction(remote, address, size))
        return true;
    return remote_fail(remote, "there is no instruction in it to make system calls with");
}

static bool load_all(struct target *target, struct remote *remote, const struct place *place)
{
    for (int i = 0; i < target->vm_count; i++) {
        struct outcome *outcome = &target->outcomes[i];

        *outcome = (struct outcome){.pid = target->pid, .vm_fd = target->vm_fds[i]};
        if (!inject_vm_filter(remote, target->vm_fds[i], place, &outcome->error_number))
            return false;
        outcome->was_asked = true;
        target->asked++;
    }
    return true;
}

static bool load(struct target *target, struct remote *remote)
{
    const struct pmuf_alternative alternative = report_alternative(target->report);
    struct place place;

    return check_seccomp(remote) && find_instruction(remote) &&
           inject_place(remote, alternative.payload_size, &place) &&
           remote_write(remote, place.address, alternative.payload, alternative.payload_size) &&
           load_all(target, remote, &place) && inject_remove_place(remote, &place);
}

/* The thread is stopped before and after. */
static bool load_into_stopped(struct target *target, unsigned long options, struct failure *failure)
{
    struct remote remote;
    bool is_fine;

    if (!find_vms(target, failure))
        return false;
    if (!remote_open(&remote, target->pid, options))
        return fail(failure, target, remote.trouble);
    is_fine = load(target, &remote);
    is_fine = remote_close(&remote, false) && is_fine;
    return is_fine || fail(failure, target, remote.trouble);
}

/* Every load is recorded, also where others failed; the last failure is the one of the run. */
static void tell(const struct target *target, int64_t nanoseconds, struct failure *failure)
{
    int loaded = 0;

    for (int i = 0; i < target->asked; i++) {
        if (outcome_tell(&target->outcomes[i], "", target->report, failure))
            loaded++;
    }
    if (loaded > 0)
        fprintf(stderr,
                "pmu-run: the first thread of process %d was stopped for %" PRId64
                " us; what the guests counted before went unfiltered\n",
                (int)target->pid, (nanoseconds + 999) / 1000);
}

static void stop_and_load(struct target *target, int pidfd, struct failure *failure)
{
    struct stopped stopped;

    if (!stopped_seize(&stopped, target->pid, pidfd, failure))
        return;
    if (stopped_interrupt(&stopped, failure))
        load_into_stopped(target, stopped_options(), failure);
    stopped_detach(&stopped);
    tell(target, stopped.nanoseconds, failure);
}

int load_into_process(const struct options *options, struct report *report)
{
    static struct target target;
    struct signals before;
    int pidfd;

    target.pid = options->pid;
    target.report = report;
    if (report->host.architecture == PMUF_ARM64) {
        failure_set(&report->failure, FAILURE_PROCESS,
                    "on arm64 KVM takes no filter for a VM that has run: start it under pmu-run");
        return STATUS_NOT_STARTED;
    }
    signals_hold(&before);
    if (!process_check_proc(&report->failure))
        return STATUS_NOT_STARTED;
    pidfd = open_process(&target, &report->failure);
    if (pidfd >= 0 && find_vms(&target, &report->failure))
        stop_and_load(&target, pidfd, &report->failure);
    if (pidfd >= 0)
        close(pidfd);
    return STATUS_FINE;
}
