/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/diagnostic.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    unsigned int number;
    enum severity severity;
    const char *flag;
    const char *identifier;
    const char *title;
} codes[] = {
#define DIAGNOSTIC(number, identifier, severity, flag, title)                                      \
    {number, SEVERITY_##severity, flag, #identifier, title},
#include "compiler/base/diagnostic_codes.def"
#undef DIAGNOSTIC
};

unsigned int diagnostic_number(enum diagnostic_code code)
{
    return codes[code].number;
}

const char *diagnostic_flag(enum diagnostic_code code)
{
    return codes[code].flag;
}

const char *diagnostic_identifier(enum diagnostic_code code)
{
    return codes[code].identifier;
}

const char *diagnostic_title(enum diagnostic_code code)
{
    return codes[code].title;
}

enum severity diagnostic_default(enum diagnostic_code code)
{
    return codes[code].severity;
}

struct diagnostics *diagnostics_create(struct arena *arena, const struct source_list *sources)
{
    struct diagnostics *diagnostics = ARENA_NEW(arena, struct diagnostics);

    diagnostics->arena = arena;
    diagnostics->sources = sources;
    diagnostics->discarded.owner = diagnostics;
    for (int code = 0; code < DIAGNOSTIC_CODE_COUNT; code++)
        diagnostics->severity[code] = codes[code].severity;
    return diagnostics;
}

/* A group's matchers, say, can be looked at more than once. */
static bool was_reported(const struct diagnostics *diagnostics, enum diagnostic_code code,
                         struct span span, const char *text)
{
    for (const struct diagnostic *old = diagnostics->first; old; old = old->next) {
        if (old->code == code && old->span.start == span.start && old->span.end == span.end &&
            strcmp(old->text, text) == 0)
            return true;
    }
    return false;
}

static unsigned int *counter(struct diagnostics *diagnostics, enum severity severity)
{
    return severity == SEVERITY_ERROR ? &diagnostics->error_count : &diagnostics->warning_count;
}

/* Beyond what is kept a message is only counted, before any work is spent on it. */
static bool is_full(struct diagnostics *diagnostics, enum severity severity)
{
    if (*counter(diagnostics, severity) < DIAGNOSTIC_MAX_KEPT)
        return false;
    (*counter(diagnostics, severity))++;
    return true;
}

static void append(struct diagnostics *diagnostics, struct diagnostic *diagnostic)
{
    if (diagnostics->last) {
        diagnostics->last->next = diagnostic;
        diagnostic->ordinal = diagnostics->last->ordinal + 1;
    } else {
        diagnostics->first = diagnostic;
    }
    diagnostics->last = diagnostic;
}

/* Messages repeat names, which can be long: a message is cut, and not within a character. */
__attribute__((format(printf, 2, 0))) static const char *
format_text(struct arena *arena, const char *format, va_list arguments)
{
    char text[1024];
    size_t size = sizeof(text) - 1;
    int length = vsnprintf(text, sizeof(text), format, arguments);

    if (length < 0 || (size_t)length <= size)
        return arena_copy_text(arena, text, strlen(text));
    while (((unsigned char)text[size - 1] & 0xc0) == 0x80)
        size--;
    return arena_copy_text(arena, text, size - 1);
}

static enum severity current_severity(const struct diagnostics *diagnostics,
                                      enum diagnostic_code code)
{
    enum severity severity = diagnostics->severity[code];

    if (severity == SEVERITY_WARNING && diagnostics->warnings_are_errors)
        return SEVERITY_ERROR;
    return severity;
}

struct diagnostic *diagnostic_report(struct diagnostics *diagnostics, enum diagnostic_code code,
                                     struct span span, const char *format, ...)
{
    enum severity severity = current_severity(diagnostics, code);
    struct diagnostic *diagnostic;
    const char *text;
    va_list arguments;

    if (severity == SEVERITY_OFF || is_full(diagnostics, severity))
        return &diagnostics->discarded;
    va_start(arguments, format);
    text = format_text(diagnostics->arena, format, arguments);
    va_end(arguments);
    if (was_reported(diagnostics, code, span, text))
        return &diagnostics->discarded;
    (*counter(diagnostics, severity))++;
    diagnostic = ARENA_NEW(diagnostics->arena, struct diagnostic);
    diagnostic->owner = diagnostics;
    diagnostic->code = code;
    diagnostic->severity = severity;
    diagnostic->span = span;
    diagnostic->text = text;
    append(diagnostics, diagnostic);
    return diagnostic;
}

static struct diagnostic_note *append_note(struct diagnostic *diagnostic, struct span span)
{
    struct diagnostic_note *note = ARENA_NEW(diagnostic->owner->arena, struct diagnostic_note);

    note->span = span;
    if (diagnostic->last_note)
        diagnostic->last_note->next = note;
    else
        diagnostic->first_note = note;
    diagnostic->last_note = note;
    return note;
}

void diagnostic_add_note(struct diagnostic *diagnostic, struct span span, const char *format, ...)
{
    va_list arguments;

    if (diagnostic == &diagnostic->owner->discarded)
        return;
    va_start(arguments, format);
    append_note(diagnostic, span)->text = format_text(diagnostic->owner->arena, format, arguments);
    va_end(arguments);
}

void diagnostic_add_fix(struct diagnostic *diagnostic, struct span span, const char *replacement)
{
    struct arena *arena = diagnostic->owner->arena;
    const char *verb = "replace by";

    if (diagnostic == &diagnostic->owner->discarded)
        return;
    if (span.start == span.end)
        verb = "insert";
    append_note(diagnostic, span)->replacement =
        arena_copy_text(arena, replacement, strlen(replacement));
    diagnostic->last_note->text =
        replacement[0] ? arena_format(arena, "%s '%s'", verb, replacement) : "remove this";
}

void diagnostic_join_fix(struct diagnostic *diagnostic, struct span span, const char *replacement)
{
    if (diagnostic == &diagnostic->owner->discarded)
        return;
    diagnostic_add_fix(diagnostic, span, replacement);
    diagnostic->last_note->joins = true;
}

const char *diagnostic_describe_fix(const struct diagnostic_note *fix, struct arena *arena)
{
    const char *text = fix->text;

    while (fix->next && fix->next->joins) {
        fix = fix->next;
        text = arena_format(arena, "%s and %s", text, fix->text);
    }
    return text;
}

bool diagnostic_is_on(const struct diagnostics *diagnostics, enum diagnostic_code code)
{
    return diagnostics->severity[code] != SEVERITY_OFF;
}

static bool set_named(struct diagnostics *diagnostics, const char *flag, enum severity severity)
{
    for (int code = 0; code < DIAGNOSTIC_CODE_COUNT; code++) {
        if (codes[code].flag && strcmp(flag, codes[code].flag) == 0) {
            diagnostics->severity[code] = severity;
            return true;
        }
    }
    return false;
}

bool diagnostics_set_flag(struct diagnostics *diagnostics, const char *argument)
{
    if (strcmp(argument, "error") == 0) {
        diagnostics->warnings_are_errors = true;
        return true;
    }
    if (set_named(diagnostics, argument, SEVERITY_WARNING))
        return true;
    if (strncmp(argument, "no-", 3) == 0)
        return set_named(diagnostics, argument + 3, SEVERITY_OFF);
    if (strncmp(argument, "error=", 6) == 0)
        return set_named(diagnostics, argument + 6, SEVERITY_ERROR);
    return false;
}

void diagnostics_silence(struct diagnostics *diagnostics)
{
    for (int code = 0; code < DIAGNOSTIC_CODE_COUNT; code++) {
        if (codes[code].flag)
            diagnostics->severity[code] = SEVERITY_OFF;
    }
}

static int compare_places(const void *left, const void *right)
{
    const struct diagnostic *a = *(const struct diagnostic *const *)left;
    const struct diagnostic *b = *(const struct diagnostic *const *)right;

    if (a->span.start != b->span.start)
        return a->span.start < b->span.start ? -1 : 1;
    if (a->code != b->code)
        return a->code < b->code ? -1 : 1;
    return a->ordinal < b->ordinal ? -1 : 1;
}

const struct diagnostic **diagnostics_sorted(const struct diagnostics *diagnostics, size_t *count)
{
    const struct diagnostic **list;

    *count = 0;
    for (const struct diagnostic *one = diagnostics->first; one; one = one->next)
        (*count)++;
    list = ARENA_NEW_ARRAY(diagnostics->arena, const struct diagnostic *, *count);
    *count = 0;
    for (const struct diagnostic *one = diagnostics->first; one; one = one->next)
        list[(*count)++] = one;
    qsort(list, *count, sizeof(*list), compare_places);
    return list;
}
