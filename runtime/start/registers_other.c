/* SPDX-License-Identifier: BSD-2-Clause */
/* CPUs whose system calls pmu-run does not know. A 32-bit pmu-run cannot trace what has 64 bits. */
#include "runtime/start/registers.h"

#if !defined(__x86_64__) && !defined(__aarch64__)

#include <errno.h>

static bool fail(void)
{
    errno = ENOSYS;
    return false;
}

bool registers_read(pid_t tid, struct registers *out)
{
    (void)tid;
    (void)out;
    return fail();
}

bool registers_write(pid_t tid, const struct registers *registers)
{
    (void)tid;
    (void)registers;
    return fail();
}

bool registers_restore(pid_t tid, const struct registers *saved)
{
    (void)tid;
    (void)saved;
    return fail();
}

bool registers_are_in_call(const struct registers *registers)
{
    (void)registers;
    return fail();
}

uint64_t registers_call_address(const struct registers *registers)
{
    (void)registers;
    return 0;
}

enum convention registers_convention(const unsigned char bytes[INSTRUCTION_SIZE])
{
    (void)bytes;
    return CONVENTION_NONE;
}

enum convention registers_native_convention(const struct registers *registers)
{
    (void)registers;
    return CONVENTION_NONE;
}

void registers_set_call(struct registers *registers, enum convention convention, uint64_t address,
                        enum call call, const uint64_t arguments[CALL_ARGUMENTS])
{
    (void)registers;
    (void)convention;
    (void)address;
    (void)call;
    (void)arguments;
}

int64_t registers_result(const struct registers *registers, enum convention convention)
{
    (void)registers;
    (void)convention;
    return -ENOSYS;
}

bool registers_skip_call(pid_t tid)
{
    (void)tid;
    return fail();
}

bool registers_restart_unless_handled(pid_t tid)
{
    (void)tid;
    return fail();
}

void registers_repeat_call(struct registers *registers)
{
    (void)registers;
}

#endif
