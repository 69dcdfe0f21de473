/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a load on arm64 leaves behind that fails midway, call by call: a VM that had no filter, or
 * the same one, allows at most what the policy allows. So does a VM that had another filter, once
 * the calls that deny all are through; until then it may allow what that filter did.
 */
#include "runtime/pmufilter.h"
#include "tests/support/fake_arm64_kvm.h"
#include "tests/support/fake_arm64_policy.h"
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

enum { DENYING_CALLS = 3 };

/* The VM that a load finds. A null policy stands for a VM without a filter. */
struct before {
    uint32_t event_count;
    const struct policy *loaded;
    const struct fake_range *foreign; /* loaded instead, by hand */
    uint32_t foreign_count;
};

/* Makes the VM, and returns a vCPU of it. */
static int make_vm(const struct before *before)
{
    int fd;

    fake_kvm_reset();
    fake_kvm.vm.event_count = before->event_count;
    fd = fake_kvm_open_vcpu(true);
    if (before->loaded != NULL)
        cr_assert_eq(pmuf_load_vcpu(fd, &before->loaded->view, &before->loaded->choice, NULL),
                     PMUF_OK);
    for (uint32_t i = 0; i < before->foreign_count; i++)
        cr_assert_eq(fake_filter_set(&fake_kvm.vcpus[0], &before->foreign[i]), 0);
    fake_kvm.call_count = 0;
    return fd;
}

static void expect_at_most(const bool *allowed, const bool *also_allowed, uint32_t calls)
{
    for (uint32_t event = 0; event < fake_kvm.vm.event_count; event++)
        cr_assert(!fake_filter_counts(&fake_kvm.vm, event) || allowed[event] ||
                      (also_allowed != NULL && also_allowed[event]),
                  "event 0x%x counts after %u calls", event, calls);
}

static void expect_exactly(const struct policy *policy)
{
    for (uint32_t event = 0; event < fake_kvm.vm.event_count; event++)
        cr_assert_eq(fake_filter_counts(&fake_kvm.vm, event), policy->is_allowed[event],
                     "event 0x%x", event);
}

/* What the VM allows now. */
static void remember(bool allowed[0x10000])
{
    for (uint32_t event = 0; event < 0x10000; event++)
        allowed[event] = fake_filter_counts(&fake_kvm.vm, event);
}

/* One load, of which the call at `failing` fails. Returns false when there is no such call. */
static bool fail_once(const struct policy *policy, const struct before *before, uint32_t failing)
{
    static bool was_allowed[0x10000];
    const int fd = make_vm(before);
    const bool had_filter = fake_kvm.vm.has_filter;
    const bool is_foreign = before->foreign != NULL || before->loaded != NULL;
    struct pmuf_result result;
    int error;

    remember(was_allowed);
    fake_kvm.fail_at = failing;
    fake_kvm.fail_errno = ENOMEM;
    error = pmuf_load_vcpu(fd, &policy->view, &policy->choice, &result);
    if (error == PMUF_OK) {
        expect_exactly(policy);
        return false;
    }
    cr_assert_eq(error, failing == 0 ? PMUF_E_REFUSED : PMUF_E_PARTIAL);
    cr_assert_eq(result.error_number, ENOMEM);
    cr_assert_eq(fake_kvm.call_count, failing + 1, "a call after the one that failed");
    cr_assert_leq(result.loaded, failing);
    cr_assert_geq(result.loaded + 1, failing); /* a small host refuses one on the way */
    if (failing == 0)
        cr_assert_eq(fake_kvm.vm.has_filter, had_filter);
    else
        expect_at_most(
            policy->is_allowed,
            is_foreign && before->loaded != policy && failing < DENYING_CALLS ? was_allowed : NULL,
            failing);
    return true;
}

static void fail_everywhere(const struct policy *policy, struct before before)
{
    static const uint32_t event_counts[] = {0x400, 0x10000};

    for (size_t i = 0; i < 2; i++) {
        uint32_t failing = 0;

        before.event_count = event_counts[i];
        while (fail_once(policy, &before, failing))
            failing++;
        cr_assert_eq(failing, before.event_count == 0x400 ? 3 + policy->small_count
                                                          : policy_record_count(policy));
    }
}

Test(load_vcpu_prefixes, no_filter_before)
{
    struct policy policy = policy_sample();

    fail_everywhere(&policy, (struct before){0});
    policy_free(&policy);
}

Test(load_vcpu_prefixes, the_same_filter_before)
{
    struct policy policy = policy_sample();

    fail_everywhere(&policy, (struct before){.loaded = &policy});
    policy_free(&policy);
}

/* Filters whose default is the opposite, by the polarity of the call that came first. */
Test(load_vcpu_prefixes, a_foreign_filter_before)
{
    static const struct fake_range lists[][2] = {
        {{0x11, 1, 1, {0}}, {0x23, 2, 1, {0}}}, /* all but these */
        {{0x11, 1, 0, {0}}, {0x23, 2, 0, {0}}}, /* these only */
        {{0x00, 0, 1, {0}}, {0x00, 0, 1, {0}}}, /* all, by denying nothing */
        {{0x00, 0, 0, {0}}, {0x00, 0x400, 0, {0}}},
        {{0x11, 1, 0, {0}}, {0x11, 1, 1, {0}}}, /* nothing */
    };
    struct policy policy = policy_sample();

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
        fail_everywhere(&policy, (struct before){.foreign = lists[i], .foreign_count = 2});
    policy_free(&policy);
}

Test(load_vcpu_prefixes, random_policies)
{
    struct random random = {.state = 20261120};

    for (uint32_t round = 0; round < 8; round++) {
        struct policy policy = policy_random(&random);
        struct policy other = policy_random(&random);

        fail_everywhere(&policy, (struct before){0});
        fail_everywhere(&policy, (struct before){.loaded = &policy});
        fail_everywhere(&policy, (struct before){.loaded = &other});
        policy_free(&policy);
        policy_free(&other);
    }
}

/* After a failed load, loading again makes it good, over whatever the failure left. */
Test(load_vcpu_prefixes, loading_again_makes_it_good)
{
    struct policy policy = policy_sample();

    for (uint32_t failing = 1; failing < policy_record_count(&policy); failing++) {
        const int fd = make_vm(&(struct before){.event_count = 0x10000});

        fake_kvm.fail_at = failing;
        fake_kvm.fail_errno = EINTR;
        cr_assert_eq(pmuf_load_vcpu(fd, &policy.view, &policy.choice, NULL), PMUF_E_PARTIAL);
        fake_kvm.fail_errno = 0;
        cr_assert_eq(pmuf_load_vcpu(fd, &policy.view, &policy.choice, NULL), PMUF_OK);
        expect_exactly(&policy);
    }
    policy_free(&policy);
}
