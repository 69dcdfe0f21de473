/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "compiler/base/print_name.h"
#include "compiler/review/diff_groups.h"
#include "compiler/review/diff_writers.h"

#define BOLD "\033[1m"
#define YELLOW "\033[33m"
#define CYAN "\033[36m"
#define PLAIN "\033[0m"

struct text_writer {
    FILE *stream;
    bool colour;
    struct arena *arena;
};

size_t shown_size(const char *text, size_t limit)
{
    size_t size = strlen(text);

    if (size <= limit)
        return size;
    size = limit;
    while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80)
        size--;
    return size;
}

static const char *paint(const struct text_writer *writer, const char *colour)
{
    return writer->colour ? colour : "";
}

static void write_names(FILE *stream, const struct shown_names *names)
{
    const char *separator = "  (";

    for (uint32_t i = 0; i < names->count; i++) {
        fputs(separator, stream);
        print_name(stream, names->names[i].name);
        if (names->names[i].hosts)
            fprintf(stream, " on %s", names->names[i].hosts);
        separator = names->names[i].hosts ? "; " : ", ";
    }
    if (names->more)
        fprintf(stream, " and %u more", names->more);
    if (names->count)
        fputc(')', stream);
}

/* A rule's text can hold no control character: the lexer refuses them. */
static void write_told(FILE *stream, const struct told_rule *told)
{
    size_t size = shown_size(told->text, RULE_TEXT_SHOWN);

    print_name(stream, told->file);
    if (told->line)
        fprintf(stream, ":%u: %.*s%s", told->line, (int)size, told->text,
                told->text[size] ? " ..." : "");
    rule_text_write_because(stream, told->because);
}

static void write_reason(FILE *stream, const struct reason *reason)
{
    fprintf(stream, "  %s", reason_words(reason));
    if (reason->kind == REASON_DEFAULT)
        fputs(" the default of", stream);
    if (reason->kind != REASON_KVM) {
        fputc(' ', stream);
        write_told(stream, &reason->told);
    }
    fputc('\n', stream);
}

/* The reasons, and below them the points that they made a difference for. */
static void write_change(const struct text_writer *writer, const struct diff_group *group,
                         uint32_t index)
{
    const struct change *change = &group->members[0]->changes[index];
    bool widens = change->direction == DIRECTION_WIDENS;

    for (uint32_t i = 0; i < change->reason_count; i++)
        write_reason(writer->stream, &change->reasons[i]);
    for (uint32_t i = 0; i < change->point_count; i++) {
        struct shown_names names = diff_group_names(group, index, i, writer->arena);

        fprintf(writer->stream, "    %s%c %s%s", paint(writer, widens ? YELLOW : CYAN),
                widens ? '+' : '-', change->points[i].expression, paint(writer, PLAIN));
        write_names(writer->stream, &names);
        fputc('\n', writer->stream);
    }
}

static char fact_mark(enum fact fact)
{
    if (fact == FACT_CAN_LOAD || fact == FACT_ESCAPE)
        return '+';
    return fact == FACT_CANNOT_LOAD || fact == FACT_NO_ESCAPE ? '-' : '*';
}

static void write_fact(const struct text_writer *writer, enum fact fact)
{
    char mark = fact_mark(fact);
    const char *colour = mark == '+' ? YELLOW : mark == '-' ? CYAN : "";

    fprintf(writer->stream, "  %s%c %s%s\n", paint(writer, colour), mark, fact_text(fact),
            paint(writer, PLAIN));
}

static void write_group(const struct text_writer *writer, const struct diff_group *group)
{
    const struct host_difference *first = group->members[0];

    fprintf(writer->stream, "%s%s:%s\n", paint(writer, BOLD), group->hosts, paint(writer, PLAIN));
    for (int fact = 0; fact < FACT_COUNT; fact++) {
        if (first->facts[fact])
            write_fact(writer, (enum fact)fact);
    }
    for (uint32_t i = 0; i < first->change_count; i++)
        write_change(writer, group, i);
}

void diff_write_text(FILE *stream, const struct diff_outcome *outcome, bool colour,
                     struct arena *arena)
{
    static const char *const marks[FLEET_SIDES] = {"--- ", "+++ "};
    const struct text_writer writer = {stream, colour, arena};
    struct diff_groups groups = diff_groups_create(outcome->hosts, outcome->host_count, arena);

    for (int side = 0; side < FLEET_SIDES; side++) {
        fputs(marks[side], stream);
        print_name(stream, outcome->names[side]);
        fputc('\n', stream);
    }
    for (uint32_t i = 0; i < groups.count; i++)
        write_group(&writer, &groups.all[i]);
}
