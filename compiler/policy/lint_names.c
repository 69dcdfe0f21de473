/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Warnings about names: a name is a way to write codes, and other names may have the same ones.
 * Each part of a matcher, a name or a pattern, gets at most one warning of a kind.
 */
#include <stdlib.h>
#include <string.h>

#include "compiler/events/code_index.h"
#include "compiler/policy/lint.h"

enum { MAX_NAMED = 4 }; /* names that a message lists */

struct name_lint {
    const struct policy *policy;
    struct events *events;
    struct arena *arena;
    struct diagnostics *diagnostics;
    const struct code_index *indexes[MAX_HOSTS]; /* null until asked for */
};

/* What one matcher names: its matched events, and the same sorted by address. */
struct matcher_names {
    const struct matched_event *first;
    const struct event **sorted;
    uint32_t count;
};

/* Names for a message: as they were met, some of them twice. */
struct name_collection {
    const struct event **events;
    uint32_t count;
    uint32_t room;
};

static int compare_addresses(const void *left, const void *right)
{
    const struct event *a = *(const struct event *const *)left;
    const struct event *b = *(const struct event *const *)right;

    return (a > b) - (a < b);
}

static struct matcher_names collect_names(const struct name_lint *lint,
                                          const struct matched_event *first)
{
    struct matcher_names names = {first, NULL, 0};
    uint32_t count = 0;

    for (const struct matched_event *one = first; one; one = one->next)
        count++;
    names.sorted = ARENA_NEW_ARRAY(lint->arena, const struct event *, count);
    for (const struct matched_event *one = first; one; one = one->next) {
        if (one->event)
            names.sorted[names.count++] = one->event;
    }
    if (names.count)
        qsort(names.sorted, names.count, sizeof(struct event *), compare_addresses);
    return names;
}

static bool names_have(const struct matcher_names *names, const struct event *event)
{
    return names->count && bsearch(&event, names->sorted, names->count, sizeof(struct event *),
                                   compare_addresses) != NULL;
}

static const struct code_index *index_of(struct name_lint *lint, const struct host *host)
{
    if (!lint->indexes[host->index])
        lint->indexes[host->index] = code_index_create(
            events_of_model(lint->events, host->vendor, host->model, true), lint->arena);
    return lint->indexes[host->index];
}

static bool is_pattern(const struct ast_item *item)
{
    return strpbrk(item->name, "*?") != NULL;
}

static void add_name(const struct name_lint *lint, struct name_collection *list,
                     const struct event *event)
{
    if (list->count == list->room) {
        const struct event **more;

        list->room = list->room ? 2 * list->room : MAX_NAMED;
        more = ARENA_NEW_ARRAY(lint->arena, const struct event *, list->room);
        if (list->count)
            memcpy(more, list->events, list->count * sizeof(*more));
        list->events = more;
    }
    list->events[list->count++] = event;
}

static int compare_names(const void *left, const void *right)
{
    const struct event *a = *(const struct event *const *)left;
    const struct event *b = *(const struct event *const *)right;

    return strcmp(a->key, b->key);
}

/* The first few names in their order, and how many more there are. */
static const char *list_names(const struct name_lint *lint, struct name_collection *list)
{
    const char *text = "";
    uint32_t named = 0;

    qsort(list->events, list->count, sizeof(*list->events), compare_names);
    for (uint32_t i = 0; i < list->count; i++) {
        if (i && strcmp(list->events[i]->key, list->events[i - 1]->key) == 0)
            continue;
        if (named++ < MAX_NAMED)
            text = arena_format(lint->arena, "%s%s%s", text, text[0] ? ", " : "",
                                list->events[i]->name);
    }
    if (named <= MAX_NAMED)
        return text;
    return arena_format(lint->arena, "%s and %u more", text, named - MAX_NAMED);
}

/*
 * Names outside the matcher that have a code of this event and count something else with it: one of
 * the two asks for what no filter sees. Two events that both do ask for different things, unless
 * they are two names of one; two that do not are the same event.
 */
static bool is_other(const struct event *other, const struct event *event)
{
    return (other->qualifiers || event->qualifiers) && other->codes != event->codes &&
           !other->deprecated;
}

static void add_others(struct name_lint *lint, const struct matcher_names *names,
                       const struct matched_event *matched, struct name_collection *others)
{
    const struct host *host = &lint->policy->known->all[__builtin_ctzll(matched->hosts)];
    const struct code_index *index = index_of(lint, host);

    for (uint32_t i = 0; i < matched->event->code_count; i++) {
        const struct coded_event *rows;
        uint32_t count = code_index_find(index, code_of(&matched->event->codes[i]), &rows);

        for (uint32_t row = 0; row < count; row++) {
            const struct event *other = rows[row].event;

            if (is_other(other, matched->event) && !names_have(names, other))
                add_name(lint, others, other);
        }
    }
}

/* The first host's meaning of the item: the others are told apart by models-differ. */
static bool is_first_host(const struct matched_event *matched, const struct matched_event *of_item)
{
    return matched->hosts >> __builtin_ctzll(of_item->hosts) & 1;
}

static void check_qualifiers(struct name_lint *lint, const struct matcher_names *names,
                             const struct matched_event *matched, enum verdict verdict)
{
    const char *verb = verdict == VERDICT_ALLOW ? "allows" : "denies";
    struct name_collection others = {NULL, 0, 0};
    struct diagnostic *report;

    add_others(lint, names, matched, &others);
    report = diagnostic_report(
        lint->diagnostics, DIAGNOSTIC_QUALIFIER_IGNORED, matched->item->span,
        "KVM's filter sees select and unit mask alone, not what else makes up '%s': this %s "
        "everything with its code",
        matched->event->name, verb);
    if (others.count)
        diagnostic_add_note(report, (struct span){0, 0}, "other events with that code: %s",
                            list_names(lint, &others));
}

static void check_shared(struct name_lint *lint, const struct matcher_names *names,
                         const struct matched_event *first)
{
    struct name_collection others = {NULL, 0, 0};

    for (const struct matched_event *one = first; one && one->item == first->item;
         one = one->next) {
        if (one->event && is_first_host(one, first))
            add_others(lint, names, one, &others);
    }
    if (others.count)
        diagnostic_report(lint->diagnostics, DIAGNOSTIC_SHARED_CODE, first->item->span,
                          "this also allows what has the same code: %s", list_names(lint, &others));
}

static void check_deprecated(struct name_lint *lint, const struct matched_event *matched)
{
    const struct event *event = matched->event;

    if (!event->deprecated)
        return;
    if (event->deprecated[0])
        diagnostic_report(lint->diagnostics, DIAGNOSTIC_DEPRECATED_EVENT, matched->item->span,
                          "'%s' is deprecated: its name is now '%s'", event->name,
                          event->deprecated);
    else
        diagnostic_report(lint->diagnostics, DIAGNOSTIC_DEPRECATED_EVENT, matched->item->span,
                          "'%s' is deprecated", event->name);
}

static const char *describe_meaning(const struct name_lint *lint, const struct host *host,
                                    const struct event *event)
{
    const char *text = "";

    if (event->fixed)
        return arena_format(lint->arena, "fixed counter %d", __builtin_ctz(event->fixed));
    for (uint32_t i = 0; i < event->code_count; i++) {
        const struct event_code *code = &event->codes[i];
        const char *comma = text[0] ? ", " : "";

        if (host->vendor == VENDOR_ARM64)
            text = arena_format(lint->arena, "%s%sevent 0x%04x", text, comma, code->select);
        else
            text = arena_format(lint->arena, "%s%sselect 0x%02x umask 0x%02x", text, comma,
                                code->select, code->umask);
    }
    return text;
}

static bool same_meaning(const struct event *a, const struct event *b)
{
    return a->fixed == b->fixed && a->code_count == b->code_count &&
           (a->code_count == 0 ||
            memcmp(a->codes, b->codes, a->code_count * sizeof(struct event_code)) == 0);
}

/* Vendors number as they like; models of one vendor are expected to agree. */
static void check_models(struct name_lint *lint, const struct matched_event *first)
{
    const struct hosts *hosts = lint->policy->known;
    struct diagnostic *report = NULL;

    for (const struct matched_event *one = first->next; one && one->item == first->item;
         one = one->next) {
        const struct host *host = &hosts->all[__builtin_ctzll(one->hosts)];
        const struct host *other = &hosts->all[__builtin_ctzll(first->hosts)];

        if (!one->event || host->vendor != other->vendor || same_meaning(one->event, first->event))
            continue;
        if (!report)
            report =
                diagnostic_report(lint->diagnostics, DIAGNOSTIC_MODELS_DIFFER, one->item->span,
                                  "'%s' is not the same everywhere: on %s it means %s",
                                  one->item->name, hosts_describe(hosts, first->hosts, lint->arena),
                                  describe_meaning(lint, other, first->event));
        diagnostic_add_note(report, (struct span){0, 0}, "on %s it means %s",
                            hosts_describe(hosts, one->hosts, lint->arena),
                            describe_meaning(lint, host, one->event));
    }
}

static void check_optional(struct name_lint *lint, const struct matched_event *matched,
                           enum verdict verdict)
{
    if (verdict == VERDICT_DENY && lint->policy->default_verdict == VERDICT_ALLOW)
        diagnostic_report(lint->diagnostics, DIAGNOSTIC_OPTIONAL_MISSING, matched->item->span,
                          "nothing is denied on %s: no event is known as '%s' there, and the "
                          "default is allow",
                          hosts_describe(lint->policy->known, matched->hosts, lint->arena),
                          matched->item->name);
}

/* What a name means where that has qualifiers, which need not be on the first host; or null. */
static const struct matched_event *find_qualified(const struct matched_event *first)
{
    for (const struct matched_event *one = first; one && one->item == first->item;
         one = one->next) {
        if (one->event && one->event->qualifiers && !is_pattern(one->item))
            return one;
    }
    return NULL;
}

/* One part of a matcher: `first` and those behind it that have the same item. */
static void check_item(struct name_lint *lint, const struct matcher_names *names,
                       const struct matched_event *first, enum verdict verdict)
{
    for (const struct matched_event *one = first; one && one->item == first->item;
         one = one->next) {
        if (!one->event)
            check_optional(lint, one, verdict);
    }
    if (!first->event)
        return;
    if (!is_pattern(first->item)) {
        check_deprecated(lint, first);
        check_models(lint, first);
    }
    if (find_qualified(first))
        check_qualifiers(lint, names, find_qualified(first), verdict);
    else if (verdict == VERDICT_ALLOW &&
             diagnostic_is_on(lint->diagnostics, DIAGNOSTIC_SHARED_CODE))
        check_shared(lint, names, first);
}

static void check_matcher(struct name_lint *lint, const struct matched_event *first,
                          enum verdict verdict)
{
    struct matcher_names names = collect_names(lint, first);
    const struct ast_item *item = NULL;

    for (const struct matched_event *one = first; one; one = one->next) {
        if (one->item != item)
            check_item(lint, &names, one, verdict);
        item = one->item;
    }
}

void lint_names(const struct policy *policy, struct events *events, struct arena *arena,
                struct diagnostics *diagnostics)
{
    struct name_lint lint = {policy, events, arena, diagnostics, {NULL}};

    for (uint32_t i = 0; i < policy->rule_count; i++) {
        const struct rule *rule = &policy->rules[i];

        for (const struct points *one = rule->points; one && !rule->repeats; one = one->next) {
            if (one->events)
                check_matcher(&lint, one->events, rule->statement->verdict);
        }
    }
}
