/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/resolve.h"
#include "tests/unit/parsed_text.h"

static struct parsed_text text;

static const struct policy *resolve(const char *content)
{
    text_parse(&text, content);
    cr_assert_eq(text.diagnostics->error_count, 0, "%s", content);
    return policy_resolve(text.ast, text.events, text.arena, text.diagnostics);
}

/* The policy of a vendor whose models are not listed; null when the policy does not serve it. */
static const struct host_policy *find_host(const struct policy *policy, enum vendor vendor)
{
    return policy_find_host(policy, text_host(policy->known, vendor_name(vendor)));
}

static const struct host_policy *resolve_host(const char *content, enum vendor vendor)
{
    const struct host_policy *found = find_host(resolve(content), vendor);

    cr_assert_eq(text.diagnostics->error_count, 0, "%s", content);
    cr_assert_not_null(found);
    return found;
}

static void expect_error(const char *content, enum diagnostic_code code)
{
    resolve(content);
    cr_assert_eq(text_count(&text, code), 1, "%s", content);
    cr_assert_eq(text.diagnostics->error_count, 1, "%s", content);
    text_close(&text);
}

static bool allows(const struct policy *policy, enum vendor vendor, uint32_t select, uint32_t umask)
{
    struct umask_set allowed = host_policy_allowed(policy, find_host(policy, vendor), select);

    return umask_set_has(&allowed, umask);
}

/* Deny beats allow beats default, in whatever order they stand. */
Test(resolve, verdicts)
{
    static const char *const orders[] = {
        "allow intel 1 umask 0..3 deny intel 1 umask 2 default deny",
        "default deny deny intel 1 umask 2 allow intel 1 umask 0..3",
    };

    for (size_t i = 0; i < 2; i++) {
        const struct policy *policy = resolve(orders[i]);

        cr_assert(allows(policy, VENDOR_INTEL, 1, 1));
        cr_assert_not(allows(policy, VENDOR_INTEL, 1, 2));
        cr_assert_not(allows(policy, VENDOR_INTEL, 1, 4));
        cr_assert_not(allows(policy, VENDOR_INTEL, 2, 1));
        text_close(&text);
    }
}

Test(resolve, default_allow)
{
    const struct policy *policy =
        resolve("default allow deny x86 1 umask 0..3 allow x86 1 umask 3, 9");

    cr_assert_not(allows(policy, VENDOR_INTEL, 1, 3));
    cr_assert(allows(policy, VENDOR_INTEL, 1, 4));
    cr_assert(allows(policy, VENDOR_AMD, 0xfff, 0));
    text_close(&text);
}

/* Listed is what the filter's entries will hold: what is not as the default. */
Test(resolve, lists)
{
    const struct host_policy *host =
        resolve_host("allow intel 1..3 umask 0, 1 deny intel 2 umask any deny intel 3 umask 1 "
                     "allow intel 0xff umask 7",
                     VENDOR_INTEL);

    cr_assert_eq(host->listed_count, 3);
    cr_assert_eq(host->listed[0].select, 1);
    cr_assert_eq(umask_set_count(&host->listed[0].umasks), 2);
    cr_assert_eq(host->listed[1].select, 3);
    cr_assert_eq(umask_set_count(&host->listed[1].umasks), 1);
    cr_assert_eq(host->listed[2].select, 0xff);
    text_close(&text);
    host = resolve_host("default allow deny amd 1 umask 0..3 allow amd 1, 2 umask 2", VENDOR_AMD);
    cr_assert_eq(host->listed_count, 1);
    cr_assert_eq(umask_set_count(&host->listed[0].umasks), 4);
    text_close(&text);
}

static void expect_fixed(const char *content, uint32_t listed, uint32_t allowed)
{
    const struct policy *policy = resolve(content);
    const struct host_policy *host = find_host(policy, VENDOR_INTEL);

    cr_assert_eq(host->listed_fixed, listed, "%s", content);
    cr_assert_eq(host_policy_allowed_fixed(policy, host), allowed);
    text_close(&text);
}

Test(resolve, fixed_counters)
{
    expect_fixed("allow intel fixed 0..3 deny intel fixed 3", 0x7, 0x7);
    expect_fixed("allow x86 fixed any", UINT32_MAX, UINT32_MAX);
    expect_fixed("default allow deny intel fixed 3", 0x8, ~0x8u);
    expect_fixed("default allow deny intel fixed any allow intel fixed 0", UINT32_MAX, 0);
    expect_fixed("allow intel 1 umask 0", 0, 0);
}

static void expect_hosts(const char *content, unsigned int hosts)
{
    const struct policy *policy = resolve(content);

    cr_assert_eq(text.diagnostics->error_count, 0, "%s", content);
    cr_assert_eq(find_host(policy, VENDOR_INTEL) != NULL, hosts >> VENDOR_INTEL & 1);
    cr_assert_eq(find_host(policy, VENDOR_AMD) != NULL, hosts >> VENDOR_AMD & 1);
    cr_assert_eq(find_host(policy, VENDOR_ARM64) != NULL, hosts >> VENDOR_ARM64 & 1);
    cr_assert_eq(policy->host_count, (uint32_t)__builtin_popcount(hosts));
    text_close(&text);
}

Test(resolve, hosts)
{
    expect_hosts("allow intel 1 umask 0", 1 << VENDOR_INTEL);
    expect_hosts("deny amd 1 umask 0", 1 << VENDOR_AMD);
    expect_hosts("allow x86 1 umask 0", 3);
    expect_hosts("allow x86 fixed 0", 1 << VENDOR_INTEL);
    expect_hosts("targets x86 allow amd 1 umask 0", 3);
    expect_hosts("targets amd", 1 << VENDOR_AMD);
    expect_hosts("targets arm64", 1 << VENDOR_ARM64);
    expect_hosts("targets x86, arm64", 7);
    expect_hosts("allow arm64 0x11", 1 << VENDOR_ARM64);
    expect_hosts("allow arm64 0x11 deny intel 1 umask 0", 1 << VENDOR_ARM64 | 1 << VENDOR_INTEL);
    expect_hosts("group g { amd 1 umask 0 } allow intel 1 umask 0", 1 << VENDOR_INTEL);
    expect_hosts("group g { amd 1 umask 0 } allow group g", 1 << VENDOR_AMD);
}

static bool serves(const struct policy *policy, const char *name)
{
    const struct host *host = text_host(policy->known, name);

    return host && policy_find_host(policy, host);
}

/* Models that cpus lists are served, whether or not a rule names them. */
Test(resolve, listed_models)
{
    const struct policy *policy = resolve("cpus intel skx, SPR, 6-0xf0 allow amd 1 umask 0");

    cr_assert_eq(text.diagnostics->error_count, 0);
    cr_assert_eq(policy->host_count, 4);
    cr_assert(serves(policy, "intel:skx"));
    cr_assert(serves(policy, "intel:spr"));
    cr_assert(serves(policy, "intel:6-0xf0"));
    cr_assert(serves(policy, "amd"));
    cr_assert_not(serves(policy, "intel"));
    text_close(&text);
    policy = resolve("targets intel cpus intel skx, other");
    cr_assert_eq(policy->host_count, 2);
    cr_assert(serves(policy, "intel:skx"));
    cr_assert(serves(policy, "intel:other"));
    text_close(&text);
}

/* The verdict of one model's rule is not that of the others. */
Test(resolve, rules_for_models)
{
    const struct policy *policy = resolve("cpus intel skx, spr, other allow intel:spr 1 umask 0 "
                                          "allow intel:other 2 umask 0 allow intel 3 umask 0 "
                                          "deny intel:skx 3 umask 0");
    static const struct {
        const char *name;
        bool allowed[3];
    } expected[] = {
        {"intel:skx", {false, false, false}},
        {"intel:spr", {true, false, true}},
        {"intel:other", {false, true, true}},
    };

    cr_assert_eq(text.diagnostics->error_count, 0);
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        const struct host *host = text_host(policy->known, expected[i].name);

        for (uint32_t select = 1; select <= 3; select++) {
            struct umask_set allowed =
                host_policy_allowed(policy, policy_find_host(policy, host), select);

            cr_assert_eq(umask_set_count(&allowed), expected[i].allowed[select - 1], "%s %u",
                         expected[i].name, select);
        }
    }
    text_close(&text);
}

/* What KVM never filters is allowed under any rule, and an arm64 host lists what is allowed. */
Test(resolve, arm64)
{
    static const struct {
        const char *content;
        uint32_t selects;
        uint32_t first_umasks;
    } cases[] = {
        {"targets arm64", 1, 2},
        {"allow arm64 0x11, 0x8000", 2, 3},
        {"default allow deny arm64 0x11", 256, 255},
        {"default allow deny arm64 any", 1, 2},
        {"default allow deny arm64 0x00..0xff, 0x100", 256, 2},
        {"allow arm64 any", 256, 256},
        {"allow arm64 0x00, 0x1e, 0x1f", 1, 3},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct host_policy *host = resolve_host(cases[i].content, VENDOR_ARM64);

        cr_assert_eq(host->listed_count, cases[i].selects, "%s", cases[i].content);
        cr_assert_eq(host->listed[0].select, 0);
        cr_assert(umask_set_has(&host->listed[0].umasks, 0x00));
        cr_assert(umask_set_has(&host->listed[0].umasks, 0x1e));
        cr_assert_eq(umask_set_count(&host->listed[0].umasks), cases[i].first_umasks, "%s",
                     cases[i].content);
        cr_assert_eq(host->listed_fixed, 0);
        text_close(&text);
    }
}

/* Denying what cannot be denied is an error alone, and a warning among others. */
Test(resolve, unfilterable)
{
    expect_error("allow arm64 0x11 deny arm64 0x00", DIAGNOSTIC_ARM64_UNFILTERABLE);
    expect_error("allow arm64 0x11 deny arm64 0x1e, 0x00", DIAGNOSTIC_ARM64_UNFILTERABLE);
    resolve("default allow deny arm64 0x1e, 0x11");
    cr_assert_eq(text.diagnostics->error_count, 0);
    cr_assert_eq(text_count(&text, DIAGNOSTIC_UNFILTERABLE), 1);
    text_close(&text);
    resolve("default allow deny arm64 any except 0x00, 0x1e allow arm64 0x00");
    cr_assert_eq(text_count(&text, DIAGNOSTIC_UNFILTERABLE), 0);
    text_close(&text);
}

Test(resolve, declarations)
{
    const struct policy *policy = resolve("policy \"name\" targets intel default allow");

    cr_assert_str_eq(policy->name, "name");
    cr_assert_eq(policy->default_verdict, VERDICT_ALLOW);
    text_close(&text);
    policy = resolve("targets intel");
    cr_assert_str_eq(policy->name, "");
    cr_assert_eq(policy->default_verdict, VERDICT_DENY);
    text_close(&text);
}

Test(resolve, mistakes)
{
    expect_error("", DIAGNOSTIC_NO_HOST);
    expect_error("default deny", DIAGNOSTIC_NO_HOST);
    expect_error("expect deny intel 1 umask 0", DIAGNOSTIC_NO_HOST);
    expect_error("targets intel targets intel", DIAGNOSTIC_REPEATED_STATEMENT);
    expect_error("targets intel default deny default deny", DIAGNOSTIC_REPEATED_STATEMENT);
    expect_error("targets intel policy \"a\" policy \"a\"", DIAGNOSTIC_REPEATED_STATEMENT);
    expect_error("targets amd allow intel 1 umask 0", DIAGNOSTIC_HOST_NOT_LISTED);
    expect_error("targets amd allow x86 1 umask 0", DIAGNOSTIC_HOST_NOT_LISTED);
    expect_error("targets amd allow x86 fixed 0", DIAGNOSTIC_HOST_NOT_LISTED);
    expect_error("targets intel allow group g", DIAGNOSTIC_UNKNOWN_GROUP);
    expect_error("targets intel group g { } deny group g", DIAGNOSTIC_EMPTY_GROUP);
    expect_error("targets intel group g { } group g { }", DIAGNOSTIC_REPEATED_GROUP);
    expect_error("targets amd cpus intel skx", DIAGNOSTIC_HOST_NOT_LISTED);
    expect_error("targets intel:skx cpus intel skx", DIAGNOSTIC_BAD_TARGET);
    expect_error("targets intel policy \"a\tb\"", DIAGNOSTIC_BAD_POLICY_NAME);
}

/* Names end at the limit of the blob. */
Test(resolve, long_names)
{
    char content[256];

    snprintf(content, sizeof(content), "targets intel policy \"%0128d\"", 0);
    resolve_host(content, VENDOR_INTEL);
    text_close(&text);
    snprintf(content, sizeof(content), "targets intel policy \"%0129d\"", 0);
    expect_error(content, DIAGNOSTIC_BAD_POLICY_NAME);
}

/* Rules that look alike to a table that is too small: every group is found. */
Test(resolve, a_thousand_groups)
{
    char *content = calloc(1000, 64);
    const struct policy *policy;
    size_t size = 0;

    for (unsigned int i = 0; i < 1000; i++)
        size += (size_t)snprintf(content + size, 64, "group g%u { amd %u umask 0 } ", i, i);
    for (unsigned int i = 0; i < 1000; i += 7)
        size += (size_t)snprintf(content + size, 64, "allow group g%u ", i);
    policy = resolve(content);
    cr_assert_eq(text.diagnostics->error_count, 0);
    for (unsigned int i = 0; i < 1000; i++)
        cr_assert_eq(allows(policy, VENDOR_AMD, i, 0), i % 7 == 0);
    text_close(&text);
    free(content);
}
