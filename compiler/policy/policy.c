/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/policy.h"

const char *host_name(enum host host)
{
    return host == HOST_INTEL ? "intel" : "amd";
}

uint32_t host_select_count(enum host host)
{
    return host == HOST_INTEL ? INTEL_SELECT_COUNT : AMD_SELECT_COUNT;
}

static bool serves(const struct rule *rule, enum host host)
{
    for (const struct points *one = rule->points; one; one = one->next) {
        if (one->hosts >> host & 1)
            return true;
    }
    return false;
}

struct span policy_head(const struct policy *policy, enum host host)
{
    for (uint32_t i = 0; span_is_empty(policy->default_span) && i < policy->rule_count; i++) {
        if (!policy->rules[i].repeats && serves(&policy->rules[i], host))
            return policy->rules[i].statement->span;
    }
    return policy->default_span;
}

const struct host_policy *policy_find_host(const struct policy *policy, enum host host)
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

    return umask_set_subtract(before, &verdicts->denied);
}

uint32_t host_policy_allowed_fixed(const struct policy *policy, const struct host_policy *host)
{
    uint32_t before = policy->default_verdict == VERDICT_ALLOW ? UINT32_MAX : host->fixed_allowed;

    return before & ~host->fixed_denied;
}

bool points_have_select(const struct points *points, enum host host, uint32_t select)
{
    if (!(points->hosts >> host & 1))
        return false;
    for (uint32_t i = 0; i < points->range_count; i++) {
        if (select >= points->ranges[i].first && select <= points->ranges[i].last)
            return true;
    }
    return false;
}

bool points_have(const struct points *points, enum host host, uint32_t select, uint32_t umask)
{
    return umask_set_has(&points->umasks, umask) && points_have_select(points, host, select);
}
