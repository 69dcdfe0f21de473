/* SPDX-License-Identifier: BSD-2-Clause */
/* The events of a catalogue of our own form. */
#include <stdlib.h>
#include <string.h>

#include "compiler/events/form.h"
#include "compiler/events/names.h"
#include "compiler/events/own_form.h"

enum {
    NAME,
    ALSO,
    SELECT,
    UMASK,
    FIXED,
    EVENT,
    CMASK,
    INVERT,
    EDGE,
    ANY,
    REGISTER,
    DEPRECATED,
    KEY_COUNT
};

static const struct field fields[KEY_COUNT] = {
    [NAME] = {"name", true},          [ALSO] = {"also", false},
    [SELECT] = {"select", false},     [UMASK] = {"umask", false},
    [FIXED] = {"fixed", false},       [EVENT] = {"event", false},
    [CMASK] = {"cmask", false},       [INVERT] = {"invert", false},
    [EDGE] = {"edge", false},         [ANY] = {"any", false},
    [REGISTER] = {"register", false}, [DEPRECATED] = {"deprecated", false},
};

static const struct {
    unsigned int key;
    uint32_t qualifier;
} flags[] = {
    {INVERT, EVENT_INVERT},
    {EDGE, EVENT_EDGE},
    {ANY, EVENT_ANY_THREAD},
    {REGISTER, EVENT_EXTRA_REGISTER},
};

enum { MAX_UMASK = 0xff, MAX_FIXED = 31, MAX_COUNTER_MASK = 0xff };

static uint32_t select_limit(enum vendor vendor)
{
    static const uint32_t limits[VENDOR_COUNT] = {0xff, 0xfff, 0xffff};

    return limits[vendor];
}

/* The same event can be asked for by several names. */
struct names {
    const char *names[EVENT_MAX_NAMES];
    struct span spans[EVENT_MAX_NAMES];
    uint32_t count;
};

static void add_name(struct reader *reader, const struct node *node, const char *what,
                     struct names *names)
{
    const char *name;

    if (!form_text(reader, node, what, MAX_EVENT_NAME, &name))
        return;
    if (!is_event_name(name)) {
        reader_refuse(reader, node,
                      "an event's name is made of letters, digits, '_', '-', '.' and ':'");
        return;
    }
    names->names[names->count] = name;
    names->spans[names->count++] = node_span(reader, node);
}

static void read_names(struct reader *reader, const struct node *const *values, struct names *names)
{
    add_name(reader, values[NAME], "name", names);
    if (!form_list(reader, values[ALSO], "also"))
        return;
    if (values[ALSO]->size >= EVENT_MAX_NAMES) {
        reader_report(reader, DIAGNOSTIC_CATALOGUE_LIMIT, node_span(reader, values[ALSO]),
                      "an event has at most %d names", EVENT_MAX_NAMES);
        return;
    }
    for (const struct node *node = values[ALSO]->first; node; node = node->next)
        add_name(reader, node, "also", names);
}

static int compare_codes(const void *left, const void *right)
{
    const struct event_code *a = left;
    const struct event_code *b = right;

    return a->select < b->select ? -1 : a->select > b->select;
}

static bool has_repeated(const struct event *event)
{
    for (uint32_t i = 1; i < event->code_count; i++) {
        if (event->codes[i - 1].select == event->codes[i].select)
            return true;
    }
    return false;
}

/* One number, or a list of them. */
static bool read_codes(struct reader *reader, const struct node *node, const char *what,
                       uint32_t limit, uint32_t umask, struct event *event)
{
    const bool is_list = node->kind == NODE_LIST;
    const uint32_t count = is_list ? node->size : 1;
    struct event_code *codes;

    if (count == 0 || count > EVENT_MAX_CODES) {
        reader_report(reader, DIAGNOSTIC_CATALOGUE_LIMIT, node_span(reader, node),
                      "an event has 1 to %d codes", EVENT_MAX_CODES);
        return false;
    }
    codes = ARENA_NEW_ARRAY(reader->arena, struct event_code, count);
    for (const struct node *one = is_list ? node->first : node; one && event->code_count < count;
         one = one->next) {
        uint32_t select;

        if (!form_number(reader, one, what, limit, &select))
            return false;
        codes[event->code_count++] = (struct event_code){(uint16_t)select, (uint8_t)umask};
    }
    qsort(codes, count, sizeof(*codes), compare_codes);
    event->codes = codes;
    if (has_repeated(event))
        reader_report(reader, DIAGNOSTIC_CATALOGUE_REPEATED, node_span(reader, node),
                      "the same number is listed twice");
    return true;
}

static bool refuse_keys(struct reader *reader, const struct node *const *values,
                        const unsigned int *keys, unsigned int count, const char *why)
{
    for (unsigned int i = 0; i < count; i++) {
        if (values[keys[i]]) {
            reader_refuse(reader, values[keys[i]], "'%s' does not belong here: %s",
                          fields[keys[i]].key, why);
            return false;
        }
    }
    return true;
}

static bool read_fixed(struct reader *reader, const struct node *const *values, struct event *event)
{
    static const unsigned int others[] = {SELECT, UMASK, EVENT};
    uint32_t counter;

    if (!refuse_keys(reader, values, others, 3, "a fixed counter has no code") ||
        !form_number(reader, values[FIXED], "fixed", MAX_FIXED, &counter))
        return false;
    event->fixed = UINT32_C(1) << counter;
    return true;
}

static bool read_arm64_code(struct reader *reader, const struct node *node,
                            const struct node *const *values, struct event *event)
{
    static const unsigned int others[] = {SELECT, UMASK, FIXED};

    if (!refuse_keys(reader, values, others, 3, "an arm64 event has a number, its 'event'"))
        return false;
    if (values[EVENT])
        return read_codes(reader, values[EVENT], "event", select_limit(VENDOR_ARM64), 0, event);
    reader_refuse(reader, node, "the key 'event' is missing here");
    return false;
}

static bool read_x86_code(struct reader *reader, const struct node *node, enum vendor vendor,
                          const struct node *const *values, struct event *event)
{
    static const unsigned int others[] = {EVENT};
    uint32_t umask;

    if (!refuse_keys(reader, values, others, 1, "an x86 event has 'select' and 'umask'"))
        return false;
    if (!values[SELECT] || !values[UMASK]) {
        reader_refuse(reader, node, "the key '%s' is missing here",
                      values[SELECT] ? "umask" : "select");
        return false;
    }
    return form_number(reader, values[UMASK], "umask", MAX_UMASK, &umask) &&
           read_codes(reader, values[SELECT], "select", select_limit(vendor), umask, event);
}

static bool read_meaning(struct reader *reader, const struct node *node, enum vendor vendor,
                         const struct node *const *values, struct event *event)
{
    static const unsigned int fixed[] = {FIXED};

    if (vendor == VENDOR_ARM64)
        return read_arm64_code(reader, node, values, event);
    if (vendor == VENDOR_INTEL && values[FIXED])
        return read_fixed(reader, values, event);
    return refuse_keys(reader, values, fixed, 1, "these CPUs have no fixed counters") &&
           read_x86_code(reader, node, vendor, values, event);
}

static uint32_t read_qualifiers(struct reader *reader, const struct node *const *values)
{
    uint32_t qualifiers = 0;
    uint32_t counter_mask;

    if (form_number(reader, values[CMASK], "cmask", MAX_COUNTER_MASK, &counter_mask) &&
        counter_mask != 0)
        qualifiers |= EVENT_COUNTER_MASK;
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        bool is_set;

        if (form_flag(reader, values[flags[i].key], fields[flags[i].key].key, &is_set) && is_set)
            qualifiers |= flags[i].qualifier;
    }
    return qualifiers;
}

/* A name, or just true. */
static const char *read_deprecated(struct reader *reader, const struct node *node)
{
    const char *name;

    if (!node)
        return NULL;
    if (node->kind == NODE_SCALAR && node->is_plain && strcmp(node->text, "true") == 0)
        return "";
    if (!form_text(reader, node, "deprecated", MAX_EVENT_NAME, &name))
        return NULL;
    if (is_event_name(name))
        return name;
    reader_refuse(reader, node, "'deprecated' is true, or the name to use instead");
    return NULL;
}

static void add_events(struct reader *reader, const struct names *names, const struct event *event,
                       struct catalogue_file *file)
{
    for (uint32_t i = 0; i < names->count; i++) {
        struct event *added = event_table_add(&file->events, reader->arena, names->names[i]);

        added->codes = event->codes;
        added->code_count = event->code_count;
        added->fixed = event->fixed;
        added->qualifiers = event->qualifiers;
        added->deprecated = event->deprecated;
        added->catalogue = &file->catalogue;
        added->span = names->spans[i];
    }
}

static void read_event(struct reader *reader, const struct node *node, struct catalogue_file *file)
{
    const struct node *values[KEY_COUNT];
    struct names names = {.count = 0};
    struct event event = {.name = NULL};

    if (!form_map(reader, node, fields, KEY_COUNT, values))
        return;
    read_names(reader, values, &names);
    event.qualifiers = read_qualifiers(reader, values);
    event.deprecated = read_deprecated(reader, values[DEPRECATED]);
    if (read_meaning(reader, node, file->vendor, values, &event))
        add_events(reader, &names, &event, file);
}

void own_events_read(struct reader *reader, const struct node *list, struct catalogue_file *file)
{
    for (const struct node *node = list->first; node && !reader_gave_up(reader); node = node->next)
        read_event(reader, node, file);
}
