/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/commands/dependencies.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "compiler/base/output_file.h"
#include "compiler/base/print_name.h"
#include "compiler/base/text_stream.h"

/*
 * As GNU make reads a name in a rule: blanks, '#', ':' and what would be a pattern behind a
 * backslash, which makes those in front of it count, too; other backslashes stand for themselves.
 * '$' is doubled.
 */
static void print_escaped(FILE *stream, const char *name)
{
    unsigned int backslashes = 0;

    for (; *name; name++) {
        if (strchr(" #:*?[", *name)) {
            for (unsigned int i = 0; i <= backslashes; i++)
                fputc('\\', stream);
        }
        if (*name == '$')
            fputc('$', stream);
        backslashes = *name == '\\' ? backslashes + 1 : 0;
        fputc(*name, stream);
    }
}

static void print_rule(FILE *stream, const char *output, const struct source_list *sources)
{
    print_escaped(stream, output);
    fputc(':', stream);
    for (const struct source *source = sources->first; source; source = source->next) {
        if (!source->path[0])
            continue;
        fputs(" \\\n  ", stream);
        print_escaped(stream, source->name);
    }
    fputc('\n', stream);
}

static void print_catalogues(FILE *stream, const struct events *events)
{
    const struct catalogue *catalogue;

    for (uint32_t i = 0; (catalogue = events_catalogue_at(events, i)); i++) {
        if (catalogue->was_used)
            fprintf(stream, "# names: %s %s sha256:%s\n", catalogue->name, catalogue->version,
                    catalogue->hash);
    }
}

const char *dependencies_path(const struct options *options, struct arena *arena)
{
    if (options->dependency_file)
        return options->dependency_file;
    return arena_format(arena, "%s.d", options->output);
}

static int fail(const char *before, const char *path, const char *after)
{
    fprintf(stderr, "pmuc: error: %s'", before);
    print_name(stderr, path);
    fprintf(stderr, "'%s\n", after);
    return EXIT_TROUBLE;
}

/*
 * What no backslash helps against: control characters; ';' begins a command that make would run,
 * '=' an assignment, '|' what need not be up to date, '~' somebody's folder; ')' ends a member of
 * an archive, and a blank or a backslash at the end takes the next name along.
 */
static bool is_writable(const char *name)
{
    size_t size = strlen(name);

    for (const char *at = name; *at; at++) {
        if ((unsigned char)*at < 0x20 || strchr(";=|\x7f", *at))
            return false;
    }
    return size > 0 && name[0] != '~' && !strchr(")\\ ", name[size - 1]);
}

/* '%' would make the rule one for every name of a form, and '&' one for several outputs. */
static const char *find_unwritable(const char *output, const struct source_list *sources)
{
    if (!is_writable(output) || strpbrk(output, "%&"))
        return output;
    for (const struct source *source = sources->first; source; source = source->next) {
        if (source->path[0] && !is_writable(source->name))
            return source->name;
    }
    return NULL;
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat first;
    struct stat second;

    return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

int dependencies_write(const struct options *options, const struct compilation *compilation)
{
    const char *path = dependencies_path(options, compilation->arena);
    const char *unwritable = find_unwritable(options->output, &compilation->sources);
    const char *reason = NULL;
    struct text_stream stream;
    const char *text;
    size_t size;

    if (unwritable)
        return fail("a rule for make cannot hold the name ", unwritable, "");
    if (is_same_file(path, options->output))
        return fail("", path, " is the output, and cannot be its rule, too");
    text_stream_open(&stream);
    print_rule(stream.file, options->output, &compilation->sources);
    print_catalogues(stream.file, compilation->events);
    text = text_stream_close(&stream, compilation->arena, &size);
    if (output_write(path, text, size, &reason))
        return EXIT_FINE;
    return fail("cannot write ", path, arena_format(compilation->arena, ": %s", reason));
}
