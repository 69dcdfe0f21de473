/* SPDX-License-Identifier: BSD-2-Clause */
/* Cases about where the argument lies, and who calls on which file descriptor. */
#include "runtime/pmuf_format.h"
#include "tests/kernel/rows.h"
#include "tests/kernel/spinning_vcpu.h"
#include "tests/support/real_kvm.h"
#include <errno.h>
#include <linux/kvm.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define CAP_PMU_CAPABILITY 212
#define PMU_CAP_DISABLE 1
#define HEADER PMUF_X86_HEADER_SIZE

struct argument argument_of(uint32_t action, uint32_t count, uint32_t flags)
{
    return (struct argument){.action = action, .count = count, .flags = flags};
}

const char *error_name(int error)
{
    switch (error) {
    case 0:
        return "ok";
    case EBADF:
        return "EBADF";
    case EFAULT:
        return "EFAULT";
    case EINVAL:
        return "EINVAL";
    case EIO:
        return "EIO";
    case ENOTTY:
        return "ENOTTY";
    case E2BIG:
        return "E2BIG";
    default:
        return strerror(error);
    }
}

static void expect(struct rows *rows, const char *name, int found, int wanted)
{
    tap_result(&rows->tap, found == wanted, "%s: %s", name, error_name(found));
}

/* Only the first `size` bytes of the argument can be read. */
static int set_cut_off(const struct rows *rows, const struct argument *argument, size_t size)
{
    struct guarded guarded = guarded_open();
    unsigned char *at = guarded_tail(&guarded, size);
    int error;

    memcpy(at, argument, size);
    error = real_kvm_set_filter(rows->vm_fd, at);
    guarded_close(&guarded);
    return error;
}

static void row_protected(struct rows *rows)
{
    struct guarded guarded = guarded_open();
    const size_t page = guarded.size;

    mprotect(guarded.start, page, PROT_NONE);
    expect(rows, "argument that may not be read", real_kvm_set_filter(rows->vm_fd, guarded.start),
           EFAULT);
    guarded_close(&guarded);
}

/* An address of the kernel's half, made from a number so that nobody takes it for a pointer. */
static void row_kernel_address(struct rows *rows)
{
    const uintptr_t address = (uintptr_t)0xffff888000000000;
    const int failed = ioctl(rows->vm_fd, KVM_SET_PMU_EVENT_FILTER, address);

    expect(rows, "argument in the kernel's memory", failed == 0 ? 0 : errno, EFAULT);
}

static void rows_of_cut_off_memory(struct rows *rows)
{
    const struct argument empty = argument_of(0, 0, 0);
    const struct argument one = argument_of(0, 1, 0);
    const struct argument wrong_action = argument_of(2, 1, 0);
    const struct argument too_many = argument_of(0, 301, 0);
    struct argument masked = argument_of(0, 3, 1);

    masked.entries[0] = UINT64_MAX;
    expect(rows, "16 bytes of a header", set_cut_off(rows, &empty, 16), EFAULT);
    expect(rows, "a header and nothing else", set_cut_off(rows, &empty, HEADER), 0);
    expect(rows, "one entry, which cannot be read", set_cut_off(rows, &one, HEADER), EFAULT);
    expect(rows, "action 2 goes before entries that cannot be read",
           set_cut_off(rows, &wrong_action, HEADER), EINVAL);
    expect(rows, "301 entries go before entries that cannot be read",
           set_cut_off(rows, &too_many, HEADER), E2BIG);
    expect(rows, "entries that cannot be read go before a wrong masked entry",
           set_cut_off(rows, &masked, HEADER + 2 * 8), EFAULT);
}

static void row_odd_address(struct rows *rows)
{
    const struct argument argument = argument_of(0, 1, 0);
    unsigned char room[HEADER + 8 + 1];

    memcpy(room + 1, &argument, HEADER + 8);
    expect(rows, "argument at an odd address", real_kvm_set_filter(rows->vm_fd, room + 1), 0);
}

void rows_before_bytes(struct rows *rows)
{
    struct argument argument = argument_of(0, 0, 0);
    int failed;

    expect(rows, "/dev/kvm instead of a VM", real_kvm_set_filter(rows->kvm_fd, &argument), EINVAL);
    failed = ioctl(rows->vm_fd, _IOW(KVMIO, 0xb2, uint64_t), &argument);
    expect(rows, "another size in the ioctl's number", failed == 0 ? 0 : errno, ENOTTY);
    expect(rows, "null pointer", real_kvm_set_filter(rows->vm_fd, NULL), EFAULT);
    row_protected(rows);
    row_kernel_address(rows);
    rows_of_cut_off_memory(rows);
    row_odd_address(rows);
}

static void row_read_only_memory(struct rows *rows)
{
    struct guarded guarded = guarded_open();
    const struct argument argument = argument_of(0, 1, 1);

    memcpy(guarded.start, &argument, HEADER + 8);
    mprotect(guarded.start, guarded.size, PROT_READ);
    expect(rows, "argument in read-only memory", real_kvm_set_filter(rows->vm_fd, guarded.start),
           0);
    guarded_close(&guarded);
}

/* In a child process; errno values fit its exit status. */
static int child_sets(void *context)
{
    const struct rows *rows = context;
    const struct argument argument = argument_of(0, 0, 0);

    return real_kvm_set_filter(rows->vm_fd, &argument);
}

static int child_asks(void *context)
{
    const struct rows *rows = context;

    return ioctl(rows->vm_fd, KVM_CHECK_EXTENSION, KVM_CAP_PMU_EVENT_FILTER) < 0 ? errno : 0;
}

static int disable_pmu(int vm_fd)
{
    struct kvm_enable_cap request = {.cap = CAP_PMU_CAPABILITY, .args = {PMU_CAP_DISABLE}};

    return ioctl(vm_fd, KVM_ENABLE_CAP, &request) == 0 ? 0 : errno;
}

/* Rows 54 to 58, in one fresh VM. */
static void rows_of_vcpus(struct rows *rows)
{
    const struct argument argument = argument_of(0, 0, 0);
    const char *refused = "turning the PMU of a VM off where KVM has none";
    const int vm_fd = real_kvm_create_vm(rows->kvm_fd);
    int vcpu_fd;

    if (real_kvm_pmu_is_off())
        expect(rows, refused, disable_pmu(vm_fd), EINVAL);
    else
        tap_skip(&rows->tap, refused, "enable_pmu is not N");
    expect(rows, "a filter after that", real_kvm_set_filter(vm_fd, &argument), 0);
    vcpu_fd = real_kvm_create_vcpu(vm_fd);
    expect(rows, "vCPU instead of a VM", real_kvm_set_filter(vcpu_fd, &argument), EINVAL);
    expect(rows, "a filter after a vCPU was created", real_kvm_set_filter(vm_fd, &argument), 0);
    expect(rows, "turning the PMU of a VM off after a vCPU was created", disable_pmu(vm_fd),
           EINVAL);
    close(vcpu_fd);
    expect(rows, "closed file descriptor", real_kvm_set_filter(vcpu_fd, &argument), EBADF);
    close(vm_fd);
}

static void *thread_sets(void *context)
{
    return (void *)(intptr_t)child_sets(context);
}

static void row_thread(struct rows *rows)
{
    const char *name = "another thread of the process";
    pthread_t thread;
    void *result;

    if (pthread_create(&thread, NULL, thread_sets, rows) != 0 ||
        pthread_join(thread, &result) != 0) {
        tap_result(&rows->tap, false, "%s: no thread", name);
        return;
    }
    expect(rows, name, (int)(intptr_t)result, 0);
}

static void row_spinning_vcpu(struct rows *rows)
{
    const char *name = "400 filters while a vCPU runs";
    const struct argument argument = argument_of(1, 3, 1);
    struct spinning_vcpu *spinning = spinning_vcpu_start(rows->kvm_fd);
    unsigned int taken = 0;

    if (spinning == NULL) {
        tap_result(&rows->tap, false, "%s: the vCPU does not run", name);
        return;
    }
    for (unsigned int i = 0; i < 400; i++)
        taken += real_kvm_set_filter(spinning_vcpu_vm(spinning), &argument) == 0;
    tap_result(&rows->tap, spinning_vcpu_stop(spinning) && taken == 400, "%s: %u", name, taken);
}

void rows_after_bytes(struct rows *rows)
{
    row_read_only_memory(rows);
    expect(rows, "a filter from a forked child", real_kvm_in_child(child_sets, rows), EIO);
    expect(rows, "KVM_CHECK_EXTENSION from a forked child", real_kvm_in_child(child_asks, rows),
           EIO);
    rows_of_vcpus(rows);
    row_thread(rows);
    row_spinning_vcpu(rows);
}
