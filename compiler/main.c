/* SPDX-License-Identifier: BSD-2-Clause */
/* pmuc: compiles PMU event policies for KVM guests. */
#include <stdio.h>

#include "compiler/commands/commands.h"
#include "compiler/commands/messages.h"

/* Text that did not reach standard output is a failure like any other. */
static int finish_output(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    perror("pmuc: error: cannot write to standard output");
    return EXIT_TROUBLE;
}

int main(int argument_count, char **arguments)
{
    static int (*const commands[COMMAND_COUNT])(const struct options *, struct arena *) = {
        [COMMAND_COMPILE] = command_compile, [COMMAND_CHECK] = command_check,
        [COMMAND_DUMP] = command_dump,       [COMMAND_EXPLAIN] = command_explain,
        [COMMAND_DIFF] = command_diff,       [COMMAND_FMT] = command_fmt,
        [COMMAND_REPORT] = command_report,   [COMMAND_EVENTS] = command_events,
        [COMMAND_IMPORT] = command_import,
    };
    struct options options;
    struct arena *arena;
    int status = options_read(argument_count, arguments, &options);

    if (status >= 0)
        return finish_output(status);
    arena = arena_create();
    messages_begin(&options, arena);
    status = finish_output(commands[options.command](&options, arena));
    messages_end(&options, status);
    arena_destroy(arena);
    return status;
}
