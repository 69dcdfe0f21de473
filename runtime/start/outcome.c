/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/start/outcome.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "runtime/start/audit.h"
#include "runtime/start/process.h"

int64_t outcome_now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

struct outcome outcome_begin(pid_t tid, int vm_fd)
{
    const int64_t begin = outcome_now();
    const long pid = process_status_number(tid, "Tgid");

    return (struct outcome){.pid = pid > 0 ? (pid_t)pid : tid, .vm_fd = vm_fd, .begin = begin};
}

void outcome_end(struct outcome *outcome)
{
    outcome->end = outcome_now();
}

/* KVM itself has no use for these. */
static const char *hint(int error_number)
{
    switch (error_number) {
    case EPERM:
    case EACCES:
    case ENOSYS:
        return "; its own seccomp filter may be why: with CAP_SYS_ADMIN pmu-run can work around "
               "that";
    case EIO:
        return "; the VM was created by another process";
    default:
        return "";
    }
}

static void record(const struct outcome *outcome, const struct report *report)
{
    const struct audit audit = {
        .view = &report->blob.view,
        .choice = &report->choice,
        .pid = outcome->pid,
        .vm_fd = outcome->vm_fd,
        .error_number = outcome->error_number,
        .nanoseconds = outcome->begin == 0 ? -1 : outcome->end - outcome->begin,
    };

    audit_write(&audit);
}

bool outcome_tell(const struct outcome *outcome, const char *trouble, const struct report *report,
                  struct failure *failure)
{
    if (!outcome->was_asked)
        return failure_set(failure, FAILURE_START, "cannot load from inside process %d: %s",
                           (int)outcome->pid, trouble);
    record(outcome, report);
    if (outcome->error_number == 0)
        return true;
    return failure_set(failure, FAILURE_KERNEL_REFUSED,
                       "the kernel refused section %" PRIu32 ", alternative %" PRIu32
                       ", for VM fd %d of process %d: %s%s",
                       report->choice.section, report->choice.alternative, outcome->vm_fd,
                       (int)outcome->pid, strerror(outcome->error_number),
                       hint(outcome->error_number));
}
