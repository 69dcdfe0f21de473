/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What KVM does with KVM_ARM_VCPU_PMU_V3_FILTER, written down once more from arch/arm64/kvm: when
 * it takes a range, what the range does to the VM, and what a guest can count afterwards. It shares
 * nothing with the runtime.
 */
#ifndef PMUF_TEST_FAKE_ARM64_FILTER_H
#define PMUF_TEST_FAKE_ARM64_FILTER_H

#include <stdbool.h>
#include <stdint.h>

struct fake_vm {
    uint32_t event_count; /* 0x400 or 0x10000: the event numbers of the VM's PMU */
    bool has_filter;
    bool has_run; /* some vCPU of it has */
    bool is_allowed[0x10000];
};

struct fake_vcpu {
    struct fake_vm *vm;
    bool has_pmu; /* KVM_ARM_VCPU_INIT asked for it */
    bool is_pmu_initialised;
};

/* KVM_SET_DEVICE_ATTR with these 8 bytes: 0 or the errno. A null pointer cannot be read. */
int fake_filter_set(struct fake_vcpu *vcpu, const void *range);

/* Whether a guest counts something when it selects this event, 0 to 0xffff. */
bool fake_filter_counts(const struct fake_vm *vm, uint32_t event);

#endif
