/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <unistd.h>

#include "runtime/run/commands.h"
#include "runtime/start/start.h"

/*
 * No file of ours may come to be standard error, which the audit record is written to. The VMM
 * finds closed what our caller has closed.
 */
static void fill_closed_streams(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd > STDERR_FILENO)
        close(fd);
}

int command_start(const struct options *options, struct report *report)
{
    int kvm_fd;

    fill_closed_streams();
    kvm_fd = command_prepare(options, report);
    if (kvm_fd < 0)
        return STATUS_NOT_STARTED;
    close(kvm_fd);
    if (options->command == COMMAND_PID)
        return load_into_process(options, report);
    if (options->start_mode == START_PRELOAD)
        return start_preloaded(options, report);
    return start_guarded(options, report);
}
