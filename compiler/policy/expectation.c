/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/expectation.h"

#include "compiler/policy/decide.h"

/* The first unit mask of a set that is not empty. */
static uint32_t first_umask(const struct umask_set *set)
{
    uint32_t umask = 0;

    while (!umask_set_has(set, umask))
        umask++;
    return umask;
}

static struct umask_set verdict_umasks(const struct policy *policy, const struct host_policy *host,
                                       uint32_t select, enum verdict verdict)
{
    static const struct umask_set all = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
    struct umask_set allowed = host_policy_allowed(policy, host, select);

    return verdict == VERDICT_ALLOW ? allowed : umask_set_subtract(&all, &allowed);
}

/* Finds a point of the matcher that has the other verdict. */
static bool find_event(const struct policy *policy, const struct host_policy *host,
                       const struct points *points, enum verdict wanted, struct point *out)
{
    uint32_t end = host_select_count(host->host);

    for (uint32_t i = 0; i < points->range_count; i++) {
        for (uint32_t s = points->ranges[i].first; s <= points->ranges[i].last && s < end; s++) {
            struct umask_set good = verdict_umasks(policy, host, s, wanted);
            struct umask_set bad = umask_set_subtract(&points->umasks, &good);

            if (umask_set_is_empty(&bad))
                continue;
            *out = (struct point){host->host, false, s, first_umask(&bad)};
            return true;
        }
    }
    return false;
}

static bool find_fixed(const struct policy *policy, const struct host_policy *host,
                       const struct points *points, enum verdict wanted, struct point *out)
{
    uint32_t allowed = host_policy_allowed_fixed(policy, host);
    uint32_t bad = points->fixed & (wanted == VERDICT_ALLOW ? ~allowed : allowed);

    if (bad)
        *out = (struct point){host->host, true, (uint32_t)__builtin_ctz(bad), 0};
    return bad != 0;
}

/* False after a message: one broken expectation is told once, at the first place that breaks it. */
static bool check_on_host(const struct policy *policy, const struct rule *expectation,
                          const struct points *points, const struct host *which,
                          struct diagnostics *diagnostics)
{
    const struct ast_statement *statement = expectation->statement;
    const struct host_policy *host = policy_find_host(policy, which);
    struct diagnostic *report;
    struct point point;

    if (!host) {
        diagnostic_report(diagnostics, DIAGNOSTIC_EXPECTATION_TARGET, statement->span,
                          "this expects something of %s, for which the policy has no section",
                          which->name);
        return false;
    }
    if (!find_event(policy, host, points, statement->verdict, &point) &&
        !find_fixed(policy, host, points, statement->verdict, &point))
        return true;
    report = diagnostic_report(diagnostics, DIAGNOSTIC_EXPECTATION_FAILED, statement->span,
                               "broken expectation: on %s, %s is %s", which->name,
                               decide_describe_point(diagnostics->arena, &point),
                               statement->verdict == VERDICT_ALLOW ? "denied" : "allowed");
    decide_add_note(report, policy, &point);
    return false;
}

static void check_expectation(const struct policy *policy, const struct rule *expectation,
                              struct diagnostics *diagnostics)
{
    for (const struct points *one = expectation->points; one && !expectation->repeats;
         one = one->next) {
        for (uint32_t i = 0; i < policy->known->count; i++) {
            const struct host *host = &policy->known->all[i];

            if (host_is_in(host, one->hosts) &&
                !check_on_host(policy, expectation, one, host, diagnostics))
                return;
        }
    }
}

void expectations_check(const struct policy *policy, struct diagnostics *diagnostics)
{
    for (uint32_t i = 0; i < policy->expectation_count; i++)
        check_expectation(policy, &policy->expectations[i], diagnostics);
}
