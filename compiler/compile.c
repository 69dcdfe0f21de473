/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/compile.h"

#include "compiler/blob/self_check.h"
#include "compiler/policy/expectation.h"
#include "compiler/policy/lint.h"
#include "compiler/policy/resolve.h"

struct compilation *compilation_create(struct arena *arena)
{
    struct compilation *compilation = ARENA_NEW(arena, struct compilation);

    compilation->arena = arena;
    compilation->sources.arena = arena;
    compilation->diagnostics = diagnostics_create(arena, &compilation->sources);
    return compilation;
}

/* Text to resolved policy. What is wrong already says nothing about expectations or lint. */
static void read_policy(struct compilation *compilation, const char *path, char *text, size_t size,
                        const struct load_options *options)
{
    struct arena *arena = compilation->arena;
    struct diagnostics *diagnostics = compilation->diagnostics;

    compilation->ast =
        load_policy(path, text, size, options, arena, &compilation->sources, diagnostics);
    compilation->policy = policy_resolve(compilation->ast, compilation->events, arena, diagnostics);
    if (diagnostics->error_count)
        return;
    expectations_check(compilation->policy, diagnostics);
    lint_policy(compilation->policy, compilation->events, arena, diagnostics);
}

enum compile_status compile(struct compilation *compilation, const char *path, char *text,
                            size_t size, const struct compile_options *options)
{
    struct diagnostics *diagnostics = compilation->diagnostics;
    struct arena *arena = compilation->arena;
    struct blob *blob;

    compilation->events =
        events_create(&options->events, arena, &compilation->sources, diagnostics);
    read_policy(compilation, path, text, size, &options->load);
    if (diagnostics->error_count)
        return COMPILE_POLICY_WRONG;
    compilation->filters = lower_policy(compilation->policy, &options->lower, arena, diagnostics);
    if (diagnostics->error_count)
        return COMPILE_POLICY_WRONG;
    blob = blob_encode(compilation->filters, arena);
    if (!blob) {
        diagnostic_report(diagnostics, DIAGNOSTIC_BLOB_TOO_LARGE, (struct span){1, 1},
                          "the blob would be larger than %u bytes: split the fleet over two "
                          "policies",
                          PMUF_MAX_BLOB_SIZE);
        return COMPILE_POLICY_WRONG;
    }
    compilation->reason =
        self_check(blob, compilation->policy, options->lower.allow_tsx_escape, arena);
    if (compilation->reason)
        return COMPILE_SELF_CHECK;
    compilation->blob = blob;
    return COMPILE_DONE;
}
