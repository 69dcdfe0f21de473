/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * preload-vmm WAY [...]: does what a VMM does until its first vCPU is there, in the ways that
 * tests/preload.tap names. Prints a line for each step, as far as it came, and the errno's name of
 * a step that fails. Exit status 0: each VM that was asked for is there, and has a vCPU; 3: KVM
 * made no VM; 1: another step failed.
 *
 * It depends on libc alone, so that it can be built static, and for musl.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/kvm.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NO_VM = 3, THREADS = 8, VMS_OF_A_THREAD = 4, VMS_UNDER_SIGNALS = 20 };

#define SET_FILTER 0x4020aeb2ul /* KVM_SET_PMU_EVENT_FILTER; older headers lack it */

#ifdef __GLIBC__
typedef unsigned long request_number;
#else
typedef int request_number;
#endif

/* ioctl(), or another way into the kernel. */
typedef int (*create_function)(int kvm_fd);

static int create_by_libc(int kvm_fd)
{
    return ioctl(kvm_fd, KVM_CREATE_VM, 0ul);
}

/* KVM looks at the lower half only. */
static int create_by_wide_request(int kvm_fd)
{
    return ioctl(kvm_fd, (request_number)(0xffffffff00000000ul | KVM_CREATE_VM), 0ul);
}

static int create_by_system_call(int kvm_fd)
{
    return (int)syscall(SYS_ioctl, kvm_fd, (long)KVM_CREATE_VM, 0l, 0x0123456789abcdefl);
}

#ifdef __x86_64__
static int create_by_instruction(int kvm_fd)
{
    register long fourth __asm__("r10") = -1;
    long result = SYS_ioctl;

    __asm__ volatile("syscall"
                     : "+a"(result)
                     : "D"((long)kvm_fd), "S"(0xffffffff00000000ul | KVM_CREATE_VM), "d"(0l),
                       "r"(fourth)
                     : "rcx", "r11", "memory");
    errno = result < 0 ? (int)-result : 0;
    return result < 0 ? -1 : (int)result;
}

/* The way of 32-bit programs. */
static int create_by_interrupt(int kvm_fd)
{
    long result = 54;

    __asm__ volatile("int $0x80"
                     : "+a"(result)
                     : "b"((long)kvm_fd), "c"((long)KVM_CREATE_VM), "d"(0l), "S"(0l), "D"(0l)
                     : "r8", "r9", "r10", "r11", "memory");
    errno = (int)result < 0 ? -(int)result : 0;
    return (int)result < 0 ? -1 : (int)result;
}
#else
static int create_by_instruction(int kvm_fd)
{
    return create_by_system_call(kvm_fd);
}

static int create_by_interrupt(int kvm_fd)
{
    return create_by_system_call(kvm_fd);
}
#endif

/* Who may not open it may have been given it. */
static int open_kvm(void)
{
    const int kvm_fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);

    if (kvm_fd >= 0)
        return kvm_fd;
    if (ioctl(STDIN_FILENO, KVM_GET_API_VERSION, 0ul) == KVM_API_VERSION)
        return STDIN_FILENO;
    printf("no /dev/kvm: errno %d\n", errno);
    exit(1);
}

/* A VM and a vCPU, which stay. */
static int start_vm(create_function create)
{
    const int vm_fd = create(open_kvm());

    if (vm_fd < 0) {
        printf("no VM: errno %d\n", errno);
        return NO_VM;
    }
    puts("a VM");
    if (ioctl(vm_fd, KVM_CREATE_VCPU, 0ul) < 0) {
        printf("no vCPU: errno %d\n", errno);
        return 1;
    }
    puts("a vCPU");
    return 0;
}

static int plain(void)
{
    return start_vm(create_by_libc);
}

static int wide(void)
{
    return start_vm(create_by_wide_request);
}

static int raw(void)
{
    return start_vm(create_by_system_call);
}

static int instruction(void)
{
    return start_vm(create_by_instruction);
}

static int interrupt(void)
{
    return start_vm(create_by_interrupt);
}

static int twice(void)
{
    return start_vm(create_by_libc) | start_vm(create_by_libc);
}

/* A VMM that wants to know what is open, standard output included: only its status tells. */
static int closing(void)
{
    syscall(SYS_close_range, 0u, ~0u, 0u);
    return start_vm(create_by_libc);
}

static void *thread(void *statuses)
{
    for (int i = 0; i < VMS_OF_A_THREAD; i++)
        *(int *)statuses |= start_vm(create_by_libc);
    return NULL;
}

static int threads(void)
{
    int statuses[THREADS] = {0};
    pthread_t ids[THREADS];
    int all = 0;

    for (int i = 0; i < THREADS; i++) {
        if (pthread_create(&ids[i], NULL, thread, &statuses[i]) != 0)
            return 1;
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(ids[i], NULL);
        all |= statuses[i];
    }
    return all;
}

static int status_of(pid_t child)
{
    int status = 0;

    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return 1;
    return WEXITSTATUS(status);
}

static int forking(void)
{
    const int status = start_vm(create_by_libc);
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0)
        exit(start_vm(create_by_libc));
    return status | status_of(child);
}

/* Goes into the background, and its parent ends when the VM is there. */
static int daemonising(void)
{
    char status = 1;
    int ends[2];

    if (pipe(ends) != 0)
        return 1;
    if (fork() == 0) {
        setsid();
        status = (char)start_vm(create_by_libc);
        fflush(stdout);
        _exit(write(ends[1], &status, 1) == 1 ? 0 : 1);
    }
    return read(ends[0], &status, 1) == 1 ? status : 1;
}

/* A filter of the VMM's own, which denies nothing. */
static int set_own_filter(bool by_libc)
{
    const struct {
        unsigned int action, count, fixed, flags, pad[4];
    } deny_nothing = {.action = 1};
    const int vm_fd = create_by_libc(open_kvm());
    int status;

    if (vm_fd < 0)
        return NO_VM;
    status = by_libc ? ioctl(vm_fd, (request_number)SET_FILTER, &deny_nothing)
                     : (int)syscall(SYS_ioctl, vm_fd, SET_FILTER, &deny_nothing, 0ul);
    if (status == 0) {
        puts("another filter");
        return 0;
    }
    printf("no other filter: errno %d\n", errno);
    return 1;
}

static int own_filter(void)
{
    return set_own_filter(true);
}

static int raw_filter(void)
{
    return set_own_filter(false);
}

static void count(int number)
{
    (void)number;
}

/* Signals come in all the time. */
static int signals(void)
{
    const struct itimerval often = {.it_interval.tv_usec = 50, .it_value.tv_usec = 50};
    const struct itimerval never = {0};
    const struct sigaction action = {.sa_handler = count, .sa_flags = SA_RESTART};
    int status = 0;

    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    for (int i = 0; i < VMS_UNDER_SIGNALS; i++)
        status |= start_vm(create_by_libc);
    setitimer(ITIMER_REAL, &never, NULL);
    return status;
}

/* A sandbox that does not know the ioctl. */
static bool enter_sandbox(unsigned int action)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SET_FILTER, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, action),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {.len = sizeof(code) / sizeof(code[0]), .filter = code};

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static int errno_sandbox(void)
{
    return enter_sandbox(SECCOMP_RET_ERRNO | EPERM) ? start_vm(create_by_libc) : 1;
}

static int kill_sandbox(void)
{
    return enter_sandbox(SECCOMP_RET_KILL_PROCESS) ? start_vm(create_by_libc) : 1;
}

/* Ends at its next cancellation point; ioctl() is none. */
static void *create_and_end(void *kvm_fd)
{
    pthread_cancel(pthread_self());
    create_by_libc(*(int *)kvm_fd);
    return NULL;
}

static int cancelled(void)
{
    int kvm_fd = open_kvm();
    pthread_t id;

    if (!enter_sandbox(SECCOMP_RET_ERRNO | EPERM) ||
        pthread_create(&id, NULL, create_and_end, &kvm_fd) != 0)
        return 1;
    pthread_join(id, NULL);
    puts("goes on");
    return 0;
}

/* Runs until it is told to end, and says when it can be told. */
static int staying(void)
{
    const int status = start_vm(create_by_libc);

    fflush(stdout);
    if (status == 0)
        pause();
    return status;
}

static const struct {
    const char *name;
    int (*function)(void);
} ways[] = {
    {"plain", plain},
    {"wide", wide},
    {"raw", raw},
    {"instruction", instruction},
    {"interrupt", interrupt},
    {"twice", twice},
    {"closing", closing},
    {"threads", threads},
    {"forking", forking},
    {"daemonising", daemonising},
    {"own-filter", own_filter},
    {"raw-filter", raw_filter},
    {"signals", signals},
    {"errno-sandbox", errno_sandbox},
    {"kill-sandbox", kill_sandbox},
    {"cancelled", cancelled},
    {"staying", staying},
};

int main(int argument_count, char **arguments)
{
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        if (argument_count == 2 && strcmp(ways[i].name, arguments[1]) == 0)
            return ways[i].function();
    }
    fputs("usage: preload-vmm WAY\n", stderr);
    return 1;
}
