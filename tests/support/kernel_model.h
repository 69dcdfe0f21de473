/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What Linux 6.3 and later answers to KVM_SET_PMU_EVENT_FILTER, written down once more from the
 * order in which the kernel looks at its argument. It shares nothing with the runtime.
 */
#ifndef PMUF_TEST_KERNEL_MODEL_H
#define PMUF_TEST_KERNEL_MODEL_H

#include <stddef.h>
#include <stdint.h>

/*
 * 0 or the errno. `readable` bytes of the argument can be read, not one more. `select_bits` are the
 * bits of an entry that the vendor module takes for the event select.
 */
int kernel_model_verdict(const unsigned char *argument, size_t readable, uint64_t select_bits);

#endif
