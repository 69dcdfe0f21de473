/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What there is to do on x86: each policy is loaded into a new VM, the kernel is asked about single
 * filters, and the programs of tests/kernel/ ask it about many. No emulator has a PMU for guests of
 * x86, so this is about what KVM takes, not about what a guest then sees.
 */
#if defined(__x86_64__)

#include "tests/vm/prober/prober.h"
#include <errno.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST 301u /* one entry more than the kernel takes */

static int create_vm(int kvm_fd)
{
    const int fd = ioctl(kvm_fd, KVM_CREATE_VM, 0);

    if (fd < 0)
        die("KVM_CREATE_VM");
    return fd;
}

/* Into a VM without a filter, and then once more into the same VM. */
static void load_twice(int kvm_fd, struct policy *policy)
{
    const int vm_fd = create_vm(kvm_fd);

    policy->outcome = pmuf_load_vm(vm_fd, &policy->view, &policy->choice, NULL);
    if (policy->outcome == PMUF_OK &&
        pmuf_load_vm(vm_fd, &policy->view, &policy->choice, NULL) != PMUF_OK)
        die("a load that went well before");
    close(vm_fd);
}

static void use_policy(void *context, struct policy *policy)
{
    if (policy->outcome == PMUF_OK)
        load_twice(*(const int *)context, policy);
    say_load(policy, policy->outcome, 0);
}

/* The argument of KVM_SET_PMU_EVENT_FILTER, with equal entries. */
struct filter {
    uint32_t action;
    uint32_t count;
    uint32_t fixed_bitmap;
    uint32_t flags;
    uint32_t pad[4];
    uint64_t entries[MOST];
};

static const struct raw {
    const char *name;
    uint32_t count;
    uint32_t flags;
    uint64_t entry;
} raws[] = {
    {"pair", 1, 0, 0xc0},
    {"pair-above-0xff", 1, 0, 0x1000000c2},
    {"pair-of-all-ones", 1, 0, ~0ull},
    {"masked-none", 0, 1, 0},
    {"masked", 1, 1, 0xf0000000000000c4},
    {"masked-exclude", 1, 1, 0xff800000000000c4},
    {"masked-above-0xff", 1, 1, 0xff000001000000c2},
    {"masked-0xfff", 1, 1, 0xff00000f000000ff},
    {"masked-bit-16", 1, 1, 0xff000000000100c2},
    {"masked-bit-36", 1, 1, 0xff000010000000c2},
    {"masked-bit-54", 1, 1, 0xff400000000000c2},
    {"300-pairs", 300, 0, 0xc0},
    {"300-masked", 300, 1, 0xff000000000000c0},
    {"301-pairs", 301, 0, 0xc0},
    {"flags-2", 1, 2, 0xc0},
};

static void answer_raw(int vm_fd, const struct raw *raw)
{
    struct filter filter = {.count = raw->count, .flags = raw->flags};

    for (uint32_t i = 0; i < raw->count; i++)
        filter.entries[i] = raw->entry;
    errno = 0;
    ioctl(vm_fd, KVM_SET_PMU_EVENT_FILTER, &filter);
    say("answer filter-%s %s", raw->name, errno_name(errno));
}

static void answer_raws(int kvm_fd)
{
    const int vm_fd = create_vm(kvm_fd);

    for (size_t i = 0; i < sizeof(raws) / sizeof(raws[0]); i++)
        answer_raw(vm_fd, &raws[i]);
    close(vm_fd);
}

/* A test program of its own, which speaks TAP, where the machine has it. */
static void run_program(const char *name)
{
    char path[64];
    pid_t child;
    int status;

    snprintf(path, sizeof(path), "/%s", name);
    if (access(path, X_OK) != 0)
        return;
    say("run %s", name);
    fflush(stdout);
    child = fork();
    if (child < 0)
        die("fork");
    if (child == 0) {
        execl(path, name, (char *)NULL);
        _exit(127);
    }
    if (waitpid(child, &status, 0) != child)
        die("waitpid");
    say("ran %s %d", name, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

void probe_machine(void)
{
    int kvm_fd = open_kvm();
    const struct pmuf_host host = probe_host(kvm_fd);

    say("answer cpu vendor %u, family %u, model %#x", host.vendor, host.family, host.model);
    say("answer kernel-has %#x", host.kernel_has);
    say("answer guest-pmu %u", host.guest_pmu);
    for_each_policy(&host, use_policy, &kvm_fd);
    answer_raws(kvm_fd);
    close(kvm_fd);
    run_program("kernel-rows");
    run_program("kernel-random");
}

#endif
