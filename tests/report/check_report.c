/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a page of pmuc report says about every point, held against the blobs it was made of.
 *
 *   check-report page PAGE NEW [OLD]  the data, the rules and the pictures, in TAP
 *   check-report ask BLOB             reads "SECTION event SELECT UMASK", "SECTION fixed N" and
 *                                     "SECTION arm64 EVENT" from standard input and writes 1 or 0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/pmufilter.h"
#include "tests/report/page_reader.h"
#include "tests/support/tap.h"

enum { RESULTS = 5, MAX_NOTES = 5 };

struct blob {
    unsigned char bytes[PMUF_MAX_BLOB_SIZE];
    struct pmuf_view view;
};

static struct blob *read_blob(const char *path, struct arena *arena)
{
    struct blob *blob = ARENA_NEW(arena, struct blob);
    FILE *file = fopen(path, "rb");
    size_t size = file ? fread(blob->bytes, 1, sizeof(blob->bytes), file) : 0;

    if (!file || pmuf_check(blob->bytes, size, &blob->view, NULL) != PMUF_OK) {
        fprintf(stderr, "%s is no blob\n", path);
        exit(2);
    }
    fclose(file);
    return blob;
}

/* A host without a section loads nothing, and its guests count nothing. */
static bool allows(const struct blob *blob, int section, uint32_t kind, uint32_t value,
                   uint32_t umask)
{
    const struct pmuf_choice choice = {.section = (uint32_t)section};
    const struct pmuf_point point = {kind, value, umask};
    int verdict = section < 0 ? 0 : pmuf_evaluate(&blob->view, &choice, &point);

    if (verdict >= 0)
        return verdict;
    fprintf(stderr, "section %d, point %u: %s\n", section, value, pmuf_strerror(verdict));
    exit(2);
}

static bool allows_cell(const struct blob *blob, const struct page_group *group, int section,
                        uint32_t select, uint32_t umask)
{
    return strcmp(group->vendor, "arm64") == 0
               ? allows(blob, section, PMUF_POINT_ARM64, select << 8 | umask, 0)
               : allows(blob, section, PMUF_POINT_EVENT, select, umask);
}

/* A page, and the blobs of its sides: a null old one, the page compares nothing. */
struct subject {
    const struct page *page;
    const struct blob *blobs[PAGE_SIDES];
    unsigned int notes;
};

static bool differs(struct subject *subject, uint32_t group, uint32_t select, uint32_t umask)
{
    if (subject->notes++ < MAX_NOTES)
        tap_note("group %u, %s 0x%02x, unit mask 0x%02x", group,
                 subject->page->groups[group].vendor, select, umask);
    return false;
}

static bool check_side(struct subject *subject, uint32_t index, int side)
{
    const struct page_group *group = &subject->page->groups[index];
    const struct page_side *told = &group->sides[side];
    bool good = true;

    for (uint32_t select = 0; select < group->selects; select++) {
        for (uint32_t umask = 0; umask < PAGE_UMASKS; umask++) {
            if (page_has(told->points, select, umask) !=
                allows_cell(subject->blobs[side], group, told->section, select, umask))
                good = differs(subject, index, select, umask);
        }
    }
    return good;
}

static bool check_points(struct subject *subject, int side)
{
    bool good = true;

    for (uint32_t i = 0; i < subject->page->group_count; i++)
        good &= check_side(subject, i, side);
    return good;
}

static bool check_fixed(struct subject *subject, int side)
{
    bool good = true;

    for (uint32_t i = 0; i < subject->page->group_count; i++) {
        const struct page_group *group = &subject->page->groups[i];
        const struct page_side *told = &group->sides[side];
        bool is_intel = strcmp(group->vendor, "intel") == 0;

        for (uint32_t counter = 0; counter < 32; counter++) {
            bool wanted = is_intel &&
                          allows(subject->blobs[side], told->section, PMUF_POINT_FIXED, counter, 0);

            if ((told->fixed >> counter & 1) != wanted)
                good = differs(subject, i, counter, 0);
        }
    }
    return good;
}

/* Marks the unit masks of a select that rules of one verdict name on one host. */
static void find_named(const struct page *page, uint64_t host, bool by_allow, uint32_t select,
                       bool *named)
{
    for (uint32_t r = 0; r < page->rule_count; r++) {
        const struct page_rule *rule = &page->rules[r];

        for (uint32_t i = 0; rule->allows == by_allow && i < rule->part_count; i++) {
            const bool *umasks = rule->parts[i].hosts & host ? rule->parts[i].points[select] : NULL;

            for (uint32_t umask = 0; umasks && umask < PAGE_UMASKS; umask++)
                named[umask] |= umasks[umask];
        }
    }
}

/* KVM counts these two whatever a filter says. */
static bool is_unfilterable(const struct page_group *group, uint32_t select, uint32_t umask)
{
    return strcmp(group->vendor, "arm64") == 0 && select == 0 && (umask == 0 || umask == 0x1e);
}

static bool check_rules_on(struct subject *subject, uint32_t index, uint64_t host)
{
    const struct page *page = subject->page;
    const struct page_group *group = &page->groups[index];
    bool good = true;

    for (uint32_t select = 0; select < group->selects; select++) {
        bool allow[PAGE_UMASKS] = {false};
        bool deny[PAGE_UMASKS] = {false};

        find_named(page, host, true, select, allow);
        find_named(page, host, false, select, deny);
        for (uint32_t umask = 0; umask < PAGE_UMASKS; umask++) {
            bool allowed = !deny[umask] && (allow[umask] || page->default_verdict == 'a');

            allowed |= is_unfilterable(group, select, umask);
            if (allowed != page_has(group->sides[PAGE_NEW].points, select, umask))
                good = differs(subject, index, select, umask);
        }
    }
    return good;
}

/* The page's rules and default mean what its points say; of a blob there are none. */
static bool check_rules(struct subject *subject)
{
    const struct page *page = subject->page;
    bool good = true;

    for (uint32_t i = 0; i < page->group_count; i++) {
        for (unsigned int host = 0; host < 64; host++) {
            if (page->groups[i].hosts >> host & 1 && page->groups[i].sides[PAGE_NEW].section >= 0)
                good &= check_rules_on(subject, i, UINT64_C(1) << host);
        }
    }
    return good;
}

static enum drawn wanted_cell(const struct page_group *group, uint32_t select, uint32_t umask)
{
    bool new = page_has(group->sides[PAGE_NEW].points, select, umask);
    bool old = page_has(group->sides[PAGE_OLD].points, select, umask);

    if (new &&old)
        return DRAWN_KEPT;
    return new ? DRAWN_WIDENED : old ? DRAWN_NARROWED : DRAWN_NOTHING;
}

/* A row that is left out is one of those that the page calls the other selects: all alike. */
static bool check_row(struct subject *subject, uint32_t index, uint32_t select,
                      const unsigned char *drawn)
{
    const struct page_group *group = &subject->page->groups[index];
    bool good = true;

    for (uint32_t umask = 0; umask < PAGE_UMASKS; umask++) {
        if (drawn ? drawn[umask] != wanted_cell(group, select, umask)
                  : wanted_cell(group, select, umask) != wanted_cell(group, select, 0))
            good = differs(subject, index, select, umask);
    }
    return good;
}

static bool check_pictures(struct subject *subject)
{
    static unsigned char map[PAGE_MAX_SELECTS][PAGE_UMASKS];
    static unsigned char strips[PAGE_MAX_SELECTS][PAGE_UMASKS];
    static bool rows[PAGE_MAX_SELECTS];
    bool good = true;

    for (uint32_t i = 0; i < subject->page->group_count; i++) {
        const struct page_group *group = &subject->page->groups[i];
        bool has_map;

        memset(map, DRAWN_NOTHING, sizeof(map));
        memset(strips, DRAWN_NOTHING, sizeof(strips));
        memset(rows, false, sizeof(rows));
        has_map = page_read_map(subject->page, i, map);
        page_read_strips(subject->page, i, strips, rows);
        if (has_map == (strcmp(group->vendor, "amd") == 0))
            good = differs(subject, i, 0, 0);
        for (uint32_t select = 0; select < group->selects; select++) {
            good &= !has_map || check_row(subject, i, select, map[select]);
            good &= check_row(subject, i, select, rows[select] ? strips[select] : NULL);
        }
    }
    return good;
}

static int check_page(const char *path, const char *new, const char *old, struct arena *arena)
{
    struct tap tap = tap_begin(RESULTS);
    struct subject subject = {.page = page_read(path, arena), .blobs = {read_blob(new, arena)}};

    if (old)
        subject.blobs[PAGE_OLD] = read_blob(old, arena);
    tap_result(&tap, check_points(&subject, PAGE_NEW) && check_fixed(&subject, PAGE_NEW),
               "the data say what the new blob says, of %u groups", subject.page->group_count);
    if (old)
        tap_result(&tap, check_points(&subject, PAGE_OLD) && check_fixed(&subject, PAGE_OLD),
                   "the data say what the old blob says");
    else
        tap_skip(&tap, "the data say what the old blob says", "nothing is compared");
    tap_result(&tap, subject.page->group_count > 0, "there is something to check");
    if (subject.page->default_verdict == 'n')
        tap_result(&tap, subject.page->rule_count == 0, "a blob has no rules");
    else
        tap_result(&tap, check_rules(&subject), "%u rules and the default say what the points say",
                   subject.page->rule_count);
    tap_result(&tap, check_pictures(&subject), "the pictures show what the data say");
    return tap_end(&tap);
}

static int answer(const char *path, struct arena *arena)
{
    const struct blob *blob = read_blob(path, arena);
    char kind[8];
    int section;
    unsigned int value;
    unsigned int umask;

    while (scanf("%d %7s %u", &section, kind, &value) == 3) {
        umask = 0;
        if (strcmp(kind, "event") == 0 && scanf("%u", &umask) != 1)
            return 2;
        printf("%d\n", allows(blob, section,
                              strcmp(kind, "event") == 0   ? PMUF_POINT_EVENT
                              : strcmp(kind, "fixed") == 0 ? PMUF_POINT_FIXED
                                                           : PMUF_POINT_ARM64,
                              value, umask));
    }
    return feof(stdin) ? 0 : 2;
}

int main(int argument_count, char **arguments)
{
    struct arena *arena = arena_create();
    int status = 2;

    if (argument_count == 3 && strcmp(arguments[1], "ask") == 0)
        status = answer(arguments[2], arena);
    else if (argument_count >= 4 && strcmp(arguments[1], "page") == 0)
        status =
            check_page(arguments[2], arguments[3], argument_count > 4 ? arguments[4] : NULL, arena);
    else
        fputs("usage: check-report page PAGE NEW [OLD] | check-report ask BLOB\n", stderr);
    arena_destroy(arena);
    return status;
}
