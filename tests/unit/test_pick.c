/* SPDX-License-Identifier: BSD-2-Clause */
/* Which section and alternative a host gets. */
#include "tests/support/assert_blob.h"
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define ALL_CAPABILITIES (FILTER_MASKED | PMUF_NEEDS_ARM64_FILTER | PMUF_NEEDS_WIDE_SELECTS)

static struct pmuf_host x86_host(uint32_t vendor, uint32_t family, uint32_t model,
                                 uint32_t stepping)
{
    return (struct pmuf_host){.size = sizeof(struct pmuf_host),
                              .architecture = PMUF_X86,
                              .vendor = vendor,
                              .family = family,
                              .model = model,
                              .stepping = stepping,
                              .kernel_has = ALL_CAPABILITIES};
}

static struct pmuf_host arm64_host(const uint32_t *midrs, uint32_t count)
{
    struct pmuf_host host = {.size = sizeof(struct pmuf_host),
                             .architecture = PMUF_ARM64,
                             .kernel_has = ALL_CAPABILITIES,
                             .midr_count = count};

    memcpy(host.midr, midrs, count * sizeof(*midrs));
    return host;
}

/* Picks from a blob, which is checked first and freed afterwards. */
static int pick(struct blob blob, const struct pmuf_host *host, struct pmuf_choice *out)
{
    struct pmuf_view view;
    int error;

    cr_assert_eq(pmuf_check(blob.bytes, blob.size, &view, NULL), PMUF_OK);
    error = pmuf_pick(&view, host, out);
    blob_free(&blob);
    return error;
}

static void expect_section(const struct pmuf_host *host, uint32_t section)
{
    struct pmuf_choice choice;

    cr_assert_eq(pick(blob_sample_full(), host, &choice), PMUF_OK);
    cr_assert_eq(choice.section, section);
    cr_assert_eq(choice.alternative, 0);
    cr_assert_eq(choice.missing, 0);
}

/* Nothing that the caller could load by mistake is left in the choice. */
static void expect_nothing(struct blob blob, const struct pmuf_host *host, int error)
{
    struct pmuf_choice choice = {0};

    cr_assert_eq(pick(blob, host, &choice), error);
    cr_assert_eq(choice.section, UINT32_MAX);
    cr_assert_eq(choice.alternative, UINT32_MAX);
}

Test(pick, by_signature)
{
    static const struct {
        uint32_t vendor, family, model, stepping, section;
    } cases[] = {
        {PMUF_VENDOR_INTEL, 6, 0x55, 0, FULL_INTEL},
        {PMUF_VENDOR_INTEL, 6, 0x55, 15, FULL_INTEL},
        {PMUF_VENDOR_INTEL, 6, 0x8f, 7, FULL_INTEL},
        {PMUF_VENDOR_INTEL, 6, 0x8f, 8, FULL_REST},   /* another stepping */
        {PMUF_VENDOR_INTEL, 6, 0x56, 0, FULL_REST},   /* another model */
        {PMUF_VENDOR_INTEL, 7, 0x55, 0, FULL_REST},   /* another family */
        {PMUF_VENDOR_ZHAOXIN, 6, 0x55, 0, FULL_REST}, /* another vendor, though Intel-like */
        {PMUF_VENDOR_AMD, 25, 0x11, 1, FULL_AMD},
        {PMUF_VENDOR_HYGON, 25, 0x11, 1, FULL_REST},
        {PMUF_VENDOR_AMD, 26, 0x02, 1, FULL_REST},
    };

    for (size_t i = 0; i < LENGTH(cases); i++) {
        const struct pmuf_host host =
            x86_host(cases[i].vendor, cases[i].family, cases[i].model, cases[i].stepping);

        expect_section(&host, cases[i].section);
    }
}

Test(pick, rest_by_vendor)
{
    for (uint32_t rest = PMUF_REST_INTEL; rest <= PMUF_REST_AMD; rest++) {
        for (uint32_t vendor = PMUF_VENDOR_UNKNOWN; vendor <= PMUF_VENDOR_ZHAOXIN; vendor++) {
            const bool amd = vendor == PMUF_VENDOR_AMD || vendor == PMUF_VENDOR_HYGON;
            const uint32_t wanted = amd ? PMUF_REST_AMD : PMUF_REST_INTEL;
            const struct pmuf_host host = x86_host(vendor, 6, 1, 1);
            struct blob blob = blob_sample_pairs(rest, PMUF_ACTION_ALLOW, NULL, 0);
            struct pmuf_choice choice;

            if (vendor == PMUF_VENDOR_UNKNOWN || rest != wanted) {
                expect_nothing(blob, &host, PMUF_E_NO_SECTION);
                continue;
            }
            cr_assert_eq(pick(blob, &host, &choice), PMUF_OK);
            cr_assert_eq(choice.section, 0);
        }
    }
}

/* One section may list models and serve the rest of a vendor, before another that lists a model. */
Test(pick, signature_before_rest)
{
    static const uint64_t first[] = {BLOB_X86_SIGNATURE(1, 6, 0x55, 0xffff)};
    static const uint64_t second[] = {BLOB_X86_SIGNATURE(1, 6, 0x8f, 0xffff)};
    const struct blob_alternative empty = {.kind = 1, .requirements = FILTER};
    const struct blob_section sections[] = {{PMUF_X86, PMUF_REST_INTEL, first, 1, &empty, 1},
                                            {PMUF_X86, 0, second, 1, &empty, 1}};
    const struct blob_policy policy = {.sections = sections, .section_count = 2};
    const struct pmuf_host listed = x86_host(PMUF_VENDOR_INTEL, 6, 0x8f, 3);
    const struct pmuf_host rest = x86_host(PMUF_VENDOR_INTEL, 6, 0x6a, 3);
    struct pmuf_choice choice;

    cr_assert_eq(pick(blob_build(&policy), &listed, &choice), PMUF_OK);
    cr_assert_eq(choice.section, 1);
    cr_assert_eq(pick(blob_build(&policy), &rest, &choice), PMUF_OK);
    cr_assert_eq(choice.section, 0);
}

Test(pick, NO_SECTION)
{
    const uint32_t midr = FULL_MIDR;
    const struct pmuf_host unknown = x86_host(PMUF_VENDOR_UNKNOWN, 6, 0x55, 0);
    const struct pmuf_host amd = x86_host(PMUF_VENDOR_AMD, 25, 0x11, 0);
    const struct pmuf_host arm64 = arm64_host(&midr, 1);

    expect_nothing(blob_sample_full(), &unknown, PMUF_E_NO_SECTION);
    expect_nothing(blob_sample_pairs(PMUF_REST_INTEL, 0, NULL, 0), &amd, PMUF_E_NO_SECTION);
    expect_nothing(blob_sample_pairs(PMUF_REST_INTEL, 0, NULL, 0), &arm64, PMUF_E_NO_SECTION);
}

/* Two sections, each for one MIDR, and nothing for the rest. */
static struct blob two_midrs(void)
{
    static const uint64_t first[] = {BLOB_ARM64_SIGNATURE(0x10, 0xf0)};
    static const uint64_t second[] = {BLOB_ARM64_SIGNATURE(0x20, 0xf0)};
    static const uint64_t records[] = {BLOB_RESET, BLOB_RANGE(0, 0x20, PMUF_ACTION_ALLOW)};
    const struct blob_alternative alternative = {
        .kind = 3, .requirements = 4, .entries = records, .entry_count = LENGTH(records)};
    const struct blob_section sections[] = {{PMUF_ARM64, 0, first, 1, &alternative, 1},
                                            {PMUF_ARM64, 0, second, 1, &alternative, 1}};

    return blob_build(&(struct blob_policy){.sections = sections, .section_count = 2});
}

Test(pick, arm64_every_cpu_counts)
{
    static const struct {
        uint32_t midrs[3];
        int error;
    } cases[] = {
        {{0x10, 0x11, 0x1f}, PMUF_OK},           {{0x10, 0x20, 0x10}, PMUF_E_MIXED_CPUS},
        {{0x10, 0x10, 0x20}, PMUF_E_MIXED_CPUS}, {{0x10, 0x11, 0x30}, PMUF_E_NO_SECTION},
        {{0x30, 0x10, 0x10}, PMUF_E_NO_SECTION}, {{0x10, 0x20, 0x30}, PMUF_E_NO_SECTION},
    };

    for (size_t i = 0; i < LENGTH(cases); i++) {
        const struct pmuf_host host = arm64_host(cases[i].midrs, 3);
        struct pmuf_choice choice;

        if (cases[i].error != PMUF_OK) {
            expect_nothing(two_midrs(), &host, cases[i].error);
            continue;
        }
        cr_assert_eq(pick(two_midrs(), &host, &choice), PMUF_OK);
        cr_assert_eq(choice.section, 0);
    }
}

Test(pick, arm64_rest)
{
    const uint32_t listed = FULL_MIDR | 0x00300007;
    const uint32_t rest = 0x00000000;
    const uint32_t both[] = {listed, rest};
    const struct pmuf_host first = arm64_host(&listed, 1);
    const struct pmuf_host second = arm64_host(&rest, 1);
    const struct pmuf_host mixed = arm64_host(both, 2);

    expect_section(&first, FULL_ARM64);
    expect_section(&second, FULL_ARM64_REST);
    expect_nothing(blob_sample_full(), &mixed, PMUF_E_MIXED_CPUS);
}

Test(pick, KERNEL_arm64)
{
    const uint32_t midr = FULL_MIDR;
    struct pmuf_host host = arm64_host(&midr, 1);
    struct pmuf_choice choice;

    host.kernel_has = FILTER_MASKED | PMUF_NEEDS_WIDE_SELECTS;
    cr_assert_eq(pick(blob_sample_full(), &host, &choice), PMUF_E_KERNEL);
    cr_assert_eq(choice.section, FULL_ARM64);
    cr_assert_eq(choice.alternative, UINT32_MAX);
    cr_assert_eq(choice.missing, PMUF_NEEDS_ARM64_FILTER);
}

/* As many kinds as a host can have; one that no section serves, wherever it stands, is too many. */
Test(pick, arm64_all_of_sixteen)
{
    uint32_t midrs[PMUF_MAX_MIDRS];
    struct pmuf_choice choice;
    struct pmuf_host host;

    for (uint32_t i = 0; i < PMUF_MAX_MIDRS; i++)
        midrs[i] = 0x20 + i;
    host = arm64_host(midrs, PMUF_MAX_MIDRS);
    cr_assert_eq(pick(two_midrs(), &host, &choice), PMUF_OK);
    cr_assert_eq(choice.section, 1);
    for (uint32_t i = 0; i < PMUF_MAX_MIDRS; i++) {
        host = arm64_host(midrs, PMUF_MAX_MIDRS);
        host.midr[i] = 0x40;
        expect_nothing(two_midrs(), &host, PMUF_E_NO_SECTION);
        host.midr[i] = 0x10;
        expect_nothing(two_midrs(), &host, PMUF_E_MIXED_CPUS);
    }
}

Test(pick, alternative_by_kernel)
{
    static const struct {
        uint32_t has;
        int error;
        uint32_t alternative;
        uint32_t missing;
    } cases[] = {
        {FILTER_MASKED, PMUF_OK, 0, 0},
        {FILTER, PMUF_OK, 1, 0},
        {0, PMUF_E_KERNEL, UINT32_MAX, PMUF_NEEDS_FILTER},
        {PMUF_NEEDS_MASKED_EVENTS, PMUF_E_KERNEL, UINT32_MAX, PMUF_NEEDS_FILTER},
        {PMUF_NEEDS_ARM64_FILTER, PMUF_E_KERNEL, UINT32_MAX, PMUF_NEEDS_FILTER},
    };

    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct pmuf_host host = x86_host(PMUF_VENDOR_INTEL, 6, 0x55, 0);
        struct pmuf_choice choice;

        host.kernel_has = cases[i].has;
        cr_assert_eq(pick(blob_sample_full(), &host, &choice), cases[i].error);
        cr_assert_eq(choice.section, FULL_INTEL);
        cr_assert_eq(choice.alternative, cases[i].alternative);
        cr_assert_eq(choice.missing, cases[i].missing);
    }
}

Test(pick, KERNEL_without_masked_events)
{
    struct pmuf_host host = x86_host(PMUF_VENDOR_AMD, 25, 0x11, 0);
    struct pmuf_choice choice;

    host.kernel_has = FILTER | PMUF_NEEDS_WIDE_SELECTS;
    cr_assert_eq(pick(blob_sample_full(), &host, &choice), PMUF_E_KERNEL);
    cr_assert_eq(choice.section, FULL_AMD);
    cr_assert_eq(choice.missing, PMUF_NEEDS_MASKED_EVENTS);
}

/* KVM with Intel's rules on an AMD CPU would drop a select-umask entry above 0xff. */
Test(pick, KERNEL_with_narrow_selects)
{
    struct pmuf_host host = x86_host(PMUF_VENDOR_AMD, 25, 0x11, 0);
    struct pmuf_choice choice;

    host.kernel_has = FILTER_MASKED;
    cr_assert_eq(pick(blob_sample_full(), &host, &choice), PMUF_E_KERNEL);
    cr_assert_eq(choice.section, FULL_AMD);
    cr_assert_eq(choice.alternative, UINT32_MAX);
    cr_assert_eq(choice.missing, PMUF_NEEDS_WIDE_SELECTS);
    host.kernel_has |= PMUF_NEEDS_WIDE_SELECTS;
    cr_assert_eq(pick(blob_sample_full(), &host, &choice), PMUF_OK);
}

Test(pick, HOST_malformed)
{
    const uint32_t midr = FULL_MIDR;
    const struct pmuf_host good = x86_host(PMUF_VENDOR_INTEL, 6, 0x55, 0);
    struct pmuf_host hosts[8] = {
        good, good, good, good, good, good, arm64_host(&midr, 1), arm64_host(&midr, 1)};

    hosts[0].size = 0;
    hosts[1].size = sizeof(struct pmuf_host) - 1;
    hosts[2].size = UINT32_MAX;
    hosts[3].architecture = 0;
    hosts[4].vendor = PMUF_VENDOR_ZHAOXIN + 1;
    hosts[5].stepping = 16;
    hosts[6].midr_count = 0;
    hosts[7].midr_count = PMUF_MAX_MIDRS + 1;
    for (size_t i = 0; i < LENGTH(hosts); i++)
        expect_nothing(blob_sample_full(), &hosts[i], PMUF_E_HOST);
}

/* A struct of a later version: what this library does not know must be zero. */
Test(pick, HOST_of_a_later_version)
{
    struct {
        struct pmuf_host host;
        unsigned char later[40];
    } larger = {.host = x86_host(PMUF_VENDOR_INTEL, 6, 0x55, 0)};

    larger.host.size = sizeof(larger);
    expect_section(&larger.host, FULL_INTEL);
    larger.later[39] = 1;
    expect_nothing(blob_sample_full(), &larger.host, PMUF_E_HOST);
}

Test(pick, ARGUMENT)
{
    const struct pmuf_host host = x86_host(PMUF_VENDOR_INTEL, 6, 0x55, 0);
    const struct pmuf_view empty = {0};
    struct pmuf_choice choice = {0};

    expect_nothing(blob_sample_full(), NULL, PMUF_E_ARGUMENT);
    cr_assert_eq(pick(blob_sample_full(), &host, NULL), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_pick(&empty, &host, &choice), PMUF_E_ARGUMENT);
    cr_assert_eq(choice.section, UINT32_MAX);
}
