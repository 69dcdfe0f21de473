/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An ioctl() to preload, which makes the real KVM look like another one:
 *
 *   FAKE_KVM_LOG         a file that gets the number of every request, in hexadecimal, one a line
 *   FAKE_KVM_CAPABILITY  this capability's KVM_CHECK_EXTENSION answers FAKE_KVM_VALUE (0)
 *   FAKE_KVM_REQUEST     this request fails with FAKE_KVM_ERRNO
 *
 * Everything else goes to the kernel. A test without a log cannot tell whether the program under
 * test ever came by here.
 */
#include <errno.h>
#include <linux/kvm.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The number in an environment variable, or `otherwise` when it is not set. */
static unsigned long number_in(const char *name, unsigned long otherwise)
{
    const char *text = getenv(name);

    return text == NULL ? otherwise : strtoul(text, NULL, 0);
}

static void log_request(unsigned long request)
{
    const char *path = getenv("FAKE_KVM_LOG");
    FILE *log = path == NULL ? NULL : fopen(path, "ae");

    if (log == NULL)
        return;
    fprintf(log, "%lx\n", request);
    fclose(log);
}

int ioctl(int fd, unsigned long request, ...)
{
    const int error_number = errno;
    unsigned long argument;
    va_list arguments;

    va_start(arguments, request);
    argument = va_arg(arguments, unsigned long);
    va_end(arguments);
    log_request(request);
    errno = error_number;
    if (request == KVM_CHECK_EXTENSION && argument == number_in("FAKE_KVM_CAPABILITY", 0xffff))
        return (int)number_in("FAKE_KVM_VALUE", 0);
    if (request == number_in("FAKE_KVM_REQUEST", 0)) {
        errno = (int)number_in("FAKE_KVM_ERRNO", EINVAL);
        return -1;
    }
    return (int)syscall(SYS_ioctl, fd, request, argument);
}
