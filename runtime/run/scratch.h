/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A VM that only a filter is loaded into. It has no memory, and nothing in it ever runs. File
 * descriptors that these functions return are the caller's to close.
 */
#ifndef PMU_RUN_SCRATCH_H
#define PMU_RUN_SCRATCH_H

#include "runtime/pmufilter.h"
#include "runtime/run/failure.h"

/* A VM without vCPUs; -1, with the failure set, when KVM creates none. */
int scratch_create_vm(int kvm_fd, struct failure *failure);

/* What KVM_CREATE_VM takes on this architecture. */
unsigned long scratch_vm_type(int kvm_fd);

/*
 * Loads into the VM as this architecture does it. Returns what the library returned. When it was
 * not even asked, the failure is set, and the return value has no meaning.
 */
int scratch_load(int vm_fd, const struct pmuf_view *view, const struct pmuf_choice *choice,
                 struct pmuf_result *result, struct failure *failure);

#endif
