/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/fake_arm64_kvm.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CPU_FOLDER "/sys/devices/system/cpu"

/* Of arm64's <asm/kvm.h>, which other machines lack. */
#define FAKE_PREFERRED_TARGET 0x8020aeaful
#define FAKE_VCPU_INIT 0x4020aeaeul
#define FAKE_GENERIC_V8 5
#define FAKE_PMU_V3_FEATURE (1u << 3)
enum { FAKE_CAP_PMU_V3 = 126, FAKE_CAP_IPA_SIZE = 165 };
enum { FAKE_PMU_GROUP = 0, FAKE_PMU_INIT = 1, FAKE_PMU_FILTER = 2, FAKE_PMU_SET_PMU = 3 };
enum { FAKE_GIC_ADDRESSES = 0, FAKE_GIC_V3_DISTRIBUTOR = 2, FAKE_GIC_V3_REDISTRIBUTOR = 3 };

struct fake_kvm fake_kvm;

enum fake_kind { FAKE_NONE, FAKE_KVM, FAKE_VM, FAKE_VCPU, FAKE_GIC };

/* By descriptor. */
enum { MAX_DESCRIPTORS = 256 };
static struct {
    enum fake_kind kind;
    struct fake_vcpu *vcpu;
} descriptors[MAX_DESCRIPTORS];

static int add(enum fake_kind kind, struct fake_vcpu *vcpu)
{
    const int fd = (int)syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR | O_CLOEXEC, 0);

    if (fd < 0 || fd >= MAX_DESCRIPTORS) {
        fputs("fake KVM: no descriptor\n", stderr);
        abort();
    }
    descriptors[fd].kind = kind;
    descriptors[fd].vcpu = vcpu;
    return fd;
}

void fake_kvm_reset(void)
{
    for (int fd = 0; fd < MAX_DESCRIPTORS; fd++) {
        if (descriptors[fd].kind != FAKE_NONE)
            close(fd);
        descriptors[fd].kind = FAKE_NONE;
    }
    memset(&fake_kvm, 0, sizeof(fake_kvm));
    fake_kvm.pmu_capability = 1;
    fake_kvm.ipa_size = 48;
    fake_kvm.has_filters = true;
    fake_kvm.has_vm_attributes = true;
    fake_kvm.vm.event_count = 0x10000;
}

/* Before any other constructor, so that one may set what it likes. */
__attribute__((constructor(101))) static void start(void)
{
    fake_kvm_reset();
}

int fake_kvm_open(void)
{
    return add(FAKE_KVM, NULL);
}

int fake_kvm_open_vm(void)
{
    return add(FAKE_VM, NULL);
}

int fake_kvm_open_gic(void)
{
    return add(FAKE_GIC, NULL);
}

int fake_kvm_open_vcpu(bool has_pmu)
{
    struct fake_vcpu *vcpu;

    if (fake_kvm.vcpu_count == FAKE_MAX_VCPUS)
        abort();
    vcpu = &fake_kvm.vcpus[fake_kvm.vcpu_count++];
    *vcpu = (struct fake_vcpu){.vm = &fake_kvm.vm, .has_pmu = has_pmu};
    return add(FAKE_VCPU, vcpu);
}

/* The functions below return what ioctl() does, or an errno as a negative number. */

static int check_extension(unsigned long number)
{
    if (number == FAKE_CAP_PMU_V3)
        return fake_kvm.pmu_capability;
    return number == FAKE_CAP_IPA_SIZE ? fake_kvm.ipa_size : 0;
}

static int kvm_request(unsigned long request, unsigned long argument)
{
    switch (request) {
    case KVM_GET_API_VERSION:
        return KVM_API_VERSION;
    case KVM_CHECK_EXTENSION:
        return check_extension(argument);
    case KVM_CREATE_VM:
        if ((argument == 0 ? 40 : argument) > (unsigned long)fake_kvm.ipa_size)
            return -EINVAL;
        return add(FAKE_VM, NULL);
    default:
        return -EINVAL;
    }
}

static int vm_request(unsigned long request, unsigned long argument)
{
    switch (request) {
    case KVM_CHECK_EXTENSION:
        return check_extension(argument);
    case FAKE_PREFERRED_TARGET:
        memset((void *)argument, 0, 32);
        *(uint32_t *)argument = FAKE_GENERIC_V8;
        return 0;
    case KVM_CREATE_VCPU:
        return fake_kvm_open_vcpu(false);
    case KVM_HAS_DEVICE_ATTR:
    case KVM_SET_DEVICE_ATTR:
        return fake_kvm.has_vm_attributes ? -ENXIO : -EINVAL;
    default:
        return -EINVAL;
    }
}

/* struct kvm_vcpu_init: the target, and seven words of features */
static int init_vcpu(struct fake_vcpu *vcpu, const uint32_t *init)
{
    const bool wants_pmu = (init[1] & FAKE_PMU_V3_FEATURE) != 0;

    if (init[0] != FAKE_GENERIC_V8 || (wants_pmu && fake_kvm.pmu_capability <= 0))
        return -EINVAL;
    vcpu->has_pmu = wants_pmu;
    return 0;
}

static int has_attribute(const struct fake_vcpu *vcpu, const struct kvm_device_attr *attribute)
{
    const bool known = attribute->attr <= FAKE_PMU_INIT ||
                       (attribute->attr <= FAKE_PMU_SET_PMU && fake_kvm.has_filters);

    return attribute->group == FAKE_PMU_GROUP && known && vcpu->has_pmu ? 0 : -ENXIO;
}

static int set_filter(struct fake_vcpu *vcpu, const struct kvm_device_attr *attribute)
{
    const void *range = (const void *)(uintptr_t)attribute->addr;
    const uint32_t number = fake_kvm.call_count++;

    if (number < FAKE_MAX_CALLS && range != NULL)
        memcpy(&fake_kvm.calls[number], range, sizeof(fake_kvm.calls[number]));
    if (fake_kvm.other_runs && number == fake_kvm.run_at)
        fake_kvm.vm.has_run = true;
    if (fake_kvm.fail_errno != 0 && number == fake_kvm.fail_at)
        return -fake_kvm.fail_errno;
    return -fake_filter_set(vcpu, range);
}

static int set_attribute(struct fake_vcpu *vcpu, const struct kvm_device_attr *attribute)
{
    if (attribute->group != FAKE_PMU_GROUP)
        return -ENXIO;
    if (attribute->attr == FAKE_PMU_FILTER && fake_kvm.has_filters)
        return set_filter(vcpu, attribute);
    if (attribute->attr != FAKE_PMU_INIT)
        return -ENXIO;
    if (!vcpu->has_pmu)
        return -ENODEV;
    if (vcpu->is_pmu_initialised)
        return -EBUSY;
    vcpu->is_pmu_initialised = true;
    return 0;
}

static int vcpu_request(struct fake_vcpu *vcpu, unsigned long request, unsigned long argument)
{
    switch (request) {
    case FAKE_VCPU_INIT:
        return init_vcpu(vcpu, (const uint32_t *)argument);
    case KVM_HAS_DEVICE_ATTR:
        return has_attribute(vcpu, (const struct kvm_device_attr *)argument);
    case KVM_SET_DEVICE_ATTR:
        return set_attribute(vcpu, (const struct kvm_device_attr *)argument);
    case KVM_RUN:
        vcpu->vm->has_run = true;
        return 0;
    default:
        return -EINVAL;
    }
}

/* An interrupt controller takes addresses under the numbers that a vCPU has for its PMU. */
static int gic_request(unsigned long request, unsigned long argument)
{
    const struct kvm_device_attr *attribute = (const struct kvm_device_attr *)argument;

    if (request != KVM_HAS_DEVICE_ATTR && request != KVM_SET_DEVICE_ATTR)
        return -ENOTTY;
    if (attribute->group != FAKE_GIC_ADDRESSES || attribute->attr < FAKE_GIC_V3_DISTRIBUTOR ||
        attribute->attr > FAKE_GIC_V3_REDISTRIBUTOR)
        return -ENXIO;
    if (request == KVM_SET_DEVICE_ATTR)
        fake_kvm.call_count++;
    return 0;
}

static int answer(int fd, unsigned long request, unsigned long argument)
{
    fake_kvm.request_count++;
    if (fake_kvm.failing_request == request)
        return -fake_kvm.failing_request_errno;
    switch (descriptors[fd].kind) {
    case FAKE_KVM:
        return kvm_request(request, argument);
    case FAKE_VM:
        return vm_request(request, argument);
    case FAKE_VCPU:
        return vcpu_request(descriptors[fd].vcpu, request, argument);
    default:
        return gic_request(request, argument);
    }
}

/* What is not KVM's. An emulator of user programs would not ask its kernel either. */
static int other_request(int fd)
{
    return fcntl(fd, F_GETFD) < 0 ? -EBADF : -ENOTTY;
}

int ioctl(int fd, unsigned long request, ...)
{
    unsigned long argument;
    va_list arguments;
    int result;

    va_start(arguments, request);
    argument = va_arg(arguments, unsigned long);
    va_end(arguments);
    if (fd < 0 || fd >= MAX_DESCRIPTORS || descriptors[fd].kind == FAKE_NONE)
        result = other_request(fd);
    else
        result = answer(fd, request, argument);
    if (result >= 0)
        return result;
    errno = -result;
    return -1;
}

/* Only what the runtime opens: flags that create nothing. */
int open(const char *path, int flags, ...)
{
    int fd;

    if (strcmp(path, "/dev/kvm") == 0)
        return fake_kvm_open();
    if (strcmp(path, CPU_FOLDER) == 0 && fake_kvm.cpu_folder != NULL)
        path = fake_kvm.cpu_folder;
    fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, 0600);
    /* The number may be that of a descriptor which has been closed. */
    if (fd >= 0 && fd < MAX_DESCRIPTORS)
        descriptors[fd].kind = FAKE_NONE;
    return fd;
}
