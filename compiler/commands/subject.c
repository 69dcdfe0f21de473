/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/commands/subject.h"

static int read_policy(const struct options *options, struct arena *arena, struct subject *out)
{
    const struct blob *blob;
    int status = input_compile(options, arena, &out->input, &out->compilation);

    if (status != EXIT_FINE)
        return status;
    blob = out->compilation->blob;
    out->policy = out->compilation->policy;
    out->filters = out->compilation->filters;
    out->blob_size = blob->size;
    return pmuf_check(blob->bytes, blob->size, &out->view, NULL) == PMUF_OK ? EXIT_FINE
                                                                            : EXIT_INTERNAL;
}

static int read_blob(const struct options *options, struct arena *arena, struct subject *out)
{
    int status = input_check_blob(options, &out->input, &out->view);

    if (status != EXIT_FINE)
        return status;
    out->compilation = compilation_create(arena);
    out->compilation->events = events_create(
        &options->compile.events, arena, &out->compilation->sources, out->compilation->diagnostics);
    out->filters = blob_decode(&out->view, arena);
    out->blob_size = out->input.size;
    return EXIT_FINE;
}

int subject_read(const struct options *options, const char *path, struct arena *arena,
                 struct subject *out)
{
    *out = (struct subject){.policy = NULL};
    if (!input_read(path, arena, &out->input))
        return EXIT_TROUBLE;
    return out->input.is_blob ? read_blob(options, arena, out) : read_policy(options, arena, out);
}
