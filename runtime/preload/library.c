/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libpmu-preload: an ioctl() in place of libc's, which loads a policy into each VM that a VMM
 * creates. It is one of the two halves of `pmu-run --preload`; the other is a seccomp filter that
 * lets no one else create a VM.
 */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include "runtime/preload/announce.h"
#include "runtime/preload/attach.h"
#include "runtime/preload/kernel.h"
#include "runtime/preload/requests.h"

/* Of pmu-run(1): the VMM was not started, or not under the policy. */
enum { STATUS_NOT_STARTED = 125 };

_Noreturn void request_give_up(const struct attachment *attachment, int vm_fd, int error,
                               const struct pmuf_result *result)
{
    kernel_close(vm_fd);
    announce_load(attachment->state, vm_fd, error, result);
    _exit(STATUS_NOT_STARTED);
}

int request_refuse_other_filter(void)
{
    errno = EPERM;
    return -1;
}

/* Everywhere else in this library it stands for kernel_ioctl(). */
#undef ioctl

/* As glibc has it. musl's request is an int, which makes no difference to a caller. */
__attribute__((visibility("default"))) int ioctl(int fd, unsigned long request, ...);

int ioctl(int fd, unsigned long request, ...)
{
    const struct attachment *link = attachment();
    unsigned long argument;
    va_list arguments;

    va_start(arguments, request);
    argument = va_arg(arguments, unsigned long);
    va_end(arguments);
    if (link == NULL)
        return kernel_pass_on(fd, request, argument);
    /* KVM looks at 32 bits, and a caller may have extended their sign. */
    return request_perform(link, fd, request & 0xffffffffu, argument);
}
