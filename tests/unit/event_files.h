/* SPDX-License-Identifier: BSD-2-Clause */
/* Shipped catalogues and files of --events, in folders of their own. libpfm4 is left out of it. */
#ifndef PMUC_TEST_EVENT_FILES_H
#define PMUC_TEST_EVENT_FILES_H

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/events/events.h"

static char folder[] = "/tmp/pmuc-shipped.XXXXXX"; /* each test is a process of its own */
static char work[] = "/tmp/pmuc-own.XXXXXX";
static struct arena *arena;
static struct source_list sources;
static struct diagnostics *diagnostics;
static struct events_options options;
static struct events *events;

static inline void set_up(void)
{
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_not_null(mkdtemp(work));
    options = (struct events_options){.catalogue_folder = folder, .without_libpfm = true};
    arena = arena_create();
    sources = (struct source_list){.arena = arena};
    diagnostics = diagnostics_create(arena, &sources);
}

static inline void remove_folder(const char *path)
{
    DIR *stream = opendir(path);
    struct dirent *entry;

    while ((entry = readdir(stream)))
        unlinkat(dirfd(stream), entry->d_name, 0);
    closedir(stream);
    rmdir(path);
}

static inline void tear_down(void)
{
    arena_destroy(arena);
    remove_folder(folder);
    remove_folder(work);
}

static char *long_text;
static size_t long_size;

/* A text of many parts: what is printed to the stream until text_end(). */
static inline FILE *text_start(const char *start)
{
    FILE *stream = open_memstream(&long_text, &long_size);

    cr_assert_not_null(stream);
    fputs(start, stream);
    return stream;
}

/* In the arena. */
static inline const char *text_end(FILE *stream)
{
    const char *copy;

    fclose(stream);
    copy = arena_copy_text(arena, long_text, long_size);
    free(long_text);
    return copy;
}

static inline const char *put(const char *where, const char *name, const char *content)
{
    const char *path = arena_format(arena, "%s/%s", where, name);
    FILE *stream = fopen(path, "w");

    cr_assert_not_null(stream);
    fputs(content, stream);
    fclose(stream);
    return path;
}

static inline void ship(const char *name, const char *content)
{
    put(folder, name, content);
}

/* As --events=PREFIX/FOLDER/NAME. */
static inline void give(const char *prefix, const char *name, const char *content)
{
    options.files[options.file_count++] =
        arena_format(arena, "%s%s", prefix, put(work, name, content));
}

static inline void start(void)
{
    events = events_create(&options, arena, &sources, diagnostics);
}

static inline void expect_clean(void)
{
    cr_assert_null(diagnostics->first, "%s", diagnostics->first->text);
}

/* The one message there is. */
static inline const struct diagnostic *expect_one(enum diagnostic_code code, const char *what)
{
    cr_assert_eq(diagnostics->error_count, 1, "%u errors", diagnostics->error_count);
    cr_assert_eq(diagnostics->first->code, code, "%s", diagnostics->first->text);
    cr_assert(strstr(diagnostics->first->text, what), "%s", diagnostics->first->text);
    return diagnostics->first;
}

static inline void expect_place(struct span span, const char *name, uint32_t line)
{
    struct place place;

    cr_assert(source_locate(&sources, span.start, &place));
    cr_assert_str_eq(strrchr(place.source->name, '/') + 1, name);
    cr_assert_eq(place.line, line);
}

/* Reads everything, and nothing is found. */
static inline void read_all(void)
{
    start();
    cr_assert_null(events_find_model(events, VENDOR_INTEL, "no-such-model"));
}

#define HEAD(vendor) "catalogue: test\nversion: \"1\"\nvendor: " vendor "\n"

static const char cpus_intel[] =
    HEAD("intel") "cpus:\n"
                  "- {name: spr, also: [sapphirerapids], title: Sapphire Rapids, libpfm: spr,\n"
                  "   signatures: [{family: 6, model: 0x8f}]}\n"
                  "- {name: emr, signatures: [{family: 6, model: 0xcf}]}\n"
                  "- {name: skx, signatures: [{family: 6, model: 0x55, steppings: 0..4}]}\n"
                  "- {name: clx, signatures: [{family: 6, model: 0x55, steppings: 5..15}]}\n"
                  "- {name: icx, signatures: [{family: 6, model: 0x6a}, {family: 6, model: "
                  "0x6c}]}\n"
                  "- {name: adl, refused: it is hybrid, signatures: [{family: 6, model: 0x97}]}\n";

static const char architected[] = HEAD("intel") "models: any\nevents:\n"
                                                "- {name: CYCLES, select: 0x3c, umask: 0}\n"
                                                "- {name: INST, fixed: 0}\n";

static inline void ship_intel(void)
{
    ship("a.yaml", architected);
    ship("cpus.yaml", cpus_intel);
}

static inline const struct event_list *list_of(const char *name)
{
    const struct cpu_model *model = events_find_model(events, VENDOR_INTEL, name);

    cr_assert_not_null(model);
    return events_of_model(events, VENDOR_INTEL, model, true);
}

static inline bool knows(const char *model, const char *key)
{
    return events_find(list_of(model), key) != NULL;
}

#endif
