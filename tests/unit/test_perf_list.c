/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/review/perf_list.h"

/* The events of a list, each with its place, and where modifiers begin: "cycles|:u@3 r1@12 " */
static const char *take_apart(const char *text, struct arena *arena)
{
    struct source_list sources = {.arena = arena};
    char *copy = arena_allocate(arena, strlen(text) + 2);
    const char *result = "";
    struct perf_item item;
    const struct source *source;
    const char *reason;
    uint32_t at = 0;

    memcpy(copy, text, strlen(text));
    source = source_add(&sources, "list", copy, strlen(text), &reason);
    cr_assert_not_null(source);
    while (perf_list_next(source, &at, &item)) {
        uint32_t plain = perf_item_plain_size(&item);

        result = arena_format(arena, "%s%.*s%s%.*s@%u ", result, (int)plain, item.text,
                              plain < item.size ? "|" : "", (int)(item.size - plain),
                              item.text + plain, item.span.start - source->base);
        cr_expect_eq(item.span.end - item.span.start, item.size);
    }
    return result;
}

Test(perf_list, events_and_what_stands_between_them)
{
    static const char *const rows[][2] = {
        {"", ""},
        {" ,\n# cycles\n", ""},
        {"cycles", "cycles@0 "},
        {"\xef\xbb\xbf"
         "cycles",
         "cycles@3 "},
        {"a,b c\nd\r\n", "a@0 b@2 c@4 d@6 "},
        {"{a,b}:S,{c}", "a@1 b@3 c@9 "},
        {"{a}:u b", "a@1 b@6 "},
        {"{a}u", "a@1 u@3 "},
        {"cpu/event=0xc4,umask=0x1/,x", "cpu/event=0xc4,umask=0x1/@0 x@26 "},
        {"cpu/event=1", "cpu/event=1@0 "},
        {"a#b\nc", "a@0 c@4 "},
    };
    struct arena *arena = arena_create();

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        cr_expect_str_eq(take_apart(rows[i][0], arena), rows[i][1], "%s", rows[i][0]);
    arena_destroy(arena);
}

Test(perf_list, modifiers)
{
    static const char *const rows[][2] = {
        {"cycles:u", "cycles|:u@0 "},
        {"cycles:uk", "cycles|:uk@0 "},
        {"cycles:ppp", "cycles|:ppp@0 "},
        {"cpu/event=1/u", "cpu/event=1/|u@0 "},
        {"cpu/event=1/", "cpu/event=1/@0 "},
        {"INST_RETIRED:ANY", "INST_RETIRED:ANY@0 "},
        {"cycles:", "cycles:@0 "},
        {":u", ":u@0 "},
        {"uu", "uu@0 "},
    };
    struct arena *arena = arena_create();

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        cr_expect_str_eq(take_apart(rows[i][0], arena), rows[i][1], "%s", rows[i][0]);
    arena_destroy(arena);
}

Test(perf_list, software_events)
{
    cr_expect(perf_is_software("task-clock"));
    cr_expect(perf_is_software("user_time"));
    cr_expect_not(perf_is_software("cycles"));
}
