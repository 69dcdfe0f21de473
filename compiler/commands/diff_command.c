/* SPDX-License-Identifier: BSD-2-Clause */
/* pmuc diff: what guests can count after a change that they could not before, and the reverse. */
#include <string.h>

#include "compiler/base/print_name.h"
#include "compiler/commands/commands.h"
#include "compiler/commands/group_filter.h"
#include "compiler/commands/messages.h"
#include "compiler/commands/subject_side.h"
#include "compiler/review/diff_writers.h"
#include "compiler/review/told.h"

/* The hosts that a side serves, for a message. */
static void print_served(const struct comparison *comparison, int side)
{
    const char *separator = "";

    fputc('\'', stderr);
    print_name(stderr, comparison->sides[side].name);
    fputs("' is for ", stderr);
    for (uint32_t i = 0; i < comparison->fleet.count; i++) {
        if (comparison->fleet.groups[i].sections[side] == FLEET_NO_SECTION)
            continue;
        fprintf(stderr, "%s%s", separator, comparison->fleet.groups[i].name);
        separator = ", ";
    }
}

static bool can_compare(const struct options *options, struct comparison *comparison,
                        const struct target *target)
{
    if (!comparison_is_exact(comparison)) {
        fputs("pmuc: error: these list arm64 CPUs by masks that overlap in part, so that hosts "
              "cannot be told apart: 'pmuc dump' shows the masks\n",
              stderr);
        return false;
    }
    if (!comparison_shares_hosts(comparison)) {
        fputs("pmuc: error: these have no host in common: ", stderr);
        print_served(comparison, SIDE_OLD);
        fputs(", and ", stderr);
        print_served(comparison, SIDE_NEW);
        fputs("; there is nothing to compare\n", stderr);
        return false;
    }
    group_filter_apply(target, comparison->sides, &comparison->fleet);
    if (comparison->fleet.count)
        return true;
    fprintf(stderr, "pmuc: error: neither the old nor the new has a section for %s\n",
            options->target);
    return false;
}

static void compare(struct comparison *comparison, struct diff_outcome *out)
{
    out->hosts =
        ARENA_NEW_ARRAY(comparison->arena, struct host_difference, comparison->fleet.count);
    for (uint32_t i = 0; i < comparison->fleet.count; i++) {
        struct host_difference *host = &out->hosts[out->host_count++];

        *host = difference_of_hosts(comparison, &comparison->fleet.groups[i]);
        for (int direction = 0; direction < DIRECTION_COUNT; direction++)
            out->has[direction] |= host->has[direction];
    }
}

/* Needs that changed without a difference are told beside the output, which then is empty. */
static void print_notes(const struct diff_outcome *outcome, struct arena *arena)
{
    struct told_list list = {.arena = arena};

    for (uint32_t i = 0; i < outcome->host_count; i++) {
        for (int fact = FACT_NEEDS_MORE; fact < FACT_COUNT; fact++) {
            if (outcome->hosts[i].facts[fact])
                told_add(&list, outcome->hosts[i].group->name, fact_text((enum fact)fact));
        }
    }
    for (uint32_t i = 0; i < list.count; i++)
        fprintf(stderr, "pmuc: note: %s: %s\n", list.all[i].hosts, list.all[i].body);
}

static int print_outcome(const struct options *options, const struct diff_outcome *outcome,
                         struct arena *arena)
{
    bool differs = outcome->has[DIRECTION_WIDENS] || outcome->has[DIRECTION_NARROWS];

    if (options->format == FORMAT_JSON)
        diff_write_json(stdout, outcome, arena);
    else if (differs && options->format == FORMAT_MARKDOWN)
        diff_write_markdown(stdout, outcome, arena);
    else if (differs)
        diff_write_text(stdout, outcome, options_want_colour_on(options, stdout), arena);
    if (!differs && options->format != FORMAT_JSON && !options->silent)
        print_notes(outcome, arena);
    if (options->fails_on_widening)
        return outcome->has[DIRECTION_WIDENS] ? EXIT_WRONG : EXIT_FINE;
    return differs ? EXIT_WRONG : EXIT_FINE;
}

/* `names` has catalogues to itself, so that what is wrong with them is told once. */
static int diff(const struct options *options, const struct subject *subjects,
                struct compilation *names, struct minimiser *minimiser)
{
    struct arena *arena = names->arena;
    const struct side old = subject_side(&subjects[SIDE_OLD], names->events, arena);
    const struct side new = subject_side(&subjects[SIDE_NEW], names->events, arena);
    struct comparison *comparison = comparison_create(&old, &new, names->events, minimiser, arena);
    struct diff_outcome outcome = {.names = {old.name, new.name}};
    struct target target;

    if (!target_read(options->target, names->events, &target) ||
        !can_compare(options, comparison, &target))
        return EXIT_TROUBLE;
    compare(comparison, &outcome);
    if (names->diagnostics->error_count)
        return EXIT_TROUBLE;
    return print_outcome(options, &outcome, arena);
}

/* Options that speak of a policy's text have a meaning if one of the two is a policy. */
static int read_subjects(const struct options *options, struct arena *arena,
                         struct subject subjects[FLEET_SIDES])
{
    struct options lenient = *options;

    lenient.policy_option[0] = '\0';
    if (strcmp(options->operands[0], "-") == 0 && strcmp(options->operands[1], "-") == 0) {
        fputs("pmuc: error: only one of the two can be standard input\n", stderr);
        return EXIT_TROUBLE;
    }
    for (int side = 0; side < FLEET_SIDES; side++) {
        int status = subject_read(&lenient, options->operands[side], arena, &subjects[side]);

        if (status != EXIT_FINE)
            return status == EXIT_WRONG ? EXIT_TROUBLE : status;
    }
    if (!options->policy_option[0] || subjects[SIDE_OLD].policy || subjects[SIDE_NEW].policy)
        return EXIT_FINE;
    fprintf(stderr, "pmuc: error: %s is for policies, and both files are blobs\n",
            options->policy_option);
    return EXIT_TROUBLE;
}

int command_diff(const struct options *options, struct arena *arena)
{
    struct compilation *names = compilation_create(arena);
    struct subject subjects[FLEET_SIDES];
    struct minimiser *minimiser;
    int status = read_subjects(options, arena, subjects);

    if (status != EXIT_FINE)
        return status;
    names->events =
        events_create(&options->compile.events, arena, &names->sources, names->diagnostics);
    minimiser = minimiser_open(MINIMISER_DEFAULT_STEPS);
    status = diff(options, subjects, names, minimiser);
    minimiser_close(minimiser);
    messages_print(options, names->diagnostics);
    return status;
}
