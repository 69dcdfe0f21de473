/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/diagnostic_log.h"

#include <stdlib.h>

#include "tests/unit/parsed_text.h"

static struct parsed_text text;
static struct log_part part;
static struct diagnostic_log log_of_one;

static void set_up(void)
{
    text_open(&text, "first line\n\tsecond\n");
    part = (struct log_part){NULL, text.diagnostics};
    log_of_one = (struct diagnostic_log){.arena = text.arena,
                                         .version = "1",
                                         .exit_status = 1,
                                         .succeeded = true,
                                         .first_part = &part};
}

static void tear_down(void)
{
    text_close(&text);
}

TestSuite(diagnostic_log, .init = set_up, .fini = tear_down);

static struct span span(uint32_t start, uint32_t end)
{
    return (struct span){text.source->base + start, text.source->base + end};
}

static void expect(const char *sarif_part, const char *json_part)
{
    static void (*const writers[])(const struct diagnostic_log *, FILE *) = {
        diagnostic_log_write_sarif, diagnostic_log_write_json};
    const char *parts[] = {sarif_part, json_part};

    for (int i = 0; i < 2; i++) {
        char *written = NULL;
        size_t size;
        FILE *stream = open_memstream(&written, &size);

        writers[i](&log_of_one, stream);
        fclose(stream);
        cr_assert(strstr(written, parts[i]), "%s", written);
        free(written);
    }
}

Test(diagnostic_log, a_fix_can_be_two_changes)
{
    struct diagnostic *one =
        diagnostic_report(text.diagnostics, DIAGNOSTIC_SELECT_EXCEPT, span(0, 5), "braces");

    diagnostic_add_fix(one, span(0, 0), "{");
    diagnostic_join_fix(one, span(5, 5), "}");
    diagnostic_add_fix(one, span(0, 5), "");
    cr_assert_str_eq(diagnostic_describe_fix(one->first_note, text.arena),
                     "insert '{' and insert '}'");
    cr_assert_str_eq(diagnostic_describe_fix(one->last_note, text.arena), "remove this");
    expect("\"text\": \"insert '{{' and insert '}}'\"",
           "\"message\": \"insert '{' and insert '}'\"");
    expect("\"text\": \"remove this\"", "\"message\": \"remove this\"");
}

Test(diagnostic_log, a_region_over_lines)
{
    diagnostic_report(text.diagnostics, DIAGNOSTIC_SYNTAX, span(6, 14), "long");
    expect("{\"startLine\": 1, \"startColumn\": 7, \"endLine\": 2, \"endColumn\": 4}",
           "\"end\": {\"line\": 2, \"column\": 4, \"byte\": 14}");
}

Test(diagnostic_log, places_are_found_in_any_order)
{
    struct place place;

    for (uint32_t i = 0; i < 18; i++) {
        uint32_t at = i * 7 % 18;

        cr_assert(source_locate(&text.sources, text.source->base + at, &place));
        cr_assert_eq(place.line, at < 11 ? 1 : 2);
        cr_assert_eq(place.column, at < 11 ? at + 1 : at - 10, "%u", at);
    }
}

Test(diagnostic_log, without_a_place)
{
    struct diagnostic *one = diagnostic_report(text.diagnostics, DIAGNOSTIC_CATALOGUE_UNREADABLE,
                                               (struct span){0, 0}, "nowhere");

    diagnostic_add_note(one, span(0, 5), "here");
    expect("\"toolConfigurationNotifications\": [\n"
           "            {\n"
           "              \"associatedRule\": {\"id\": \"PMU060\", \"index\": 0},\n"
           "              \"level\": \"error\",\n"
           "              \"message\": {\n"
           "                \"text\": \"nowhere\\u000ahere\"\n",
           "\"message\": \"nowhere\",\n      \"location\": null,");
}

/* The same text compiled twice: the second list says nothing new but its own last. */
Test(diagnostic_log, the_same_in_two_compilations_once)
{
    struct diagnostics *again = diagnostics_create(text.arena, &text.sources);
    struct log_part second = {NULL, again};
    size_t count;

    part.next = &second;
    diagnostic_report(text.diagnostics, DIAGNOSTIC_SYNTAX, span(6, 7), "b");
    diagnostic_report(text.diagnostics, DIAGNOSTIC_SYNTAX, span(0, 1), "a");
    diagnostic_report(again, DIAGNOSTIC_SYNTAX, span(0, 1), "a");
    diagnostic_report(again, DIAGNOSTIC_SYNTAX, span(0, 1), "other");
    diagnostic_report(again, DIAGNOSTIC_BAD_NUMBER, span(6, 7), "b");
    cr_assert_str_eq(diagnostic_log_all(&log_of_one, &count)[0]->text, "a");
    cr_assert_eq(count, 4);
    cr_assert_eq(diagnostic_log_all(&log_of_one, &count)[1]->code, DIAGNOSTIC_SYNTAX);
    cr_assert_str_eq(diagnostic_log_all(&log_of_one, &count)[2]->text, "other");
    cr_assert_eq(diagnostic_log_all(&log_of_one, &count)[3]->code, DIAGNOSTIC_BAD_NUMBER);
}

Test(diagnostic_log, nothing)
{
    size_t count = 1;

    log_of_one.first_part = NULL;
    diagnostic_log_all(&log_of_one, &count);
    cr_assert_eq(count, 0);
    cr_assert_eq(diagnostic_log_not_listed(&log_of_one), 0);
    expect("\"results\": []", "\"diagnostics\": [],\n  \"messages\": []\n}\n");
}

Test(diagnostic_log, those_that_are_not_kept)
{
    for (uint32_t i = 0; i < DIAGNOSTIC_MAX_KEPT + 3; i++)
        diagnostic_report(text.diagnostics, DIAGNOSTIC_SYNTAX, span(0, i), "one");
    for (uint32_t i = 0; i < DIAGNOSTIC_MAX_KEPT + 4; i++)
        diagnostic_report(text.diagnostics, DIAGNOSTIC_WITHOUT_EFFECT, span(0, i), "one");
    cr_assert_eq(diagnostic_log_not_listed(&log_of_one), 7);
    expect("{\"text\": \"7 more are not listed\"}", "\"not_listed\": 7,");
}

Test(diagnostic_log, messages)
{
    struct log_message last = {NULL, "note", "last"};
    struct log_message first = {&last, "error", "first {0} [x](y)"};

    log_of_one.first_message = &first;
    expect("\"text\": \"first {{0}} [x] (y)\"", "\"message\": \"first {0} [x](y)\"");
    expect("\"level\": \"note\"", "\"severity\": \"note\"");
}

/* Every code has a title, and no two the same; its name for SARIF comes from its identifier. */
Test(diagnostic_log, titles)
{
    for (int code = 0; code < DIAGNOSTIC_CODE_COUNT; code++) {
        const char *title = diagnostic_title((enum diagnostic_code)code);

        cr_assert(title && title[0] && strlen(title) <= 60, "%d", code);
        for (int other = 0; other < code; other++)
            cr_assert_str_neq(title, diagnostic_title((enum diagnostic_code)other));
    }
    diagnostic_report(text.diagnostics, DIAGNOSTIC_NEEDS_LINUX_6_3, span(0, 1), "x");
    expect("\"name\": \"NeedsLinux63\"", "\"title\": \"filter that needs Linux 6.3\"");
    expect("-Wno-needs-linux-6.3 off", "\"flag\": \"needs-linux-6.3\"");
}
