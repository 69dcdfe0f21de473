/* SPDX-License-Identifier: BSD-2-Clause */
/* x86: a filter is the VM's. On any architecture but arm64 the library says what it thinks of it.
 */
#include "runtime/run/scratch.h"
#include "runtime/target.h"

#ifndef PMUF_FOR_ARM64

unsigned long scratch_vm_type(int kvm_fd)
{
    (void)kvm_fd;
    return 0;
}

int scratch_load(int vm_fd, const struct pmuf_view *view, const struct pmuf_choice *choice,
                 struct pmuf_result *result, struct failure *failure)
{
    (void)failure;
    return pmuf_load_vm(vm_fd, view, choice, result);
}

#endif
