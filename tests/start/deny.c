/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs a command under a seccomp filter, as a container or a service manager would:
 *
 *   deny ptrace COMMAND...      ptrace(2) fails with EPERM
 *   deny seccomp COMMAND...     so does seccomp(2)
 *   deny load COMMAND...        KVM_SET_PMU_EVENT_FILTER fails with EINVAL, as if KVM had said it
 *   deny overrule COMMAND...    somebody is asked about KVM_CREATE_VM, and says: go on
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/kvm.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SET_PMU_EVENT_FILTER 0x4020aeb2u

static int listener = -1;

static long set_filter(const struct sock_filter *code, size_t count, unsigned long flags)
{
    struct sock_filter copy[16];
    struct sock_fprog program = {.len = (unsigned short)count, .filter = copy};

    memcpy(copy, code, count * sizeof(*code));
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

static long answer_call(unsigned int number, unsigned int answer)
{
    const struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, answer),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };

    return set_filter(code, sizeof(code) / sizeof(code[0]), 0);
}

static long answer_ioctl(unsigned int request, unsigned int answer, unsigned long flags)
{
    const struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, request, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, answer),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };

    return set_filter(code, sizeof(code) / sizeof(code[0]), flags);
}

/* Says "go on" to everything, until nobody is left who asks. */
static void *say_go_on(void *argument)
{
    struct seccomp_notif question;

    for (;;) {
        struct seccomp_notif_resp answer = {.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};

        memset(&question, 0, sizeof(question));
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &question) != 0)
            return argument;
        answer.id = question.id;
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
    }
}

/* The thread that answers was there before the filter, and is not under it. */
static void *wait_for_listener(void *argument)
{
    while (*(volatile int *)&listener < 0)
        usleep(100);
    return say_go_on(argument);
}

static long overrule(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, wait_for_listener, NULL);
    listener =
        (int)answer_ioctl(KVM_CREATE_VM, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);
    return listener;
}

static long set_up(const char *what)
{
    if (strcmp(what, "ptrace") == 0)
        return answer_call(SYS_ptrace, SECCOMP_RET_ERRNO | EPERM);
    if (strcmp(what, "seccomp") == 0)
        return answer_call(SYS_seccomp, SECCOMP_RET_ERRNO | EPERM);
    if (strcmp(what, "load") == 0)
        return answer_ioctl(SET_PMU_EVENT_FILTER, SECCOMP_RET_ERRNO | EINVAL, 0);
    return overrule();
}

int main(int argument_count, char **arguments)
{
    int status = 0;
    pid_t pid;

    if (argument_count < 3)
        return 99;
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (set_up(arguments[1]) < 0) {
        perror("deny");
        return 98;
    }
    pid = fork();
    if (pid == 0) {
        execvp(arguments[2], arguments + 2);
        _exit(97);
    }
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
