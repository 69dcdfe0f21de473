/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/expression.h"

#include <string.h>

#include "compiler/base/text_stream.h"
#include "compiler/policy/policy.h"

enum { EVENT_COUNT = 0x10000, FIXED_COUNT = 32 };

/* A set of numbers below `end`, and how they are written: as 0xc4 with `digits`, or with 0 as 2. */
struct numbers {
    const uint64_t *words;
    uint32_t end;
    int digits;
};

/* A way to write a set: the fewer items the better, then the shorter. */
struct wording {
    const char *text;
    uint32_t items;
};

static bool has(const struct numbers *set, uint32_t number)
{
    return set->words[number / 64] >> (number % 64) & 1;
}

static const char *write_number(const struct numbers *set, uint32_t number, struct arena *arena)
{
    return set->digits ? arena_format(arena, "0x%0*x", set->digits, number)
                       : arena_format(arena, "%u", number);
}

static const char *write_range(const struct numbers *set, uint32_t first, uint32_t last,
                               struct arena *arena)
{
    const char *start = write_number(set, first, arena);

    if (first == last)
        return start;
    return arena_format(arena, "%s..%s", start, write_number(set, last, arena));
}

/* Texts are built in a stream: a set of events may have thousands of ranges. */
struct list {
    struct text_stream stream;
    uint32_t items;
};

static void list_open(struct list *list)
{
    list->items = 0;
    text_stream_open(&list->stream);
}

static void list_add(struct list *list, const char *item)
{
    fprintf(list->stream.file, "%s%s", list->items++ ? ", " : "", item);
}

static struct wording list_close(struct list *list, struct arena *arena)
{
    return (struct wording){text_stream_close(&list->stream, arena, NULL), list->items};
}

/* The ranges in [first, last] whose numbers are in the set, or with `holes` those that are not. */
static struct wording word_ranges(const struct numbers *set, uint32_t first, uint32_t last,
                                  bool holes, struct arena *arena)
{
    struct list list;

    list_open(&list);
    for (uint32_t number = first; number <= last; number++) {
        uint32_t start = number;

        if (has(set, number) == holes)
            continue;
        while (number < last && has(set, number + 1) != holes)
            number++;
        list_add(&list, write_range(set, start, number, arena));
    }
    return list_close(&list, arena);
}

static struct wording word_except(const char *all, const struct wording *holes, struct arena *arena)
{
    if (!holes->items)
        return (struct wording){all, 1};
    return (struct wording){arena_format(arena, "%s except %s", all, holes->text),
                            holes->items + 1};
}

static void keep_better(struct wording *best, struct wording other)
{
    if (other.items < best->items ||
        (other.items == best->items && strlen(other.text) < strlen(best->text)))
        *best = other;
}

/* Ranges, or all but ranges, or a range with holes. The set is not empty. */
static struct wording word_numbers(const struct numbers *set, struct arena *arena)
{
    struct wording best = word_ranges(set, 0, set->end - 1, false, arena);
    struct wording others = word_ranges(set, 0, set->end - 1, true, arena);
    struct wording holes;
    uint32_t first = 0;
    uint32_t last = set->end - 1;

    while (!has(set, first))
        first++;
    while (!has(set, last))
        last--;
    holes = word_ranges(set, first, last, true, arena);
    keep_better(&best, word_except("any", &others, arena));
    keep_better(&best, word_except(write_range(set, first, last, arena), &holes, arena));
    return best;
}

static const char *write_cube(const struct cube *cube, struct arena *arena)
{
    const struct numbers style = {NULL, UMASK_COUNT, 2};
    uint8_t free_bits = (uint8_t)~cube->mask;

    if (cube->mask == 0)
        return "any";
    /* Free bits at the low end alone make a range. */
    if ((free_bits & (free_bits + 1)) == 0)
        return write_range(&style, cube->match, (uint32_t)cube->match | free_bits, arena);
    return arena_format(arena, "0x%02x/0x%02x", cube->match, cube->mask);
}

static struct wording word_cubes(const struct cube *cubes, unsigned int count, struct arena *arena)
{
    struct list list;

    list_open(&list);
    for (unsigned int i = 0; i < count; i++)
        list_add(&list, write_cube(&cubes[i], arena));
    return list_close(&list, arena);
}

const char *expression_of_umasks(const struct umask_set *set, struct minimiser *minimiser,
                                 struct arena *arena)
{
    const struct numbers numbers = {set->words, UMASK_COUNT, 2};
    const struct cover *cover = minimiser_solve(minimiser, set);
    struct wording best = word_numbers(&numbers, arena);
    struct wording includes = word_cubes(cover->includes, cover->include_count, arena);
    struct wording excludes = word_cubes(cover->excludes, cover->exclude_count, arena);

    includes.items += excludes.items;
    if (excludes.items)
        includes.text = arena_format(arena, "%s except %s", includes.text, excludes.text);
    keep_better(&best, includes);
    return best.text;
}

const char *expression_of_selects(const struct block *block, uint32_t end, struct arena *arena)
{
    uint64_t words[MAX_SELECT_COUNT / 64] = {0};
    const struct numbers numbers = {words, end, end > 0x100 ? 3 : 2};
    struct wording wording;

    for (uint32_t i = 0; i < block->select_count; i++)
        words[block->selects[i] / 64] |= UINT64_C(1) << (block->selects[i] % 64);
    wording = word_numbers(&numbers, arena);
    /* In front of umask an exception needs braces. */
    return strstr(wording.text, "except") ? arena_format(arena, "{%s}", wording.text)
                                          : wording.text;
}

const char *expression_of_events(const struct umask_set *rows, struct arena *arena)
{
    uint64_t words[EVENT_COUNT / 64];
    const struct numbers numbers = {words, EVENT_COUNT, 4};

    memcpy(words, rows, sizeof(words));
    return word_numbers(&numbers, arena).text;
}

const char *expression_of_fixed(uint32_t bitmap, struct arena *arena)
{
    const uint64_t word = bitmap;
    const struct numbers numbers = {&word, FIXED_COUNT, 0};

    return word_numbers(&numbers, arena).text;
}
