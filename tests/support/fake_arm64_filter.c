/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/fake_arm64_filter.h"
#include <errno.h>
#include <string.h>

enum { ALLOW = 0, DENY = 1, SW_INCR = 0x00, CHAIN = 0x1e };

/* The first range that a VM takes sets every bit, to the opposite of its action. */
static void set_default(struct fake_vm *vm, uint8_t action)
{
    for (uint32_t event = 0; event < vm->event_count; event++)
        vm->is_allowed[event] = action == DENY;
    vm->has_filter = true;
}

int fake_filter_set(struct fake_vcpu *vcpu, const void *range)
{
    struct {
        uint16_t base, count;
        uint8_t action, pad[3];
    } filter;
    struct fake_vm *vm = vcpu->vm;

    if (!vcpu->has_pmu)
        return ENODEV;
    if (vcpu->is_pmu_initialised)
        return EBUSY;
    if (range == NULL)
        return EFAULT;
    memcpy(&filter, range, sizeof(filter));
    if ((uint32_t)filter.base + filter.count > vm->event_count || filter.action > DENY)
        return EINVAL;
    if (vm->has_run)
        return EBUSY;
    if (!vm->has_filter)
        set_default(vm, filter.action);
    for (uint32_t i = 0; i < filter.count; i++)
        vm->is_allowed[filter.base + i] = filter.action == ALLOW;
    return 0;
}

bool fake_filter_counts(const struct fake_vm *vm, uint32_t event)
{
    event &= vm->event_count - 1;
    if (event == SW_INCR || event == CHAIN)
        return true;
    return !vm->has_filter || vm->is_allowed[event];
}
