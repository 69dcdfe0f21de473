/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest: it tries to count, without an operating system, MMU or interrupts. KVM gives it PMU
 * registers that hold anything, so it clears them first. How it reports is in files of their own.
 */
#include "tests/vm/guest/guest.h"

#define LOOPS 1000u
#define CHAIN 0x1eu

#define read_register(name)                                                                        \
    ({                                                                                             \
        uint64_t value_;                                                                           \
        __asm__ volatile("mrs %0, " name : "=r"(value_));                                          \
        value_;                                                                                    \
    })
#define write_register(name, value) __asm__ volatile("msr " name ", %0" ::"r"((uint64_t)(value)))

static void barrier(void)
{
    __asm__ volatile("isb" ::: "memory");
}

static void stop_counters(void)
{
    write_register("pmcr_el0", 0);
    write_register("pmcntenclr_el0", 0xffffffff);
    write_register("pmintenclr_el1", 0xffffffff);
    write_register("pmovsclr_el0", 0xffffffff);
    barrier();
}

/* Something of every kind: instructions, cycles, and one software increment of counter 0. */
static void work(void)
{
    uint64_t loops = LOOPS;

    write_register("pmswinc_el0", 1);
    __asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(loops)::"cc");
}

static void run_counters(uint64_t enabled)
{
    write_register("pmcntenset_el0", enabled);
    write_register("pmcr_el0", 1);
    barrier();
    work();
    barrier();
    stop_counters();
}

static uint64_t count(uint64_t event)
{
    write_register("pmevtyper0_el0", event);
    write_register("pmevcntr0_el0", 0);
    run_counters(1);
    return read_register("pmevcntr0_el0");
}

/* CHAIN counts the overflows of the counter before: here, of one that a single increment fills. */
static uint64_t count_chain(void)
{
    write_register("pmevtyper0_el0", 0);
    write_register("pmevtyper1_el0", CHAIN);
    write_register("pmevcntr0_el0", 0xffffffff);
    write_register("pmevcntr1_el0", 0);
    run_counters(3);
    return read_register("pmevcntr1_el0");
}

static uint64_t count_cycles(void)
{
    write_register("pmccfiltr_el0", 0);
    write_register("pmccntr_el0", 0);
    run_counters(1ul << 31);
    return read_register("pmccntr_el0");
}

__attribute__((section(".text.entry"))) void guest(void)
{
    stop_counters();
    guest_report(GUEST_PMCEID0, read_register("pmceid0_el0"));
    guest_report(GUEST_PMCEID1, read_register("pmceid1_el0"));
    for (uint64_t event = 0; event < GUEST_EVENTS; event++)
        guest_report(event, event == CHAIN ? count_chain() : count(event));
    guest_report(GUEST_CYCLES, count_cycles());
    for (;;)
        guest_report(GUEST_END, 0);
}
