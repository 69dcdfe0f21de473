/* SPDX-License-Identifier: BSD-2-Clause */
#include <unistd.h>

#include "runtime/run/choose.h"
#include "runtime/run/commands.h"
#include "runtime/run/device.h"

static bool probe_and_choose(int kvm_fd, const struct options *options, struct report *report)
{
    if (!device_probe(kvm_fd, options->device_path, &report->host, &report->failure))
        return false;
    if (options->blob_path == NULL)
        return true;
    report->has_choice =
        choose(&report->blob.view, &report->host, &report->choice, &report->failure);
    return report->has_choice;
}

int command_prepare(const struct options *options, struct report *report)
{
    const char *path = options->blob_path;
    int kvm_fd;

    if (path != NULL && !blob_file_open(&report->blob, path, &report->failure))
        return -1;
    kvm_fd = device_open(options->device_path, &report->failure);
    if (kvm_fd < 0 || probe_and_choose(kvm_fd, options, report))
        return kvm_fd;
    close(kvm_fd);
    return -1;
}
