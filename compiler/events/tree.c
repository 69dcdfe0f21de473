/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/tree.h"

#include <string.h>
#include <yaml.h>

#include "compiler/events/reader.h"
#include "runtime/utf8.h"

/* A list or mapping that has not ended yet. */
struct level {
    struct node *node;
    struct node *last; /* of its nodes */
    uint32_t count;    /* of its nodes */
};

struct builder {
    struct reader *reader;
    yaml_parser_t parser;
    struct level levels[TREE_MAX_DEPTH];
    unsigned int depth;
    uint32_t node_count;
    uint32_t document_count;
    const struct node *root;
};

/* The innermost list or mapping, null outside of all. */
static struct level *innermost(struct builder *builder)
{
    return builder->depth > 0 ? &builder->levels[builder->depth - 1] : NULL;
}

static struct span event_span(const struct builder *builder, const yaml_event_t *event)
{
    return reader_span(builder->reader, (uint32_t)event->start_mark.index,
                       (uint32_t)event->end_mark.index);
}

static bool refuse(const struct builder *builder, enum diagnostic_code code,
                   const yaml_event_t *event, const char *text)
{
    reader_report(builder->reader, code, event_span(builder, event), "%s", text);
    return false;
}

/* libyaml's phrases are constants. It has the place as a mark or, of a bad character, in bytes. */
static void report_syntax(const struct builder *builder)
{
    const yaml_parser_t *parser = &builder->parser;
    struct reader *reader = builder->reader;
    uint32_t at = (uint32_t)parser->problem_mark.index;
    struct span span = reader_span(reader, at, at);

    if (parser->error == YAML_MEMORY_ERROR)
        arena_out_of_memory();
    if (parser->error == YAML_READER_ERROR)
        span.start = reader->source->base + reader->skipped + (uint32_t)parser->problem_offset;
    span.end = span.start + 1;
    reader_report(reader, DIAGNOSTIC_CATALOGUE_SYNTAX, span, "not YAML, nor JSON: %s%s%s",
                  parser->context ? parser->context : "", parser->context ? ", " : "",
                  parser->problem ? parser->problem : "it cannot be read");
}

static bool is_collection_start(const yaml_event_t *event)
{
    return event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT;
}

/* The three events have their anchor and their tag in structures of their own. */
static bool has_anchor_or_tag(const yaml_event_t *event)
{
    if (event->type == YAML_SCALAR_EVENT)
        return event->data.scalar.anchor || event->data.scalar.tag;
    if (event->type == YAML_SEQUENCE_START_EVENT)
        return event->data.sequence_start.anchor || event->data.sequence_start.tag;
    return event->data.mapping_start.anchor || event->data.mapping_start.tag;
}

static bool check_node_start(struct builder *builder, const yaml_event_t *event)
{
    const struct level *level = innermost(builder);

    if (has_anchor_or_tag(event))
        return refuse(builder, DIAGNOSTIC_CATALOGUE_FORM, event,
                      "anchors and tags have no place here");
    if (++builder->node_count > TREE_MAX_NODES)
        return refuse(builder, DIAGNOSTIC_CATALOGUE_LIMIT, event,
                      "a file has at most 1000000 scalars, lists and mappings");
    if (is_collection_start(event) && builder->depth >= TREE_MAX_DEPTH)
        return refuse(builder, DIAGNOSTIC_CATALOGUE_LIMIT, event,
                      "lists and mappings lie at most 16 deep in one another");
    if (!level || level->node->kind == NODE_LIST || level->count % 2 == 1)
        return true;
    if (event->type != YAML_SCALAR_EVENT)
        return refuse(builder, DIAGNOSTIC_CATALOGUE_FORM, event, "a key must be a word");
    if (level->count >= 2 * TREE_MAX_KEYS)
        return refuse(builder, DIAGNOSTIC_CATALOGUE_LIMIT, event, "a mapping has at most 100 keys");
    return true;
}

static struct node *add_node(struct builder *builder, const yaml_event_t *event,
                             enum node_kind kind)
{
    struct node *node = ARENA_NEW(builder->reader->scratch, struct node);
    struct level *level = innermost(builder);

    node->kind = kind;
    node->start = (uint32_t)event->start_mark.index;
    node->end = (uint32_t)event->end_mark.index;
    if (!level) {
        builder->root = node;
        return node;
    }
    if (level->last)
        level->last->next = node;
    else
        level->node->first = node;
    level->last = node;
    level->count++;
    return node;
}

static bool open_collection(struct builder *builder, const yaml_event_t *event)
{
    const enum node_kind kind = event->type == YAML_MAPPING_START_EVENT ? NODE_MAP : NODE_LIST;
    struct node *node;

    if (!check_node_start(builder, event))
        return false;
    node = add_node(builder, event, kind);
    builder->levels[builder->depth++] = (struct level){.node = node};
    return true;
}

static bool same_text(const struct node *one, const struct node *other)
{
    return one->size == other->size && memcmp(one->text, other->text, one->size) == 0;
}

static const struct node *find_earlier(const struct node *map, const struct node *key)
{
    for (const struct node *one = map->first; one != key; one = one->next->next) {
        if (same_text(one, key))
            return one;
    }
    return NULL;
}

static void check_keys(const struct builder *builder, const struct node *map)
{
    struct reader *reader = builder->reader;

    for (const struct node *key = map->first; key && !reader_gave_up(reader);
         key = key->next->next) {
        const struct node *earlier = find_earlier(map, key);

        if (earlier)
            diagnostic_add_note(reader_report(reader, DIAGNOSTIC_CATALOGUE_REPEATED,
                                              node_span(reader, key),
                                              "this mapping has the key already"),
                                node_span(reader, earlier), "it is here");
    }
}

static bool close_collection(struct builder *builder, const yaml_event_t *event)
{
    const struct level *level = &builder->levels[--builder->depth];
    struct node *node = level->node;

    node->end = (uint32_t)event->end_mark.index;
    node->size = node->kind == NODE_MAP ? level->count / 2 : level->count;
    if (node->kind == NODE_MAP)
        check_keys(builder, node);
    return true;
}

static bool is_forbidden(uint32_t code_point)
{
    return code_point != '\n' && code_point != '\t' && code_point != '\r' &&
           pmuf_utf8_is_forbidden(code_point);
}

/* The text as it is written was looked at before, so this is about escapes. */
static bool is_clean(const unsigned char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        uint32_t code_point = text[at];
        size_t length = 1;

        if (text[at] < ' ' || text[at] >= 0x7f) {
            length = pmuf_utf8_decode(text + at, size - at, &code_point);
            if (length == 0 || is_forbidden(code_point))
                return false;
        }
        at += length;
    }
    return true;
}

static bool add_scalar(struct builder *builder, const yaml_event_t *event)
{
    const unsigned char *text = event->data.scalar.value;
    const size_t size = event->data.scalar.length;
    struct node *node;

    if (!check_node_start(builder, event))
        return false;
    if (size > TREE_MAX_SCALAR)
        return refuse(builder, DIAGNOSTIC_CATALOGUE_LIMIT, event, "a text has at most 16 KiB here");
    if (!is_clean(text, size))
        return refuse(builder, DIAGNOSTIC_CATALOGUE_FORM, event,
                      "an escape puts a character in this text that no file may hold");
    node = add_node(builder, event, NODE_SCALAR);
    node->text = arena_copy_text(builder->reader->scratch, (const char *)text, size);
    node->size = (uint32_t)size;
    node->is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    return true;
}

static bool start_document(struct builder *builder, const yaml_event_t *event)
{
    if (event->data.document_start.tag_directives.start !=
        event->data.document_start.tag_directives.end)
        return refuse(builder, DIAGNOSTIC_CATALOGUE_FORM, event, "tags have no place here");
    if (builder->document_count++ > 0)
        return refuse(builder, DIAGNOSTIC_CATALOGUE_FORM, event,
                      "a second document: there is one in a file");
    return true;
}

static bool take_event(struct builder *builder, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return start_document(builder, event);
    case YAML_ALIAS_EVENT:
        return refuse(builder, DIAGNOSTIC_CATALOGUE_FORM, event, "aliases have no place here");
    case YAML_SCALAR_EVENT:
        return add_scalar(builder, event);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return open_collection(builder, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_collection(builder, event);
    default:
        return true;
    }
}

/* False at the end, or after an error. */
static bool step(struct builder *builder)
{
    yaml_event_t event;
    bool goes_on;

    if (!yaml_parser_parse(&builder->parser, &event)) {
        report_syntax(builder);
        return false;
    }
    goes_on = take_event(builder, &event) && event.type != YAML_STREAM_END_EVENT &&
              !reader_gave_up(builder->reader);
    yaml_event_delete(&event);
    return goes_on;
}

static bool is_readable(struct reader *reader)
{
    struct span place;
    const char *fault = source_find_fault(reader->source, &place);

    if (!fault)
        return true;
    reader_report(reader, DIAGNOSTIC_TEXT_FAULT, place, "the file holds %s", fault);
    return false;
}

const struct node *tree_read(struct reader *reader)
{
    struct builder builder = {.reader = reader};
    const struct source *source = reader->source;

    if (!is_readable(reader))
        return NULL;
    reader->skipped = strncmp(source->text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    if (!yaml_parser_initialize(&builder.parser))
        arena_out_of_memory();
    /* Said rather than guessed: a text must not be taken for UTF-16. */
    yaml_parser_set_encoding(&builder.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&builder.parser,
                                 (const unsigned char *)source->text + reader->skipped,
                                 source->size - reader->skipped);
    while (step(&builder))
        ;
    yaml_parser_delete(&builder.parser);
    if (!builder.root && reader->error_count == 0)
        reader_report(reader, DIAGNOSTIC_CATALOGUE_FORM, reader_span(reader, 0, 0),
                      "there is nothing in this file");
    return reader->error_count == 0 ? builder.root : NULL;
}

const struct node *node_get(const struct node *map, const char *key)
{
    for (const struct node *one = map->first; one; one = one->next->next) {
        if (strcmp(one->text, key) == 0)
            return one->next;
    }
    return NULL;
}
