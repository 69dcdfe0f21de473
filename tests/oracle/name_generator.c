/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/oracle/name_generator.h"

#include <ctype.h>
#include <string.h>

enum { TRIES = 16, MAX_DEPTH = 3 };

static uint32_t below(const struct name_task *task, uint32_t limit)
{
    return random_below(task->pools->random, limit);
}

static bool once_in(const struct name_task *task, uint32_t times)
{
    return random_once_in(task->pools->random, times);
}

static const struct name_view *choose_view(const struct name_task *task)
{
    return &task->views[below(task, task->view_count)];
}

/* Any event of the vendor, or null. */
static const struct test_event *choose_event(const struct name_task *task, enum test_vendor vendor,
                                             uint32_t lists)
{
    const struct vendor_catalogue *catalogue = &task->catalogue->vendors[vendor];
    uint32_t which = below(task, catalogue->list_count);
    const struct test_list *list = &catalogue->lists[which];

    if (!(lists >> which & 1) || list->event_count == 0)
        return NULL;
    return &list->events[below(task, list->event_count)];
}

static bool all_know(const struct name_task *task, const char *name)
{
    for (uint32_t i = 0; i < task->view_count; i++) {
        const struct name_view *view = &task->views[i];

        if (!catalogue_knows(&task->catalogue->vendors[view->vendor], view->lists, name))
            return false;
    }
    return true;
}

const char *name_choose(const struct name_task *task)
{
    for (int i = 0; i < TRIES; i++) {
        const struct name_view *view = choose_view(task);
        const struct test_event *event = choose_event(task, view->vendor, view->lists);
        const char *name = event ? event->name : NULL;

        if (event && event->other_name && once_in(task, 2))
            name = event->other_name;
        if (name && (task->is_optional || all_know(task, name)))
            return name;
    }
    return NULL;
}

/* In another case, with other separators, in quotes: the name stays the same. */
static const char *spell_name(const struct name_task *task, const char *name)
{
    bool swap = once_in(task, 4);
    bool change_case = once_in(task, 3);
    char *copy = arena_copy_text(task->pools->arena, name, strlen(name));

    for (char *c = copy; *c; c++) {
        if (swap && (*c == '.' || *c == ':'))
            *c = *c == '.' ? ':' : '.';
        else if (change_case && once_in(task, 2))
            *c = (char)(isupper((unsigned char)*c) ? tolower(*c) : toupper(*c));
    }
    return once_in(task, 8) ? arena_format(task->pools->arena, "\"%s\"", copy) : copy;
}

/* A pattern that the name matches. */
static const char *make_pattern(const struct name_task *task, const char *name)
{
    struct arena *arena = task->pools->arena;
    uint32_t size = (uint32_t)strlen(name);
    uint32_t first = below(task, size);
    uint32_t second = first + below(task, size - first);
    char *copy = arena_copy_text(arena, name, size);

    switch (below(task, 5)) {
    case 0:
        return arena_format(arena, "*%s", name + first);
    case 1:
        return arena_format(arena, "*%.*s*", (int)(second - first), name + first);
    case 2:
        return arena_format(arena, "%.*s*%s", (int)first, name, name + second);
    case 3:
        return arena_format(arena, "%.*s*", (int)first, name);
    default:
        copy[first] = '?';
        copy[second] = '?';
        return copy;
    }
}

static bool reaches(const struct name_task *task, enum test_vendor vendor)
{
    for (uint32_t i = 0; i < task->view_count; i++) {
        if (task->views[i].vendor == vendor)
            return true;
    }
    return false;
}

/* Codes of the catalogue, so that names and codes meet, and others. */
static void choose_code(const struct name_task *task, uint32_t *number, uint32_t *umask)
{
    enum test_vendor vendor = choose_view(task)->vendor;
    const struct test_event *event = once_in(task, 2) ? choose_event(task, vendor, ~0u) : NULL;
    uint32_t limit = reaches(task, TEST_INTEL) ? 0xff : 0xfff;

    if (event && !event->is_fixed) {
        *number = event->numbers[0];
        *umask = event->umask;
    } else {
        *number = pools_pick(task->pools, vendor == TEST_ARM64 ? ARM64_EVENTS : HIGH_SELECTS);
        *umask = pools_pick(task->pools, UMASKS);
    }
    if (vendor == TEST_ARM64)
        return;
    *number &= limit;
    if (once_in(task, 8)) {
        *number = 0;
        *umask = 1 + below(task, 5);
    }
}

static const char *make_arm64_code(const struct name_task *task, uint32_t number)
{
    struct arena *arena = task->pools->arena;

    switch (below(task, 3)) {
    case 0:
        return arena_format(arena, "\"armv8_pmuv3/event=%#x/\"", number);
    case 1:
        return arena_format(arena, "\"armv8_cortex_a57/config=%u/\"", number);
    default:
        return arena_format(arena, "r%03x", number);
    }
}

static const char *make_x86_code(const struct name_task *task, uint32_t select, uint32_t umask)
{
    struct arena *arena = task->pools->arena;
    unsigned long long config =
        (select & 0xff) | umask << 8 | (unsigned long long)(select & 0xf00) << 24;

    switch (below(task, 6)) {
    case 0:
        return arena_format(arena, "\"cpu/event=%#x,umask=%#x/\"", select, umask);
    case 1:
        return arena_format(arena, "\"cpu/umask=%u,event=0x%02x/\"", umask, select);
    case 2:
        return arena_format(arena, "\"cpu/config=%#llx/\"", config);
    case 3:
        return arena_format(arena, "R%04llX", config);
    default:
        return arena_format(arena, "r%03llx", config);
    }
}

static const char *make_code(const struct name_task *task)
{
    uint32_t number;
    uint32_t umask;

    choose_code(task, &number, &umask);
    return task->views[0].vendor == TEST_ARM64 ? make_arm64_code(task, number)
                                               : make_x86_code(task, number, umask);
}

static const char *make_set(const struct name_task *task, unsigned int depth);

static const char *make_item(const struct name_task *task, unsigned int depth)
{
    uint32_t choice = below(task, 16);
    const char *name = name_choose(task);

    if (choice == 0 && depth < MAX_DEPTH)
        return arena_format(task->pools->arena, "{%s}", make_set(task, depth + 1));
    if (!name || choice < 4)
        return make_code(task);
    return spell_name(task, choice < 9 ? make_pattern(task, name) : name);
}

static const char *make_items(const struct name_task *task, unsigned int depth, unsigned int most)
{
    uint32_t count = 1 + below(task, most);
    const char *text = make_item(task, depth);

    while (--count > 0)
        text = arena_format(task->pools->arena, "%s, %s", text, make_item(task, depth));
    return text;
}

/* An exception from everything there is hardly ever leaves nothing. */
static const char *make_set(const struct name_task *task, unsigned int depth)
{
    const char *items = make_items(task, depth, 3);

    if (!once_in(task, 3))
        return items;
    if (!once_in(task, 8))
        items = arena_format(task->pools->arena, "%s, %s", items,
                             name_choose(task) ? "*" : make_code(task));
    return arena_format(task->pools->arena, "%s except %s", items, make_items(task, depth, 2));
}

const char *names_generate(const struct name_task *task)
{
    return make_set(task, 0);
}
