/* SPDX-License-Identifier: BSD-2-Clause */
/* One diagnostic as a result of SARIF 2.1.0; the sections named here are those of that standard. */
#include <sha2.h>
#include <string.h>

#include "compiler/base/file_uri.h"
#include "compiler/base/sarif.h"
#include "compiler/base/text_stream.h"

enum {
    FINGERPRINT_DIGITS = 32,
    FINGERPRINT_MAX_LINE = 4096, /* bytes of a line that count: it can have 16 MiB */
};

/* A line that a diagnostic was found on, to count those that look the same. */
struct fingerprint {
    struct fingerprint *next;
    const char *digits;
};

const char *sarif_level(enum severity severity)
{
    return severity == SEVERITY_ERROR ? "error" : "warning";
}

const char *sarif_rule_id(struct sarif *sarif, enum diagnostic_code code)
{
    return arena_format(sarif->arena, "PMU%03u", diagnostic_number(code));
}

/*
 * A text is a pattern: braces stand for an argument unless they are doubled (3.11.5), and "[x](y)"
 * is a link (3.11.6), which nobody may put there by the name of a file or a group.
 */
static void print_message(FILE *stream, const char *text)
{
    for (; *text; text++) {
        if (*text == '{' || *text == '}')
            fputc(*text, stream);
        fputc(*text, stream);
        if (text[0] == ']' && text[1] == '(')
            fputc(' ', stream);
    }
}

static void print_link(FILE *stream, const char *text, unsigned int id)
{
    fputc('[', stream);
    for (; *text; text++) {
        if (strchr("[]\\", *text))
            fputc('\\', stream);
        if (*text == '{' || *text == '}')
            fputc(*text, stream);
        fputc(*text, stream);
    }
    fprintf(stream, "](%u)", id);
}

void sarif_write_text(struct sarif *sarif, const char *key, const char *text)
{
    struct text_stream stream;

    text_stream_open(&stream);
    print_message(stream.file, text);
    json_open_line(&sarif->json, key, '{');
    json_string(&sarif->json, "text", text_stream_close(&stream, sarif->arena, NULL));
    json_close(&sarif->json, '}');
}

bool sarif_has_place(const struct sarif *sarif, struct span span)
{
    return !span_is_empty(span) && source_of(sarif->sources, span.start);
}

static struct file_uri uri_of(const struct sarif *sarif, const struct source *source)
{
    struct file_uri uri = file_uri_of(source, sarif->arena);

    return uri.text ? uri : (struct file_uri){"%3Cstdin%3E", false};
}

static void write_artifact(struct sarif *sarif, const struct source *source)
{
    struct file_uri uri = uri_of(sarif, source);

    json_open_line(&sarif->json, "artifactLocation", '{');
    json_string(&sarif->json, "uri", uri.text);
    if (uri.is_relative)
        json_string(&sarif->json, "uriBaseId", "%SRCROOT%");
    json_close(&sarif->json, '}');
}

static void write_region(struct sarif *sarif, const char *key, struct span span)
{
    struct place start;
    struct place end;

    if (!source_locate(sarif->sources, span.start, &start) ||
        !source_locate(sarif->sources, span.end, &end))
        return;
    json_open_line(&sarif->json, key, '{');
    json_number(&sarif->json, "startLine", start.line);
    json_number(&sarif->json, "startColumn", start.column);
    json_number(&sarif->json, "endLine", end.line);
    json_number(&sarif->json, "endColumn", end.column);
    json_close(&sarif->json, '}');
}

static void write_physical_location(struct sarif *sarif, struct span span)
{
    json_open(&sarif->json, "physicalLocation", '{');
    write_artifact(sarif, source_of(sarif->sources, span.start));
    write_region(sarif, "region", span);
    json_close(&sarif->json, '}');
}

/* Those with a place become links to it: viewers show no related location that nothing links to. */
void sarif_write_message(struct sarif *sarif, const struct diagnostic *diagnostic)
{
    bool is_result = sarif_has_place(sarif, diagnostic->span);
    struct text_stream text;
    unsigned int id = 0;

    text_stream_open(&text);
    print_message(text.file, diagnostic->text);
    for (const struct diagnostic_note *note = diagnostic->first_note; note; note = note->next) {
        if (note->replacement)
            continue;
        fputc('\n', text.file);
        if (is_result && sarif_has_place(sarif, note->span))
            print_link(text.file, note->text, ++id);
        else
            print_message(text.file, note->text);
    }
    json_open(&sarif->json, "message", '{');
    json_string(&sarif->json, "text", text_stream_close(&text, sarif->arena, NULL));
    json_close(&sarif->json, '}');
}

static void write_related(struct sarif *sarif, unsigned int id, struct span span, const char *text)
{
    json_open(&sarif->json, NULL, '{');
    json_number(&sarif->json, "id", id);
    write_physical_location(sarif, span);
    sarif_write_text(sarif, "message", text);
    json_close(&sarif->json, '}');
}

/* Numbered as sarif_write_message() does; behind the notes, where the file was included. */
static void write_related_locations(struct sarif *sarif, const struct diagnostic *diagnostic)
{
    const struct source *source = source_of(sarif->sources, diagnostic->span.start);
    unsigned int id = 0;

    json_open(&sarif->json, "relatedLocations", '[');
    for (const struct diagnostic_note *note = diagnostic->first_note; note; note = note->next) {
        if (!note->replacement && sarif_has_place(sarif, note->span))
            write_related(sarif, ++id, note->span, note->text);
    }
    for (; sarif_has_place(sarif, source->included_at);
         source = source_of(sarif->sources, source->included_at.start))
        write_related(sarif, ++id, source->included_at, "included from here");
    json_close(&sarif->json, ']');
}

static void write_replacement(struct sarif *sarif, const struct diagnostic_note *note)
{
    json_open(&sarif->json, NULL, '{');
    write_region(sarif, "deletedRegion", note->span);
    json_open_line(&sarif->json, "insertedContent", '{');
    json_string(&sarif->json, "text", note->replacement);
    json_close(&sarif->json, '}');
    json_close(&sarif->json, '}');
}

/* Its changes are to one file. Returns what comes behind it. */
static const struct diagnostic_note *write_fix(struct sarif *sarif,
                                               const struct diagnostic_note *note)
{
    json_open(&sarif->json, NULL, '{');
    sarif_write_text(sarif, "description", diagnostic_describe_fix(note, sarif->arena));
    json_open(&sarif->json, "artifactChanges", '[');
    json_open(&sarif->json, NULL, '{');
    write_artifact(sarif, source_of(sarif->sources, note->span.start));
    json_open(&sarif->json, "replacements", '[');
    do {
        write_replacement(sarif, note);
        note = note->next;
    } while (note && note->joins);
    json_close(&sarif->json, ']');
    json_close(&sarif->json, '}');
    json_close(&sarif->json, ']');
    json_close(&sarif->json, '}');
    return note;
}

static void write_fixes(struct sarif *sarif, const struct diagnostic *diagnostic)
{
    const struct diagnostic_note *note = diagnostic->first_note;

    json_open(&sarif->json, "fixes", '[');
    while (note)
        note = note->replacement ? write_fix(sarif, note) : note->next;
    json_close(&sarif->json, ']');
}

/* Rule, file and line, without blanks and without the line's number, which changes too often. */
static const char *hash_line(struct sarif *sarif, const struct diagnostic *diagnostic,
                             const struct place *place)
{
    char digits[SHA256_DIGEST_STRING_LENGTH];
    struct text_stream stream;
    const char *text;
    size_t size;

    text_stream_open(&stream);
    fprintf(stream.file, "%u\n%s\n", diagnostic_number(diagnostic->code),
            uri_of(sarif, place->source).text);
    for (uint32_t i = 0; i < place->line_size && i < FINGERPRINT_MAX_LINE; i++) {
        if (!strchr(" \t\r", place->line_text[i]) || !place->line_text[i])
            fputc(place->line_text[i], stream.file);
    }
    text = text_stream_close(&stream, sarif->arena, &size);
    SHA256Data((const unsigned char *)text, size, digits);
    return arena_copy_text(sarif->arena, digits, FINGERPRINT_DIGITS);
}

/* Of lines that look the same the first is 1, the next is 2. */
static void write_fingerprint(struct sarif *sarif, const struct diagnostic *diagnostic)
{
    struct fingerprint *own = ARENA_NEW(sarif->arena, struct fingerprint);
    unsigned int count = 1;
    struct place place;

    if (!source_locate(sarif->sources, diagnostic->span.start, &place))
        return;
    own->digits = hash_line(sarif, diagnostic, &place);
    for (const struct fingerprint *old = sarif->fingerprints; old; old = old->next)
        count += strcmp(old->digits, own->digits) == 0;
    own->next = sarif->fingerprints;
    sarif->fingerprints = own;
    json_open_line(&sarif->json, "partialFingerprints", '{');
    json_string(&sarif->json, "pmucRuleFileLine/v1",
                arena_format(sarif->arena, "%s:%u", own->digits, count));
    json_close(&sarif->json, '}');
}

void sarif_write_result(struct sarif *sarif, const struct diagnostic *diagnostic)
{
    struct json *json = &sarif->json;

    json_open(json, NULL, '{');
    json_string(json, "ruleId", sarif_rule_id(sarif, diagnostic->code));
    json_number(json, "ruleIndex", sarif->rule_index[diagnostic->code]);
    json_string(json, "level", sarif_level(diagnostic->severity));
    sarif_write_message(sarif, diagnostic);
    json_open(json, "locations", '[');
    json_open(json, NULL, '{');
    write_physical_location(sarif, diagnostic->span);
    json_close(json, '}');
    json_close(json, ']');
    write_related_locations(sarif, diagnostic);
    write_fixes(sarif, diagnostic);
    write_fingerprint(sarif, diagnostic);
    json_close(json, '}');
}
