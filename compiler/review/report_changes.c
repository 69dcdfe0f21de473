/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/report_changes.h"

#include "compiler/review/diff_groups.h"
#include "compiler/review/markup.h"
#include "compiler/review/report_rules.h"

enum { REASON_TEXT_SHOWN = 200 /* characters of a rule */ };

static void write_told(FILE *stream, const struct report *report, const struct change *change,
                       const struct reason *reason)
{
    const struct rule *rule = reason->denies ? change->cause.denied : change->cause.allowed;
    bool is_linked = reason->kind == REASON_RULE && reason->side == SIDE_NEW;

    write_rule_place(stream, report, is_linked ? rule : NULL, &reason->told);
    if (reason->told.line) {
        fputs(" <code>", stream);
        markup_text_start(stream, reason->told.text, REASON_TEXT_SHOWN);
        fputs("</code>", stream);
    }
    if (reason->told.because) {
        fputs(" because <q>", stream);
        markup_text(stream, reason->told.because);
        fputs("</q>", stream);
    }
}

static void write_reasons(FILE *stream, const struct report *report, const struct change *change)
{
    for (uint32_t i = 0; i < change->reason_count; i++) {
        const struct reason *reason = &change->reasons[i];

        fprintf(stream, "%s%s", i ? ", and " : "<p class=\"reason\">", reason_words(reason));
        if (reason->kind == REASON_DEFAULT)
            fputs(" the default of", stream);
        if (reason->kind != REASON_KVM) {
            fputc(' ', stream);
            write_told(stream, report, change, reason);
        }
    }
    if (change->reason_count)
        fputs("</p>\n", stream);
}

struct changes {
    const struct report *report;
    struct diff_groups groups;
    bool has[DIRECTION_COUNT];
};

static void write_names(FILE *stream, const struct changes *changes, const struct diff_group *group,
                        uint32_t change, uint32_t points)
{
    const struct shown_names shown =
        diff_group_names(group, change, points, changes->report->arena);

    for (uint32_t i = 0; i < shown.count; i++) {
        fputs(i ? ", " : " <span class=\"names\">", stream);
        markup_text(stream, shown.names[i].name);
        if (!shown.names[i].hosts)
            continue;
        fputs(" (", stream);
        markup_text(stream, shown.names[i].hosts);
        fputc(')', stream);
    }
    if (shown.more)
        fprintf(stream, " and %u more", shown.more);
    if (shown.count)
        fputs("</span>", stream);
}

static void write_change(FILE *stream, const struct changes *changes,
                         const struct diff_group *group, uint32_t index)
{
    const struct change *change = &group->members[0]->changes[index];

    fputs("<li>", stream);
    for (uint32_t i = 0; i < change->point_count; i++) {
        fputs("<p><code>", stream);
        markup_text(stream, change->points[i].expression);
        fputs("</code>", stream);
        write_names(stream, changes, group, index, i);
        fputs("</p>\n", stream);
    }
    write_reasons(stream, changes->report, change);
    fputs("</li>\n", stream);
}

static void write_direction(FILE *stream, const struct changes *changes,
                            const struct diff_group *group, enum direction direction)
{
    static const char *const titles[DIRECTION_COUNT] = {
        "<h4 class=\"widened\">+ Guests can count now</h4>\n<ul class=\"widened\">\n",
        "<h4 class=\"narrowed\">\u2212 Guests can no longer count</h4>\n<ul class=\"narrowed\">\n"};
    const struct host_difference *host = group->members[0];
    bool any = false;

    for (uint32_t i = 0; i < host->change_count; i++) {
        if (host->changes[i].direction != direction)
            continue;
        if (!any)
            fputs(titles[direction], stream);
        any = true;
        write_change(stream, changes, group, i);
    }
    if (any)
        fputs("</ul>\n", stream);
}

static void write_group(FILE *stream, const struct changes *changes, const struct diff_group *group)
{
    fputs("<h3>", stream);
    markup_text(stream, group->hosts);
    fputs("</h3>\n", stream);
    for (int fact = 0; fact < FACT_COUNT; fact++) {
        if (group->members[0]->facts[fact])
            fprintf(stream, "<p>%s %s.</p>\n", group->count > 1 ? "Each of these" : "This host",
                    fact_text((enum fact)fact));
    }
    for (int direction = 0; direction < DIRECTION_COUNT; direction++)
        write_direction(stream, changes, group, (enum direction)direction);
}

struct changes *changes_create(const struct report *report)
{
    struct comparison *comparison = report->input->comparison;
    const struct fleet *fleet = &comparison->fleet;
    struct changes *changes = ARENA_NEW(report->arena, struct changes);
    struct host_difference *hosts =
        ARENA_NEW_ARRAY(report->arena, struct host_difference, fleet->count);

    changes->report = report;
    for (uint32_t i = 0; i < fleet->count; i++) {
        hosts[i] = difference_of_hosts(comparison, &fleet->groups[i]);
        for (int direction = 0; direction < DIRECTION_COUNT; direction++)
            changes->has[direction] |= hosts[i].has[direction];
    }
    changes->groups = diff_groups_create(hosts, fleet->count, report->arena);
    return changes;
}

void write_verdict(FILE *stream, const struct changes *changes)
{
    static const char *const verdicts[2][2] = {
        {"Nothing changed: guests can count what they could before.",
         "Guests can count less than before, and nothing more."},
        {"<strong>Guests can count more than before</strong>, and nothing less.",
         "<strong>Guests can count more than before</strong>; other points they can no longer "
         "count."},
    };

    fprintf(stream, "<p class=\"verdict\">%s</p>\n",
            verdicts[changes->has[DIRECTION_WIDENS]][changes->has[DIRECTION_NARROWS]]);
}

void write_changes(FILE *stream, const struct changes *changes)
{
    if (!changes->groups.count)
        return;
    fputs("<section id=\"changes\">\n<h2>What changed</h2>\n", stream);
    for (uint32_t i = 0; i < changes->groups.count; i++)
        write_group(stream, changes, &changes->groups.all[i]);
    fputs("</section>\n", stream);
}
