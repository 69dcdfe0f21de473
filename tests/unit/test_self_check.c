/* SPDX-License-Identifier: BSD-2-Clause */
/* The self check must refuse a blob that says anything else than the policy: each field in turn. */
#include "compiler/blob/self_check.h"
#include "compiler/compile.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char content[] = "policy \"name\"\n"
                              "allow x86 0xc4 umask 0x00..0x0f except 0x03\n"
                              "allow intel 0x2e umask 0x41\n"
                              "allow amd 0x28f umask 0x07\n"
                              "allow intel fixed 0..2\n";

static struct compilation *compilation;

/* Compiles another policy, in the same arena. */
static void compile_text(const char *policy, bool allow_tsx_escape)
{
    struct arena *arena = compilation->arena;
    const char *catalogues = getenv("CATALOGUES");
    struct compile_options options = {
        .load.preset_folder = "/nonexistent",
        .events = {.catalogue_folder = catalogues ? catalogues : "catalogues",
                   .without_libpfm = true},
        .lower.allow_tsx_escape = allow_tsx_escape,
    };
    char *text = arena_allocate(arena, strlen(policy) + 2);

    memcpy(text, policy, strlen(policy));
    compilation = compilation_create(arena);
    cr_assert_eq(compile(compilation, "-", text, strlen(policy), &options), COMPILE_DONE);
}

static void set_up(void)
{
    compilation = compilation_create(arena_create());
    compile_text(content, false);
}

static void tear_down(void)
{
    arena_destroy(compilation->arena);
}

TestSuite(self_check, .init = set_up, .fini = tear_down);

static const char *check(void)
{
    return self_check(compilation->blob, compilation->policy, false, compilation->arena);
}

static struct host_policy *host(const char *name)
{
    struct host_policy *hosts = compilation->policy->hosts;
    uint32_t i = 0;

    while (strcmp(hosts[i].host->name, name) != 0)
        i++;
    return &hosts[i];
}

static struct verdicts *verdicts(const char *name, uint32_t select)
{
    return &host(name)->verdicts[host(name)->index[select]];
}

static void expect_difference(const char *what)
{
    const char *difference = check();

    cr_assert_not_null(difference);
    cr_assert(strstr(difference, what), "%s", difference);
}

/* Encodes the changed filters again, as a wrong minimiser or encoder would have made them. */
static void encode_again(void)
{
    compilation->blob = blob_encode(compilation->filters, compilation->arena);
}

Test(self_check, a_right_blob)
{
    cr_assert_null(check(), "%s", check());
    cr_assert_eq(compilation->filters->section_count, 2);
    cr_assert_eq(compilation->filters->sections[0].alternative_count, 2);
}

/* The tables of the rules say something else than the blob, as if the lists had been made wrong. */
Test(self_check, one_unit_mask_more)
{
    verdicts("intel", 0x2e)->allowed.words[3] ^= UINT64_C(1) << 63;
    expect_difference("select 0x2e on intel");
}

Test(self_check, one_unit_mask_less)
{
    verdicts("amd", 0xc4)->allowed.words[0] ^= 1;
    expect_difference("select 0xc4 on amd");
}

Test(self_check, one_that_is_denied)
{
    verdicts("amd", 0xc4)->denied.words[0] |= 1;
    expect_difference("select 0xc4 on amd");
}

Test(self_check, a_select_that_the_blob_does_not_list)
{
    host("amd")->index[0xfff] = host("amd")->index[0xc4];
    expect_difference("select 0xfff on amd");
}

/* All selects that no rule names share one row: a verdict there would be on all of them. */
Test(self_check, a_verdict_on_what_no_rule_names)
{
    verdicts("amd", 0xfff)->allowed.words[0] = 1;
    expect_difference("no rule names");
}

Test(self_check, a_select_that_no_rule_names)
{
    memset(verdicts("intel", 0x2e), 0, sizeof(struct verdicts));
    expect_difference("select 0x2e on intel");
}

/* The lists are not looked at: the verdicts decide. */
Test(self_check, lists_do_not_count)
{
    host("intel")->listed_count = 0;
    host("amd")->listed_fixed = UINT32_MAX;
    cr_assert_null(check());
}

Test(self_check, fixed_counters)
{
    host("intel")->fixed_allowed ^= UINT32_C(1) << 31;
    expect_difference("fixed");
}

/* A DENY list on Intel that an old kernel would take, although a guest escapes it there. */
Test(self_check, an_escape_that_nobody_waived)
{
    compile_text("default allow\ndeny intel 0x2e umask any\n", true);
    cr_assert_null(self_check(compilation->blob, compilation->policy, true, compilation->arena));
    cr_assert_str_eq(check(), "the kernel that a DENY list on Intel needs");
}

Test(self_check, action)
{
    compilation->policy->default_verdict = VERDICT_ALLOW;
    expect_difference("action");
}

Test(self_check, name)
{
    compilation->policy->name = "nama";
    expect_difference("name");
    compilation->policy->name = "names";
    expect_difference("name");
    compilation->policy->name = "";
    expect_difference("name");
}

Test(self_check, a_host_too_many)
{
    compilation->policy->host_count--;
    expect_difference("hosts");
}

Test(self_check, a_host_missing)
{
    compilation->filters->section_count--;
    encode_again();
    expect_difference("hosts");
}

/* An alternative that a new kernel never sees counts as much as the first. */
Test(self_check, the_second_alternative)
{
    struct section *section = &compilation->filters->sections[0];

    section->alternatives[1].entries[1].match ^= 0x80;
    encode_again();
    cr_assert_not_null(check());
}

static const char arm64_content[] = "targets arm64\n"
                                    "allow arm64 0x08, 0x11, 0x21..0x24, 0x3f0..0x40f, 0x8000\n";

/* The n-th record of the only section, behind those that every filter begins with. */
static struct arm64_record *record(uint32_t n)
{
    struct alternative *alternative = &compilation->filters->sections[0].alternatives[0];

    cr_assert_lt(PMUF_ARM64_RESET_RECORDS + n, alternative->count);
    return &alternative->records[PMUF_ARM64_RESET_RECORDS + n];
}

/* The ranges are 0x00, 0x08, 0x11, 0x1e, 0x21..0x24, 0x3f0..0x3ff, 0x400..0x40f, 0x8000. */
Test(self_check, a_right_arm64_blob)
{
    compile_text(arm64_content, false);
    cr_assert_null(check(), "%s", check());
    cr_assert_eq(record(4)->base, 0x21);
    cr_assert_eq(record(4)->count, 4);
    cr_assert_eq(record(7)->base, 0x8000);
}

Test(self_check, an_arm64_range_one_too_long)
{
    compile_text(arm64_content, false);
    record(4)->count++;
    encode_again();
    expect_difference("event 0x0025 on arm64");
}

Test(self_check, an_arm64_range_one_too_short)
{
    compile_text(arm64_content, false);
    record(4)->count--;
    encode_again();
    expect_difference("event 0x0024 on arm64");
}

Test(self_check, an_arm64_range_elsewhere)
{
    compile_text(arm64_content, false);
    record(7)->base++;
    encode_again();
    expect_difference("event 0x8000 on arm64");
}

Test(self_check, an_arm64_range_missing)
{
    compile_text(arm64_content, false);
    compilation->filters->sections[0].alternatives[0].count--;
    encode_again();
    expect_difference("event 0x8000 on arm64");
}

/* What KVM never filters must not look denied. */
Test(self_check, an_unfilterable_event_denied)
{
    compile_text(arm64_content, false);
    record(3)->base++;
    encode_again();
    cr_assert_not_null(check());
}

Test(self_check, a_verdict_on_an_arm64_event)
{
    compile_text(arm64_content, false);
    verdicts("arm64", 0x80)->denied.words[0] |= 1;
    expect_difference("event 0x8000 on arm64");
}

Test(self_check, every_byte_of_an_arm64_blob)
{
    compile_text(arm64_content, false);
    for (size_t i = 0; i < compilation->blob->size; i++) {
        compilation->blob->bytes[i] ^= 0x01;
        cr_assert_not_null(check(), "byte %zu", i);
        compilation->blob->bytes[i] ^= 0x01;
    }
    cr_assert_null(check());
}

/* Two sections: what is allowed on spr, and what on icx and skx. */
static const char models_content[] = "cpus intel skx, icx, spr, other\n"
                                     "allow intel {0xc1, 0xd0} umask 0x00\n"
                                     "deny intel:spr 0xd0 umask 0x00\n"
                                     "deny intel:other 0xc1, 0xd0 umask 0x00\n"
                                     "deny intel fixed any\n";

static struct section *section_of(const char *host_names)
{
    struct section *sections = compilation->filters->sections;
    uint32_t i = 0;

    while (strcmp(sections[i].host_names, host_names) != 0)
        cr_assert_lt(++i, compilation->filters->section_count, "%s", host_names);
    return &sections[i];
}

Test(self_check, a_right_blob_of_models)
{
    compile_text(models_content, false);
    cr_assert_null(check(), "%s", check());
    cr_assert_eq(compilation->filters->section_count, 3);
    cr_assert_eq(section_of("intel:skx, intel:icx")->signature_count, 3);
    cr_assert_eq(section_of("intel:spr")->signature_count, 1);
    cr_assert_eq(section_of("intel:other")->rest, PMUF_REST_INTEL);
}

/* The filters of two models change places: every section is right by itself. */
Test(self_check, models_with_each_others_filter)
{
    struct alternative kept;

    compile_text(models_content, false);
    kept = section_of("intel:spr")->alternatives[0];
    section_of("intel:spr")->alternatives[0] = section_of("intel:other")->alternatives[0];
    section_of("intel:other")->alternatives[0] = kept;
    encode_again();
    expect_difference("select 0xc1 on intel:spr");
}

Test(self_check, a_model_missing)
{
    compile_text(models_content, false);
    section_of("intel:skx, intel:icx")->signature_count--;
    encode_again();
    expect_difference("hosts");
}

/* As many CPUs are served as should be, and one of them is another. */
Test(self_check, a_model_exchanged)
{
    struct pmuf_signature other;

    compile_text(models_content, false);
    other = section_of("intel:spr")->signatures[0];
    other.model++;
    section_of("intel:spr")->signatures = &other;
    encode_again();
    expect_difference("a host has no section");
}

Test(self_check, a_stepping_more)
{
    struct pmuf_signature other;

    compile_text("cpus intel clx\n", false);
    other = compilation->filters->sections[0].signatures[0];
    cr_assert_neq(other.stepping_mask, 0xffff);
    other.stepping_mask = 0xffff;
    compilation->filters->sections[0].signatures = &other;
    encode_again();
    expect_difference("a host has no section");
}

/* Every CPU of a model is looked at: the second one is served with another model's filter. */
Test(self_check, half_a_model_elsewhere)
{
    struct pmuf_signature both[2];

    compile_text("cpus intel icx, spr\nallow intel:icx 0xc1 umask 0x00\ndeny intel fixed any\n",
                 false);
    cr_assert_eq(section_of("intel:icx")->signature_count, 2);
    both[0] = section_of("intel:icx")->signatures[1];
    both[1] = section_of("intel:spr")->signatures[0];
    section_of("intel:icx")->signature_count = 1;
    section_of("intel:spr")->signatures = both;
    section_of("intel:spr")->signature_count = 2;
    encode_again();
    expect_difference("select 0xc1 on intel:icx");
}

/* The rest of a vendor is not the rest of another. */
Test(self_check, another_rest)
{
    compile_text(models_content, false);
    section_of("intel:other")->rest = PMUF_REST_AMD;
    encode_again();
    expect_difference("hosts");
}

Test(self_check, every_byte)
{
    for (size_t i = 0; i < compilation->blob->size; i++) {
        compilation->blob->bytes[i] ^= 0x10;
        cr_assert_not_null(check(), "byte %zu", i);
        compilation->blob->bytes[i] ^= 0x10;
    }
    cr_assert_null(check());
}
