/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/start/remote.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE_SIZE = 16384 };

#define SYSTEM_CALL_STOP (SIGTRAP | 0x80)
#define SUSPEND_SECCOMP (1ul << 21) /* PTRACE_O_SUSPEND_SECCOMP, which old headers lack */

static bool fail(struct remote *remote, const char *what)
{
    snprintf(remote->trouble, sizeof(remote->trouble), "%s: %s", what, strerror(errno));
    return false;
}

bool remote_fail(struct remote *remote, const char *why)
{
    snprintf(remote->trouble, sizeof(remote->trouble), "%s", why);
    return false;
}

/* What no process can hold up, or what an instruction of ours could raise. */
static uint64_t signals_to_hold(void)
{
    const int others[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS};
    uint64_t mask = ~0ull;

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        mask &= ~(1ull << (others[i] - 1));
    return mask;
}

static bool set_mask(const struct remote *remote, uint64_t mask)
{
    return ptrace(PTRACE_SETSIGMASK, remote->tid, sizeof(mask), &mask) == 0;
}

/* Needs CAP_SYS_ADMIN. Without it the filters act on our calls as on the thread's own. */
static void suspend_seccomp(struct remote *remote)
{
    remote->is_suspended =
        ptrace(PTRACE_SETOPTIONS, remote->tid, NULL, remote->options | SUSPEND_SECCOMP) == 0;
}

static int open_memory(pid_t tid)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/mem", (int)tid);
    return open(path, O_RDWR | O_CLOEXEC);
}

static bool take_over(struct remote *remote)
{
    if (!registers_read(remote->tid, &remote->saved))
        return fail(remote, "cannot read its registers");
    if (ptrace(PTRACE_GETSIGMASK, remote->tid, sizeof(remote->mask), &remote->mask) != 0 ||
        !set_mask(remote, signals_to_hold()))
        return fail(remote, "cannot hold up its signals");
    suspend_seccomp(remote);
    return true;
}

bool remote_open(struct remote *remote, pid_t tid, unsigned long options)
{
    *remote = (struct remote){.tid = tid, .options = options};
    remote->memory_fd = open_memory(tid);
    if (remote->memory_fd < 0)
        return fail(remote, "cannot open its memory");
    if (take_over(remote))
        return true;
    close(remote->memory_fd);
    return false;
}

bool remote_write(struct remote *remote, uint64_t address, const void *bytes, size_t size)
{
    if (pwrite(remote->memory_fd, bytes, size, (off_t)address) == (ssize_t)size)
        return true;
    return fail(remote, "cannot write to its memory");
}

static bool use(struct remote *remote, uint64_t address, const unsigned char *bytes)
{
    remote->convention = registers_convention(bytes);
    remote->address = address;
    return remote->convention != CONVENTION_NONE;
}

bool remote_use_instruction(struct remote *remote, uint64_t address)
{
    unsigned char bytes[INSTRUCTION_SIZE] = {0};

    return pread(remote->memory_fd, bytes, sizeof(bytes), (off_t)address) > 0 &&
           use(remote, address, bytes);
}

bool remote_find_instruction(struct remote *remote, uint64_t address, uint64_t size)
{
    const enum convention native = registers_native_convention(&remote->saved);
    unsigned char bytes[PIECE_SIZE + INSTRUCTION_SIZE] = {0};
    const size_t wanted = size < PIECE_SIZE ? (size_t)size : PIECE_SIZE;
    const ssize_t got = pread(remote->memory_fd, bytes, wanted, (off_t)address);

    for (ssize_t i = 0; i < got; i++) {
        if (use(remote, address + (uint64_t)i, bytes + i) && remote->convention == native)
            return true;
    }
    return false;
}

/* A filter kills by SIGSYS, or sends it. */
static bool is_from_filter(int status)
{
    return (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) ||
           (WIFSTOPPED(status) && WSTOPSIG(status) == SIGSYS);
}

static void explain_end(struct remote *remote)
{
    if (is_from_filter(remote->status))
        remote_fail(remote, "its own seccomp filter forbids what is to be done in it; with "
                            "CAP_SYS_ADMIN pmu-run can work around that");
    else if (WIFSTOPPED(remote->status))
        remote_fail(remote, strsignal(WSTOPSIG(remote->status)));
    else
        remote_fail(remote, "it ended meanwhile");
}

/* A stop in which the thread only takes notice that its process was stopped or continued. */
static bool is_event_stop(int status)
{
    return status >> 16 == PTRACE_EVENT_STOP;
}

static bool is_stop_signal(int status)
{
    return status >> 16 == 0 && WSTOPSIG(status) == SIGSTOP;
}

/* Another tracer's wish of the VMM's own filter: our call is to go on. */
static bool is_filter_stop(int status)
{
    return status >> 16 == PTRACE_EVENT_SECCOMP;
}

static bool wait_for(struct remote *remote)
{
    pid_t pid;

    do
        pid = waitpid(remote->tid, &remote->status, __WALL);
    while (pid < 0 && errno == EINTR);
    if (pid < 0) {
        remote->status = 0;
        return fail(remote, "cannot wait for it");
    }
    return true;
}

/*
 * Lets the thread go on: to the next stop about a system call, or to one in which it takes notice
 * of an interrupt. Those that tell that its process was stopped are passed by. Whatever stops a
 * thread makes the kernel forget the interrupt, so that it has to be repeated.
 */
static bool go_on(struct remote *remote, bool to_event)
{
    long signal = 0;

    do {
        if (to_event && ptrace(PTRACE_INTERRUPT, remote->tid, NULL, NULL) != 0)
            return fail(remote, "cannot interrupt it");
        if (ptrace(to_event ? PTRACE_CONT : PTRACE_SYSCALL, remote->tid, NULL, signal) != 0 &&
            errno != ESRCH)
            return fail(remote, "cannot let it go on");
        if (!wait_for(remote))
            return false;
        if (!WIFSTOPPED(remote->status) || (to_event && is_event_stop(remote->status)))
            break;
        signal = is_stop_signal(remote->status) ? SIGSTOP : 0;
    } while (signal != 0 || is_event_stop(remote->status) || is_filter_stop(remote->status));
    return true;
}

static bool go_on_to_call_stop(struct remote *remote)
{
    if (!go_on(remote, false))
        return false;
    if (WIFSTOPPED(remote->status) && WSTOPSIG(remote->status) == SYSTEM_CALL_STOP) {
        remote->status = 0;
        return true;
    }
    explain_end(remote);
    return false;
}

bool remote_skip_call(struct remote *remote)
{
    if (!registers_skip_call(remote->tid))
        return fail(remote, "cannot hold up its system call");
    return go_on_to_call_stop(remote);
}

bool remote_call(struct remote *remote, enum call call, const uint64_t arguments[CALL_ARGUMENTS],
                 int64_t *result)
{
    struct registers registers = remote->saved;

    registers_set_call(&registers, remote->convention, remote->address, call, arguments);
    if (!registers_write(remote->tid, &registers))
        return fail(remote, "cannot set its registers");
    if (!go_on_to_call_stop(remote) || !go_on_to_call_stop(remote))
        return false;
    if (!registers_read(remote->tid, &registers))
        return fail(remote, "cannot read its registers");
    *result = registers_result(&registers, remote->convention);
    return true;
}

static bool go_on_to_event_stop(struct remote *remote)
{
    if (!go_on(remote, true))
        return false;
    if (WIFSTOPPED(remote->status) && is_event_stop(remote->status))
        return true;
    explain_end(remote);
    return false;
}

static bool put_back(struct remote *remote, bool repeat)
{
    struct registers registers = remote->saved;

    if (!go_on_to_event_stop(remote))
        return false;
    if (repeat)
        registers_repeat_call(&registers);
    if (!registers_restore(remote->tid, &registers) || !set_mask(remote, remote->mask))
        return fail(remote, "cannot set its registers back");
    if (remote->is_suspended && ptrace(PTRACE_SETOPTIONS, remote->tid, NULL, remote->options) != 0)
        return fail(remote, "cannot put its seccomp filter back");
    return true;
}

bool remote_close(struct remote *remote, bool repeat)
{
    const bool is_gone = remote->status != 0 && !WIFSTOPPED(remote->status);
    const bool is_back = !is_gone && put_back(remote, repeat);

    close(remote->memory_fd);
    return is_back;
}
