/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/entries/served.h"
#include "tests/unit/parsed_text.h"

static struct parsed_text text;
static struct policy policy;

static void set_up(void)
{
    text_parse(&text, "cpus intel 6-1");
    policy.known = text_scope(&text).hosts;
}

static void tear_down(void)
{
    text_close(&text);
}

TestSuite(served, .init = set_up, .fini = tear_down);

/* A model of `count` signatures from the n-th on, in falling order. */
static const struct host *make_host(uint32_t first, uint32_t count)
{
    struct pmuf_signature *signatures = ARENA_NEW_ARRAY(text.arena, struct pmuf_signature, count);
    struct cpu_model *model = ARENA_NEW(text.arena, struct cpu_model);
    struct host *host = ARENA_NEW(text.arena, struct host);

    for (uint32_t i = 0; i < count; i++)
        signatures[i] = (struct pmuf_signature){.vendor = PMUF_VENDOR_INTEL,
                                                .family = 6,
                                                .model = first + count - 1 - i,
                                                .stepping_mask = 0xffff};
    *model = (struct cpu_model){.name = "m", .signatures = signatures, .signature_count = count};
    *host = (struct host){.name = "intel:m", .vendor = VENDOR_INTEL, .model = model};
    return host;
}

static bool serve(struct section *section, const struct host *host)
{
    return serve_host(section, host, text.arena, &policy, text.diagnostics);
}

Test(served, signatures_in_order)
{
    struct section section = {.architecture = PMUF_X86};

    cr_assert(serve(&section, make_host(10, 5)));
    cr_assert(serve(&section, make_host(3, 4)));
    cr_assert_eq(section.signature_count, 9);
    for (uint32_t i = 1; i < 9; i++)
        cr_assert_lt(section.signatures[i - 1].model, section.signatures[i].model);
    cr_assert_eq(section.rest, 0);
    cr_assert_str_eq(section.host_names, "intel:m, intel:m");
}

Test(served, as_many_as_fit)
{
    struct section section = {.architecture = PMUF_X86};

    cr_assert(serve(&section, make_host(1, 1)));
    cr_assert(serve(&section, make_host(2, PMUF_MAX_SIGNATURES - 1)));
    cr_assert_eq(section.signature_count, PMUF_MAX_SIGNATURES);
    cr_assert_eq(text.diagnostics->error_count, 0);
}

/* What does not fit leaves the section as it was. */
Test(served, one_more_than_fits)
{
    struct section section = {.architecture = PMUF_X86};

    cr_assert(serve(&section, make_host(1, PMUF_MAX_SIGNATURES)));
    cr_assert_not(serve(&section, make_host(200, 1)));
    cr_assert_eq(text_count(&text, DIAGNOSTIC_TOO_MANY_SIGNATURES), 1);
    cr_assert_eq(section.signature_count, PMUF_MAX_SIGNATURES);
}

Test(served, the_rest_of_each_vendor)
{
    static const uint32_t rests[] = {PMUF_REST_INTEL, PMUF_REST_AMD, PMUF_REST_ARM64};
    struct section section = {.architecture = PMUF_X86};
    uint32_t expected = 0;

    for (int vendor = 0; vendor < VENDOR_COUNT; vendor++) {
        struct host host = {.name = "rest", .vendor = (enum vendor)vendor};

        expected |= rests[vendor];
        cr_assert(serve(&section, &host));
        cr_assert_eq(section.rest, expected);
        cr_assert_eq(section.signature_count, 0);
    }
}
