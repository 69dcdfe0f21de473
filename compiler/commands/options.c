/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/commands/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/base/print_name.h"
#include "compiler/base/suggest.h"
#include "config.h"

enum {
    COMPILES = 1 << COMMAND_COMPILE | 1 << COMMAND_CHECK | 1 << COMMAND_DUMP,
    WRITES = 1 << COMMAND_COMPILE,
    DUMPS = 1 << COMMAND_DUMP,
    POLICY_ONLY = 1 << COMMAND_COUNT, /* has no meaning for a blob */
};

/* Null when the argument was taken, else why not. */
typedef const char *set_function(struct options *options, const char *argument);

static const char unknown_value[] = "it is none of those that --help lists";

static const struct {
    const char *name;
    const char *summary;
} commands[COMMAND_COUNT] = {
    [COMMAND_COMPILE] = {"compile", "compile a policy to a blob (what happens without a command)"},
    [COMMAND_CHECK] = {"check", "check a policy, or a blob, and write nothing"},
    [COMMAND_DUMP] = {"dump", "print what a blob, or a policy's blob, holds"},
};

static const char *set_output(struct options *options, const char *argument)
{
    options->output = argument;
    return argument[0] ? NULL : "it is empty";
}

static const char *set_emit(struct options *options, const char *argument)
{
    options->emit = strcmp(argument, "raw") == 0 ? EMIT_RAW : EMIT_BLOB;
    if (options->emit == EMIT_RAW || strcmp(argument, "blob") == 0)
        return NULL;
    return unknown_value;
}

static const char *set_target(struct options *options, const char *argument)
{
    options->target = argument;
    if (strcmp(argument, "intel") == 0 || strcmp(argument, "amd") == 0)
        return NULL;
    return unknown_value;
}

static const char *set_encoding(struct options *options, const char *argument)
{
    static const char *const names[] = {"auto", "masked", "select-umask"};

    for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(argument, names[i]) == 0) {
            options->compile.lower.encoding = (enum encoding)i;
            return NULL;
        }
    }
    return unknown_value;
}

static const char *set_optimize(struct options *options, const char *argument)
{
    char *end;
    long factor = strtol(argument, &end, 10);

    if (end == argument || *end || factor < 1 || factor > MAX_OPTIMIZE)
        return "it is a number from 1 to 1000";
    options->compile.lower.optimize = (unsigned int)factor;
    return NULL;
}

static const char *set_tsx_escape(struct options *options, const char *argument)
{
    (void)argument;
    options->compile.lower.allow_tsx_escape = true;
    return NULL;
}

static const char *add_folder(struct options *options, const char *argument)
{
    struct load_options *load = &options->compile.load;

    if (load->folder_count >= LOAD_MAX_FOLDERS)
        return "at most 64 folders can be given";
    load->folders[load->folder_count++] = argument;
    return NULL;
}

static const char *set_include_outside(struct options *options, const char *argument)
{
    (void)argument;
    options->compile.load.include_outside = true;
    return NULL;
}

static const char *set_presets(struct options *options, const char *argument)
{
    options->compile.load.preset_folder = argument;
    return NULL;
}

static const char *add_warning_flag(struct options *options, const char *argument)
{
    struct arena *arena = arena_create();
    struct source_list sources = {0};
    bool known = diagnostics_set_flag(diagnostics_create(arena, &sources), argument);

    arena_destroy(arena);
    if (!known)
        return "no warning has this name; pmuc(1) lists them";
    if (options->warning_flag_count >= MAX_WARNING_FLAGS)
        return "at most 64 of these can be given";
    options->warning_flags[options->warning_flag_count++] = argument;
    return NULL;
}

static const char *set_silent(struct options *options, const char *argument)
{
    (void)argument;
    options->silent = true;
    return NULL;
}

static const char *set_colour(struct options *options, const char *argument)
{
    static const char *const names[] = {"auto", "always", "never"};

    for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(argument, names[i]) == 0) {
            options->colour = (enum colour)i;
            return NULL;
        }
    }
    return unknown_value;
}

static const char *set_stats(struct options *options, const char *argument)
{
    (void)argument;
    options->stats = true;
    return NULL;
}

/* Letters above 'z' stand for options that have a long name only. */
enum { LONG_ONLY = 0x100 };

static const struct option_row {
    const char *name; /* null: a letter only */
    char letter;      /* 0: a long name only */
    const char *argument;
    unsigned int commands;
    set_function *set;
    const char *help;
} rows[] = {
    {"output", 'o', "FILE", WRITES, set_output, "where the result goes; '-' is standard output"},
    {"emit", 0, "FORM", WRITES, set_emit,
     "blob (default), or raw: the ioctl's argument alone, with --target"},
    {"target", 0, "TARGET", WRITES | DUMPS, set_target, "intel or amd: that section only"},
    {"encoding", 0, "FORM", COMPILES | POLICY_ONLY, set_encoding,
     "auto (default), masked or select-umask entries only"},
    {"optimize", 0, "N", COMPILES | POLICY_ONLY, set_optimize,
     "spend up to N times the usual effort on fewer entries"},
    {"allow-tsx-escape", 0, NULL, COMPILES | POLICY_ONLY, set_tsx_escape,
     "let a DENY list on Intel load before Linux 6.3"},
    {NULL, 'I', "FOLDER", COMPILES | POLICY_ONLY, add_folder,
     "look here for files of include \"...\""},
    {"include-outside", 0, NULL, COMPILES | POLICY_ONLY, set_include_outside,
     "let includes leave the policy's folder"},
    {"presets", 0, "FOLDER", COMPILES | POLICY_ONLY, set_presets,
     "look here for files of include <...>"},
    {NULL, 'W', "NAME", COMPILES | POLICY_ONLY, add_warning_flag,
     "warn; -Wno-NAME: do not; -Werror, -Werror=NAME: refuse"},
    {NULL, 'w', NULL, COMPILES, set_silent, "no warnings"},
    {"stats", 0, NULL, DUMPS, set_stats, "also print entries of each select and rule"},
    {"color", 0, "WHEN", COMPILES, set_colour, "auto (default), always or never"},
};

enum { ROW_COUNT = sizeof(rows) / sizeof(rows[0]), HELP = LONG_ONLY + ROW_COUNT, VERSION_OPTION };

static void print_options(enum command command)
{
    for (int i = 0; i < ROW_COUNT; i++) {
        const struct option_row *row = &rows[i];
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

static void print_help(enum command command)
{
    if (command == COMMAND_COMPILE)
        puts("Usage: pmuc [compile] POLICY -o BLOB\n"
             "       pmuc COMMAND [OPTION...] FILE\n\n"
             "Compiles a policy, which says what a KVM guest may count with its PMU, to a blob "
             "that\n"
             "a VMM loads with libpmufilter. FILE '-' is standard input.\n\nCommands:");
    else
        printf("Usage: pmuc %s [OPTION...] FILE\n\n%s.\n", commands[command].name,
               commands[command].summary);
    for (int i = 0; command == COMMAND_COMPILE && i < COMMAND_COUNT; i++)
        printf("  %-24s %s\n", commands[i].name, commands[i].summary);
    puts("\nOptions:");
    print_options(command);
    printf("  %-24s %s\n  %-24s %s\n", "--help", "print this and exit", "--version",
           "print the version and exit");
    puts("\nExit status: 0 fine, 1 the policy is wrong, 2 usage or I/O trouble, 70 a bug in pmuc.\n"
         "The language is described in pmu-policy(5).");
}

/* getopt's tables, made of ours. */
static void build_tables(struct option *long_options, char *letters)
{
    int long_count = 0;

    *letters++ = ':';
    for (int i = 0; i < ROW_COUNT; i++) {
        if (rows[i].name)
            long_options[long_count++] =
                (struct option){rows[i].name, rows[i].argument ? required_argument : no_argument,
                                NULL, LONG_ONLY + i};
        if (rows[i].letter) {
            *letters++ = rows[i].letter;
            if (rows[i].argument)
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
        return &rows[code - LONG_ONLY];
    for (int i = 0; i < ROW_COUNT; i++) {
        if (rows[i].letter == code)
            return &rows[i];
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
    if (row->commands & POLICY_ONLY)
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

static int read_options(int argument_count, char **arguments, struct options *options)
{
    struct option long_options[ROW_COUNT + 3] = {{0}};
    char letters[2 * ROW_COUNT + 2];
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
    if (options->emit == EMIT_RAW && !options->target) {
        fputs("pmuc: error: --emit=raw writes one filter: say --target=intel or --target=amd\n",
              stderr);
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

int options_read(int argument_count, char **arguments, struct options *out)
{
    enum command command = read_command(argument_count, arguments);
    int skip = command != COMMAND_COUNT;
    int status;

    *out = (struct options){.command = skip ? command : COMMAND_COMPILE};
    out->compile.load.preset_folder = PMUC_PRESET_FOLDER;
    argument_count -= skip;
    arguments += skip;
    status = read_options(argument_count, arguments, out);
    if (status >= 0)
        return status;
    if (optind == argument_count) {
        fputs("pmuc: error: no file was given; 'pmuc --help' tells how to use pmuc\n", stderr);
        return EXIT_TROUBLE;
    }
    if (argument_count - optind > 1)
        return too_many_files(arguments[optind], arguments[optind + 1]);
    out->input = arguments[optind];
    return check_together(out);
}

bool options_want_colour(const struct options *options)
{
    const char *terminal = getenv("TERM");
    const char *no_colour = getenv("NO_COLOR");

    if (options->colour != COLOUR_AUTO)
        return options->colour == COLOUR_ALWAYS;
    return isatty(STDERR_FILENO) && !(no_colour && no_colour[0]) && terminal &&
           strcmp(terminal, "dumb") != 0;
}

uint32_t options_target_bits(const struct options *options)
{
    if (!options->target)
        return UINT32_MAX;
    return strcmp(options->target, "intel") == 0 ? PMUF_REST_INTEL : PMUF_REST_AMD;
}
