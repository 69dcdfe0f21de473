/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/scratch.h"

#include <errno.h>
#include <linux/kvm.h>
#include <string.h>
#include <sys/ioctl.h>

int scratch_create_vm(int kvm_fd, struct failure *failure)
{
    const unsigned long type = scratch_vm_type(kvm_fd);
    int vm_fd;

    do
        vm_fd = ioctl(kvm_fd, KVM_CREATE_VM, type);
    while (vm_fd < 0 && errno == EINTR);
    if (vm_fd < 0)
        failure_set(failure, FAILURE_SYSTEM, "cannot create a scratch VM: %s", strerror(errno));
    return vm_fd;
}
