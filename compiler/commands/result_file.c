/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/commands/result_file.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/base/output_file.h"
#include "compiler/base/print_name.h"

static bool is_same(const struct stat *output, const char *path)
{
    struct stat input;

    return path[0] && strcmp(path, "-") != 0 && stat(path, &input) == 0 &&
           input.st_dev == output->st_dev && input.st_ino == output->st_ino;
}

static bool is_input(const char *path, const char *input, const struct source_list *sources)
{
    struct stat output;

    if (strcmp(path, "-") == 0 || stat(path, &output) != 0 || !S_ISREG(output.st_mode))
        return false;
    if (is_same(&output, input))
        return true;
    for (const struct source *source = sources->first; source; source = source->next) {
        if (is_same(&output, source->path))
            return true;
    }
    return false;
}

/* Whether the path, which need not exist, lies in the folder of the shipped catalogues. */
static bool is_shipped(const char *path, const char *folder)
{
    const char *slash = strrchr(path, '/');
    char parent[PATH_MAX];
    char resolved_parent[PATH_MAX];
    char resolved_folder[PATH_MAX];
    size_t size = slash ? (size_t)(slash - path) + 1 : 2;

    if (!folder || size >= sizeof(parent))
        return false;
    memcpy(parent, slash ? path : "./", size);
    parent[size] = '\0';
    return realpath(parent, resolved_parent) && realpath(folder, resolved_folder) &&
           strcmp(resolved_parent, resolved_folder) == 0;
}

/* A policy of numbers reads no catalogue, so that these are not among the sources. */
static bool is_catalogue(const char *path, const struct events_options *events)
{
    struct stat output;

    if (strcmp(path, "-") == 0)
        return false;
    if (is_shipped(path, events->catalogue_folder))
        return true;
    if (stat(path, &output) != 0 || !S_ISREG(output.st_mode))
        return false;
    for (unsigned int i = 0; i < events->file_count; i++) {
        const char *equals = strchr(events->files[i], '=');

        if (is_same(&output, events->files[i]) || (equals && is_same(&output, equals + 1)))
            return true;
    }
    return false;
}

bool result_check(const char *path, const char *input, const struct source_list *sources,
                  const struct events_options *events)
{
    bool is_read = is_input(path, input, sources);

    if (!is_read && !is_catalogue(path, events))
        return true;
    fputs("pmuc: error: '", stderr);
    print_name(stderr, path);
    fputs(is_read ? "' is a file of the policy itself: nothing was written\n"
                  : "' is a catalogue, or lies among those of pmuc: nothing was written\n",
          stderr);
    return false;
}

int result_write(const char *path, const struct output *output)
{
    const char *reason;

    if (!output->is_text && strcmp(path, "-") == 0 && isatty(STDOUT_FILENO)) {
        fputs("pmuc: error: not writing binary data to a terminal\n", stderr);
        return EXIT_TROUBLE;
    }
    if (output_write(path, output->bytes, output->size, &reason))
        return EXIT_FINE;
    fputs("pmuc: error: cannot write '", stderr);
    print_name(stderr, path);
    fprintf(stderr, "': %s\n", reason);
    return EXIT_TROUBLE;
}
