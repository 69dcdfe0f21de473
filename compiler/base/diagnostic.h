/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages about a policy text, as data: collected by every stage, printed once at the end in
 * source order.
 *
 * A stage that returns null or false has reported at least one error. Diagnostics live in the
 * arena. Nothing here can fail; beyond DIAGNOSTIC_MAX_KEPT messages only their number is kept.
 */
#ifndef PMUC_BASE_DIAGNOSTIC_H
#define PMUC_BASE_DIAGNOSTIC_H

#include <stdbool.h>
#include <stdio.h>

#include "compiler/base/arena.h"
#include "compiler/base/source.h"

enum {
    DIAGNOSTIC_MAX_SHOWN = 20,  /* of each severity */
    DIAGNOSTIC_MAX_KEPT = 1000, /* of each severity */
};

enum diagnostic_code {
#define DIAGNOSTIC(number, identifier, severity, flag, title) DIAGNOSTIC_##identifier,
#include "compiler/base/diagnostic_codes.def"
#undef DIAGNOSTIC
    DIAGNOSTIC_CODE_COUNT
};

enum severity { SEVERITY_OFF, SEVERITY_WARNING, SEVERITY_ERROR };

/* A second place, or a repair: the text that stands at `span` after it. */
struct diagnostic_note {
    struct diagnostic_note *next;
    struct span span; /* empty: a note without a place */
    const char *text;
    const char *replacement; /* null for a plain note */
    bool joins;              /* a further change of the repair before it */
};

struct diagnostic {
    struct diagnostic *next;
    struct diagnostics *owner;
    enum diagnostic_code code;
    enum severity severity;
    struct span span;
    const char *text;
    struct diagnostic_note *first_note;
    struct diagnostic_note *last_note;
    unsigned int ordinal; /* how many were kept before it */
};

struct diagnostics {
    struct arena *arena;
    const struct source_list *sources;
    struct diagnostic *first;
    struct diagnostic *last;
    struct diagnostic discarded; /* what a message that nobody wants is written to */
    unsigned int error_count;
    unsigned int warning_count;
    bool warnings_are_errors;
    enum severity severity[DIAGNOSTIC_CODE_COUNT];
};

struct diagnostics *diagnostics_create(struct arena *arena, const struct source_list *sources);

/*
 * Reports one message. The result is for notes and fixes and never null. The same message at the
 * same place is dropped: one mistake, one message.
 */
__attribute__((format(printf, 4, 5))) struct diagnostic *
diagnostic_report(struct diagnostics *diagnostics, enum diagnostic_code code, struct span span,
                  const char *format, ...);

/* A note at a place; with an empty span, a note without one. */
__attribute__((format(printf, 3, 4))) void
diagnostic_add_note(struct diagnostic *diagnostic, struct span span, const char *format, ...);

/* A repair: put `replacement` in place of `span` (which may have no width: an insertion). */
void diagnostic_add_fix(struct diagnostic *diagnostic, struct span span, const char *replacement);

/* A further change, in the same file, of the repair added last: neither makes sense alone. */
void diagnostic_join_fix(struct diagnostic *diagnostic, struct span span, const char *replacement);

/* What a repair does, in words: "insert '{' and insert '}'" of one that is two changes. */
const char *diagnostic_describe_fix(const struct diagnostic_note *fix, struct arena *arena);

/* Whether a warning would be shown: for those that are costly to find. */
bool diagnostic_is_on(const struct diagnostics *diagnostics, enum diagnostic_code code);

/*
 * Applies the argument of one -W option: NAME, no-NAME, error=NAME or error. False for an unknown
 * name.
 */
bool diagnostics_set_flag(struct diagnostics *diagnostics, const char *argument);

/* Turns every warning off (-w), also one that another option turned on. */
void diagnostics_silence(struct diagnostics *diagnostics);

/* What was reported, in the order of the text. */
const struct diagnostic **diagnostics_sorted(const struct diagnostics *diagnostics, size_t *count);

/* Prints what was reported, sorted by place, as text, and how many were not shown. */
void diagnostics_print(struct diagnostics *diagnostics, FILE *stream, bool colour);

unsigned int diagnostic_number(enum diagnostic_code code);
const char *diagnostic_flag(enum diagnostic_code code);       /* null for an error */
const char *diagnostic_identifier(enum diagnostic_code code); /* "UNKNOWN_GROUP" */
const char *diagnostic_title(enum diagnostic_code code);      /* "unknown group" */

/* What it is when no -W option speaks of it. */
enum severity diagnostic_default(enum diagnostic_code code);

#endif
