/* SPDX-License-Identifier: BSD-2-Clause */
#include <unistd.h>

#include "runtime/run/choose.h"
#include "runtime/run/commands.h"

void command_probe(const struct options *options, struct report *report)
{
    const int kvm_fd = command_prepare(options, report);

    if (kvm_fd < 0)
        return;
    close(kvm_fd);
    if ((report->host.kernel_has & PMUF_NEEDS_FILTER) == 0)
        choose_fail_kernel(PMUF_NEEDS_FILTER, "every policy needs", &report->failure);
}
