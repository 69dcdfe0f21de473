/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/perf_codes.h"
#include "tests/unit/parsed_text.h"

static struct parsed_text text;
static struct scope scope;

static void set_up(void)
{
    text_parse(&text, "");
    scope = text_scope(&text);
}

static void tear_down(void)
{
    text_close(&text);
}

TestSuite(perf_codes, .init = set_up, .fini = tear_down);

Test(perf_codes, what_reads_as_a_raw_code)
{
    cr_assert(perf_code_is_raw("r1c4"));
    cr_assert(perf_code_is_raw("rFFFFFFFFF"));
    cr_assert_not(perf_code_is_raw("rc4"));
    cr_assert_not(perf_code_is_raw("r0123456789"));
    cr_assert_not(perf_code_is_raw("r01cg"));
    cr_assert_not(perf_code_is_raw("r"));
    cr_assert_not(perf_code_is_raw(""));
    cr_assert_not(perf_code_is_raw("x01c4"));
    cr_assert(perf_code_is_term("cpu/event=0xc4/"));
    cr_assert(perf_code_is_term("X:c=1"));
    cr_assert_not(perf_code_is_term("INST_RETIRED.ANY:u"));
}

static bool read(const char *name, bool is_arm64, uint64_t *config)
{
    struct ast_item item = {.kind = AST_NAME, .name = name};

    return perf_code_read(&item, is_arm64, text.diagnostics, config);
}

static void expect_config(const char *name, bool is_arm64, uint64_t expected)
{
    uint64_t config;

    cr_assert(read(name, is_arm64, &config), "%s", name);
    cr_assert_eq(config, expected, "%s", name);
    cr_assert_eq(text.diagnostics->error_count, 0, "%s", name);
}

static void expect_error(const char *name, bool is_arm64, enum diagnostic_code code)
{
    unsigned int before = text_count(&text, code);
    uint64_t config;

    cr_assert_not(read(name, is_arm64, &config), "%s", name);
    cr_assert_eq(text_count(&text, code), before + 1, "%s", name);
}

Test(perf_codes, configurations)
{
    expect_config("r01c4", false, 0x01c4);
    expect_config("r10000078f", false, 0x10000078f);
    expect_config("r8000", true, 0x8000);
    expect_config("cpu/event=0xc4,umask=0x01/", false, 0x01c4);
    expect_config("cpu/umask=1,event=196/", false, 0x01c4);
    expect_config("cpu/event=0x28f,umask=0x07/", false, 0x20000078f);
    expect_config("cpu/config=0x20000078f/", false, 0x20000078f);
    expect_config("armv8_pmuv3/event=0x8011/", true, 0x8011);
    expect_config("armv8_pmuv3_0/config=0x11/", true, 0x11);
}

Test(perf_codes, what_no_filter_sees)
{
    expect_error("cpu/event=0xc4,cmask=1/", false, DIAGNOSTIC_EVENT_MODIFIER);
    expect_error("cpu/edge,event=0xc4/", false, DIAGNOSTIC_EVENT_MODIFIER);
    expect_error("cpu/event=0xc4/u", false, DIAGNOSTIC_EVENT_MODIFIER);
    expect_error("INST_RETIRED.ANY:c=1", false, DIAGNOSTIC_EVENT_MODIFIER);
}

Test(perf_codes, what_is_no_term)
{
    expect_error("cpu/event=0x10000/", false, DIAGNOSTIC_EVENT_TERM);
    expect_error("cpu/event=0xc4,umask=256/", false, DIAGNOSTIC_EVENT_TERM);
    expect_error("cpu/event=0xffffffffffffffffff/", false, DIAGNOSTIC_EVENT_TERM);
    expect_error("cpu/event=-1/", false, DIAGNOSTIC_EVENT_TERM);
    expect_error("cpu/event= 1/", false, DIAGNOSTIC_EVENT_TERM);
    expect_error("cpu/event=010/", false, DIAGNOSTIC_EVENT_TERM);
    expect_error("cpu/event=1,event=2/", false, DIAGNOSTIC_EVENT_TERM);
    expect_error("cpu/event=1,config=2/", false, DIAGNOSTIC_EVENT_TERM);
    expect_error("cpu/eventx=1/", false, DIAGNOSTIC_EVENT_TERM);
    expect_error("cpu//", false, DIAGNOSTIC_EVENT_TERM);
    expect_error("cpu/event=1", false, DIAGNOSTIC_EVENT_TERM);
    expect_error("/event=1/", false, DIAGNOSTIC_EVENT_TERM);
    expect_error("cpux/event=1/", false, DIAGNOSTIC_EVENT_TERM);
    expect_error("armv8_pmuv3/event=1,umask=1/", true, DIAGNOSTIC_EVENT_TERM);
    expect_error("cpu/event=1/", true, DIAGNOSTIC_EVENT_TERM);
}

/* The points of a configuration: a code as code_set.h writes it, or fixed counters. */
static void expect_set(const char *host, uint64_t config, uint32_t code, uint32_t fixed)
{
    struct code_set set;
    const char *reason;

    cr_assert(perf_code_set(text_host(scope.hosts, host), config, text.arena, &set, &reason));
    cr_assert_eq(set.fixed, fixed, "%s", host);
    cr_assert_eq(set.count, fixed == 0, "%s", host);
    cr_assert(fixed || set.codes[0] == code, "%s", host);
}

static void expect_none(const char *host, uint64_t config)
{
    struct code_set set;
    const char *reason = NULL;

    cr_assert_not(perf_code_set(text_host(scope.hosts, host), config, text.arena, &set, &reason));
    cr_assert_not_null(reason);
}

Test(perf_codes, points)
{
    expect_set("intel", 0x01c4, 0xc401, 0);
    expect_set("amd", 0x01c4, 0xc401, 0);
    expect_set("amd", 0xf0000ffff, 0xfffff, 0);
    expect_set("arm64", 0x11, 0x11, 0);
    expect_set("arm64", 0xffff, 0xffff, 0);
}

/* Bits that no filter compares: IN_TX and the counter mask among them. */
Test(perf_codes, configurations_without_points)
{
    for (unsigned int bit = 0; bit < 64; bit++) {
        if (bit >= 16)
            expect_none("intel", UINT64_C(1) << bit);
        if (bit >= 16 && (bit < 32 || bit > 35))
            expect_none("amd", UINT64_C(1) << bit);
        if (bit >= 16)
            expect_none("arm64", UINT64_C(1) << bit);
    }
}

/* Select 0 is how event lists and perf write Intel's fixed counters. */
Test(perf_codes, fixed_counters)
{
    expect_set("intel", 0x0100, 0, 1);
    expect_set("intel", 0x0200, 0x0002, 0);
    expect_set("intel", 0x0300, 0, 4);
    expect_set("intel", 0x0400, 0, 8);
    expect_set("intel", 0x0000, 0x0000, 0);
    expect_set("intel", 0x0500, 0x0005, 0);
    expect_set("amd", 0x0100, 0x0001, 0);
    expect_set("arm64", 0x0003, 0x0003, 0);
}
