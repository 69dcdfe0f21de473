/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine's own KVM, for tests that ask it. Whoever opens a file descriptor closes it. A step
 * that fails where it must not ends the program with a message.
 */
#ifndef PMUF_TEST_REAL_KVM_H
#define PMUF_TEST_REAL_KVM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* /dev/kvm, or -1 when there is none or it may not be opened. */
int real_kvm_open(void);
/* Why real_kvm_open() has just returned -1. */
const char *real_kvm_absence(void);
/* Whether the kernel is one whose answers the tests know: Linux 6.3 or later. */
bool real_kvm_has_masked_events(int kvm_fd);
int real_kvm_create_vm(int kvm_fd);
int real_kvm_create_vcpu(int vm_fd);

/* One KVM_SET_PMU_EVENT_FILTER: 0 or the errno. */
int real_kvm_set_filter(int fd, const void *argument);

/*
 * The bits of an entry that this kernel takes for the event select, learnt by asking it: 8 bits
 * with Intel's vendor module, 12 with AMD's.
 */
uint64_t real_kvm_select_bits(int vm_fd);

/* What the loaded vendor module should take, or 0 when it is neither kvm_intel nor kvm_amd. */
uint64_t real_kvm_expected_select_bits(void);

/* Whether the module parameter enable_pmu of kvm reads N. */
bool real_kvm_pmu_is_off(void);

/* Runs a function in a forked child and returns its result, 0 to 255. */
int real_kvm_in_child(int (*function)(void *context), void *context);

/* Memory that ends where nothing is mapped. It holds at least 300 entries. */
struct guarded {
    unsigned char *start;
    size_t size;
};

struct guarded guarded_open(void);
/* The last `size` bytes of it: the next one cannot be read. */
unsigned char *guarded_tail(const struct guarded *guarded, size_t size);
void guarded_close(struct guarded *guarded);

#endif
