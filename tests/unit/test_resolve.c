/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/resolve.h"
#include "tests/unit/parsed_text.h"

static struct parsed_text text;

static const struct policy *resolve(const char *content)
{
    text_parse(&text, content);
    cr_assert_eq(text.diagnostics->error_count, 0, "%s", content);
    return policy_resolve(text.ast, text.arena, text.diagnostics);
}

static const struct host_policy *resolve_host(const char *content, enum host host)
{
    const struct host_policy *found = policy_find_host(resolve(content), host);

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

static bool allows(const struct policy *policy, enum host host, uint32_t select, uint32_t umask)
{
    struct umask_set allowed = host_policy_allowed(policy, policy_find_host(policy, host), select);

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

        cr_assert(allows(policy, HOST_INTEL, 1, 1));
        cr_assert_not(allows(policy, HOST_INTEL, 1, 2));
        cr_assert_not(allows(policy, HOST_INTEL, 1, 4));
        cr_assert_not(allows(policy, HOST_INTEL, 2, 1));
        text_close(&text);
    }
}

Test(resolve, default_allow)
{
    const struct policy *policy =
        resolve("default allow deny x86 1 umask 0..3 allow x86 1 umask 3, 9");

    cr_assert_not(allows(policy, HOST_INTEL, 1, 3));
    cr_assert(allows(policy, HOST_INTEL, 1, 4));
    cr_assert(allows(policy, HOST_AMD, 0xfff, 0));
    text_close(&text);
}

/* Listed is what the filter's entries will hold: what is not as the default. */
Test(resolve, lists)
{
    const struct host_policy *host =
        resolve_host("allow intel 1..3 umask 0, 1 deny intel 2 umask any deny intel 3 umask 1 "
                     "allow intel 0xff umask 7",
                     HOST_INTEL);

    cr_assert_eq(host->listed_count, 3);
    cr_assert_eq(host->listed[0].select, 1);
    cr_assert_eq(umask_set_count(&host->listed[0].umasks), 2);
    cr_assert_eq(host->listed[1].select, 3);
    cr_assert_eq(umask_set_count(&host->listed[1].umasks), 1);
    cr_assert_eq(host->listed[2].select, 0xff);
    text_close(&text);
    host = resolve_host("default allow deny amd 1 umask 0..3 allow amd 1, 2 umask 2", HOST_AMD);
    cr_assert_eq(host->listed_count, 1);
    cr_assert_eq(umask_set_count(&host->listed[0].umasks), 4);
    text_close(&text);
}

static void expect_fixed(const char *content, uint32_t listed, uint32_t allowed)
{
    const struct policy *policy = resolve(content);
    const struct host_policy *host = policy_find_host(policy, HOST_INTEL);

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
    cr_assert_eq(policy_find_host(policy, HOST_INTEL) != NULL, hosts >> HOST_INTEL & 1);
    cr_assert_eq(policy_find_host(policy, HOST_AMD) != NULL, hosts >> HOST_AMD & 1);
    text_close(&text);
}

Test(resolve, hosts)
{
    expect_hosts("allow intel 1 umask 0", 1 << HOST_INTEL);
    expect_hosts("deny amd 1 umask 0", 1 << HOST_AMD);
    expect_hosts("allow x86 1 umask 0", 3);
    expect_hosts("allow x86 fixed 0", 1 << HOST_INTEL);
    expect_hosts("targets x86 allow amd 1 umask 0", 3);
    expect_hosts("targets amd", 1 << HOST_AMD);
    expect_hosts("group g { amd 1 umask 0 } allow intel 1 umask 0", 1 << HOST_INTEL);
    expect_hosts("group g { amd 1 umask 0 } allow group g", 1 << HOST_AMD);
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
    expect_error("targets intel cpus intel skx", DIAGNOSTIC_NOT_YET);
    expect_error("targets intel policy \"a\tb\"", DIAGNOSTIC_BAD_POLICY_NAME);
}

/* Names end at the limit of the blob. */
Test(resolve, long_names)
{
    char content[256];

    snprintf(content, sizeof(content), "targets intel policy \"%0128d\"", 0);
    resolve_host(content, HOST_INTEL);
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
        cr_assert_eq(allows(policy, HOST_AMD, i, 0), i % 7 == 0);
    text_close(&text);
    free(content);
}
