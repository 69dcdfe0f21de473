/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads back what a page of pmuc report holds, by the words of report_data.h and by the markup of
 * its pictures; beyond memory it shares nothing with the compiler. A page that cannot be read ends
 * the program.
 */
#ifndef PMUC_TEST_PAGE_READER_H
#define PMUC_TEST_PAGE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/base/arena.h"

enum { PAGE_NEW, PAGE_OLD, PAGE_SIDES, PAGE_MAX_SELECTS = 0x1000, PAGE_UMASKS = 0x100 };

/* What a picture shows of a point. */
enum drawn { DRAWN_NOTHING, DRAWN_KEPT, DRAWN_WIDENED, DRAWN_NARROWED };

struct page_side {
    int section;
    const bool **points; /* indexed by select: its unit masks, or null for none */
    uint32_t fixed;
};

struct page_part {
    uint64_t hosts;      /* bit n: host n */
    const bool **points; /* as above */
    uint32_t fixed;
};

struct page_rule {
    bool allows;
    struct page_part *parts;
    uint32_t part_count;
};

struct page_group {
    char vendor[8];
    uint64_t hosts;
    uint32_t selects;
    struct page_side sides[PAGE_SIDES];
};

struct page {
    char *text;
    char default_verdict; /* 'a', 'd', or 'n' for none */
    struct page_group *groups;
    uint32_t group_count;
    struct page_rule *rules;
    uint32_t rule_count;
};

/* In the arena. */
struct page *page_read(const char *path, struct arena *arena);

static inline bool page_has(const bool *const *points, uint32_t select, uint32_t umask)
{
    return points[select] && points[select][umask];
}

/* Which points the group's pictures show, in all its rows; those without a row are DRAWN_NOTHING.
 * `rows` tells which selects have one. False when the group has no such picture. */
bool page_read_map(const struct page *page, uint32_t group, unsigned char (*drawn)[PAGE_UMASKS]);
bool page_read_strips(const struct page *page, uint32_t group, unsigned char (*drawn)[PAGE_UMASKS],
                      bool *rows);

#endif
