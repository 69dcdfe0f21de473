/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/json.h"
#include "compiler/base/text_stream.h"
#include "compiler/review/diff_writers.h"
#include "compiler/review/told.h"

enum { DIFF_JSON_SCHEMA = 1, HOST_DEPTH = 3 /* of the members of an element of "differences" */ };

static void write_range(struct json *json, uint32_t first, uint32_t last)
{
    json_open_line(json, NULL, '[');
    json_number(json, NULL, first);
    json_number(json, NULL, last);
    json_close(json, ']');
}

/* The members of a set of bits, as ranges. */
static void write_bits(struct json *json, const char *key, const uint64_t *words, uint32_t end)
{
    json_open_line(json, key, '[');
    for (uint32_t bit = 0; bit < end; bit++) {
        uint32_t first = bit;

        if (!(words[bit / 64] >> (bit % 64) & 1))
            continue;
        while (bit + 1 < end && words[(bit + 1) / 64] >> ((bit + 1) % 64) & 1)
            bit++;
        write_range(json, first, bit);
    }
    json_close(json, ']');
}

static void write_block(struct json *json, const struct block *block)
{
    uint64_t words[SELECT_WORDS] = {0};

    for (uint32_t i = 0; i < block->select_count; i++)
        words[block->selects[i] / 64] |= UINT64_C(1) << (block->selects[i] % 64);
    write_bits(json, "selects", words, MAX_SELECT_COUNT);
    write_bits(json, "umasks", block->umasks.words, UMASK_COUNT);
}

static void write_rows(struct json *json, const struct umask_set *rows)
{
    uint64_t words[ARM64_SELECT_COUNT * UMASK_WORDS];

    for (uint32_t i = 0; i < ARM64_SELECT_COUNT * UMASK_WORDS; i++)
        words[i] = rows[i / UMASK_WORDS].words[i % UMASK_WORDS];
    write_bits(json, "events", words, ARM64_SELECT_COUNT * UMASK_COUNT);
}

static void write_points(struct json *json, const struct changed_points *points)
{
    const uint64_t fixed = points->fixed;

    json_open(json, NULL, '{');
    json_string(json, "expression", points->expression);
    if (points->block)
        write_block(json, points->block);
    else if (points->rows)
        write_rows(json, points->rows);
    else
        write_bits(json, "fixed", &fixed, FIXED_COUNTER_COUNT);
    json_open_line(json, "names", '[');
    for (uint32_t i = 0; i < points->names.count; i++)
        json_string(json, NULL, points->names.names[i]);
    json_close(json, ']');
    json_close(json, '}');
}

static void write_reason(struct json *json, const struct reason *reason)
{
    static const char *const kinds[] = {"rule", "default", "kvm"};
    bool has_place = reason->told.line > 0;

    json_open(json, NULL, '{');
    json_string(json, "kind", kinds[reason->kind]);
    json_string(json, "words", reason_words(reason));
    json_string(json, "side", reason->side == SIDE_OLD ? "old" : "new");
    if (reason->kind != REASON_KVM)
        json_string(json, "verdict", reason->denies ? "deny" : "allow");
    if (has_place) {
        json_string(json, "file", reason->told.file);
        json_number(json, "line", reason->told.line);
        json_string(json, "text", reason->told.text);
    }
    if (reason->kind == REASON_RULE)
        json_string(json, "because", reason->told.because);
    json_close(json, '}');
}

static void write_change(struct json *json, const struct change *change)
{
    json_open(json, NULL, '{');
    json_string(json, "change", change->direction == DIRECTION_WIDENS ? "allowed" : "denied");
    json_open(json, "points", '[');
    for (uint32_t i = 0; i < change->point_count; i++)
        write_points(json, &change->points[i]);
    json_close(json, ']');
    json_open(json, "reasons", '[');
    for (uint32_t i = 0; i < change->reason_count; i++)
        write_reason(json, &change->reasons[i]);
    json_close(json, ']');
    json_close(json, '}');
}

static void write_flags(struct json *json, const bool has[DIRECTION_COUNT])
{
    json_boolean(json, "widens", has[DIRECTION_WIDENS]);
    json_boolean(json, "narrows", has[DIRECTION_NARROWS]);
}

static bool has_fact(const struct host_difference *host)
{
    for (int fact = 0; fact < FACT_COUNT; fact++) {
        if (host->facts[fact])
            return true;
    }
    return false;
}

/* All that is told of one host behind its name. */
static const char *write_body(const struct host_difference *host, struct arena *arena)
{
    struct text_stream stream;
    struct json json;

    text_stream_open(&stream);
    json = (struct json){.stream = stream.file, .depth = HOST_DEPTH, .has_member = true};
    write_flags(&json, host->has);
    json_open(&json, "facts", '[');
    for (int fact = 0; fact < FACT_COUNT; fact++) {
        if (!host->facts[fact])
            continue;
        json_open(&json, NULL, '{');
        json_string(&json, "fact", fact_word((enum fact)fact));
        json_string(&json, "text", fact_text((enum fact)fact));
        json_close(&json, '}');
    }
    json_close(&json, ']');
    json_open(&json, "changes", '[');
    for (uint32_t i = 0; i < host->change_count; i++)
        write_change(&json, &host->changes[i]);
    json_close(&json, ']');
    return text_stream_close(&stream, arena, NULL);
}

static void write_hosts(struct json *json, const struct diff_outcome *outcome, struct arena *arena)
{
    struct told_list list = {.arena = arena};

    for (uint32_t i = 0; i < outcome->host_count; i++) {
        const struct host_difference *host = &outcome->hosts[i];

        if (host->change_count || has_fact(host))
            told_add(&list, host->group->name, write_body(host, arena));
    }
    json_open(json, "differences", '[');
    for (uint32_t i = 0; i < list.count; i++) {
        json_open(json, NULL, '{');
        told_write_hosts(json, &list.all[i], arena);
        fputs(list.all[i].body, json->stream);
        json_close(json, '}');
    }
    json_close(json, ']');
}

void diff_write_json(FILE *stream, const struct diff_outcome *outcome, struct arena *arena)
{
    struct json json = {.stream = stream};

    json_open(&json, NULL, '{');
    json_number(&json, "pmuc-diff", DIFF_JSON_SCHEMA);
    json_string(&json, "old", outcome->names[SIDE_OLD]);
    json_string(&json, "new", outcome->names[SIDE_NEW]);
    json_boolean(&json, "differs",
                 outcome->has[DIRECTION_WIDENS] || outcome->has[DIRECTION_NARROWS]);
    write_flags(&json, outcome->has);
    write_hosts(&json, outcome, arena);
    json_close(&json, '}');
}
