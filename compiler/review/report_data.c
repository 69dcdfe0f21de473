/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/report_data.h"

#include "compiler/events/names.h"

static void write_umasks(FILE *stream, const struct umask_set *set)
{
    uint32_t digits = UMASK_COUNT / 4;

    if (umask_set_count(set) == UMASK_COUNT) {
        fputc('*', stream);
        return;
    }
    while (digits > 0 && !(set->words[(digits - 1) / 16] >> ((digits - 1) % 16 * 4) & 0xf))
        digits--;
    for (uint32_t i = 0; i < digits; i++)
        fprintf(stream, "%x", (unsigned int)(set->words[i / 16] >> (i % 16 * 4) & 0xf));
}

static void write_run(FILE *stream, const char *separator, uint32_t first, uint32_t last,
                      const struct umask_set *set)
{
    fprintf(stream, "%s%x", separator, first);
    if (last > first)
        fprintf(stream, "-%x", last);
    fputc(':', stream);
    write_umasks(stream, set);
}

/* What one side allows: the kept points, and the widened or the narrowed ones. */
static void write_side(FILE *stream, const struct report_group *group, int side)
{
    const enum cell changed = side == SIDE_NEW ? CELL_WIDENED : CELL_NARROWED;
    const char *separator = "";

    fprintf(stream, "{\"section\":%d,\"points\":\"", group->section_numbers[side]);
    for (uint32_t i = 0; i < group->band_count; i++) {
        const struct band *band = &group->bands[i];
        struct umask_set set = umask_set_union(&band->cells[CELL_KEPT], &band->cells[changed]);

        if (umask_set_is_empty(&set))
            continue;
        write_run(stream, separator, band->first, band->last, &set);
        separator = " ";
    }
    fprintf(stream, "\",\"fixed\":%u}", group->fixed[CELL_KEPT] | group->fixed[changed]);
}

static void write_group(FILE *stream, const struct report_group *group)
{
    fprintf(stream, "{\"vendor\":\"%s\",\"hosts\":[", vendor_name(group->vendor));
    for (uint32_t i = 0; i < group->member_count; i++)
        fprintf(stream, "%s%u", i ? "," : "", group->members[i].index);
    fprintf(stream, "],\"selects\":%u,\n\"new\":", group->end);
    write_side(stream, group, SIDE_NEW);
    fputs(",\n\"old\":", stream);
    write_side(stream, group, SIDE_OLD);
    fputc('}', stream);
}

/* The numbers of the hosts on which points are meant. */
static void write_hosts(FILE *stream, const struct report *report, host_set hosts)
{
    const char *separator = "";

    fputc('[', stream);
    for (uint32_t g = 0; g < report->group_count; g++) {
        for (uint32_t i = 0; i < report->groups[g].member_count; i++) {
            const struct member *member = &report->groups[g].members[i];

            if (!member->rules[SIDE_NEW] || !host_is_in(member->rules[SIDE_NEW]->host, hosts))
                continue;
            fprintf(stream, "%s%u", separator, member->index);
            separator = ",";
        }
    }
    fputc(']', stream);
}

static void write_points(FILE *stream, const struct report *report, const struct points *points)
{
    fputs("{\"hosts\":", stream);
    write_hosts(stream, report, points->hosts);
    fputs(",\"points\":\"", stream);
    for (uint32_t i = 0; i < points->range_count; i++)
        write_run(stream, i ? " " : "", points->ranges[i].first, points->ranges[i].last,
                  &points->umasks);
    fprintf(stream, "\",\"fixed\":%u}", points->fixed);
}

static void write_rule(FILE *stream, const struct report *report, const struct rule *rule)
{
    const char *separator = "";

    fprintf(stream, "{\"allows\":%s,\"parts\":[",
            rule->statement->verdict == VERDICT_ALLOW ? "true" : "false");
    for (const struct points *one = rule->points; one; one = one->next) {
        fputs(separator, stream);
        write_points(stream, report, one);
        separator = ",\n";
    }
    fputs("]}", stream);
}

void write_data(FILE *stream, const struct report *report)
{
    const struct policy *policy = report->sides[SIDE_NEW].policy;

    fprintf(stream, "{\"default\":%s,\n\"groups\":[",
            !policy                                    ? "null"
            : policy->default_verdict == VERDICT_ALLOW ? "\"allow\""
                                                       : "\"deny\"");
    for (uint32_t i = 0; i < report->group_count; i++) {
        fputs(i ? ",\n" : "", stream);
        write_group(stream, &report->groups[i]);
    }
    fputs("],\n\"rules\":[", stream);
    for (uint32_t i = 0; policy && i < policy->rule_count; i++) {
        fputs(i ? ",\n" : "", stream);
        write_rule(stream, report, &policy->rules[i]);
    }
    fputs("]}\n", stream);
}
