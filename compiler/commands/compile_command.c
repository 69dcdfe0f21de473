/* SPDX-License-Identifier: BSD-2-Clause */
/* pmuc [compile], pmuc check */
#include <stdio.h>

#include "compiler/base/print_name.h"
#include "compiler/commands/commands.h"
#include "compiler/commands/dependencies.h"
#include "compiler/commands/emit.h"
#include "compiler/commands/host_check.h"
#include "compiler/commands/result_file.h"

int command_compile(const struct options *options, struct arena *arena)
{
    struct compilation *compilation;
    struct output output;
    struct input input;
    int status = emit_check(options);

    if (status != EXIT_FINE)
        return status;
    if (!input_read(options->input, arena, &input))
        return EXIT_TROUBLE;
    if (input.is_blob) {
        fputs("pmuc: error: '", stderr);
        print_name(stderr, options->input);
        fputs("' is a compiled blob; 'pmuc dump' shows what it holds\n", stderr);
        return EXIT_TROUBLE;
    }
    status = input_compile(options, arena, &input, &compilation);
    if (status != EXIT_FINE)
        return status;
    status = emit_make(options, compilation, arena, &output);
    if (status != EXIT_FINE)
        return status;
    if (!result_check(options->output, options->input, &compilation->sources,
                      &options->compile.events) ||
        (options->writes_dependencies &&
         !result_check(dependencies_path(options, arena), options->input, &compilation->sources,
                       &options->compile.events)))
        return EXIT_TROUBLE;
    /* First the rule: one without its blob makes make build it, a blob without a rule goes stale.
     */
    if (options->writes_dependencies)
        status = dependencies_write(options, compilation);
    return status == EXIT_FINE ? result_write(options->output, &output) : status;
}

static int check_policy(const struct options *options, struct arena *arena,
                        const struct input *input, struct pmuf_view *view)
{
    struct compilation *compilation;
    int status = input_compile(options, arena, input, &compilation);

    if (status != EXIT_FINE)
        return status;
    return pmuf_check(compilation->blob->bytes, compilation->blob->size, view, NULL) == PMUF_OK
               ? EXIT_FINE
               : EXIT_INTERNAL;
}

static int check_file(const struct options *options, const char *path, struct arena *arena)
{
    struct pmuf_view view;
    struct input input;
    int status;

    if (!input_read(path, arena, &input))
        return EXIT_TROUBLE;
    status = input.is_blob ? input_check_blob(options, &input, &view)
                           : check_policy(options, arena, &input, &view);
    if (status == EXIT_FINE && options->asks_host)
        status = host_check(&view);
    return status;
}

/* Every file is looked at, and the worst of them is the outcome. */
int command_check(const struct options *options, struct arena *arena)
{
    int worst = EXIT_FINE;

    for (unsigned int i = 0; i < options->operand_count; i++) {
        int status = check_file(options, options->operands[i], arena);

        if (status > worst)
            worst = status;
    }
    return worst;
}
