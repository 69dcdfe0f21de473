/* SPDX-License-Identifier: BSD-2-Clause */
/* pmu-run: what a host makes of a PMU policy blob. */
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

static void run(const struct options *options, struct report *report)
{
    if (options->command == COMMAND_PROBE)
        command_probe(options, report);
    else
        command_dry_run(options, report);
}

static int print_report(const struct options *options, const struct report *report)
{
    if (options->json)
        report_print_json(report);
    else
        report_print_text(report);
    failure_print(&report->failure);
    return finish_output(failure_status(&report->failure));
}

int main(int argument_count, char **arguments)
{
    struct report report = {0};
    struct options options;
    int status;

    if (options_read(argument_count, arguments, &options, &report.failure)) {
        if (options.command == COMMAND_HELP) {
            options_print_help();
            return finish_output(STATUS_FINE);
        }
        if (options.command == COMMAND_VERSION) {
            puts("pmu-run (" PACKAGE_STRING ")");
            return finish_output(STATUS_FINE);
        }
        run(&options, &report);
    }
    status = print_report(&options, &report);
    report_close(&report);
    return status;
}
