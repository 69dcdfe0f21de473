/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/start/preload_tell.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runtime/run/escape.h"
#include "runtime/start/audit.h"

static bool fail(struct report *report, const struct handover_event *event)
{
    const int error_number = event->result.error_number;

    return failure_set(&report->failure, FAILURE_KERNEL_REFUSED,
                       "cannot load section %" PRIu32 ", alternative %" PRIu32
                       ", into VM fd %" PRId32 " of process %" PRId32 ": %s (%s)",
                       report->choice.section, report->choice.alternative, event->vm_fd, event->pid,
                       pmuf_strerror(event->error), strerror(error_number));
}

bool preload_tell_load(struct report *report, const struct handover_event *event)
{
    const struct audit audit = {
        .view = &report->blob.view,
        .choice = &report->choice,
        .pid = event->pid,
        .vm_fd = event->vm_fd,
        .error_number = event->result.error_number,
        .nanoseconds = -1,
    };

    audit_write(&audit);
    return event->error == PMUF_OK || fail(report, event);
}

void preload_tell_lost(uint32_t count)
{
    if (count > 0)
        fprintf(stderr,
                "pmu-run: the policy was loaded %" PRIu32 " times more, too fast to be told\n",
                count);
}

void preload_tell_no_load(const char *vmm)
{
    fputs("pmu-run: '", stderr);
    escape_for_terminal(stderr, vmm, strlen(vmm));
    fputs("' has failed, and no VM has the policy; one that is not created through pmu-run's "
          "library fails with ENOSYS\n",
          stderr);
}
