/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What KVM lets a guest count under the bytes that its ioctl takes, written down once more from the
 * kernel's rules, entry by entry. It shares nothing with the compiler and the runtime. The bytes
 * are those of a filter that KVM takes.
 */
#ifndef PMUC_TEST_KVM_MEANING_H
#define PMUC_TEST_KVM_MEANING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* On Linux 6.3 and later, with the rules of kvm_amd or of kvm_intel. */
bool kvm_counts_event(const unsigned char *filter, bool is_amd, uint32_t select, uint32_t umask);
bool kvm_counts_fixed(const unsigned char *filter, uint32_t counter);

/* What bit n of `counted` is after the calls: whether arm64 event n counts. */
void kvm_counted_arm64_events(const unsigned char *records, size_t count,
                              unsigned char counted[65536]);

#endif
