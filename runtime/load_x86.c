/* SPDX-License-Identifier: BSD-2-Clause */
/* Giving a filter to KVM on x86: one system call. */
#include "runtime/pmuf_format.h"
#include "runtime/pmufilter.h"
#include "runtime/target.h"

#ifdef PMUF_FOR_X86

#include "runtime/kvm_uapi.h"
#include <errno.h>
#include <sys/ioctl.h>

_Static_assert((int)PMUF_X86_FLAG_MASKED == (int)KVM_UAPI_PMU_EVENT_FLAG_MASKED_EVENTS, "flags");

static int load_error(int error_number)
{
    switch (error_number) {
    case EBADF:
    case ENOTTY:
        return PMUF_E_FD;
    case EIO:
        return PMUF_E_OTHER_PROCESS;
    default:
        return PMUF_E_REFUSED;
    }
}

/* `filter` may have any alignment and may be read-only: KVM copies it. */
static int set_filter(int vm_fd, const void *filter, struct pmuf_result *result)
{
    const int failed = ioctl(vm_fd, KVM_UAPI_SET_PMU_EVENT_FILTER, filter) != 0;
    const int error_number = failed ? errno : 0;

    if (result != NULL)
        *result = (struct pmuf_result){.error_number = error_number, .loaded = failed ? 0 : 1};
    return failed ? load_error(error_number) : PMUF_OK;
}

int pmuf_load_vm(int vm_fd, const struct pmuf_view *view, const struct pmuf_choice *choice,
                 struct pmuf_result *result)
{
    struct pmuf_alternative alternative;

    if (result != NULL)
        *result = (struct pmuf_result){0};
    if (choice == NULL)
        return PMUF_E_ARGUMENT;
    if (pmuf_get_alternative(view, choice->section, choice->alternative, &alternative) != PMUF_OK)
        return PMUF_E_ARGUMENT;
    if (alternative.kind == PMUF_KIND_ARM64)
        return PMUF_E_ARCH;
    return set_filter(vm_fd, alternative.payload, result);
}

int pmuf_clear_vm(int vm_fd, struct pmuf_result *result)
{
    /* Deny nothing. Every byte is zero but those of the little-endian action. */
    const unsigned char filter[PMUF_X86_HEADER_SIZE] = {[PMUF_X86_ACTION] = PMUF_ACTION_DENY};

    return set_filter(vm_fd, filter, result);
}

#else

int pmuf_load_vm(int vm_fd, const struct pmuf_view *view, const struct pmuf_choice *choice,
                 struct pmuf_result *result)
{
    (void)vm_fd;
    (void)view;
    (void)choice;
    if (result != NULL)
        *result = (struct pmuf_result){0};
    return PMUF_E_ARCH;
}

int pmuf_clear_vm(int vm_fd, struct pmuf_result *result)
{
    (void)vm_fd;
    if (result != NULL)
        *result = (struct pmuf_result){0};
    return PMUF_E_ARCH;
}

#endif
