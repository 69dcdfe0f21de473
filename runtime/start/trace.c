/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/start/trace.h"

#include <errno.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/start/process.h"
#include "runtime/start/registers.h"

#define SYSTEM_CALL_STOP (SIGTRAP | 0x80)

unsigned long trace_options(void)
{
    return PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK |
           PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;
}

static bool yama_forbids(void)
{
    FILE *file = fopen("/proc/sys/kernel/yama/ptrace_scope", "re");
    int scope = '0';

    if (file == NULL)
        return false;
    scope = fgetc(file);
    fclose(file);
    return scope >= '2';
}

bool trace_attach(pid_t pid, struct failure *failure)
{
    int error_number;
    long tracer;

    if (ptrace(PTRACE_SEIZE, pid, NULL, trace_options()) == 0)
        return true;
    error_number = errno;
    tracer = process_status_number(pid, "TracerPid");
    if (tracer > 0)
        return failure_set(failure, FAILURE_START,
                           "tracing the VMM is forbidden here: process %ld traces what pmu-run "
                           "starts; start pmu-run without it, or trace the VMM later",
                           tracer);
    return failure_set(failure, FAILURE_START, "tracing the VMM is forbidden here: %s; %s",
                       strerror(error_number),
                       yama_forbids() ? "kernel.yama.ptrace_scope is 2 or 3; --preload does "
                                        "without tracing"
                                      : "let the container or service use ptrace(2), or use "
                                        "--preload, which does without");
}

/* What the call is that the thread is in. False when that is not known, as of one being killed. */
static bool read_call(struct trace *trace, const struct tracee *tracee, struct watched_call *call,
                      int *kind)
{
    struct __ptrace_syscall_info info = {0};
    const uint64_t *arguments = info.entry.args;

    if (ptrace(PTRACE_GET_SYSCALL_INFO, tracee->tid, sizeof(info), &info) <= 0) {
        if (errno != ESRCH)
            failure_set(&trace->failure, FAILURE_START, "cannot see what the VMM does: %s",
                        strerror(errno));
        return false;
    }
    *call = (struct watched_call){.architecture = info.arch};
    *kind = info.op;
    if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
        call->result = info.exit.rval;
        return true;
    }
    if (info.op == PTRACE_SYSCALL_INFO_SECCOMP)
        arguments = info.seccomp.args;
    call->number = info.op == PTRACE_SYSCALL_INFO_SECCOMP ? info.seccomp.nr : info.entry.nr;
    memcpy(call->arguments, arguments, sizeof(call->arguments));
    return true;
}

/* A thread that is not there any longer is told of by waitpid(). */
static void resume(struct trace *trace, struct tracee *tracee, int signal)
{
    const bool awaits = tracee->awaited != AWAITED_NOTHING;
    const long data = signal;

    if (!trace->leaves || awaits)
        ptrace(awaits || trace->steps ? PTRACE_SYSCALL : PTRACE_CONT, tracee->tid, NULL, data);
    else if (ptrace(PTRACE_DETACH, tracee->tid, NULL, data) == 0)
        tracees_remove(&trace->tracees, tracee->tid);
}

static void interrupt_all(const struct trace *trace)
{
    for (size_t i = 0; i < trace->tracees.count; i++)
        ptrace(PTRACE_INTERRUPT, trace->tracees.all[i].tid, NULL, NULL);
}

void trace_step(struct trace *trace)
{
    if (!trace->steps)
        interrupt_all(trace);
    trace->steps = true;
}

void trace_finish(struct trace *trace)
{
    trace->steps = false;
    if (!trace->stay && !trace->leaves)
        interrupt_all(trace);
    trace->leaves = !trace->stay;
}

static void kill_all(const struct trace *trace)
{
    if (!trace->has_ended)
        kill(trace->child.pid, SIGKILL);
    for (size_t i = 0; i < trace->tracees.count; i++)
        kill(trace->tracees.all[i].tid, SIGKILL);
}

static void skip_call(struct trace *trace, const struct tracee *tracee)
{
    if (!registers_skip_call(tracee->tid) && errno != ESRCH)
        failure_set(&trace->failure, FAILURE_START, "cannot stop a system call of the VMM: %s",
                    strerror(errno));
}

static void deal_with(struct trace *trace, pid_t tid, int status);

/* `status` is of a stop that a load has left the thread in, or 0. After a failure it dies first. */
static void go_on(struct trace *trace, struct tracee *tracee, int status)
{
    if (trace->failure.kind != FAILURE_NONE)
        kill_all(trace);
    if (status != 0)
        deal_with(trace, tracee->tid, status);
    else
        resume(trace, tracee, 0);
}

static void await_vm(struct tracee *tracee, int fd)
{
    tracee->awaited = AWAITED_VM;
    tracee->is_kvm = process_may_be_kvm(tracee->tid, fd);
}

/*
 * A call that a filter asks its tracer about. The guard asks about KVM_CREATE_VM. What a filter of
 * the VMM's own asks about goes as it would without a tracer.
 */
static void on_seccomp(struct trace *trace, struct tracee *tracee)
{
    struct watched_call call;
    int kind;

    if (!read_call(trace, tracee, &call, &kind))
        return;
    if (!watch_is_ioctl(&call, KVM_CREATE_VM) || trace->leaves)
        skip_call(trace, tracee);
    else if (trace->was_executed)
        await_vm(tracee, (int)call.arguments[0]);
    else
        trace->guard_was_seen = true;
    go_on(trace, tracee, 0);
}

/* Whatever came of KVM_CREATE_VM but a VM is some other driver's answer to the same number. */
static void on_end_of_create_vm(struct trace *trace, struct tracee *tracee, int64_t result,
                                int *status)
{
    const int kind = result < 0 ? PROCESS_FILE_OTHER : process_file_kind(tracee->tid, (int)result);

    tracee->awaited = AWAITED_NOTHING;
    if (kind < 0)
        failure_set(&trace->failure, FAILURE_START, "cannot see what the VMM has created: %s%s",
                    strerror(errno), errno == EACCES ? "; with CAP_SYS_PTRACE pmu-run could" : "");
    else if (kind == PROCESS_FILE_VM)
        watch_vm(trace, tracee, (int)result, status);
    else if (result >= 0 && tracee->is_kvm)
        failure_set(&trace->failure, FAILURE_START,
                    "KVM has given the VMM something that is no VM that pmu-run knows");
    else
        watch_settle(trace);
}

/*
 * A traced thread is interrupted also by signals that it ignores, such as the SIGCHLD of a helper:
 * the kernel keeps them for the tracer. Without one its call would have gone on. The notice that
 * we ask for sees to it that the kernel looks after signals before the thread goes on, so it is not
 * let go here. Returns false when there is nothing of that kind.
 */
static bool restart_call(const struct trace *trace, struct tracee *tracee, int64_t result)
{
    if (result != -EINTR || !tracee->is_kvm || !registers_restart_unless_handled(tracee->tid))
        return false;
    tracee->awaited = AWAITED_NOTHING;
    ptrace(PTRACE_INTERRUPT, tracee->tid, NULL, NULL);
    ptrace(trace->steps ? PTRACE_SYSCALL : PTRACE_CONT, tracee->tid, NULL, NULL);
    return true;
}

static void on_call_stop(struct trace *trace, struct tracee *tracee)
{
    struct watched_call call;
    int status = 0;
    int kind;

    if (!read_call(trace, tracee, &call, &kind))
        return;
    if (kind == PTRACE_SYSCALL_INFO_EXIT && tracee->awaited == AWAITED_VM &&
        restart_call(trace, tracee, call.result))
        return;
    if (kind == PTRACE_SYSCALL_INFO_EXIT && tracee->awaited == AWAITED_VM)
        on_end_of_create_vm(trace, tracee, call.result, &status);
    else if (kind == PTRACE_SYSCALL_INFO_EXIT)
        watch_end_of_call(trace, tracee, &call);
    else if (trace->steps)
        watch_call(trace, tracee, &call, &status);
    go_on(trace, tracee, status);
}

/*
 * A new thread or process, which is traced from its first instruction on. It may have come by
 * already, and may even be gone again.
 */
static void on_new(struct trace *trace, struct tracee *tracee)
{
    unsigned long tid = 0;

    ptrace(PTRACE_GETEVENTMSG, tracee->tid, NULL, &tid);
    resume(trace, tracee, 0);
    if (process_status_number((pid_t)tid, "TracerPid") == getpid() &&
        tracees_add(&trace->tracees, (pid_t)tid) == NULL)
        failure_set(&trace->failure, FAILURE_SYSTEM, "no memory for another thread of the VMM");
}

/* Of all threads of the process the one that called exec is left, under the number of the first. */
static void on_exec(struct trace *trace, struct tracee *tracee)
{
    const pid_t tid = tracee->tid;
    unsigned long former = 0;

    ptrace(PTRACE_GETEVENTMSG, tid, NULL, &former);
    if ((pid_t)former != tid)
        tracees_remove(&trace->tracees, (pid_t)former);
    tracee = tracees_find(&trace->tracees, tid);
    tracee->awaited = AWAITED_NOTHING;
    if (!trace->was_executed) {
        child_has_failed(&trace->child, &trace->failure);
        trace->was_executed = true;
        if (!trace->guard_was_seen)
            failure_set(&trace->failure, FAILURE_START,
                        "another seccomp filter, which pmu-run was started under, overrules its "
                        "own: start it outside of that");
    }
    go_on(trace, tracee, 0);
}

/* The thread takes notice of PTRACE_INTERRUPT, or that its process was stopped or continued. */
static void on_notice(struct trace *trace, struct tracee *tracee, int signal)
{
    const bool is_child = tracee->tid == trace->child.pid;

    if (signal == SIGTRAP || trace->leaves)
        resume(trace, tracee, 0);
    else
        ptrace(PTRACE_LISTEN, tracee->tid, NULL, NULL);
    if (signal != SIGTRAP && is_child)
        signals_stop_too(signal);
}

static void on_stop(struct trace *trace, struct tracee *tracee, int event, int signal)
{
    switch (event) {
    case PTRACE_EVENT_SECCOMP:
        on_seccomp(trace, tracee);
        break;
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
    case PTRACE_EVENT_CLONE:
        on_new(trace, tracee);
        break;
    case PTRACE_EVENT_EXEC:
        on_exec(trace, tracee);
        break;
    case PTRACE_EVENT_STOP:
        on_notice(trace, tracee, signal);
        break;
    default:
        if (signal == SYSTEM_CALL_STOP)
            on_call_stop(trace, tracee);
        else
            resume(trace, tracee, signal);
    }
}

static void on_end(struct trace *trace, pid_t tid, int status)
{
    tracees_remove(&trace->tracees, tid);
    watch_settle(trace);
    if (tid != trace->child.pid)
        return;
    trace->has_ended = true;
    trace->status = status;
    if (trace->failure.kind == FAILURE_NONE)
        child_has_failed(&trace->child, &trace->failure);
}

/* What waitpid() has said of one thread. */
static void deal_with(struct trace *trace, pid_t tid, int status)
{
    const int event = status >> 16;
    struct tracee *tracee = tracees_find(&trace->tracees, tid);

    if (!WIFSTOPPED(status)) {
        on_end(trace, tid, status);
        return;
    }
    if (tracee == NULL && event == 0) { /* nobody traces it */
        if (tid == trace->child.pid)
            signals_stop_too(WSTOPSIG(status));
        return;
    }
    tracee = tracees_add(&trace->tracees, tid);
    if (tracee == NULL)
        failure_set(&trace->failure, FAILURE_SYSTEM, "no memory for another thread of the VMM");
    else if (trace->failure.kind == FAILURE_NONE)
        on_stop(trace, tracee, event, WSTOPSIG(status));
    if (trace->failure.kind != FAILURE_NONE) {
        kill(tid, SIGKILL);
        kill_all(trace);
    }
}

/* False when nothing has happened. */
static bool take_event(struct trace *trace)
{
    int status;
    const pid_t tid = waitpid(-1, &status, __WALL | WNOHANG | WUNTRACED);

    if (tid < 0 && errno == ECHILD) { /* nobody whom we could wait for */
        if (!trace->has_ended)
            failure_set(&trace->failure, FAILURE_SYSTEM, "the end of the VMM was not seen");
        trace->tracees.count = 0;
        trace->has_ended = true;
    }
    if (tid > 0)
        deal_with(trace, tid, status);
    return tid != 0;
}

static void take_signal(struct trace *trace)
{
    siginfo_t signal;

    if (!signals_wait(&signal, NULL) || signal.si_signo == SIGCHLD)
        return;
    if (!trace->has_ended)
        signals_forward(&signal, trace->child.pid);
    for (size_t i = 0; trace->has_ended && i < trace->tracees.count; i++)
        signals_forward(&signal, trace->tracees.all[i].tid);
}

/* Its first stop, if for a signal, would else be taken for one of a child that nobody traces. */
static void know_child(struct trace *trace)
{
    if (tracees_add(&trace->tracees, trace->child.pid) != NULL)
        return;
    failure_set(&trace->failure, FAILURE_SYSTEM, "no memory for the VMM");
    kill_all(trace);
}

void trace_run(struct trace *trace)
{
    know_child(trace);
    while (!trace->has_ended || trace->tracees.count > 0) {
        if (!take_event(trace))
            take_signal(trace);
    }
    tracees_free(&trace->tracees);
    watch_free(&trace->watch);
}
