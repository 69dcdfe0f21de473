/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/report/page_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void give_up(const char *what, const char *at)
{
    fprintf(stderr, "cannot read the page: %s: %.60s\n", what, at ? at : "(nothing)");
    exit(1);
}

/* Past a text that must stand here. */
static const char *expect(const char *at, const char *text)
{
    if (strncmp(at, text, strlen(text)) != 0)
        give_up(text, at);
    return at + strlen(text);
}

static bool skip(const char **at, const char *text)
{
    if (strncmp(*at, text, strlen(text)) != 0)
        return false;
    *at += strlen(text);
    return true;
}

static const char *find(const char *at, const char *text)
{
    const char *found = strstr(at, text);

    if (!found)
        give_up(text, at);
    return found + strlen(text);
}

/* The value of a digit; 16 for what is none. */
static unsigned int digit(char byte)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = byte ? strchr(digits, byte) : NULL;

    return found ? (unsigned int)(found - digits) : 16;
}

static unsigned long number(const char **at, unsigned int base)
{
    unsigned long value = 0;

    if (digit(**at) >= base)
        give_up("a number", *at);
    while (digit(**at) < base)
        value = value * base + digit(*(*at)++);
    return value;
}

/* "1f" or "*", the unit masks of a run. */
static const char *read_umasks(const char *at, bool *umasks)
{
    if (skip(&at, "*")) {
        memset(umasks, true, PAGE_UMASKS);
        return at;
    }
    for (unsigned int umask = 0; umask < PAGE_UMASKS && digit(*at) < 16; umask += 4, at++) {
        for (unsigned int bit = 0; bit < 4; bit++)
            umasks[umask + bit] = digit(*at) >> bit & 1;
    }
    return at;
}

/* "c0:1 d0-d3:ff" and the quote behind it, into an array that is indexed by select. */
static const char *read_points(const char *at, const bool ***out, struct arena *arena)
{
    const bool **points = ARENA_NEW_ARRAY(arena, const bool *, PAGE_MAX_SELECTS);

    *out = points;
    while (!skip(&at, "\"")) {
        bool *umasks = ARENA_NEW_ARRAY(arena, bool, PAGE_UMASKS);
        unsigned long first = number(&at, 16);
        unsigned long last = skip(&at, "-") ? number(&at, 16) : first;

        at = read_umasks(expect(at, ":"), umasks);
        skip(&at, " ");
        if (first > last || last >= PAGE_MAX_SELECTS)
            give_up("selects in order", at);
        for (unsigned long select = first; select <= last; select++)
            points[select] = umasks;
    }
    return at;
}

static const char *read_hosts(const char *at, uint64_t *hosts)
{
    while (!skip(&at, "]")) {
        *hosts |= UINT64_C(1) << number(&at, 10);
        skip(&at, ",");
    }
    return at;
}

static const char *read_side(const char *at, struct page_side *side, struct arena *arena)
{
    at = expect(at, "{\"section\":");
    side->section = skip(&at, "-1") ? -1 : (int)number(&at, 10);
    at = read_points(expect(at, ",\"points\":\""), &side->points, arena);
    at = expect(at, ",\"fixed\":");
    side->fixed = (uint32_t)number(&at, 10);
    return expect(at, "}");
}

static const char *read_group(const char *at, struct page_group *group, struct arena *arena)
{
    at = expect(at, "{\"vendor\":\"");
    if (sscanf(at, "%7[a-z0-9]", group->vendor) != 1)
        give_up("a vendor", at);
    at = read_hosts(find(at, "\"hosts\":["), &group->hosts);
    at = expect(at, ",\"selects\":");
    group->selects = (uint32_t)number(&at, 10);
    at = read_side(expect(at, ",\n\"new\":"), &group->sides[PAGE_NEW], arena);
    at = read_side(expect(at, ",\n\"old\":"), &group->sides[PAGE_OLD], arena);
    return expect(at, "}");
}

static const char *read_part(const char *at, struct page_part *part, struct arena *arena)
{
    at = read_hosts(expect(at, "{\"hosts\":["), &part->hosts);
    at = read_points(expect(at, ",\"points\":\""), &part->points, arena);
    at = expect(at, ",\"fixed\":");
    part->fixed = (uint32_t)number(&at, 10);
    return expect(at, "}");
}

/* How often a text stands before another one. */
static uint32_t count_before(const char *at, const char *text, const char *end)
{
    const char *limit = find(at, end);
    uint32_t count = 0;

    while ((at = strstr(at, text)) && at < limit) {
        count++;
        at += strlen(text);
    }
    return count;
}

static const char *read_rule(const char *at, struct page_rule *rule, struct arena *arena)
{
    at = expect(at, "{\"allows\":");
    rule->allows = *at == 't';
    at = find(at, "\"parts\":[");
    rule->parts = ARENA_NEW_ARRAY(arena, struct page_part, count_before(at, "{\"hosts\"", "]}"));
    while (!skip(&at, "]}")) {
        at = read_part(at, &rule->parts[rule->part_count++], arena);
        skip(&at, ",\n");
    }
    return at;
}

static void read_data(struct page *page, struct arena *arena)
{
    const char *at = find(page->text, "<script type=\"application/json\" id=\"data\">");

    at = expect(at, "{\"default\":");
    skip(&at, "\"");
    page->default_verdict = *at;
    page->groups =
        ARENA_NEW_ARRAY(arena, struct page_group, count_before(at, "{\"vendor\"", "</script>"));
    page->rules =
        ARENA_NEW_ARRAY(arena, struct page_rule, count_before(at, "{\"allows\"", "</script>"));
    at = find(at, "\"groups\":[");
    while (!skip(&at, "],\n\"rules\":[")) {
        at = read_group(at, &page->groups[page->group_count++], arena);
        skip(&at, ",\n");
    }
    while (!skip(&at, "]}\n")) {
        at = read_rule(at, &page->rules[page->rule_count++], arena);
        skip(&at, ",\n");
    }
    expect(at, "</script>");
}

struct page *page_read(const char *path, struct arena *arena)
{
    enum { LIMIT = 64 * 1024 * 1024 };
    struct page *page = ARENA_NEW(arena, struct page);
    FILE *file = fopen(path, "rb");
    size_t size;

    page->text = arena_allocate(arena, LIMIT);
    if (!file)
        give_up("no such file", path);
    size = fread(page->text, 1, LIMIT - 1, file);
    fclose(file);
    if (size == 0 || size == LIMIT - 1 || strlen(page->text) != size)
        give_up("not a text, or too long", path);
    read_data(page, arena);
    return page;
}

/* A picture's coordinates: where the first cell is, and the height of a row of cells. */
struct grid {
    unsigned long left;
    unsigned long top;
    unsigned long height;
};

/* "M50 20h4v2h-4z...": cells of two units each in width. */
static void read_path(const char *at, const struct grid *grid, unsigned char value,
                      unsigned char (*drawn)[PAGE_UMASKS])
{
    while (skip(&at, "M")) {
        unsigned long left = number(&at, 10) - grid->left;
        unsigned long top;
        unsigned long width;
        unsigned long height;

        at = expect(at, " ");
        top = number(&at, 10) - grid->top;
        at = expect(at, "h");
        width = number(&at, 10);
        at = expect(at, "v");
        height = number(&at, 10);
        at = find(at, "z");
        for (unsigned long y = top; y < top + height; y += grid->height) {
            for (unsigned long x = left; x < left + width; x += 2) {
                if (drawn[y / grid->height][x / 2] != DRAWN_NOTHING)
                    give_up("no cell is drawn twice", at);
                drawn[y / grid->height][x / 2] = value;
            }
        }
    }
    expect(at, "\"/>");
}

/* Each path of a picture that draws points. */
static void read_paths(const char *picture, const struct grid *grid,
                       unsigned char (*drawn)[PAGE_UMASKS])
{
    static const char *const classes[] = {NULL, "<path class=\"kept\" d=\"",
                                          "<path class=\"widened\" d=\"",
                                          "<path class=\"narrowed\" d=\""};
    const char *end = find(picture, "</svg>");

    for (unsigned char value = DRAWN_KEPT; value <= DRAWN_NARROWED; value++) {
        const char *at = strstr(picture, classes[value]);

        if (at && at < end)
            read_path(at + strlen(classes[value]), grid, value, drawn);
    }
}

/* The section of a group, and where the next one begins. */
static const char *section_of(const struct page *page, uint32_t group, const char **end)
{
    char mark[32];
    const char *start;

    snprintf(mark, sizeof(mark), "<section id=\"g%u\">", group);
    start = find(page->text, mark);
    *end = find(start, "</section>");
    return start;
}

static unsigned long attribute(const char *at, const char *name)
{
    at = find(at, name);
    return number(&at, 10);
}

bool page_read_map(const struct page *page, uint32_t group, unsigned char (*drawn)[PAGE_UMASKS])
{
    const char *end;
    const char *at = strstr(section_of(page, group, &end), "<svg class=\"map\"");
    struct grid grid = {0, 0, 2};

    if (!at || at > end)
        return false;
    grid.left = attribute(at, "data-left=\"");
    grid.top = attribute(at, "data-top=\"");
    read_paths(at, &grid, drawn);
    return true;
}

bool page_read_strips(const struct page *page, uint32_t group, unsigned char (*drawn)[PAGE_UMASKS],
                      bool *rows)
{
    const struct grid grid = {0, 0, 12};
    const char *end;
    const char *at = section_of(page, group, &end);
    bool any = false;

    while ((at = strstr(at, "<tr data-first=\"")) && at < end) {
        unsigned char strip[1][PAGE_UMASKS] = {{0}};
        unsigned long first = attribute(at, "data-first=\"");
        unsigned long last = attribute(at, "data-last=\"");

        read_paths(at, &grid, strip);
        for (unsigned long select = first; select <= last; select++) {
            memcpy(drawn[select], strip[0], PAGE_UMASKS);
            rows[select] = true;
        }
        any = true;
        at++;
    }
    return any;
}
