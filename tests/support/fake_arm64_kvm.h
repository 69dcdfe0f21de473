/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * KVM of an arm64 host, within the program: an ioctl() for the descriptors that this file hands
 * out, which to any other says what a file does, and an open() that leads to them and to a /sys of
 * the test's. So a program which links this works on any machine. Its filter is that of
 * fake_arm64_filter.h. A test sets fake_kvm as it likes; all of it is for one thread.
 */
#ifndef PMUF_TEST_FAKE_ARM64_KVM_H
#define PMUF_TEST_FAKE_ARM64_KVM_H

#include "tests/support/fake_arm64_filter.h"
#include <stddef.h>

/* What one KVM_SET_DEVICE_ATTR for the filter was given. */
struct fake_range {
    uint16_t base, count;
    uint8_t action, pad[3];
};

enum { FAKE_MAX_CALLS = 64, FAKE_MAX_VCPUS = 4 };

struct fake_kvm {
    /* The host. */
    const char *cpu_folder;        /* stands for /sys/devices/system/cpu; null: nothing does */
    int pmu_capability;            /* what capability 126 answers; negative is an errno */
    int ipa_size;                  /* bits of guest addresses; a VM of type 0 needs 40 */
    bool has_filters;              /* false: Linux before 5.10 */
    bool has_vm_attributes;        /* true: Linux 6.4 */
    int failing_request_errno;     /* of the request below */
    unsigned long failing_request; /* 0: none */
    struct fake_vm vm;             /* the only one */
    struct fake_vcpu vcpus[FAKE_MAX_VCPUS];
    uint32_t vcpu_count;

    /* What happens in the course of a load. */
    uint32_t fail_at; /* this SET call of all, from 0, ... */
    int fail_errno;   /* ... fails so; 0: none does */
    uint32_t run_at;  /* before this SET call ... */
    bool other_runs;  /* ... another vCPU runs for the first time */

    /* What was asked for. */
    struct fake_range calls[FAKE_MAX_CALLS];
    uint32_t call_count;    /* SET calls for the filter, failed ones included */
    uint32_t request_count; /* all ioctl() that came here */
};

/* A host with everything, whose events have 16 bits, and a VM without vCPUs. */
extern struct fake_kvm fake_kvm;

/* The default again. All descriptors are closed. */
void fake_kvm_reset(void);

/* Descriptors of the host's own, of the VM, of a new vCPU, and of an interrupt controller (GICv3).
 */
int fake_kvm_open(void);
int fake_kvm_open_vm(void);
int fake_kvm_open_vcpu(bool has_pmu);
int fake_kvm_open_gic(void);

#endif
