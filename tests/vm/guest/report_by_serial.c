/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest on QEMU's board `virt`. Each vCPU reports, one after the other, in a line "guest" with
 * the slots in hexadecimal; then the machine is switched off.
 */
#include "tests/vm/guest/guest.h"

#define SERIAL_PORT 0x09000000ul /* its data register */
#define STACK_SIZE 0x1000ul

/* Calls of the firmware, which KVM is here. */
#define PSCI_CPU_ON 0xc4000003ul
#define PSCI_SYSTEM_OFF 0x84000008ul

static uint64_t slots[GUEST_END];

static long call_firmware(uint64_t number, uint64_t target, uint64_t entry)
{
    register uint64_t x0 __asm__("x0") = number;
    register uint64_t x1 __asm__("x1") = target;
    register uint64_t x2 __asm__("x2") = entry;
    register uint64_t x3 __asm__("x3") = 0;

    __asm__ volatile("hvc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)::"memory");
    return (long)x0;
}

static uint64_t vcpu_number(void)
{
    uint64_t affinity;

    __asm__ volatile("mrs %0, mpidr_el1" : "=r"(affinity));
    return affinity & 0xff;
}

static void write_character(char character)
{
    __asm__ volatile("strb %w0, [%1]" ::"r"(character), "r"(SERIAL_PORT) : "memory");
}

static void write_text(const char *text)
{
    for (; *text != '\0'; text++)
        write_character(*text);
}

static void write_number(uint64_t number)
{
    int shift = 60;

    while (shift > 0 && number >> shift == 0)
        shift -= 4;
    for (; shift >= 0; shift -= 4)
        write_character("0123456789abcdef"[number >> shift & 15]);
}

static void write_report(void)
{
    write_text("guest");
    for (unsigned int slot = 0; slot < GUEST_END; slot++) {
        write_character(' ');
        write_number(slots[slot]);
    }
    write_character('\n');
}

void start(void) __attribute__((noreturn));

/* The next vCPU is switched on; where there is none, the machine is switched off. */
static void __attribute__((noreturn)) finish(void)
{
    if (call_firmware(PSCI_CPU_ON, vcpu_number() + 1, (uintptr_t)start) != 0)
        call_firmware(PSCI_SYSTEM_OFF, 0, 0);
    for (;;)
        __asm__ volatile("wfi");
}

void guest_report(uint64_t slot, uint64_t value)
{
    if (slot == GUEST_END) {
        write_report();
        finish();
    }
    slots[slot] = value;
}

/* Where every vCPU begins, without a stack. */
void start(void)
{
    const uint64_t stack = GUEST_STACK + STACK_SIZE * vcpu_number();

    __asm__ volatile("mov sp, %0\n\tb guest" ::"r"(stack));
    __builtin_unreachable();
}
