/* SPDX-License-Identifier: BSD-2-Clause */
/* The model that the arm64 load is tested on, against what KVM is documented to do. */
#include "tests/support/fake_arm64_filter.h"
#include <criterion/criterion.h>
#include <errno.h>

enum { ALLOW = 0, DENY = 1 };
enum { BRANCHES = 0x21, INSTRUCTIONS = 0x08 };

struct range {
    uint16_t base, count;
    uint8_t action, pad[3];
};

static struct fake_vm vm;
static struct fake_vcpu vcpu = {.vm = &vm, .has_pmu = true};

static int set(uint32_t base, uint32_t count, uint8_t action)
{
    const struct range range = {(uint16_t)base, (uint16_t)count, action, {0}};

    return fake_filter_set(&vcpu, &range);
}

static void expect(bool branches, bool instructions)
{
    cr_assert_eq(fake_filter_counts(&vm, BRANCHES), branches);
    cr_assert_eq(fake_filter_counts(&vm, INSTRUCTIONS), instructions);
}

static void start(uint32_t event_count)
{
    vm = (struct fake_vm){.event_count = event_count};
}

Test(fake_arm64_filter, no_filter)
{
    start(0x10000);
    expect(true, true);
}

Test(fake_arm64_filter, the_first_call_sets_the_default)
{
    start(0x10000);
    cr_assert_eq(set(0, 1, DENY), 0);
    expect(true, true);
    start(0x10000);
    cr_assert_eq(set(0, 1, ALLOW), 0);
    expect(false, false);
    start(0x10000);
    cr_assert_eq(set(BRANCHES, 1, ALLOW), 0);
    cr_assert_eq(set(INSTRUCTIONS, 1, ALLOW), 0);
    expect(true, true);
    start(0x10000);
    cr_assert_eq(set(BRANCHES, 1, DENY), 0);
    cr_assert_eq(set(INSTRUCTIONS, 1, DENY), 0);
    expect(false, false);
}

/* The example of Documentation/virt/kvm/devices/vcpu.rst. */
Test(fake_arm64_filter, undoing_does_not_undo_the_default)
{
    start(0x10000);
    cr_assert_eq(set(0, 10, ALLOW), 0);
    cr_assert_eq(set(0, 10, DENY), 0);
    expect(false, false);
    cr_assert_eq(set(INSTRUCTIONS, 1, ALLOW), 0);
    expect(false, true);
}

Test(fake_arm64_filter, an_empty_range_sets_the_default)
{
    start(0x10000);
    cr_assert_eq(set(0, 0, ALLOW), 0);
    expect(false, false);
    start(0x10000);
    cr_assert_eq(set(0, 0, DENY), 0);
    expect(true, true);
}

Test(fake_arm64_filter, software_increment_and_chain)
{
    start(0x10000);
    cr_assert_eq(set(0, 0xffff, DENY), 0);
    cr_assert_eq(set(0xffff, 1, DENY), 0);
    for (uint32_t event = 0; event < 0x10000; event++)
        cr_assert_eq(fake_filter_counts(&vm, event), event == 0x00 || event == 0x1e);
}

/* A guest's selector has as many bits as its PMU. */
Test(fake_arm64_filter, a_small_host_masks_the_selector)
{
    start(0x400);
    cr_assert_eq(set(BRANCHES, 1, ALLOW), 0);
    cr_assert(fake_filter_counts(&vm, 0x4000 + BRANCHES));
    cr_assert_not(fake_filter_counts(&vm, 0x4000 + INSTRUCTIONS));
}

Test(fake_arm64_filter, EINVAL)
{
    start(0x10000);
    cr_assert_eq(set(0x8000, 0x8001, ALLOW), EINVAL);
    cr_assert_eq(set(0xffff, 2, ALLOW), EINVAL);
    cr_assert_eq(set(0, 1, 2), EINVAL);
    cr_assert_not(vm.has_filter);
    cr_assert_eq(set(0xffff, 1, ALLOW), 0);
    start(0x400);
    cr_assert_eq(set(0x3ff, 2, ALLOW), EINVAL);
    cr_assert_eq(set(0x400, 0xfc00, DENY), EINVAL);
    cr_assert_eq(set(0x400, 0, DENY), 0);
}

/* The order in which KVM looks: feature, this PMU, the memory, the range, the VM. */
Test(fake_arm64_filter, order_of_errors)
{
    struct fake_vcpu other = {.vm = &vm, .is_pmu_initialised = true};

    start(0x400);
    vm.has_run = true;
    cr_assert_eq(fake_filter_set(&other, NULL), ENODEV);
    other.has_pmu = true;
    cr_assert_eq(fake_filter_set(&other, NULL), EBUSY);
    cr_assert_eq(fake_filter_set(&vcpu, NULL), EFAULT);
    cr_assert_eq(set(0, 0x401, ALLOW), EINVAL);
    cr_assert_eq(set(0, 0x400, ALLOW), EBUSY);
    cr_assert_not(vm.has_filter);
}
