/* SPDX-License-Identifier: BSD-2-Clause */
/* The self check must refuse a blob that says anything else than the policy: each field in turn. */
#include "compiler/blob/self_check.h"
#include "compiler/compile.h"

#include <criterion/criterion.h>
#include <string.h>

static const char content[] = "policy \"name\"\n"
                              "allow x86 0xc4 umask 0x00..0x0f except 0x03\n"
                              "allow intel 0x2e umask 0x41\n"
                              "allow amd 0x28f umask 0x07\n"
                              "allow intel fixed 0..2\n";

static struct compilation *compilation;

static void set_up(void)
{
    struct arena *arena = arena_create();
    struct compile_options options = {.load.preset_folder = "/nonexistent"};
    char *text = arena_allocate(arena, sizeof(content) + 1);

    memcpy(text, content, sizeof(content));
    compilation = compilation_create(arena);
    cr_assert_eq(compile(compilation, "-", text, strlen(content), &options), COMPILE_DONE);
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

static struct host_policy *host(enum host which)
{
    struct host_policy *hosts = compilation->policy->hosts;
    uint32_t i = 0;

    while (hosts[i].host != which)
        i++;
    return &hosts[i];
}

static struct verdicts *verdicts(enum host which, uint32_t select)
{
    return &host(which)->verdicts[host(which)->index[select]];
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
    verdicts(HOST_INTEL, 0x2e)->allowed.words[3] ^= UINT64_C(1) << 63;
    expect_difference("select 0x2e on intel");
}

Test(self_check, one_unit_mask_less)
{
    verdicts(HOST_AMD, 0xc4)->allowed.words[0] ^= 1;
    expect_difference("select 0xc4 on amd");
}

Test(self_check, one_that_is_denied)
{
    verdicts(HOST_AMD, 0xc4)->denied.words[0] |= 1;
    expect_difference("select 0xc4 on amd");
}

Test(self_check, a_select_that_the_blob_does_not_list)
{
    host(HOST_AMD)->index[0xfff] = host(HOST_AMD)->index[0xc4];
    expect_difference("select 0xfff on amd");
}

/* All selects that no rule names share one row: a verdict there would be on all of them. */
Test(self_check, a_verdict_on_what_no_rule_names)
{
    verdicts(HOST_AMD, 0xfff)->allowed.words[0] = 1;
    expect_difference("no rule names");
}

Test(self_check, a_select_that_no_rule_names)
{
    memset(verdicts(HOST_INTEL, 0x2e), 0, sizeof(struct verdicts));
    expect_difference("select 0x2e on intel");
}

/* The lists are not looked at: the verdicts decide. */
Test(self_check, lists_do_not_count)
{
    host(HOST_INTEL)->listed_count = 0;
    host(HOST_AMD)->listed_fixed = UINT32_MAX;
    cr_assert_null(check());
}

Test(self_check, fixed_counters)
{
    host(HOST_INTEL)->fixed_allowed ^= UINT32_C(1) << 31;
    expect_difference("fixed");
}

/* A DENY list on Intel that an old kernel would take, although a guest escapes it there. */
Test(self_check, an_escape_that_nobody_waived)
{
    static const char content[] = "default allow\ndeny intel 0x2e umask any\n";
    struct compile_options options = {.lower.allow_tsx_escape = true};
    char *text = arena_allocate(compilation->arena, sizeof(content) + 1);
    struct compilation *waived = compilation_create(compilation->arena);

    memcpy(text, content, sizeof(content));
    options.load.preset_folder = "";
    cr_assert_eq(compile(waived, "-", text, strlen(content), &options), COMPILE_DONE);
    cr_assert_null(self_check(waived->blob, waived->policy, true, waived->arena));
    cr_assert_str_eq(self_check(waived->blob, waived->policy, false, waived->arena),
                     "the kernel that a DENY list on Intel needs");
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

Test(self_check, every_byte)
{
    for (size_t i = 0; i < compilation->blob->size; i++) {
        compilation->blob->bytes[i] ^= 0x10;
        cr_assert_not_null(check(), "byte %zu", i);
        compilation->blob->bytes[i] ^= 0x10;
    }
    cr_assert_null(check());
}
