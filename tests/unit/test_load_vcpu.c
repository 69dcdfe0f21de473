/* SPDX-License-Identifier: BSD-2-Clause */
/* Loading on arm64, into a VM of a fake KVM: which calls are made, and every way to be refused. */
#include "tests/support/assert_blob.h"
#include "tests/support/fake_arm64_kvm.h"
#include "tests/support/fake_arm64_policy.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define GARBAGE                                                                                    \
    {                                                                                              \
        -1, 99, 99                                                                                 \
    }

/* Loads the sample policy. */
static int load(int fd, struct pmuf_result *result)
{
    struct policy policy = policy_sample();
    const int error = pmuf_load_vcpu(fd, &policy.view, &policy.choice, result);

    policy_free(&policy);
    return error;
}

/* Refused before the kernel took anything. */
static void expect_refused(int fd, int error, int error_number)
{
    const bool had_filter = fake_kvm.vm.has_filter;
    struct pmuf_result result = GARBAGE;

    cr_assert_eq(load(fd, &result), error);
    cr_assert_eq(result.error_number, error_number);
    cr_assert_eq(result.loaded, 0);
    cr_assert_eq(result.record, 0);
    cr_assert_eq(fake_kvm.vm.has_filter, had_filter);
    cr_assert_eq(load(fd, NULL), error);
}

/* The same, and no attribute was ever written to. */
static void expect_refused_unasked(int fd, int error, int error_number)
{
    expect_refused(fd, error, error_number);
    cr_assert_eq(fake_kvm.call_count, 0);
}

static void set_attribute(int vcpu_fd, uint64_t number, int wanted)
{
    const struct kvm_device_attr attribute = {.attr = number};

    cr_assert_eq(ioctl(vcpu_fd, KVM_SET_DEVICE_ATTR, &attribute), wanted);
}

static void init_pmu(int vcpu_fd)
{
    set_attribute(vcpu_fd, 1, 0);
}

/* Every event of the guest. */
static void expect_meaning(const struct policy *policy)
{
    for (uint32_t event = 0; event < fake_kvm.vm.event_count; event++)
        cr_assert_eq(fake_filter_counts(&fake_kvm.vm, event), policy->is_allowed[event],
                     "event 0x%x", event);
}

Test(load_vcpu, every_record_in_order)
{
    static const struct fake_range reset[] = {
        {0, 0, 0, {0}}, {0, 0x400, 1, {0}}, {0x400, 0xfc00, 1, {0}}};
    struct policy policy = policy_sample();
    const uint32_t count = policy_record_count(&policy);
    struct pmuf_result result = GARBAGE;

    cr_assert_eq(pmuf_load_vcpu(fake_kvm_open_vcpu(true), &policy.view, &policy.choice, &result),
                 PMUF_OK);
    cr_assert_eq(result.error_number, 0);
    cr_assert_eq(result.loaded, count);
    cr_assert_eq(result.record, count);
    cr_assert_eq(fake_kvm.call_count, count);
    cr_assert_eq(fake_kvm.request_count, count + 2, "two questions, and the records");
    cr_assert_eq(memcmp(fake_kvm.calls, reset, sizeof(reset)), 0);
    for (uint32_t i = 0; i < policy.range_count; i++) {
        const struct fake_range *call = &fake_kvm.calls[3 + i];
        const struct fake_range wanted = {
            (uint16_t)policy.ranges[i].base, (uint16_t)policy.ranges[i].count, 0, {0}};

        cr_assert_eq(memcmp(call, &wanted, sizeof(wanted)), 0, "range %u", i);
    }
    expect_meaning(&policy);
    policy_free(&policy);
}

/* A host with 10-bit event numbers says so at the third record, and is asked for nothing more. */
Test(load_vcpu, small_host)
{
    struct policy policy = policy_sample();
    struct pmuf_result result = GARBAGE;

    fake_kvm.vm.event_count = 0x400;
    cr_assert_eq(pmuf_load_vcpu(fake_kvm_open_vcpu(true), &policy.view, &policy.choice, &result),
                 PMUF_OK);
    cr_assert_eq(result.error_number, 0);
    cr_assert_eq(result.loaded, 2 + policy.small_count);
    cr_assert_eq(result.record, policy_record_count(&policy));
    cr_assert_eq(fake_kvm.call_count, 3 + policy.small_count);
    for (uint32_t i = 3; i < fake_kvm.call_count; i++)
        cr_assert_lt(fake_kvm.calls[i].base, 0x400);
    expect_meaning(&policy);
    policy_free(&policy);
}

Test(load_vcpu, agrees_with_evaluate)
{
    struct policy policy = policy_sample();

    cr_assert_eq(pmuf_load_vcpu(fake_kvm_open_vcpu(true), &policy.view, &policy.choice, NULL),
                 PMUF_OK);
    for (uint32_t event = 0; event < 0x10000; event++) {
        const struct pmuf_point point = {.kind = PMUF_POINT_ARM64, .number = event};

        cr_assert_eq(pmuf_evaluate(&policy.view, &policy.choice, &point),
                     fake_filter_counts(&fake_kvm.vm, event));
    }
    policy_free(&policy);
}

Test(load_vcpu, blob_at_any_alignment)
{
    struct policy policy = policy_sample();
    unsigned char *room = malloc(policy.blob.size + 8);

    for (size_t shift = 1; shift < 8; shift++) {
        struct pmuf_view view;

        fake_kvm_reset();
        memcpy(room + shift, policy.blob.bytes, policy.blob.size);
        cr_assert_eq(pmuf_check(room + shift, policy.blob.size, &view, NULL), PMUF_OK);
        cr_assert_eq(pmuf_load_vcpu(fake_kvm_open_vcpu(true), &view, &policy.choice, NULL),
                     PMUF_OK);
        expect_meaning(&policy);
    }
    free(room);
    policy_free(&policy);
}

/* The filter is the VM's: one vCPU loads it for all, and another one can load it again. */
Test(load_vcpu, one_vcpu_is_enough)
{
    struct policy policy = policy_sample();
    const int first = fake_kvm_open_vcpu(true);
    const int second = fake_kvm_open_vcpu(true);

    cr_assert_eq(load(first, NULL), PMUF_OK);
    cr_assert_eq(fake_kvm.vcpus[1].vm, &fake_kvm.vm);
    expect_meaning(&policy);
    init_pmu(first);
    expect_refused(first, PMUF_E_BUSY, EBUSY);
    cr_assert_eq(load(second, NULL), PMUF_OK);
    expect_meaning(&policy);
    policy_free(&policy);
}

Test(load_vcpu, BUSY_pmu_initialised)
{
    const int fd = fake_kvm_open_vcpu(true);

    init_pmu(fd);
    expect_refused(fd, PMUF_E_BUSY, EBUSY);
}

Test(load_vcpu, BUSY_another_vcpu_has_run)
{
    const int fd = fake_kvm_open_vcpu(true);
    const int other = fake_kvm_open_vcpu(false);

    cr_assert_eq(ioctl(other, KVM_RUN, 0), 0);
    expect_refused(fd, PMUF_E_BUSY, EBUSY);
}

Test(load_vcpu, NO_PMU)
{
    expect_refused_unasked(fake_kvm_open_vcpu(false), PMUF_E_NO_PMU, ENXIO);
}

/* KVM's own answer to the call itself, should the question ever be answered wrongly. */
Test(load_vcpu, NO_PMU_at_the_first_call)
{
    fake_kvm.failing_request = KVM_SET_DEVICE_ATTR;
    fake_kvm.failing_request_errno = ENODEV;
    expect_refused_unasked(fake_kvm_open_vcpu(true), PMUF_E_NO_PMU, ENODEV);
}

Test(load_vcpu, KERNEL_without_filters)
{
    fake_kvm.has_filters = false;
    expect_refused_unasked(fake_kvm_open_vcpu(true), PMUF_E_KERNEL, ENXIO);
}

Test(load_vcpu, FD_not_of_kvm)
{
    const int closed = dup(STDERR_FILENO);

    cr_assert_eq(close(closed), 0);
    expect_refused_unasked(-1, PMUF_E_FD, EBADF);
    expect_refused_unasked(closed, PMUF_E_FD, EBADF);
    expect_refused_unasked(open("/dev/null", O_RDWR | O_CLOEXEC), PMUF_E_FD, ENOTTY);
}

Test(load_vcpu, FD_not_of_a_vcpu)
{
    expect_refused_unasked(fake_kvm_open(), PMUF_E_FD, EINVAL);
    expect_refused_unasked(fake_kvm_open_vm(), PMUF_E_FD, ENXIO);
    fake_kvm.has_vm_attributes = false;
    expect_refused_unasked(fake_kvm_open_vm(), PMUF_E_FD, EINVAL);
    /* Its distributor's address has the number of the filter. */
    expect_refused_unasked(fake_kvm_open_gic(), PMUF_E_FD, ENXIO);
}

Test(load_vcpu, OTHER_PROCESS)
{
    fake_kvm.failing_request = KVM_HAS_DEVICE_ATTR;
    fake_kvm.failing_request_errno = EIO;
    expect_refused_unasked(fake_kvm_open_vcpu(true), PMUF_E_OTHER_PROCESS, EIO);
    fake_kvm.failing_request = KVM_SET_DEVICE_ATTR;
    expect_refused_unasked(fake_kvm_open_vcpu(true), PMUF_E_OTHER_PROCESS, EIO);
}

Test(load_vcpu, REFUSED)
{
    static const int numbers[] = {EINVAL, ENOMEM, EFAULT, EPERM, EINTR};

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        fake_kvm_reset();
        fake_kvm.failing_request = KVM_SET_DEVICE_ATTR;
        fake_kvm.failing_request_errno = numbers[i];
        expect_refused_unasked(fake_kvm_open_vcpu(true), PMUF_E_REFUSED, numbers[i]);
    }
}

Test(load_vcpu, PARTIAL_another_vcpu_runs_meanwhile)
{
    for (uint32_t call = 1; call < 10; call++) {
        struct pmuf_result result = GARBAGE;

        fake_kvm_reset();
        fake_kvm.other_runs = true;
        fake_kvm.run_at = call;
        cr_assert_eq(load(fake_kvm_open_vcpu(true), &result), PMUF_E_PARTIAL);
        cr_assert_eq(result.error_number, EBUSY);
        cr_assert_eq(result.loaded, call);
        cr_assert_eq(result.record, call);
        cr_assert_eq(fake_kvm.call_count, call + 1);
    }
}

/* Only the third record asks how many events there are: EINVAL elsewhere is an error. */
Test(load_vcpu, PARTIAL_EINVAL_elsewhere)
{
    for (uint32_t call = 1; call < 10; call++) {
        struct pmuf_result result = GARBAGE;

        if (call == 2)
            continue;
        fake_kvm_reset();
        fake_kvm.fail_at = call;
        fake_kvm.fail_errno = EINVAL;
        cr_assert_eq(load(fake_kvm_open_vcpu(true), &result), PMUF_E_PARTIAL);
        cr_assert_eq(result.error_number, EINVAL);
        cr_assert_eq(result.record, call);
    }
}

Test(load_vcpu, ARGUMENT)
{
    const struct pmuf_choice wrong[] = {{.section = 1}, {.alternative = 1}, {UINT32_MAX, 0, 0}};
    const struct pmuf_view empty = {0};
    const int fd = fake_kvm_open_vcpu(true);
    struct policy policy = policy_sample();
    struct pmuf_result result = GARBAGE;

    cr_assert_eq(pmuf_load_vcpu(fd, &policy.view, NULL, &result), PMUF_E_ARGUMENT);
    cr_assert_eq(result.error_number, 0);
    cr_assert_eq(result.loaded, 0);
    cr_assert_eq(result.record, 0);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        cr_assert_eq(pmuf_load_vcpu(fd, &policy.view, &wrong[i], NULL), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_load_vcpu(fd, &empty, &policy.choice, NULL), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_load_vcpu(fd, NULL, &policy.choice, NULL), PMUF_E_ARGUMENT);
    cr_assert_eq(fake_kvm.request_count, 0);
    policy_free(&policy);
}

/* A section for x86, on arm64. */
Test(load_vcpu, ARCH)
{
    const struct pmuf_choice intel = {.section = FULL_INTEL};
    const struct pmuf_choice arm64 = {.section = FULL_ARM64};
    const int fd = fake_kvm_open_vcpu(true);
    struct blob blob = blob_sample_full();
    struct pmuf_view view;

    cr_assert_eq(pmuf_check(blob.bytes, blob.size, &view, NULL), PMUF_OK);
    cr_assert_eq(pmuf_load_vcpu(fd, &view, &intel, NULL), PMUF_E_ARCH);
    cr_assert_eq(fake_kvm.request_count, 0);
    cr_assert_eq(pmuf_load_vcpu(fd, &view, &arm64, NULL), PMUF_OK);
    blob_free(&blob);
}
