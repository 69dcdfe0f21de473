/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "runtime/run/commands.h"
#include "runtime/run/device.h"
#include "runtime/run/scratch.h"

static void explain_refusal(struct report *report)
{
    const bool x86 = report->host.architecture == PMUF_X86;

    failure_set(&report->failure, FAILURE_KERNEL_REFUSED,
                "the kernel refused section %" PRIu32 ", alternative %" PRIu32 ": %s%s",
                report->choice.section, report->choice.alternative,
                strerror(report->result.error_number),
                x86 ? "; is the loaded KVM module the one for this CPU vendor?" : "");
}

static void explain_load(int error, struct report *report)
{
    const char *reason = strerror(report->result.error_number);

    switch (error) {
    case PMUF_E_REFUSED:
        explain_refusal(report);
        break;
    case PMUF_E_PARTIAL:
        failure_set(&report->failure, FAILURE_KERNEL_REFUSED,
                    "the kernel took %" PRIu32 " calls of section %" PRIu32
                    ", and refused record %" PRIu32 ": %s",
                    report->result.loaded, report->choice.section, report->result.record, reason);
        break;
    case PMUF_E_KERNEL:
        failure_set(&report->failure, FAILURE_KERNEL_TOO_OLD,
                    "this host's KVM lacks KVM_ARM_VCPU_PMU_V3_FILTER, which section %" PRIu32
                    " of the policy needs; it came with Linux 5.10",
                    report->choice.section);
        break;
    default:
        failure_set(&report->failure, FAILURE_SYSTEM, "cannot load into the scratch VM: %s (%s)",
                    pmuf_strerror(error), reason);
    }
}

static void load(int vm_fd, struct report *report)
{
    const int error =
        scratch_load(vm_fd, &report->blob.view, &report->choice, &report->result, &report->failure);

    report->was_tried = report->failure.kind == FAILURE_NONE;
    report->is_loaded = report->was_tried && error == PMUF_OK;
    if (report->was_tried && !report->is_loaded)
        explain_load(error, report);
}

void command_dry_run(const struct options *options, struct report *report)
{
    const int kvm_fd = command_prepare(options, report);
    int vm_fd;

    if (kvm_fd < 0)
        return;
    vm_fd = scratch_create_vm(kvm_fd, &report->failure);
    if (vm_fd >= 0) {
        load(vm_fd, report);
        close(vm_fd);
    }
    close(kvm_fd);
}
