/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the arm64 guest and those that run it agree on. For the prober, the guest is one flat file,
 * loaded at GUEST_MEMORY and entered there. It reports by 64-bit stores to places where there is no
 * memory, so that each of them comes to the prober: slot n is at GUEST_REPORT + 8 * n. For QEMU it
 * is an ELF file, and writes its report in one line to the serial port of QEMU's board `virt`.
 */
#ifndef PMUF_VM_GUEST_H
#define PMUF_VM_GUEST_H

#include <stdint.h>

/* QEMU puts its device tree before it, at the beginning of its memory. */
#define GUEST_MEMORY 0x40200000ul
#define GUEST_MEMORY_SIZE 0x10000ul
#define GUEST_STACK (GUEST_MEMORY + GUEST_MEMORY_SIZE)
#define GUEST_REPORT 0x10000000ul

/* The slots. The first ones hold what was counted of the events with these numbers. */
#define GUEST_EVENTS 64u
#define GUEST_PMCEID0 64u
#define GUEST_PMCEID1 65u
#define GUEST_CYCLES 66u /* by the cycle counter */
#define GUEST_END 67u    /* the last report */

/* Guests that the prober runs under each policy, one for each way of loading it. */
#define GUEST_RUNS 6u

/* What a guest reported. */
struct sight {
    uint64_t slots[GUEST_END];
};

/* The guest's entry. Each vCPU that comes here needs a stack. */
void guest(void) __attribute__((noreturn));

/* Called for every slot, in any order but for GUEST_END, which is the last. */
void guest_report(uint64_t slot, uint64_t value);

#endif
