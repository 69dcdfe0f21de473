/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules without effect. The order of rules has no meaning, so of two equal rules either could go;
 * the later one is reported. Each pass walks the rules once.
 */
#include "compiler/policy/decide.h"
#include "compiler/policy/lint.h"

enum { MAX_REPORTS = DIAGNOSTIC_MAX_SHOWN }; /* each report walks the rules once more */

/* What the rules before the current one did on one host. */
struct done {
    const struct host_policy *host;
    struct umask_set *umasks; /* indexed by select */
    uint32_t fixed;
};

struct pass {
    const struct policy *policy;
    struct diagnostics *diagnostics;
    enum verdict verdict;
    struct done done[MAX_HOSTS];
    unsigned int report_count;
};

/* The points of a select that a rule of this verdict can still decide. */
static struct umask_set open_umasks(const struct pass *pass, const struct done *done,
                                    uint32_t select)
{
    static const struct umask_set all = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
    const struct host_policy *host = done->host;
    const struct umask_set always = host_unfilterable(host->host, select);
    struct umask_set open = all;

    if (pass->verdict == VERDICT_ALLOW && pass->policy->default_verdict == VERDICT_ALLOW)
        return (struct umask_set){{0}};
    if (pass->verdict == VERDICT_ALLOW)
        open = umask_set_subtract(&open, &host_policy_verdicts(host, select)->denied);
    else if (pass->policy->default_verdict == VERDICT_DENY)
        open = host_policy_verdicts(host, select)->allowed;
    open = umask_set_subtract(&open, &always);
    return umask_set_subtract(&open, &done->umasks[select]);
}

static uint32_t open_fixed(const struct pass *pass, const struct done *done)
{
    uint32_t open = UINT32_MAX;

    if (pass->verdict == VERDICT_ALLOW && pass->policy->default_verdict == VERDICT_ALLOW)
        return 0;
    if (pass->verdict == VERDICT_ALLOW)
        open = ~done->host->fixed_denied;
    else if (pass->policy->default_verdict == VERDICT_DENY)
        open = done->host->fixed_allowed;
    return open & ~done->fixed;
}

/* Marks the points as done and tells whether any of them was open. */
static bool points_act(const struct pass *pass, struct done *done, const struct points *points)
{
    uint32_t end = host_select_count(done->host->host);
    bool acts = points->fixed & open_fixed(pass, done);

    done->fixed |= points->fixed;
    for (uint32_t i = 0; i < points->range_count; i++) {
        for (uint32_t s = points->ranges[i].first; s <= points->ranges[i].last && s < end; s++) {
            struct umask_set open = open_umasks(pass, done, s);
            struct umask_set hit = umask_set_intersect(&open, &points->umasks);

            acts |= !umask_set_is_empty(&hit);
            done->umasks[s] = umask_set_union(&done->umasks[s], &points->umasks);
        }
    }
    return acts;
}

static bool rule_acts(struct pass *pass, const struct rule *rule)
{
    bool acts = false;

    for (const struct points *one = rule->points; one; one = one->next) {
        for (host_set left = one->hosts; left; left &= left - 1) {
            struct done *done = &pass->done[__builtin_ctzll(left)];

            if (done->host)
                acts |= points_act(pass, done, one);
        }
    }
    return acts;
}

static struct point first_point(const struct policy *policy, const struct points *points)
{
    struct point point = {.host = &policy->known->all[__builtin_ctzll(points->hosts)]};

    if (points->fixed) {
        point.is_fixed = true;
        point.select = (uint32_t)__builtin_ctz(points->fixed);
        return point;
    }
    point.select = points->ranges[0].first;
    while (!umask_set_has(&points->umasks, point.umask))
        point.umask++;
    return point;
}

/* The rule that makes this one useless at one of its points; null when the default does. */
static const struct rule *find_shadow(const struct pass *pass, uint32_t index,
                                      const struct point *point)
{
    const struct policy *policy = pass->policy;
    const struct rule *deny;

    if (pass->verdict == VERDICT_DENY)
        return decide_find_rule(policy, index, VERDICT_DENY, point);
    deny = decide_find_rule(policy, policy->rule_count, VERDICT_DENY, point);
    return deny ? deny : decide_find_rule(policy, index, VERDICT_ALLOW, point);
}

static void report_rule(struct pass *pass, uint32_t index)
{
    const struct rule *rule = &pass->policy->rules[index];
    struct diagnostic *report =
        diagnostic_report(pass->diagnostics, DIAGNOSTIC_WITHOUT_EFFECT, rule->statement->span,
                          "this rule has no effect: without it every verdict is the same");
    struct point point = first_point(pass->policy, rule->points);
    const struct rule *other;

    /* Finding the shadow walks the rules: only for reports that will be seen. */
    if (pass->report_count++ >= MAX_REPORTS)
        return;
    if (decide_is_unfilterable(&point)) {
        decide_add_note(report, pass->policy, &point);
        return;
    }
    other = find_shadow(pass, index, &point);
    if (other)
        diagnostic_add_note(report, other->statement->span, "this rule decides %s already",
                            decide_describe_point(pass->diagnostics->arena, &point));
    else
        diagnostic_add_note(report, pass->policy->default_span, "the default does the same");
}

static bool is_fixed_only(const struct points *points)
{
    while (points && points->fixed)
        points = points->next;
    return !points;
}

/*
 * A deny may be without effect where it says something: with a reason it stands guard against a
 * later allow, and of fixed counters it tells that leaving them closed is meant (without-fixed).
 */
static bool is_guard(const struct rule *rule)
{
    return rule->statement->verdict == VERDICT_DENY &&
           (rule->statement->because || (!rule->repeats && is_fixed_only(rule->points)));
}

static void run_pass(const struct policy *policy, struct arena *arena,
                     struct diagnostics *diagnostics, enum verdict verdict)
{
    struct pass pass = {policy, diagnostics, verdict, {{NULL, NULL, 0}}, 0};

    for (uint32_t i = 0; i < policy->host_count; i++) {
        const struct host *host = policy->hosts[i].host;

        pass.done[host->index].host = &policy->hosts[i];
        pass.done[host->index].umasks =
            ARENA_NEW_ARRAY(arena, struct umask_set, host_select_count(host));
    }
    for (uint32_t i = 0; i < policy->rule_count; i++) {
        const struct rule *rule = &policy->rules[i];
        bool acts;

        if (rule->statement->verdict != verdict || !rule->points)
            continue;
        acts = !rule->repeats && rule_acts(&pass, rule);
        if (!acts && !is_guard(rule))
            report_rule(&pass, i);
    }
}

void lint_rule_effects(const struct policy *policy, struct arena *arena,
                       struct diagnostics *diagnostics)
{
    if (!diagnostic_is_on(diagnostics, DIAGNOSTIC_WITHOUT_EFFECT))
        return;
    run_pass(policy, arena, diagnostics, VERDICT_ALLOW);
    run_pass(policy, arena, diagnostics, VERDICT_DENY);
}

void lint_policy(const struct policy *policy, struct events *events, struct arena *arena,
                 struct diagnostics *diagnostics)
{
    lint_rule_effects(policy, arena, diagnostics);
    lint_names(policy, events, arena, diagnostics);
    lint_vendor_codes(policy, diagnostics);
    if (diagnostic_is_on(diagnostics, DIAGNOSTIC_FIXED_TWIN) ||
        diagnostic_is_on(diagnostics, DIAGNOSTIC_WITHOUT_FIXED))
        lint_fixed_counters(policy, diagnostics);
}
