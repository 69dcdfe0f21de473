/* SPDX-License-Identifier: BSD-2-Clause */
/* Names to points, with the catalogues that the cases use: models alpha and beta. */
#include "compiler/policy/event_names.h"
#include "tests/unit/parsed_text.h"

static struct parsed_text text;
static struct scope scope;

static void open_catalogues(void)
{
    const char *source = getenv("srcdir");
    struct events_options *options = ARENA_NEW(text.arena, struct events_options);

    options->without_libpfm = true;
    options->catalogue_folder =
        arena_format(text.arena, "%s/tests/cases/parts/catalogues", source ? source : ".");
    text.events = events_create(options, text.arena, &text.sources, text.diagnostics);
}

static const struct points *resolve(const char *matcher)
{
    char content[256];
    const struct ast_statement *rule;

    snprintf(content, sizeof(content), "cpus intel alpha, beta, other cpus arm64 large allow %s",
             matcher);
    text_parse(&text, content);
    cr_assert_eq(text.diagnostics->error_count, 0, "%s", matcher);
    open_catalogues();
    scope = text_scope(&text);
    for (rule = text.ast->first; rule->kind != AST_RULE;)
        rule = rule->next;
    return points_resolve(rule->matcher, &scope);
}

/* The points of one host: "d1/01 d1/20 fixed 1", in any order in which they may come. */
static void expect_on(const struct points *points, const char *host_name, const char *expected)
{
    const struct host *host = text_host(scope.hosts, host_name);
    const char *found = "";
    uint32_t fixed = 0;

    for (uint32_t code = 0; code < MAX_SELECT_COUNT * UMASK_COUNT; code++) {
        unsigned int times = 0;

        for (const struct points *one = points; one; one = one->next)
            times += points_have(one, host, code >> 8, code & 0xff);
        cr_assert_leq(times, 1, "%#x", code);
        if (times)
            found = arena_format(text.arena, "%s%02x/%02x ", found, code >> 8, code & 0xff);
    }
    for (const struct points *one = points; one; one = one->next)
        fixed |= host_is_in(host, one->hosts) ? one->fixed : 0;
    for (unsigned int counter = 0; counter < FIXED_COUNTER_COUNT; counter++) {
        if (fixed >> counter & 1)
            found = arena_format(text.arena, "%sfixed %u ", found, counter);
    }
    cr_assert_str_eq(found, expected, "%s", host_name);
}

static void expect(const char *matcher, const char *host_name, const char *expected)
{
    const struct points *points = resolve(matcher);

    cr_assert_eq(text.diagnostics->error_count, 0, "%s", matcher);
    cr_assert_not_null(points, "%s", matcher);
    expect_on(points, host_name, expected);
    text_close(&text);
}

static void expect_error(const char *matcher, enum diagnostic_code code)
{
    cr_assert_null(resolve(matcher), "%s", matcher);
    cr_assert_eq(text_count(&text, code), 1, "%s", matcher);
    cr_assert_eq(text.diagnostics->error_count, 1, "%s", matcher);
    text_close(&text);
}

Test(event_names, codes)
{
    expect("intel:alpha event LOAD.HIT", "intel:alpha", "d1/01 ");
    expect("intel:alpha event OFFCORE.READ", "intel:alpha", "2a/01 2b/01 ");
    expect("intel event INSTRUCTIONS.ANY", "intel:other", "fixed 0 ");
    expect("amd event dispatch_stalls", "amd", "1af/07 ");
    expect("arm64 event BUS.WRITE", "arm64:large", "00/61 ");
    expect("arm64 event SAMPLE_POP, branches", "arm64:large", "00/0c 00/21 40/00 ");
}

/* No host gets what the name means elsewhere. */
Test(event_names, each_host_its_own)
{
    const struct points *points = resolve("x86 event branches");

    expect_on(points, "intel:alpha", "c4/00 ");
    expect_on(points, "intel:beta", "c4/00 ");
    expect_on(points, "intel:other", "c4/00 ");
    expect_on(points, "amd", "c2/00 ");
    expect_on(points, "arm64:large", "");
    text_close(&text);
    points = resolve("intel optional event LOAD.HIT, CYCLES.ANY");
    expect_on(points, "intel:alpha", "d1/01 fixed 1 ");
    expect_on(points, "intel:beta", "d2/01 fixed 1 ");
    expect_on(points, "intel:other", "fixed 1 ");
    expect_on(points, "amd", "");
    text_close(&text);
}

Test(event_names, spellings)
{
    static const char *const names[] = {"load.hit", "LOAD:HIT", "Load:Hit", "\"LOAD.HIT\""};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char matcher[64];

        snprintf(matcher, sizeof(matcher), "intel:alpha event %s", names[i]);
        expect(matcher, "intel:alpha", "d1/01 ");
    }
}

Test(event_names, patterns)
{
    expect("intel:alpha event LOAD.*", "intel:alpha", "d1/01 d1/20 d1/40 d1/80 ");
    expect("intel:alpha event load:m*", "intel:alpha", "d1/20 d1/40 ");
    expect("intel:alpha event LOAD.???", "intel:alpha", "d1/01 ");
    expect("intel:alpha event *.ANY", "intel:alpha", "fixed 0 fixed 1 ");
    expect("intel:beta event *MISS", "intel:beta", "d1/20 ");
}

Test(event_names, except)
{
    expect("intel:alpha event LOAD.* except LOAD.MISS", "intel:alpha", "d1/01 d1/40 d1/80 ");
    expect("intel:alpha event LOAD.* except LOAD.MISS*", "intel:alpha", "d1/01 d1/80 ");
    expect("intel:alpha event {LOAD.* except LOAD.MISS*}, LOAD.MISS", "intel:alpha",
           "d1/01 d1/20 d1/80 ");
    expect("intel:alpha event LOAD.*, CYCLES.ANY except {LOAD.* except LOAD.LOST}", "intel:alpha",
           "d1/80 fixed 1 ");
    expect("intel event *.ANY except CYCLES.ANY", "intel:beta", "fixed 0 ");
    expect("intel:alpha event LOAD.* except r20d1, r40d1", "intel:alpha", "d1/01 d1/80 ");
}

/* A name that shares its code with an excepted one goes too, and that is told. */
Test(event_names, except_takes_codes)
{
    const struct points *points =
        resolve("intel:alpha event BRANCH.NEAR_TAKEN, LOAD.HIT except BRANCH.OLD");

    expect_on(points, "intel:alpha", "d1/01 ");
    cr_assert_eq(text_count(&text, DIAGNOSTIC_SHARED_CODE), 1);
    for (const struct matched_event *one = points->events; one; one = one->next)
        cr_assert_str_neq(one->event->key, "branch.near_taken");
    text_close(&text);
}

Test(event_names, perf_codes)
{
    expect("intel event r01c4, \"cpu/event=0xc5/\"", "intel:other", "c4/01 c5/00 ");
    expect("intel event r0300", "intel:alpha", "fixed 2 ");
    expect("amd event r10000078f", "amd", "18f/07 ");
    expect("arm64 event r4011", "arm64:large", "40/11 ");
}

Test(event_names, mistakes)
{
    expect_error("intel:alpha event LOAD.NONE", DIAGNOSTIC_UNKNOWN_EVENT);
    expect_error("intel:alpha event NO*", DIAGNOSTIC_UNKNOWN_EVENT);
    expect_error("intel event LOAD.HIT", DIAGNOSTIC_UNKNOWN_EVENT);
    expect_error("intel optional event LOAD.NONE", DIAGNOSTIC_UNKNOWN_EVENT);
    expect_error("intel:alpha event LOAD.HIT:u", DIAGNOSTIC_EVENT_MODIFIER);
    expect_error("intel:alpha event LOAD.*:k", DIAGNOSTIC_EVENT_MODIFIER);
    expect_error("intel event r01c4:u", DIAGNOSTIC_EVENT_MODIFIER);
    expect_error("x86 event dispatch_stalls:u", DIAGNOSTIC_EVENT_MODIFIER);
    expect_error("intel event 0xc4", DIAGNOSTIC_WRONG_ITEM);
    expect_error("intel event any", DIAGNOSTIC_WRONG_ITEM);
    expect_error("intel event r1000000c4", DIAGNOSTIC_EVENT_TERM);
    expect_error("x86 event r1000000c4", DIAGNOSTIC_EVENT_TERM);
    expect_error("intel:alpha event LOAD.HIT except load.hit", DIAGNOSTIC_EMPTY_SET);
    expect_error("intel event branches except r00c4", DIAGNOSTIC_EMPTY_SET);
}

/* By which names points came: what the lints look at. */
Test(event_names, matched_events)
{
    const struct points *points = resolve("intel optional event LOAD.MISS_FAR, LOAD.MISS");
    const struct matched_event *one = points->events;

    cr_assert_str_eq(one->event->key, "load.miss_far");
    cr_assert_eq(one->hosts, host_bit(text_host(scope.hosts, "intel:alpha")));
    one = one->next;
    cr_assert_null(one->event);
    cr_assert_eq(one->hosts, host_bit(text_host(scope.hosts, "intel:beta")) |
                                 host_bit(text_host(scope.hosts, "intel:other")));
    one = one->next;
    cr_assert_str_eq(one->event->key, "load.miss");
    cr_assert_eq(one->hosts, host_bit(text_host(scope.hosts, "intel:alpha")));
    text_close(&text);
}

/* Whether a catalogue gave a name to the policy. */
Test(event_names, catalogues_that_were_used)
{
    const struct catalogue *catalogue;
    unsigned int used = 0;

    resolve("intel:alpha event LOAD.HIT");
    for (uint32_t i = 0; (catalogue = events_catalogue_at(text.events, i)); i++) {
        cr_assert_eq(catalogue->was_used, strcmp(catalogue->name, "intel-alpha") == 0, "%s",
                     catalogue->name);
        used += catalogue->was_used;
    }
    cr_assert_eq(used, 1);
    text_close(&text);
}
