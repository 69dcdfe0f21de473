/* SPDX-License-Identifier: BSD-2-Clause */
/* What the commands share: an input becomes a compilation or a checked blob. */
#include <stdio.h>
#include <string.h>

#include "compiler/base/print_name.h"
#include "compiler/commands/commands.h"
#include "compiler/commands/messages.h"

/* A blob cut short within its magic is still a blob, not a text. */
static bool looks_like_blob(const char *bytes, size_t size)
{
    size_t magic = PMUF_MAGIC_SIZE;

    return size > 0 && memcmp(bytes, PMUF_MAGIC, size < magic ? size : magic) == 0;
}

bool input_read(const char *path, struct arena *arena, struct input *out)
{
    const char *reason = NULL;

    out->path = path;
    out->bytes = source_read_bytes(arena, path, NULL, &out->size, &reason);
    if (!out->bytes) {
        fputs("pmuc: error: cannot read '", stderr);
        print_name(stderr, path);
        fprintf(stderr, "': %s ('-' reads standard input)\n", reason);
        return false;
    }
    out->is_blob = looks_like_blob(out->bytes, out->size);
    return true;
}

static void apply_warning_flags(const struct options *options, struct diagnostics *diagnostics)
{
    for (unsigned int i = 0; i < options->warning_flag_count; i++)
        diagnostics_set_flag(diagnostics, options->warning_flags[i]);
    if (options->silent)
        diagnostics_silence(diagnostics);
}

int input_compile(const struct options *options, struct arena *arena, const struct input *input,
                  struct compilation **out)
{
    struct compilation *compilation = compilation_create(arena);
    enum compile_status status;

    *out = compilation;
    apply_warning_flags(options, compilation->diagnostics);
    status = compile(compilation, input->path, input->bytes, input->size, &options->compile);
    messages_print(options, compilation->diagnostics);
    if (status == COMPILE_SELF_CHECK) {
        fprintf(stderr,
                "pmuc: internal error: the blob does not say what the policy says (%s); nothing "
                "was written; please report this policy\n",
                compilation->reason);
        return EXIT_INTERNAL;
    }
    return status == COMPILE_DONE ? EXIT_FINE : EXIT_WRONG;
}

int input_check_blob(const struct options *options, const struct input *input,
                     struct pmuf_view *out)
{
    size_t offset = 0;
    int error = pmuf_check(input->bytes, input->size, out, &offset);

    if (options->policy_option[0]) {
        fprintf(stderr, "pmuc: error: %s is for policies, and this file is a blob\n",
                options->policy_option);
        return EXIT_TROUBLE;
    }
    if (!error)
        return EXIT_FINE;
    fputs("pmuc: error: '", stderr);
    print_name(stderr, input->path);
    fprintf(stderr, "', byte %zu: %s\n", offset, pmuf_strerror(error));
    return EXIT_WRONG;
}
