/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The requests of KVM that the library does more for than to pass them on: there is one such
 * function for each architecture. A VM is either loaded into before the VMM hears of it, on arm64
 * before its vCPU has heard of a PMU, or the VMM ends here, with exit status 125.
 */
#ifndef PMU_PRELOAD_REQUESTS_H
#define PMU_PRELOAD_REQUESTS_H

#include "runtime/preload/attach.h"

/* As ioctl(2). */
int request_perform(const struct attachment *attachment, int fd, unsigned long request,
                    unsigned long argument);

/* Closes the VM, tells pmu-run why, and ends the process. */
_Noreturn void request_give_up(const struct attachment *attachment, int vm_fd, int error,
                               const struct pmuf_result *result);

/* A VMM that has a filter of its own would replace or widen the one of the policy: EPERM. */
int request_refuse_other_filter(void);

#endif
