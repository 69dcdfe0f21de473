/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/code_index.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct event_code branch = {0xc4, 0x00};
static const struct event_code offcore[] = {{0x2a, 0x01}, {0x2b, 0x01}};
static const struct event_code far_away = {0xfff, 0xff};

/* Ascending by key, as lists are. */
static const struct event events[] = {
    {.name = "BRANCHES", .key = "branches", .codes = &branch, .code_count = 1},
    {.name = "CYCLES", .key = "cycles", .fixed = 1u << 1},
    {.name = "FAR", .key = "far", .codes = &far_away, .code_count = 1},
    {.name = "LAST", .key = "last", .fixed = 1u << 31},
    {.name = "OFFCORE", .key = "offcore", .codes = offcore, .code_count = 2},
    {.name = "SECOND", .key = "second", .codes = &offcore[1], .code_count = 1},
    {.name = "TAKEN", .key = "taken", .codes = &branch, .code_count = 1},
};

enum { EVENT_COUNT = sizeof(events) / sizeof(events[0]) };

static struct arena *arena;
static struct code_index *code_index;

static void set_up(void)
{
    const struct event *rows[EVENT_COUNT];
    struct event_list list = {rows, EVENT_COUNT, false};

    arena = arena_create();
    for (uint32_t i = 0; i < EVENT_COUNT; i++)
        rows[i] = &events[i];
    code_index = code_index_create(&list, arena);
}

static void tear_down(void)
{
    arena_destroy(arena);
}

TestSuite(code_index, .init = set_up, .fini = tear_down);

/* The keys that have the code, with a blank behind each. */
static void expect(uint32_t code, const char *keys)
{
    const struct coded_event *rows;
    uint32_t count = code_index_find(code_index, code, &rows);
    const char *text = "";

    for (uint32_t i = 0; i < count; i++) {
        cr_assert_eq(rows[i].code, code);
        text = arena_format(arena, "%s%s ", text, rows[i].event->key);
    }
    cr_assert_str_eq(text, keys);
}

Test(code_index, codes)
{
    expect(0xc400, "branches taken ");
    expect(0x2a01, "offcore ");
    expect(0x2b01, "offcore second ");
    expect(0xfffff, "far ");
}

Test(code_index, fixed_counters)
{
    expect(CODE_INDEX_FIXED + 1, "cycles ");
    expect(CODE_INDEX_FIXED + 31, "last ");
    expect(CODE_INDEX_FIXED, "");
}

Test(code_index, codes_that_nothing_has)
{
    expect(0, "");
    expect(0xc401, "");
    expect(0xc3ff, "");
    expect(UINT32_MAX, "");
}

Test(code_index, an_empty_list)
{
    struct event_list list = {NULL, 0, false};

    code_index = code_index_create(&list, arena);
    cr_assert_eq(code_index->count, 0);
    expect(0xc400, "");
}

Test(code_index, every_row_once)
{
    cr_assert_eq(code_index->count, 8);
    for (uint32_t i = 1; i < code_index->count; i++)
        cr_assert_leq(code_index->rows[i - 1].code, code_index->rows[i].code);
}
