/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/vendor_event.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/events/names.h"

static const char *const keys[VENDOR_KEY_COUNT] = {
    [KEY_EVENT_NAME] = "EventName",
    [KEY_STANDARD_EVENT] = "ArchStdEvent",
    [KEY_METRIC_NAME] = "MetricName",
    [KEY_UNIT] = "Unit",
    [KEY_EVENT_CODE] = "EventCode",
    [KEY_CONFIG_CODE] = "ConfigCode",
    [KEY_UMASK] = "UMask",
    [KEY_UMASK_EXTENSION] = "UMaskExt",
    [KEY_SELECT_EXTENSION] = "ExtSel",
    [KEY_EQUAL] = "Equal",
    [KEY_COUNTER] = "Counter",
    [KEY_COUNTER_MASK] = "CounterMask",
    [KEY_INVERT] = "Invert",
    [KEY_EDGE] = "EdgeDetect",
    [KEY_ANY_THREAD] = "AnyThread",
    [KEY_REGISTER] = "MSRIndex",
    [KEY_OFFCORE] = "Offcore",
    [KEY_FILTER] = "Filter",
    [KEY_DEPRECATED] = "Deprecated",
    [KEY_BRIEF] = "BriefDescription",
    [KEY_PUBLIC] = "PublicDescription",
};

enum { MAX_NUMBER = 20, MAX_UMASK = 0xff, MAX_FIXED = 31, FIRST_FIXED_INDEX = 32 };

static const uint32_t max_select[VENDOR_COUNT] = {0xff, 0xfff, 0xffff};

struct number_list {
    uint64_t numbers[EVENT_MAX_CODES];
    uint32_t count;
};

bool vendor_event_open(struct reader *reader, const struct node *node, struct vendor_event *event)
{
    memset(event, 0, sizeof(*event));
    if (node->kind != NODE_MAP) {
        reader_refuse(reader, node, "an event belongs here: an object of keys and values");
        return false;
    }
    for (const struct node *key = node->first; key; key = key->next->next) {
        for (int i = 0; i < VENDOR_KEY_COUNT; i++) {
            if (strcmp(key->text, keys[i]) == 0)
                event->values[i] = key->next;
        }
    }
    return true;
}

/* Names that lists of hybrid parts have for their cores are no other units. */
bool vendor_event_is_of_core(const struct vendor_event *event)
{
    static const char *const units[] = {"cpu_core", "cpu_atom", "core", "default_core"};
    const struct node *unit = event->values[KEY_UNIT];

    if (!unit)
        return true;
    for (size_t i = 0; unit->kind == NODE_SCALAR && i < sizeof(units) / sizeof(units[0]); i++) {
        if (strcmp(unit->text, units[i]) == 0)
            return true;
    }
    return false;
}

/* One number of a list: spaces around it do not count. */
static bool read_item(const char *text, size_t size, uint64_t *number)
{
    char copy[MAX_NUMBER + 1];

    while (size > 0 && *text == ' ') {
        text++;
        size--;
    }
    while (size > 0 && text[size - 1] == ' ')
        size--;
    if (size > MAX_NUMBER)
        return false;
    memcpy(copy, text, size);
    copy[size] = '\0';
    return read_number(copy, number);
}

static bool read_items(const char *text, struct number_list *list)
{
    for (;;) {
        const size_t size = strcspn(text, ",");

        if (list->count >= EVENT_MAX_CODES || !read_item(text, size, &list->numbers[list->count++]))
            return false;
        if (text[size] == '\0')
            return true;
        text += size + 1;
    }
}

/* Numbers with commas between them; a key that is absent or empty is one 0. */
static bool read_list(struct reader *reader, const struct vendor_event *event, enum vendor_key key,
                      struct number_list *list)
{
    const struct node *node = event->values[key];

    *list = (struct number_list){.count = 0};
    if (!node || (node->kind == NODE_SCALAR && node->size == 0)) {
        list->count = 1;
        return true;
    }
    if (node->kind == NODE_SCALAR && read_items(node->text, list))
        return true;
    reader_refuse(reader, node, "'%s' is a number, or up to %d with commas between them", keys[key],
                  EVENT_MAX_CODES);
    return false;
}

static bool read_one(struct reader *reader, const struct vendor_event *event, enum vendor_key key,
                     uint64_t *number)
{
    struct number_list list;

    if (!read_list(reader, event, key, &list))
        return false;
    *number = list.numbers[0];
    if (list.count > 1)
        reader_refuse(reader, event->values[key], "'%s' is one number", keys[key]);
    return list.count == 1;
}

struct code_fields {
    struct number_list selects;
    uint64_t umask;
    bool is_wide; /* has a part that no filter compares */
};

static bool read_code(struct reader *reader, const struct vendor_event *event, enum vendor vendor,
                      struct code_fields *code)
{
    const bool has_config = vendor == VENDOR_ARM64 && event->values[KEY_CONFIG_CODE];
    uint64_t umask_extension;
    uint64_t select_extension;
    uint64_t equal;

    if (!read_list(reader, event, has_config ? KEY_CONFIG_CODE : KEY_EVENT_CODE, &code->selects) ||
        !read_one(reader, event, KEY_UMASK, &code->umask) ||
        !read_one(reader, event, KEY_UMASK_EXTENSION, &umask_extension) ||
        !read_one(reader, event, KEY_SELECT_EXTENSION, &select_extension) ||
        !read_one(reader, event, KEY_EQUAL, &equal))
        return false;
    code->is_wide = umask_extension != 0 || select_extension != 0 || equal != 0 ||
                    code->umask > (vendor == VENDOR_ARM64 ? 0 : MAX_UMASK);
    for (uint32_t i = 0; i < code->selects.count; i++)
        code->is_wide |= code->selects.numbers[i] > max_select[vendor];
    return true;
}

/* The fixed counter that `Counter` names, else -1. "33" is fixed counter 1 in some lists. */
static int named_counter(const struct node *node, bool *may_count_from_one)
{
    static const char prefix[] = "Fixed counter ";
    uint64_t number;

    *may_count_from_one = strncmp(node->text, prefix, sizeof(prefix) - 1) == 0;
    if (!read_number(node->text + (*may_count_from_one ? sizeof(prefix) - 1 : 0), &number))
        return -1;
    if (*may_count_from_one)
        return number <= FIRST_FIXED_INDEX ? (int)number : -1;
    if (number < FIRST_FIXED_INDEX || number > FIRST_FIXED_INDEX + MAX_FIXED)
        return -1;
    return (int)number - FIRST_FIXED_INDEX;
}

/*
 * Intel's lists write fixed counter n as select 0 with unit mask n + 1, which is no code that a
 * counter could be given: select 0 must never reach a filter. Old lists have a `Counter` that
 * counts from 1. Whatever else has select 0 or claims a fixed counter is not understood, so it gets
 * no name; one that contradicts itself is an error, as the wrong counter would be opened.
 */
static bool read_fixed(struct reader *reader, const struct vendor_event *event,
                       const struct code_fields *code, struct event *out)
{
    const struct node *counter = event->values[KEY_COUNTER];
    const int index = (int)code->umask - 1;
    bool may_count_from_one;
    int named;

    if (code->selects.count != 1 || index < 0 || index > MAX_FIXED)
        return false;
    out->fixed = UINT32_C(1) << index;
    if (!counter)
        return true;
    named = counter->kind == NODE_SCALAR ? named_counter(counter, &may_count_from_one) : -1;
    if (named < 0 || named == index)
        return named >= 0;
    if (may_count_from_one && named == index + 1)
        return true;
    reader_refuse(reader, counter, "this is fixed counter %d by its code, and not by its name",
                  index);
    return false;
}

static int compare_numbers(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left;
    const uint64_t b = *(const uint64_t *)right;

    return a < b ? -1 : a > b;
}

static void read_selects(struct reader *reader, struct code_fields *code, struct event *out)
{
    struct number_list *selects = &code->selects;
    struct event_code *codes = ARENA_NEW_ARRAY(reader->arena, struct event_code, selects->count);

    qsort(selects->numbers, selects->count, sizeof(selects->numbers[0]), compare_numbers);
    for (uint32_t i = 0; i < selects->count; i++) {
        if (i == 0 || selects->numbers[i] != selects->numbers[i - 1])
            codes[out->code_count++] =
                (struct event_code){(uint16_t)selects->numbers[i], (uint8_t)code->umask};
    }
    out->codes = codes;
}

static bool names_fixed_counter(const struct vendor_event *event)
{
    const struct node *counter = event->values[KEY_COUNTER];
    bool may_count_from_one;

    return counter && counter->kind == NODE_SCALAR &&
           named_counter(counter, &may_count_from_one) >= 0;
}

static bool has_select_zero(const struct code_fields *code)
{
    for (uint32_t i = 0; i < code->selects.count; i++) {
        if (code->selects.numbers[i] == 0)
            return true;
    }
    return false;
}

/* False when the event is passed over, or after an error. */
static bool read_meaning(struct reader *reader, const struct vendor_event *event,
                         enum vendor vendor, struct event *out)
{
    struct code_fields code;

    if (!read_code(reader, event, vendor, &code) || code.is_wide)
        return false;
    if (vendor == VENDOR_INTEL && has_select_zero(&code))
        return read_fixed(reader, event, &code, out);
    if (vendor == VENDOR_INTEL && names_fixed_counter(event))
        return false;
    read_selects(reader, &code, out);
    return true;
}

static bool is_set(struct reader *reader, const struct vendor_event *event, enum vendor_key key)
{
    struct number_list list;

    if (!read_list(reader, event, key, &list))
        return false;
    for (uint32_t i = 0; i < list.count; i++) {
        if (list.numbers[i] != 0)
            return true;
    }
    return false;
}

static uint32_t read_qualifiers(struct reader *reader, const struct vendor_event *event)
{
    static const struct {
        enum vendor_key key;
        uint32_t qualifier;
    } table[] = {
        {KEY_COUNTER_MASK, EVENT_COUNTER_MASK},
        {KEY_INVERT, EVENT_INVERT},
        {KEY_EDGE, EVENT_EDGE},
        {KEY_ANY_THREAD, EVENT_ANY_THREAD},
        {KEY_REGISTER, EVENT_EXTRA_REGISTER},
        {KEY_OFFCORE, EVENT_EXTRA_REGISTER},
    };
    const struct node *filter = event->values[KEY_FILTER];
    uint32_t qualifiers = filter && filter->size > 0 ? EVENT_EXTRA_REGISTER : 0;

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (is_set(reader, event, table[i].key))
            qualifiers |= table[i].qualifier;
    }
    return qualifiers;
}

/* "Refer to new event NAME", as descriptions have it. Null when there is no such phrase. */
static const char *find_successor(struct arena *arena, const struct node *description)
{
    static const char phrase[] = "Refer to new event ";
    const char *found =
        description && description->kind == NODE_SCALAR ? strstr(description->text, phrase) : NULL;
    const char *name;
    size_t size;

    if (!found)
        return NULL;
    found += sizeof(phrase) - 1;
    size = strcspn(found, " ,;()[]\n\r\t");
    while (size > 0 && strchr(".:", found[size - 1]))
        size--;
    name = arena_copy_text(arena, found, size);
    return is_event_name(name) ? name : NULL;
}

static const char *read_deprecated(struct reader *reader, const struct vendor_event *event)
{
    const char *name;

    if (!is_set(reader, event, KEY_DEPRECATED))
        return NULL;
    name = find_successor(reader->arena, event->values[KEY_BRIEF]);
    if (!name)
        name = find_successor(reader->arena, event->values[KEY_PUBLIC]);
    return name ? name : "";
}

struct event *vendor_event_name(struct reader *reader, const struct node *node,
                                struct catalogue_file *file)
{
    struct event *event;

    if (node->kind != NODE_SCALAR || !is_event_name(node->text)) {
        reader_refuse(reader, node,
                      "an event's name is made of letters, digits, '_', '-', '.' and ':'");
        return NULL;
    }
    event = event_table_add(&file->events, reader->arena,
                            arena_copy_text(reader->arena, node->text, node->size));
    event->catalogue = &file->catalogue;
    event->span = node_span(reader, node);
    return event;
}

bool vendor_event_add(struct reader *reader, const struct vendor_event *event,
                      struct catalogue_file *file)
{
    struct event read = {.name = NULL};
    struct event *out;

    if (!read_meaning(reader, event, file->vendor, &read))
        return false;
    out = vendor_event_name(reader, event->values[KEY_EVENT_NAME], file);
    if (!out)
        return false;
    out->codes = read.codes;
    out->code_count = read.code_count;
    out->fixed = read.fixed;
    out->qualifiers = read_qualifiers(reader, event);
    out->deprecated = read_deprecated(reader, event);
    return true;
}
