/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "runtime/run/escape.h"

static const struct {
    const char *code;
    int status;
} kinds[FAILURE_KIND_COUNT] = {
    [FAILURE_NONE] = {"none", STATUS_FINE},
    [FAILURE_USAGE] = {"usage", STATUS_TROUBLE},
    [FAILURE_BLOB_UNREADABLE] = {"blob-unreadable", STATUS_TROUBLE},
    [FAILURE_BLOB_REFUSED] = {"blob-refused", STATUS_TROUBLE},
    [FAILURE_NO_DEVICE] = {"no-device", STATUS_TROUBLE},
    [FAILURE_PERMISSION_DENIED] = {"permission-denied", STATUS_TROUBLE},
    [FAILURE_DEVICE] = {"device", STATUS_TROUBLE},
    [FAILURE_CPUS] = {"cpus", STATUS_TROUBLE},
    [FAILURE_NO_SECTION] = {"no-section", STATUS_HOST_CANNOT},
    [FAILURE_MIXED_CPUS] = {"mixed-cpus", STATUS_HOST_CANNOT},
    [FAILURE_NO_PMU] = {"no-pmu", STATUS_HOST_CANNOT},
    [FAILURE_KERNEL_TOO_OLD] = {"kernel-too-old", STATUS_HOST_CANNOT},
    [FAILURE_NARROW_SELECTS] = {"narrow-selects", STATUS_HOST_CANNOT},
    [FAILURE_KERNEL_REFUSED] = {"kernel-refused", STATUS_HOST_CANNOT},
    [FAILURE_VMM_NOT_EXECUTABLE] = {"vmm-not-executable", STATUS_TROUBLE},
    [FAILURE_VMM_NOT_FOUND] = {"vmm-not-found", STATUS_TROUBLE},
    [FAILURE_PROCESS] = {"process", STATUS_TROUBLE},
    [FAILURE_START] = {"start", STATUS_TROUBLE},
    [FAILURE_SYSTEM] = {"system", STATUS_TROUBLE},
};

bool failure_set(struct failure *failure, enum failure_kind kind, const char *format, ...)
{
    va_list arguments;

    failure->kind = kind;
    va_start(arguments, format);
    vsnprintf(failure->text, sizeof(failure->text), format, arguments);
    va_end(arguments);
    return false;
}

const char *failure_code(const struct failure *failure)
{
    return kinds[failure->kind].code;
}

int failure_status(const struct failure *failure)
{
    return kinds[failure->kind].status;
}

int failure_start_status(const struct failure *failure)
{
    switch (failure->kind) {
    case FAILURE_NONE:
        return STATUS_FINE;
    case FAILURE_VMM_NOT_EXECUTABLE:
        return STATUS_NOT_EXECUTABLE;
    case FAILURE_VMM_NOT_FOUND:
        return STATUS_NOT_FOUND;
    default:
        return STATUS_NOT_STARTED;
    }
}

void failure_print(const struct failure *failure)
{
    if (failure->kind == FAILURE_NONE)
        return;
    fputs("pmu-run: error: ", stderr);
    escape_for_terminal(stderr, failure->text, strlen(failure->text));
    fputc('\n', stderr);
}
