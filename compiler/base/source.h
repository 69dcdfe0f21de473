/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Source texts and places in them.
 *
 * All texts of a compilation share one space of offsets: each text gets the offsets from its base
 * on. A span is two such offsets and says file, line and column without holding any of them; they
 * are looked up when a message is printed.
 *
 * The list and its texts live in the arena. Reading can fail for the reasons of the system; a text
 * that is not clean is told by source_find_fault(), as it has a place.
 */
#ifndef PMUC_BASE_SOURCE_H
#define PMUC_BASE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/base/arena.h"

enum {
    SOURCE_MAX_SIZE = 16 * 1024 * 1024,  /* bytes of one text */
    SOURCE_MAX_COUNT = 1000,             /* texts of one compilation */
    SOURCE_MAX_TOTAL = 64 * 1024 * 1024, /* bytes of all of them together */
};

/* Bytes start to end - 1 of the offset space. Offset 0 belongs to no text: an empty span. */
struct span {
    uint32_t start;
    uint32_t end;
};

struct source {
    struct source *next;
    const char *name; /* as messages show it */
    const char *path; /* resolved, to recognise a file that is included twice; "" for stdin */
    const char *root; /* resolved folder that its includes may not leave, set by the loader */
    char *text;       /* followed by two NULs, as flex wants it */
    uint32_t size;    /* bytes, without the NULs */
    uint32_t base;    /* offset of text[0] */
    struct span included_at; /* the include statement, empty for the main text */
    uint32_t depth;          /* 0 for the main text */
    uint32_t line_count;     /* 0 until a place was looked up */
    uint32_t *line_starts;   /* index into text of each line's first byte */
    uint32_t near_line;      /* the place looked up last, so that a long line is not counted */
    uint32_t near_at;        /* again and again; line 0: none */
    uint32_t near_column;
};

struct source_list {
    struct arena *arena;
    struct source *first;
    struct source *last;
    uint32_t count;
};

struct place {
    const struct source *source;
    uint32_t line;         /* from 1 */
    uint32_t column;       /* from 1, in characters */
    const char *line_text; /* not NUL-terminated */
    uint32_t line_size;    /* bytes, without the line's end */
};

/*
 * Reads the regular file at a resolved path and adds it, shown as `name`. With a root, the file
 * that was opened must lie in that folder, whatever became of the path meanwhile. Returns null and
 * sets *reason, a phrase such as "it is a directory", when it cannot be read, passes a limit above,
 * or is not a regular file. A FIFO is refused without being waited for.
 */
struct source *source_read(struct source_list *list, const char *path, const char *name,
                           const char *root, const char **reason);

/*
 * Adds a text that is in the arena already, with two NULs behind it, as source_read_bytes() gives
 * it. Null, with *reason, when a limit would be passed.
 */
struct source *source_add(struct source_list *list, const char *name, char *text, size_t size,
                          const char **reason);

/*
 * The bytes of a regular file or ("-") of standard input, text or binary, in the arena with two
 * NULs behind them. `root` and null as for source_read().
 */
char *source_read_bytes(struct arena *arena, const char *path, const char *root, size_t *size,
                        const char **reason);

/* Whether a resolved path is that of a folder or of something in it; false for a null folder. */
bool source_lies_in(const char *path, const char *folder);

/*
 * The first thing that no text may hold: NUL, a control character, ill-formed UTF-8, a
 * bidirectional control. Returns null for a clean text, else what is wrong, and its place.
 */
const char *source_find_fault(const struct source *source, struct span *place);

/* The text that an offset belongs to, or null. */
struct source *source_of(const struct source_list *list, uint32_t offset);

/* Builds the text's line table on first use. False when the offset belongs to no text. */
bool source_locate(const struct source_list *list, uint32_t offset, struct place *out);

static inline bool span_is_empty(struct span span)
{
    return span.end == 0;
}

static inline struct span span_join(struct span first, struct span last)
{
    return (struct span){first.start, last.end};
}

#endif
