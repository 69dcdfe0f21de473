/* SPDX-License-Identifier: BSD-2-Clause */
/* The JSON lists of perfmon and perf. */
#include "compiler/events/vendor_json.h"

#include <stdlib.h>

#include "tests/unit/catalogue_text.h"

static struct catalogue_text text;

static void tear_down(void)
{
    if (text.arena)
        catalogue_close(&text);
    text.arena = NULL;
}

TestSuite(catalogue_json, .fini = tear_down);

static void read_text(enum vendor vendor, const char *content)
{
    struct catalogue_context context;
    const struct node *root;

    tear_down();
    catalogue_open(&text, content);
    context = (struct catalogue_context){
        .arena = text.arena, .sources = &text.sources, .diagnostics = text.diagnostics};
    text.file.vendor = vendor;
    root = tree_read(&text.reader);
    cr_assert_not_null(root);
    if (root->kind == NODE_MAP)
        perfmon_read(&text.reader, root, &text.file);
    else
        perf_read(&text.reader, root, &context, &text.file);
}

static void expect_refused(enum vendor vendor, const char *content, enum diagnostic_code code,
                           uint32_t line, uint32_t column, const char *what)
{
    read_text(vendor, content);
    catalogue_expect_error(&text, code, line, column, what);
}

#define REFUSED(vendor, content, line, column, what)                                               \
    expect_refused(VENDOR_##vendor, content, DIAGNOSTIC_CATALOGUE_FORM, line, column, what)

/* An event of perfmon's in single quotes, which YAML takes, too. */
#define HEADER "{'Header': {'Version': '1.39', 'Info': 'x'},\n'Events': [\n"
#define PERFMON(event) HEADER "{" event "}\n]}\n"
#define PERF(event) "[\n{" event "}\n]\n"
#define CODE "'EventName': 'A', 'EventCode': '0x10', 'UMask': '0x1'"

/* The one event of a text that is as it should be. */
static const struct event *only(enum vendor vendor, const char *content)
{
    read_text(vendor, content);
    catalogue_expect_clean(&text);
    cr_assert_eq(text.file.events.count, 1, "%u events of %s", text.file.events.count, content);
    return &text.file.events.events[0];
}

static void expect_none(enum vendor vendor, const char *content)
{
    read_text(vendor, content);
    catalogue_expect_clean(&text);
    cr_assert_eq(text.file.events.count, 0, "%s", content);
}

static void expect_codes(const struct event *event, unsigned int count, unsigned int select,
                         unsigned int second, unsigned int umask)
{
    cr_assert_eq(event->code_count, count);
    cr_assert_eq(event->codes[0].select, select);
    cr_assert_eq(event->codes[0].umask, umask);
    cr_assert_eq(event->codes[count - 1].select, second);
    cr_assert_eq(event->codes[count - 1].umask, umask);
    cr_assert_eq(event->fixed, 0);
}

Test(catalogue_json, perfmon)
{
    const struct event *event =
        only(VENDOR_INTEL, PERFMON("'EventName': 'BR.ALL', 'EventCode': '0xC4', 'UMask': '0x0F', "
                                   "'Counter': '0,1,2,3', 'Unknown': {'x': []}, 'Deprecated': '0', "
                                   "'MSRIndex': '0x00', 'CounterMask': '0', 'Errata': null"));

    expect_codes(event, 1, 0xc4, 0xc4, 0x0f);
    cr_assert_str_eq(event->name, "BR.ALL");
    cr_assert_str_eq(event->key, "br.all");
    cr_assert_eq(event->qualifiers, 0);
    cr_assert_null(event->deprecated);
    cr_assert_eq(event->catalogue, &text.file.catalogue);
    cr_assert_eq(event->span.start - text.reader.source->base,
                 strstr(text.reader.source->text, "'BR.ALL'") - text.reader.source->text);
    cr_assert_str_eq(text.file.catalogue.version, "1.39");
    cr_assert(text.file.is_complete);
    cr_assert_not(text.file.serves_all);
}

Test(catalogue_json, perfmon_refused)
{
    REFUSED(INTEL, "{'Header': {}, 'Events': []}", 1, 12, "Version");
    REFUSED(INTEL, "{'Header': [], 'Events': []}", 1, 12, "Version");
    REFUSED(INTEL, "{'Header': {'Version': ''}, 'Events': []}", 1, 24, "Version");
    REFUSED(INTEL, "{'Header': {'Version': [1]}, 'Events': []}", 1, 24, "Version");
    REFUSED(INTEL, "{'Header': {'Version': '\xc3\xa9'}, 'Events': []}", 1, 24, "Version");
    REFUSED(INTEL, "{'Header': {'Version': 1}, 'Events': {}}", 1, 38, "list");
    REFUSED(INTEL, "{'Header': {'Version': 1}, 'Events': []}", 1, 38, "no event");
    REFUSED(INTEL, PERFMON(CODE ", 'Unit': 'CHA'"), 2, 11, "no event");
    REFUSED(INTEL, HEADER "'A']}", 3, 1, "an event belongs here");
    REFUSED(INTEL, PERFMON("'EventCode': '0x10', 'UMask': '0x1'"), 3, 1, "EventName");
    REFUSED(INTEL, PERFMON("'EventName': 'A', 'UMask': '0x1'"), 3, 1, "EventCode");
    REFUSED(INTEL, PERFMON("'EventName': 'A', 'EventCode': '0x1'"), 3, 1, "UMask");
    REFUSED(INTEL, PERFMON("'EventName': 'A B', 'EventCode': '1', 'UMask': '1'"), 3, 15, "letters");
    REFUSED(INTEL, PERFMON("'EventName': [A], 'EventCode': '1', 'UMask': '1'"), 3, 15, "letters");
    REFUSED(INTEL, PERFMON("'EventName': 'A', 'EventCode': 'x', 'UMask': '1'"), 3, 33, "number");
    REFUSED(INTEL, PERFMON("'EventName': 'A', 'EventCode': '1,', 'UMask': '1'"), 3, 33, "number");
    REFUSED(INTEL, PERFMON("'EventName': 'A', 'EventCode': [1], 'UMask': '1'"), 3, 33, "number");
    REFUSED(INTEL, PERFMON("'EventName': 'A', 'EventCode': '1', 'UMask': '1,2'"), 3, 47, "one");
    REFUSED(INTEL, PERFMON("'EventName': 'A', 'EventCode': '1', 'UMask': '-1'"), 3, 47, "number");
    REFUSED(INTEL, PERFMON(CODE ", 'Invert': 'yes'"), 3, 67, "number");
    REFUSED(INTEL, PERFMON(CODE ", 'MSRIndex': '0x1a6,,'"), 3, 69, "number");
    expect_refused(VENDOR_AMD, PERFMON(CODE), DIAGNOSTIC_CATALOGUE_MODEL, 2, 11, "Intel");
    expect_refused(VENDOR_ARM64, PERFMON(CODE), DIAGNOSTIC_CATALOGUE_MODEL, 2, 11, "Intel");
}

Test(catalogue_json, several_codes)
{
    expect_codes(only(VENDOR_INTEL, PERFMON("'EventName': 'A', 'EventCode': '0x2B,0x2A', "
                                            "'UMask': '1'")),
                 2, 0x2a, 0x2b, 1);
    expect_codes(only(VENDOR_INTEL, PERFMON("'EventName': 'A', 'EventCode': ' 0xB7, 0xBB ', "
                                            "'UMask': '1'")),
                 2, 0xb7, 0xbb, 1);
    expect_codes(only(VENDOR_INTEL, PERFMON("'EventName': 'A', 'EventCode': '1,1', 'UMask': '2'")),
                 1, 1, 1, 2);
}

Test(catalogue_json, code_limit)
{
    expect_codes(only(VENDOR_AMD, PERF("'EventName': 'A', 'EventCode': "
                                       "'1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16'")),
                 16, 1, 16, 0);
    REFUSED(AMD, PERF("'EventName': 'A', 'EventCode': '1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17'"),
            2, 33, "up to 16");
}

/* Select 0 is how Intel writes a fixed counter down; it must never become a code. */
static void expect_fixed(const char *code, unsigned int counter)
{
    char content[512];
    const struct event *event;

    snprintf(content, sizeof(content), PERFMON("'EventName': 'A', %s"), code);
    event = only(VENDOR_INTEL, content);
    cr_assert_eq(event->fixed, UINT32_C(1) << counter, "%s", code);
    cr_assert_eq(event->code_count, 0);
}

Test(catalogue_json, fixed_counters)
{
    expect_fixed("'EventCode': '0x00', 'UMask': '0x01', 'Counter': 'Fixed counter 0'", 0);
    expect_fixed("'EventCode': '0x00', 'UMask': '0x02', 'Counter': 'Fixed counter 1'", 1);
    expect_fixed("'EventCode': '0x00', 'UMask': '0x04', 'Counter': 'Fixed counter 3'", 3);
    expect_fixed("'EventCode': '0x00', 'UMask': '0x07', 'Counter': 'Fixed counter 6'", 6);
    expect_fixed("'EventCode': '0x00', 'UMask': '0x20', 'Counter': 'Fixed counter 31'", 31);
    expect_fixed("'EventCode': '0x00', 'UMask': '0x02', 'Counter': '33'", 1);
    expect_fixed("'EventCode': '0x00', 'UMask': '0x02', 'Counter': 'Fixed counter 2'", 1);
    expect_fixed("'EventCode': '0x00', 'UMask': '0x20', 'Counter': 'Fixed counter 32'", 31);
    expect_fixed("'EventCode': '0x00', 'UMask': '0x03'", 2);
    cr_assert_eq(only(VENDOR_INTEL, PERF("'EventName': 'A', 'UMask': '0x1'"))->fixed, 1);
}

Test(catalogue_json, fixed_counters_that_contradict)
{
    REFUSED(INTEL,
            PERFMON("'EventName': 'A', 'EventCode': '0', 'UMask': '1', "
                    "'Counter': 'Fixed counter 2'"),
            3, 63, "fixed counter 0");
    REFUSED(INTEL,
            PERFMON("'EventName': 'A', 'EventCode': '0', 'UMask': '2', "
                    "'Counter': 'Fixed counter 0'"),
            3, 63, "fixed counter 1");
    REFUSED(INTEL, PERFMON("'EventName': 'A', 'EventCode': '0', 'UMask': '1', 'Counter': '33'"), 3,
            63, "fixed counter 0");
    cr_assert_eq(text.file.events.count, 0);
}

/* What is not understood gets no name. */
Test(catalogue_json, select_zero_that_is_no_fixed_counter)
{
    expect_none(VENDOR_INTEL, PERF("'EventName': 'A', 'EventCode': '0', 'UMask': '0'"));
    expect_none(VENDOR_INTEL, PERF("'EventName': 'A', 'EventCode': '0', 'UMask': '0x21'"));
    expect_none(VENDOR_INTEL, PERF("'EventName': 'A', 'EventCode': '0', 'UMask': '0x80'"));
    expect_none(VENDOR_INTEL, PERF("'EventName': 'A', 'EventCode': '0,1', 'UMask': '1'"));
    expect_none(VENDOR_INTEL, PERF("'EventName': 'A', 'EventCode': '0', 'UMask': '1', "
                                   "'Counter': '0,1,2,3'"));
    expect_none(VENDOR_INTEL, PERF("'EventName': 'A', 'EventCode': '0xa', 'UMask': '0', "
                                   "'Counter': 'Fixed counter 1'"));
    expect_codes(only(VENDOR_AMD, PERF("'EventName': 'A', 'EventCode': '0x00', 'UMask': '0x01'")),
                 1, 0, 0, 1);
}

Test(catalogue_json, codes_that_no_filter_can_express)
{
    expect_none(VENDOR_INTEL, PERF(CODE ", 'UMaskExt': '0x10'"));
    expect_none(VENDOR_INTEL, PERF(CODE ", 'Equal': '1'"));
    expect_none(VENDOR_INTEL, PERF(CODE ", 'ExtSel': '1'"));
    expect_none(VENDOR_INTEL, PERF("'EventName': 'A', 'EventCode': '1', 'UMask': '0x100'"));
    expect_none(VENDOR_INTEL, PERF("'EventName': 'A', 'EventCode': '0x100', 'UMask': '1'"));
    expect_none(VENDOR_INTEL, PERF("'EventName': 'A', 'EventCode': '1,0x100', 'UMask': '1'"));
    expect_none(VENDOR_AMD, PERF("'EventName': 'A', 'EventCode': '0x1000'"));
    expect_none(VENDOR_ARM64, PERF("'EventName': 'A', 'EventCode': '0x10000'"));
    expect_none(VENDOR_ARM64, PERF("'EventName': 'A', 'EventCode': '0x10', 'UMask': '1'"));
    expect_codes(only(VENDOR_INTEL, PERF(CODE ", 'UMaskExt': '0x00', 'Equal': '0'")), 1, 0x10, 0x10,
                 1);
}

static void expect_qualifiers(const char *keys, uint32_t qualifiers)
{
    char content[512];

    snprintf(content, sizeof(content), PERFMON(CODE ", %s"), keys);
    cr_assert_eq(only(VENDOR_INTEL, content)->qualifiers, qualifiers, "%s", keys);
}

Test(catalogue_json, qualifiers)
{
    expect_qualifiers("'CounterMask': '16'", EVENT_COUNTER_MASK);
    expect_qualifiers("'Invert': '1'", EVENT_INVERT);
    expect_qualifiers("'Invert': 1", EVENT_INVERT);
    expect_qualifiers("'EdgeDetect': '1'", EVENT_EDGE);
    expect_qualifiers("'AnyThread': '1'", EVENT_ANY_THREAD);
    expect_qualifiers("'MSRIndex': '0x3F7'", EVENT_EXTRA_REGISTER);
    expect_qualifiers("'MSRIndex': '0x1a6,0x1a7'", EVENT_EXTRA_REGISTER);
    expect_qualifiers("'MSRIndex': '0,0x1a7'", EVENT_EXTRA_REGISTER);
    expect_qualifiers("'MSRIndex': '0'", 0);
    expect_qualifiers("'MSRIndex': ''", 0);
    expect_qualifiers("'Offcore': '1'", EVENT_EXTRA_REGISTER);
    expect_qualifiers("'Filter': 'config1=0x3'", EVENT_EXTRA_REGISTER);
    expect_qualifiers("'Filter': ''", 0);
    expect_qualifiers("'CounterMask': '1', 'Invert': '1', 'EdgeDetect': '1'",
                      EVENT_COUNTER_MASK | EVENT_INVERT | EVENT_EDGE);
}

static void expect_deprecated(const char *keys, const char *successor)
{
    char content[512];
    const struct event *event;

    snprintf(content, sizeof(content), PERFMON(CODE ", %s"), keys);
    event = only(VENDOR_INTEL, content);
    if (!successor)
        cr_assert_null(event->deprecated, "%s", event->deprecated);
    else
        cr_assert_str_eq(event->deprecated, successor);
}

Test(catalogue_json, deprecated)
{
    expect_deprecated("'Deprecated': '1'", "");
    expect_deprecated("'Deprecated': '1', 'BriefDescription': 'Old. Refer to new event B.C_D'",
                      "B.C_D");
    expect_deprecated("'Deprecated': '1', 'PublicDescription': 'Refer to new event B.C. Bye.'",
                      "B.C");
    expect_deprecated("'Deprecated': '1', 'BriefDescription': 'Refer to new event B, or C'", "B");
    expect_deprecated("'Deprecated': '1', 'BriefDescription': 'Refer to new event '", "");
    expect_deprecated("'Deprecated': '1', 'BriefDescription': ['Refer to new event B']", "");
    expect_deprecated("'Deprecated': '1', 'BriefDescription': 'Refer to new event \xc3\xa9'", "");
    expect_deprecated("'Deprecated': '0', 'BriefDescription': 'Refer to new event B'", NULL);
}

Test(catalogue_json, perf_of_amd)
{
    expect_codes(only(VENDOR_AMD, PERF("'EventName': 'ex_ret_brn', 'EventCode': '0x1c7'")), 1,
                 0x1c7, 0x1c7, 0);
    cr_assert_not(text.file.is_complete);
    cr_assert_str_eq(text.file.catalogue.version ? text.file.catalogue.version : "", "");
    expect_codes(only(VENDOR_AMD, PERF("'EventName': 'A', 'EventCode': '0x28F', 'UMask': '0x7'")),
                 1, 0x28f, 0x28f, 7);
    REFUSED(AMD, PERF("'EventName': 'A', 'UMask': '0x7'"), 2, 1, "EventCode");
}

Test(catalogue_json, perf_passes_over_what_is_no_event_of_a_core)
{
    expect_none(VENDOR_AMD, "[]");
    expect_none(VENDOR_AMD, PERF("'MetricName': 'A', 'MetricExpr': 'b + c'"));
    expect_none(VENDOR_AMD, PERF(CODE ", 'Unit': 'L3PMC'"));
    expect_none(VENDOR_AMD, PERF("'EventName': '?', 'EventCode': [], 'Unit': 'DFPMC'"));
    expect_none(VENDOR_AMD, PERF(CODE ", 'Unit': ['cpu_core']"));
    expect_codes(only(VENDOR_INTEL, PERF(CODE ", 'Unit': 'cpu_core'")), 1, 0x10, 0x10, 1);
    REFUSED(AMD, PERF("'EventCode': '0x1'"), 2, 1, "EventName");
    REFUSED(AMD, "[[]]", 1, 2, "an event belongs here");
}

Test(catalogue_json, perf_of_arm64)
{
    expect_codes(only(VENDOR_ARM64, PERF("'EventName': 'A', 'EventCode': '0x8005'")), 1, 0x8005,
                 0x8005, 0);
    expect_codes(only(VENDOR_ARM64, PERF("'EventName': 'A', 'ConfigCode': '0xe7'")), 1, 0xe7, 0xe7,
                 0);
    expect_codes(only(VENDOR_ARM64, PERF("'EventName': 'A', 'ConfigCode': '2', 'EventCode': '1'")),
                 1, 2, 2, 0);
    REFUSED(ARM64, PERF("'EventName': 'A'"), 2, 1, "EventCode");
    REFUSED(ARM64, PERF("'ArchStdEvent': 'NO_SUCH'"), 2, 18, "standard event");
    REFUSED(ARM64, PERF("'ArchStdEvent': ['A']"), 2, 18, "standard event");
    REFUSED(INTEL, PERF("'ArchStdEvent': 'CPU_CYCLES'"), 2, 18, "standard event");
}

static const char perfmon_sample[] =
    HEADER "{'EventName': 'A', 'EventCode': '0x2A,0x2B', 'UMask': '1', 'Counter': '0', "
           "'MSRIndex': '1,2', 'Deprecated': '1', 'BriefDescription': 'Refer to new event B'},\n"
           "{'EventName': 'B', 'EventCode': '0', 'UMask': '1', 'Counter': 'Fixed counter 0'}]}";

/* One byte of the text is another: messages or not, and no crash. */
Test(catalogue_json, damaged_anywhere)
{
    static const char bytes[] = "\n '[]{}:,-x9";

    for (size_t at = 0; at < sizeof(perfmon_sample) - 1; at++) {
        for (size_t i = 0; i < sizeof(bytes) - 1; i++) {
            char copy[sizeof(perfmon_sample)];
            const struct node *root;

            memcpy(copy, perfmon_sample, sizeof(perfmon_sample));
            copy[at] = bytes[i];
            tear_down();
            catalogue_open(&text, copy);
            root = tree_read(&text.reader);
            if (root && root->kind == NODE_MAP && node_get(root, "Header") &&
                node_get(root, "Events"))
                perfmon_read(&text.reader, root, &text.file);
            for (uint32_t n = 0; n < text.file.events.count; n++)
                cr_assert_neq(text.file.events.events[n].fixed != 0,
                              text.file.events.events[n].code_count != 0);
        }
    }
}
