/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/diff_groups.h"
#include "compiler/review/diff_writers.h"
#include "compiler/review/markdown.h"

enum { LINES_OPEN = 12 /* of one host's list; a longer list is folded away */ };

struct markdown_writer {
    FILE *stream;
    struct arena *arena;
};

static void write_code(const struct markdown_writer *writer, const char *text)
{
    markdown_code(writer->stream, text, writer->arena);
}

static void write_names(const struct markdown_writer *writer, const struct shown_names *names)
{
    const char *separator = " &mdash; ";

    for (uint32_t i = 0; i < names->count; i++) {
        fputs(separator, writer->stream);
        write_code(writer, names->names[i].name);
        if (names->names[i].hosts)
            fprintf(writer->stream, " on %s", names->names[i].hosts);
        separator = names->names[i].hosts ? "; " : ", ";
    }
    if (names->more)
        fprintf(writer->stream, " and %u more", names->more);
}

static void write_told(const struct markdown_writer *writer, const struct told_rule *told)
{
    size_t size = shown_size(told->text, RULE_TEXT_SHOWN);
    const char *place =
        told->line ? arena_format(writer->arena, "%s:%u", told->file, told->line) : told->file;

    write_code(writer, place);
    if (told->line) {
        fputs(": ", writer->stream);
        write_code(writer, arena_format(writer->arena, "%.*s%s", (int)size, told->text,
                                        told->text[size] ? " ..." : ""));
    }
    if (told->because) {
        fputs(" because ", writer->stream);
        write_code(writer, told->because);
    }
}

static void write_reason(const struct markdown_writer *writer, const struct reason *reason)
{
    fputs(reason_words(reason), writer->stream);
    if (reason->kind == REASON_DEFAULT)
        fputs(" the default of", writer->stream);
    if (reason->kind == REASON_KVM)
        return;
    fputc(' ', writer->stream);
    write_told(writer, &reason->told);
}

/* The reasons are an item, and the points that they made a difference for a list below it. */
static void write_change(const struct markdown_writer *writer, const struct diff_group *group,
                         uint32_t index)
{
    const struct change *change = &group->members[0]->changes[index];
    const char *indent = change->reason_count ? "  " : "";

    for (uint32_t i = 0; i < change->reason_count; i++) {
        fputs(i ? ", and " : "- ", writer->stream);
        write_reason(writer, &change->reasons[i]);
    }
    if (change->reason_count)
        fputc('\n', writer->stream);
    for (uint32_t i = 0; i < change->point_count; i++) {
        struct shown_names names = diff_group_names(group, index, i, writer->arena);

        fprintf(writer->stream, "%s- ", indent);
        write_code(writer, change->points[i].expression);
        write_names(writer, &names);
        fputc('\n', writer->stream);
    }
}

static uint32_t count_lines(const struct host_difference *host, enum direction direction)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < host->change_count; i++)
        count += host->changes[i].direction == direction ? host->changes[i].point_count : 0;
    return count;
}

static void write_direction(const struct markdown_writer *writer, const struct diff_group *group,
                            enum direction direction)
{
    static const char *const titles[DIRECTION_COUNT] = {"Guests can count now",
                                                        "Guests can no longer count"};
    const struct host_difference *first = group->members[0];
    uint32_t lines = count_lines(first, direction);

    if (!lines)
        return;
    fprintf(writer->stream, "**%s:**\n\n", titles[direction]);
    if (lines > LINES_OPEN)
        fprintf(writer->stream, "<details><summary>%u lines</summary>\n\n", lines);
    for (uint32_t i = 0; i < first->change_count; i++) {
        if (first->changes[i].direction == direction)
            write_change(writer, group, i);
    }
    fputs(lines > LINES_OPEN ? "\n</details>\n\n" : "\n", writer->stream);
}

static void write_group(const struct markdown_writer *writer, const struct diff_group *group)
{
    const struct host_difference *first = group->members[0];
    bool any = false;

    fprintf(writer->stream, "#### %s\n\n", group->hosts);
    for (int fact = 0; fact < FACT_COUNT; fact++) {
        if (first->facts[fact])
            fprintf(writer->stream, "- %s\n", fact_text((enum fact)fact));
        any |= first->facts[fact];
    }
    if (any)
        fputc('\n', writer->stream);
    write_direction(writer, group, DIRECTION_WIDENS);
    write_direction(writer, group, DIRECTION_NARROWS);
}

static void write_heading(const struct markdown_writer *writer, const struct diff_outcome *outcome)
{
    fputs("### What guests can count: ", writer->stream);
    write_code(writer, outcome->names[SIDE_OLD]);
    fputs(" to ", writer->stream);
    write_code(writer, outcome->names[SIDE_NEW]);
    if (!outcome->has[DIRECTION_WIDENS])
        fputs("\n\nGuests can count less.\n\n", writer->stream);
    else
        fprintf(writer->stream, "\n\n**Guests can count more%s.**\n\n",
                outcome->has[DIRECTION_NARROWS] ? "; other points they can no longer count" : "");
}

void diff_write_markdown(FILE *stream, const struct diff_outcome *outcome, struct arena *arena)
{
    const struct markdown_writer writer = {stream, arena};
    struct diff_groups groups = diff_groups_create(outcome->hosts, outcome->host_count, arena);

    write_heading(&writer, outcome);
    for (uint32_t i = 0; i < groups.count; i++)
        write_group(&writer, &groups.all[i]);
}
