/* SPDX-License-Identifier: BSD-2-Clause */
/* pmuc report: a page, or a picture, of what guests can count. */
#include <string.h>
#include <sys/stat.h>

#include "compiler/base/output_file.h"
#include "compiler/base/print_name.h"
#include "compiler/commands/commands.h"
#include "compiler/commands/group_filter.h"
#include "compiler/commands/messages.h"
#include "compiler/commands/subject_side.h"
#include "compiler/review/report.h"

enum output_form { FORM_PAGE, FORM_PICTURE, FORM_UNKNOWN };

/* By the name's ending; what has none, such as "-" and /dev/stdout, gets the page. */
static enum output_form form_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *ending = strrchr(slash ? slash : path, '.');

    if (!ending || strcmp(ending, ".html") == 0 || strcmp(ending, ".htm") == 0)
        return FORM_PAGE;
    return strcmp(ending, ".svg") == 0 ? FORM_PICTURE : FORM_UNKNOWN;
}

static bool check_names(const struct options *options)
{
    if (form_of(options->output) == FORM_UNKNOWN) {
        fputs("pmuc: error: what is '", stderr);
        print_name(stderr, options->output);
        fputs("' to be? Say -o FILE.html for a page or -o FILE.svg for a picture\n", stderr);
        return false;
    }
    if (options->against && strcmp(options->input, "-") == 0 &&
        strcmp(options->against, "-") == 0) {
        fputs("pmuc: error: only one of the two can be standard input\n", stderr);
        return false;
    }
    return true;
}

static bool is_file(const char *path, const struct stat *output)
{
    struct stat input;

    return path[0] && stat(path, &input) == 0 && input.st_dev == output->st_dev &&
           input.st_ino == output->st_ino;
}

/* A slip of the hand must not replace what the report is about. */
static bool is_read(const struct options *options, const struct subject *subjects)
{
    struct stat output;

    if (strcmp(options->output, "-") == 0 || stat(options->output, &output) != 0 ||
        !S_ISREG(output.st_mode))
        return false;
    for (int side = 0; side < FLEET_SIDES; side++) {
        if (!subjects[side].compilation)
            continue;
        if (is_file(subjects[side].input.path, &output))
            return true;
        for (const struct source *source = subjects[side].compilation->sources.first; source;
             source = source->next) {
            if (is_file(source->path, &output))
                return true;
        }
    }
    return false;
}

static int write_report(const struct options *options, const struct subject *subjects,
                        const char *bytes, size_t size)
{
    const char *reason = "it is a file that the report is about";

    if (!is_read(options, subjects) && output_write(options->output, bytes, size, &reason))
        return EXIT_FINE;
    fputs("pmuc: error: cannot write '", stderr);
    print_name(stderr, options->output);
    fprintf(stderr, "': %s\n", reason);
    return EXIT_TROUBLE;
}

/* Leaves the hosts that the target names; EXIT_FINE, or a status after a message. */
static int choose_hosts(const struct options *options, struct comparison *comparison,
                        const struct target *target)
{
    if (options->against && !comparison_is_exact(comparison)) {
        fputs("pmuc: error: these list arm64 CPUs by masks that overlap in part, so that hosts "
              "cannot be told apart\n",
              stderr);
        return EXIT_TROUBLE;
    }
    if (options->against && !comparison_shares_hosts(comparison)) {
        fputs("pmuc: error: these two have no host in common: there is nothing to compare\n",
              stderr);
        return EXIT_TROUBLE;
    }
    group_filter_apply(target, comparison->sides, &comparison->fleet);
    if (comparison->fleet.count)
        return EXIT_FINE;
    fprintf(stderr, "pmuc: error: there is no section for %s\n", options->target);
    return EXIT_WRONG;
}

/* `names` has catalogues to itself, so that what is wrong with them is told once. */
static int report(const struct options *options, const struct subject *subjects,
                  struct compilation *names, struct minimiser *minimiser)
{
    struct arena *arena = names->arena;
    const struct subject *new = &subjects[SIDE_NEW];
    const struct side nothing = {.name = ""};
    const struct side new_side = subject_side(new, names->events, arena);
    const struct side old_side =
        options->against ? subject_side(&subjects[SIDE_OLD], names->events, arena) : nothing;
    struct report_input input = {
        .comparison = comparison_create(&old_side, &new_side, names->events, minimiser, arena),
        .is_compared = options->against != NULL,
        .policy_name = arena_copy_text(arena, new->filters->name ? new->filters->name : "",
                                       new->filters->name_size),
        .filters = {subjects[SIDE_OLD].filters, new->filters},
        .checksum = pmuf_checksum(&new->view),
    };
    struct target target;
    const char *bytes;
    size_t size;
    int status;

    if (!target_read(options->target, names->events, &target))
        return EXIT_WRONG;
    status = choose_hosts(options, input.comparison, &target);
    if (status != EXIT_FINE)
        return status;
    bytes = form_of(options->output) == FORM_PICTURE ? report_picture(&input, arena, &size)
                                                     : report_page(&input, arena, &size);
    if (names->diagnostics->error_count)
        return EXIT_WRONG;
    return write_report(options, subjects, bytes, size);
}

/*
 * Reads both sides. An option that only a policy can follow is for the side that is one; it is
 * wrong where there is none.
 */
static int read_sides(const struct options *options, struct arena *arena, struct subject *subjects)
{
    const char *const paths[FLEET_SIDES] = {options->against, options->input};
    struct options for_each = *options;
    bool has_policy = false;

    for_each.policy_option[0] = '\0';
    for (int side = 0; side < FLEET_SIDES; side++) {
        int status =
            paths[side] ? subject_read(&for_each, paths[side], arena, &subjects[side]) : EXIT_FINE;

        if (status != EXIT_FINE)
            return status;
        has_policy |= subjects[side].policy != NULL;
    }
    if (has_policy || !options->policy_option[0])
        return EXIT_FINE;
    fprintf(stderr, "pmuc: error: %s is for policies, and there is none here\n",
            options->policy_option);
    return EXIT_TROUBLE;
}

int command_report(const struct options *options, struct arena *arena)
{
    struct subject subjects[FLEET_SIDES] = {{.compilation = NULL}, {.compilation = NULL}};
    struct compilation *names = compilation_create(arena);
    struct minimiser *minimiser;
    int status;

    if (!check_names(options))
        return EXIT_TROUBLE;
    status = read_sides(options, arena, subjects);
    if (status != EXIT_FINE)
        return status;
    names->events =
        events_create(&options->compile.events, arena, &names->sources, names->diagnostics);
    minimiser = minimiser_open(MINIMISER_DEFAULT_STEPS);
    status = report(options, subjects, names, minimiser);
    minimiser_close(minimiser);
    messages_print(options, names->diagnostics);
    return status;
}
