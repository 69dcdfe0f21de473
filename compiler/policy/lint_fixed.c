/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/decide.h"
#include "compiler/policy/fixed_twins.h"
#include "compiler/policy/lint.h"

struct twin_check {
    const struct policy *policy;
    const struct host_policy *host;
    struct diagnostics *diagnostics;
    struct {
        const struct rule *rule;
        struct diagnostic *report;
    } reports[FIXED_TWIN_COUNT]; /* at most one for each rule */
    unsigned int report_count;
};

static struct diagnostic *find_report(const struct twin_check *check, const struct rule *rule)
{
    for (unsigned int i = 0; i < check->report_count; i++) {
        if (check->reports[i].rule == rule)
            return check->reports[i].report;
    }
    return NULL;
}

/*
 * A warning at the rule that names `named`, about its twin, which has the other verdict. Further
 * twins of the same rule are notes to it.
 */
static void warn_twin(struct twin_check *check, enum verdict verdict, const struct point *named,
                      const struct point *twin, const char *consequence)
{
    const struct rule *rule =
        decide_find_rule(check->policy, check->policy->rule_count, verdict, named);
    const char *twin_text = decide_describe_point(check->diagnostics->arena, twin);
    const char *named_text = decide_describe_point(check->diagnostics->arena, named);
    struct diagnostic *report = rule ? find_report(check, rule) : NULL;

    if (report)
        diagnostic_add_note(report, (struct span){0, 0}, "so do %s and %s", named_text, twin_text);
    if (!rule || report)
        return;
    report = diagnostic_report(check->diagnostics, DIAGNOSTIC_FIXED_TWIN, rule->statement->span,
                               "%s counts the same as %s, which is %s: %s", named_text, twin_text,
                               verdict == VERDICT_ALLOW ? "denied" : "allowed", consequence);
    decide_add_note(report, check->policy, twin);
    check->reports[check->report_count].rule = rule;
    check->reports[check->report_count++].report = report;
}

/*
 * Only what a rule says is compared: an event that merely follows the default is not something
 * that the author asked for and does not get.
 */
static void check_twin(struct twin_check *check, const struct fixed_twin *twin)
{
    const struct host_policy *host = check->host;
    struct point event = {host->host, false, twin->select, twin->umask};
    struct point counter = {host->host, true, twin->fixed, 0};
    const struct verdicts *verdicts = host_policy_verdicts(host, twin->select);
    struct umask_set allowed = host_policy_allowed(check->policy, host, twin->select);
    bool event_counts = umask_set_has(&allowed, twin->umask);
    bool counter_counts = host_policy_allowed_fixed(check->policy, host) >> twin->fixed & 1;

    if (event_counts == counter_counts)
        return;
    if (counter_counts && umask_set_has(&verdicts->denied, twin->umask))
        warn_twin(check, VERDICT_DENY, &event, &counter, "what is denied stays readable there");
    else if (event_counts && umask_set_has(&verdicts->allowed, twin->umask))
        warn_twin(check, VERDICT_ALLOW, &event, &counter,
                  twin->fixed < EXPOSED_FIXED_COUNTERS
                      ? "a Linux guest puts this event on that counter first and reads zero"
                      : "a Linux guest that is given this counter reads zero there");
    else if (event_counts && !twin->is_pseudo && host->fixed_denied >> twin->fixed & 1)
        warn_twin(check, VERDICT_DENY, &counter, &event, "what is denied stays readable there");
}

static bool names_events(const struct host_policy *host)
{
    uint64_t any = 0;

    for (uint32_t i = 0; i < SELECT_WORDS; i++)
        any |= host->named[i];
    return any != 0;
}

static void check_no_fixed(const struct twin_check *check)
{
    if (check->policy->default_verdict == VERDICT_ALLOW || !names_events(check->host) ||
        check->host->fixed_allowed || check->host->fixed_denied)
        return;
    diagnostic_report(check->diagnostics, DIAGNOSTIC_WITHOUT_FIXED,
                      policy_head(check->policy, check->host->host),
                      "no rule names a fixed counter, so all are denied on intel: perf's cycles "
                      "and instructions and the NMI watchdog of a Linux guest read zero; say "
                      "'allow intel fixed 0..2' or 'deny intel fixed any'");
}

void lint_fixed_counters(const struct policy *policy, struct diagnostics *diagnostics)
{
    for (uint32_t host = 0; host < policy->host_count; host++) {
        struct twin_check check = {
            .policy = policy, .host = &policy->hosts[host], .diagnostics = diagnostics};

        if (check.host->host->vendor != VENDOR_INTEL)
            continue;
        check_no_fixed(&check);
        for (size_t i = 0; i < FIXED_TWIN_COUNT; i++)
            check_twin(&check, &fixed_twins[i]);
    }
}
