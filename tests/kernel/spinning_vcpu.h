/* SPDX-License-Identifier: BSD-2-Clause */
/* A VM whose vCPU counts up in real mode, in a thread of its own, until it is stopped. */
#ifndef PMUF_TEST_SPINNING_VCPU_H
#define PMUF_TEST_SPINNING_VCPU_H

#include <stdbool.h>

struct spinning_vcpu;

/* Returns once the guest has counted, or null when it does not within some seconds. */
struct spinning_vcpu *spinning_vcpu_start(int kvm_fd);
int spinning_vcpu_vm(const struct spinning_vcpu *spinning);
/* Ends the thread and frees everything. Whether the guest ran all the time until then. */
bool spinning_vcpu_stop(struct spinning_vcpu *spinning);

#endif
