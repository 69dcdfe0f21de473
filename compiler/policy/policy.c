/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/policy.h"

#include "runtime/pmuf_format.h"

uint32_t host_select_count(const struct host *host)
{
    static const uint32_t counts[VENDOR_COUNT] = {INTEL_SELECT_COUNT, AMD_SELECT_COUNT,
                                                  ARM64_SELECT_COUNT};

    return counts[host->vendor];
}

/* SW_INCR and CHAIN: KVM looks at its filter only behind them (arch/arm64/kvm/pmu-emul.c). */
struct umask_set host_unfilterable(const struct host *host, uint32_t select)
{
    struct umask_set set = {{0}};

    if (host->vendor == VENDOR_ARM64 && select == 0) {
        umask_set_add(&set, PMUF_ARM64_SOFTWARE_EVENT);
        umask_set_add(&set, PMUF_ARM64_CHAIN_EVENT);
    }
    return set;
}

static bool serves(const struct rule *rule, const struct host *host)
{
    for (const struct points *one = rule->points; one; one = one->next) {
        if (host_is_in(host, one->hosts))
            return true;
    }
    return false;
}

struct span policy_head(const struct policy *policy, const struct host *host)
{
    for (uint32_t i = 0; span_is_empty(policy->default_span) && i < policy->rule_count; i++) {
        if (!policy->rules[i].repeats && serves(&policy->rules[i], host))
            return policy->rules[i].statement->span;
    }
    return policy->default_span;
}

const struct host_policy *policy_find_host(const struct policy *policy, const struct host *host)
{
    for (uint32_t i = 0; i < policy->host_count; i++) {
        if (policy->hosts[i].host == host)
            return &policy->hosts[i];
    }
    return NULL;
}

struct umask_set host_policy_allowed(const struct policy *policy, const struct host_policy *host,
                                     uint32_t select)
{
    static const struct umask_set all = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
    const struct verdicts *verdicts = host_policy_verdicts(host, select);
    const struct umask_set *before =
        policy->default_verdict == VERDICT_ALLOW ? &all : &verdicts->allowed;

    struct umask_set rules = umask_set_subtract(before, &verdicts->denied);
    struct umask_set always = host_unfilterable(host->host, select);

    return umask_set_union(&rules, &always);
}

uint32_t host_policy_allowed_fixed(const struct policy *policy, const struct host_policy *host)
{
    uint32_t before = policy->default_verdict == VERDICT_ALLOW ? UINT32_MAX : host->fixed_allowed;

    return before & ~host->fixed_denied;
}

bool points_have_select(const struct points *points, const struct host *host, uint32_t select)
{
    if (!host_is_in(host, points->hosts))
        return false;
    for (uint32_t i = 0; i < points->range_count; i++) {
        if (select >= points->ranges[i].first && select <= points->ranges[i].last)
            return true;
    }
    return false;
}

bool points_have(const struct points *points, const struct host *host, uint32_t select,
                 uint32_t umask)
{
    return umask_set_has(&points->umasks, umask) && points_have_select(points, host, select);
}
