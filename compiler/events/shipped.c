/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/shipped.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct span nowhere = {0, 0};

static const char suffix[] = ".yaml";

/* As the shell's *.yaml: no hidden file. */
static int is_catalogue(const struct dirent *entry)
{
    const size_t size = strlen(entry->d_name);
    const size_t suffix_size = sizeof(suffix) - 1;

    return entry->d_name[0] != '.' && size > suffix_size &&
           strcmp(entry->d_name + size - suffix_size, suffix) == 0;
}

/* Independent of the locale, which alphasort() is not. */
static int compare_entries(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

static struct path_list take_entries(const char *folder, struct dirent **entries, int count,
                                     struct arena *arena)
{
    struct path_list list = {.count = 0};

    for (int i = 0; i < count; i++) {
        if (i < SHIPPED_MAX_FILES)
            list.paths[list.count++] = arena_format(arena, "%s/%s", folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return list;
}

struct path_list shipped_list(const char *folder, struct arena *arena,
                              struct diagnostics *diagnostics)
{
    struct dirent **entries = NULL;
    const int count = scandir(folder, &entries, is_catalogue, compare_entries);
    const char *shown = catalogue_shown_path(arena, folder);

    if (count < 0)
        diagnostic_report(diagnostics, DIAGNOSTIC_CATALOGUE_UNREADABLE, nowhere,
                          "the catalogues cannot be read from '%s': %s; say where they are with "
                          "--catalogues=FOLDER",
                          shown, strerror(errno));
    else if (count == 0)
        diagnostic_report(diagnostics, DIAGNOSTIC_CATALOGUE_UNREADABLE, nowhere,
                          "there are no catalogues in '%s': say where they are with "
                          "--catalogues=FOLDER",
                          shown);
    else if (count > SHIPPED_MAX_FILES)
        diagnostic_report(diagnostics, DIAGNOSTIC_CATALOGUE_LIMIT, nowhere,
                          "there are more than %d catalogues in '%s'", SHIPPED_MAX_FILES, shown);
    return take_entries(folder, entries, count < 0 ? 0 : count, arena);
}
