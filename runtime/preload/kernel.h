/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's own calls, past the ioctl() that this library puts in place of libc's. */
#ifndef PMU_PRELOAD_KERNEL_H
#define PMU_PRELOAD_KERNEL_H

#include <stdint.h>

/* As ioctl(2), for what a VMM asks for. */
int kernel_pass_on(int fd, unsigned long request, unsigned long argument);

/*
 * As ioctl(2), for what the library does by itself, with the fourth argument that the guard of
 * pmu-run asks for. What is compiled in from libpmufilter calls it, too.
 */
int kernel_ioctl(int fd, unsigned long request, ...);

/* As close(2), but nobody can cancel the thread in it. */
void kernel_close(int fd);

/*
 * Between these, no signal handler runs in the calling thread: nothing of the VMM's gets hold of a
 * VM that has no filter yet. Signals that libc keeps for itself are blocked as well.
 */
uint64_t kernel_block_signals(void);
void kernel_restore_signals(uint64_t saved);

#endif
