/* SPDX-License-Identifier: BSD-2-Clause */
/* pmu-run: VMMs under a PMU policy blob, and what a host makes of one. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "runtime/run/commands.h"

/* A report that did not arrive must not pass for one that did. */
static int finish_output(int status)
{
    if (fflush(stdout) == 0 && ferror(stdout) == 0)
        return status;
    fprintf(stderr, "pmu-run: error: cannot write to standard output: %s\n", strerror(errno));
    return STATUS_TROUBLE;
}

static bool is_start(const struct options *options)
{
    return options->command == COMMAND_START || options->command == COMMAND_PID;
}

static void run(const struct options *options, struct report *report)
{
    if (options->command == COMMAND_PROBE)
        command_probe(options, report);
    else
        command_dry_run(options, report);
}

static int print_report(const struct options *options, const struct report *report)
{
    const bool may_be_a_vmms = options_are_about_a_vmm(options);

    if (options->json)
        report_print_json(report);
    else
        report_print_text(report);
    failure_print(&report->failure);
    return finish_output(may_be_a_vmms ? failure_start_status(&report->failure)
                                       : failure_status(&report->failure));
}

/* Standard output is the VMM's here. */
static int start(const struct options *options, struct report *report)
{
    const int status = command_start(options, report);

    failure_print(&report->failure);
    return report->failure.kind == FAILURE_NONE ? status : failure_start_status(&report->failure);
}

static int run_and_print(const struct options *options, struct report *report)
{
    if (is_start(options))
        return start(options, report);
    run(options, report);
    return print_report(options, report);
}

int main(int argument_count, char **arguments)
{
    struct report report = {0};
    struct options options;
    int status;

    if (!options_read(argument_count, arguments, &options, &report.failure)) {
        status = print_report(&options, &report);
    } else if (options.command == COMMAND_HELP) {
        options_print_help();
        status = finish_output(STATUS_FINE);
    } else if (options.command == COMMAND_VERSION) {
        puts("pmu-run (" PACKAGE_STRING ")");
        status = finish_output(STATUS_FINE);
    } else {
        status = run_and_print(&options, &report);
    }
    report_close(&report);
    return status;
}
