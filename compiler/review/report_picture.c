/* SPDX-License-Identifier: BSD-2-Clause */
/* The maps alone, below each other. */
#include "compiler/base/text_stream.h"
#include "compiler/review/markup.h"
#include "compiler/review/report_assets.h"
#include "compiler/review/report_draw.h"
#include "compiler/review/report_words.h"

enum { WIDTH = 680, LEGEND_TOP = 40, FIRST_TOP = 70, HEADING = 40, TITLE_SHOWN = 60 };

static bool has_map(const struct report_group *group)
{
    return group->vendor != VENDOR_AMD;
}

static uint32_t group_height(const struct report_group *group)
{
    return HEADING + (has_map(group) ? draw_map_height(group) : draw_bands_height(group)) + 20;
}

/* For those who hear the picture. */
static void write_description(FILE *stream, const struct report *report)
{
    fputs("<desc id=\"desc\">", stream);
    for (uint32_t i = 0; i < report->group_count; i++) {
        const struct report_group *group = &report->groups[i];

        for (uint32_t m = 0; m < group->member_count; m++) {
            fputs(m ? ", " : "", stream);
            markup_text(stream, group->members[m].host->name);
        }
        fputs(": ", stream);
        write_allowed_count(stream, group);
        fputs(" points allowed", stream);
        if (group->vendor == VENDOR_INTEL) {
            fputs(", fixed counters: ", stream);
            write_fixed(stream, group->fixed[CELL_KEPT] | group->fixed[CELL_WIDENED]);
        }
        if (report->input->is_compared) {
            fputs("; widened by ", stream);
            markup_count(stream, group->counts[CELL_WIDENED]);
            fputs(" and narrowed by ", stream);
            markup_count(stream, group->counts[CELL_NARROWED]);
        }
        fputs(".\n", stream);
    }
    fputs("</desc>\n", stream);
}

static void write_title(FILE *stream, const struct report *report, uint32_t limit)
{
    bool has_name = report->input->policy_name[0];

    markup_text_start(stream, report->input->policy_name, limit);
    fputs(has_name ? ": what guests can count" : "What guests can count", stream);
}

static void write_swatch(FILE *stream, uint32_t left, const char *class, const char *text)
{
    fprintf(stream,
            "<rect class=\"ground\" x=\"%u\" y=\"%u\" width=\"28\" height=\"14\"/>"
            "<path class=\"%s\" d=\"M%u %uh22v8h-22z\"/>"
            "<text class=\"note\" x=\"%u\" y=\"%u\">%s</text>\n",
            left, LEGEND_TOP, class, left + 3, LEGEND_TOP + 3, left + 34, LEGEND_TOP + 11, text);
}

static void write_legend(FILE *stream, bool is_compared)
{
    write_swatch(stream, 16, "kept", "allowed");
    write_swatch(stream, 116, "none", "denied");
    if (is_compared) {
        write_swatch(stream, 216, "widened", "+ allowed, was denied");
        write_swatch(stream, 416, "narrowed", "\u2212 denied, was allowed");
    }
}

static void write_group_title(FILE *stream, const struct report_group *group)
{
    fputs("<text class=\"heading\" x=\"16\" y=\"16\">", stream);
    markup_text_start(stream, group->members[0].host->name, TITLE_SHOWN);
    if (group->member_count > 1)
        fprintf(stream, " and %u more", group->member_count - 1);
    fputs("</text>\n<text class=\"note\" x=\"16\" y=\"33\">", stream);
    write_allowed_count(stream, group);
    fprintf(stream, " points allowed. %s</text>\n",
            group->vendor == VENDOR_ARM64 ? "Rows: high byte of an event number; columns: low byte."
                                          : "Rows: event selects; columns: unit masks.");
}

static void write_groups(FILE *stream, const struct report *report)
{
    uint32_t top = FIRST_TOP;

    for (uint32_t i = 0; i < report->group_count; i++) {
        const struct report_group *group = &report->groups[i];

        fprintf(stream, "<g transform=\"translate(0 %u)\">\n", top);
        write_group_title(stream, group);
        fprintf(stream, "<g transform=\"translate(16 %u)\">\n", HEADING);
        if (has_map(group))
            draw_map(stream, group);
        else
            draw_bands(stream, group);
        fputs("</g>\n</g>\n", stream);
        top += group_height(group);
    }
}

const char *report_picture(const struct report_input *input, struct arena *arena, size_t *size)
{
    const struct report report = report_create(input, arena);
    struct text_stream stream;
    uint32_t height = FIRST_TOP;

    for (uint32_t i = 0; i < report.group_count; i++)
        height += group_height(&report.groups[i]);
    text_stream_open(&stream);
    fprintf(stream.file,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" "
            "viewBox=\"0 0 %u %u\" role=\"img\" aria-labelledby=\"title desc\">\n"
            "<title id=\"title\">",
            WIDTH, height, WIDTH, height);
    write_title(stream.file, &report, UINT32_MAX);
    fputs("</title>\n", stream.file);
    write_description(stream.file, &report);
    fprintf(stream.file, "<style>%s</style>\n", report_map_style);
    draw_patterns(stream.file);
    fprintf(stream.file, "<rect class=\"paper\" width=\"%u\" height=\"%u\"/>\n", WIDTH, height);
    fputs("<text class=\"heading\" x=\"16\" y=\"26\">", stream.file);
    write_title(stream.file, &report, TITLE_SHOWN);
    fputs("</text>\n", stream.file);
    write_legend(stream.file, input->is_compared);
    write_groups(stream.file, &report);
    fputs("</svg>\n", stream.file);
    return text_stream_close(&stream, arena, size);
}
