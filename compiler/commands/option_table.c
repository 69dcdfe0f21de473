/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/commands/option_table.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/commands/target.h"

enum {
    WRITES = 1 << COMMAND_COMPILE,
    CHECKS = 1 << COMMAND_CHECK,
    DUMPS = 1 << COMMAND_DUMP,
    EXPLAINS = 1 << COMMAND_EXPLAIN,
    COMPARES = 1 << COMMAND_DIFF,
    LAYS_OUT = 1 << COMMAND_FMT,
    DRAWS = 1 << COMMAND_REPORT,
    LISTS = 1 << COMMAND_EVENTS,
    IMPORTS = 1 << COMMAND_IMPORT,
    COMPILES = WRITES | CHECKS | DUMPS | EXPLAINS | COMPARES | DRAWS,
    NAMES = COMPILES | LISTS | IMPORTS,
    ALL = NAMES | LAYS_OUT,
};

static const char unknown_value[] = "it is none of those that --help lists";

static const char *set_output(struct options *options, const char *argument)
{
    options->output = argument;
    return argument[0] ? NULL : "it is empty";
}

/* The index of a word in a list that ends with null, or -1. */
static int find_word(const char *const *words, const char *argument)
{
    for (int i = 0; words[i]; i++) {
        if (strcmp(words[i], argument) == 0)
            return i;
    }
    return -1;
}

static const char *set_emit(struct options *options, const char *argument)
{
    static const char *const words[] = {"blob", "raw", "qemu", "c", "yaml", "json", NULL};
    int found = find_word(words, argument);

    options->emit = (enum emit)(found < 0 ? 0 : found);
    return found < 0 ? unknown_value : NULL;
}

static const char *set_format(struct options *options, const char *argument)
{
    static const char *const words[] = {"text", "json", "markdown", "yaml", "pmu", NULL};
    int found = find_word(words, argument);

    options->format = (enum format)(found < 0 ? 0 : found);
    return found < 0 ? unknown_value : NULL;
}

static const char *set_import_form(struct options *options, const char *argument)
{
    static const char *const words[] = {"qemu", "raw", "perf", NULL};
    int found = find_word(words, argument);

    options->import_form = (enum import_form)(found < 0 ? 0 : found);
    return found < 0 ? unknown_value : NULL;
}

static const char *set_diagnostics_form(struct options *options, const char *argument)
{
    static const char *const words[] = {"text", "json", "sarif", NULL};
    int found = find_word(words, argument);

    options->diagnostics_form = (enum diagnostics_form)(found < 0 ? 0 : found);
    return found < 0 ? unknown_value : NULL;
}

static const char *set_fail_on(struct options *options, const char *argument)
{
    options->fails_on_widening = true;
    return strcmp(argument, "widen") == 0 ? NULL : unknown_value;
}

static const char *set_only_checks(struct options *options, const char *argument)
{
    (void)argument;
    options->only_checks = true;
    return NULL;
}

static const char *set_writes_back(struct options *options, const char *argument)
{
    (void)argument;
    options->writes_back = true;
    return NULL;
}

static const char *set_against(struct options *options, const char *argument)
{
    options->against = argument;
    return argument[0] ? NULL : "it is empty";
}

static const char *set_symbol(struct options *options, const char *argument)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    static const char more[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

    options->symbol = argument;
    if (argument[0] && strchr(letters, argument[0]) && !argument[strspn(argument, more)])
        return NULL;
    return "it is no name of C";
}

static const char *set_qemu_id(struct options *options, const char *argument)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char more[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";

    options->qemu_id = argument;
    if (argument[0] && strchr(letters, argument[0]) && !argument[strspn(argument, more)])
        return NULL;
    return "QEMU takes a letter, and then letters, digits and -._";
}

static const char *set_target(struct options *options, const char *argument)
{
    options->target = argument;
    return target_has_vendor(argument) ? NULL
                                       : "it is intel, amd, arm64 or a model such as intel:spr";
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

static const char *add_events(struct options *options, const char *argument)
{
    struct events_options *events = &options->compile.events;

    if (events->file_count >= EVENTS_MAX_FILES)
        return "at most 64 files can be given";
    events->files[events->file_count++] = argument;
    return argument[0] ? NULL : "it is empty";
}

static const char *set_catalogues(struct options *options, const char *argument)
{
    options->compile.events.catalogue_folder = argument;
    return NULL;
}

static const char *set_without_libpfm(struct options *options, const char *argument)
{
    (void)argument;
    options->compile.events.without_libpfm = true;
    return NULL;
}

static const char *set_host(struct options *options, const char *argument)
{
    (void)argument;
    options->asks_host = true;
    return NULL;
}

static const char *set_cpu(struct options *options, const char *argument)
{
    options->target = argument;
    return argument[0] ? NULL : "it is empty";
}

static const char *set_models(struct options *options, const char *argument)
{
    (void)argument;
    options->lists_models = true;
    return NULL;
}

/* -MD, -MFFILE. A file that stands in the next word is taken by options_read(). */
static const char *set_dependencies(struct options *options, const char *argument)
{
    if (strcmp(argument, "D") == 0) {
        options->writes_dependencies = true;
        return NULL;
    }
    if (argument[0] != 'F')
        return "there are -MD and -MF FILE";
    options->writes_dependencies = true;
    options->dependency_file = argument + 1;
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

const struct option_row option_rows[OPTION_COUNT] = {
    {"output", 'o', "FILE", WRITES | DRAWS | IMPORTS, set_output,
     "where the result goes; '-' is standard output"},
    {"emit", 0, "FORM", WRITES, set_emit,
     "blob (default), raw: the ioctl's argument, c, yaml, json or qemu"},
    {"target", 0, "TARGET", ALL & ~(CHECKS | LAYS_OUT | LISTS), set_target,
     "intel, amd, arm64 or intel:spr: that host's filter only"},
    {"encoding", 0, "FORM", COMPILES | OPTION_POLICY_ONLY, set_encoding,
     "auto (default), masked or select-umask entries only"},
    {"optimize", 0, "N", COMPILES | OPTION_POLICY_ONLY, set_optimize,
     "spend up to N times the usual effort on fewer entries"},
    {"allow-tsx-escape", 0, NULL, COMPILES | OPTION_POLICY_ONLY, set_tsx_escape,
     "let a DENY list on Intel load before Linux 6.3"},
    {NULL, 'I', "FOLDER", COMPILES | OPTION_POLICY_ONLY, add_folder,
     "look here for files of include \"...\""},
    {"include-outside", 0, NULL, COMPILES | OPTION_POLICY_ONLY, set_include_outside,
     "let includes leave the policy's folder"},
    {"presets", 0, "FOLDER", COMPILES | OPTION_POLICY_ONLY, set_presets,
     "look here for files of include <...>"},
    {"events", 0, "[MODELS=]FILE", NAMES, add_events, "also know the event names of this file"},
    {"catalogues", 0, "FOLDER", NAMES, set_catalogues,
     "look here for the catalogues that pmuc comes with"},
    {"without-libpfm", 0, NULL, NAMES, set_without_libpfm, "do not ask libpfm4 for names"},
    {NULL, 'W', "NAME", COMPILES | OPTION_POLICY_ONLY, add_warning_flag,
     "warn; -Wno-NAME: do not; -Werror, -Werror=NAME: refuse"},
    {NULL, 'w', NULL, COMPILES, set_silent, "no warnings"},
    {"host", 0, NULL, CHECKS, set_host, "also ask whether this machine has a section"},
    {"cpu", 0, "MODEL", LISTS, set_cpu, "only names of this model or vendor: spr, intel:spr, amd"},
    {"models", 0, NULL, LISTS, set_models, "list CPU models and not events"},
    {NULL, 'M', "D|F FILE", WRITES | OPTION_POLICY_ONLY, set_dependencies,
     "-MD: also write BLOB.d, for make; -MF FILE: write it there"},
    {"stats", 0, NULL, DUMPS, set_stats, "also print entries of each select and rule"},
    {"format", 0, "FORM", DUMPS | EXPLAINS | COMPARES, set_format,
     "text (default), json; dump: yaml, pmu; diff: markdown"},
    {"fail-on", 0, "widen", COMPARES, set_fail_on,
     "exit 1 only if a guest can count more than before"},
    {"against", 0, "OLD", DRAWS, set_against, "show what changed since this policy or blob"},
    {"check", 0, NULL, LAYS_OUT, set_only_checks, "write nothing; exit 1 if the layout differs"},
    {"write", 0, NULL, LAYS_OUT, set_writes_back, "put the result in place of the policy"},
    {"from", 0, "FORM", IMPORTS, set_import_form, "qemu (default), raw with --target, or perf"},
    {"symbol", 0, "NAME", WRITES, set_symbol, "with --emit=c: what the bytes are called"},
    {"qemu-id", 0, "NAME", WRITES, set_qemu_id, "with --emit=qemu: what the object is called"},
    {"diagnostics", 0, "FORM", ALL, set_diagnostics_form,
     "messages as text (default), json or sarif"},
    {"color", 0, "WHEN", ALL, set_colour, "auto (default), always or never"},
};
