/* SPDX-License-Identifier: BSD-2-Clause */
/* pmuc [compile], pmuc check */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/base/output_file.h"
#include "compiler/commands/commands.h"
#include "compiler/commands/describe.h"

static const struct section *find_section(const struct filters *filters, uint32_t target_bits)
{
    for (uint32_t i = 0; i < filters->section_count; i++) {
        if (filters->sections[i].rest & target_bits)
            return &filters->sections[i];
    }
    return NULL;
}

/* The raw form cannot say what it needs, so that is said beside it. */
static const struct blob *raw_payload(const struct options *options, struct arena *arena,
                                      const struct compilation *compilation)
{
    const struct section *section =
        find_section(compilation->filters, options_target_bits(options));

    if (!section) {
        fprintf(stderr, "pmuc: error: the policy has no section for %s\n", options->target);
        return NULL;
    }
    fprintf(stderr, "pmuc: note: this filter is for %s hosts and needs %s\n", options->target,
            describe_requirements(section->alternatives[0].requirements));
    return blob_encode_payload(&section->alternatives[0], arena);
}

/* A slip of the hand must not replace a policy, or a file that it includes, by its blob. */
static bool is_source(const struct source_list *sources, const char *path)
{
    struct stat output;
    struct stat input;

    if (strcmp(path, "-") == 0 || stat(path, &output) != 0 || !S_ISREG(output.st_mode))
        return false;
    for (const struct source *source = sources->first; source; source = source->next) {
        if (source->path[0] && stat(source->path, &input) == 0 && input.st_dev == output.st_dev &&
            input.st_ino == output.st_ino)
            return true;
    }
    return false;
}

static int write_output(const struct options *options, const struct source_list *sources,
                        const struct blob *blob)
{
    const char *reason;

    if (is_source(sources, options->output)) {
        fprintf(stderr, "pmuc: error: '%s' is a file of the policy itself: nothing was written\n",
                options->output);
        return EXIT_TROUBLE;
    }

    if (strcmp(options->output, "-") == 0 && isatty(STDOUT_FILENO)) {
        fputs("pmuc: error: not writing binary data to a terminal\n", stderr);
        return EXIT_TROUBLE;
    }
    if (output_write(options->output, blob->bytes, blob->size, &reason))
        return EXIT_FINE;
    fprintf(stderr, "pmuc: error: cannot write '%s': %s\n", options->output, reason);
    return EXIT_TROUBLE;
}

int command_compile(const struct options *options, struct arena *arena)
{
    struct compilation *compilation;
    const struct blob *blob;
    struct input input;
    int status;

    if (!input_read(options, arena, &input))
        return EXIT_TROUBLE;
    if (input.is_blob) {
        fprintf(stderr, "pmuc: error: '%s' is a compiled blob; 'pmuc dump' shows what it holds\n",
                options->input);
        return EXIT_TROUBLE;
    }
    status = input_compile(options, arena, &input, &compilation);
    if (status != EXIT_FINE)
        return status;
    blob = options->emit == EMIT_RAW ? raw_payload(options, arena, compilation) : compilation->blob;
    return blob ? write_output(options, &compilation->sources, blob) : EXIT_WRONG;
}

int command_check(const struct options *options, struct arena *arena)
{
    struct compilation *compilation;
    struct pmuf_view view;
    struct input input;

    if (!input_read(options, arena, &input))
        return EXIT_TROUBLE;
    if (input.is_blob)
        return input_check_blob(options, &input, &view);
    return input_compile(options, arena, &input, &compilation);
}
