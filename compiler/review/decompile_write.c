/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What some hosts of a vendor list beyond what all of them list stands in rules for their models.
 * Only what is listed is written: the points whose verdict is not the default's.
 */
#include <string.h>

#include "compiler/base/text_stream.h"
#include "compiler/events/names.h"
#include "compiler/review/decompile.h"
#include "compiler/review/point_names.h"
#include "compiler/review/policy_head.h"
#include "compiler/review/policy_lines.h"
#include "compiler/review/reach.h"

enum { MOST_SELECTS_WITH_NAMES = 16 }; /* beyond, a comment of names tells nobody anything */

/* What one host lists, or what several do in common. */
struct listing {
    struct umask_set *umasks; /* by select */
    uint32_t end;
    uint32_t fixed;
};

struct writer {
    FILE *stream; /* of the rules */
    struct arena *arena;
    struct roster roster;
    struct listing *listings; /* of the roster's hosts */
    enum verdict default_verdict;
    struct minimiser *minimiser;
    struct events *events;
    bool has_rule[VENDOR_COUNT];
};

/* Whom a rule is for. */
struct addressee {
    const char *target;
    enum vendor vendor;
    const struct code_index *known; /* names there */
    const struct code_index *amd;   /* for x86, names on amd; else null */
};

static const struct umask_set all_umasks = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};

static const char *rule_word(const struct writer *writer)
{
    return writer->default_verdict == VERDICT_ALLOW ? "deny" : "allow";
}

static struct listing make_listing(const struct writer *writer, const struct filters *filters,
                                   const struct roster_host *host)
{
    struct reach reach =
        reach_of_section(&filters->sections[host->section], host->vendor, writer->arena);

    if (writer->default_verdict == VERDICT_DENY)
        return (struct listing){reach.allowed, reach.end, reach.fixed};
    for (uint32_t select = 0; select < reach.end; select++)
        reach.allowed[select] = umask_set_subtract(&all_umasks, &reach.allowed[select]);
    return (struct listing){reach.allowed, reach.end,
                            host->vendor == VENDOR_INTEL ? ~reach.fixed : 0};
}

static bool is_empty(const struct listing *listing)
{
    for (uint32_t select = 0; select < listing->end; select++) {
        if (!umask_set_is_empty(&listing->umasks[select]))
            return false;
    }
    return true;
}

/* --- lines --- */

static struct addressee address(const struct writer *writer, const char *target, enum vendor vendor,
                                const struct cpu_model *model)
{
    return (struct addressee){target, vendor,
                              known_names_of(writer->events, vendor, model, writer->arena), NULL};
}

static struct line_names plain_names(const struct point_names *found)
{
    return (struct line_names){found->names, found->plain_count};
}

/* The vendors have names of their own for a code. */
static void add_labelled(const struct writer *writer, const char *vendor,
                         const struct point_names *found, struct line_names *all)
{
    for (uint32_t i = 0; i < found->plain_count; i++)
        all->names[all->count++] = arena_format(writer->arena, "%s:%s", vendor, found->names[i]);
}

static struct line_names names_of_both(const struct writer *writer, const struct addressee *to,
                                       const struct block *block)
{
    struct point_names intel = names_of_block(to->known, block, writer->arena);
    struct point_names amd = names_of_block(to->amd, block, writer->arena);
    struct line_names all = {
        ARENA_NEW_ARRAY(writer->arena, const char *, intel.plain_count + amd.plain_count), 0};

    add_labelled(writer, "intel", &intel, &all);
    add_labelled(writer, "amd", &amd, &all);
    return all;
}

static struct line_names names_for(const struct writer *writer, const struct addressee *to,
                                   const struct block *block)
{
    struct point_names found;

    if (block->select_count > MOST_SELECTS_WITH_NAMES)
        return (struct line_names){NULL, 0};
    if (to->amd)
        return names_of_both(writer, to, block);
    found = names_of_block(to->known, block, writer->arena);
    return plain_names(&found);
}

static void write_rule(struct writer *writer, const struct addressee *to, const char *word,
                       const char *subject, const struct line_names *names)
{
    policy_line_write_named(writer->stream,
                            arena_format(writer->arena, "%s %s %s", word, to->target, subject),
                            names, writer->arena);
    writer->has_rule[to->vendor] = true;
    writer->has_rule[VENDOR_AMD] |= to->amd != NULL;
}

/* With x86 as target, any would reach through all selects of amd. */
static const char *select_text(const struct writer *writer, const struct addressee *to,
                               const struct block *block, uint32_t end)
{
    const char *text = expression_of_selects(block, end, writer->arena);
    size_t brace = text[0] == '{';

    if (!to->amd || strncmp(text + brace, "any", 3) != 0)
        return text;
    return arena_format(writer->arena, "%s0x00..0xff%s", brace ? "{" : "", text + brace + 3);
}

static void write_events(struct writer *writer, const struct addressee *to,
                         const struct listing *listing)
{
    struct blocks blocks = blocks_create(listing->umasks, listing->end, writer->arena);

    for (uint32_t i = 0; i < blocks.count; i++) {
        const struct block *block = &blocks.all[i];
        struct line_names names = names_for(writer, to, block);

        write_rule(
            writer, to, rule_word(writer),
            arena_format(writer->arena, "%s umask %s", select_text(writer, to, block, listing->end),
                         expression_of_umasks(&block->umasks, writer->minimiser, writer->arena)),
            &names);
    }
}

static void write_fixed(struct writer *writer, const struct addressee *to, uint32_t fixed)
{
    struct line_names names = {NULL, 0};

    if (!fixed)
        return;
    if (fixed != UINT32_MAX) {
        struct point_names found = names_of_fixed(to->known, fixed, writer->arena);

        names = plain_names(&found);
    }
    write_rule(writer, to, rule_word(writer),
               arena_format(writer->arena, "fixed %s", expression_of_fixed(fixed, writer->arena)),
               &names);
}

static bool has_others(const struct umask_set *rows)
{
    struct umask_set first = rows[0];

    first.words[PMUF_ARM64_SOFTWARE_EVENT / 64] &=
        ~(UINT64_C(1) << PMUF_ARM64_SOFTWARE_EVENT | UINT64_C(1) << PMUF_ARM64_CHAIN_EVENT);
    for (uint32_t row = 1; row < ARM64_SELECT_COUNT; row++) {
        if (!umask_set_is_empty(&rows[row]))
            return true;
    }
    return !umask_set_is_empty(&first);
}

/*
 * Under a default of deny, the two events that KVM never filters may be written or not, as it is
 * shorter: they are allowed anyway, and taken out of the rows. To deny them would be a mistake.
 */
static const char *event_text(const struct writer *writer, struct umask_set *rows)
{
    static const uint64_t chain = UINT64_C(1) << PMUF_ARM64_CHAIN_EVENT;
    static const uint64_t software = UINT64_C(1) << PMUF_ARM64_SOFTWARE_EVENT;
    const uint64_t rest = rows[0].words[0] & ~(chain | software);
    const uint64_t choices[] = {rest, rest | chain, rest | software, rest | chain | software};
    const char *best = NULL;

    if (writer->default_verdict == VERDICT_ALLOW)
        return expression_of_events(rows, writer->arena);
    for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
        const char *text;

        rows[0].words[0] = choices[i];
        text = expression_of_events(rows, writer->arena);
        if (!best || strlen(text) < strlen(best))
            best = text;
    }
    rows[0].words[0] = rest;
    return best;
}

static void write_arm64(struct writer *writer, const struct addressee *to, struct umask_set *rows)
{
    struct line_names names = {NULL, 0};
    const char *text;
    uint32_t count = 0;

    if (!has_others(rows))
        return;
    text = event_text(writer, rows);
    for (uint32_t row = 0; row < ARM64_SELECT_COUNT; row++)
        count += umask_set_count(&rows[row]);
    if (count <= MOST_SELECTS_WITH_NAMES * UMASK_COUNT) {
        struct point_names found = names_of_rows(to->known, rows, writer->arena);

        names = plain_names(&found);
    }
    write_rule(writer, to, rule_word(writer), text, &names);
}

static void write_listing(struct writer *writer, const struct addressee *to,
                          const struct listing *listing)
{
    if (to->vendor == VENDOR_ARM64) {
        write_arm64(writer, to, listing->umasks);
        return;
    }
    write_events(writer, to, listing);
    write_fixed(writer, to, listing->fixed);
}

/* --- hosts of a vendor --- */

static void keep_common(struct listing *common, const struct listing *other)
{
    common->fixed &= other->fixed;
    for (uint32_t select = 0; select < common->end; select++)
        common->umasks[select] =
            umask_set_intersect(&common->umasks[select], &other->umasks[select]);
}

static struct listing subtract(const struct writer *writer, const struct listing *from,
                               const struct listing *common)
{
    struct listing rest = {ARENA_NEW_ARRAY(writer->arena, struct umask_set, from->end), from->end,
                           from->fixed & ~common->fixed};

    for (uint32_t select = 0; select < from->end; select++)
        rest.umasks[select] = umask_set_subtract(&from->umasks[select], &common->umasks[select]);
    return rest;
}

static struct addressee address_host(const struct writer *writer, const struct roster_host *host)
{
    return address(writer,
                   arena_format(writer->arena, "%s:%s", vendor_name(host->vendor), host->model),
                   host->vendor, host->names);
}

/* Whether events are open and no fixed counter is: then it is said that this is meant. */
static bool closes_fixed(const struct writer *writer, const struct listing *listing)
{
    return writer->default_verdict == VERDICT_DENY && !listing->fixed && !is_empty(listing);
}

static void close_fixed(struct writer *writer, const struct addressee *to)
{
    static const struct line_names none = {NULL, 0};

    if (to->vendor == VENDOR_INTEL)
        write_rule(writer, to, "deny", "fixed any", &none);
}

static void write_only_host(struct writer *writer, const struct addressee *to,
                            const struct listing *listing)
{
    write_listing(writer, to, listing);
    if (closes_fixed(writer, listing))
        close_fixed(writer, to);
}

static struct listing find_common(const struct writer *writer, uint32_t first, uint32_t count)
{
    const struct listing *listings = &writer->listings[first];
    struct listing common = {ARENA_NEW_ARRAY(writer->arena, struct umask_set, listings->end),
                             listings->end, listings->fixed};

    memcpy(common.umasks, listings->umasks, common.end * sizeof(*common.umasks));
    for (uint32_t i = 1; i < count; i++)
        keep_common(&common, &listings[i]);
    return common;
}

/* Where all hosts close their fixed counters, that is said once. */
static bool close_fixed_together(struct writer *writer, const struct addressee *to, uint32_t first,
                                 uint32_t count)
{
    bool is_meant = false;

    for (uint32_t i = first; i < first + count; i++) {
        if (writer->listings[i].fixed)
            return false;
        is_meant |= closes_fixed(writer, &writer->listings[i]);
    }
    if (is_meant)
        close_fixed(writer, to);
    return true;
}

static void write_hosts(struct writer *writer, const struct addressee *to, uint32_t first,
                        uint32_t count)
{
    struct listing common = find_common(writer, first, count);
    bool is_closed;

    write_listing(writer, to, &common);
    is_closed = close_fixed_together(writer, to, first, count);
    for (uint32_t i = first; i < first + count; i++) {
        struct listing rest = subtract(writer, &writer->listings[i], &common);
        struct addressee one = address_host(writer, &writer->roster.hosts[i]);

        write_listing(writer, &one, &rest);
        if (!is_closed && closes_fixed(writer, &writer->listings[i]))
            close_fixed(writer, &one);
    }
}

static void write_vendor(struct writer *writer, enum vendor vendor)
{
    uint32_t first = 0;
    uint32_t count = roster_hosts_of(&writer->roster, vendor, &first);
    struct addressee to;

    if (!count)
        return;
    to = address(writer, vendor_name(vendor), vendor,
                 count == 1 ? writer->roster.hosts[first].names : NULL);
    if (count == 1)
        write_only_host(writer, &to, &writer->listings[first]);
    else
        write_hosts(writer, &to, first, count);
}

/* Whether one list does for all hosts of intel and amd. */
static bool shares_x86(const struct writer *writer, uint32_t *intel)
{
    uint32_t amd = 0;
    const struct listing *a;
    const struct listing *b;

    if (roster_hosts_of(&writer->roster, VENDOR_INTEL, intel) != 1 ||
        roster_hosts_of(&writer->roster, VENDOR_AMD, &amd) != 1 ||
        writer->roster.hosts[*intel].model || writer->roster.hosts[amd].model)
        return false;
    a = &writer->listings[*intel];
    b = &writer->listings[amd];
    for (uint32_t select = INTEL_SELECT_COUNT; select < b->end; select++) {
        if (!umask_set_is_empty(&b->umasks[select]))
            return false;
    }
    return memcmp(a->umasks, b->umasks, INTEL_SELECT_COUNT * sizeof(*a->umasks)) == 0;
}

static void write_x86(struct writer *writer, const struct listing *listing)
{
    struct addressee x86 = address(writer, "x86", VENDOR_INTEL, NULL);
    struct addressee intel = x86;

    x86.amd = known_names_of(writer->events, VENDOR_AMD, NULL, writer->arena);
    intel.target = vendor_name(VENDOR_INTEL);
    write_events(writer, &x86, listing);
    write_fixed(writer, &intel, listing->fixed);
    if (closes_fixed(writer, listing))
        close_fixed(writer, &intel);
}

static void write_rules(struct writer *writer)
{
    uint32_t host = 0;

    if (shares_x86(writer, &host)) {
        write_x86(writer, &writer->listings[host]);
    } else {
        write_vendor(writer, VENDOR_INTEL);
        write_vendor(writer, VENDOR_AMD);
    }
    write_vendor(writer, VENDOR_ARM64);
}

static const char *make_rules(struct writer *writer, const struct filters *filters)
{
    struct text_stream rules;

    writer->listings = ARENA_NEW_ARRAY(writer->arena, struct listing, writer->roster.count);
    for (uint32_t i = 0; i < writer->roster.count; i++)
        writer->listings[i] = make_listing(writer, filters, &writer->roster.hosts[i]);
    writer->minimiser = minimiser_open(MINIMISER_DEFAULT_STEPS);
    text_stream_open(&rules);
    writer->stream = rules.file;
    write_rules(writer);
    minimiser_close(writer->minimiser);
    return text_stream_close(&rules, writer->arena, NULL);
}

bool decompile_write(const struct filters *filters, enum verdict default_verdict,
                     struct events *events, struct arena *arena, struct decompiled *out)
{
    struct writer writer = {.arena = arena, .default_verdict = default_verdict, .events = events};
    struct text_stream text;
    const char *rules;

    if (!roster_create(filters, events, arena, &writer.roster, &out->reason))
        return false;
    if (writer.roster.count > MAX_HOSTS) {
        out->reason = arena_format(arena, "it serves %u CPU models, and a policy lists at most %d",
                                   writer.roster.count, MAX_HOSTS - VENDOR_COUNT);
        return false;
    }
    rules = make_rules(&writer, filters);
    text_stream_open(&text);
    policy_head_write(text.file,
                      &(struct policy_head){filters->name, filters->name_size, &writer.roster,
                                            writer.has_rule, default_verdict},
                      arena);
    if (rules[0])
        fprintf(text.file, "\n%s", rules);
    out->text = text_stream_close(&text, arena, &out->size);
    return true;
}
