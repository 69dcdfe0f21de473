/* SPDX-License-Identifier: BSD-2-Clause */
/* A sandbox of the VMM's own, of the kinds that VMMs have. */
#include "vmm.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/kvm.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SET_PMU_EVENT_FILTER 0x4020aeb2u
#define NUMBER offsetof(struct seccomp_data, nr)
#define SECOND_ARGUMENT offsetof(struct seccomp_data, args[1])

static long set_filter(const struct sock_filter *code, size_t count, unsigned long flags)
{
    struct sock_filter copy[16];
    struct sock_fprog program = {.len = (unsigned short)count, .filter = copy};

    memcpy(copy, code, count * sizeof(*code));
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

/* One request of ioctl() is answered so. */
static long forbid_ioctl(unsigned int request, unsigned int answer)
{
    const struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, NUMBER),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, SECOND_ARGUMENT),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, request, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, answer),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };

    return set_filter(code, sizeof(code) / sizeof(code[0]), 0);
}

static long forbid_call(unsigned int number, unsigned int answer)
{
    const struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, NUMBER),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, answer),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };

    return set_filter(code, sizeof(code) / sizeof(code[0]), 0);
}

/* Somebody who is asked instead of a tracer. */
static long ask_listener(void)
{
    const struct sock_filter code[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};

    return set_filter(code, 1, SECCOMP_FILTER_FLAG_NEW_LISTENER);
}

static long set_up(const char *kind)
{
    if (strcmp(kind, "kill") == 0)
        return forbid_ioctl(SET_PMU_EVENT_FILTER, SECCOMP_RET_KILL_PROCESS);
    if (strcmp(kind, "trap") == 0)
        return forbid_ioctl(SET_PMU_EVENT_FILTER, SECCOMP_RET_TRAP);
    if (strcmp(kind, "errno") == 0)
        return forbid_ioctl(SET_PMU_EVENT_FILTER, SECCOMP_RET_ERRNO | EPERM);
    if (strcmp(kind, "mmap") == 0)
        return forbid_call(SYS_mmap, SECCOMP_RET_ERRNO | EPERM);
    if (strcmp(kind, "trace") == 0)
        return forbid_call(SYS_getppid, SECCOMP_RET_TRACE);
    return ask_listener();
}

/* Tracing a child as strace(1) does that answers what filters ask of it. */
static void trace_child(void)
{
    const pid_t pid = fork();
    long failed;
    int error_number;

    if (pid == 0) {
        pause();
        _exit(0);
    }
    failed = ptrace(PTRACE_SEIZE, pid, NULL, PTRACE_O_TRACESECCOMP);
    error_number = errno;
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    vmm_say("tracer %s", vmm_errno_name(failed != 0 ? error_number : 0));
}

/* A line of /proc/self/status. */
static void say_status(const char *name)
{
    FILE *file = fopen("/proc/self/status", "re");
    char line[256];

    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
        if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':')
            vmm_say("%s %ld", name, strtol(line + strlen(name) + 1, NULL, 10));
    }
    if (file != NULL)
        fclose(file);
}

bool vmm_seccomp_word(const char *word, const char *argument)
{
    if (strcmp(word, "seccomp") == 0)
        vmm_say("seccomp %s", vmm_errno_name(set_up(argument) < 0 ? errno : 0));
    else if (strcmp(word, "tracer") == 0)
        trace_child();
    else if (strcmp(word, "status") == 0)
        say_status(argument);
    else if (strcmp(word, "undumpable") == 0)
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    else if (strcmp(word, "getppid") == 0)
        vmm_say("getppid %s", vmm_errno_name(syscall(SYS_getppid) < 0 ? errno : 0));
    else
        return false;
    return true;
}
