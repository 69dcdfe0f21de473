/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/preload/kernel.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/preload/attach.h"

int kernel_pass_on(int fd, unsigned long request, unsigned long argument)
{
    return (int)syscall(SYS_ioctl, fd, request, argument, 0ul);
}

int kernel_ioctl(int fd, unsigned long request, ...)
{
    const unsigned long cookie = (unsigned long)attachment()->cookie;
    unsigned long argument;
    va_list arguments;

    va_start(arguments, request);
    argument = va_arg(arguments, unsigned long);
    va_end(arguments);
    return (int)syscall(SYS_ioctl, fd, request, argument, cookie);
}

void kernel_close(int fd)
{
    syscall(SYS_close, fd);
}

/* The kernel's own sigset_t has 64 bits, and sigprocmask() would spare some of them. */
uint64_t kernel_block_signals(void)
{
    const uint64_t all = ~(uint64_t)0;
    const int error_number = errno;
    uint64_t saved = 0;

    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &saved, sizeof(all));
    errno = error_number;
    return saved;
}

void kernel_restore_signals(uint64_t saved)
{
    const int error_number = errno;

    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &saved, NULL, sizeof(saved));
    errno = error_number;
}
