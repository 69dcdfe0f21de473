/* SPDX-License-Identifier: BSD-2-Clause */
/* Our own form of a catalogue: its head, and events. */
#include "compiler/events/names.h"
#include "tests/unit/own_form_text.h"

TestSuite(catalogue_form, .fini = tear_down);

static const struct event *event_at(uint32_t index)
{
    cr_assert_lt(index, text.file.events.count);
    return &text.file.events.events[index];
}

static void expect_code(const struct event *event, uint32_t index, unsigned int select,
                        unsigned int umask)
{
    cr_assert_lt(index, event->code_count);
    cr_assert_eq(event->codes[index].select, select);
    cr_assert_eq(event->codes[index].umask, umask);
}

Test(catalogue_form, head)
{
    expect_clean("catalogue: a-1.b\nversion: \"2025-01 (x)\"\nvendor: amd\n");
    cr_assert_str_eq(text.file.catalogue.name, "a-1.b");
    cr_assert_str_eq(text.file.catalogue.version, "2025-01 (x)");
    cr_assert_eq(text.file.vendor, VENDOR_AMD);
    cr_assert_not(text.file.serves_all);
    cr_assert_not(text.file.is_complete);
    expect_clean("{\"catalogue\": \"a\", \"version\": \"1\", \"vendor\": \"arm64\"}");
    cr_assert_eq(text.file.vendor, VENDOR_ARM64);
}

Test(catalogue_form, head_refused)
{
    REFUSED("[a]\n", CATALOGUE_FORM, 1, 1, "mapping");
    REFUSED("catalogue: a\nversion: \"1\"\n", CATALOGUE_FORM, 1, 1, "'vendor' is missing");
    REFUSED("catalogue: a\nvendor: intel\n", CATALOGUE_FORM, 1, 1, "'version' is missing");
    REFUSED("version: \"1\"\nvendor: intel\n", CATALOGUE_FORM, 1, 1, "'catalogue' is missing");
    REFUSED("catalogue: A\nversion: \"1\"\nvendor: intel\n", CATALOGUE_FORM, 1, 12, "lower-case");
    REFUSED("catalogue: [a]\nversion: \"1\"\nvendor: intel\n", CATALOGUE_FORM, 1, 12, "is a text");
    REFUSED("catalogue: ''\nversion: \"1\"\nvendor: intel\n", CATALOGUE_FORM, 1, 12, "empty");
    REFUSED("catalogue:\nversion: \"1\"\nvendor: intel\n", CATALOGUE_FORM, 1, 11, "quotes");
    REFUSED("catalogue: a\nversion: 1\nvendor: intel\n", CATALOGUE_FORM, 2, 10, "quotes");
    REFUSED("catalogue: a\nversion: 1.2\nvendor: intel\n", CATALOGUE_FORM, 2, 10, "quotes");
    REFUSED("catalogue: a\nversion: -0x1\nvendor: intel\n", CATALOGUE_FORM, 2, 10, "quotes");
    REFUSED("catalogue: a\nversion: no\nvendor: intel\n", CATALOGUE_FORM, 2, 10, "quotes");
    REFUSED("catalogue: a\nversion: \"\xc3\xa9\"\nvendor: intel\n", CATALOGUE_FORM, 2, 10,
            "printable");
    REFUSED("catalogue: a\nversion: \"1\"\nvendor: Intel\n", CATALOGUE_FORM, 3, 9, "vendor is");
    REFUSED("catalogue: a\nversion: \"1\"\nvendor: {}\n", CATALOGUE_FORM, 3, 9, "vendor is");
    REFUSED(HEAD("intel") "modles: any\n", CATALOGUE_FORM, 4, 1, "no such key");
    cr_assert(strstr(text.diagnostics->first->last_note->text, "'models'"));
}

Test(catalogue_form, text_limits)
{
    expect_text_limit("catalogue: ", MAX_CATALOGUE_NAME, "\nversion: a\nvendor: intel\n", 1, 12);
    expect_text_limit("catalogue: a\nversion: ", MAX_VERSION, "\nvendor: intel\n", 2, 10);
    expect_text_limit(INTEL "- {select: 1, umask: 1, name: ", MAX_EVENT_NAME, "}\n", 6, 31);
}

Test(catalogue_form, models)
{
    expect_clean(HEAD("intel") "models: [spr, 6-0x8f]\ncomplete: true\nevents: []\n");
    cr_assert_eq(text.file.reference_count, 2);
    cr_assert_str_eq(text.file.references[1].name, "6-0x8f");
    cr_assert(text.file.is_complete);
    expect_clean(HEAD("intel") "models: any\ncomplete: false\n");
    cr_assert(text.file.serves_all);
    REFUSED(HEAD("intel") "models: spr\n", CATALOGUE_FORM, 4, 9, "'models'");
    REFUSED(HEAD("intel") "models: {spr: 1}\n", CATALOGUE_FORM, 4, 9, "'models'");
    REFUSED(HEAD("intel") "models: []\n", CATALOGUE_LIMIT, 4, 9, "1 to 200");
    REFUSED(HEAD("intel") "models: [spr, SPR]\n", CATALOGUE_FORM, 4, 15, "no model");
    REFUSED(HEAD("intel") "models: [spr, 6]\n", CATALOGUE_FORM, 4, 15, "quotes");
    REFUSED(HEAD("intel") "models: [spr, [x]]\n", CATALOGUE_FORM, 4, 15, "is a text");
    REFUSED(HEAD("intel") "models: [spr, spr]\n", CATALOGUE_REPEATED, 4, 15, "already");
    REFUSED(HEAD("intel") "models: any\ncomplete: true\n", CATALOGUE_FORM, 5, 11, "complete");
    REFUSED(HEAD("intel") "models: [spr]\ncomplete: yes\n", CATALOGUE_FORM, 5, 11, "true or false");
    REFUSED(HEAD("intel") "events: []\n", CATALOGUE_FORM, 4, 9, "whose events");
    REFUSED(HEAD("intel") "models: any\nevents: {}\n", CATALOGUE_FORM, 5, 9, "is a list");
    REFUSED(HEAD("intel") "cpus: any\n", CATALOGUE_FORM, 4, 7, "is a list");
}

Test(catalogue_form, count_limits)
{
    expect_count_limit(HEAD("intel") "models: [", "m", CATALOGUE_MAX_REFERENCES, "]\n", 4, 9);
    expect_count_limit(INTEL "- {name: A, umask: 0, select: [", "", EVENT_MAX_CODES, "]}\n", 6, 31);
    expect_count_limit(INTEL "- {name: A, umask: 0, select: 0, also: [", "b", EVENT_MAX_NAMES - 1,
                       "]}\n", 6, 40);
}

Test(catalogue_form, x86_events)
{
    const struct event *event;

    expect_clean(INTEL "- {name: BR_INST:ALL.x, select: 0xc4, umask: 0}\n"
                       "- name: \"B\"\n  also: [c, D]\n  select: [0x2b, 42]\n  umask: 255\n");
    cr_assert_eq(text.file.events.count, 4);
    event = event_at(0);
    cr_assert_str_eq(event->name, "BR_INST:ALL.x");
    cr_assert_str_eq(event->key, "br_inst.all.x");
    cr_assert_eq(event->code_count, 1);
    expect_code(event, 0, 0xc4, 0);
    cr_assert_eq(event->fixed, 0);
    cr_assert_eq(event->qualifiers, 0);
    cr_assert_null(event->deprecated);
    cr_assert_eq(event->catalogue, &text.file.catalogue);
    cr_assert_eq(memcmp(text.reader.source->text + event->span.start - text.reader.source->base,
                        "BR_INST:ALL.x,", 14),
                 0);
    for (uint32_t i = 1; i < 4; i++) {
        expect_code(event_at(i), 0, 0x2a, 0xff);
        expect_code(event_at(i), 1, 0x2b, 0xff);
    }
    cr_assert_str_eq(event_at(3)->key, "d");
    expect_clean(AMD "- {name: A, select: 0xfff, umask: 0}\n");
    expect_code(event_at(0), 0, 0xfff, 0);
}

Test(catalogue_form, fixed_counters)
{
    expect_clean(INTEL "- {name: A, fixed: 0}\n- {name: B, fixed: 31}\n");
    cr_assert_eq(event_at(0)->fixed, 1);
    cr_assert_eq(event_at(0)->code_count, 0);
    cr_assert_eq(event_at(1)->fixed, UINT32_C(1) << 31);
    REFUSED(INTEL "- {name: A, fixed: 32}\n", CATALOGUE_FORM, 6, 20, "at most");
    REFUSED(INTEL "- {name: A, fixed: 0, select: 0}\n", CATALOGUE_FORM, 6, 31, "'select'");
    REFUSED(INTEL "- {name: A, fixed: 0, umask: 0}\n", CATALOGUE_FORM, 6, 30, "'umask'");
    REFUSED(AMD "- {name: A, fixed: 0}\n", CATALOGUE_FORM, 6, 20, "'fixed'");
    REFUSED(ARM64 "- {name: A, fixed: 0}\n", CATALOGUE_FORM, 6, 20, "'fixed'");
}

Test(catalogue_form, arm64_events)
{
    expect_clean(ARM64 "- {name: A, event: 0xffff}\n- {name: B, event: [0x21, 0x0c]}\n");
    expect_code(event_at(0), 0, 0xffff, 0);
    expect_code(event_at(1), 0, 0x0c, 0);
    expect_code(event_at(1), 1, 0x21, 0);
    REFUSED(ARM64 "- {name: A, event: 0x10000}\n", CATALOGUE_FORM, 6, 20, "at most 0xffff");
    REFUSED(ARM64 "- {name: A}\n", CATALOGUE_FORM, 6, 3, "'event' is missing");
    REFUSED(ARM64 "- {name: A, event: 1, umask: 0}\n", CATALOGUE_FORM, 6, 30, "'umask'");
    REFUSED(ARM64 "- {name: A, select: 1, umask: 0}\n", CATALOGUE_FORM, 6, 21, "'select'");
    REFUSED(ARM64 "- {name: A, event: []}\n", CATALOGUE_LIMIT, 6, 20, "1 to 16");
    REFUSED(ARM64 "- {name: A, event: [1, 2, 1]}\n", CATALOGUE_REPEATED, 6, 20, "twice");
}

Test(catalogue_form, events_refused)
{
    REFUSED(INTEL "- A\n", CATALOGUE_FORM, 6, 3, "mapping");
    REFUSED(INTEL "- {select: 1, umask: 1}\n", CATALOGUE_FORM, 6, 3, "'name' is missing");
    REFUSED(INTEL "- {name: A, umask: 1}\n", CATALOGUE_FORM, 6, 3, "'select' is missing");
    REFUSED(INTEL "- {name: A, select: 1}\n", CATALOGUE_FORM, 6, 3, "'umask' is missing");
    REFUSED(INTEL "- {name: A, event: 1}\n", CATALOGUE_FORM, 6, 20, "'event'");
    REFUSED(INTEL "- {name: A B, fixed: 0}\n", CATALOGUE_FORM, 6, 10, "letters");
    REFUSED(INTEL "- {name: \"A\\n\", fixed: 0}\n", CATALOGUE_FORM, 6, 10, "letters");
    REFUSED(INTEL "- {name: 5, fixed: 0}\n", CATALOGUE_FORM, 6, 10, "quotes");
    REFUSED(INTEL "- {name: A, also: b, fixed: 0}\n", CATALOGUE_FORM, 6, 19, "is a list");
    REFUSED(INTEL "- {name: A, also: [b, \"\xc3\xa9\"], fixed: 0}\n", CATALOGUE_FORM, 6, 23,
            "letters");
    REFUSED(INTEL "- {name: A, umsk: 1}\n", CATALOGUE_FORM, 6, 13, "no such key");
    REFUSED(INTEL "- {name: A, name: B}\n", CATALOGUE_REPEATED, 6, 13, "already");
    REFUSED(INTEL "- {name: A, select: 0x100, umask: 1}\n", CATALOGUE_FORM, 6, 21, "at most 0xff");
    REFUSED(AMD "- {name: A, select: 0x1000, umask: 1}\n", CATALOGUE_FORM, 6, 21, "at most 0xfff");
    REFUSED(INTEL "- {name: A, select: 1, umask: 256}\n", CATALOGUE_FORM, 6, 31, "at most 0xff");
    REFUSED(INTEL "- {name: A, select: \"1\", umask: 1}\n", CATALOGUE_FORM, 6, 21, "a number");
    REFUSED(INTEL "- {name: A, select: x, umask: 1}\n", CATALOGUE_FORM, 6, 21, "a number");
    REFUSED(INTEL "- {name: A, select: -1, umask: 1}\n", CATALOGUE_FORM, 6, 21, "a number");
    REFUSED(INTEL "- {name: A, select: 010, umask: 1}\n", CATALOGUE_FORM, 6, 21, "a number");
    REFUSED(INTEL "- {name: A, select: 0x, umask: 1}\n", CATALOGUE_FORM, 6, 21, "a number");
    REFUSED(INTEL "- {name: A, select: 1.0, umask: 1}\n", CATALOGUE_FORM, 6, 21, "a number");
    REFUSED(INTEL "- {name: A, select: , umask: 1}\n", CATALOGUE_FORM, 6, 21, "a number");
    REFUSED(INTEL "- {name: A, select: 18446744073709551617, umask: 1}\n", CATALOGUE_FORM, 6, 21,
            "a number");
    REFUSED(INTEL "- {name: A, select: {}, umask: 1}\n", CATALOGUE_FORM, 6, 21, "a number");
    REFUSED(INTEL "- {name: A, select: [1, [2]], umask: 1}\n", CATALOGUE_FORM, 6, 25, "a number");
    REFUSED(INTEL "- {name: A, select: [1, 1], umask: 1}\n", CATALOGUE_REPEATED, 6, 21, "twice");
    REFUSED(INTEL "- {name: A, select: 1, umask: [1]}\n", CATALOGUE_FORM, 6, 31, "a number");
}

Test(catalogue_form, qualifiers)
{
    expect_clean(INTEL "- {name: A, fixed: 0, cmask: 1, invert: true, edge: true, any: true, "
                       "register: true}\n"
                       "- {name: B, fixed: 0, cmask: 0, invert: false, edge: false, any: false, "
                       "register: false}\n"
                       "- {name: C, fixed: 0, cmask: 255}\n");
    cr_assert_eq(event_at(0)->qualifiers, EVENT_COUNTER_MASK | EVENT_INVERT | EVENT_EDGE |
                                              EVENT_ANY_THREAD | EVENT_EXTRA_REGISTER);
    cr_assert_eq(event_at(1)->qualifiers, 0);
    cr_assert_eq(event_at(2)->qualifiers, EVENT_COUNTER_MASK);
    REFUSED(INTEL "- {name: A, fixed: 0, cmask: 256}\n", CATALOGUE_FORM, 6, 30, "at most");
    REFUSED(INTEL "- {name: A, fixed: 0, cmask: true}\n", CATALOGUE_FORM, 6, 30, "a number");
    REFUSED(INTEL "- {name: A, fixed: 0, invert: 1}\n", CATALOGUE_FORM, 6, 31, "true or false");
    REFUSED(INTEL "- {name: A, fixed: 0, edge: \"true\"}\n", CATALOGUE_FORM, 6, 29,
            "true or false");
    REFUSED(INTEL "- {name: A, fixed: 0, any: [true]}\n", CATALOGUE_FORM, 6, 28, "true or false");
}

Test(catalogue_form, deprecated)
{
    expect_clean(INTEL "- {name: A, fixed: 0, deprecated: true}\n"
                       "- {name: B, fixed: 0, deprecated: C.D}\n");
    cr_assert_str_eq(event_at(0)->deprecated, "");
    cr_assert_str_eq(event_at(1)->deprecated, "C.D");
    REFUSED(INTEL "- {name: A, fixed: 0, deprecated: false}\n", CATALOGUE_FORM, 6, 35, "quotes");
    REFUSED(INTEL "- {name: A, fixed: 0, deprecated: C D}\n", CATALOGUE_FORM, 6, 35, "true, or");
    REFUSED(INTEL "- {name: A, fixed: 0, deprecated: [C]}\n", CATALOGUE_FORM, 6, 35, "is a text");
}

/* Errors in one event leave those around it, so that one run tells all of them. */
Test(catalogue_form, goes_on_after_an_error)
{
    read_text(INTEL "- {name: A, fixed: 99}\n- {name: B, fixed: 1}\n- {name: C, fixed: 99}\n");
    cr_assert_eq(text.diagnostics->error_count, 2);
    cr_assert_eq(text.file.events.count, 1);
    cr_assert_str_eq(event_at(0)->name, "B");
}

Test(catalogue_form, messages_end)
{
    char *content = numbered(HEAD("intel") "cpus: [{", "k", 90, "}]\n");

    read_text(content);
    cr_assert_eq(text.diagnostics->error_count, READER_MAX_ERRORS);
    cr_assert(strstr(text.diagnostics->last->first_note->text, "not read"));
    free(content);
    content = numbered(INTEL, "\n- ", 90, "\n");
    for (char *comma = content; (comma = strchr(comma, ','));)
        *comma = ' ';
    read_text(content);
    cr_assert_eq(text.diagnostics->error_count, READER_MAX_ERRORS);
    free(content);
}

static const char sample[] =
    "catalogue: a\nversion: \"1\"\nvendor: intel\nmodels: [spr]\ncomplete: true\ncpus:\n"
    "- {name: spr, also: [x], title: y, signatures: [{family: 6, model: 1, steppings: [0..2]}]}\n"
    "events:\n- {name: A, select: [1, 2], umask: 3, cmask: 1, deprecated: true}\n"
    "- {name: B, fixed: 1}\n";

Test(catalogue_form, cut_and_damaged_anywhere)
{
    static const char bytes[] = "\n \"[]{}:,-0xz";

    for (size_t at = 0; at < sizeof(sample) - 1; at++) {
        char copy[sizeof(sample)];

        memcpy(copy, sample, sizeof(sample));
        copy[at] = '\0';
        read_text(copy);
        memcpy(copy, sample, sizeof(sample));
        for (size_t i = 0; i < sizeof(bytes) - 1; i++) {
            copy[at] = bytes[i];
            read_text(copy);
            cr_assert_leq(text.diagnostics->error_count, READER_MAX_ERRORS);
        }
    }
    expect_clean(sample);
}
