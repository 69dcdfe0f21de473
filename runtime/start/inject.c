/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/start/inject.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "runtime/kvm_uapi.h"

/* A VMM that nobody has forbidden anything gets memory, unless a limit of its own is reached. */
static bool explain_place(struct remote *remote, int error_number)
{
    const char *hint = "its own seccomp filter may be why; with CAP_SYS_ADMIN pmu-run can work "
                       "around that";

    if (error_number == ENOMEM)
        hint = "raise the limit of its address space";
    else if (error_number == EAGAIN)
        hint = "raise the limit of its locked memory";
    snprintf(remote->trouble, sizeof(remote->trouble), "it gets no memory: %s; %s",
             strerror(error_number), hint);
    return false;
}

bool inject_place(struct remote *remote, uint64_t size, struct place *out)
{
    const uint64_t arguments[CALL_ARGUMENTS] = {
        0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, ~0ull, 0};
    int64_t result;

    if (!remote_call(remote, CALL_MMAP, arguments, &result))
        return false;
    if (result < 0)
        return explain_place(remote, (int)-result);
    *out = (struct place){.address = (uint64_t)result, .size = size};
    return true;
}

bool inject_remove_place(struct remote *remote, const struct place *place)
{
    const uint64_t arguments[CALL_ARGUMENTS] = {place->address, place->size};
    int64_t result;

    return remote_call(remote, CALL_MUNMAP, arguments, &result);
}

static bool call_ioctl(struct remote *remote, int fd, unsigned long request, uint64_t argument,
                       int *error_number)
{
    const uint64_t arguments[CALL_ARGUMENTS] = {(uint64_t)fd, request, argument};
    int64_t result;

    if (!remote_call(remote, CALL_IOCTL, arguments, &result))
        return false;
    *error_number = result < 0 ? (int)-result : 0;
    return true;
}

bool inject_vm_filter(struct remote *remote, int vm_fd, const struct place *place,
                      int *error_number)
{
    return call_ioctl(remote, vm_fd, KVM_UAPI_SET_PMU_EVENT_FILTER, place->address, error_number);
}
