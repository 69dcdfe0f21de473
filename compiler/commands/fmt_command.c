/* SPDX-License-Identifier: BSD-2-Clause */
/* pmuc fmt */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "compiler/base/output_file.h"
#include "compiler/base/print_name.h"
#include "compiler/commands/commands.h"
#include "compiler/commands/messages.h"
#include "compiler/review/layout.h"

enum { MAX_LINE_SHOWN = 200 }; /* bytes */

static int trouble(const char *before, const char *path, const char *after)
{
    fprintf(stderr, "pmuc: error: %s'", before);
    print_name(stderr, path);
    fprintf(stderr, "'%s\n", after);
    return EXIT_TROUBLE;
}

static size_t line_size(const char *text, size_t size)
{
    const char *end = memchr(text, '\n', size);

    return end ? (size_t)(end - text) + 1 : size;
}

/* One line of a difference. What a terminal would not show, such as a tab, is shown as \xNN. */
static void print_line(struct arena *arena, char sign, const char *text, size_t size)
{
    size_t line = line_size(text, size);
    bool ends = line > 0 && text[line - 1] == '\n';
    size_t shown = line - ends;

    if (line == 0)
        return;
    if (shown > MAX_LINE_SHOWN) {
        shown = MAX_LINE_SHOWN;
        while (((unsigned char)text[shown] & 0xc0) == 0x80)
            shown--;
    }
    putchar(sign);
    print_name(stdout, arena_copy_text(arena, text, shown));
    puts(shown < line - ends ? " ..." : ends ? "" : "\n\\ the text ends without a line feed");
}

/* The first line that would change, as it is and as it would be. */
static void print_difference(struct arena *arena, const char *name, const struct input *input,
                             const struct layout *layout)
{
    unsigned int number = 1;
    size_t old = 0;
    size_t new = 0;

    for (;;) {
        size_t size = line_size(input->bytes + old, input->size - old);

        if (size == 0 || size != line_size(layout->text + new, layout->size - new) ||
            memcmp(input->bytes + old, layout->text + new, size) != 0)
            break;
        old += size;
        new += size;
        number++;
    }
    print_name(stdout, name);
    printf(":%u: would be laid out otherwise\n", number);
    print_line(arena, '-', input->bytes + old, input->size - old);
    print_line(arena, '+', layout->text + new, layout->size - new);
}

/* The policy's text laid out; else an exit status, after a message. */
static int lay_out(const struct options *options, struct arena *arena, const struct input *input,
                   const char *name, struct layout *out)
{
    struct source_list *sources = ARENA_NEW(arena, struct source_list);
    struct diagnostics *diagnostics = diagnostics_create(arena, sources);
    struct source *source;
    const char *reason;

    sources->arena = arena;
    source = source_add(sources, name, input->bytes, input->size, &reason);
    assert(source);
    switch (layout_make(source, arena, diagnostics, out)) {
    case LAYOUT_DONE:
        return EXIT_FINE;
    case LAYOUT_WRONG:
        messages_print(options, diagnostics);
        return options->only_checks ? EXIT_TROUBLE : EXIT_WRONG;
    case LAYOUT_TOO_LARGE:
        return trouble("", name, " would be larger than 16 MiB when it is laid out");
    case LAYOUT_CHANGED:
        break;
    }
    fputs("pmuc: internal error: '", stderr);
    print_name(stderr, name);
    fputs("' laid out would be another policy; nothing was written; please report it\n", stderr);
    return EXIT_INTERNAL;
}

static int put_result(const struct options *options, struct arena *arena, const struct input *input,
                      const char *name, const struct layout *layout)
{
    bool same = layout->size == input->size && memcmp(layout->text, input->bytes, input->size) == 0;
    const char *path = options->writes_back ? input->path : "-";
    const char *reason;

    if (options->only_checks && !same)
        print_difference(arena, name, input, layout);
    if (options->only_checks)
        return same ? EXIT_FINE : EXIT_WRONG;
    if ((options->writes_back && same) || output_write(path, layout->text, layout->size, &reason))
        return EXIT_FINE;
    return trouble("cannot write ", options->writes_back ? path : "<stdout>",
                   arena_format(arena, ": %s", reason));
}

static int format_file(const struct options *options, const char *path, struct arena *arena)
{
    const char *name = strcmp(path, "-") == 0 ? "<stdin>" : path;
    struct layout layout;
    struct input input;
    int status;

    if (options->writes_back && strcmp(path, "-") == 0)
        return trouble("", name, " cannot be written back: leave --write away");
    if (!input_read(path, arena, &input))
        return EXIT_TROUBLE;
    if (input.is_blob)
        return trouble("", name, " is a compiled blob, and only a policy's text has a layout");
    status = lay_out(options, arena, &input, name, &layout);
    return status == EXIT_FINE ? put_result(options, arena, &input, name, &layout) : status;
}

/* Each file by itself: a mistake in one does not keep the others from being laid out. */
int command_fmt(const struct options *options, struct arena *arena)
{
    int worst = EXIT_FINE;

    for (unsigned int i = 0; i < options->operand_count; i++) {
        int status = format_file(options, options->operands[i], arena);

        if (status > worst)
            worst = status;
    }
    return worst;
}
