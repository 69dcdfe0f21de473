/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/parsed_text.h"

#include <stdio.h>
#include <stdlib.h>

static struct parsed_text text;

static void set_up(void)
{
    text_open(&text, "first line\n\tsecond\n");
}

static void tear_down(void)
{
    text_close(&text);
}

TestSuite(diagnostic, .init = set_up, .fini = tear_down);

static struct span span(uint32_t start, uint32_t end)
{
    return (struct span){text.source->base + start, text.source->base + end};
}

static struct diagnostic *report(enum diagnostic_code code, uint32_t start, const char *message)
{
    return diagnostic_report(text.diagnostics, code, span(start, start + 1), "%s", message);
}

static void expect_printed(const char *expected)
{
    char *printed = NULL;
    size_t size;
    FILE *stream = open_memstream(&printed, &size);

    diagnostics_print(text.diagnostics, stream, false);
    fclose(stream);
    cr_assert_str_eq(printed, expected);
    free(printed);
}

static unsigned int count_kept(void)
{
    unsigned int count = 0;

    for (const struct diagnostic *one = text.diagnostics->first; one; one = one->next)
        count++;
    return count;
}

/* Numbers are permanent, errors cannot be silenced, and every warning can. */
Test(diagnostic, table)
{
    for (int code = 0; code < DIAGNOSTIC_CODE_COUNT; code++) {
        unsigned int number = diagnostic_number((enum diagnostic_code)code);
        const char *flag = diagnostic_flag((enum diagnostic_code)code);
        enum severity severity = text.diagnostics->severity[code];

        cr_assert_eq(flag == NULL, severity == SEVERITY_ERROR, "PMU%03u", number);
        for (int other = 0; other < code; other++) {
            const char *taken = diagnostic_flag((enum diagnostic_code)other);

            cr_assert_lt(diagnostic_number((enum diagnostic_code)other), number);
            cr_assert(!flag || !taken || strcmp(flag, taken) != 0, "%s", flag);
        }
    }
}

Test(diagnostic, printed_in_the_order_of_the_text)
{
    report(DIAGNOSTIC_SYNTAX, 12, "later");
    report(DIAGNOSTIC_WITHOUT_EFFECT, 6, "earlier");
    expect_printed("text:1:7: warning: earlier [PMU100 without-effect]\n"
                   "  first line\n"
                   "        ^\n"
                   "text:2:2: error: later [PMU006]\n"
                   "  \tsecond\n"
                   "  \t^\n");
}

Test(diagnostic, notes_and_fixes)
{
    struct diagnostic *one = report(DIAGNOSTIC_SYNTAX, 0, "text");

    diagnostic_add_note(one, span(6, 10), "see %s", "here");
    diagnostic_add_note(one, (struct span){0, 0}, "nowhere");
    diagnostic_add_fix(one, span(0, 5), "other");
    diagnostic_add_fix(one, span(5, 5), "more");
    diagnostic_add_fix(one, span(0, 5), "");
    expect_printed("text:1:1: error: text [PMU006]\n"
                   "  first line\n"
                   "  ^\n"
                   "text:1:7: note: see here\n"
                   "  first line\n"
                   "        ^~~~\n"
                   "note: nowhere\n"
                   "text:1:1: note: fix: replace by 'other'\n"
                   "text:1:6: note: fix: insert 'more'\n"
                   "text:1:1: note: fix: remove this\n");
}

Test(diagnostic, a_caret_range_ends_with_its_line)
{
    diagnostic_report(text.diagnostics, DIAGNOSTIC_SYNTAX, span(6, 18), "long");
    expect_printed("text:1:7: error: long [PMU006]\n"
                   "  first line\n"
                   "        ^~~~\n");
}

Test(diagnostic, without_a_place)
{
    diagnostic_report(text.diagnostics, DIAGNOSTIC_SYNTAX, (struct span){0, 0}, "nowhere");
    expect_printed("error: nowhere [PMU006]\n");
}

Test(diagnostic, the_same_message_once)
{
    report(DIAGNOSTIC_SYNTAX, 0, "same");
    diagnostic_add_note(report(DIAGNOSTIC_SYNTAX, 0, "same"), (struct span){0, 0}, "lost");
    report(DIAGNOSTIC_SYNTAX, 1, "same");
    report(DIAGNOSTIC_BAD_NUMBER, 0, "same");
    cr_assert_eq(text.diagnostics->error_count, 3);
    cr_assert_eq(count_kept(), 3);
    cr_assert_null(text.diagnostics->first->first_note);
}

/* What is beyond the limit is counted and not kept, and notes on it go nowhere. */
Test(diagnostic, a_thousand_are_kept)
{
    struct diagnostic *last = NULL;

    for (uint32_t i = 0; i <= DIAGNOSTIC_MAX_KEPT; i++)
        last = diagnostic_report(text.diagnostics, DIAGNOSTIC_SYNTAX, span(0, i), "one");
    cr_assert_eq(text.diagnostics->error_count, DIAGNOSTIC_MAX_KEPT + 1);
    cr_assert_eq(count_kept(), DIAGNOSTIC_MAX_KEPT);
    diagnostic_add_note(last, (struct span){0, 0}, "lost");
    diagnostic_add_fix(last, span(0, 1), "lost");
    cr_assert_null(last->first_note);
}

static void expect_shown(uint32_t count, const char *last_line)
{
    char *printed = NULL;
    size_t size;
    FILE *stream = open_memstream(&printed, &size);
    unsigned int lines = 0;

    for (uint32_t i = 0; i < count; i++)
        diagnostic_report(text.diagnostics, DIAGNOSTIC_TEXT_FAULT, span(0, i), "one");
    diagnostics_print(text.diagnostics, stream, false);
    fclose(stream);
    for (const char *at = strchr(printed, '\n'); at; at = strchr(at + 1, '\n'))
        lines++;
    cr_assert_eq(lines, DIAGNOSTIC_MAX_SHOWN + (count > DIAGNOSTIC_MAX_SHOWN));
    cr_assert(strstr(printed, last_line), "%s", printed);
    free(printed);
}

Test(diagnostic, twenty_are_shown)
{
    expect_shown(DIAGNOSTIC_MAX_SHOWN, "");
}

Test(diagnostic, more_are_counted)
{
    expect_shown(DIAGNOSTIC_MAX_SHOWN + 7, "7 more errors not shown\n");
}

Test(diagnostic, a_long_message_is_cut_between_characters)
{
    char *message = arena_allocate(text.arena, 4001);

    for (int i = 0; i < 4000; i += 2)
        memcpy(message + i, "\xc3\xa9", 2);
    report(DIAGNOSTIC_SYNTAX, 0, message);
    cr_assert_eq(strlen(text.diagnostics->first->text) % 2, 0);
    report(DIAGNOSTIC_SYNTAX, 1, arena_format(text.arena, "x%s", message));
    cr_assert_eq(strlen(text.diagnostics->last->text) % 2, 1);
    cr_assert_gt(strlen(text.diagnostics->last->text), 500);
}

static enum severity severity_after(const char *flags, enum diagnostic_code code)
{
    struct diagnostics *diagnostics = diagnostics_create(text.arena, &text.sources);
    char *copy = arena_copy_text(text.arena, flags, strlen(flags));
    char *rest = NULL;

    for (char *flag = strtok_r(copy, " ", &rest); flag; flag = strtok_r(NULL, " ", &rest))
        cr_assert(diagnostics_set_flag(diagnostics, flag), "%s", flag);
    return diagnostic_report(diagnostics, code, span(0, 1), "text")->severity;
}

Test(diagnostic, flags)
{
    cr_assert_eq(severity_after("", DIAGNOSTIC_MISSING_BECAUSE), SEVERITY_OFF);
    cr_assert_eq(severity_after("missing-because", DIAGNOSTIC_MISSING_BECAUSE), SEVERITY_WARNING);
    cr_assert_eq(severity_after("error=missing-because", DIAGNOSTIC_MISSING_BECAUSE),
                 SEVERITY_ERROR);
    cr_assert_eq(severity_after("error missing-because", DIAGNOSTIC_MISSING_BECAUSE),
                 SEVERITY_ERROR);
    cr_assert_eq(severity_after("missing-because error", DIAGNOSTIC_MISSING_BECAUSE),
                 SEVERITY_ERROR);
    cr_assert_eq(severity_after("error", DIAGNOSTIC_MISSING_BECAUSE), SEVERITY_OFF);
    cr_assert_eq(severity_after("no-fixed-twin", DIAGNOSTIC_FIXED_TWIN), SEVERITY_OFF);
    cr_assert_eq(severity_after("no-fixed-twin fixed-twin", DIAGNOSTIC_FIXED_TWIN),
                 SEVERITY_WARNING);
    cr_assert_eq(severity_after("error no-fixed-twin", DIAGNOSTIC_FIXED_TWIN), SEVERITY_OFF);
    cr_assert_eq(severity_after("error", DIAGNOSTIC_FIXED_TWIN), SEVERITY_ERROR);
}

Test(diagnostic, unknown_flags)
{
    static const char *const unknown[] = {"",       "nothing", "no-",         "no-nothing",
                                          "error=", "errors",  "no-error",    "error=nothing",
                                          "no",     "PMU100",  "fixed-twin ", "Fixed-twin"};

    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
        cr_assert_not(diagnostics_set_flag(text.diagnostics, unknown[i]), "'%s'", unknown[i]);
}

Test(diagnostic, silence_keeps_errors)
{
    diagnostics_set_flag(text.diagnostics, "error=fixed-twin");
    diagnostics_silence(text.diagnostics);
    report(DIAGNOSTIC_FIXED_TWIN, 0, "gone");
    report(DIAGNOSTIC_EXPECTATION_FAILED, 0, "stays");
    cr_assert_not(diagnostic_is_on(text.diagnostics, DIAGNOSTIC_FIXED_TWIN));
    cr_assert_eq(text.diagnostics->error_count, 1);
    cr_assert_eq(count_kept(), 1);
}
