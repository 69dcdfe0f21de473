/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86: the filter is the VM's, and is there before the VMM has the VM's descriptor. On any
 * architecture but arm64, libpmufilter says what it thinks of it.
 */
#include "runtime/preload/requests.h"
#include "runtime/target.h"

#ifndef PMUF_FOR_ARM64

#include "runtime/kvm_uapi.h"
#include "runtime/preload/announce.h"
#include "runtime/preload/kernel.h"

static void load(const struct attachment *attachment, int vm_fd)
{
    struct pmuf_result result;
    const int error = pmuf_load_vm(vm_fd, &attachment->view, &attachment->choice, &result);

    if (error != PMUF_OK)
        request_give_up(attachment, vm_fd, error, &result);
    announce_load(attachment->state, vm_fd, error, &result);
}

static int create_vm(const struct attachment *attachment, int fd, unsigned long type)
{
    const uint64_t signals = kernel_block_signals();
    const int vm_fd = kernel_ioctl(fd, KVM_CREATE_VM, type);

    if (vm_fd >= 0)
        load(attachment, vm_fd);
    kernel_restore_signals(signals);
    return vm_fd;
}

int request_perform(const struct attachment *attachment, int fd, unsigned long request,
                    unsigned long argument)
{
    switch (request) {
    case KVM_CREATE_VM:
        return create_vm(attachment, fd, argument);
    case KVM_UAPI_SET_PMU_EVENT_FILTER:
        return request_refuse_other_filter();
    default:
        return kernel_pass_on(fd, request, argument);
    }
}

#endif
