/* SPDX-License-Identifier: BSD-2-Clause */
/* arm64: a filter is loaded through a vCPU that has a PMU, before that PMU is initialised. */
#include "runtime/run/scratch.h"
#include "runtime/target.h"

#ifdef PMUF_FOR_ARM64

#include <errno.h>
#include <linux/kvm.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Of arm64's <asm/kvm.h>, which other machines lack. */
#define ARM_PREFERRED_TARGET 0x8020aeafu
#define ARM_VCPU_INIT 0x4020aeaeu
#define ARM_VM_IPA_SIZE 165
#define DEFAULT_IPA_SIZE 40
#define FEATURE_PMU_V3 3

/* struct kvm_vcpu_init */
struct vcpu_init {
    uint32_t target;
    uint32_t features[7];
};

/* Zero stands for 40 bits of guest addresses, which some hosts do not have. */
unsigned long scratch_vm_type(int kvm_fd)
{
    const int size = ioctl(kvm_fd, KVM_CHECK_EXTENSION, ARM_VM_IPA_SIZE);

    return size > 0 && size < DEFAULT_IPA_SIZE ? (unsigned long)size : 0;
}

static bool init_vcpu(int vm_fd, int vcpu_fd)
{
    struct vcpu_init init = {0};

    if (ioctl(vm_fd, ARM_PREFERRED_TARGET, &init) != 0)
        return false;
    init.features[0] |= 1u << FEATURE_PMU_V3;
    return ioctl(vcpu_fd, ARM_VCPU_INIT, &init) == 0;
}

static int create_vcpu(int vm_fd, struct failure *failure)
{
    const int vcpu_fd = ioctl(vm_fd, KVM_CREATE_VCPU, 0);

    if (vcpu_fd >= 0 && init_vcpu(vm_fd, vcpu_fd))
        return vcpu_fd;
    failure_set(failure, FAILURE_SYSTEM, "cannot create a vCPU with a PMU in the scratch VM: %s",
                strerror(errno));
    if (vcpu_fd >= 0)
        close(vcpu_fd);
    return -1;
}

int scratch_load(int vm_fd, const struct pmuf_view *view, const struct pmuf_choice *choice,
                 struct pmuf_result *result, struct failure *failure)
{
    const int vcpu_fd = create_vcpu(vm_fd, failure);
    int error;

    if (vcpu_fd < 0)
        return PMUF_E_SYSTEM;
    error = pmuf_load_vcpu(vcpu_fd, view, choice, result);
    close(vcpu_fd);
    return error;
}

#endif
