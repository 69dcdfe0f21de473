/* SPDX-License-Identifier: BSD-2-Clause */
/* How the reviewing commands word things: texts from outside, rules in one line, points asked for.
 */
#include <criterion/criterion.h>

#include "compiler/base/text_stream.h"
#include "compiler/review/asked_point.h"
#include "compiler/review/diff_writers.h"
#include "compiler/review/fleet.h"
#include "compiler/review/markdown.h"
#include "compiler/review/rule_text.h"
#include "compiler/review/told.h"
#include "tests/unit/parsed_text.h"

static const char *code_of_text(struct arena *arena, const char *text)
{
    struct text_stream stream;

    text_stream_open(&stream);
    markdown_code(stream.file, text, arena);
    return text_stream_close(&stream, arena, NULL);
}

Test(markdown, a_code_span_is_longer_than_what_could_end_it)
{
    static const char *const rows[][2] = {
        {"plain", "`plain`"},
        {"a`b", "``a`b``"},
        {"a``b`c", "```a``b`c```"},
        {"`", "`` ` ``"},
        {"`a", "`` `a ``"},
        {"a``", "``` a`` ```"},
        {" a ", "`  a  `"},
        {" a", "` a`"},
        {"", "`  `"},
        {"<b>&*_[x](y)|@all\\", "`<b>&*_[x](y)|@all\\`"},
        {"a\nb\033\xff", "`a\\x0ab\\x1b\\xff`"},
    };
    struct arena *arena = arena_create();

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        cr_expect_str_eq(code_of_text(arena, rows[i][0]), rows[i][1]);
    arena_destroy(arena);
}

Test(rule_text, a_statement_comes_in_one_line_without_comments_and_reason)
{
    struct parsed_text text;
    struct told_rule told;

    text_parse(&text, "\n\n  allow  intel # one\r\n\tevent\n# two\n \"a # b \\\" c\",\n  d because "
                      "\"why # not\"\ndefault allow");
    told = rule_text_of(&text.sources, text.ast->first, text.arena);
    cr_expect_str_eq(told.text, "allow intel event \"a # b \\\" c\", d");
    cr_expect_str_eq(told.because, "why # not");
    cr_expect_str_eq(told.file, "text");
    cr_expect_eq(told.line, 3);
    told = rule_text_at(&text.sources, text.ast->first->next->span, text.arena);
    cr_expect_str_eq(told.text, "default allow");
    cr_expect_null(told.because);
    cr_expect_eq(told.line, 8);
    text_close(&text);
}

Test(rule_text, of_a_group_the_name_is_told)
{
    struct parsed_text text;
    struct told_rule told;

    text_parse(&text, "deny group\n\"l l\"\nbecause \"x\"");
    told = rule_text_of(&text.sources, text.ast->first, text.arena);
    cr_expect_str_eq(told.text, "deny group \"l l\"");
    cr_expect_str_eq(told.because, "x");
    text_close(&text);
}

Test(rule_text, a_place_that_is_none_has_no_line)
{
    struct parsed_text text;
    struct told_rule told;

    text_parse(&text, "default deny");
    told = rule_text_at(&text.sources, (struct span){0, 0}, text.arena);
    cr_expect_eq(told.line, 0);
    cr_expect_str_eq(told.text, "");
    text_close(&text);
}

Test(told, what_is_equal_is_told_of_together)
{
    struct told_list list = {.arena = arena_create()};

    for (int i = 0; i < 20; i++) {
        told_add(&list, "a", arena_format(list.arena, "body %d", i));
        told_add(&list, "b", arena_format(list.arena, "body %d", i));
    }
    cr_assert_eq(list.count, 20);
    cr_expect_str_eq(list.all[19].hosts, "a, b");
    cr_expect_str_eq(list.all[19].body, "body 19");
    arena_destroy(list.arena);
}

Test(told, a_text_is_cut_between_characters)
{
    cr_expect_eq(shown_size("abc", 3), 3);
    cr_expect_eq(shown_size("abcd", 3), 3);
    cr_expect_eq(shown_size("ab\xc3\xa9", 3), 2);
    cr_expect_eq(shown_size("ab\xc3\xa9", 4), 4);
    cr_expect_eq(shown_size("\xe2\x82\xac", 2), 0);
}

static void read_point(const char *text, enum asked_kind kind, uint32_t first, uint32_t second)
{
    struct arena *arena = arena_create();
    struct asked_point point;
    const char *reason = asked_point_read(text, arena, &point);

    cr_expect_null(reason, "%s: %s", text, reason ? reason : "");
    cr_expect_eq(point.kind, kind, "%s", text);
    if (kind == ASKED_PAIR)
        cr_expect(point.select == first && point.umask == second, "%s", text);
    if (kind == ASKED_FIXED || kind == ASKED_ARM64)
        cr_expect_eq(point.number, first, "%s", text);
    arena_destroy(arena);
}

Test(asked_point, forms)
{
    read_point("0xc4:0x01", ASKED_PAIR, 0xc4, 1);
    read_point("4095:255", ASKED_PAIR, 0xfff, 0xff);
    read_point("0:0", ASKED_PAIR, 0, 0);
    read_point("fixed:31", ASKED_FIXED, 31, 0);
    read_point("fixed:0x1f", ASKED_FIXED, 31, 0);
    read_point("arm64:0xffff", ASKED_ARM64, 0xffff, 0);
    read_point("INST_RETIRED.ANY", ASKED_NAME, 0, 0);
    read_point("fixed", ASKED_NAME, 0, 0);
    read_point("rab", ASKED_NAME, 0, 0);
    read_point("r01c4", ASKED_PERF, 0, 0);
    read_point("cpu/config=0x1c4/", ASKED_PERF, 0, 0);
}

Test(asked_point, what_is_none)
{
    static const char *const texts[] = {
        "",        "0xc4",   "0xc4:",       "0xc4:0x100", "0x1000:0", "0xc4:1:2",      "0xc4:-1",
        "0xc4: 1", "fixed:", "fixed:32",    "fixed:any",  "arm64:",   "arm64:0x10000", "arm64:-1",
        "a*",      "a b",    "cpu/event=1", "cpu//",      "x=1",      "cpu/cmask=1/",  "07:1",
        "0x:1",    "a\nb",   "\xff",        "1e1:1",
    };
    struct arena *arena = arena_create();
    struct asked_point point;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        cr_expect(asked_point_read(texts[i], arena, &point), "'%s'", texts[i]);
    arena_destroy(arena);
}

Test(asked_point, a_perf_code_means_what_the_host_makes_of_it)
{
    struct arena *arena = arena_create();
    struct asked_point point;
    const char *reason = NULL;
    struct code_set set;

    cr_assert_null(asked_point_read("r1000001c2", arena, &point));
    cr_assert_eq(asked_point_find(&point, VENDOR_AMD, NULL, NULL, arena, &set, &reason),
                 ASKED_FITS);
    cr_expect(set.count == 1 && set.codes[0] == 0x1c201);
    cr_assert_null(asked_point_read("r1000028f", arena, &point));
    cr_expect_eq(asked_point_find(&point, VENDOR_INTEL, NULL, NULL, arena, &set, &reason),
                 ASKED_UNFIT);
    cr_expect_not_null(reason);
    cr_assert_null(asked_point_read("r20000078f", arena, &point));
    cr_assert_eq(asked_point_find(&point, VENDOR_AMD, NULL, NULL, arena, &set, &reason),
                 ASKED_FITS);
    cr_expect(set.count == 1 && set.codes[0] == 0x28f07);
    cr_assert_null(asked_point_read("r0300", arena, &point));
    cr_assert_eq(asked_point_find(&point, VENDOR_INTEL, NULL, NULL, arena, &set, &reason),
                 ASKED_FITS);
    cr_expect(set.count == 0 && set.fixed == 4);
    cr_assert_eq(asked_point_find(&point, VENDOR_ARM64, NULL, NULL, arena, &set, &reason),
                 ASKED_FITS);
    cr_expect(set.count == 1 && set.codes[0] == 0x300);
    arena_destroy(arena);
}

static bool is_exact(uint32_t value, uint32_t mask)
{
    static const struct pmuf_signature listed = {.midr_value = 0x4100d0c0, .midr_mask = 0xff00fff0};
    const struct pmuf_signature asked = {.midr_value = value, .midr_mask = mask};
    struct section old = {.architecture = PMUF_ARM64, .signatures = &listed, .signature_count = 1};
    struct section new = {.architecture = PMUF_ARM64, .signatures = &asked, .signature_count = 1};
    const struct filters a = {.sections = &old, .section_count = 1};
    const struct filters b = {.sections = &new, .section_count = 1};
    const struct filters *const sides[FLEET_SIDES] = {&a, &b};

    return fleet_is_exact(sides);
}

Test(fleet, masks_that_overlap_in_part_are_told)
{
    cr_expect(is_exact(0x4100d0c0, 0xff00fff0));
    cr_expect(is_exact(0x4100d400, 0xff00fff0));
    cr_expect_not(is_exact(0x4100d0c0, 0xfff0fff0));
    cr_expect_not(is_exact(0x41000000, 0xff000000));
}
