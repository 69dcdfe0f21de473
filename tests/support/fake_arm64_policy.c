/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/fake_arm64_policy.h"
#include "tests/support/blob_samples.h"
#include <stdio.h>
#include <stdlib.h>

enum { SMALL = 0x400, EVENTS = 0x10000, RESET_COUNT = 3 };

/* The ranges of what is allowed, cut at 0x400. */
static void set_ranges(struct policy *policy)
{
    for (uint32_t event = 0; event < EVENTS; event++) {
        if (!policy->is_allowed[event])
            continue;
        if (event == 0 || event == SMALL || !policy->is_allowed[event - 1])
            policy->ranges[policy->range_count++].base = event;
        policy->ranges[policy->range_count - 1].count++;
        if (event < SMALL)
            policy->small_count = policy->range_count;
    }
}

static void allow(struct policy *policy, uint32_t base, uint32_t count)
{
    for (uint32_t event = base; event < base + count && event < EVENTS; event++)
        policy->is_allowed[event] = true;
}

static void make_blob(struct policy *policy)
{
    uint64_t records[RESET_COUNT + POLICY_MAX_RANGES] = {BLOB_RESET};
    size_t offset;

    set_ranges(policy);
    for (uint32_t i = 0; i < policy->range_count; i++)
        records[RESET_COUNT + i] =
            BLOB_RANGE(policy->ranges[i].base, policy->ranges[i].count, PMUF_ACTION_ALLOW);
    policy->blob = blob_sample_arm64(records, policy_record_count(policy));
    if (pmuf_check(policy->blob.bytes, policy->blob.size, &policy->view, &offset) == PMUF_OK)
        return;
    printf("Bail out! a policy of the tests is refused at %zu\n", offset);
    abort();
}

struct policy policy_sample(void)
{
    struct policy policy = {.range_count = 0};

    allow(&policy, 0x00, 1);
    allow(&policy, 0x08, 1);
    allow(&policy, 0x11, 2);
    allow(&policy, 0x1e, 1);
    allow(&policy, 0x3f0, 0x20); /* two ranges */
    allow(&policy, 0x4000, 5);
    allow(&policy, 0xffff, 1);
    make_blob(&policy);
    return policy;
}

struct policy policy_random(struct random *random)
{
    struct policy policy = {.range_count = 0};
    const uint32_t count = random_below(random, 33);

    allow(&policy, 0x00, 1);
    allow(&policy, 0x1e, 1);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t limit = random_once_in(random, 2) ? SMALL + 0x20 : EVENTS;
        const uint32_t base = random_below(random, limit);

        allow(&policy, base, 1 + random_below(random, random_once_in(random, 4) ? 0x800 : 4));
    }
    make_blob(&policy);
    return policy;
}

void policy_free(struct policy *policy)
{
    blob_free(&policy->blob);
}

uint32_t policy_record_count(const struct policy *policy)
{
    return RESET_COUNT + policy->range_count;
}
