/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A nested VM of arm64 that runs the guest, without an interrupt controller. Two vCPUs share its
 * memory. A step that fails where it must not ends the machine with a message; what a caller wants
 * to know about is returned as the errno, 0 after success.
 */
#ifndef PMUF_VM_NESTED_ARM64_H
#define PMUF_VM_NESTED_ARM64_H

#include "tests/vm/guest/guest.h"
#include <stdbool.h>
#include <stddef.h>

#define NESTED_GUEST_FILE "/guest.bin"
#define NESTED_VCPUS 2u

struct nested {
    int vm_fd;
    int vcpu_fd[NESTED_VCPUS];
    size_t run_size;
    unsigned char *memory;
};

/* Creates a VM with the guest in its memory. False, and errno is set: KVM_CREATE_VM failed. */
bool nested_create(int kvm_fd, struct nested *nested);
/* Creates its vCPUs, with or without a PMU. */
void nested_add_vcpus(struct nested *nested, bool with_pmu);

/* Both. */
struct nested nested_open(int kvm_fd, bool with_pmu);
void nested_close(struct nested *nested);

/* One call of KVM's, as somebody else would make it: `action` is PMUF_ACTION_ALLOW or _DENY. */
int nested_set_range(const struct nested *nested, unsigned int vcpu, uint16_t base, uint16_t count,
                     uint8_t action);

/* KVM_ARM_VCPU_PMU_V3_INIT. */
int nested_init_pmu(const struct nested *nested, unsigned int vcpu);

/* Runs the guest on one vCPU, whose PMU is initialised, from its beginning to its end. */
struct sight nested_run(const struct nested *nested, unsigned int vcpu);

/* The slots, in hexadecimal, with a space before each. */
#define NESTED_SIGHT_SIZE (GUEST_END * 17u + 1)
void nested_write_sight(const struct sight *sight, char out[NESTED_SIGHT_SIZE]);

#endif
