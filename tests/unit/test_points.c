/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/points.h"
#include "tests/unit/parsed_text.h"

static struct parsed_text text;
static struct scope scope;

/* The only host of a vendor whose models are not listed. */
static const struct host *host(enum vendor vendor)
{
    return text_host(scope.hosts, vendor_name(vendor));
}

static host_set hosts_of(enum vendor vendor)
{
    return host_bit(host(vendor));
}

static const struct points *resolve(const char *matcher)
{
    char content[256];

    snprintf(content, sizeof(content), "allow %s", matcher);
    text_parse(&text, content);
    cr_assert_not_null(text.ast->first, "%s", matcher);
    scope = text_scope(&text);
    return points_resolve(text.ast->first->matcher, &scope);
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
    cr_assert_eq(resolve("intel 1 umask 0")->hosts, hosts_of(VENDOR_INTEL));
    text_close(&text);
    cr_assert_eq(resolve("amd 1 umask 0")->hosts, hosts_of(VENDOR_AMD));
    text_close(&text);
    cr_assert_eq(resolve("x86 1 umask 0")->hosts, hosts_of(VENDOR_INTEL) | hosts_of(VENDOR_AMD));
    text_close(&text);
    cr_assert_eq(resolve("x86 fixed 0")->hosts, hosts_of(VENDOR_INTEL));
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
    cr_assert(points_have(points, host(VENDOR_INTEL), 0xc4, 0x4f));
    cr_assert(points_have(points, host(VENDOR_INTEL), 0xc4, 0x03));
    cr_assert_not(points_have(points, host(VENDOR_INTEL), 0xc4, 0x50));
    cr_assert_not(points_have(points, host(VENDOR_INTEL), 0xc5, 0x40));
    cr_assert_not(points_have(points, host(VENDOR_AMD), 0xc4, 0x40));
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
    cr_assert(points_have(points, host(VENDOR_AMD), 0x28f, 0x07));
    cr_assert_not(points_have(points, host(VENDOR_AMD), 0x8f, 0x07));
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

/* How many event numbers the points hold; each must be in one of them at most. */
static uint32_t count_numbers(const struct points *points)
{
    uint32_t count = 0;

    for (uint32_t number = 0; number <= 0xffff; number++) {
        uint32_t times = 0;

        for (const struct points *one = points; one; one = one->next)
            times += points_have(one, host(VENDOR_ARM64), number >> 8, number & 0xff);
        cr_assert_leq(times, 1, "%#x", number);
        count += times;
    }
    return count;
}

static bool has_number(const struct points *points, uint32_t number)
{
    for (; points; points = points->next) {
        if (points_have(points, host(VENDOR_ARM64), number >> 8, number & 0xff))
            return true;
    }
    return false;
}

/* The sets that a rule for arm64 can be written with, beside its numbers one by one. */
static const struct {
    const char *matcher;
    uint32_t first;
    uint32_t last;
    uint32_t count;
} numbers[] = {
    {"arm64 0x11", 0x11, 0x11, 1},
    {"arm64 0xffff", 0xffff, 0xffff, 1},
    {"arm64 0xff..0x100", 0xff, 0x100, 2},
    {"arm64 0x3fe..0x402", 0x3fe, 0x402, 5},
    {"arm64 0x80..0x2ff", 0x80, 0x2ff, 0x280},
    {"arm64 any", 0, 0xffff, 0x10000},
    {"arm64 0x4000/0xc000", 0x4000, 0x7fff, 0x4000},
    {"arm64 0x08, 0x11, {0x21..0x24 except 0x22}, 0x8000..0x80ff", 0x8000, 0x80ff, 0x100 + 5},
};

Test(points, event_numbers)
{
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        const struct points *points = resolve(numbers[i].matcher);

        cr_assert_eq(points->hosts, hosts_of(VENDOR_ARM64));
        cr_assert_eq(count_numbers(points), numbers[i].count, "%s", numbers[i].matcher);
        for (uint32_t number = numbers[i].first; number <= numbers[i].last; number++)
            cr_assert(has_number(points, number), "%s has not %#x", numbers[i].matcher, number);
        text_close(&text);
    }
}

Test(points, mistakes_on_arm64)
{
    expect_error("arm64 0x10000", DIAGNOSTIC_NUMBER_RANGE);
    expect_error("arm64 0x11 umask 0", DIAGNOSTIC_ARM64_MATCHER);
    expect_error("arm64 fixed 0", DIAGNOSTIC_ARM64_MATCHER);
    expect_error("arm64 raw 0x11", DIAGNOSTIC_ARM64_MATCHER);
    expect_error("arm64 0x11 except 0x11", DIAGNOSTIC_EMPTY_SET);
}

/* A model needs a statement that lists it. */
Test(points, models)
{
    expect_error("intel:spr 1 umask 0", DIAGNOSTIC_CPU_NOT_LISTED);
    expect_error("intel:other 1 umask 0", DIAGNOSTIC_CPU_NOT_LISTED);
    expect_error("intel:nothing 1 umask 0", DIAGNOSTIC_UNKNOWN_CPU);
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
