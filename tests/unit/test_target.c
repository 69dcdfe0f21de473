/* SPDX-License-Identifier: BSD-2-Clause */
/* Which sections the host of a --target gets: no model may get what is another's. */
#include "compiler/commands/target.h"
#include "tests/unit/parsed_text.h"

static struct parsed_text text;

static const struct pmuf_signature spr[] = {
    {.vendor = PMUF_VENDOR_INTEL, .family = 6, .model = 0x8f, .stepping_mask = 0xffff}};
static const struct pmuf_signature skx[] = {
    {.vendor = PMUF_VENDOR_INTEL, .family = 6, .model = 0x55, .stepping_mask = 0x001f}};
static const struct pmuf_signature dhyana[] = {
    {.vendor = PMUF_VENDOR_HYGON, .family = 24, .model = 0, .stepping_mask = 0xffff},
    {.vendor = PMUF_VENDOR_HYGON, .family = 24, .model = 1, .stepping_mask = 0xffff}};
static const struct pmuf_signature neoverse_n1[] = {
    {.midr_value = 0x4100d0c0, .midr_mask = 0xff00fff0}};

/* spr | skx and the rest of intel | dhyana | the rest of amd | neoverse-n1 */
static struct section sections[] = {
    {.architecture = PMUF_X86, .signatures = spr, .signature_count = 1},
    {.architecture = PMUF_X86, .signatures = skx, .signature_count = 1, .rest = PMUF_REST_INTEL},
    {.architecture = PMUF_X86, .signatures = dhyana, .signature_count = 2},
    {.architecture = PMUF_X86, .rest = PMUF_REST_AMD},
    {.architecture = PMUF_ARM64, .signatures = neoverse_n1, .signature_count = 1},
};

enum { SECTION_COUNT = sizeof(sections) / sizeof(sections[0]) };

static const struct filters filters = {.sections = sections, .section_count = SECTION_COUNT};

static void set_up(void)
{
    text_parse(&text, "");
}

static void tear_down(void)
{
    text_close(&text);
}

TestSuite(target, .init = set_up, .fini = tear_down);

static struct target read_target(const char *name)
{
    struct target target;

    cr_assert(target_read(name, text.events, &target), "%s", name);
    return target;
}

/* Bit n of `got`: the target gets section n; of `covered`: all its hosts do, if only that. */
static void expect(const char *name, unsigned int got, unsigned int covered)
{
    struct target target = read_target(name);

    for (uint32_t i = 0; i < SECTION_COUNT; i++) {
        cr_assert_eq(target_gets(&target, &filters, i), got >> i & 1, "%s %u", name, i);
        if (got >> i & 1)
            cr_assert_eq(target_is_covered(&target, &sections[i]), covered >> i & 1, "%s %u", name,
                         i);
    }
}

Test(target, vendors_that_there_are)
{
    cr_assert(target_has_vendor("intel"));
    cr_assert(target_has_vendor("amd:zen4"));
    cr_assert(target_has_vendor("arm64:"));
    cr_assert_not(target_has_vendor("x86"));
    cr_assert_not(target_has_vendor("Intel"));
    cr_assert_not(target_has_vendor("intelx"));
    cr_assert_not(target_has_vendor(""));
}

Test(target, models)
{
    expect("intel:spr", 1u << 0, 1u << 0);
    expect("intel:6-0x8f", 1u << 0, 1u << 0);
    expect("intel:skx", 1u << 1, 1u << 1);
    expect("amd:dhyana", 1u << 2, 1u << 2);
    expect("arm64:neoverse-n1", 1u << 4, 1u << 4);
}

/* A model that is not listed gets what is left of its vendor, if anything. */
Test(target, models_that_are_not_listed)
{
    expect("intel:icx", 1u << 1, 1u << 1);
    expect("intel:clx", 1u << 1, 1u << 1);
    expect("intel:other", 1u << 1, 1u << 1);
    expect("amd:zen4", 1u << 3, 1u << 3);
    expect("amd:other", 1u << 3, 1u << 3);
    expect("arm64:neoverse-n2", 0, 0);
    expect("arm64:other", 0, 0);
}

Test(target, vendors)
{
    expect("intel", 1u << 0 | 1u << 1, 1u << 1);
    expect("amd", 1u << 2 | 1u << 3, 1u << 3);
    expect("arm64", 1u << 4, 0);
}

Test(target, some_steppings)
{
    static struct section only_skx = {
        .architecture = PMUF_X86, .signatures = skx, .signature_count = 1};
    const struct filters alone = {.sections = &only_skx, .section_count = 1};
    struct target whole = read_target("intel:6-0x55");
    struct target clx = read_target("intel:clx");
    struct target listed = read_target("intel:skx");

    cr_assert(target_gets(&whole, &alone, 0));
    cr_assert_not(target_is_covered(&whole, &only_skx));
    cr_assert_not(target_gets(&clx, &alone, 0));
    cr_assert(target_gets(&listed, &alone, 0));
    cr_assert(target_is_covered(&listed, &only_skx));
}

Test(target, everything)
{
    struct target target = read_target(NULL);

    for (uint32_t i = 0; i < SECTION_COUNT; i++)
        cr_assert(target_gets(&target, &filters, i));
}

Test(target, unknown_models)
{
    struct target target;

    cr_assert_not(target_read("intel:nothing", text.events, &target));
    cr_assert_not(target_read("intel:", text.events, &target));
    cr_assert_not(target_read("amd:spr", text.events, &target));
    cr_assert_not(target_read("intel:6-0x100", text.events, &target));
}

static bool names(const char *name, const char *host, const struct hosts *hosts)
{
    struct target target = read_target(name);

    return target_names(&target, text_host(hosts, host));
}

Test(target, hosts_of_a_policy)
{
    const struct hosts *hosts;

    text_close(&text);
    text_parse(&text, "cpus intel spr, other");
    hosts = text_scope(&text).hosts;
    cr_assert(names("intel", "intel:spr", hosts));
    cr_assert(names("intel", "intel:other", hosts));
    cr_assert(names("intel:sapphirerapids", "intel:spr", hosts));
    cr_assert_not(names("intel:other", "intel:spr", hosts));
    cr_assert(names("intel:other", "intel:other", hosts));
    cr_assert_not(names("intel:icx", "intel:spr", hosts));
    cr_assert_not(names("amd", "intel:spr", hosts));
    cr_assert(names("amd", "amd", hosts));
    cr_assert(names(NULL, "arm64", hosts));
}
