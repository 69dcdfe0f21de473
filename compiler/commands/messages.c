/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/commands/messages.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/base/diagnostic_log.h"
#include "compiler/base/text_stream.h"
#include "config.h"

struct messages {
    struct diagnostic_log log;
    struct log_part **next_part;
};

/*
 * Commands print to stderr, which in the C libraries of Linux can be set. It is a text in memory
 * until the document is written. These are not in the arena, as the end of a process needs them.
 */
static FILE *standard_error; /* null: stderr is what it was */
static char *told;
static size_t told_size;

static void stop_keeping(void)
{
    fclose(stderr);
    stderr = standard_error;
    standard_error = NULL;
}

/* A process that ends before there is a document, out of memory, still says why. */
static void tell_at_exit(void)
{
    if (!standard_error)
        return;
    stop_keeping();
    fwrite(told, 1, told_size, stderr);
}

static void keep_standard_error(void)
{
    FILE *memory = open_memstream(&told, &told_size);

    if (!memory || atexit(tell_at_exit) != 0)
        arena_out_of_memory();
    standard_error = stderr;
    stderr = memory;
}

void messages_begin(struct options *options, struct arena *arena)
{
    struct messages *messages = ARENA_NEW(arena, struct messages);

    messages->log.arena = arena;
    messages->log.version = PACKAGE_VERSION;
    messages->next_part = &messages->log.first_part;
    options->messages = messages;
    if (options->diagnostics_form != DIAGNOSTICS_TEXT)
        keep_standard_error();
}

void messages_print(const struct options *options, struct diagnostics *diagnostics)
{
    struct messages *messages = options->messages;
    struct log_part *part;

    if (options->diagnostics_form == DIAGNOSTICS_TEXT) {
        diagnostics_print(diagnostics, stderr, options_want_colour(options));
        return;
    }
    part = ARENA_NEW(messages->log.arena, struct log_part);
    part->diagnostics = diagnostics;
    *messages->next_part = part;
    messages->next_part = &part->next;
}

/* "pmuc: error: text" as level and text. What does not say how bad it is is a note. */
static void read_line(struct log_message *message, const char *line)
{
    static const struct {
        const char *start;
        const char *level;
    } kinds[] = {{"pmuc: error: ", "error"},
                 {"pmuc: internal error: ", "error"},
                 {"pmuc: warning: ", "warning"},
                 {"pmuc: note: ", "note"},
                 {"", "note"}};
    size_t kind = 0;

    while (strncmp(line, kinds[kind].start, strlen(kinds[kind].start)) != 0)
        kind++;
    message->level = kinds[kind].level;
    message->text = line + strlen(kinds[kind].start);
}

static void read_told(struct diagnostic_log *log)
{
    struct log_message **next = &log->first_message;
    char *rest = arena_copy_text(log->arena, told, told_size);
    char *line;

    while ((line = strsep(&rest, "\n"))) {
        if (!line[0])
            continue;
        *next = ARENA_NEW(log->arena, struct log_message);
        read_line(*next, line);
        next = &(*next)->next;
    }
}

/* In one piece: standard error has no buffer. */
static void write_document(const struct options *options, const struct diagnostic_log *log)
{
    struct text_stream document;
    const char *text;
    size_t size;

    text_stream_open(&document);
    if (options->diagnostics_form == DIAGNOSTICS_JSON)
        diagnostic_log_write_json(log, document.file);
    else
        diagnostic_log_write_sarif(log, document.file);
    text = text_stream_close(&document, log->arena, &size);
    fwrite(text, 1, size, stderr);
}

void messages_end(const struct options *options, int exit_status)
{
    struct diagnostic_log *log = &options->messages->log;

    if (options->diagnostics_form == DIAGNOSTICS_TEXT)
        return;
    stop_keeping();
    read_told(log);
    free(told);
    log->exit_status = exit_status;
    log->succeeded = exit_status == EXIT_FINE || exit_status == EXIT_WRONG;
    write_document(options, log);
}
