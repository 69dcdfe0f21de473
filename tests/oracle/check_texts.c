/* SPDX-License-Identifier: BSD-2-Clause */
/* What has to be refused, and expectations. */
#include <string.h>

#include "tests/oracle/trial.h"

static bool was_reported(const struct compilation *compilation, enum diagnostic_code code)
{
    for (const struct diagnostic *one = compilation->diagnostics->first; one; one = one->next) {
        if (one->code == code && one->severity == SEVERITY_ERROR)
            return true;
    }
    return false;
}

/* Mistakes that the AST shows, and what the compiler says about them. */
static const struct {
    enum oracle_fault fault;
    enum diagnostic_code code;
} fault_codes[] = {
    {ORACLE_EMPTY_SET, DIAGNOSTIC_EMPTY_SET},
    {ORACLE_UNKNOWN_NAME, DIAGNOSTIC_UNKNOWN_EVENT},
    {ORACLE_UNFILTERABLE, DIAGNOSTIC_ARM64_UNFILTERABLE},
    {ORACLE_NO_HOST, DIAGNOSTIC_NO_HOST},
};

/* How many entries a policy needs at least is beyond the oracle: a few are refused for that. */
static bool is_good_reason(enum diagnostic_code code, unsigned int faults)
{
    if (code == DIAGNOSTIC_TOO_MANY_ENTRIES)
        return true;
    for (size_t i = 0; i < sizeof(fault_codes) / sizeof(fault_codes[0]); i++) {
        if (fault_codes[i].code == code)
            return faults & fault_codes[i].fault;
    }
    return false;
}

static void count_refusal(struct trial *trial)
{
    const struct diagnostic *one = trial->compilation->diagnostics->first;

    while (one && one->severity != SEVERITY_ERROR)
        one = one->next;
    if (one)
        trial->tally->refusals[one->code]++;
}

static const char *find_bad_reason(const struct compilation *compilation, unsigned int faults)
{
    for (const struct diagnostic *one = compilation->diagnostics->first; one; one = one->next) {
        if (one->severity == SEVERITY_ERROR && !is_good_reason(one->code, faults))
            return one->text;
    }
    return NULL;
}

void check_refusal(struct trial *trial)
{
    const struct compilation *compilation = trial->compilation;
    bool is_refused = compilation->diagnostics->error_count > 0;
    unsigned int faults;
    const char *reason;

    count_refusal(trial);
    if (trial->generated.is_wrong) {
        trial->tally->sights[SIGHT_MISTAKE]++;
        if (!was_reported(compilation, trial->generated.mistake))
            trial_fail(trial, CHECK_REFUSED, "a mistake was not reported");
        return;
    }
    faults = oracle_faults(&trial->oracle);
    reason = find_bad_reason(compilation, faults);
    if (reason)
        trial_fail(trial, CHECK_REFUSED, reason);
    if (faults && !is_refused)
        trial_fail(trial, CHECK_REFUSED,
                   arena_format(trial->arena, "accepted with faults %#x", faults));
}

/* Compiles the policy with one statement more. */
static enum compile_status compile_with(struct trial *trial, const char *statement,
                                        struct compilation **out)
{
    struct generated_policy policy = trial->generated;

    policy.statements[policy.count++] = statement;
    return trial_compile(trial, &policy, out);
}

static bool same_blob(const struct compilation *a, const struct compilation *b)
{
    return a->blob->size == b->blob->size &&
           memcmp(a->blob->bytes, b->blob->bytes, a->blob->size) == 0;
}

static void check_status(struct trial *trial, const char *statement, enum compile_status status,
                         const struct compilation *compilation, bool is_true)
{
    if (status != (is_true ? COMPILE_DONE : COMPILE_POLICY_WRONG) ||
        (status == COMPILE_DONE && !same_blob(compilation, trial->compilation)))
        trial_fail(trial, CHECK_EXPECTED, statement);
}

static const char *spell_point(struct trial *trial, const char *target, enum test_vendor vendor,
                               const struct oracle_point *point)
{
    if (point->is_fixed)
        return arena_format(trial->arena, "%s fixed %u", target, point->number);
    if (vendor == TEST_ARM64)
        return arena_format(trial->arena, "%s %u", target, point->number);
    return arena_format(trial->arena, "%s %u umask %u", target, point->number, point->umask);
}

static struct oracle_point choose_point(struct trial *trial, const struct oracle_host *host)
{
    static const uint32_t limits[] = {0x100, 0x1000, 0x10000};
    struct random *random = &trial->random;
    const struct vendor_catalogue *catalogue = &trial->catalogue->vendors[host->vendor];
    const struct test_list *list = &catalogue->lists[random_below(random, catalogue->list_count)];

    if (list->event_count && random_once_in(random, 2)) {
        const struct test_event *event = &list->events[random_below(random, list->event_count)];

        return (struct oracle_point){event->is_fixed, event->numbers[0], event->umask};
    }
    if (host->vendor == TEST_INTEL && random_once_in(random, 4))
        return (struct oracle_point){true, random_below(random, 8), 0};
    return (struct oracle_point){false, random_below(random, limits[host->vendor]),
                                 host->vendor == TEST_ARM64 ? 0 : random_below(random, 0x10)};
}

/* Whether a point has this verdict on a host, or with a null host on all hosts of the vendor. */
static bool is_verdict(const struct oracle *oracle, const struct oracle_host *host,
                       enum test_vendor vendor, const struct oracle_point *point, bool allowed)
{
    if (host)
        return oracle_allows(oracle, host, point) == allowed;
    for (uint32_t i = 0; i < oracle->host_count; i++) {
        if (oracle->hosts[i].vendor == vendor &&
            oracle_allows(oracle, &oracle->hosts[i], point) != allowed)
            return false;
    }
    return true;
}

static void expect_point(struct trial *trial, const struct oracle_host *host)
{
    enum test_vendor vendor = host->vendor;
    struct oracle_point point = choose_point(trial, host);
    bool claimed = random_once_in(&trial->random, 2);
    const struct oracle_host *only = random_once_in(&trial->random, 2) ? host : NULL;
    const char *statement = arena_format(
        trial->arena, "expect %s %s", claimed ? "allow" : "deny",
        spell_point(trial, only ? host->name : test_vendor_name(vendor), vendor, &point));
    struct compilation *other;
    enum compile_status status = compile_with(trial, statement, &other);

    check_status(trial, statement, status, other,
                 is_verdict(&trial->oracle, only, vendor, &point, claimed));
}

static const struct ast_statement *find_expectation(const struct ast *ast)
{
    for (const struct ast_statement *one = ast->first; one; one = one->next) {
        if (one->kind == AST_EXPECT)
            return one;
    }
    return NULL;
}

/* An expectation of a host without a section is never true. */
static bool all_are_served(const struct oracle *oracle, const struct ast_statement *expectation)
{
    for (uint32_t i = 0; i < oracle->host_count; i++) {
        if (oracle_matcher_is_for(oracle, expectation->matcher, &oracle->hosts[i]) &&
            !oracle_serves(oracle, &oracle->hosts[i]))
            return false;
    }
    return true;
}

static void expect_names(struct trial *trial)
{
    const char *statement =
        arena_format(trial->arena, "expect %s %s",
                     random_once_in(&trial->random, 2) ? "allow" : "deny", trial->generated.named);
    struct compilation *other;
    enum compile_status status = compile_with(trial, statement, &other);
    const struct ast_statement *expectation = find_expectation(other->ast);
    struct oracle oracle;

    oracle_open(&oracle, other->ast, trial->catalogue);
    if (!all_are_served(&oracle, expectation))
        return;
    check_status(trial, statement, status, other,
                 oracle_faults(&oracle) == 0 && oracle_expects(&oracle, expectation));
}

void check_expectations(struct trial *trial)
{
    uint32_t which = random_below(&trial->random, trial->oracle.host_count);

    while (!oracle_serves(&trial->oracle, &trial->oracle.hosts[which]))
        which = (which + 1) % trial->oracle.host_count;
    if (random_once_in(&trial->random, 2))
        expect_point(trial, &trial->oracle.hosts[which]);
    else
        expect_names(trial);
}
