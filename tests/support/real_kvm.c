/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/real_kvm.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define GUARDED_SIZE 4096u
#define CAP_PMU_EVENT_MASKED_EVENTS 226

static void die(const char *what)
{
    printf("Bail out! %s: %s\n", what, strerror(errno));
    exit(1);
}

int real_kvm_open(void)
{
    return open("/dev/kvm", O_RDWR | O_CLOEXEC);
}

const char *real_kvm_absence(void)
{
    return errno == ENOENT ? "no /dev/kvm" : "/dev/kvm cannot be opened";
}

bool real_kvm_has_masked_events(int kvm_fd)
{
    return ioctl(kvm_fd, KVM_CHECK_EXTENSION, CAP_PMU_EVENT_MASKED_EVENTS) > 0;
}

int real_kvm_create_vm(int kvm_fd)
{
    const int fd = ioctl(kvm_fd, KVM_CREATE_VM, 0);

    if (fd < 0)
        die("KVM_CREATE_VM");
    return fd;
}

int real_kvm_create_vcpu(int vm_fd)
{
    const int fd = ioctl(vm_fd, KVM_CREATE_VCPU, 0);

    if (fd < 0)
        die("KVM_CREATE_VCPU");
    return fd;
}

int real_kvm_set_filter(int fd, const void *argument)
{
    return ioctl(fd, KVM_SET_PMU_EVENT_FILTER, argument) == 0 ? 0 : errno;
}

uint64_t real_kvm_select_bits(int vm_fd)
{
    /* ALLOW, one entry, no fixed counter, masked, pad; the entry is select 0x100. */
    struct {
        uint32_t header[8];
        uint64_t entry;
    } argument = {.header = {0, 1, 0, 1}, .entry = (uint64_t)1 << 32};
    const int error = real_kvm_set_filter(vm_fd, &argument);

    if (error != 0 && error != EINVAL) {
        errno = error;
        die("KVM_SET_PMU_EVENT_FILTER");
    }
    return error == 0 ? 0xf000000ff : 0xff;
}

uint64_t real_kvm_expected_select_bits(void)
{
    if (access("/sys/module/kvm_intel", F_OK) == 0)
        return 0xff;
    return access("/sys/module/kvm_amd", F_OK) == 0 ? 0xf000000ff : 0;
}

bool real_kvm_pmu_is_off(void)
{
    FILE *file = fopen("/sys/module/kvm/parameters/enable_pmu", "re");
    int first;

    if (file == NULL)
        return false;
    first = fgetc(file);
    fclose(file);
    return first == 'N';
}

int real_kvm_in_child(int (*function)(void *context), void *context)
{
    int status;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child < 0)
        die("fork");
    if (child == 0)
        _exit(function(context));
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
        die("waitpid");
    return WEXITSTATUS(status);
}

struct guarded guarded_open(void)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t size = (GUARDED_SIZE + page - 1) / page * page;
    unsigned char *start =
        mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (start == MAP_FAILED)
        die("mmap");
    if (mprotect(start + size, page, PROT_NONE) != 0)
        die("mprotect");
    return (struct guarded){.start = start, .size = size};
}

unsigned char *guarded_tail(const struct guarded *guarded, size_t size)
{
    if (size > guarded->size)
        abort();
    return guarded->start + guarded->size - size;
}

void guarded_close(struct guarded *guarded)
{
    munmap(guarded->start, guarded->size + (size_t)sysconf(_SC_PAGESIZE));
    *guarded = (struct guarded){0};
}
