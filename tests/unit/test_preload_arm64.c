/* SPDX-License-Identifier: BSD-2-Clause */
/* What the preloaded library does with a VMM's requests on arm64, above a fake KVM. */
#include "runtime/preload/announce.h"
#include "runtime/preload/kernel.h"
#include "runtime/preload/requests.h"
#include "tests/support/assert_blob.h"
#include "tests/support/fake_arm64_kvm.h"
#include "tests/support/fake_arm64_policy.h"
#include <errno.h>
#include <linux/kvm.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { PMU_INIT = 1, PMU_FILTER = 2 };

/* The library's surroundings. */
static struct handover_state state;
static struct attachment link_to_pmu_run = {.state = &state};
static jmp_buf given_up;
static int error_of_giving_up;
static bool is_question_forbidden; /* KVM_CHECK_EXTENSION */
static int blocked;                /* how often signals were, and are not again */

int kernel_ioctl(int fd, unsigned long request, ...)
{
    unsigned long argument;
    va_list arguments;

    va_start(arguments, request);
    argument = va_arg(arguments, unsigned long);
    va_end(arguments);
    if (is_question_forbidden && request == KVM_CHECK_EXTENSION) {
        errno = EPERM;
        return -1;
    }
    return ioctl(fd, request, argument);
}

void kernel_close(int fd)
{
    close(fd);
}

int kernel_pass_on(int fd, unsigned long request, unsigned long argument)
{
    return ioctl(fd, request, argument);
}

uint64_t kernel_block_signals(void)
{
    blocked++;
    return 5;
}

void kernel_restore_signals(uint64_t saved)
{
    cr_assert_eq(saved, 5);
    blocked--;
}

_Noreturn void request_give_up(const struct attachment *attachment, int vm_fd, int error,
                               const struct pmuf_result *result)
{
    announce_load(attachment->state, vm_fd, error, result);
    error_of_giving_up = error;
    longjmp(given_up, 1);
}

int request_refuse_other_filter(void)
{
    errno = EPERM;
    return -1;
}

/* As a VMM calls it. */
static int request(int fd, unsigned long number, unsigned long argument)
{
    return request_perform(&link_to_pmu_run, fd, number, argument);
}

static int set_attribute(int fd, uint64_t number)
{
    const struct kvm_device_attr attribute = {.attr = number};

    return request(fd, KVM_SET_DEVICE_ATTR, (uintptr_t)&attribute);
}

/* The error with which the library gave up, or PMUF_OK when it did not. */
static int error_of_init(int vcpu_fd)
{
    error_of_giving_up = PMUF_OK;
    if (setjmp(given_up) == 0)
        (void)!set_attribute(vcpu_fd, PMU_INIT);
    return error_of_giving_up;
}

static int create_vm(void)
{
    static int kvm_fd = -1;
    int vm_fd;

    if (kvm_fd < 0)
        kvm_fd = fake_kvm_open();
    vm_fd = request(kvm_fd, KVM_CREATE_VM, 0);
    cr_assert_geq(vm_fd, 0);
    return vm_fd;
}

static int create_vcpu(int vm_fd, bool has_pmu)
{
    const int vcpu_fd = request(vm_fd, KVM_CREATE_VCPU, 0);

    cr_assert_geq(vcpu_fd, 0);
    fake_kvm.vcpus[fake_kvm.vcpu_count - 1].has_pmu = has_pmu;
    return vcpu_fd;
}

static int event_count(void)
{
    int count = 0;

    while (count < HANDOVER_EVENT_COUNT && state.events[count].stage == HANDOVER_READY)
        count++;
    return count;
}

static struct policy start(void)
{
    struct policy policy = policy_sample();

    link_to_pmu_run.view = policy.view;
    link_to_pmu_run.choice = policy.choice;
    return policy;
}

static void expect_meaning(const struct policy *policy)
{
    for (uint32_t event = 0; event < fake_kvm.vm.event_count; event++)
        cr_assert_eq(fake_filter_counts(&fake_kvm.vm, event), policy->is_allowed[event],
                     "event 0x%x", event);
}

Test(preload_arm64, loads_before_the_pmu_is_initialised)
{
    struct policy policy = start();
    const int vm_fd = create_vm();
    const int vcpu_fd = create_vcpu(vm_fd, true);

    cr_assert_not(fake_kvm.vm.has_filter);
    errno = 7;
    cr_assert_eq(set_attribute(vcpu_fd, PMU_INIT), 0);
    cr_assert_eq(errno, 7, "what succeeds leaves errno alone");
    cr_assert(fake_kvm.vcpus[0].is_pmu_initialised);
    expect_meaning(&policy);
    cr_assert_eq(event_count(), 1);
    cr_assert_eq(state.events[0].vm_fd, vm_fd);
    cr_assert_eq(state.events[0].pid, getpid());
    cr_assert_eq(state.events[0].error, PMUF_OK);
    cr_assert_eq(state.events[0].result.loaded, policy_record_count(&policy));
    cr_assert_eq(blocked, 0);
    policy_free(&policy);
}

Test(preload_arm64, tells_once_for_each_vm)
{
    struct policy policy = start();
    const int vm_fd = create_vm();

    for (int i = 0; i < 3; i++)
        cr_assert_eq(set_attribute(create_vcpu(vm_fd, true), PMU_INIT), 0);
    expect_meaning(&policy);
    cr_assert_eq(event_count(), 1);
    policy_free(&policy);
}

Test(preload_arm64, tells_again_of_a_vm_with_the_same_number)
{
    struct policy policy = start();
    const int vm_fd = create_vm();

    cr_assert_eq(set_attribute(create_vcpu(vm_fd, true), PMU_INIT), 0);
    close(vm_fd);
    cr_assert_eq(create_vm(), vm_fd);
    cr_assert_eq(set_attribute(create_vcpu(vm_fd, true), PMU_INIT), 0);
    cr_assert_eq(event_count(), 2);
    policy_free(&policy);
}

Test(preload_arm64, a_pmu_is_initialised_twice)
{
    struct policy policy = start();
    const int vcpu_fd = create_vcpu(create_vm(), true);

    cr_assert_eq(set_attribute(vcpu_fd, PMU_INIT), 0);
    cr_assert_eq(set_attribute(vcpu_fd, PMU_INIT), -1);
    cr_assert_eq(errno, EBUSY, "the kernel's answer");
    cr_assert_eq(event_count(), 1);
    policy_free(&policy);
}

Test(preload_arm64, a_vcpu_comes_after_the_vm_has_run)
{
    struct policy policy = start();
    const int vm_fd = create_vm();
    const int vcpu_fd = create_vcpu(vm_fd, true);

    cr_assert_eq(set_attribute(vcpu_fd, PMU_INIT), 0);
    cr_assert_eq(request(vcpu_fd, KVM_RUN, 0), 0);
    cr_assert_eq(error_of_init(create_vcpu(vm_fd, true)), PMUF_OK);
    cr_assert(fake_kvm.vcpus[1].is_pmu_initialised);
    expect_meaning(&policy);
    policy_free(&policy);
}

Test(preload_arm64, too_late_for_a_vm_without_the_filter)
{
    struct policy policy = start();
    const int vm_fd = create_vm();

    cr_assert_eq(request(create_vcpu(vm_fd, false), KVM_RUN, 0), 0);
    cr_assert_eq(error_of_init(create_vcpu(vm_fd, true)), PMUF_E_BUSY);
    cr_assert_not(fake_kvm.vcpus[1].is_pmu_initialised);
    cr_assert_eq(event_count(), 1);
    cr_assert_eq(state.events[0].error, PMUF_E_BUSY);
    policy_free(&policy);
}

/* By a system call of the VMM's own: to which VM it belongs is not known. */
Test(preload_arm64, a_vcpu_that_was_created_elsewhere)
{
    struct policy policy = start();
    const int vcpu_fd = fake_kvm_open_vcpu(true);

    cr_assert_eq(set_attribute(vcpu_fd, PMU_INIT), 0);
    expect_meaning(&policy);
    cr_assert_eq(event_count(), 1);
    cr_assert_eq(state.events[0].vm_fd, -1);
    cr_assert_eq(error_of_init(vcpu_fd), PMUF_E_BUSY);
    policy_free(&policy);
}

Test(preload_arm64, a_vcpu_without_a_pmu)
{
    struct policy policy = start();
    const int vcpu_fd = create_vcpu(create_vm(), false);

    cr_assert_eq(set_attribute(vcpu_fd, PMU_INIT), -1);
    cr_assert_eq(errno, ENODEV, "the kernel's answer");
    cr_assert_not(fake_kvm.vm.has_filter);
    cr_assert_eq(event_count(), 0);
    policy_free(&policy);
}

Test(preload_arm64, a_filter_of_the_vmms_own)
{
    struct policy policy = start();
    const int vcpu_fd = create_vcpu(create_vm(), true);

    cr_assert_eq(set_attribute(vcpu_fd, PMU_FILTER), -1);
    cr_assert_eq(errno, EPERM);
    cr_assert_eq(set_attribute(vcpu_fd, PMU_INIT), 0);
    cr_assert_eq(set_attribute(vcpu_fd, PMU_FILTER), -1);
    cr_assert_eq(errno, EPERM);
    expect_meaning(&policy);
    policy_free(&policy);
}

Test(preload_arm64, an_interrupt_controller_has_its_addresses)
{
    struct policy policy = start();
    const int gic_fd = fake_kvm_open_gic();

    cr_assert_eq(set_attribute(gic_fd, PMU_FILTER), 0);
    cr_assert_eq(set_attribute(gic_fd, PMU_INIT), -1);
    cr_assert_eq(errno, ENXIO, "the kernel's answer");
    cr_assert_eq(fake_kvm.call_count, 1);
    cr_assert_eq(event_count(), 0);
    policy_free(&policy);
}

Test(preload_arm64, a_kernel_without_filters)
{
    struct policy policy = start();

    fake_kvm.has_filters = false;
    cr_assert_eq(error_of_init(create_vcpu(create_vm(), true)), PMUF_E_KERNEL);
    cr_assert_not(fake_kvm.vcpus[0].is_pmu_initialised);
    policy_free(&policy);
}

Test(preload_arm64, the_kernel_stops_taking_records)
{
    struct policy policy = start();

    fake_kvm.fail_at = 4;
    fake_kvm.fail_errno = ENOMEM;
    cr_assert_eq(error_of_init(create_vcpu(create_vm(), true)), PMUF_E_PARTIAL);
    cr_assert_not(fake_kvm.vcpus[0].is_pmu_initialised);
    cr_assert_eq(state.events[0].result.error_number, ENOMEM);
    cr_assert_eq(state.events[0].result.loaded, 4);
    policy_free(&policy);
}

Test(preload_arm64, more_loads_than_are_told)
{
    struct policy policy = start();

    for (int i = 0; i < HANDOVER_EVENT_COUNT + 3; i++)
        announce_load(&state, i, PMUF_OK, &(struct pmuf_result){0});
    cr_assert_eq(event_count(), HANDOVER_EVENT_COUNT - 1);
    cr_assert_eq(state.lost, 4);
    cr_assert_eq(state.bell, HANDOVER_EVENT_COUNT + 3);
    policy_free(&policy);
}

Test(preload_arm64, a_failure_is_told_after_more_loads_than_are_told)
{
    for (int i = 0; i < HANDOVER_EVENT_COUNT + 3; i++)
        announce_load(&state, i, PMUF_OK, &(struct pmuf_result){0});
    announce_load(&state, 7, PMUF_E_REFUSED, &(struct pmuf_result){0});
    cr_assert_eq(event_count(), HANDOVER_EVENT_COUNT);
    cr_assert_eq(state.events[HANDOVER_EVENT_COUNT - 1].error, PMUF_E_REFUSED);
}

/* A sandbox of the VMM's own: what the descriptor is cannot be told. */
Test(preload_arm64, a_question_that_is_forbidden)
{
    struct policy policy = start();
    const int vcpu_fd = create_vcpu(create_vm(), true);

    is_question_forbidden = true;
    cr_assert_eq(set_attribute(vcpu_fd, PMU_INIT), 0);
    expect_meaning(&policy);
    cr_assert_eq(event_count(), 1);
    policy_free(&policy);
}
