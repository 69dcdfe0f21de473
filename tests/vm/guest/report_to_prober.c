/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/vm/guest/guest.h"

/* One plain store: KVM cannot tell what a store with writeback does. */
void guest_report(uint64_t slot, uint64_t value)
{
    __asm__ volatile("str %0, [%1]" ::"r"(value), "r"(GUEST_REPORT + 8 * slot) : "memory");
}
