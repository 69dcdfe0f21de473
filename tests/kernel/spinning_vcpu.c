/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/kernel/spinning_vcpu.h"
#include "tests/support/real_kvm.h"
#include <errno.h>
#include <linux/kvm.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define MEMORY_SIZE 0x4000u
#define CODE 0x1000u
#define COUNTER 0x2000u

/* incw 0x2000; jmp back to it */
static const unsigned char guest_code[] = {0xff, 0x06, 0x00, 0x20, 0xeb, 0xfa};

struct spinning_vcpu {
    int vm_fd;
    int vcpu_fd;
    unsigned char *memory;
    struct kvm_run *run;
    size_t run_size;
    pthread_t thread;
    bool has_thread;
    int error; /* of KVM_RUN, as the thread ended */
};

static bool map_memory(struct spinning_vcpu *spinning, int kvm_fd)
{
    struct kvm_userspace_memory_region region = {.memory_size = MEMORY_SIZE};

    spinning->memory =
        mmap(NULL, MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (spinning->memory == MAP_FAILED)
        return false;
    memcpy(spinning->memory + CODE, guest_code, sizeof(guest_code));
    region.userspace_addr = (uintptr_t)spinning->memory;
    if (ioctl(spinning->vm_fd, KVM_SET_USER_MEMORY_REGION, &region) != 0)
        return false;
    spinning->run_size = (size_t)ioctl(kvm_fd, KVM_GET_VCPU_MMAP_SIZE, 0);
    spinning->run =
        mmap(NULL, spinning->run_size, PROT_READ | PROT_WRITE, MAP_SHARED, spinning->vcpu_fd, 0);
    return spinning->run != MAP_FAILED;
}

static bool set_registers(const struct spinning_vcpu *spinning)
{
    struct kvm_regs registers = {.rip = CODE, .rflags = 2};
    struct kvm_sregs special;

    if (ioctl(spinning->vcpu_fd, KVM_GET_SREGS, &special) != 0)
        return false;
    special.cs.base = 0;
    special.cs.selector = 0;
    return ioctl(spinning->vcpu_fd, KVM_SET_SREGS, &special) == 0 &&
           ioctl(spinning->vcpu_fd, KVM_SET_REGS, &registers) == 0;
}

static void ignore(int number)
{
    (void)number;
}

static void *run_thread(void *context)
{
    struct spinning_vcpu *spinning = context;

    spinning->error = ioctl(spinning->vcpu_fd, KVM_RUN, 0) == 0 ? 0 : errno;
    return NULL;
}

static unsigned int counter(const struct spinning_vcpu *spinning)
{
    const volatile unsigned char *at = spinning->memory + COUNTER;

    return at[0] | (unsigned int)at[1] << 8;
}

/* Waits until the guest's counter is another one, at most five seconds. */
static bool is_counting(const struct spinning_vcpu *spinning)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    const unsigned int before = counter(spinning);

    for (int i = 0; i < 5000; i++) {
        if (counter(spinning) != before)
            return true;
        nanosleep(&pause, NULL);
    }
    return false;
}

static bool start(struct spinning_vcpu *spinning, int kvm_fd)
{
    const struct sigaction action = {.sa_handler = ignore};

    if (!map_memory(spinning, kvm_fd) || !set_registers(spinning))
        return false;
    sigaction(SIGUSR1, &action, NULL);
    spinning->has_thread = pthread_create(&spinning->thread, NULL, run_thread, spinning) == 0;
    return spinning->has_thread && is_counting(spinning);
}

struct spinning_vcpu *spinning_vcpu_start(int kvm_fd)
{
    struct spinning_vcpu *spinning = calloc(1, sizeof(*spinning));

    if (spinning == NULL)
        return NULL;
    spinning->vm_fd = real_kvm_create_vm(kvm_fd);
    spinning->vcpu_fd = real_kvm_create_vcpu(spinning->vm_fd);
    if (start(spinning, kvm_fd))
        return spinning;
    spinning_vcpu_stop(spinning);
    return NULL;
}

int spinning_vcpu_vm(const struct spinning_vcpu *spinning)
{
    return spinning->vm_fd;
}

bool spinning_vcpu_stop(struct spinning_vcpu *spinning)
{
    bool ran = false;

    if (spinning->has_thread) {
        ran = is_counting(spinning);
        /* The flag ends a KVM_RUN that has not begun, the signal one that has. */
        spinning->run->immediate_exit = 1;
        pthread_kill(spinning->thread, SIGUSR1);
        pthread_join(spinning->thread, NULL);
        ran = ran && spinning->error == EINTR;
    }
    if (spinning->run != NULL && spinning->run != MAP_FAILED)
        munmap(spinning->run, spinning->run_size);
    if (spinning->memory != NULL && spinning->memory != MAP_FAILED)
        munmap(spinning->memory, MEMORY_SIZE);
    close(spinning->vcpu_fd);
    close(spinning->vm_fd);
    free(spinning);
    return ran;
}
