/* SPDX-License-Identifier: BSD-2-Clause */
#include <sys/wait.h>

#include "runtime/start/process.h"
#include "runtime/start/start.h"
#include "runtime/start/trace.h"

static int exit_status(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int start_guarded(const struct options *options, struct report *report)
{
    struct trace trace = {.report = report, .stay = options->stay};
    struct signals before;
    const struct child_plan plan = {.vmm = options->vmm, .before = &before};

    signals_hold(&before);
    if (!process_check_proc(&report->failure) ||
        !child_create(&trace.child, &plan, &report->failure))
        return STATUS_NOT_STARTED;
    if (trace_attach(trace.child.pid, &report->failure)) {
        child_release(&trace.child);
        trace_run(&trace);
        report->failure = trace.failure;
    } else {
        child_drop(&trace.child);
    }
    return exit_status(trace.status);
}
