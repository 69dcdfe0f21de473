/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/report_rules.h"

#include <string.h>

#include "compiler/review/markup.h"

enum { DECIDERS_SHOWN = 4, TEXT_SHOWN = 400 /* characters of a rule */ };

static const struct policy *rules_of(const struct report *report)
{
    return report->sides[SIDE_NEW].policy;
}

bool report_has_rules(const struct report *report)
{
    return rules_of(report) != NULL;
}

void write_rule_place(FILE *stream, const struct report *report, const struct rule *rule,
                      const struct told_rule *told)
{
    if (rule)
        fprintf(stream, "<a href=\"#r%u\">", (uint32_t)(rule - rules_of(report)->rules));
    markup_text(stream, told->file);
    if (told->line)
        fprintf(stream, ":%u", told->line);
    if (rule)
        fputs("</a>", stream);
}

/* Without its folders: a cell of a table has no room, and the link leads to all of it. */
static struct told_rule short_place(const struct report *report, const struct rule *rule)
{
    struct told_rule told = {.file = ""};
    struct place place;

    if (source_locate(report->sides[SIDE_NEW].sources, rule->statement->span.start, &place)) {
        const char *slash = strrchr(place.source->name, '/');

        told.file = slash ? slash + 1 : place.source->name;
        told.line = place.line;
    }
    return told;
}

static host_set hosts_of(const struct report_group *group)
{
    host_set hosts = 0;

    for (uint32_t i = 0; i < group->member_count; i++) {
        if (group->members[i].rules[SIDE_NEW])
            hosts |= host_bit(group->members[i].rules[SIDE_NEW]->host);
    }
    return hosts;
}

static bool names_points(const struct points *points, const struct decided *decided)
{
    struct umask_set both = umask_set_intersect(&points->umasks, &decided->points);

    if (!decided->band)
        return points->fixed & decided->fixed;
    for (uint32_t i = 0; i < points->range_count; i++) {
        if (points->ranges[i].first <= decided->band->last &&
            points->ranges[i].last >= decided->band->first)
            return !umask_set_is_empty(&both);
    }
    return false;
}

static bool rule_decides(const struct rule *rule, const struct decided *decided, host_set hosts)
{
    if (rule->repeats || rule->statement->verdict != decided->verdict)
        return false;
    for (const struct points *one = rule->points; one; one = one->next) {
        if (one->hosts & hosts && names_points(one, decided))
            return true;
    }
    return false;
}

/* What no rule of the verdict names, on some host of the group, of one select. */
static struct umask_set unnamed_points(const struct decided *decided, uint32_t select)
{
    struct umask_set unnamed = {{0}};

    for (uint32_t i = 0; i < decided->group->member_count; i++) {
        const struct host_policy *rules = decided->group->members[i].rules[SIDE_NEW];
        const struct verdicts *verdicts = host_policy_verdicts(rules, select);
        const struct umask_set always = host_unfilterable(rules->host, select);
        struct umask_set left = umask_set_subtract(
            &decided->points,
            decided->verdict == VERDICT_ALLOW ? &verdicts->allowed : &verdicts->denied);

        left = umask_set_subtract(&left, &always);
        unnamed = umask_set_union(&unnamed, &left);
    }
    return unnamed;
}

static bool default_decides(const struct decided *decided)
{
    const struct host_policy *rules = decided->group->members[0].rules[SIDE_NEW];

    if (!decided->band)
        return decided->fixed &
               ~(decided->verdict == VERDICT_ALLOW ? rules->fixed_allowed : rules->fixed_denied);
    for (uint32_t select = decided->band->first; select <= decided->band->last; select++) {
        struct umask_set unnamed = unnamed_points(decided, select);

        if (!umask_set_is_empty(&unnamed))
            return true;
    }
    return false;
}

static bool kvm_decides(const struct decided *decided)
{
    const struct host_policy *rules = decided->group->members[0].rules[SIDE_NEW];

    if (!decided->band)
        return false;
    for (uint32_t select = decided->band->first; select <= decided->band->last; select++) {
        struct umask_set always = host_unfilterable(rules->host, select);

        always = umask_set_intersect(&always, &decided->points);
        if (!umask_set_is_empty(&always))
            return true;
    }
    return false;
}

void write_deciders(FILE *stream, const struct report *report, const struct decided *decided)
{
    const struct policy *policy = rules_of(report);
    host_set hosts = hosts_of(decided->group);
    const char *separator = "";
    uint32_t count = 0;

    for (uint32_t i = 0; hosts && i < policy->rule_count; i++) {
        if (!rule_decides(&policy->rules[i], decided, hosts) || ++count > DECIDERS_SHOWN)
            continue;
        struct told_rule told = short_place(report, &policy->rules[i]);

        fputs(separator, stream);
        write_rule_place(stream, report, &policy->rules[i], &told);
        separator = ", ";
    }
    if (count > DECIDERS_SHOWN)
        fprintf(stream, " and %u more", count - DECIDERS_SHOWN);
    if (hosts && default_decides(decided)) {
        fprintf(stream, "%sthe default", separator);
        separator = ", ";
    }
    if (hosts && kvm_decides(decided))
        fprintf(stream, "%sKVM, which never filters 0x0000 and 0x001e", separator);
}

static void write_rule(FILE *stream, const struct report *report, uint32_t index)
{
    const struct rule *rule = &rules_of(report)->rules[index];
    struct told_rule told =
        rule_text_of(report->sides[SIDE_NEW].sources, rule->statement, report->arena);

    fprintf(stream, "<tr id=\"r%u\"><td>", index);
    markup_text(stream, told.file);
    fprintf(stream, ":%u</td><td><code>", told.line);
    markup_text_start(stream, told.text, TEXT_SHOWN);
    fputs("</code></td><td>", stream);
    if (told.because)
        markup_text(stream, told.because);
    fputs("</td></tr>\n", stream);
}

void write_rules(FILE *stream, const struct report *report)
{
    const struct policy *policy = rules_of(report);

    fputs("<section id=\"rules\">\n<h2>Rules</h2>\n", stream);
    fprintf(stream,
            "<p>A point is denied if a deny rule names it, else allowed if an allow rule names it; "
            "what no rule names is %s by the default.</p>\n",
            policy->default_verdict == VERDICT_ALLOW ? "allowed" : "denied");
    fputs("<table class=\"rules\" aria-label=\"Rules\">\n<thead><tr><th scope=\"col\">Place</th>"
          "<th scope=\"col\">Rule</th><th scope=\"col\">Because</th></tr></thead>\n<tbody>\n",
          stream);
    for (uint32_t i = 0; i < policy->rule_count; i++)
        write_rule(stream, report, i);
    fputs("</tbody>\n</table>\n</section>\n", stream);
}
