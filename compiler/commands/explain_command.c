/* SPDX-License-Identifier: BSD-2-Clause */
/* pmuc explain: whether a guest can count something, and why. */
#include <string.h>

#include "compiler/base/print_name.h"
#include "compiler/commands/commands.h"
#include "compiler/commands/explain_writers.h"
#include "compiler/commands/group_filter.h"
#include "compiler/commands/messages.h"
#include "compiler/commands/subject_side.h"
#include "compiler/review/asked_point.h"
#include "compiler/review/told.h"

struct explainer {
    const struct options *options;
    struct side sides[FLEET_SIDES]; /* the second one serves nobody */
    struct fleet fleet;
    struct explained_host *hosts; /* one for each group of the fleet */
    struct events *events;
    struct arena *arena;
};

/* Prints the beginning of a message about a point. */
static void begin_message(const char *asked)
{
    fputs("pmuc: error: '", stderr);
    print_name(stderr, asked);
    fputs("': ", stderr);
}

/* The codes of the point on one host, explained one by one. */
static struct host_answer explain_codes(const struct explainer *explainer,
                                        const struct explained_host *host,
                                        const struct code_set *codes)
{
    struct explanation *all =
        ARENA_NEW_ARRAY(explainer->arena, struct explanation,
                        codes->count + (uint32_t)__builtin_popcount(codes->fixed));
    struct host_answer answer = {.hosts = host->group->name, .explanations = all};

    for (uint32_t i = 0; i < codes->count; i++) {
        const struct reached_point point = {false, codes->codes[i] >> 8, codes->codes[i] & 0xff};

        all[answer.count++] = explain_point(host, &point, explainer->arena);
    }
    for (uint32_t left = codes->fixed; left; left &= left - 1) {
        const struct reached_point point = {true, (uint32_t)__builtin_ctz(left), 0};

        all[answer.count++] = explain_point(host, &point, explainer->arena);
    }
    return answer;
}

/* Why the hosts do not have it, those with the same reason together. */
static void print_reasons(const struct explainer *explainer, const struct point_answer *answer)
{
    struct told_list list = {.arena = explainer->arena};

    for (uint32_t i = 0; i < answer->host_count; i++)
        told_add(&list, answer->hosts[i].hosts, answer->hosts[i].reason);
    for (uint32_t i = 0; i < list.count; i++)
        fprintf(stderr, "%s%s: %s", i ? "; " : "", list.all[i].hosts, list.all[i].body);
}

static const char *find_near(const struct explainer *explainer, const struct asked_point *point)
{
    const char *near = NULL;

    for (uint32_t i = 0; point->kind == ASKED_NAME && !near && i < explainer->fleet.count; i++)
        near = asked_point_suggest(point, explainer->fleet.groups[i].vendor,
                                   explainer->fleet.groups[i].model, explainer->events);
    return near;
}

/* No host has the point: why, and of an event which name may have been meant. */
static void report_unfit(const struct explainer *explainer, const struct asked_point *point,
                         const struct point_answer *answer)
{
    const char *near = find_near(explainer, point);

    begin_message(point->text);
    print_reasons(explainer, answer);
    if (!answer->host_count && explainer->options->target)
        fprintf(stderr, "only %s can be asked about this, and not %s", asked_point_hosts(point),
                explainer->options->target);
    else if (!answer->host_count)
        fprintf(stderr, "only %s can be asked about this, and the file is for none",
                asked_point_hosts(point));
    if (near)
        fprintf(stderr, "; did you mean '%s'?", near);
    fputc('\n', stderr);
}

static bool answer_point(const struct explainer *explainer, const char *asked,
                         struct point_answer *out)
{
    struct asked_point point;
    const char *reason = asked_point_read(asked, explainer->arena, &point);
    bool fits = false;

    if (reason) {
        begin_message(asked);
        print_name(stderr, reason);
        fputc('\n', stderr);
        return false;
    }
    out->asked = asked;
    out->hosts = ARENA_NEW_ARRAY(explainer->arena, struct host_answer, explainer->fleet.count);
    for (uint32_t i = 0; i < explainer->fleet.count; i++) {
        const struct fleet_group *group = &explainer->fleet.groups[i];
        struct code_set codes;
        enum asked_answer answer =
            asked_point_find(&point, group->vendor, group->model, explainer->events,
                             explainer->arena, &codes, &reason);

        if (answer == ASKED_FITS)
            out->hosts[out->host_count++] = explain_codes(explainer, &explainer->hosts[i], &codes);
        else if (answer == ASKED_UNFIT)
            out->hosts[out->host_count++] =
                (struct host_answer){.hosts = group->name, .reason = reason};
        fits |= answer == ASKED_FITS;
    }
    if (!fits)
        report_unfit(explainer, &point, out);
    return fits;
}

static bool answer_points(const struct explainer *explainer, struct answers *out)
{
    const struct options *options = explainer->options;
    bool fits = true;

    out->points = ARENA_NEW_ARRAY(explainer->arena, struct point_answer, options->operand_count);
    for (unsigned int i = 1; i < options->operand_count; i++)
        fits &= answer_point(explainer, options->operands[i], &out->points[out->point_count++]);
    return fits;
}

static bool find_hosts(struct explainer *explainer)
{
    const struct options *options = explainer->options;
    const struct filters *const filters[FLEET_SIDES] = {&explainer->sides[0].filters, NULL};
    struct target target;

    explainer->fleet = fleet_create(filters, explainer->events, explainer->arena);
    if (!target_read(options->target, explainer->events, &target))
        return false;
    group_filter_apply(&target, explainer->sides, &explainer->fleet);
    if (!explainer->fleet.count)
        fprintf(stderr, "pmuc: error: the policy has no section for %s\n", options->target);
    explainer->hosts =
        ARENA_NEW_ARRAY(explainer->arena, struct explained_host, explainer->fleet.count);
    for (uint32_t i = 0; i < explainer->fleet.count; i++) {
        const struct fleet_group *group = &explainer->fleet.groups[i];
        const struct section *section = side_section(&explainer->sides[0], group->sections[0]);

        explainer->hosts[i] = (struct explained_host){
            .side = &explainer->sides[0],
            .group = group,
            .reach = reach_of_section(section, group->vendor, explainer->arena),
            .names =
                known_names_of(explainer->events, group->vendor, group->model, explainer->arena),
        };
    }
    return explainer->fleet.count > 0;
}

int command_explain(const struct options *options, struct arena *arena)
{
    struct explainer explainer = {.options = options, .arena = arena};
    struct compilation *names = compilation_create(arena);
    struct answers answers = {0};
    struct subject subject;
    int status = subject_read(options, options->input, arena, &subject);

    if (status != EXIT_FINE)
        return status;
    names->events =
        events_create(&options->compile.events, arena, &names->sources, names->diagnostics);
    explainer.events = names->events;
    explainer.sides[0] = subject_side(&subject, names->events, arena);
    answers.file = explainer.sides[0].name;
    answers.is_blob = !subject.policy;
    status =
        find_hosts(&explainer) && answer_points(&explainer, &answers) ? EXIT_FINE : EXIT_TROUBLE;
    messages_print(options, names->diagnostics);
    if (names->diagnostics->error_count)
        status = EXIT_TROUBLE;
    if (status == EXIT_FINE && options->format == FORMAT_JSON)
        explain_write_json(stdout, &answers, arena);
    else if (status == EXIT_FINE)
        explain_write_text(stdout, &answers, options_want_colour_on(options, stdout), arena);
    return status;
}
