/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/import_qemu.h"

#include <inttypes.h>
#include <string.h>

#include "compiler/events/names.h"
#include "compiler/events/reader.h"

struct import {
    struct reader reader;
    const struct foreign_hosts *hosts;
    struct foreign_filter filter;
    const struct node **places; /* of the entries */
    const struct node *action;  /* the first that was met: all have to be equal */
};

struct number_key {
    const char *name;
    uint64_t most;
    uint64_t *value;
};

static bool is_text(const struct node *node, const char *text)
{
    return node->kind == NODE_SCALAR && strcmp(node->text, text) == 0;
}

/* Every key of a mapping has to be one of the words, which end with null. */
static bool check_keys(struct import *import, const struct node *map, const char *const *words)
{
    for (const struct node *key = map->first; key; key = key->next->next) {
        int i = 0;

        while (words[i] && strcmp(words[i], key->text) != 0)
            i++;
        if (!words[i])
            reader_refuse(&import->reader, key, "there is no such key in a kvm-pmu-filter");
    }
    return import->reader.error_count == 0;
}

static const struct node *require(struct import *import, const struct node *map, const char *key)
{
    const struct node *value = node_get(map, key);

    if (!value)
        reader_refuse(&import->reader, map, "the key '%s' is missing", key);
    return value;
}

/* A number of JSON, or a text with one, decimal or hexadecimal. */
static bool read_value(struct import *import, const struct node *node, uint64_t most, uint64_t *out)
{
    if (node->kind == NODE_SCALAR && read_number(node->text, out) && *out <= most)
        return true;
    reader_refuse(&import->reader, node, "this is no number from 0 to %" PRIu64, most);
    return false;
}

static bool read_numbers(struct import *import, const struct node *map,
                         const struct number_key *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct node *node = require(import, map, keys[i].name);

        if (!node || !read_value(import, node, keys[i].most, keys[i].value))
            return false;
    }
    return true;
}

static bool read_flag(struct import *import, const struct node *map, const char *key, bool *out)
{
    const struct node *node = require(import, map, key);

    if (!node)
        return false;
    *out = is_text(node, "true");
    if (node->is_plain && (*out || is_text(node, "false")))
        return true;
    reader_refuse(&import->reader, node, "this is neither true nor false");
    return false;
}

/* KVM's filter has one action. The first draft has one for each event, which have to agree. */
static bool read_action(struct import *import, const struct node *map)
{
    const struct node *node = node_get(map, "action");
    enum pmuf_action action;

    if (!node)
        return true;
    action = is_text(node, "deny") ? PMUF_ACTION_DENY : PMUF_ACTION_ALLOW;
    if (!is_text(node, "allow") && !is_text(node, "deny")) {
        reader_refuse(&import->reader, node, "the action is neither \"allow\" nor \"deny\"");
        return false;
    }
    if (import->action && action != import->filter.action) {
        diagnostic_add_note(
            reader_refuse(&import->reader, node,
                          "a filter of KVM's has one action, and this is another one: it takes a "
                          "policy to allow some events and deny others"),
            node_span(&import->reader, import->action), "the first one is here");
        return false;
    }
    if (!import->action)
        import->action = node;
    import->filter.action = action;
    return true;
}

/* --- events --- */

static uint64_t encode(uint64_t select, uint64_t umask)
{
    return (select & 0xff) | (select >> 8) << PMUF_ENTRY_SELECT_HIGH_SHIFT | umask << 8;
}

static bool read_raw(struct import *import, const struct node *map, uint64_t *code)
{
    static const char *const keys[] = {"format", "action", "code", NULL};
    const struct number_key numbers[] = {{"code", UINT64_MAX, code}};

    return check_keys(import, map, keys) && read_numbers(import, map, numbers, 1);
}

static bool read_pair(struct import *import, const struct node *map, uint64_t *code)
{
    static const char *const keys[] = {"format", "action", "select", "umask", NULL};
    uint64_t select = 0;
    uint64_t umask = 0;
    const struct number_key numbers[] = {{"select", 0xfff, &select}, {"umask", 0xff, &umask}};

    if (!check_keys(import, map, keys) || !read_numbers(import, map, numbers, 2))
        return false;
    *code = encode(select, umask);
    return true;
}

static bool read_masked(struct import *import, const struct node *map, uint64_t *code)
{
    static const char *const keys[] = {"format", "action",  "select", "match",
                                       "mask",   "exclude", NULL};
    uint64_t select = 0;
    uint64_t match = 0;
    uint64_t mask = 0;
    bool exclude = false;
    const struct number_key numbers[] = {
        {"select", 0xfff, &select}, {"match", 0xff, &match}, {"mask", 0xff, &mask}};

    if (!check_keys(import, map, keys) || !read_numbers(import, map, numbers, 3) ||
        !read_flag(import, map, "exclude", &exclude))
        return false;
    *code = encode(select, match) | mask << PMUF_ENTRY_MASK_SHIFT |
            (uint64_t)exclude << PMUF_ENTRY_EXCLUDE_SHIFT;
    return true;
}

static const struct format {
    const char *name;
    bool is_masked;
    bool (*read)(struct import *import, const struct node *map, uint64_t *code);
} formats[] = {
    {"raw", false, read_raw},
    {"x86-select-umask", false, read_pair},
    {"x86-default", false, read_pair}, /* what drafts called it */
    {"x86-masked-entry", true, read_masked},
};

static const struct format *find_format(struct import *import, const struct node *map)
{
    const struct node *node = require(import, map, "format");

    for (size_t i = 0; node && i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (is_text(node, formats[i].name))
            return &formats[i];
    }
    if (node)
        reader_refuse(&import->reader, node,
                      "the format is none of raw, x86-select-umask and x86-masked-entry");
    return NULL;
}

static bool read_event(struct import *import, const struct node *map)
{
    struct foreign_filter *filter = &import->filter;
    const struct format *format;

    if (map->kind != NODE_MAP) {
        reader_refuse(&import->reader, map, "an event is an object");
        return false;
    }
    format = find_format(import, map);
    if (!format)
        return false;
    if (filter->count > 0 && format->is_masked != filter->is_masked) {
        diagnostic_add_note(reader_refuse(&import->reader, map,
                                          "masked entries cannot be mixed with other formats"),
                            node_span(&import->reader, import->places[0]), "the first one is here");
        return false;
    }
    filter->is_masked = format->is_masked;
    import->places[filter->count] = map;
    return read_action(import, map) &&
           format->read(import, map, &filter->entries[filter->count++].code);
}

static bool read_events(struct import *import, const struct node *list)
{
    struct arena *arena = import->reader.arena;

    if (!list)
        return true;
    if (list->kind != NODE_LIST || list->size > PMUF_MAX_X86_ENTRIES) {
        reader_refuse(&import->reader, list, "events is a list of at most %u objects",
                      PMUF_MAX_X86_ENTRIES);
        return false;
    }
    import->filter.entries = ARENA_NEW_ARRAY(arena, struct foreign_entry, list->size);
    import->places = ARENA_NEW_ARRAY(arena, const struct node *, list->size);
    for (const struct node *one = list->first; one; one = one->next) {
        if (!read_event(import, one))
            return false;
    }
    return true;
}

/* --- the object --- */

/* A number, or in drafts an object with the bitmap, in the first one with an action, too. */
static bool read_fixed(struct import *import, const struct node *node)
{
    static const char *const keys[] = {"bitmap", "action", NULL};
    uint64_t bitmap = 0;

    if (!node)
        return true;
    if (node->kind == NODE_MAP) {
        const struct number_key numbers[] = {{"bitmap", UINT32_MAX, &bitmap}};

        if (!check_keys(import, node, keys) || !read_action(import, node) ||
            !read_numbers(import, node, numbers, 1))
            return false;
    } else if (!read_value(import, node, UINT32_MAX, &bitmap)) {
        return false;
    }
    import->filter.fixed_bitmap = (uint32_t)bitmap;
    if (bitmap && !(import->hosts->rest & PMUF_REST_INTEL))
        diagnostic_report(import->reader.diagnostics, DIAGNOSTIC_WITHOUT_EFFECT,
                          node_span(&import->reader, node),
                          "this has no effect: AMD hosts have no fixed counters");
    return true;
}

static bool read_object(struct import *import, const struct node *root)
{
    static const char *const keys[] = {"qom-type",          "id",     "action",
                                       "x86-fixed-counter", "events", NULL};
    const struct node *type;

    if (root->kind != NODE_MAP) {
        reader_refuse(&import->reader, root, "this is no object of QEMU's");
        return false;
    }
    type = node_get(root, "qom-type");
    if (type && !is_text(type, "kvm-pmu-filter")) {
        reader_refuse(&import->reader, type, "this is no kvm-pmu-filter");
        return false;
    }
    return check_keys(import, root, keys) && read_action(import, root) &&
           read_fixed(import, node_get(root, "x86-fixed-counter")) &&
           read_events(import, node_get(root, "events"));
}

static bool check_whole(struct import *import, const struct node *root)
{
    if (!import->action)
        require(import, root, "action");
    else if (!import->filter.count && !import->filter.fixed_bitmap)
        reader_refuse(&import->reader, root,
                      "there is nothing in this filter, and QEMU refuses one that is empty");
    return import->reader.error_count == 0;
}

static const struct filters *judge(struct import *import)
{
    struct foreign_filter *filter = &import->filter;
    struct reader *reader = &import->reader;
    uint32_t refused;
    const char *reason;

    if (!foreign_read(filter, import->hosts, reader->arena, &refused, &reason)) {
        reader_refuse(reader, import->places[refused], "%s", reason);
        return NULL;
    }
    for (uint32_t i = 0; i < filter->count; i++) {
        if (filter->entries[i].remark)
            diagnostic_report(reader->diagnostics, DIAGNOSTIC_WITHOUT_EFFECT,
                              node_span(reader, import->places[i]), "%s",
                              filter->entries[i].remark);
    }
    return foreign_filters(filter, import->hosts, reader->arena);
}

const struct filters *import_qemu(const struct source *source, const struct foreign_hosts *hosts,
                                  struct arena *arena, struct diagnostics *diagnostics)
{
    struct import import = {
        .reader = {.arena = arena, .diagnostics = diagnostics, .source = source}, .hosts = hosts};
    const struct filters *filters = NULL;
    const struct node *root;

    import.reader.scratch = arena_create();
    root = tree_read(&import.reader);
    if (root && read_object(&import, root) && check_whole(&import, root))
        filters = judge(&import);
    arena_destroy(import.reader.scratch);
    return filters;
}
