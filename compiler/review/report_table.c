/* SPDX-License-Identifier: BSD-2-Clause */
/* The tables of a group: its selects, its fixed counters, and the events that it has names for. */
#include <string.h>

#include "compiler/review/markup.h"
#include "compiler/review/report_draw.h"
#include "compiler/review/report_rules.h"
#include "compiler/review/report_words.h"

enum {
    NAMES_OF_LINE = 6, /* event names shown for some points */
    EVENTS_OPEN = 24,  /* events that are shown without being asked for */
};

/* A table in the making. */
struct table {
    FILE *stream;
    const struct report *report;
    const struct report_group *group;
};

static bool is_same_name(const struct report_group *group, uint32_t a, uint32_t b)
{
    return group->names[a].code == group->names[b].code &&
           strcmp(group->names[a].event->key, group->names[b].event->key) == 0;
}

static void write_names(const struct table *table, const struct band *band,
                        const struct umask_set *points)
{
    const struct report_group *group = table->group;
    const char *separator = "<br><span class=\"names\">";
    uint32_t count = 0;

    for (uint32_t i = 0; i < group->name_count; i++) {
        uint32_t code = group->names[i].code;

        if (code >= CODE_INDEX_FIXED || !band_has_code(band, group->vendor, points, code) ||
            (i > 0 && is_same_name(group, i - 1, i)) || ++count > NAMES_OF_LINE)
            continue;
        fputs(separator, table->stream);
        markup_text(table->stream, group->names[i].event->name);
        separator = ", ";
    }
    if (count > NAMES_OF_LINE)
        fprintf(table->stream, " and %u more", count - NAMES_OF_LINE);
    if (count)
        fputs("</span>", table->stream);
}

static const char *express(const struct table *table, const struct band *band,
                           const struct umask_set *points)
{
    struct umask_set rows[ARM64_SELECT_COUNT] = {{{0}}};
    struct arena *arena = table->report->arena;

    if (table->group->vendor != VENDOR_ARM64)
        return expression_of_umasks(points, table->report->input->comparison->minimiser, arena);
    for (uint32_t row = band->first; row <= band->last; row++)
        rows[row] = *points;
    return expression_of_events(rows, arena);
}

/* Some points in numbers, and by name those of them that are in `named`. */
struct line {
    const char *class;
    const char *word;
    struct umask_set points;
    struct umask_set named;
};

static void write_line(const struct table *table, const struct band *band, const struct line *line)
{
    if (umask_set_is_empty(&line->named))
        return;
    fprintf(table->stream, "<p class=\"%s\"><b>%s</b> <code>", line->class, line->word);
    markup_text(table->stream, express(table, band, &line->points));
    fputs("</code>", table->stream);
    write_names(table, band, &line->named);
    fputs("</p>", table->stream);
}

/* What is listed, if that is more than what changed, and what changed. */
static void write_lines(const struct table *table, const struct band *band,
                        const struct umask_set *listed)
{
    const struct umask_set *widened = &band->cells[CELL_WIDENED];
    const struct umask_set *narrowed = &band->cells[CELL_NARROWED];
    const struct line lines[] = {
        {"listed", table->group->lists_denied ? "denied" : "allowed", *listed,
         umask_set_subtract(listed, table->group->lists_denied ? narrowed : widened)},
        {"widened", "+ allowed now", *widened, *widened},
        {"narrowed", "\u2212 denied now", *narrowed, *narrowed},
    };

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        write_line(table, band, &lines[i]);
}

static void write_label(const struct table *table, const struct band *band)
{
    bool is_arm64 = table->group->vendor == VENDOR_ARM64;
    int digits = table->group->end > 0x100 ? 3 : 2;

    fprintf(table->stream, "0x%0*x%s", digits, band->first, is_arm64 ? "00" : "");
    if (is_arm64)
        fprintf(table->stream, "..0x%02xff", band->last);
    else if (band->last > band->first)
        fprintf(table->stream, "..0x%0*x", digits, band->last);
}

static uint32_t count_entries(const struct report_group *group, const struct band *band)
{
    const struct alternative *alternative = &group->sections[SIDE_NEW]->alternatives[0];
    uint32_t count = 0;

    for (uint32_t i = 0; i < alternative->count; i++)
        count += alternative->entries[i].select >= band->first &&
                 alternative->entries[i].select <= band->last;
    return count;
}

static bool has_entries(const struct report_group *group)
{
    return group->vendor != VENDOR_ARM64 && group->sections[SIDE_NEW];
}

static void write_band(const struct table *table, const struct band *band)
{
    const struct report_group *group = table->group;
    struct umask_set listed = band_listed(group, band);
    const struct decided decided = {group, band, listed, 0,
                                    group->lists_denied ? VERDICT_DENY : VERDICT_ALLOW};

    fprintf(table->stream, "<tr data-first=\"%u\" data-last=\"%u\"><th scope=\"row\"><code>",
            band->first, band->last);
    write_label(table, band);
    fprintf(table->stream,
            "</code></th><td><svg class=\"strip\" viewBox=\"0 0 %u %u\" aria-hidden=\"true\">",
            DRAW_WIDTH, DRAW_STRIP);
    draw_strip(table->stream, band, 0, 0);
    fputs("</svg>", table->stream);
    write_lines(table, band, &listed);
    fputs("</td>", table->stream);
    if (report_has_rules(table->report)) {
        fputs("<td>", table->stream);
        if (!umask_set_is_empty(&listed))
            write_deciders(table->stream, table->report, &decided);
        fputs("</td>", table->stream);
    }
    if (has_entries(group))
        fprintf(table->stream, "<td class=\"number\">%u</td>", count_entries(group, band));
    fputs("</tr>\n", table->stream);
}

static void write_rest(const struct table *table, uint32_t told)
{
    const struct report_group *group = table->group;
    const char *verdict = group->lists_denied ? "allowed" : "denied";

    if (group->vendor == VENDOR_ARM64) {
        fprintf(table->stream, "<p>All other events are %s.</p>\n", verdict);
    } else if (told < group->end) {
        fprintf(table->stream, "<p>All unit masks of the %s", told ? "other " : "");
        markup_count(table->stream, group->end - told);
        fprintf(table->stream, " selects are %s.</p>\n", verdict);
    }
}

void write_selects(FILE *stream, const struct report *report, const struct report_group *group)
{
    const struct table table = {stream, report, group};
    uint32_t told = 0;

    for (uint32_t i = 0; i < group->band_count; i++) {
        if (!band_is_told(group, &group->bands[i]))
            continue;
        if (!told)
            fprintf(stream,
                    "<table class=\"selects\" aria-label=\"Selects\">\n<thead><tr><th "
                    "scope=\"col\">%s</th>"
                    "<th scope=\"col\">%s</th>%s%s</tr></thead>\n<tbody>\n",
                    group->vendor == VENDOR_ARM64 ? "Events" : "Select",
                    group->vendor == VENDOR_ARM64 ? "Numbers" : "Unit masks",
                    report_has_rules(report) ? "<th scope=\"col\">Decided by</th>" : "",
                    has_entries(group) ? "<th scope=\"col\">Entries</th>" : "");
        told += group->bands[i].last - group->bands[i].first + 1;
        write_band(&table, &group->bands[i]);
    }
    if (told)
        fputs("</tbody>\n</table>\n", stream);
    write_rest(&table, told);
}

/* What became of points, in words; `cell` is CELL_COUNT for what is denied on both sides. */
static const char *describe_cell(int cell)
{
    static const char *const words[CELL_COUNT + 1] = {"allowed", "+ allowed, was denied",
                                                      "\u2212 denied, was allowed", "denied"};

    return words[cell];
}

static const char *class_of_cell(int cell)
{
    static const char *const words[CELL_COUNT + 1] = {"kept", "widened", "narrowed", "denied"};

    return words[cell];
}

static int fixed_cell(const struct report_group *group, uint32_t counter)
{
    int cell = 0;

    while (cell < CELL_COUNT && !(group->fixed[cell] >> counter & 1))
        cell++;
    return cell;
}

static int cell_of_code(const struct report_group *group, uint32_t code)
{
    int cell = 0;

    if (code >= CODE_INDEX_FIXED)
        return fixed_cell(group, code - CODE_INDEX_FIXED);
    if (group->vendor == VENDOR_ARM64)
        code >>= 8;
    while (cell < CELL_COUNT &&
           !(code >> 8 < group->end && umask_set_has(&group->cells[cell][code >> 8], code & 0xff)))
        cell++;
    return cell;
}

static void write_fixed_names(const struct table *table, uint32_t counter)
{
    const struct report_group *group = table->group;
    const char *separator = "";

    for (uint32_t i = 0; i < group->name_count; i++) {
        if (group->names[i].code != CODE_INDEX_FIXED + counter ||
            (i > 0 && is_same_name(group, i - 1, i)))
            continue;
        fputs(separator, table->stream);
        markup_text(table->stream, group->names[i].event->name);
        separator = ", ";
    }
}

static void write_fixed_row(const struct table *table, uint32_t first, uint32_t last)
{
    int cell = fixed_cell(table->group, first);
    bool allows = cell == CELL_KEPT || cell == CELL_WIDENED;
    const struct decided decided = {table->group,
                                    NULL,
                                    {{0}},
                                    UINT32_MAX >> (FIXED_COUNTER_COUNT - 1 - last + first) << first,
                                    allows ? VERDICT_ALLOW : VERDICT_DENY};

    fprintf(table->stream, "<tr class=\"%s\"><th scope=\"row\">%u", class_of_cell(cell), first);
    if (last > first)
        fprintf(table->stream, "..%u", last);
    fprintf(table->stream, "</th><td class=\"is\">%s</td><td class=\"names\">",
            describe_cell(cell));
    for (uint32_t counter = first; counter <= last; counter++)
        write_fixed_names(table, counter);
    fputs("</td>", table->stream);
    if (report_has_rules(table->report)) {
        fputs("<td>", table->stream);
        write_deciders(table->stream, table->report, &decided);
        fputs("</td>", table->stream);
    }
    fputs("</tr>\n", table->stream);
}

void write_fixed_table(FILE *stream, const struct report *report, const struct report_group *group)
{
    enum { ALONE = 4 /* the counters that Intel has given names have a row each */ };
    const struct table table = {stream, report, group};

    fprintf(stream,
            "<table class=\"fixed\" aria-label=\"Fixed counters\">\n<thead><tr><th "
            "scope=\"col\">Fixed counter</th>"
            "<th scope=\"col\">Verdict</th><th scope=\"col\">Names</th>%s</tr></thead>\n<tbody>\n",
            report_has_rules(report) ? "<th scope=\"col\">Decided by</th>" : "");
    for (uint32_t first = 0; first < FIXED_COUNTER_COUNT; first++) {
        uint32_t last = first;

        while (first >= ALONE && last + 1 < FIXED_COUNTER_COUNT &&
               fixed_cell(group, last + 1) == fixed_cell(group, first))
            last++;
        write_fixed_row(&table, first, last);
        first = last;
    }
    fputs("</tbody>\n</table>\n", stream);
}

static void write_code(FILE *stream, const struct report_group *group, uint32_t code)
{
    if (code >= CODE_INDEX_FIXED)
        fprintf(stream, "fixed %u", code - CODE_INDEX_FIXED);
    else if (group->vendor == VENDOR_ARM64)
        fprintf(stream, "0x%04x", code >> 8);
    else
        fprintf(stream, "0x%0*x:0x%02x", group->end > 0x100 ? 3 : 2, code >> 8, code & 0xff);
}

/* One name of one code; returns the index behind the rows that say it, one for each member. */
static uint32_t write_event(FILE *stream, const struct report_group *group, uint32_t from)
{
    const struct named_point *name = &group->names[from];
    int cell = cell_of_code(group, name->code);
    uint32_t to = from + 1;

    while (to < group->name_count && is_same_name(group, from, to))
        to++;
    fprintf(stream, "<tr class=\"%s\"><td>", class_of_cell(cell));
    markup_text(stream, name->event->name);
    fputs("</td><td>", stream);
    write_code(stream, group, name->code);
    fprintf(stream, "</td><td class=\"is\">%s</td><td>", describe_cell(cell));
    for (uint32_t i = from; to - from < group->member_count && i < to; i++) {
        fputs(i > from ? ", " : "only ", stream);
        markup_text(stream, group->names[i].member->host->name);
    }
    fputs("</td></tr>\n", stream);
    return to;
}

static void count_events(const struct report_group *group, uint32_t *all, uint32_t *allowed)
{
    for (uint32_t i = 0; i < group->name_count; i++) {
        int cell = cell_of_code(group, group->names[i].code);

        if (i > 0 && is_same_name(group, i - 1, i))
            continue;
        *all += 1;
        *allowed += cell == CELL_KEPT || cell == CELL_WIDENED;
    }
}

void write_events(FILE *stream, const struct report_group *group)
{
    uint32_t all = 0;
    uint32_t allowed = 0;

    count_events(group, &all, &allowed);
    fprintf(stream, "<details%s>\n<summary>Known events: %u of %u are allowed</summary>\n",
            all <= EVENTS_OPEN ? " open" : "", allowed, all);
    fputs("<table class=\"events\" aria-label=\"Known events\">\n<thead><tr><th "
          "scope=\"col\">Event</th>"
          "<th scope=\"col\">Code</th><th scope=\"col\">Verdict</th><th scope=\"col\">Hosts</th>"
          "</tr></thead>\n<tbody>\n",
          stream);
    for (uint32_t i = 0; i < group->name_count;)
        i = write_event(stream, group, i);
    fputs("</tbody>\n</table>\n</details>\n", stream);
}
