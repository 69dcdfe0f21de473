/* SPDX-License-Identifier: BSD-2-Clause */
/* The page: what matters most comes first. */
#include "compiler/base/text_stream.h"
#include "compiler/review/markup.h"
#include "compiler/review/report_assets.h"
#include "compiler/review/report_changes.h"
#include "compiler/review/report_data.h"
#include "compiler/review/report_draw.h"
#include "compiler/review/report_rules.h"
#include "compiler/review/report_words.h"

static void write_head(FILE *stream, const struct report *report)
{
    static const char *const script[] = {report_script};
    static const char *const style[] = {report_map_style, report_style};

    /* The policy forbids all but these two texts, even if some other text became markup. */
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src ",
          stream);
    write_source_hash(stream, script, 1);
    fputs("; style-src ", stream);
    write_source_hash(stream, style, 2);
    fputs("; base-uri 'none'; form-action 'none'\">\n"
          "<meta name=\"referrer\" content=\"no-referrer\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
          stream);
    markup_text(stream, report->input->policy_name);
    fputs(report->input->policy_name[0] ? ": what guests can count" : "What guests can count",
          stream);
    fputs("</title>\n<style>", stream);
    fprintf(stream, "%s%s</style>\n</head>\n", report_map_style, report_style);
}

static void write_title(FILE *stream, const struct report *report, const struct changes *changes)
{
    fputs("<header>\n<h1>", stream);
    if (report->input->policy_name[0])
        markup_text(stream, report->input->policy_name);
    else
        fputs("A policy without a name", stream);
    fputs("</h1>\n<p>What KVM guests can count with their PMU under <code>", stream);
    markup_text(stream, report->sides[SIDE_NEW].name);
    fputs("</code>", stream);
    if (report->input->is_compared) {
        fputs(", compared with <code>", stream);
        markup_text(stream, report->sides[SIDE_OLD].name);
        fputs("</code>", stream);
    }
    fputs("</p>\n", stream);
    if (changes)
        write_verdict(stream, changes);
    fputs("</header>\n", stream);
}

static void write_look_up(FILE *stream)
{
    fputs(
        "<aside id=\"look-up\" hidden aria-label=\"Look up\">\n<h2>Can a guest count it?</h2>\n"
        "<label for=\"search\">An event name, or numbers: 0xc4:0x01, fixed 1, arm64 0x11</label>\n"
        "<input id=\"search\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\">\n"
        "<ul id=\"results\" aria-label=\"Found\"></ul>\n"
        "<div id=\"point\" role=\"status\"><p>Point at a map or a row, move over it with the "
        "arrow keys, or look something up.</p></div>\n</aside>\n",
        stream);
}

static void write_change_counts(FILE *stream, const struct report_group *group)
{
    uint64_t wider =
        group->counts[CELL_WIDENED] + (uint64_t)__builtin_popcount(group->fixed[CELL_WIDENED]);
    uint64_t narrower =
        group->counts[CELL_NARROWED] + (uint64_t)__builtin_popcount(group->fixed[CELL_NARROWED]);

    if (!wider && !narrower)
        fputs("none", stream);
    if (wider) {
        fputs("<span class=\"widened\">+", stream);
        markup_count(stream, wider);
        fputs(" wider</span>", stream);
    }
    if (narrower) {
        fputs(wider ? ", <span class=\"narrowed\">\u2212" : "<span class=\"narrowed\">\u2212",
              stream);
        markup_count(stream, narrower);
        fputs(" narrower</span>", stream);
    }
}

static void write_summary_row(FILE *stream, const struct report *report, uint32_t index)
{
    const struct report_group *group = &report->groups[index];
    const struct section *section = group->sections[SIDE_NEW];

    fprintf(stream, "<tr><th scope=\"row\"><a href=\"#g%u\">", index);
    write_hosts(stream, group);
    fputs("</a></th><td>", stream);
    if (section)
        write_allowed_count(stream, group);
    else
        fputs("no filter", stream);
    fputs("</td><td class=\"counters\">", stream);
    if (group->vendor == VENDOR_INTEL)
        write_fixed(stream, group->fixed[CELL_KEPT] | group->fixed[CELL_WIDENED]);
    fputs("</td><td>", stream);
    if (section && group->vendor != VENDOR_ARM64)
        fprintf(stream, "%u of %u", section->alternatives[0].count, PMUF_MAX_X86_ENTRIES);
    fputs("</td>", stream);
    if (report->input->is_compared) {
        fputs("<td>", stream);
        write_change_counts(stream, group);
        fputs("</td>", stream);
    }
    fputs("</tr>\n", stream);
}

static void write_swatch(FILE *stream, const char *class, const char *text)
{
    fprintf(stream,
            "<li><svg viewBox=\"0 0 28 14\" aria-hidden=\"true\"><rect class=\"ground\" "
            "width=\"28\" height=\"14\"/><path class=\"%s\" d=\"M3 3h22v8h-22z\"/></svg>%s</li>\n",
            class, text);
}

static void write_legend(FILE *stream, bool is_compared)
{
    fputs("<ul class=\"legend\">\n", stream);
    write_swatch(stream, "kept", "allowed");
    write_swatch(stream, "none", "denied");
    if (is_compared) {
        write_swatch(stream, "widened", "+ allowed, was denied");
        write_swatch(stream, "narrowed", "\u2212 denied, was allowed");
    }
    fputs("</ul>\n", stream);
}

static void write_summary(FILE *stream, const struct report *report)
{
    bool is_compared = report->input->is_compared;

    fprintf(stream,
            "<section>\n<h2>What guests can count</h2>\n<table class=\"summary\" "
            "aria-label=\"Hosts\">\n<thead><tr>"
            "<th scope=\"col\">Hosts</th><th scope=\"col\">Points allowed</th>"
            "<th scope=\"col\">Fixed counters</th><th scope=\"col\">Entries</th>%s</tr></thead>\n"
            "<tbody>\n",
            is_compared ? "<th scope=\"col\">Points changed</th>" : "");
    for (uint32_t i = 0; i < report->group_count; i++)
        write_summary_row(stream, report, i);
    fputs("</tbody>\n</table>\n", stream);
    write_legend(stream, is_compared);
    fputs("</section>\n", stream);
}

static void write_map(FILE *stream, const struct report_group *group)
{
    fprintf(stream,
            "<svg class=\"map\" role=\"img\" aria-label=\"Map; the table below says the same\" "
            "viewBox=\"0 0 %u %u\" data-left=\"%u\" data-top=\"%u\"",
            MAP_WIDTH, draw_map_height(group), MAP_LEFT, MAP_TOP);
    if (group->vendor == VENDOR_INTEL)
        fprintf(stream, " data-fixed=\"%u\"", MAP_FIXED);
    fputs(">\n", stream);
    draw_map(stream, group);
    fputs("</svg>\n", stream);
}

static void write_map_caption(FILE *stream, const struct report_group *group)
{
    if (group->vendor == VENDOR_ARM64)
        fputs(
            "<p>Each cell is an event number: rows are its high byte, columns its low byte.</p>\n",
            stream);
    else if (group->vendor == VENDOR_INTEL)
        fputs("<p>Each cell is a point: rows are event selects, columns unit masks.</p>\n", stream);
    else
        fputs(
            "<p>Of 4,096 selects those are listed that have something to tell; columns of a strip "
            "are unit masks, 0x00 to 0xff.</p>\n",
            stream);
}

static void write_group(FILE *stream, const struct report *report, uint32_t index)
{
    const struct report_group *group = &report->groups[index];

    fprintf(stream, "<section id=\"g%u\">\n<h2>", index);
    write_hosts(stream, group);
    fputs("</h2>\n", stream);
    write_filter(stream, group);
    write_map_caption(stream, group);
    if (group->vendor != VENDOR_AMD)
        write_map(stream, group);
    write_selects(stream, report, group);
    if (group->vendor == VENDOR_INTEL)
        write_fixed_table(stream, report, group);
    write_events(stream, group);
    fputs("</section>\n", stream);
}

static bool uses(const struct report *report, const struct catalogue *catalogue)
{
    for (uint32_t g = 0; g < report->group_count; g++) {
        const struct report_group *group = &report->groups[g];

        for (uint32_t i = 0; i < group->name_count; i++) {
            if (group->names[i].event->catalogue == catalogue)
                return true;
        }
    }
    return false;
}

static void write_catalogues(FILE *stream, const struct report *report)
{
    const struct events *events = report->input->comparison->events;
    const struct catalogue *catalogue;
    bool any = false;

    for (uint32_t i = 0; (catalogue = events_catalogue_at(events, i)); i++) {
        if (!uses(report, catalogue))
            continue;
        fputs(any ? ", " : "<p>Event names are those of the catalogues ", stream);
        markup_text(stream, catalogue->name);
        if (catalogue->version[0]) {
            fputc(' ', stream);
            markup_text(stream, catalogue->version);
        }
        any = true;
    }
    if (any)
        fputs(".</p>\n", stream);
}

static void write_footer(FILE *stream, const struct report *report)
{
    const uint32_t sections = report->input->filters[SIDE_NEW]->section_count;

    fputs("<footer>\n<p>A guest may program a denied event: nothing is refused, and its counter "
          "stays where it is. Unit masks and selects are all that KVM looks at.</p>\n",
          stream);
    if (!report_has_rules(report))
        fputs(
            "<p>This was made from a blob, which holds points: it has no rules and reasons.</p>\n",
            stream);
    write_catalogues(stream, report);
    fprintf(stream, "<p>The blob has the CRC-32C %08x and %u section%s.</p>\n</footer>\n",
            report->input->checksum, sections, sections == 1 ? "" : "s");
}

static void write_body(FILE *stream, const struct report *report)
{
    const struct changes *changes = report->input->is_compared ? changes_create(report) : NULL;

    fputs("<body>\n<svg width=\"0\" height=\"0\" aria-hidden=\"true\">", stream);
    draw_patterns(stream);
    fputs("</svg>\n", stream);
    write_title(stream, report, changes);
    fputs("<div class=\"page no-script\">\n", stream);
    write_look_up(stream);
    fputs("<main>\n", stream);
    write_summary(stream, report);
    if (changes)
        write_changes(stream, changes);
    for (uint32_t i = 0; i < report->group_count; i++)
        write_group(stream, report, i);
    if (report_has_rules(report))
        write_rules(stream, report);
    write_footer(stream, report);
    fputs("</main>\n</div>\n<script type=\"application/json\" id=\"data\">", stream);
    write_data(stream, report);
    fprintf(stream, "</script>\n<script>%s</script>\n</body>\n</html>\n", report_script);
}

const char *report_page(const struct report_input *input, struct arena *arena, size_t *size)
{
    const struct report report = report_create(input, arena);
    struct text_stream stream;

    text_stream_open(&stream);
    write_head(stream.file, &report);
    write_body(stream.file, &report);
    return text_stream_close(&stream, arena, size);
}
