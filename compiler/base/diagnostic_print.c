/* SPDX-License-Identifier: BSD-2-Clause */
/* How diagnostics look as text. */
#include <string.h>

#include "compiler/base/diagnostic.h"
#include "compiler/base/print_name.h"

enum { MAX_LINE_SHOWN = 200 }; /* bytes of a source line; a longer one is not shown */

struct printer {
    const struct source_list *sources;
    FILE *stream;
    bool colour;
};

static const char *paint(const struct printer *printer, const char *colour)
{
    return printer->colour ? colour : "";
}

#define RED "\033[1;31m"
#define MAGENTA "\033[1;35m"
#define CYAN "\033[1;36m"
#define BOLD "\033[1m"
#define PLAIN "\033[0m"

static bool starts_character(char byte)
{
    return ((unsigned char)byte & 0xc0) != 0x80;
}

/* Characters of the span that are on its first line; at least one, for a place without width. */
static uint32_t caret_width(const struct place *place, struct span span)
{
    uint32_t at = span.start - place->source->base;
    uint32_t line_end = (uint32_t)(place->line_text - place->source->text) + place->line_size;
    uint32_t width = 0;

    for (; at < line_end && at < span.end - place->source->base; at++)
        width += starts_character(place->source->text[at]);
    return width ? width : 1;
}

/* Under each character of the span a mark; tabs are repeated so that the columns meet. */
static void print_caret_line(const struct printer *printer, const struct place *place,
                             uint32_t width)
{
    uint32_t column = 1;

    fputs("  ", printer->stream);
    for (uint32_t i = 0; i < place->line_size && column < place->column; i++) {
        if (!starts_character(place->line_text[i]))
            continue;
        fputc(place->line_text[i] == '\t' ? '\t' : ' ', printer->stream);
        column++;
    }
    fprintf(printer->stream, "%s^", paint(printer, MAGENTA));
    for (uint32_t i = 1; i < width; i++)
        fputc('~', printer->stream);
    fprintf(printer->stream, "%s\n", paint(printer, PLAIN));
}

static void print_source_line(const struct printer *printer, const struct place *place,
                              struct span span)
{
    if (place->line_size > MAX_LINE_SHOWN)
        return;
    fprintf(printer->stream, "  %.*s\n", (int)place->line_size, place->line_text);
    print_caret_line(printer, place, caret_width(place, span));
}

static void print_include_chain(const struct printer *printer, const struct source *source)
{
    struct place place;

    while (source && source_locate(printer->sources, source->included_at.start, &place)) {
        print_name(printer->stream, place.source->name);
        fprintf(printer->stream, ":%u: note: included from here\n", place.line);
        source = place.source;
    }
}

static void print_place(const struct printer *printer, const struct place *place)
{
    fputs(paint(printer, BOLD), printer->stream);
    print_name(printer->stream, place->source->name);
    fprintf(printer->stream, ":%u:%u:%s ", place->line, place->column, paint(printer, PLAIN));
}

static void print_note(const struct printer *printer, const struct diagnostic_note *note)
{
    struct place place;
    bool placed =
        !span_is_empty(note->span) && source_locate(printer->sources, note->span.start, &place);

    if (placed)
        print_place(printer, &place);
    fprintf(printer->stream, "%snote:%s %s%s\n", paint(printer, CYAN), paint(printer, PLAIN),
            note->replacement ? "fix: " : "", note->text);
    if (placed && !note->replacement)
        print_source_line(printer, &place, note->span);
}

static void print_code(const struct printer *printer, const struct diagnostic *diagnostic)
{
    const char *flag = diagnostic_flag(diagnostic->code);

    fprintf(printer->stream, " [PMU%03u%s%s]\n", diagnostic_number(diagnostic->code),
            flag ? " " : "", flag ? flag : "");
}

static void print_one(const struct printer *printer, const struct diagnostic *diagnostic)
{
    bool is_error = diagnostic->severity == SEVERITY_ERROR;
    struct place place;
    bool placed = source_locate(printer->sources, diagnostic->span.start, &place);

    if (placed)
        print_place(printer, &place);
    fprintf(printer->stream, "%s%s:%s %s", paint(printer, is_error ? RED : MAGENTA),
            is_error ? "error" : "warning", paint(printer, PLAIN), diagnostic->text);
    print_code(printer, diagnostic);
    /* A text with a fault could do things to a terminal: its lines are not repeated. */
    if (placed && diagnostic->code != DIAGNOSTIC_TEXT_FAULT)
        print_source_line(printer, &place, diagnostic->span);
    for (const struct diagnostic_note *note = diagnostic->first_note; note; note = note->next)
        print_note(printer, note);
    if (placed)
        print_include_chain(printer, place.source);
}

static void print_rest(const struct printer *printer, unsigned int count, const char *what)
{
    if (count > DIAGNOSTIC_MAX_SHOWN)
        fprintf(printer->stream, "pmuc: note: %u more %s not shown\n", count - DIAGNOSTIC_MAX_SHOWN,
                what);
}

void diagnostics_print(struct diagnostics *diagnostics, FILE *stream, bool colour)
{
    struct printer printer = {diagnostics->sources, stream, colour};
    unsigned int shown[SEVERITY_ERROR + 1] = {0};
    size_t count;
    const struct diagnostic **list = diagnostics_sorted(diagnostics, &count);

    for (size_t i = 0; i < count; i++) {
        if (shown[list[i]->severity]++ < DIAGNOSTIC_MAX_SHOWN)
            print_one(&printer, list[i]);
    }
    print_rest(&printer, diagnostics->error_count, "errors");
    print_rest(&printer, diagnostics->warning_count, "warnings");
}
