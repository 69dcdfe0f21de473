/* SPDX-License-Identifier: BSD-2-Clause */
#if defined(__aarch64__)

#include "tests/vm/prober/nested_arm64.h"
#include "tests/vm/prober/prober.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define CORE_REGISTER(field)                                                                       \
    (KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE | KVM_REG_ARM_CORE_REG(field))

static void add_memory(struct nested *nested)
{
    struct kvm_userspace_memory_region region = {
        .guest_phys_addr = GUEST_MEMORY,
        .memory_size = GUEST_MEMORY_SIZE,
    };
    const int fd = open(NESTED_GUEST_FILE, O_RDONLY | O_CLOEXEC);

    nested->memory =
        mmap(NULL, GUEST_MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (nested->memory == MAP_FAILED)
        die("the guest's memory");
    if (fd < 0 || read(fd, nested->memory, GUEST_MEMORY_SIZE) <= 0)
        die(NESTED_GUEST_FILE);
    close(fd);
    region.userspace_addr = (uintptr_t)nested->memory;
    if (ioctl(nested->vm_fd, KVM_SET_USER_MEMORY_REGION, &region) != 0)
        die("KVM_SET_USER_MEMORY_REGION");
}

static void set_register(int vcpu_fd, uint64_t number, uint64_t value)
{
    const struct kvm_one_reg one = {.id = number, .addr = (uintptr_t)&value};

    if (ioctl(vcpu_fd, KVM_SET_ONE_REG, &one) != 0)
        die("KVM_SET_ONE_REG");
}

static int add_vcpu(int vm_fd, unsigned int number, bool with_pmu)
{
    const int fd = ioctl(vm_fd, KVM_CREATE_VCPU, number);
    struct kvm_vcpu_init init;

    if (fd < 0 || ioctl(vm_fd, KVM_ARM_PREFERRED_TARGET, &init) != 0)
        die("KVM_CREATE_VCPU");
    if (with_pmu)
        init.features[0] |= 1u << KVM_ARM_VCPU_PMU_V3;
    if (ioctl(fd, KVM_ARM_VCPU_INIT, &init) != 0)
        die("KVM_ARM_VCPU_INIT");
    set_register(fd, CORE_REGISTER(regs.pc), GUEST_MEMORY);
    set_register(fd, CORE_REGISTER(sp_el1), GUEST_STACK);
    return fd;
}

bool nested_create(int kvm_fd, struct nested *nested)
{
    const int run_size = ioctl(kvm_fd, KVM_GET_VCPU_MMAP_SIZE, 0);

    if (run_size < 0)
        die("KVM_GET_VCPU_MMAP_SIZE");
    *nested = (struct nested){.vcpu_fd = {-1, -1}, .run_size = (size_t)run_size};
    nested->vm_fd = ioctl(kvm_fd, KVM_CREATE_VM, 0);
    if (nested->vm_fd < 0)
        return false;
    add_memory(nested);
    return true;
}

void nested_add_vcpus(struct nested *nested, bool with_pmu)
{
    for (unsigned int i = 0; i < NESTED_VCPUS; i++)
        nested->vcpu_fd[i] = add_vcpu(nested->vm_fd, i, with_pmu);
}

struct nested nested_open(int kvm_fd, bool with_pmu)
{
    struct nested nested;

    if (!nested_create(kvm_fd, &nested))
        die("KVM_CREATE_VM");
    nested_add_vcpus(&nested, with_pmu);
    return nested;
}

void nested_close(struct nested *nested)
{
    for (unsigned int i = 0; i < NESTED_VCPUS; i++)
        close(nested->vcpu_fd[i]);
    close(nested->vm_fd);
    munmap(nested->memory, GUEST_MEMORY_SIZE);
    *nested = (struct nested){0};
}

static int set_attribute(const struct nested *nested, unsigned int vcpu, uint64_t attribute,
                         const void *argument)
{
    const struct kvm_device_attr attr = {
        .group = KVM_ARM_VCPU_PMU_V3_CTRL,
        .attr = attribute,
        .addr = (uintptr_t)argument,
    };

    return ioctl(nested->vcpu_fd[vcpu], KVM_SET_DEVICE_ATTR, &attr) == 0 ? 0 : errno;
}

int nested_set_range(const struct nested *nested, unsigned int vcpu, uint16_t base, uint16_t count,
                     uint8_t action)
{
    const struct kvm_pmu_event_filter range = {
        .base_event = base,
        .nevents = count,
        .action = action,
    };

    return set_attribute(nested, vcpu, KVM_ARM_VCPU_PMU_V3_FILTER, &range);
}

int nested_init_pmu(const struct nested *nested, unsigned int vcpu)
{
    return set_attribute(nested, vcpu, KVM_ARM_VCPU_PMU_V3_INIT, NULL);
}

/* Takes one report. False: there are no more. */
static bool take_report(const struct kvm_run *run, struct sight *sight)
{
    const uint64_t place = run->mmio.phys_addr - GUEST_REPORT;
    uint64_t value;

    if (run->exit_reason != KVM_EXIT_MMIO || !run->mmio.is_write || run->mmio.len != sizeof(value))
        die("an exit of the guest that is no report");
    if (place / 8 > GUEST_END)
        die("a report without a slot");
    if (place / 8 == GUEST_END)
        return false;
    memcpy(&value, run->mmio.data, sizeof(value));
    sight->slots[place / 8] = value;
    return true;
}

struct sight nested_run(const struct nested *nested, unsigned int vcpu)
{
    struct kvm_run *run =
        mmap(NULL, nested->run_size, PROT_READ | PROT_WRITE, MAP_SHARED, nested->vcpu_fd[vcpu], 0);
    struct sight sight = {{0}};

    if (run == MAP_FAILED)
        die("mapping a vCPU");
    do {
        if (ioctl(nested->vcpu_fd[vcpu], KVM_RUN, 0) != 0)
            die("KVM_RUN");
    } while (take_report(run, &sight));
    munmap(run, nested->run_size);
    return sight;
}

void nested_write_sight(const struct sight *sight, char out[NESTED_SIGHT_SIZE])
{
    size_t length = 0;

    for (unsigned int slot = 0; slot < GUEST_END; slot++)
        length += (size_t)snprintf(out + length, NESTED_SIGHT_SIZE - length, " %llx",
                                   (unsigned long long)sight->slots[slot]);
}

#endif
