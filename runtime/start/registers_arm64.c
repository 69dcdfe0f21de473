/* SPDX-License-Identifier: BSD-2-Clause */
/* arm64. Programs of 32 bits have another set of registers, which is too short for ours. */
#include "runtime/start/registers.h"

#ifdef __aarch64__

#include <elf.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

enum { INSTRUCTION_BYTES = 4, CALL_REGISTER = 8, NO_CALL = -1 };

/* In a stop about a system call the kernel shows something else here, and ignores what we write. */
enum { HIDDEN_REGISTER = 7 };

/* ERESTARTNOHAND of the kernel, which programs do not get. */
enum { RESTART_UNLESS_HANDLED = 514 };

bool registers_read(pid_t tid, struct registers *out)
{
    struct iovec area = {.iov_base = &out->user, .iov_len = sizeof(out->user)};

    if (ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &area) != 0)
        return false;
    errno = ENOEXEC;
    return area.iov_len == sizeof(out->user);
}

bool registers_write(pid_t tid, const struct registers *registers)
{
    struct registers copy = *registers;
    struct iovec area = {.iov_base = &copy.user, .iov_len = sizeof(copy.user)};

    return ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &area) == 0;
}

bool registers_restore(pid_t tid, const struct registers *saved)
{
    struct registers now;
    struct registers copy = *saved;

    if (!registers_read(tid, &now))
        return false;
    copy.user.regs[HIDDEN_REGISTER] = now.user.regs[HIDDEN_REGISTER];
    return registers_write(tid, &copy);
}

/* The kernel does not tell; but a filter is loaded at calls only. */
bool registers_are_in_call(const struct registers *registers)
{
    (void)registers;
    return true;
}

uint64_t registers_call_address(const struct registers *registers)
{
    return registers->user.pc - INSTRUCTION_BYTES;
}

/* svc #0 */
enum convention registers_convention(const unsigned char bytes[INSTRUCTION_SIZE])
{
    const unsigned char svc[INSTRUCTION_SIZE] = {0x01, 0x00, 0x00, 0xd4};

    return memcmp(bytes, svc, sizeof(svc)) == 0 ? CONVENTION_ARM64 : CONVENTION_NONE;
}

enum convention registers_native_convention(const struct registers *registers)
{
    (void)registers;
    return CONVENTION_ARM64;
}

void registers_set_call(struct registers *registers, enum convention convention, uint64_t address,
                        enum call call, const uint64_t arguments[CALL_ARGUMENTS])
{
    static const unsigned int numbers[] = {
        [CALL_MMAP] = 222, [CALL_MUNMAP] = 215, [CALL_IOCTL] = 29};

    (void)convention;
    registers->user.pc = address;
    registers->user.regs[CALL_REGISTER] = numbers[call];
    for (int i = 0; i < CALL_ARGUMENTS; i++)
        registers->user.regs[i] = arguments[i];
}

int64_t registers_result(const struct registers *registers, enum convention convention)
{
    (void)convention;
    return (int64_t)registers->user.regs[0];
}

bool registers_skip_call(pid_t tid)
{
    int number = NO_CALL;
    struct iovec area = {.iov_base = &number, .iov_len = sizeof(number)};
    struct registers registers;

    if (!registers_read(tid, &registers))
        return false;
    registers.user.regs[0] = (uint64_t)-ENOSYS;
    return registers_write(tid, &registers) &&
           ptrace(PTRACE_SETREGSET, tid, NT_ARM_SYSTEM_CALL, &area) == 0;
}

bool registers_restart_unless_handled(pid_t tid)
{
    struct registers registers;

    if (!registers_read(tid, &registers))
        return false;
    registers.user.regs[0] = (uint64_t) - (int64_t)RESTART_UNLESS_HANDLED;
    return registers_write(tid, &registers);
}

void registers_repeat_call(struct registers *registers)
{
    registers->user.pc -= INSTRUCTION_BYTES;
}

#endif
