/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loading a filter from inside a VMM: KVM takes one from the process that created the VM and from
 * no other. The thread has been opened, with an instruction to make calls with; a function that
 * returns false could not ask the kernel, and has said why in remote->trouble.
 */
#ifndef PMU_START_INJECT_H
#define PMU_START_INJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/pmufilter.h"
#include "runtime/start/remote.h"

/* Memory in the VMM that is there only for us. */
struct place {
    uint64_t address;
    uint64_t size;
};

/* Maps it, readable and writable. */
bool inject_place(struct remote *remote, uint64_t size, struct place *out);

/* Unmaps it. What the kernel says to that changes nothing. */
bool inject_remove_place(struct remote *remote, const struct place *place);

/* (x86) Loads into one VM what lies at the place. 0 or an errno value in *error_number. */
bool inject_vm_filter(struct remote *remote, int vm_fd, const struct place *place,
                      int *error_number);

/*
 * (arm64) Does what pmuf_load_vcpu() does. `place` needs INJECT_VCPU_SIZE bytes. *error is what the
 * library says then.
 */
enum { INJECT_VCPU_SIZE = 64 };
bool inject_vcpu_filter(struct remote *remote, int vcpu_fd, const struct place *place,
                        const struct pmuf_view *view, const struct pmuf_choice *choice, int *error,
                        struct pmuf_result *result);

#endif
