/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Giving a filter to KVM on arm64: a call for each range. KVM keeps one bit for each event number
 * of the VM; the first call of a VM's life sets all of them, to the opposite of its action.
 */
#include "runtime/pmuf_format.h"
#include "runtime/pmufilter.h"
#include "runtime/target.h"

#ifdef PMUF_FOR_ARM64

#include "runtime/kvm_uapi.h"
#include "runtime/load_vcpu.h"
#include "runtime/read.h"
#include <errno.h>
#include <sys/ioctl.h>

/*
 * The reset record that reaches above a small host's event numbers: such a host says EINVAL, which
 * KVM has no other reason for here.
 */
#define SIZE_RECORD 2u

_Static_assert(sizeof(struct pmuf_range) == 8, "struct kvm_pmu_event_filter");

static struct pmuf_range read_range(const unsigned char *at)
{
    return (struct pmuf_range){
        .base = (uint16_t)read_u16(at + PMUF_ARM64_BASE),
        .count = (uint16_t)read_u16(at + PMUF_ARM64_COUNT),
        .action = (uint8_t)read_u8(at + PMUF_ARM64_ACTION),
    };
}

static int load_error(int error_number)
{
    switch (error_number) {
    case 0:
        return PMUF_OK;
    case EBADF:
    case ENOTTY:
        return PMUF_E_FD;
    case EIO:
        return PMUF_E_OTHER_PROCESS;
    case ENODEV:
    case ENXIO:
        return PMUF_E_NO_PMU;
    case EBUSY:
        return PMUF_E_BUSY;
    default:
        return PMUF_E_REFUSED;
    }
}

/* 0 when the descriptor has an attribute of this number. Nothing is changed. */
static int has(const struct pmuf_vcpu_calls *calls, uint64_t attribute)
{
    return calls->attribute(calls->context, KVM_UAPI_HAS_DEVICE_ATTR, attribute, NULL);
}

/*
 * Whether the descriptor is a vCPU's that takes a filter. Other descriptors of KVM have attributes
 * too: FILTER's number is an interrupt controller's address, and writing to it would change the VM.
 */
static int check_vcpu(const struct pmuf_vcpu_calls *calls, int *error_number)
{
    const int init = has(calls, KVM_UAPI_ARM_VCPU_PMU_V3_INIT);
    const int filter = has(calls, KVM_UAPI_ARM_VCPU_PMU_V3_FILTER);

    *error_number = filter != 0 ? filter : init;
    if (init == 0 && filter == ENXIO)
        return PMUF_E_KERNEL;
    if (init != 0 && filter == 0)
        return PMUF_E_FD;
    /* A vCPU without a PMU says ENXIO as well, but only /dev/kvm and a VM tell of capabilities. */
    if (filter == EINVAL || (filter == ENXIO && calls->has_capabilities(calls->context)))
        return PMUF_E_FD;
    return load_error(filter);
}

static int load_records(const struct pmuf_vcpu_calls *calls,
                        const struct pmuf_alternative *alternative, struct pmuf_result *result)
{
    const unsigned char *records = alternative->payload;
    const uint32_t count = (uint32_t)(alternative->payload_size / PMUF_ARM64_RECORD_SIZE);
    bool small = false;

    for (; result->record < count; result->record++) {
        const struct pmuf_range range =
            read_range(records + (size_t)result->record * PMUF_ARM64_RECORD_SIZE);
        int error_number;

        if (small && range.base >= PMUF_ARM64_SMALL_EVENTS)
            continue;
        error_number = calls->attribute(calls->context, KVM_UAPI_SET_DEVICE_ATTR,
                                        KVM_UAPI_ARM_VCPU_PMU_V3_FILTER, &range);
        if (error_number == 0) {
            result->loaded++;
        } else if (error_number == EINVAL && result->record == SIZE_RECORD) {
            small = true;
        } else {
            result->error_number = error_number;
            return result->loaded == 0 ? load_error(error_number) : PMUF_E_PARTIAL;
        }
    }
    return PMUF_OK;
}

int pmuf_load_vcpu_by(const struct pmuf_vcpu_calls *calls, const struct pmuf_view *view,
                      const struct pmuf_choice *choice, struct pmuf_result *result)
{
    struct pmuf_alternative alternative;
    int error;

    *result = (struct pmuf_result){0};
    if (choice == NULL)
        return PMUF_E_ARGUMENT;
    if (pmuf_get_alternative(view, choice->section, choice->alternative, &alternative) != PMUF_OK)
        return PMUF_E_ARGUMENT;
    if (alternative.kind != PMUF_KIND_ARM64)
        return PMUF_E_ARCH;
    error = check_vcpu(calls, &result->error_number);
    return error == PMUF_OK ? load_records(calls, &alternative, result) : error;
}

static int own_attribute(void *context, unsigned long request, uint64_t attribute,
                         const struct pmuf_range *range)
{
    const int *vcpu_fd = context;
    const struct kvm_device_attr argument = {
        .group = KVM_UAPI_ARM_VCPU_PMU_V3_CTRL,
        .attr = attribute,
        .addr = (uintptr_t)range,
    };

    return ioctl(*vcpu_fd, request, &argument) == 0 ? 0 : errno;
}

static bool own_has_capabilities(void *context)
{
    const int *vcpu_fd = context;

    return ioctl(*vcpu_fd, KVM_UAPI_CHECK_EXTENSION, KVM_UAPI_CAP_ARM_PMU_V3) >= 0;
}

int pmuf_load_vcpu(int vcpu_fd, const struct pmuf_view *view, const struct pmuf_choice *choice,
                   struct pmuf_result *result)
{
    const struct pmuf_vcpu_calls calls = {&vcpu_fd, own_attribute, own_has_capabilities};
    struct pmuf_result answer;
    const int error = pmuf_load_vcpu_by(&calls, view, choice, &answer);

    if (result != NULL)
        *result = answer;
    return error;
}

#else

int pmuf_load_vcpu(int vcpu_fd, const struct pmuf_view *view, const struct pmuf_choice *choice,
                   struct pmuf_result *result)
{
    (void)vcpu_fd;
    (void)view;
    (void)choice;
    if (result != NULL)
        *result = (struct pmuf_result){0};
    return PMUF_E_ARCH;
}

#endif
