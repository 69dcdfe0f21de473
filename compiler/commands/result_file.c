/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/commands/result_file.h"

#include <stdio.h>
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

bool result_check(const char *path, const char *input, const struct source_list *sources)
{
    if (!is_input(path, input, sources))
        return true;
    fputs("pmuc: error: '", stderr);
    print_name(stderr, path);
    fputs("' is a file of the policy itself: nothing was written\n", stderr);
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
