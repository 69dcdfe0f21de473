/* SPDX-License-Identifier: BSD-2-Clause */
#include <unistd.h>

#include "runtime/run/choose.h"
#include "runtime/run/commands.h"

void command_probe(const struct options *options, struct report *report)
{
    const int kvm_fd = command_prepare(options, report);
    uint32_t needed;

    if (kvm_fd < 0)
        return;
    close(kvm_fd);
    needed = report->host.architecture == PMUF_ARM64 ? PMUF_NEEDS_ARM64_FILTER : PMUF_NEEDS_FILTER;
    if ((report->host.kernel_has & needed) == 0)
        choose_fail_kernel(needed, "every policy needs", &report->failure);
}
