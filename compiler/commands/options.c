/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/commands/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/base/print_name.h"
#include "compiler/base/suggest.h"
#include "compiler/commands/option_table.h"
#include "config.h"

static const struct {
    const char *name;
    const char *summary;
    const char *operands; /* as --help shows them */
    unsigned int fewest;
    unsigned int most;
    unsigned int formats; /* bit n: enum format n; text alone has no option */
} commands[COMMAND_COUNT] = {
    [COMMAND_COMPILE] = {"compile", "compile a policy to a blob (what happens without a command)",
                         "POLICY", 1, 1, 0},
    [COMMAND_CHECK] = {"check", "check policies, or blobs, and write nothing", "FILE...", 1,
                       MAX_OPERANDS, 0},
    [COMMAND_DUMP] = {"dump", "print what a blob, or a policy's blob, holds", "FILE", 1, 1,
                      1 << FORMAT_TEXT | 1 << FORMAT_JSON | 1 << FORMAT_YAML | 1 << FORMAT_POLICY},
    [COMMAND_EXPLAIN] = {"explain", "say whether a guest can count something, and why",
                         "FILE POINT...", 2, MAX_OPERANDS, 1 << FORMAT_TEXT | 1 << FORMAT_JSON},
    [COMMAND_DIFF] = {"diff",
                      "print what guests can count after a change that they could not, "
                      "and the reverse",
                      "OLD NEW", 2, 2, 1 << FORMAT_TEXT | 1 << FORMAT_JSON | 1 << FORMAT_MARKDOWN},
    [COMMAND_FMT] = {"fmt", "lay a policy out in the one canonical way", "POLICY", 1, MAX_OPERANDS,
                     0},
    [COMMAND_REPORT] = {"report", "draw a page, or a picture, of what guests can count", "FILE", 1,
                        1, 0},
    [COMMAND_EVENTS] = {"events", "list the event names and CPU models that a policy can use",
                        "[PATTERN]", 0, 1, 0},
    [COMMAND_IMPORT] = {"import", "write a policy from another form of filter", "FILE", 1, 1, 0},
};

/* Codes above a letter's stand for options that have a long name only. */
enum { LONG_ONLY = 0x100, HELP = LONG_ONLY + OPTION_COUNT, VERSION_OPTION };

static void print_options(enum command command)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        const struct option_row *row = &option_rows[i];
        char left[64];

        if (!(row->commands >> command & 1))
            continue;
        if (!row->name)
            snprintf(left, sizeof(left), "-%c%s%s", row->letter, row->argument ? " " : "",
                     row->argument ? row->argument : "");
        else
            snprintf(left, sizeof(left), "%s%c%s--%s%s%s", row->letter ? "-" : "",
                     row->letter ? row->letter : ' ', row->letter ? ", " : "", row->name,
                     row->argument ? "=" : "", row->argument ? row->argument : "");
        printf("  %-24s %s\n", left[0] == ' ' ? left + 1 : left, row->help);
    }
}

static const char *exit_words(enum command command)
{
    if (command == COMMAND_DIFF)
        return "0 no difference, 1 there is one, 2 trouble, a wrong policy included, 70 a bug in "
               "pmuc.";
    return "0 fine, 1 the policy is wrong, 2 usage or I/O trouble, 70 a bug in pmuc.";
}

static void print_help(enum command command)
{
    if (command == COMMAND_COMPILE)
        puts("Usage: pmuc [compile] POLICY -o BLOB\n"
             "       pmuc COMMAND [OPTION...] FILE\n\n"
             "Compiles a policy, which says what a KVM guest may count with its PMU, to a blob "
             "that\n"
             "a VMM loads with libpmufilter. FILE '-' is standard input.\n\nCommands:");
    else
        printf("Usage: pmuc %s [OPTION...] %s\n\n%s.\n", commands[command].name,
               commands[command].operands, commands[command].summary);
    for (int i = 0; command == COMMAND_COMPILE && i < COMMAND_COUNT; i++)
        printf("  %-24s %s\n", commands[i].name, commands[i].summary);
    puts("\nOptions:");
    print_options(command);
    printf("  %-24s %s\n  %-24s %s\n", "--help", "print this and exit", "--version",
           "print the version and exit");
    printf("\nExit status: %s\nThe language is described in pmu-policy(5).\n", exit_words(command));
}

/* getopt's tables, made of ours. */
static void build_tables(struct option *long_options, char *letters)
{
    int long_count = 0;

    *letters++ = ':';
    for (int i = 0; i < OPTION_COUNT; i++) {
        if (option_rows[i].name)
            long_options[long_count++] = (struct option){
                option_rows[i].name, option_rows[i].argument ? required_argument : no_argument,
                NULL, LONG_ONLY + i};
        if (option_rows[i].letter) {
            *letters++ = option_rows[i].letter;
            if (option_rows[i].argument)
                *letters++ = ':';
        }
    }
    long_options[long_count++] = (struct option){"help", no_argument, NULL, HELP};
    long_options[long_count] = (struct option){"version", no_argument, NULL, VERSION_OPTION};
    *letters = '\0';
}

static const struct option_row *find_row(int code)
{
    if (code >= LONG_ONLY)
        return &option_rows[code - LONG_ONLY];
    for (int i = 0; i < OPTION_COUNT; i++) {
        if (option_rows[i].letter == code)
            return &option_rows[i];
    }
    return NULL;
}

static int usage_error(const char *what, const char *argument)
{
    fprintf(stderr, "pmuc: error: %s '", what);
    print_name(stderr, argument);
    fputs("'; 'pmuc --help' lists what there is\n", stderr);
    return EXIT_TROUBLE;
}

static int print_and_exit(const struct options *options, int code)
{
    if (code == HELP)
        print_help(options->command);
    else
        puts(PACKAGE_STRING);
    return EXIT_FINE;
}

static int apply_option(struct options *options, const struct option_row *row, const char *argument)
{
    const char *reason;
    char name[64];

    if (row->name)
        snprintf(name, sizeof(name), "--%s", row->name);
    else
        snprintf(name, sizeof(name), "-%c", row->letter);
    if (!(row->commands >> options->command & 1))
        return usage_error("this command does not take", name);
    if (row->commands & OPTION_POLICY_ONLY)
        snprintf(options->policy_option, sizeof(options->policy_option), "%s", name);
    reason = row->set(options, argument);
    if (!reason)
        return -1;
    fprintf(stderr, "pmuc: error: %s does not take '", name);
    print_name(stderr, argument);
    fprintf(stderr, "': %s\n", reason);
    return EXIT_TROUBLE;
}

/* getopt names the letter when the option is one of several in a word. */
static int unknown_option(const char *word)
{
    char letter[] = {'-', (char)optopt, '\0'};

    return usage_error("unknown option", optopt > 0 && optopt < LONG_ONLY ? letter : word);
}

/* -MF FILE: getopt knows no option of two letters. */
static int take_dependency_file(int argument_count, char **arguments, struct options *options)
{
    if (!options->dependency_file || options->dependency_file[0])
        return -1;
    if (optind == argument_count)
        return usage_error("an argument is missing after", "-MF");
    options->dependency_file = arguments[optind++];
    return -1;
}

static int read_options(int argument_count, char **arguments, struct options *options)
{
    struct option long_options[OPTION_COUNT + 3] = {{0}};
    char letters[2 * OPTION_COUNT + 2];
    int status = -1;
    int code;

    build_tables(long_options, letters);
    opterr = 0;
    while (status < 0 &&
           (code = getopt_long(argument_count, arguments, letters, long_options, NULL)) != -1) {
        if (code == ':')
            status = usage_error("an argument is missing after", arguments[optind - 1]);
        else if (code == '?')
            status = unknown_option(arguments[optind - 1]);
        else if (code == HELP || code == VERSION_OPTION)
            status = print_and_exit(options, code);
        else
            status = apply_option(options, find_row(code), optarg);
        if (status < 0 && code == 'M')
            status = take_dependency_file(argument_count, arguments, options);
    }
    return status;
}

/* What the options only say together. */
static int check_together(const struct options *options)
{
    if (options->command == COMMAND_COMPILE && !options->output) {
        fputs("pmuc: error: where to? Say -o FILE ('-o -' for standard output)\n", stderr);
        return EXIT_TROUBLE;
    }
    if (options->format != FORMAT_TEXT &&
        !(commands[options->command].formats >> options->format & 1)) {
        fputs("pmuc: error: this command has no such --format\n", stderr);
        return EXIT_TROUBLE;
    }
    if (options->asks_host && options->operand_count > 1) {
        fputs("pmuc: error: --host asks about one file at a time\n", stderr);
        return EXIT_TROUBLE;
    }
    if (options->only_checks && options->writes_back) {
        fputs("pmuc: error: --check writes nothing and --write does: say one of them\n", stderr);
        return EXIT_TROUBLE;
    }
    if (options->command == COMMAND_REPORT && !options->output) {
        fputs("pmuc: error: where to? Say -o FILE.html or -o FILE.svg\n", stderr);
        return EXIT_TROUBLE;
    }
    if (options->emit == EMIT_RAW && !options->target) {
        fputs("pmuc: error: --emit=raw writes one filter: say --target=intel, --target=arm64 or "
              "another\n",
              stderr);
        return EXIT_TROUBLE;
    }
    if (options->writes_dependencies && strcmp(options->output, "-") == 0) {
        fputs("pmuc: error: -MD and -MF write a rule for the output, and standard output has no "
              "name: say -o FILE\n",
              stderr);
        return EXIT_TROUBLE;
    }
    if (options->dependency_file && strcmp(options->dependency_file, options->output) == 0) {
        fputs("pmuc: error: -o and -MF name the same file\n", stderr);
        return EXIT_TROUBLE;
    }
    if (options->emit == EMIT_BLOB && options->command == COMMAND_COMPILE && options->target) {
        fputs("pmuc: error: a blob holds every section: --target goes with --emit=raw\n", stderr);
        return EXIT_TROUBLE;
    }
    return -1;
}

/* The first word names the command, unless it names no command: then it is a policy to compile. */
static enum command read_command(int argument_count, char **arguments)
{
    for (int i = 0; argument_count > 1 && i < COMMAND_COUNT; i++) {
        if (strcmp(arguments[1], commands[i].name) == 0)
            return (enum command)i;
    }
    return COMMAND_COUNT;
}

/* Of two files the first may be a command with a slip in it. */
static int too_many_files(const char *first, const char *second)
{
    struct suggestion command = suggestion_for(first);

    for (int i = 0; i < COMMAND_COUNT; i++)
        suggestion_consider(&command, commands[i].name);
    if (!command.best)
        return usage_error("one file at a time, and this is another:", second);
    fputs("pmuc: error: there is no command '", stderr);
    print_name(stderr, first);
    fprintf(stderr, "': did you mean '%s'?\n", command.best);
    return EXIT_TROUBLE;
}

/* What is left of the command line when the options are read. */
static int read_operands(int argument_count, char **arguments, struct options *options)
{
    unsigned int count = (unsigned int)(argument_count - optind);

    if (count < commands[options->command].fewest) {
        fprintf(stderr,
                "pmuc: error: %s: this command needs %s; 'pmuc --help' tells how to use it\n",
                count ? "something is missing" : "no file was given",
                commands[options->command].operands);
        return EXIT_TROUBLE;
    }
    if (count > commands[options->command].most)
        return too_many_files(arguments[optind],
                              arguments[optind + (int)commands[options->command].most]);
    for (unsigned int i = 0; i < count; i++)
        options->operands[options->operand_count++] = arguments[optind + (int)i];
    options->input = options->operands[0];
    return -1;
}

int options_read(int argument_count, char **arguments, struct options *out)
{
    enum command command = read_command(argument_count, arguments);
    int skip = command != COMMAND_COUNT;
    int status;

    *out = (struct options){.command = skip ? command : COMMAND_COMPILE};
    out->compile.load.preset_folder = PMUC_PRESET_FOLDER;
    out->compile.events.catalogue_folder = PMUC_CATALOGUE_FOLDER;
    argument_count -= skip;
    arguments += skip;
    status = read_options(argument_count, arguments, out);
    if (status >= 0)
        return status;
    status = read_operands(argument_count, arguments, out);
    return status >= 0 ? status : check_together(out);
}

bool options_want_colour_on(const struct options *options, FILE *stream)
{
    const char *terminal = getenv("TERM");
    const char *no_colour = getenv("NO_COLOR");

    if (options->colour != COLOUR_AUTO)
        return options->colour == COLOUR_ALWAYS;
    return isatty(fileno(stream)) && !(no_colour && no_colour[0]) && terminal &&
           strcmp(terminal, "dumb") != 0;
}

bool options_want_colour(const struct options *options)
{
    return options_want_colour_on(options, stderr);
}
