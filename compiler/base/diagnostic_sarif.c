/* SPDX-License-Identifier: BSD-2-Clause */
/* Diagnostics as a run of SARIF 2.1.0. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "compiler/base/diagnostic_log.h"
#include "compiler/base/sarif.h"

/* What has no place in a text, such as a catalogue that cannot be read, is no result. */
static void write_notification(struct sarif *sarif, const struct diagnostic *diagnostic)
{
    struct json *json = &sarif->json;

    json_open(json, NULL, '{');
    json_open_line(json, "associatedRule", '{');
    json_string(json, "id", sarif_rule_id(sarif, diagnostic->code));
    json_number(json, "index", sarif->rule_index[diagnostic->code]);
    json_close(json, '}');
    json_string(json, "level", sarif_level(diagnostic->severity));
    sarif_write_message(sarif, diagnostic);
    json_close(json, '}');
}

/* All that have a place, or all that have none. */
static void write_each(struct sarif *sarif, const struct diagnostic_log *log, bool placed)
{
    size_t count;
    const struct diagnostic **list = diagnostic_log_all(log, &count);

    for (size_t i = 0; i < count; i++) {
        sarif->sources = list[i]->owner->sources;
        if (sarif_has_place(sarif, list[i]->span) != placed)
            continue;
        if (placed)
            sarif_write_result(sarif, list[i]);
        else
            write_notification(sarif, list[i]);
    }
}

static void write_log_message(struct sarif *sarif, const char *level, const char *text)
{
    json_open(&sarif->json, NULL, '{');
    json_string(&sarif->json, "level", level);
    sarif_write_text(sarif, "message", text);
    json_close(&sarif->json, '}');
}

static void write_invocation(struct sarif *sarif, const struct diagnostic_log *log)
{
    struct json *json = &sarif->json;
    uint64_t not_listed = diagnostic_log_not_listed(log);

    json_open(json, "invocations", '[');
    json_open(json, NULL, '{');
    json_boolean(json, "executionSuccessful", log->succeeded);
    json_number(json, "exitCode", (uint64_t)log->exit_status);
    json_open(json, "toolConfigurationNotifications", '[');
    write_each(sarif, log, false);
    json_close(json, ']');
    json_open(json, "toolExecutionNotifications", '[');
    for (const struct log_message *one = log->first_message; one; one = one->next)
        write_log_message(sarif, one->level, one->text);
    if (not_listed)
        write_log_message(sarif, "note",
                          arena_format(log->arena, "%" PRIu64 " more are not listed", not_listed));
    json_close(json, ']');
    json_close(json, '}');
    json_close(json, ']');
}

/* "UNKNOWN_GROUP" as "UnknownGroup". */
static const char *pascal_case(struct arena *arena, const char *identifier)
{
    char *out = arena_allocate(arena, strlen(identifier) + 1);
    size_t size = 0;

    for (bool is_first = true; *identifier; identifier++) {
        if (*identifier != '_')
            out[size++] = (char)(is_first ? *identifier : tolower((unsigned char)*identifier));
        is_first = *identifier == '_';
    }
    return out;
}

static const char *help_text(struct sarif *sarif, enum diagnostic_code code)
{
    const char *flag = diagnostic_flag(code);
    const char *id = sarif_rule_id(sarif, code);

    if (!flag)
        return arena_format(sarif->arena, "See %s in pmuc(1).", id);
    return arena_format(sarif->arena, "See %s in pmuc(1). -W%s turns it on, -Wno-%s off.", id, flag,
                        flag);
}

static void write_rule(struct sarif *sarif, enum diagnostic_code code)
{
    struct json *json = &sarif->json;
    enum severity severity = diagnostic_default(code);

    json_open(json, NULL, '{');
    json_string(json, "id", sarif_rule_id(sarif, code));
    json_string(json, "name", pascal_case(sarif->arena, diagnostic_identifier(code)));
    sarif_write_text(sarif, "shortDescription", diagnostic_title(code));
    sarif_write_text(sarif, "help", help_text(sarif, code));
    json_open_line(json, "defaultConfiguration", '{');
    json_boolean(json, "enabled", severity != SEVERITY_OFF);
    json_string(json, "level", sarif_level(severity));
    json_close(json, '}');
    json_close(json, '}');
}

/* Those that were reported, by number. */
static void write_rules(struct sarif *sarif, const struct diagnostic_log *log)
{
    bool was_reported[DIAGNOSTIC_CODE_COUNT] = {false};
    uint64_t count = 0;

    for (const struct log_part *part = log->first_part; part; part = part->next) {
        for (const struct diagnostic *one = part->diagnostics->first; one; one = one->next)
            was_reported[one->code] = true;
    }
    json_open(&sarif->json, "rules", '[');
    for (int code = 0; code < DIAGNOSTIC_CODE_COUNT; code++) {
        if (!was_reported[code])
            continue;
        sarif->rule_index[code] = count++;
        write_rule(sarif, (enum diagnostic_code)code);
    }
    json_close(&sarif->json, ']');
}

static void write_tool(struct sarif *sarif, const struct diagnostic_log *log)
{
    struct json *json = &sarif->json;

    json_open(json, "tool", '{');
    json_open(json, "driver", '{');
    json_string(json, "name", "pmuc");
    json_string(json, "version", log->version);
    write_rules(sarif, log);
    json_close(json, '}');
    json_close(json, '}');
}

static void write_run(struct sarif *sarif, const struct diagnostic_log *log)
{
    struct json *json = &sarif->json;

    json_open(json, NULL, '{');
    write_tool(sarif, log);
    write_invocation(sarif, log);
    json_open(json, "originalUriBaseIds", '{');
    json_open(json, "%SRCROOT%", '{');
    sarif_write_text(sarif, "description", "the folder that pmuc ran in");
    json_close(json, '}');
    json_close(json, '}');
    json_string(json, "columnKind", "unicodeCodePoints");
    json_open(json, "results", '[');
    write_each(sarif, log, true);
    json_close(json, ']');
    json_close(json, '}');
}

void diagnostic_log_write_sarif(const struct diagnostic_log *log, FILE *stream)
{
    struct sarif sarif = {.json = {.stream = stream}, .arena = log->arena};
    struct json *json = &sarif.json;

    json_open(json, NULL, '{');
    json_string(
        json, "$schema",
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json");
    json_string(json, "version", "2.1.0");
    json_open(json, "runs", '[');
    write_run(&sarif, log);
    json_close(json, ']');
    json_close(json, '}');
}
