/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "runtime/run/commands.h"
#include "runtime/run/device.h"

static void explain_load(int error, const struct pmuf_result *result, struct report *report)
{
    if (error != PMUF_E_REFUSED) {
        failure_set(&report->failure, FAILURE_SYSTEM, "cannot load into the scratch VM: %s (%s)",
                    pmuf_strerror(error), strerror(result->error_number));
        return;
    }
    failure_set(&report->failure, FAILURE_KERNEL_REFUSED,
                "the kernel refused section %" PRIu32 ", alternative %" PRIu32
                ": %s; is the loaded KVM module the one for this CPU vendor?",
                report->choice.section, report->choice.alternative, strerror(result->error_number));
}

static void load(int vm_fd, struct report *report)
{
    struct pmuf_result result;
    const int error = pmuf_load_vm(vm_fd, &report->blob.view, &report->choice, &result);

    report->was_tried = true;
    report->is_loaded = error == PMUF_OK;
    if (!report->is_loaded)
        explain_load(error, &result, report);
}

void command_dry_run(const struct options *options, struct report *report)
{
    const int kvm_fd = command_prepare(options, report);
    int vm_fd;

    if (kvm_fd < 0)
        return;
    vm_fd = device_create_vm(kvm_fd, &report->failure);
    if (vm_fd >= 0) {
        load(vm_fd, report);
        close(vm_fd);
    }
    close(kvm_fd);
}
