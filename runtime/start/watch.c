/* SPDX-License-Identifier: BSD-2-Clause */
/* What is the same for all architectures. */
#include "runtime/start/watch.h"

#include <linux/audit.h>
#include <linux/kvm.h>
#include <stdlib.h>

/* On x86-64, x32 has a bit of its own in the number and an ioctl() of its own. */
static bool is_ioctl(uint32_t architecture, uint64_t number)
{
    switch (architecture) {
    case AUDIT_ARCH_X86_64:
        number &= ~0x40000000ull;
        return number == 16 || number == 514;
    case AUDIT_ARCH_I386:
    case AUDIT_ARCH_ARM:
        return number == 54;
    case AUDIT_ARCH_AARCH64:
        return number == 29;
    default:
        return false;
    }
}

bool watch_is_ioctl(const struct watched_call *call, uint32_t request)
{
    return is_ioctl(call->architecture, call->number) && (uint32_t)call->arguments[1] == request;
}

void watch_free(struct watch *watch)
{
    free(watch->vms);
    free(watch->vcpus);
    *watch = (struct watch){0};
}
