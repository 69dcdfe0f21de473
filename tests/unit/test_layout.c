/* SPDX-License-Identifier: BSD-2-Clause */
/* What a policy's text looks like when it is laid out. tests/layout/layout_test.c has the laws. */
#include "tests/unit/parsed_text.h"

#include "compiler/review/layout.h"

static void expect_layout(const char *content, const char *expected)
{
    struct parsed_text text;
    struct layout layout;

    text_open(&text, content);
    cr_assert_eq(layout_make(text.source, text.arena, text.diagnostics, &layout), LAYOUT_DONE,
                 "'%s'", content);
    cr_assert_str_eq(layout.text, expected);
    cr_assert_eq(layout.size, strlen(expected));
    cr_assert_eq(text.diagnostics->error_count, 0);
    text_close(&text);
}

Test(layout, statements)
{
    expect_layout("", "");
    expect_layout(" \n\n\t\n", "");
    expect_layout("default\tdeny", "default deny\n");
    expect_layout("policy \"a  b\"  default  allow targets x86 ,arm64",
                  "policy \"a  b\"\ndefault allow\ntargets x86, arm64\n");
    expect_layout("cpus intel skx,icx , other include<presets/a.pmu>include\"b\"",
                  "cpus intel skx, icx, other\ninclude <presets/a.pmu>\ninclude \"b\"\n");
    expect_layout("allow\nintel\n0xC4\numask\nany", "allow intel 0xC4 umask any\n");
    expect_layout("deny group a because \"b\" expect deny group \"a\"",
                  "deny group a because \"b\"\nexpect deny group \"a\"\n");
}

Test(layout, sets)
{
    expect_layout("allow intel { 0x01 .. 0x04 except{ 0x02,0x03 } } umask 0x10 / 0xf0,{{ 1 }}",
                  "allow intel {0x01..0x04 except {0x02, 0x03}} umask 0x10/0xf0, {{1}}\n");
    expect_layout("allow amd optional  event a*,b:c , \"cpu/event=1/\"",
                  "allow amd optional event a*, b:c, \"cpu/event=1/\"\n");
}

Test(layout, groups)
{
    expect_layout("group a{intel 1 umask any amd{2,3}umask 0}",
                  "group a {\n    intel 1 umask any\n    amd {2, 3} umask 0\n}\n");
    expect_layout("group a{}default deny", "group a {\n}\ndefault deny\n");
    expect_layout(
        "group a {\n\n\n# first\n\n\nintel 1 umask 0 # behind\n\n# last\n\n} # end\n",
        "group a {\n    # first\n\n    intel 1 umask 0  # behind\n\n    # last\n}  # end\n");
    expect_layout("group a { # open\n\nintel 1 umask 0}",
                  "group a {  # open\n    intel 1 umask 0\n}\n");
    expect_layout("group a { # open\n\n# own\nintel 1 umask 0}",
                  "group a {  # open\n    # own\n    intel 1 umask 0\n}\n");
    expect_layout("group a {\n# nothing\n}", "group a {\n    # nothing\n}\n");
    expect_layout("group # name\na # brace\n{ intel 1 umask 0 }",
                  "group  # name\n    a  # brace\n    {\n    intel 1 umask 0\n}\n");
}

Test(layout, empty_lines)
{
    expect_layout("\n\n# a\n\n\n\n# b\n# c\ndefault deny\n\n \t\nallow intel fixed 0\n\n\n",
                  "# a\n\n# b\n# c\ndefault deny\n\nallow intel fixed 0\n");
    expect_layout("allow\n\nintel\n\n\nfixed\n\n0", "allow intel fixed 0\n");
}

Test(layout, comments_within_statements)
{
    expect_layout("allow intel 1, # one\n2 # two\numask 0 # three\n",
                  "allow intel 1,  # one\n    2  # two\n    umask 0  # three\n");
    expect_layout(
        "deny intel 1\n\n# own\n\n# more\numask 0\n# why\nbecause \"b\"",
        "deny intel 1\n    # own\n    # more\n    umask 0\n    # why\n    because \"b\"\n");
    expect_layout("deny intel {1 # c\n} umask 0 because \"b\"",
                  "deny intel {1  # c\n    } umask 0\n    because \"b\"\n");
    expect_layout("group a { intel 1,\n# c\n2 umask 0 }",
                  "group a {\n    intel 1,\n        # c\n        2 umask 0\n}\n");
    expect_layout("allow intel 0 # c\n..#d\n1 umask 0",
                  "allow intel 0  # c\n    ..  #d\n    1 umask 0\n");
    expect_layout("default deny allow intel fixed 0 # of the second",
                  "default deny\nallow intel fixed 0  # of the second\n");
}

Test(layout, line_ends)
{
    expect_layout("\xef\xbb\xbf# c \t\r\ndefault deny\r\n\r\n\r\n# d\r\n",
                  "# c\ndefault deny\n\n# d\n");
    expect_layout("#\r\n#!  a", "#\n#!  a\n");
}

/* A rule of exactly so many characters that its line is full, and a blank more in its string. */
#define SEVENTY "0123456789012345678901234567890123456789012345678901234567890123456789"

Test(layout, lines_are_full_at_100_characters)
{
    expect_layout("deny x86 1 umask 2 because \"" SEVENTY "1\"",
                  "deny x86 1 umask 2 because \"" SEVENTY "1\"\n");
    expect_layout("deny x86 1 umask 2 because \"" SEVENTY "12\"",
                  "deny x86 1 umask 2\n    because \"" SEVENTY "12\"\n");
    /* Characters, not bytes. */
    expect_layout("deny x86 1 umask 2 because \"" SEVENTY "\xc3\xa9\"",
                  "deny x86 1 umask 2 because \"" SEVENTY "\xc3\xa9\"\n");
    /* A comment takes no room. */
    expect_layout("deny x86 1 umask 2 because \"" SEVENTY "1\" # c",
                  "deny x86 1 umask 2 because \"" SEVENTY "1\"  # c\n");
    /* The head and the body of a group. */
    expect_layout("group a { x86 1 umask 2, \"" SEVENTY "\", 12 }",
                  "group a {\n    x86 1 umask 2, \"" SEVENTY "\", 12\n}\n");
}

Test(layout, lines_are_filled)
{
    expect_layout("allow x86 event a, \"" SEVENTY "\", bcdefg, h, i",
                  "allow x86 event a, \"" SEVENTY "\", bcdefg,\n    h, i\n");
    expect_layout("allow x86 event a, \"" SEVENTY "\", bcdefgh, i",
                  "allow x86 event a, \"" SEVENTY "\",\n    bcdefgh, i\n");
    expect_layout("allow x86 event a, \"" SEVENTY "\" except bbbbbbbbb, c because \"d\"",
                  "allow x86 event a, \"" SEVENTY
                  "\"\n    except bbbbbbbbb, c\n    because \"d\"\n");
    expect_layout("allow x86 { \"" SEVENTY "\", 1 } umask 123456789",
                  "allow x86 {\"" SEVENTY "\", 1}\n    umask 123456789\n");
    expect_layout("allow x86 { \"" SEVENTY "\", 1 } umask 123456 because \"d\"",
                  "allow x86 {\"" SEVENTY "\", 1} umask 123456\n    because \"d\"\n");
    expect_layout("allow x86 { \"" SEVENTY "\", 1 } umask 1234567 because \"d\"",
                  "allow x86 {\"" SEVENTY "\", 1}\n    umask 1234567\n    because \"d\"\n");
    expect_layout("allow x86 event \"" SEVENTY SEVENTY "\", a",
                  "allow x86 event \"" SEVENTY SEVENTY "\",\n    a\n");
    expect_layout("group a { x86 event a, \"" SEVENTY "\", bcdef, gh, i }",
                  "group a {\n    x86 event a, \"" SEVENTY "\", bcdef,\n        gh, i\n}\n");
}

static enum layout_status status_of(const char *content, unsigned int *errors)
{
    struct parsed_text text;
    struct layout layout = {NULL, 0};
    enum layout_status status;

    text_open(&text, content);
    status = layout_make(text.source, text.arena, text.diagnostics, &layout);
    *errors = text.diagnostics->error_count;
    text_close(&text);
    return status;
}

Test(layout, mistakes_are_reported)
{
    unsigned int errors;

    cr_expect_eq(status_of("allow intel", &errors), LAYOUT_WRONG);
    cr_expect_eq(errors, 1);
    cr_expect_eq(status_of("default deny;", &errors), LAYOUT_WRONG);
    cr_expect_eq(errors, 1);
    cr_expect_eq(status_of("Default deny", &errors), LAYOUT_WRONG);
    cr_expect_eq(errors, 1);
    cr_expect_eq(status_of("allow intel 0x umask 0", &errors), LAYOUT_WRONG);
    cr_expect_eq(errors, 1);
    cr_expect_eq(status_of("default deny \x01", &errors), LAYOUT_WRONG);
    cr_expect_eq(errors, 1);
    /* What only the meaning is wrong of has a layout. */
    cr_expect_eq(status_of("allow amd fixed 77 allow group none", &errors), LAYOUT_DONE);
    cr_expect_eq(errors, 0);
}

/* A text that is as large as it may be, and whose last statement grows. */
Test(layout, the_result_has_the_limit_of_a_text)
{
    static const char end[] = "\ngroup a{}";
    char *content = malloc(SOURCE_MAX_SIZE + 1);
    unsigned int errors;

    cr_assert_not_null(content);
    memset(content, '#', SOURCE_MAX_SIZE);
    memcpy(content + SOURCE_MAX_SIZE + 1 - sizeof(end), end, sizeof(end));
    cr_expect_eq(status_of(content, &errors), LAYOUT_TOO_LARGE);
    cr_expect_eq(errors, 0);
    content[SOURCE_MAX_SIZE - 10] = '#'; /* all of it is a comment, which gets a line end */
    cr_expect_eq(status_of(content, &errors), LAYOUT_TOO_LARGE);
    content[SOURCE_MAX_SIZE - 1] = '\0';
    cr_expect_eq(status_of(content, &errors), LAYOUT_DONE);
    free(content);
}
