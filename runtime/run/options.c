/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/run/device.h"

/* Above every letter, so that getopt's optopt tells long options from letters. */
enum { PROBE = 0x100, DRY_RUN, JSON, POLICY, STAY, PRELOAD, PID, DEVICE, HELP, VERSION_OPTION };

/* What getopt_long() returns for a word that is no option, where it is told to take them in turn.
 */
enum { OPERAND = 1 };

static const struct option long_options[] = {
    {"probe", no_argument, NULL, PROBE},
    {"dry-run", no_argument, NULL, DRY_RUN},
    {"json", no_argument, NULL, JSON},
    {"policy", required_argument, NULL, POLICY},
    {"stay", no_argument, NULL, STAY},
    {"preload", no_argument, NULL, PRELOAD},
    {"pid", required_argument, NULL, PID},
    {"device", required_argument, NULL, DEVICE},
    {"help", no_argument, NULL, HELP},
    {"version", no_argument, NULL, VERSION_OPTION},
    {NULL, 0, NULL, 0},
};

void options_print_help(void)
{
    fputs(
        "Usage: pmu-run [--stay | --preload] --policy policy.bin [--] VMM [ARGUMENT]...\n"
        "       pmu-run --pid PID --policy policy.bin\n"
        "       pmu-run --probe [OPTION]... [policy.bin]\n"
        "       pmu-run --dry-run [OPTION]... policy.bin\n"
        "\n"
        "Starts a VMM, unmodified, so that its VM runs under a PMU policy blob that pmuc made, or\n"
        "not at all; loads one into a VM that runs; or says what this host can do with one.\n"
        "'policy.bin' may be '-' for standard input.\n"
        "\n"
        "  --policy FILE  the policy\n"
        "  --stay         load into every VM that the VMM creates, and not only into the first\n"
        "  --preload      load by a library inside the VMM, and do not trace it\n"
        "  --pid PID      load into the VMs of a VMM that runs (x86 only)\n"
        "  --probe        say what this host offers, and what of the blob it would load\n"
        "  --dry-run      load the blob into a scratch VM, which is gone afterwards\n"
        "  --json         say it as one JSON object\n"
        "  --device PATH  KVM's device (" DEVICE_DEFAULT_PATH ")\n"
        "  --help         print this help\n"
        "  --version      print the version\n"
        "\n"
        "Exit status: that of the VMM; 125 when it was not started, or not loaded into, 126 when\n"
        "it cannot be run, 127 when there is none. With --probe and --dry-run: 0 this host would\n"
        "load it, or loaded it; 1 this host or its kernel cannot take it; 2 wrong usage,\n"
        "input/output trouble, a refused blob, no use of KVM's device.\n",
        stdout);
}

static bool fail(struct failure *failure, const char *what, const char *argument)
{
    return failure_set(failure, FAILURE_USAGE, "%s '%s'; 'pmu-run --help' tells what there is",
                       what, argument);
}

static bool fail_together(struct failure *failure, const char *what)
{
    return failure_set(failure, FAILURE_USAGE, "%s; 'pmu-run --help' tells more", what);
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
                    "--probe, --dry-run and --pid do not go together: say one of them");
    options->command = command;
}

static void set_policy(struct options *options, const char *path, struct failure *failure)
{
    if (options->blob_path != NULL)
        fail(failure, "one policy at a time, and this is another:", path);
    options->blob_path = path;
}

static void set_pid(struct options *options, const char *text, struct failure *failure)
{
    char *end;
    long pid;

    set_command(options, COMMAND_PID, failure);
    errno = 0;
    pid = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || pid <= 0 || pid > INT_MAX)
        fail(failure, "this is not the number of a process:", text);
    else
        options->pid = (pid_t)pid;
}

static void apply(struct options *options, int code, struct failure *failure)
{
    switch (code) {
    case PROBE:
    case DRY_RUN:
        set_command(options, code == PROBE ? COMMAND_PROBE : COMMAND_DRY_RUN, failure);
        break;
    case PID:
        set_pid(options, optarg, failure);
        break;
    case POLICY:
    case OPERAND:
        set_policy(options, optarg, failure);
        break;
    case STAY:
        options->stay = true;
        break;
    case PRELOAD:
        options->start_mode = START_PRELOAD;
        break;
    case JSON:
        options->json = true;
        break;
    default:
        options->device_path = optarg;
    }
}

/* What still counts after a failure: how and with which exit status it is told. */
static void apply_after_failure(struct options *options, int code)
{
    options->json = options->json || code == JSON;
    if (code == PROBE || code == DRY_RUN)
        options->command = code == PROBE ? COMMAND_PROBE : COMMAND_DRY_RUN;
}

static bool is_about_a_blob(const struct options *options)
{
    return options->command == COMMAND_PROBE || options->command == COMMAND_DRY_RUN;
}

bool options_are_about_a_vmm(const struct options *options)
{
    return !is_about_a_blob(options) && options->command != COMMAND_HELP &&
           options->command != COMMAND_VERSION;
}

/*
 * Takes the options, and the operands of a command that has some. Stops at the word that names the
 * VMM, whose options are none of ours. Returns true when there is nothing more to read.
 */
static bool read_words(int argument_count, char **arguments, struct options *out,
                       struct failure *failure)
{
    int code;

    while ((code = getopt_long(argument_count, arguments, "-:", long_options, NULL)) != -1) {
        if (code == OPERAND && !is_about_a_blob(out)) {
            optind--;
            break;
        } else if (failure->kind != FAILURE_NONE) {
            apply_after_failure(out, code);
        } else if (code == '?' || code == ':') {
            fail_option(failure, code, arguments[optind - 1]);
        } else if (code == HELP || code == VERSION_OPTION) {
            out->command = code == HELP ? COMMAND_HELP : COMMAND_VERSION;
            return true;
        } else {
            apply(out, code, failure);
        }
    }
    return failure->kind != FAILURE_NONE;
}

/* What is left after read_words(): more operands behind "--", or the VMM. */
static void read_rest(char **rest, struct options *out, struct failure *failure)
{
    if (is_about_a_blob(out)) {
        for (; *rest != NULL && failure->kind == FAILURE_NONE; rest++)
            set_policy(out, *rest, failure);
    } else if (*rest != NULL) {
        out->vmm = rest;
    }
}

static bool check_blob_command(const struct options *options, struct failure *failure)
{
    if (options->stay || options->start_mode != START_GUARDED)
        return fail_together(failure, "--stay and --preload are for starting a VMM");
    if (options->command == COMMAND_DRY_RUN && options->blob_path == NULL)
        return failure_set(failure, FAILURE_USAGE, "--dry-run needs a policy: say which file");
    return true;
}

static bool check_pid_command(const struct options *options, struct failure *failure)
{
    if (options->vmm != NULL)
        return fail(failure, "with --pid no VMM is started, and this is one:", options->vmm[0]);
    if (options->stay || options->start_mode != START_GUARDED)
        return fail_together(failure, "--stay and --preload are for starting a VMM");
    if (options->blob_path == NULL)
        return fail_together(failure, "--pid needs a policy: say --policy FILE");
    return true;
}

static bool check_start_command(const struct options *options, struct failure *failure)
{
    if (options->blob_path == NULL && options->vmm == NULL)
        return fail_together(failure, "nothing to do: say --policy FILE and a VMM, or --probe");
    if (options->blob_path == NULL)
        return fail(failure, "--policy FILE is missing for the VMM", options->vmm[0]);
    if (options->vmm == NULL)
        return fail_together(failure, "no VMM to start under the policy: say which after --");
    if (options->stay && options->start_mode == START_PRELOAD)
        return fail_together(failure, "--stay and --preload do not go together: the library loads "
                                      "into every VM");
    return true;
}

/* What the options and operands only say together. */
static bool check_together(struct options *options, struct failure *failure)
{
    if (is_about_a_blob(options))
        return check_blob_command(options, failure);
    if (options->json)
        return fail_together(failure, "--json is for --probe and --dry-run");
    if (options->command == COMMAND_PID)
        return check_pid_command(options, failure);
    options->command = COMMAND_START;
    return check_start_command(options, failure);
}

bool options_read(int argument_count, char **arguments, struct options *out,
                  struct failure *failure)
{
    *out = (struct options){.device_path = DEVICE_DEFAULT_PATH};
    opterr = 0;
    if (read_words(argument_count, arguments, out, failure))
        return failure->kind == FAILURE_NONE;
    read_rest(arguments + optind, out, failure);
    return failure->kind == FAILURE_NONE && check_together(out, failure);
}
