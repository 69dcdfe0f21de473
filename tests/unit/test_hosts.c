/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/hosts.h"
#include "tests/unit/parsed_text.h"

static struct parsed_text text;
static const struct hosts *hosts;

static void collect(const char *content)
{
    text_parse(&text, content);
    cr_assert_eq(text.diagnostics->error_count, 0, "%s", content);
    hosts = hosts_collect(text.ast, text.events, text.arena, text.diagnostics);
}

/* The names of all hosts in their order, with a blank behind each. */
static void expect_hosts(const char *content, const char *names)
{
    const char *found = "";

    collect(content);
    cr_assert_eq(text.diagnostics->error_count, 0, "%s", content);
    for (uint32_t i = 0; i < hosts->count; i++) {
        cr_assert_eq(hosts->all[i].index, i);
        cr_assert(host_is_in(&hosts->all[i], hosts->by_vendor[hosts->all[i].vendor]));
        found = arena_format(text.arena, "%s%s ", found, hosts->all[i].name);
    }
    cr_assert_str_eq(found, names);
    cr_assert_eq(hosts->by_vendor[VENDOR_INTEL] ^ hosts->by_vendor[VENDOR_AMD] ^
                     hosts->by_vendor[VENDOR_ARM64],
                 (UINT64_C(1) << hosts->count) - 1);
    text_close(&text);
}

static void expect_errors(const char *content, enum diagnostic_code code, unsigned int count)
{
    collect(content);
    cr_assert_eq(text_count(&text, code), count, "%s", content);
    cr_assert_eq(text.diagnostics->error_count, count, "%s", content);
    text_close(&text);
}

Test(hosts, without_cpus)
{
    expect_hosts("", "intel amd arm64 ");
    expect_hosts("allow intel 1 umask 0", "intel amd arm64 ");
}

Test(hosts, listed_models)
{
    expect_hosts("cpus intel skx, spr", "intel:skx intel:spr amd arm64 ");
    expect_hosts("cpus amd zen4, other cpus intel spr", "amd:zen4 amd:other intel:spr arm64 ");
    expect_hosts("cpus arm64 neoverse-n1, 0x41-0xd40",
                 "arm64:neoverse-n1 arm64:0x41-0xd40 intel amd ");
    expect_hosts("cpus intel other", "intel:other amd arm64 ");
}

/* A host is called by its model's main name, and a signature by its usual form. */
Test(hosts, names)
{
    expect_hosts("cpus intel SapphireRapids, 6-85", "intel:spr intel:6-0x55 amd arm64 ");
    expect_hosts("cpus amd 25-0X11", "amd:25-0x11 intel arm64 ");
}

Test(hosts, mistakes)
{
    expect_errors("cpus intel nothing", DIAGNOSTIC_UNKNOWN_CPU, 1);
    expect_errors("cpus amd spr", DIAGNOSTIC_UNKNOWN_CPU, 1);
    expect_errors("cpus intel 6-0x100, 6-, 6-0x1-2", DIAGNOSTIC_UNKNOWN_CPU, 3);
    expect_errors("cpus intel adl", DIAGNOSTIC_REFUSED_CPU, 1);
    expect_errors("cpus intel spr cpus intel skx", DIAGNOSTIC_REPEATED_STATEMENT, 1);
    expect_errors("cpus x86 spr", DIAGNOSTIC_BAD_TARGET, 1);
    expect_errors("cpus intel:spr skx", DIAGNOSTIC_BAD_TARGET, 1);
}

/* One CPU must be of one host. */
Test(hosts, overlaps)
{
    expect_errors("cpus intel spr, spr", DIAGNOSTIC_REPEATED_CPU, 1);
    expect_errors("cpus intel spr, sapphirerapids", DIAGNOSTIC_REPEATED_CPU, 1);
    expect_errors("cpus intel spr, 6-0x8f", DIAGNOSTIC_REPEATED_CPU, 1);
    expect_errors("cpus intel 6-0x8f, 6-143", DIAGNOSTIC_REPEATED_CPU, 1);
    expect_errors("cpus intel skx, 6-0x55", DIAGNOSTIC_REPEATED_CPU, 1);
    expect_errors("cpus intel 6-0x55, clx, skx", DIAGNOSTIC_REPEATED_CPU, 2);
    expect_errors("cpus arm64 neoverse-n1, 0x41-0xd0c", DIAGNOSTIC_REPEATED_CPU, 1);
    expect_errors("cpus intel other, other", DIAGNOSTIC_REPEATED_CPU, 1);
    expect_errors("cpus intel skx, clx, cpx cpus amd 6-0x55 cpus arm64 6-0x55",
                  DIAGNOSTIC_REPEATED_CPU, 0);
}

/* A list of `count` models of a vendor by signature, from 6-1 on. */
static char *make_list(const char *vendor, unsigned int count)
{
    char *list = calloc(count + 1, 16);
    size_t size = (size_t)snprintf(list, 16, "cpus %s ", vendor);

    for (unsigned int i = 1; i <= count; i++)
        size += (size_t)snprintf(list + size, 16, "%s6-%u", i > 1 ? ", " : "", i);
    return list;
}

/* Each vendor takes a place, whether its models are listed or not. */
Test(hosts, as_many_as_there_may_be)
{
    char *list = make_list("amd", MAX_HOSTS - VENDOR_COUNT);

    collect(list);
    cr_assert_eq(text.diagnostics->error_count, 0);
    cr_assert_eq(hosts->count, MAX_HOSTS - 1);
    text_close(&text);
    free(list);
}

Test(hosts, more_than_there_may_be)
{
    for (unsigned int more = 1; more <= 40; more += 39) {
        char *list = make_list("intel", MAX_HOSTS - VENDOR_COUNT + more);

        expect_errors(list, DIAGNOSTIC_TOO_MANY_HOSTS, 1);
        free(list);
    }
}

/* The target of a rule. */
static host_set hosts_of(const char *target, unsigned int errors)
{
    char *content = arena_format(text.arena, "allow %s 1 umask 0", target);
    struct parsed_text rule;
    host_set set;

    text_parse(&rule, content);
    cr_assert_eq(rule.diagnostics->error_count, 0, "%s", content);
    set = hosts_of_target(hosts, &rule.ast->first->matcher->target, text.events, rule.diagnostics);
    cr_assert_eq(rule.diagnostics->error_count, errors, "%s", content);
    text_close(&rule);
    return set;
}

static host_set bit(const char *name)
{
    return host_bit(text_host(hosts, name));
}

Test(hosts, targets)
{
    collect("cpus intel skx, spr, other cpus arm64 neoverse-n1");
    cr_assert_eq(hosts_of("intel", 0), bit("intel:skx") | bit("intel:spr") | bit("intel:other"));
    cr_assert_eq(hosts_of("x86", 0), hosts_of("intel", 0) | bit("amd"));
    cr_assert_eq(hosts_of("intel:SPR", 0), bit("intel:spr"));
    cr_assert_eq(hosts_of("intel:6-0x8f", 0), bit("intel:spr"));
    cr_assert_eq(hosts_of("intel:other", 0), bit("intel:other"));
    cr_assert_eq(hosts_of("arm64:0x41-0xd0c", 0), bit("arm64:neoverse-n1"));
    cr_assert_eq(hosts_of("amd", 0), bit("amd"));
    text_close(&text);
}

/* A part of a listed model is not that model. */
Test(hosts, targets_that_are_not_listed)
{
    collect("cpus intel skx, spr");
    cr_assert_eq(hosts_of("intel:icx", 1), 0);
    cr_assert_eq(hosts_of("intel:6-0x55", 1), 0);
    cr_assert_eq(hosts_of("intel:other", 1), 0);
    cr_assert_eq(hosts_of("intel:nothing", 1), 0);
    cr_assert_eq(hosts_of("amd:zen4", 1), 0);
    cr_assert_eq(hosts_of("x86:spr", 1), 0);
    text_close(&text);
}

Test(hosts, descriptions)
{
    collect("cpus intel skx, clx, icx, spr, emr");
    cr_assert_str_eq(hosts_describe(hosts, bit("intel:spr"), text.arena), "intel:spr");
    cr_assert_str_eq(hosts_describe(hosts, bit("intel:spr") | bit("amd"), text.arena),
                     "intel:spr and amd");
    cr_assert_str_eq(hosts_describe(hosts, hosts->by_vendor[VENDOR_INTEL], text.arena),
                     "intel:skx, intel:clx, intel:icx and 2 more");
    cr_assert_str_eq(
        hosts_describe(hosts, hosts->by_vendor[VENDOR_INTEL] & ~bit("intel:spr"), text.arena),
        "intel:skx, intel:clx, intel:icx and intel:emr");
    text_close(&text);
}
