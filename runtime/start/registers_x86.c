/* SPDX-License-Identifier: BSD-2-Clause */
/* x86-64, and programs of 32 bits on it. */
#include "runtime/start/registers.h"

#ifdef __x86_64__

#include <errno.h>
#include <stddef.h>
#include <sys/ptrace.h>

/* `syscall`, and `int $0x80`. Behind sysenter the kernel goes on after an `int $0x80` as well. */
enum { INSTRUCTION_BYTES = 2 };

#define NO_CALL (~0ull)

/* ERESTARTNOHAND of the kernel, which programs do not get. */
#define RESTART_UNLESS_HANDLED ((unsigned long)-514l)

/* The segment that Linux runs such code in. */
enum { CODE_OF_64_BITS = 0x33 };

bool registers_read(pid_t tid, struct registers *out)
{
    return ptrace(PTRACE_GETREGS, tid, NULL, &out->user) == 0;
}

bool registers_write(pid_t tid, const struct registers *registers)
{
    struct registers copy = *registers;

    return ptrace(PTRACE_SETREGS, tid, NULL, &copy.user) == 0;
}

bool registers_restore(pid_t tid, const struct registers *saved)
{
    return registers_write(tid, saved);
}

bool registers_are_in_call(const struct registers *registers)
{
    return registers->user.orig_rax != NO_CALL;
}

uint64_t registers_call_address(const struct registers *registers)
{
    return registers->user.rip - INSTRUCTION_BYTES;
}

enum convention registers_convention(const unsigned char bytes[INSTRUCTION_SIZE])
{
    if (bytes[0] == 0x0f && bytes[1] == 0x05)
        return CONVENTION_X86_64;
    if (bytes[0] == 0xcd && bytes[1] == 0x80)
        return CONVENTION_I386;
    return CONVENTION_NONE;
}

/* The same bytes are another instruction, or make other calls, in code of another width. */
enum convention registers_native_convention(const struct registers *registers)
{
    return registers->user.cs == CODE_OF_64_BITS ? CONVENTION_X86_64 : CONVENTION_I386;
}

static void set_call_x86_64(struct user_regs_struct *user, enum call call,
                            const uint64_t arguments[CALL_ARGUMENTS])
{
    static const unsigned int numbers[] = {[CALL_MMAP] = 9, [CALL_MUNMAP] = 11, [CALL_IOCTL] = 16};

    user->rax = numbers[call];
    user->rdi = arguments[0];
    user->rsi = arguments[1];
    user->rdx = arguments[2];
    user->r10 = arguments[3];
    user->r8 = arguments[4];
    user->r9 = arguments[5];
}

/* mmap2(), whose offset is in pages: it is 0 for us. */
static void set_call_i386(struct user_regs_struct *user, enum call call,
                          const uint64_t arguments[CALL_ARGUMENTS])
{
    static const unsigned int numbers[] = {
        [CALL_MMAP] = 192, [CALL_MUNMAP] = 91, [CALL_IOCTL] = 54};

    user->rax = numbers[call];
    user->rbx = (uint32_t)arguments[0];
    user->rcx = (uint32_t)arguments[1];
    user->rdx = (uint32_t)arguments[2];
    user->rsi = (uint32_t)arguments[3];
    user->rdi = (uint32_t)arguments[4];
    user->rbp = (uint32_t)arguments[5];
}

void registers_set_call(struct registers *registers, enum convention convention, uint64_t address,
                        enum call call, const uint64_t arguments[CALL_ARGUMENTS])
{
    registers->user.rip = address;
    registers->user.orig_rax = NO_CALL;
    if (convention == CONVENTION_I386)
        set_call_i386(&registers->user, call, arguments);
    else
        set_call_x86_64(&registers->user, call, arguments);
}

/* An address of 32 bits may have its top bit set; an errno value is in the last page. */
int64_t registers_result(const struct registers *registers, enum convention convention)
{
    const uint64_t rax = registers->user.rax;

    if (convention != CONVENTION_I386)
        return (int64_t)rax;
    return (uint32_t)rax > 0xfffff000u ? (int32_t)rax : (int64_t)(uint32_t)rax;
}

/* What the call returns was set to -ENOSYS before. */
bool registers_skip_call(pid_t tid)
{
    const size_t offset = offsetof(struct user_regs_struct, orig_rax);

    return ptrace(PTRACE_POKEUSER, tid, offset, NO_CALL) == 0;
}

bool registers_restart_unless_handled(pid_t tid)
{
    const size_t offset = offsetof(struct user_regs_struct, rax);

    return ptrace(PTRACE_POKEUSER, tid, offset, RESTART_UNLESS_HANDLED) == 0;
}

void registers_repeat_call(struct registers *registers)
{
    registers->user.rip -= INSTRUCTION_BYTES;
    registers->user.rax = registers->user.orig_rax;
    registers->user.orig_rax = NO_CALL;
}

#endif
