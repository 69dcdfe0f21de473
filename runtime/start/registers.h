/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The registers of a thread that we trace, as far as system calls go. There is one implementation
 * for each kind of CPU that pmu-run runs on; on others no function here succeeds. One that returns
 * false leaves the reason in errno.
 */
#ifndef PMU_START_REGISTERS_H
#define PMU_START_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/user.h>

struct registers {
#if defined(__x86_64__) || defined(__aarch64__)
    struct user_regs_struct user;
#else
    char none;
#endif
};

/* How a system call is made: which instruction, which numbers, which registers. */
enum convention { CONVENTION_NONE, CONVENTION_X86_64, CONVENTION_I386, CONVENTION_ARM64 };

/* The calls that we make in a thread. */
enum call { CALL_MMAP, CALL_MUNMAP, CALL_IOCTL };

enum { CALL_ARGUMENTS = 6 };

bool registers_read(pid_t tid, struct registers *out);
bool registers_write(pid_t tid, const struct registers *registers);

/*
 * Writes back what was read before calls were made in the thread. The thread has to be in a stop
 * that is not about a system call: there the kernel restarts, as it would have before, a call that
 * our stop came into.
 */
bool registers_restore(pid_t tid, const struct registers *saved);

/* Whether the thread is in a system call, and not in code of its own. */
bool registers_are_in_call(const struct registers *registers);

/* Where the instruction is that the call was made with. */
uint64_t registers_call_address(const struct registers *registers);

/* Bytes that registers_convention() looks at. */
enum { INSTRUCTION_SIZE = 4 };

/* What these bytes are, as an instruction that makes system calls. */
enum convention registers_convention(const unsigned char bytes[INSTRUCTION_SIZE]);

/* How programs of the thread's width make calls. */
enum convention registers_native_convention(const struct registers *registers);

/*
 * Makes the thread, once it goes on, make this call with the instruction at `address`. The kernel
 * will not take what is in the registers for a call to restart.
 */
void registers_set_call(struct registers *registers, enum convention convention, uint64_t address,
                        enum call call, const uint64_t arguments[CALL_ARGUMENTS]);

/* What a call returned: a negative errno value when it failed. */
int64_t registers_result(const struct registers *registers, enum convention convention);

/* For a thread that is about to make a call: it will make none, and get ENOSYS. */
bool registers_skip_call(pid_t tid);

/*
 * For a thread at the end of a call that a signal has interrupted: the call fails with EINTR if a
 * handler runs for that signal, and is made again if none does. Nothing but the kernel's way with
 * signals may come between this and the thread's going on.
 */
bool registers_restart_unless_handled(pid_t tid);

/* In what was read from a thread about to make a call: that it is to make that call again. */
void registers_repeat_call(struct registers *registers);

#endif
