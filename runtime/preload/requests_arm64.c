/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * arm64: the filter is the VM's, but is loaded through a vCPU that has a PMU, before the VMM
 * initialises that PMU; no vCPU with a PMU counts before that. Each vCPU's PMU is initialised by a
 * call of its own, and each time the policy is loaded: loading again changes nothing.
 *
 * KVM takes no filter any more once a vCPU has run, or through one whose PMU is initialised. That
 * is fine when the VM has the filter.
 */
#include "runtime/preload/requests.h"
#include "runtime/target.h"

#ifdef PMUF_FOR_ARM64

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include "runtime/kvm_uapi.h"
#include "runtime/preload/announce.h"
#include "runtime/preload/kernel.h"

/* A VMM's descriptors, as numbers; a VM with a higher one is refused. */
enum { MAX_FD = 1 << 16 };

static _Atomic bool is_loaded[MAX_FD]; /* by VM */
static _Atomic int vm_of_vcpu[MAX_FD]; /* by vCPU: the VM's descriptor, and 1; 0: unknown */

static int create_vm(int fd, unsigned long type)
{
    const int vm_fd = kernel_ioctl(fd, KVM_CREATE_VM, type);

    if (vm_fd >= MAX_FD) {
        kernel_close(vm_fd);
        errno = EMFILE;
        return -1;
    }
    if (vm_fd >= 0)
        is_loaded[vm_fd] = false;
    return vm_fd;
}

static int create_vcpu(int vm_fd, unsigned long id)
{
    const int vcpu_fd = kernel_pass_on(vm_fd, KVM_CREATE_VCPU, id);

    if (vcpu_fd >= 0 && vcpu_fd < MAX_FD)
        vm_of_vcpu[vcpu_fd] = vm_fd + 1;
    return vcpu_fd;
}

/* -1 when it is not known, as of a vCPU that was not created here. */
static int vm_of(int vcpu_fd)
{
    return vcpu_fd < MAX_FD ? vm_of_vcpu[vcpu_fd] - 1 : -1;
}

/* One word for each VM. */
static void note_load(const struct attachment *attachment, int vm_fd,
                      const struct pmuf_result *result)
{
    if (vm_fd < 0 || !atomic_exchange(&is_loaded[vm_fd], true))
        announce_load(attachment->state, vm_fd, PMUF_OK, result);
}

static void load(const struct attachment *attachment, int vcpu_fd)
{
    const int vm_fd = vm_of(vcpu_fd);
    struct pmuf_result result;
    const int error = pmuf_load_vcpu(vcpu_fd, &attachment->view, &attachment->choice, &result);

    if (error == PMUF_OK)
        note_load(attachment, vm_fd, &result);
    else if (error == PMUF_E_NO_PMU)
        return; /* then there is nothing to initialise either */
    else if (error != PMUF_E_BUSY || vm_fd < 0 || !is_loaded[vm_fd])
        request_give_up(attachment, vm_fd, error, &result);
}

static int init_pmu(const struct attachment *attachment, int vcpu_fd, unsigned long argument)
{
    const uint64_t signals = kernel_block_signals();
    const int error_number = errno;
    int status;

    load(attachment, vcpu_fd);
    errno = error_number;
    status = kernel_ioctl(vcpu_fd, KVM_UAPI_SET_DEVICE_ATTR, argument);
    kernel_restore_signals(signals);
    return status;
}

/*
 * Interrupt controllers have attributes too, of the same numbers, but no other requests: they
 * answer those with ENOTTY, and a vCPU with EINVAL. /dev/kvm and VMs know this one. Any other
 * answer may come from a sandbox of the VMM's, and then the load has to tell.
 */
static bool may_be_vcpu(int fd)
{
    const int error_number = errno;
    const bool is_other =
        kernel_ioctl(fd, KVM_UAPI_CHECK_EXTENSION, 0ul) >= 0 || errno == ENOTTY || errno == EBADF;

    errno = error_number;
    return !is_other;
}

static int set_attribute(const struct attachment *attachment, int fd, unsigned long argument)
{
    const struct kvm_device_attr *attribute = (const struct kvm_device_attr *)argument;

    if (attribute != NULL && attribute->group == KVM_UAPI_ARM_VCPU_PMU_V3_CTRL && may_be_vcpu(fd)) {
        if (attribute->attr == KVM_UAPI_ARM_VCPU_PMU_V3_FILTER)
            return request_refuse_other_filter();
        if (attribute->attr == KVM_UAPI_ARM_VCPU_PMU_V3_INIT)
            return init_pmu(attachment, fd, argument);
    }
    return kernel_ioctl(fd, KVM_UAPI_SET_DEVICE_ATTR, argument);
}

int request_perform(const struct attachment *attachment, int fd, unsigned long request,
                    unsigned long argument)
{
    switch (request) {
    case KVM_CREATE_VM:
        return create_vm(fd, argument);
    case KVM_CREATE_VCPU:
        return create_vcpu(fd, argument);
    case KVM_UAPI_SET_DEVICE_ATTR:
        return set_attribute(attachment, fd, argument);
    default:
        return kernel_pass_on(fd, request, argument);
    }
}

#endif
