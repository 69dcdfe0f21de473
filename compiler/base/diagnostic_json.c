/* SPDX-License-Identifier: BSD-2-Clause */
/* Diagnostics as JSON. */
#include "compiler/base/diagnostic_log.h"
#include "compiler/base/file_uri.h"
#include "compiler/base/json.h"
#include "compiler/base/print_name.h"
#include "compiler/base/text_stream.h"

struct writer {
    struct json json;
    struct arena *arena;
    const struct source_list *sources;
};

/* As messages show it, which need not be how the file is called: the URI is. */
static const char *shown_name(struct arena *arena, const struct source *source)
{
    struct text_stream text;

    text_stream_open(&text);
    print_name(text.file, source->name);
    return text_stream_close(&text, arena, NULL);
}

static void write_source(struct writer *writer, const struct source *source)
{
    json_string(&writer->json, "file", shown_name(writer->arena, source));
    json_string(&writer->json, "uri", file_uri_of(source, writer->arena).text);
}

static void write_position(struct writer *writer, const char *key, uint32_t offset)
{
    struct place place;

    if (!source_locate(writer->sources, offset, &place))
        return;
    json_open_line(&writer->json, key, '{');
    json_number(&writer->json, "line", place.line);
    json_number(&writer->json, "column", place.column);
    json_number(&writer->json, "byte", offset - place.source->base);
    json_close(&writer->json, '}');
}

static void write_location(struct writer *writer, struct span span)
{
    const struct source *source = source_of(writer->sources, span.start);

    if (span_is_empty(span) || !source) {
        json_string(&writer->json, "location", NULL);
        return;
    }
    json_open(&writer->json, "location", '{');
    write_source(writer, source);
    write_position(writer, "start", span.start);
    write_position(writer, "end", span.end);
    json_close(&writer->json, '}');
}

static void write_include_chain(struct writer *writer, struct span span)
{
    const struct source *source = source_of(writer->sources, span.start);
    struct place place;

    json_open(&writer->json, "included_from", '[');
    while (source && source_locate(writer->sources, source->included_at.start, &place)) {
        json_open_line(&writer->json, NULL, '{');
        write_source(writer, place.source);
        json_number(&writer->json, "line", place.line);
        json_close(&writer->json, '}');
        source = place.source;
    }
    json_close(&writer->json, ']');
}

static void write_notes(struct writer *writer, const struct diagnostic *diagnostic)
{
    json_open(&writer->json, "notes", '[');
    for (const struct diagnostic_note *note = diagnostic->first_note; note; note = note->next) {
        if (note->replacement)
            continue;
        json_open(&writer->json, NULL, '{');
        json_string(&writer->json, "message", note->text);
        write_location(writer, note->span);
        json_close(&writer->json, '}');
    }
    json_close(&writer->json, ']');
}

/* Returns what comes behind the fix and the changes that join it. */
static const struct diagnostic_note *write_fix(struct writer *writer,
                                               const struct diagnostic_note *note)
{
    json_open(&writer->json, NULL, '{');
    json_string(&writer->json, "message", diagnostic_describe_fix(note, writer->arena));
    json_open(&writer->json, "changes", '[');
    do {
        json_open(&writer->json, NULL, '{');
        write_location(writer, note->span);
        json_string(&writer->json, "replacement", note->replacement);
        json_close(&writer->json, '}');
        note = note->next;
    } while (note && note->joins);
    json_close(&writer->json, ']');
    json_close(&writer->json, '}');
    return note;
}

static void write_fixes(struct writer *writer, const struct diagnostic *diagnostic)
{
    const struct diagnostic_note *note = diagnostic->first_note;

    json_open(&writer->json, "fixes", '[');
    while (note)
        note = note->replacement ? write_fix(writer, note) : note->next;
    json_close(&writer->json, ']');
}

static void write_diagnostic(struct writer *writer, const struct diagnostic *diagnostic)
{
    struct json *json = &writer->json;

    writer->sources = diagnostic->owner->sources;
    json_open(json, NULL, '{');
    json_string(json, "severity", diagnostic->severity == SEVERITY_ERROR ? "error" : "warning");
    json_string(json, "code",
                arena_format(writer->arena, "PMU%03u", diagnostic_number(diagnostic->code)));
    json_string(json, "flag", diagnostic_flag(diagnostic->code));
    json_string(json, "title", diagnostic_title(diagnostic->code));
    json_string(json, "message", diagnostic->text);
    write_location(writer, diagnostic->span);
    write_include_chain(writer, diagnostic->span);
    write_notes(writer, diagnostic);
    write_fixes(writer, diagnostic);
    json_close(json, '}');
}

static void write_counts(struct json *json, const struct diagnostic_log *log,
                         const struct diagnostic **list, size_t count)
{
    uint64_t errors = 0;

    for (size_t i = 0; i < count; i++)
        errors += list[i]->severity == SEVERITY_ERROR;
    json_number(json, "errors", errors);
    json_number(json, "warnings", count - errors);
    json_number(json, "not_listed", diagnostic_log_not_listed(log));
}

static void write_messages(struct json *json, const struct log_message *message)
{
    json_open(json, "messages", '[');
    for (; message; message = message->next) {
        json_open(json, NULL, '{');
        json_string(json, "severity", message->level);
        json_string(json, "message", message->text);
        json_close(json, '}');
    }
    json_close(json, ']');
}

void diagnostic_log_write_json(const struct diagnostic_log *log, FILE *stream)
{
    struct writer writer = {.json = {.stream = stream}, .arena = log->arena};
    struct json *json = &writer.json;
    size_t count;
    const struct diagnostic **list = diagnostic_log_all(log, &count);

    json_open(json, NULL, '{');
    json_string(json, "tool", "pmuc");
    json_string(json, "version", log->version);
    json_number(json, "format", DIAGNOSTIC_LOG_FORMAT);
    json_number(json, "exit_status", (uint64_t)log->exit_status);
    write_counts(json, log, list, count);
    json_open(json, "diagnostics", '[');
    for (size_t i = 0; i < count; i++)
        write_diagnostic(&writer, list[i]);
    json_close(json, ']');
    write_messages(json, log->first_message);
    json_close(json, '}');
}
