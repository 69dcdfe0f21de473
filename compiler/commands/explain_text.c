/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>

#include "compiler/base/print_name.h"
#include "compiler/base/text_stream.h"
#include "compiler/blob/blob.h"
#include "compiler/commands/describe.h"
#include "compiler/commands/explain_writers.h"
#include "compiler/review/told.h"

enum { NAMES_SHOWN = 8, RULES_SHOWN = 6 /* of one role */ };

#define BOLD "\033[1m"
#define YELLOW "\033[33m"
#define CYAN "\033[36m"
#define PLAIN "\033[0m"

static void write_rule(FILE *stream, const char *words, const struct naming_rule *rule)
{
    fprintf(stream, "    %s ", words);
    print_name(stream, rule->told.file);
    fprintf(stream, ":%u: %s", rule->told.line, rule->told.text);
    rule_text_write_because(stream, rule->told.because);
    fputc('\n', stream);
    if (!rule->matcher.line)
        return;
    fputs("      by ", stream);
    print_name(stream, rule->matcher.file);
    fprintf(stream, ":%u: %s\n", rule->matcher.line, rule->matcher.text);
}

static void write_rules(FILE *stream, const struct explanation *explanation)
{
    static const char *const words[ROLE_COUNT] = {"decided by", "agrees:", "overruled:"};
    uint32_t shown[ROLE_COUNT] = {0};

    for (uint32_t i = 0; i < explanation->rule_count; i++) {
        enum rule_role role = explanation->rules[i].role;

        if (shown[role]++ < RULES_SHOWN)
            write_rule(stream, words[role], &explanation->rules[i]);
    }
    for (int role = 0; role < ROLE_COUNT; role++) {
        if (shown[role] > RULES_SHOWN)
            fprintf(stream, "    %s %u more\n", words[role], shown[role] - RULES_SHOWN);
    }
}

static void write_decider(FILE *stream, const struct explanation *explanation)
{
    const struct told_rule *written = &explanation->default_rule;

    if (explanation->decider == DECIDED_BY_KVM)
        fputs("    decided by KVM, which never filters it\n", stream);
    if (explanation->decider == DECIDED_BY_BLOB)
        fputs("    a blob holds no rules\n", stream);
    if (explanation->decider != DECIDED_BY_DEFAULT)
        return;
    fputs("    decided by the default", stream);
    if (written->line) {
        fputs(", ", stream);
        print_name(stream, written->file);
        fprintf(stream, ":%u: %s\n", written->line, written->text);
    } else {
        fputs(", which is deny where none is written\n", stream);
    }
}

static void write_record(FILE *stream, const struct arm64_record *record, uint32_t index)
{
    fprintf(stream, "      record %u: %s events 0x%04x..0x%04x\n", index,
            record->action == PMUF_ACTION_ALLOW ? "allow" : "deny", record->base,
            (unsigned int)record->base + record->count - 1);
}

static void write_entry(FILE *stream, const struct alternative *alternative, uint32_t index)
{
    const struct entry *entry = &alternative->entries[index];

    fprintf(stream, "      %016" PRIx64 "  ", blob_encode_entry(alternative->kind, entry));
    describe_entry(stream, alternative->kind, entry);
    fputc('\n', stream);
}

static const char *action_words(const struct alternative *alternative)
{
    return alternative->action == PMUF_ACTION_ALLOW
               ? "the action is ALLOW, and what is not listed is denied"
               : "the action is DENY, and what is not listed is allowed";
}

static void write_implementing(FILE *stream, const struct explanation *explanation,
                               const struct implementing *implementing, uint32_t index)
{
    const struct alternative *alternative = implementing->alternative;

    fprintf(stream, "    alternative %u, %s: ", index, describe_kind(alternative->kind));
    if (explanation->point.is_fixed)
        fprintf(stream, "bit %u of the fixed counter bitmap 0x%08x, action %s\n",
                explanation->point.select, alternative->fixed_bitmap,
                alternative->action == PMUF_ACTION_ALLOW ? "ALLOW" : "DENY");
    else if (!implementing->count)
        fprintf(stream, "no entry matches; %s\n", action_words(alternative));
    else if (alternative->kind == PMUF_KIND_ARM64)
        fputs("the last record that covers it decides\n", stream);
    else
        fprintf(stream, "action %s\n", alternative->action == PMUF_ACTION_ALLOW ? "ALLOW" : "DENY");
    for (uint32_t i = 0; i < implementing->count; i++) {
        uint32_t which = implementing->indexes[i];

        if (alternative->kind == PMUF_KIND_ARM64)
            write_record(stream, &alternative->records[which], which);
        else
            write_entry(stream, alternative, which);
    }
}

static void write_names(FILE *stream, const struct explanation *explanation)
{
    const char *separator = "    names: ";

    for (uint32_t i = 0; i < explanation->name_count && i < NAMES_SHOWN; i++) {
        fputs(separator, stream);
        print_name(stream, explanation->names[i]);
        separator = ", ";
    }
    if (explanation->name_count > NAMES_SHOWN)
        fprintf(stream, " and %u more", explanation->name_count - NAMES_SHOWN);
    fputs(explanation->name_count ? "\n" : "    names: none is known\n", stream);
}

static void write_explanation(FILE *stream, const struct explanation *explanation, bool colour,
                              struct arena *arena)
{
    fprintf(stream, "  %s: %s%s%s\n", explanation_point(explanation, arena),
            !colour               ? ""
            : explanation->counts ? YELLOW
                                  : CYAN,
            explanation->counts ? "allowed" : "denied", colour ? PLAIN : "");
    write_decider(stream, explanation);
    write_rules(stream, explanation);
    for (uint32_t i = 0; i < explanation->implementing_count; i++)
        write_implementing(stream, explanation, &explanation->implementing[i], i);
    write_names(stream, explanation);
    for (uint32_t i = 0; i < explanation->guest_count; i++)
        fprintf(stream, "    guest: %s\n", explanation->guest[i]);
}

static const char *write_body(const struct host_answer *host, bool colour, struct arena *arena)
{
    struct text_stream stream;

    text_stream_open(&stream);
    for (uint32_t i = 0; i < host->count; i++)
        write_explanation(stream.file, &host->explanations[i], colour, arena);
    if (!host->count)
        fprintf(stream.file, "  %s\n", host->reason);
    return text_stream_close(&stream, arena, NULL);
}

static void write_point(FILE *stream, const struct point_answer *point, bool colour,
                        struct arena *arena)
{
    struct told_list list = {.arena = arena};

    for (uint32_t i = 0; i < point->host_count; i++)
        told_add(&list, point->hosts[i].hosts, write_body(&point->hosts[i], colour, arena));
    for (uint32_t i = 0; i < list.count; i++) {
        fputs(colour ? BOLD : "", stream);
        print_name(stream, point->asked);
        fprintf(stream, " on %s:%s\n%s", list.all[i].hosts, colour ? PLAIN : "", list.all[i].body);
    }
}

void explain_write_text(FILE *stream, const struct answers *answers, bool colour,
                        struct arena *arena)
{
    for (uint32_t i = 0; i < answers->point_count; i++)
        write_point(stream, &answers->points[i], colour, arena);
}
