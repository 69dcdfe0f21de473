/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>

#include "compiler/base/json.h"
#include "compiler/base/text_stream.h"
#include "compiler/blob/blob.h"
#include "compiler/commands/describe.h"
#include "compiler/commands/explain_writers.h"
#include "compiler/review/told.h"

enum { EXPLAIN_JSON_SCHEMA = 1, HOST_DEPTH = 5 /* of the members of an element of "answers" */ };

static void write_told(struct json *json, const struct told_rule *told)
{
    json_string(json, "file", told->file);
    json_number(json, "line", told->line);
    json_string(json, "text", told->text);
}

static void write_rules(struct json *json, const struct explanation *explanation)
{
    static const char *const roles[ROLE_COUNT] = {"decides", "agrees", "loses"};

    json_open(json, "rules", '[');
    for (uint32_t i = 0; i < explanation->rule_count; i++) {
        const struct naming_rule *rule = &explanation->rules[i];

        json_open(json, NULL, '{');
        json_string(json, "role", roles[rule->role]);
        write_told(json, &rule->told);
        json_string(json, "because", rule->told.because);
        if (rule->matcher.line) {
            json_open_line(json, "matcher", '{');
            write_told(json, &rule->matcher);
            json_close(json, '}');
        }
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_decider(struct json *json, const struct explanation *explanation)
{
    static const char *const words[] = {"rule", "default", "kvm", "unknown"};

    json_string(json, "decided_by", words[explanation->decider]);
    if (!explanation->default_rule.line)
        return;
    json_open_line(json, "default", '{');
    write_told(json, &explanation->default_rule);
    json_close(json, '}');
}

static void write_record(struct json *json, const struct arm64_record *record, uint32_t index)
{
    json_open_line(json, NULL, '{');
    json_number(json, "index", index);
    json_string(json, "action", record->action == PMUF_ACTION_ALLOW ? "allow" : "deny");
    json_number(json, "base", record->base);
    json_number(json, "count", record->count);
    json_close(json, '}');
}

static void write_entry(struct json *json, const struct alternative *alternative, uint32_t index,
                        struct arena *arena)
{
    const struct entry *entry = &alternative->entries[index];
    struct text_stream words;

    text_stream_open(&words);
    describe_entry(words.file, alternative->kind, entry);
    json_open_line(json, NULL, '{');
    json_number(json, "index", index);
    json_string(json, "entry",
                arena_format(arena, "0x%016" PRIx64, blob_encode_entry(alternative->kind, entry)));
    json_string(json, "words", text_stream_close(&words, arena, NULL));
    json_close(json, '}');
}

static void write_implementing(struct json *json, const struct explanation *explanation,
                               const struct implementing *implementing, struct arena *arena)
{
    const struct alternative *alternative = implementing->alternative;
    bool is_arm64 = alternative->kind == PMUF_KIND_ARM64;

    json_open(json, NULL, '{');
    json_string(json, "kind", describe_kind(alternative->kind));
    if (!is_arm64)
        json_string(json, "action", alternative->action == PMUF_ACTION_ALLOW ? "ALLOW" : "DENY");
    if (explanation->point.is_fixed)
        json_number(json, "fixed_bitmap", alternative->fixed_bitmap);
    json_open(json, is_arm64 ? "records" : "entries", '[');
    for (uint32_t i = 0; i < implementing->count; i++) {
        uint32_t which = implementing->indexes[i];

        if (is_arm64)
            write_record(json, &alternative->records[which], which);
        else
            write_entry(json, alternative, which, arena);
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void write_code(struct json *json, const struct explanation *explanation,
                       struct arena *arena)
{
    const struct reached_point *point = &explanation->point;

    json_string(json, "expression", explanation_point(explanation, arena));
    if (point->is_fixed) {
        json_number(json, "fixed", point->select);
    } else if (explanation->group->vendor == VENDOR_ARM64) {
        json_number(json, "event", point->select << 8 | point->umask);
    } else {
        json_number(json, "select", point->select);
        json_number(json, "umask", point->umask);
    }
}

static void write_list(struct json *json, const char *key, const char *const *list, uint32_t count)
{
    json_open(json, key, '[');
    for (uint32_t i = 0; i < count; i++)
        json_string(json, NULL, list[i]);
    json_close(json, ']');
}

static void write_explanation(struct json *json, const struct explanation *explanation,
                              struct arena *arena)
{
    json_open(json, NULL, '{');
    write_code(json, explanation, arena);
    json_boolean(json, "counts", explanation->counts);
    write_decider(json, explanation);
    write_rules(json, explanation);
    json_open(json, "alternatives", '[');
    for (uint32_t i = 0; i < explanation->implementing_count; i++)
        write_implementing(json, explanation, &explanation->implementing[i], arena);
    json_close(json, ']');
    write_list(json, "names", explanation->names, explanation->name_count);
    write_list(json, "guest", explanation->guest, explanation->guest_count);
    json_close(json, '}');
}

/* All that is told of one host behind its name. */
static const char *write_body(const struct host_answer *host, struct arena *arena)
{
    struct text_stream stream;
    struct json json;

    text_stream_open(&stream);
    json = (struct json){.stream = stream.file, .depth = HOST_DEPTH, .has_member = true};
    json_string(&json, "reason", host->count ? NULL : host->reason);
    json_open(&json, "codes", '[');
    for (uint32_t i = 0; i < host->count; i++)
        write_explanation(&json, &host->explanations[i], arena);
    json_close(&json, ']');
    return text_stream_close(&stream, arena, NULL);
}

static void write_point(struct json *json, const struct point_answer *point, struct arena *arena)
{
    struct told_list list = {.arena = arena};

    for (uint32_t i = 0; i < point->host_count; i++)
        told_add(&list, point->hosts[i].hosts, write_body(&point->hosts[i], arena));
    json_open(json, NULL, '{');
    json_string(json, "point", point->asked);
    json_open(json, "answers", '[');
    for (uint32_t i = 0; i < list.count; i++) {
        json_open(json, NULL, '{');
        told_write_hosts(json, &list.all[i], arena);
        fputs(list.all[i].body, json->stream);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

void explain_write_json(FILE *stream, const struct answers *answers, struct arena *arena)
{
    struct json json = {.stream = stream};

    json_open(&json, NULL, '{');
    json_number(&json, "pmuc-explain", EXPLAIN_JSON_SCHEMA);
    json_string(&json, "file", answers->file);
    json_boolean(&json, "is_blob", answers->is_blob);
    json_open(&json, "points", '[');
    for (uint32_t i = 0; i < answers->point_count; i++)
        write_point(&json, &answers->points[i], arena);
    json_close(&json, ']');
    json_close(&json, '}');
}
