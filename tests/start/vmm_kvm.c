/* SPDX-License-Identifier: BSD-2-Clause */
/* What a VMM does with KVM. */
#include "vmm.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

int vmm_kvm = -1;
int vmm_vm = -1;
int vmm_vcpu = -1;

enum { CROWD = 16 };
enum { MEMORY_SIZE = 0x1000, HALT = 0xf4 };

static void open_kvm(void)
{
    if (vmm_kvm < 0)
        vmm_kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
}

static void create(void)
{
    open_kvm();
    vmm_vm = ioctl(vmm_kvm, KVM_CREATE_VM, 0);
    vmm_say("create %s", vmm_errno_name(vmm_vm < 0 ? errno : 0));
}

/* VMs that come and go, as many as asked for; only the number of those that failed is said. */
static void create_many(int count)
{
    int failed = 0;

    open_kvm();
    for (int i = 0; i < count; i++) {
        vmm_vm = ioctl(vmm_kvm, KVM_CREATE_VM, 0);
        if (vmm_vm < 0)
            failed++;
        else
            close(vmm_vm);
    }
    vmm_say("created %d, failed %d", count - failed, failed);
}

static pthread_barrier_t together;

static void *create_together(void *argument)
{
    int *vm = argument;

    pthread_barrier_wait(&together);
    *vm = ioctl(vmm_kvm, KVM_CREATE_VM, 0);
    return NULL;
}

/* As many VMs, each in a thread of its own, and all at once. */
static void create_at_once(int count)
{
    pthread_t threads[CROWD];
    int vms[CROWD];
    int created = 0;

    open_kvm();
    pthread_barrier_init(&together, NULL, (unsigned int)count);
    for (int i = 0; i < count; i++)
        pthread_create(&threads[i], NULL, create_together, &vms[i]);
    for (int i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
        if (vms[i] >= 0)
            created++;
    }
    vmm_say("created %d", created);
}

static void create_vcpu(void)
{
    vmm_vcpu = ioctl(vmm_vm, KVM_CREATE_VCPU, 0);
    vmm_say("vcpu %s", vmm_errno_name(vmm_vcpu < 0 ? errno : 0));
}

/* Guest memory that begins with an instruction. */
static bool add_memory(unsigned char instruction)
{
    const int protection = PROT_READ | PROT_WRITE;
    unsigned char *memory = mmap(NULL, MEMORY_SIZE, protection, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct kvm_userspace_memory_region region = {.memory_size = MEMORY_SIZE};

    if (memory == MAP_FAILED)
        return false;
    memory[0] = instruction;
    region.userspace_addr = (unsigned long)memory;
    return ioctl(vmm_vm, KVM_SET_TSS_ADDR, 0xfffbd000ul) == 0 &&
           ioctl(vmm_vm, KVM_SET_USER_MEMORY_REGION, &region) == 0;
}

static bool set_registers(void)
{
    struct kvm_regs registers = {.rflags = 2};
    struct kvm_sregs special;

    if (ioctl(vmm_vcpu, KVM_GET_SREGS, &special) != 0)
        return false;
    special.cs.base = 0;
    special.cs.selector = 0;
    return ioctl(vmm_vcpu, KVM_SET_SREGS, &special) == 0 &&
           ioctl(vmm_vcpu, KVM_SET_REGS, &registers) == 0;
}

static void run_guest(void)
{
    const int size = ioctl(vmm_kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
    struct kvm_run *run;
    int failed;

    if (!add_memory(HALT) || !set_registers()) {
        vmm_say("run: no guest: %s", strerror(errno));
        return;
    }
    run = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, vmm_vcpu, 0);
    do
        failed = ioctl(vmm_vcpu, KVM_RUN, 0);
    while (failed != 0 && errno == EINTR);
    vmm_say("run %s", failed == 0 && run->exit_reason == KVM_EXIT_HLT ? "fine" : "failed");
}

/* The number of KVM_CREATE_VM, asked of a file that is none of KVM's. */
static void create_in_other_file(void)
{
    const int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    const int failed = ioctl(fd, KVM_CREATE_VM, 0);

    vmm_say("other %s", vmm_errno_name(failed != 0 ? errno : 0));
    close(fd);
}

/* The VMM's own filter for its VM: it denies nothing. */
static void load_own_filter(void)
{
    struct kvm_pmu_event_filter filter = {.action = KVM_PMU_EVENT_DENY};
    const int failed = ioctl(vmm_vm, KVM_SET_PMU_EVENT_FILTER, &filter);

    vmm_say("own %s", vmm_errno_name(failed != 0 ? errno : 0));
}

bool vmm_kvm_word(const char *word, const char *argument)
{
    if (strcmp(word, "create") == 0)
        create();
    else if (strcmp(word, "create-many") == 0)
        create_many((int)strtol(argument, NULL, 10));
    else if (strcmp(word, "create-at-once") == 0)
        create_at_once((int)strtol(argument, NULL, 10));
    else if (strcmp(word, "vcpu") == 0)
        create_vcpu();
    else if (strcmp(word, "run") == 0)
        run_guest();
    else if (strcmp(word, "dup") == 0)
        vmm_say("dup %s", dup(vmm_vm) < 0 ? "failed" : "fine");
    else if (strcmp(word, "close") == 0)
        close(vmm_vm);
    else if (strcmp(word, "own") == 0)
        load_own_filter();
    else if (strcmp(word, "other") == 0)
        create_in_other_file();
    else
        return false;
    return true;
}
