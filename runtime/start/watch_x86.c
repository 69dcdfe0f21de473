/* SPDX-License-Identifier: BSD-2-Clause */
/* x86: the filter is the VM's, and is loaded before the VMM knows that it has one. */
#include "runtime/start/watch.h"
#include "runtime/target.h"

#ifndef PMUF_FOR_ARM64

#include "runtime/start/inject.h"
#include "runtime/start/outcome.h"
#include "runtime/start/trace.h"

static bool find_instruction(struct remote *remote)
{
    return remote_use_instruction(remote, registers_call_address(&remote->saved)) ||
           remote_fail(remote, "its system call was made by an instruction that is not known");
}

/* Loads, in a thread that was taken over. */
static bool load(struct remote *remote, int vm_fd, const struct report *report, int *error_number)
{
    const struct pmuf_alternative alternative = report_alternative(report);
    struct place place;

    return find_instruction(remote) && inject_place(remote, alternative.payload_size, &place) &&
           remote_write(remote, place.address, alternative.payload, alternative.payload_size) &&
           inject_vm_filter(remote, vm_fd, &place, error_number) &&
           inject_remove_place(remote, &place);
}

void watch_vm(struct trace *trace, struct tracee *tracee, int vm_fd, int *status)
{
    struct outcome outcome = outcome_begin(tracee->tid, vm_fd);
    struct remote remote;

    if (remote_open(&remote, tracee->tid, trace_options())) {
        const bool was_asked = load(&remote, vm_fd, trace->report, &outcome.error_number);

        outcome.was_asked = remote_close(&remote, false) && was_asked;
    }
    outcome_end(&outcome);
    *status = remote.status;
    if (outcome_tell(&outcome, remote.trouble, trace->report, &trace->failure))
        trace_finish(trace);
}

void watch_call(struct trace *trace, struct tracee *tracee, const struct watched_call *call,
                int *status)
{
    (void)trace;
    (void)tracee;
    (void)call;
    (void)status;
}

void watch_settle(struct trace *trace)
{
    (void)trace;
}

void watch_end_of_call(struct trace *trace, struct tracee *tracee, const struct watched_call *call)
{
    (void)trace;
    (void)tracee;
    (void)call;
}

#endif
