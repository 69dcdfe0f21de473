/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/points.h"
#include "tests/unit/parsed_text.h"

enum { INTEL = 1 << HOST_INTEL, AMD = 1 << HOST_AMD };

static struct parsed_text text;

static const struct points *resolve(const char *matcher)
{
    char content[256];

    snprintf(content, sizeof(content), "allow %s", matcher);
    text_parse(&text, content);
    cr_assert_not_null(text.ast->first, "%s", matcher);
    return points_resolve(text.ast->first->matcher, text.arena, text.diagnostics);
}

static void expect_error(const char *matcher, enum diagnostic_code code)
{
    cr_assert_null(resolve(matcher), "%s", matcher);
    cr_assert_eq(text_count(&text, code), 1, "%s", matcher);
    cr_assert_eq(text.diagnostics->error_count, 1, "%s", matcher);
    text_close(&text);
}

Test(points, targets)
{
    cr_assert_eq(resolve("intel 1 umask 0")->hosts, INTEL);
    text_close(&text);
    cr_assert_eq(resolve("amd 1 umask 0")->hosts, AMD);
    text_close(&text);
    cr_assert_eq(resolve("x86 1 umask 0")->hosts, INTEL | AMD);
    text_close(&text);
    cr_assert_eq(resolve("x86 fixed 0")->hosts, INTEL);
    text_close(&text);
}

Test(points, ranges_of_selects)
{
    const struct points *points = resolve("amd {0, 2..4, 63, 64, 127..0x200, 0xfff} umask 1");

    cr_assert_eq(points->range_count, 5);
    cr_assert_eq(points->ranges[1].first, 2);
    cr_assert_eq(points->ranges[1].last, 4);
    cr_assert_eq(points->ranges[2].first, 63);
    cr_assert_eq(points->ranges[2].last, 64);
    cr_assert_eq(points->ranges[3].last, 0x200);
    cr_assert_eq(points->ranges[4].first, 0xfff);
    cr_assert_eq(points->ranges[4].last, 0xfff);
    cr_assert_null(points->next);
    text_close(&text);
}

Test(points, every_select)
{
    const struct points *points = resolve("amd any umask any");

    cr_assert_eq(points->range_count, 1);
    cr_assert_eq(points->ranges[0].first, 0);
    cr_assert_eq(points->ranges[0].last, 0xfff);
    cr_assert_eq(umask_set_count(&points->umasks), UMASK_COUNT);
    text_close(&text);
    points = resolve("intel any umask any");
    cr_assert_eq(points->ranges[0].last, 0xff);
    text_close(&text);
}

Test(points, umasks)
{
    const struct points *points = resolve("intel 0xc4 umask 0x40/0xf0, 3");

    cr_assert_eq(umask_set_count(&points->umasks), 17);
    cr_assert(points_have(points, HOST_INTEL, 0xc4, 0x4f));
    cr_assert(points_have(points, HOST_INTEL, 0xc4, 0x03));
    cr_assert_not(points_have(points, HOST_INTEL, 0xc4, 0x50));
    cr_assert_not(points_have(points, HOST_INTEL, 0xc5, 0x40));
    cr_assert_not(points_have(points, HOST_AMD, 0xc4, 0x40));
    text_close(&text);
}

Test(points, fixed_counters)
{
    const struct points *points = resolve("intel fixed 0, slots, 31");

    cr_assert_eq(points->fixed, 0x80000009);
    cr_assert_eq(points->range_count, 0);
    text_close(&text);
    cr_assert_eq(resolve("intel fixed any")->fixed, UINT32_MAX);
    text_close(&text);
}

Test(points, raw_codes)
{
    const struct points *points = resolve("amd raw 0x20000078f");

    cr_assert_eq(points->ranges[0].first, 0x28f);
    cr_assert_eq(points->ranges[0].last, 0x28f);
    cr_assert_eq(umask_set_count(&points->umasks), 1);
    cr_assert(points_have(points, HOST_AMD, 0x28f, 0x07));
    cr_assert_not(points_have(points, HOST_AMD, 0x8f, 0x07));
    text_close(&text);
}

static unsigned int count_raw(const char *matcher)
{
    unsigned int count = 0;

    for (const struct points *one = resolve(matcher); one; one = one->next)
        count++;
    cr_assert_eq(text.diagnostics->error_count, 0, "%s", matcher);
    text_close(&text);
    return count;
}

/* Equal codes may come once or twice: they mean the same. */
Test(points, sets_of_raw_codes)
{
    cr_assert_eq(count_raw("intel raw 1, 2, 0xffff"), 3);
    cr_assert_eq(count_raw("intel raw 1, 2, 3 except 2"), 2);
    cr_assert_eq(count_raw("intel raw {1, 2 except 2}, {3}"), 2);
    cr_assert_eq(count_raw("intel raw 1, 2 except {2, 3 except 3}"), 1);
    cr_assert_eq(count_raw("amd raw 0xf0000ffff"), 1);
    expect_error("intel raw 1 except 1", DIAGNOSTIC_EMPTY_SET);
    expect_error("intel raw 0x10000", DIAGNOSTIC_RAW_CODE);
    expect_error("intel raw 0x100000001", DIAGNOSTIC_RAW_CODE);
    expect_error("x86 raw 0x100000001", DIAGNOSTIC_RAW_CODE);
    expect_error("amd raw 0x1000000001", DIAGNOSTIC_RAW_CODE);
    expect_error("amd raw 0x10001", DIAGNOSTIC_RAW_CODE);
    expect_error("amd raw 0xffffffffffffffff", DIAGNOSTIC_RAW_CODE);
    expect_error("intel raw 1..2", DIAGNOSTIC_WRONG_ITEM);
    expect_error("intel raw any", DIAGNOSTIC_WRONG_ITEM);
}

Test(points, mistakes)
{
    expect_error("intel 0xc4", DIAGNOSTIC_NO_UMASK);
    expect_error("intel 1, 2 except 2 umask 0", DIAGNOSTIC_SELECT_EXCEPT);
    expect_error("amd fixed 0", DIAGNOSTIC_AMD_FIXED);
    expect_error("intel 0x100 umask 0", DIAGNOSTIC_NUMBER_RANGE);
    expect_error("x86 0x100 umask 0", DIAGNOSTIC_NUMBER_RANGE);
    expect_error("amd 0x1000 umask 0", DIAGNOSTIC_NUMBER_RANGE);
    expect_error("amd 1 umask 0x100", DIAGNOSTIC_NUMBER_RANGE);
    expect_error("x86 {any except 0..0xff} umask 0", DIAGNOSTIC_EMPTY_SET);
    expect_error("x86:spr 1 umask 0", DIAGNOSTIC_BAD_TARGET);
}

/* Later versions know these. */
Test(points, not_yet)
{
    expect_error("intel:spr 1 umask 0", DIAGNOSTIC_NOT_YET);
    expect_error("arm64 0x11", DIAGNOSTIC_NOT_YET);
    expect_error("intel event INST_RETIRED.ANY", DIAGNOSTIC_NOT_YET);
}

Test(points, short_masks)
{
    static const struct {
        const char *matcher;
        unsigned int warnings;
    } cases[] = {
        {"amd 0xc0/0xf0 umask 0", 1},        {"x86 0xc0/0xf0 umask 0", 1},
        {"intel 0xc0/0xf0 umask 0", 0},      {"amd 0xc0/0xff0 umask 0", 0},
        {"amd {1, {0xc0/0xf0}} umask 0", 1}, {"amd {any except 0xc0/0xf0} umask 0", 1},
        {"amd 1 umask 0xc0/0xf0", 0},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        cr_assert_not_null(resolve(cases[i].matcher));
        cr_assert_eq(text_count(&text, DIAGNOSTIC_SHORT_SELECT_MASK), cases[i].warnings, "%s",
                     cases[i].matcher);
        text_close(&text);
    }
}
