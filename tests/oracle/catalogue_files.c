/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/oracle/catalogue_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_PATH = 200, LAST_LIST = CATALOGUE_LISTS - 1 };

/* The shipped ones are in a folder; those for --events have its name and more. */
static char folder[MAX_PATH];
static bool is_kept;

_Noreturn static void give_up(const char *path)
{
    perror(path);
    exit(99);
}

/* The last list of a vendor is for --events, the others are shipped. */
static const char *path_of(struct arena *arena, enum test_vendor vendor, uint32_t list)
{
    return arena_format(arena, "%s%c%s-%u.yaml", folder, list == LAST_LIST ? '-' : '/',
                        test_vendor_name(vendor), list);
}

static void remove_lists(struct arena *arena)
{
    for (int vendor = 0; vendor < TEST_VENDOR_COUNT; vendor++) {
        for (uint32_t list = 0; list < CATALOGUE_LISTS; list++)
            unlink(path_of(arena, (enum test_vendor)vendor, list));
    }
}

static void remove_all(void)
{
    struct arena *arena;

    if (is_kept)
        return;
    arena = arena_create();
    remove_lists(arena);
    arena_destroy(arena);
    rmdir(folder);
}

static void make_folder(void)
{
    const char *where = getenv("TMPDIR");

    if (snprintf(folder, sizeof(folder), "%s/pmuc-oracle-XXXXXX", where ? where : "/tmp") >=
        MAX_PATH)
        give_up("TMPDIR is too long");
    if (!mkdtemp(folder))
        give_up(folder);
    atexit(remove_all);
}

static void write_kind(FILE *file, enum test_vendor vendor, const struct cpu_kind *kind)
{
    static const char *const makers[] = {"", "intel", "amd", "hygon", "centaur", "zhaoxin"};

    if (vendor == TEST_ARM64) {
        fprintf(file, "      - {implementer: %#x, part: %#x}\n", kind->family, kind->model);
        return;
    }
    fprintf(file, "      - {vendor: %s, family: %u, model: %#x", makers[kind->maker], kind->family,
            kind->model);
    if (kind->steppings != EVERY_TEST_STEPPING) {
        fputs(", steppings: [", file);
        for (uint32_t i = 0; i < 16; i++) {
            if (kind->steppings >> i & 1)
                fprintf(file, "%s%u", kind->steppings & ((1u << i) - 1) ? ", " : "", i);
        }
        fputc(']', file);
    }
    fputs("}\n", file);
}

static void write_models(FILE *file, enum test_vendor vendor,
                         const struct vendor_catalogue *catalogue)
{
    fputs("models: any\ncpus:\n", file);
    for (uint32_t i = 0; i < catalogue->model_count; i++) {
        const struct test_model *model = &catalogue->models[i];

        fprintf(file, "  - name: %s\n", model->name);
        if (model->other_name)
            fprintf(file, "    also: [%s]\n", model->other_name);
        if (model->is_refused)
            fputs("    refused: no guest has a vPMU there\n", file);
        fputs("    signatures:\n", file);
        for (uint32_t k = 0; k < model->kind_count; k++)
            write_kind(file, vendor, &model->kinds[k]);
    }
}

static void write_references(FILE *file, const struct vendor_catalogue *catalogue,
                             const struct test_list *list)
{
    const char *separator = "[";

    fputs("models: ", file);
    for (uint32_t i = 0; i < catalogue->model_count; i++) {
        if (!(list->models >> i & 1))
            continue;
        fprintf(file, "%s%s", separator, catalogue->models[i].name);
        separator = ", ";
    }
    fputs("]\n", file);
}

static void write_event(FILE *file, enum test_vendor vendor, const struct test_event *event)
{
    fprintf(file, "  - {name: \"%s\"", event->name);
    if (event->other_name)
        fprintf(file, ", also: [\"%s\"]", event->other_name);
    fprintf(file, ", %s: ", event->is_fixed ? "fixed" : vendor == TEST_ARM64 ? "event" : "select");
    if (event->number_count == 1)
        fprintf(file, "%u", event->numbers[0]);
    for (uint32_t i = 0; event->number_count > 1 && i < event->number_count; i++)
        fprintf(file, "%s%#x", i ? ", " : "[", event->numbers[i]);
    if (event->number_count > 1)
        fputc(']', file);
    if (!event->is_fixed && vendor != TEST_ARM64)
        fprintf(file, ", umask: %#x", event->umask);
    fprintf(file, "%s}\n", event->remarks);
}

static void write_list(const char *path, enum test_vendor vendor,
                       const struct vendor_catalogue *catalogue, const struct test_list *list)
{
    FILE *file = fopen(path, "we");

    if (!file)
        give_up(path);
    fprintf(file, "catalogue: test\nversion: \"1\"\nvendor: %s\n", test_vendor_name(vendor));
    if (list == catalogue->lists)
        write_models(file, vendor, catalogue);
    else
        write_references(file, catalogue, list);
    fprintf(file, "events:%s\n", list->event_count ? "" : " []");
    for (uint32_t i = 0; i < list->event_count; i++)
        write_event(file, vendor, &list->events[i]);
    if (fclose(file) != 0)
        give_up(path);
}

void catalogue_write(const struct test_catalogue *catalogue, struct arena *arena,
                     struct events_options *out)
{
    if (!folder[0])
        make_folder();
    remove_lists(arena);
    *out = (struct events_options){.catalogue_folder = folder, .without_libpfm = true};
    for (int vendor = 0; vendor < TEST_VENDOR_COUNT; vendor++) {
        const struct vendor_catalogue *of_vendor = &catalogue->vendors[vendor];

        for (uint32_t list = 0; list < of_vendor->list_count; list++) {
            const char *path = path_of(arena, (enum test_vendor)vendor, list);

            write_list(path, (enum test_vendor)vendor, of_vendor, &of_vendor->lists[list]);
            if (list == LAST_LIST)
                out->files[out->file_count++] = path;
        }
    }
}

const char *catalogue_keep(void)
{
    is_kept = true;
    return folder;
}
