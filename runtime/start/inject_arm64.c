/* SPDX-License-Identifier: BSD-2-Clause */
/* arm64: the library's own way of loading through a vCPU, with each of its calls made remotely. */
#include "runtime/start/inject.h"
#include "runtime/target.h"

#ifdef PMUF_FOR_ARM64

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "runtime/kvm_uapi.h"
#include "runtime/load_vcpu.h"

/* What lies at the place. */
struct attribute_and_range {
    struct kvm_device_attr attribute;
    struct pmuf_range range;
};

_Static_assert(sizeof(struct attribute_and_range) <= INJECT_VCPU_SIZE, "INJECT_VCPU_SIZE");

struct remote_vcpu {
    struct remote *remote;
    const struct place *place;
    int fd;
    bool is_broken; /* a call could not be made: whatever comes of the load means nothing */
};

/* 0 or an errno value. */
static int call_ioctl(struct remote_vcpu *vcpu, unsigned long request, uint64_t argument)
{
    const uint64_t arguments[CALL_ARGUMENTS] = {(uint64_t)vcpu->fd, request, argument};
    int64_t result = -EIO;

    if (vcpu->is_broken || !remote_call(vcpu->remote, CALL_IOCTL, arguments, &result))
        vcpu->is_broken = true;
    return result < 0 ? (int)-result : 0;
}

static int remote_attribute(void *context, unsigned long request, uint64_t attribute,
                            const struct pmuf_range *range)
{
    struct remote_vcpu *vcpu = context;
    const uint64_t address = vcpu->place->address;
    struct attribute_and_range what = {
        .attribute = {.group = KVM_UAPI_ARM_VCPU_PMU_V3_CTRL, .attr = attribute},
    };

    if (range != NULL) {
        what.attribute.addr = address + offsetof(struct attribute_and_range, range);
        what.range = *range;
    }
    if (!vcpu->is_broken && !remote_write(vcpu->remote, address, &what, sizeof(what)))
        vcpu->is_broken = true;
    return call_ioctl(vcpu, request, address);
}

static bool remote_has_capabilities(void *context)
{
    return call_ioctl(context, KVM_UAPI_CHECK_EXTENSION, KVM_UAPI_CAP_ARM_PMU_V3) == 0;
}

bool inject_vcpu_filter(struct remote *remote, int vcpu_fd, const struct place *place,
                        const struct pmuf_view *view, const struct pmuf_choice *choice, int *error,
                        struct pmuf_result *result)
{
    struct remote_vcpu vcpu = {.remote = remote, .place = place, .fd = vcpu_fd};
    const struct pmuf_vcpu_calls calls = {&vcpu, remote_attribute, remote_has_capabilities};

    *error = pmuf_load_vcpu_by(&calls, view, choice, result);
    return !vcpu.is_broken;
}

#endif
