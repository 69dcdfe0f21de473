/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/options.h"

#include <getopt.h>
#include <stdio.h>

#include "runtime/run/device.h"

/* Above every letter, so that getopt's optopt tells long options from letters. */
enum { PROBE = 0x100, DRY_RUN, JSON, DEVICE, HELP, VERSION_OPTION };

static const struct option long_options[] = {
    {"probe", no_argument, NULL, PROBE},
    {"dry-run", no_argument, NULL, DRY_RUN},
    {"json", no_argument, NULL, JSON},
    {"device", required_argument, NULL, DEVICE},
    {"help", no_argument, NULL, HELP},
    {"version", no_argument, NULL, VERSION_OPTION},
    {NULL, 0, NULL, 0},
};

void options_print_help(void)
{
    fputs("Usage: pmu-run --probe [OPTION]... [policy.bin]\n"
          "       pmu-run --dry-run [OPTION]... policy.bin\n"
          "\n"
          "Says what this host can do with a PMU policy blob that pmuc made, or tries the blob on\n"
          "its kernel. 'policy.bin' may be '-' for standard input.\n"
          "\n"
          "  --probe        say what this host offers, and what of the blob it would load\n"
          "  --dry-run      load the blob into a scratch VM, which is gone afterwards\n"
          "  --json         say it as one JSON object\n"
          "  --device PATH  KVM's device (" DEVICE_DEFAULT_PATH ")\n"
          "  --help         print this help\n"
          "  --version      print the version\n"
          "\n"
          "Exit status: 0 this host would load it, or loaded it; 1 this host or its kernel cannot\n"
          "take it; 2 wrong usage, input/output trouble, a refused blob, no use of KVM's device.\n",
          stdout);
}

static bool fail(struct failure *failure, const char *what, const char *argument)
{
    return failure_set(failure, FAILURE_USAGE, "%s '%s'; 'pmu-run --help' tells what there is",
                       what, argument);
}

static void fail_option(struct failure *failure, int code, const char *argument)
{
    const char letter[] = {'-', (char)optopt, '\0'};

    if (code == ':')
        fail(failure, "an argument is missing after", argument);
    else if (optopt == 0)
        fail(failure, "unknown option", argument);
    else if (optopt < PROBE)
        fail(failure, "unknown option", letter);
    else
        fail(failure, "this option takes no argument:", argument);
}

static void set_command(struct options *options, enum command command, struct failure *failure)
{
    if (options->command != COMMAND_NONE && options->command != command)
        failure_set(failure, FAILURE_USAGE,
                    "--probe and --dry-run do not go together: say one of them");
    options->command = command;
}

static void apply(struct options *options, int code, struct failure *failure)
{
    switch (code) {
    case PROBE:
        set_command(options, COMMAND_PROBE, failure);
        break;
    case DRY_RUN:
        set_command(options, COMMAND_DRY_RUN, failure);
        break;
    case JSON:
        options->json = true;
        break;
    default:
        options->device_path = optarg;
    }
}

/* What the options and operands only say together. */
static bool check_together(const struct options *options, int operand_count, char **operands,
                           struct failure *failure)
{
    if (options->command == COMMAND_NONE)
        return failure_set(failure, FAILURE_USAGE,
                           "nothing to do: say --probe or --dry-run; 'pmu-run --help' tells more");
    if (operand_count > 1)
        return fail(failure, "one policy at a time, and this is another:", operands[1]);
    if (options->command == COMMAND_DRY_RUN && operand_count == 0)
        return failure_set(failure, FAILURE_USAGE, "--dry-run needs a policy: say which file");
    return true;
}

bool options_read(int argument_count, char **arguments, struct options *out,
                  struct failure *failure)
{
    int code;

    *out = (struct options){.device_path = DEVICE_DEFAULT_PATH};
    opterr = 0;
    while ((code = getopt_long(argument_count, arguments, ":", long_options, NULL)) != -1) {
        if (failure->kind != FAILURE_NONE) {
            out->json = out->json || code == JSON; /* the first failure stands */
        } else if (code == '?' || code == ':') {
            fail_option(failure, code, arguments[optind - 1]);
        } else if (code == HELP || code == VERSION_OPTION) {
            out->command = code == HELP ? COMMAND_HELP : COMMAND_VERSION;
            return true;
        } else {
            apply(out, code, failure);
        }
    }
    if (failure->kind != FAILURE_NONE)
        return false;
    out->blob_path = optind < argument_count ? arguments[optind] : NULL;
    return check_together(out, argument_count - optind, arguments + optind, failure);
}
