/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/form.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "compiler/base/suggest.h"
#include "compiler/events/names.h"

static int field_index(const struct field *fields, unsigned int count, const char *key)
{
    for (unsigned int i = 0; i < count; i++) {
        if (strcmp(fields[i].key, key) == 0)
            return (int)i;
    }
    return -1;
}

static void report_unknown(struct reader *reader, const struct node *key,
                           const struct field *fields, unsigned int count)
{
    struct diagnostic *diagnostic = reader_refuse(reader, key, "no such key belongs here");
    struct suggestion suggestion = suggestion_for(key->text);

    for (unsigned int i = 0; i < count; i++)
        suggestion_consider(&suggestion, fields[i].key);
    if (suggestion.best)
        diagnostic_add_note(diagnostic, (struct span){0, 0}, "did you mean '%s'?", suggestion.best);
}

bool form_map(struct reader *reader, const struct node *node, const struct field *fields,
              unsigned int count, const struct node **values)
{
    const unsigned int errors_before = reader->error_count;

    memset(values, 0, count * sizeof(*values));
    if (node->kind != NODE_MAP) {
        reader_refuse(reader, node, "a mapping belongs here: keys and values");
        return false;
    }
    for (const struct node *key = node->first; key; key = key->next->next) {
        const int index = field_index(fields, count, key->text);

        if (index >= 0)
            values[index] = key->next;
        else
            report_unknown(reader, key, fields, count);
    }
    for (unsigned int i = 0; i < count; i++) {
        if (fields[i].is_required && !values[i])
            reader_refuse(reader, node, "the key '%s' is missing here", fields[i].key);
    }
    return reader->error_count == errors_before;
}

bool form_list(struct reader *reader, const struct node *node, const char *what)
{
    if (!node)
        return false;
    if (node->kind == NODE_LIST)
        return true;
    reader_refuse(reader, node, "'%s' is a list", what);
    return false;
}

bool form_number(struct reader *reader, const struct node *node, const char *what, uint32_t limit,
                 uint32_t *number)
{
    uint64_t value;

    if (!node)
        return false;
    if (node->kind != NODE_SCALAR || !node->is_plain || !read_number(node->text, &value)) {
        reader_refuse(reader, node, "'%s' is a number, decimal or hexadecimal behind 0x", what);
        return false;
    }
    if (value > limit) {
        reader_refuse(reader, node, "'%s' is at most %#x", what, limit);
        return false;
    }
    *number = (uint32_t)value;
    return true;
}

bool form_flag(struct reader *reader, const struct node *node, const char *what, bool *flag)
{
    if (!node)
        return false;
    if (node->kind == NODE_SCALAR && node->is_plain) {
        *flag = strcmp(node->text, "true") == 0;
        if (*flag || strcmp(node->text, "false") == 0)
            return true;
    }
    reader_refuse(reader, node, "'%s' is true or false", what);
    return false;
}

static bool reads_as_number(const char *text)
{
    char *end;

    if (!strchr("0123456789+-.", text[0]))
        return false;
    strtod(text, &end);
    return *end == '\0';
}

/* Readers of YAML differ in what they take for a truth: none of those is taken for a text. */
static bool needs_quotes(const struct node *node)
{
    static const char *const words[] = {"", "~", "null", "true", "false", "yes", "no", "on", "off"};

    if (!node->is_plain)
        return false;
    for (unsigned int i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcasecmp(node->text, words[i]) == 0)
            return true;
    }
    return reads_as_number(node->text);
}

bool form_text(struct reader *reader, const struct node *node, const char *what, uint32_t limit,
               const char **text)
{
    if (!node)
        return false;
    if (node->kind != NODE_SCALAR) {
        reader_refuse(reader, node, "'%s' is a text", what);
    } else if (needs_quotes(node)) {
        reader_refuse(reader, node, "'%s' is a text: put it in quotes", what);
    } else if (node->size == 0) {
        reader_refuse(reader, node, "'%s' is empty", what);
    } else if (node->size > limit) {
        reader_refuse(reader, node, "'%s' is too long: at most %u bytes", what, limit);
    } else {
        *text = arena_copy_text(reader->arena, node->text, node->size);
        return true;
    }
    return false;
}

bool form_line(struct reader *reader, const struct node *node, const char *what, uint32_t limit,
               const char **text)
{
    if (!form_text(reader, node, what, limit, text))
        return false;
    if (!strpbrk(*text, "\n\r\t"))
        return true;
    reader_refuse(reader, node, "'%s' is on one line, without tabs", what);
    return false;
}
