/* SPDX-License-Identifier: BSD-2-Clause */
/* YAML and JSON that nobody has to trust. */
#include "compiler/events/tree.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/catalogue_text.h"

static struct catalogue_text text;

static void tear_down(void)
{
    if (text.arena)
        catalogue_close(&text);
    text.arena = NULL;
}

TestSuite(catalogue_tree, .fini = tear_down);

static const struct node *read_bytes(const char *content, size_t size)
{
    tear_down();
    catalogue_open_bytes(&text, content, size);
    return tree_read(&text.reader);
}

static const struct node *read_text(const char *content)
{
    return read_bytes(content, strlen(content));
}

static void expect_refused(const char *content, enum diagnostic_code code, uint32_t line,
                           uint32_t column, const char *what)
{
    cr_assert_null(read_text(content), "%s", content);
    catalogue_expect_error(&text, code, line, column, what);
}

#define REFUSED(content, code, line, column, what)                                                 \
    expect_refused(content, DIAGNOSTIC_##code, line, column, what)

Test(catalogue_tree, scalars_lists_and_mappings)
{
    const struct node *root = read_text("a: [1, 'x y']\nb: {c: \"\\u00e9\"}\n");
    const struct node *list;
    const struct node *map;

    cr_assert_not_null(root);
    cr_assert_eq(root->kind, NODE_MAP);
    cr_assert_eq(root->size, 2);
    list = node_get(root, "a");
    cr_assert_eq(list->kind, NODE_LIST);
    cr_assert_eq(list->size, 2);
    cr_assert_str_eq(list->first->text, "1");
    cr_assert(list->first->is_plain);
    cr_assert_str_eq(list->first->next->text, "x y");
    cr_assert_not(list->first->next->is_plain);
    cr_assert_null(list->first->next->next);
    map = node_get(root, "b");
    cr_assert_eq(map->kind, NODE_MAP);
    cr_assert_str_eq(node_get(map, "c")->text, "\xc3\xa9");
    cr_assert_eq(node_get(map, "c")->size, 2);
    cr_assert_null(node_get(map, "d"));
}

Test(catalogue_tree, json_is_yaml)
{
    const struct node *root = read_text("{\"a\": [{\"b\": \"\\/\\n\"}, 1, null], \"c\": {}}");

    cr_assert_not_null(root);
    cr_assert_str_eq(node_get(node_get(root, "a")->first, "b")->text, "/\n");
    cr_assert_eq(node_get(root, "a")->size, 3);
    cr_assert_eq(node_get(root, "c")->size, 0);
}

Test(catalogue_tree, a_byte_order_mark_is_skipped)
{
    const struct node *root = read_text("\xef\xbb\xbf{a: b}");

    cr_assert_not_null(root);
    cr_assert_str_eq(node_get(root, "a")->text, "b");
    REFUSED("\xef\xbb\xbf{a: *b}", CATALOGUE_FORM, 1, 5, "alias");
}

Test(catalogue_tree, nothing)
{
    REFUSED("", CATALOGUE_FORM, 1, 1, "nothing");
    REFUSED("# only a comment\n", CATALOGUE_FORM, 1, 1, "nothing");
    REFUSED("\xef\xbb\xbf", CATALOGUE_FORM, 1, 1, "nothing");
}

Test(catalogue_tree, syntax)
{
    REFUSED("a: [1", CATALOGUE_SYNTAX, 1, 6, "did not find expected");
    REFUSED("a: b: c\n", CATALOGUE_SYNTAX, 1, 5, "mapping values are not allowed");
    REFUSED("a: 1\n  b: 2\n", CATALOGUE_SYNTAX, 2, 4, "mapping values are not allowed");
    REFUSED("a: 'x\n", CATALOGUE_SYNTAX, 2, 1, "unexpected end of stream");
    REFUSED("a: @x\n", CATALOGUE_SYNTAX, 1, 4, "cannot start any token");
    REFUSED("a: \"\\q\"\n", CATALOGUE_SYNTAX, 1, 5, "unknown escape");
    REFUSED("a: \"\\ud800\"\n", CATALOGUE_SYNTAX, 1, 7, "invalid Unicode");
    REFUSED("%FOO bar\n---\na: b\n", CATALOGUE_SYNTAX, 1, 5, "unknown directive");
}

/* libyaml knows the place of a character that it refuses in bytes only. */
Test(catalogue_tree, characters_that_libyaml_refuses)
{
    REFUSED("a: \xef\xbf\xbf\n", CATALOGUE_SYNTAX, 1, 4, "control characters");
    REFUSED("a: \xc3\xa9\xef\xbf\xbe\n", CATALOGUE_SYNTAX, 1, 5, "control characters");
    REFUSED("\xef\xbb\xbf\xc3\xa9: \xef\xbf\xbe\n", CATALOGUE_SYNTAX, 1, 4, "control characters");
}

Test(catalogue_tree, texts_that_no_catalogue_may_be)
{
    REFUSED("a: b\x01\n", TEXT_FAULT, 1, 5, "control character");
    REFUSED("a: \x80\n", TEXT_FAULT, 1, 4, "UTF-8");
    REFUSED("a: \xe2\x80\xae\n", TEXT_FAULT, 1, 4, "invisible");
    REFUSED("\xff\xfe"
            "a",
            TEXT_FAULT, 1, 1, "UTF-8");
    cr_assert_null(read_bytes("a: b\0", 5));
    catalogue_expect_error(&text, DIAGNOSTIC_TEXT_FAULT, 1, 5, "NUL");
}

Test(catalogue_tree, what_an_escape_must_not_smuggle_in)
{
    REFUSED("a: \"x\\0\"\n", CATALOGUE_FORM, 1, 4, "escape");
    REFUSED("a: \"\\e[31m\"\n", CATALOGUE_FORM, 1, 4, "escape");
    REFUSED("a: \"\\u202e\"\n", CATALOGUE_FORM, 1, 4, "escape");
    REFUSED("\"\\x07\": b\n", CATALOGUE_FORM, 1, 1, "escape");
    cr_assert_not_null(read_text("a: \"\\t\\r\\n\"\n"));
}

Test(catalogue_tree, what_makes_a_tree_something_else)
{
    REFUSED("a: &x b\n", CATALOGUE_FORM, 1, 4, "anchors");
    REFUSED("a: &x [b]\n", CATALOGUE_FORM, 1, 4, "anchors");
    REFUSED("a: &x {b: c}\n", CATALOGUE_FORM, 1, 4, "anchors");
    REFUSED("a: *x\n", CATALOGUE_FORM, 1, 4, "aliases");
    REFUSED("<<: *x\n", CATALOGUE_FORM, 1, 5, "aliases");
    REFUSED("a: !!str b\n", CATALOGUE_FORM, 1, 4, "tags");
    REFUSED("a: ! b\n", CATALOGUE_FORM, 1, 4, "tags");
    REFUSED("a: !x [b]\n", CATALOGUE_FORM, 1, 4, "tags");
    REFUSED("a: !!map {b: c}\n", CATALOGUE_FORM, 1, 4, "tags");
    REFUSED("%TAG !x! tag:x,1:\n---\na: b\n", CATALOGUE_FORM, 1, 1, "tags");
    REFUSED("a: b\n---\nc: d\n", CATALOGUE_FORM, 2, 1, "second document");
    REFUSED("a: b\n...\n---\n", CATALOGUE_FORM, 3, 1, "second document");
    REFUSED("? [a]\n: b\n", CATALOGUE_FORM, 1, 3, "key");
    REFUSED("{{a: b}: c}\n", CATALOGUE_FORM, 1, 2, "key");
    cr_assert_not_null(read_text("%YAML 1.1\n---\na: b\n...\n"));
}

/* Nine levels of nine would be a thousand million nodes: the first anchor ends it. */
Test(catalogue_tree, billion_laughs, .timeout = 10)
{
    REFUSED("a: &a [x,x,x,x,x,x,x,x,x]\n"
            "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
            "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
            "d: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n",
            CATALOGUE_FORM, 1, 4, "anchors");
    cr_assert_eq(text.diagnostics->error_count, 1);
}

Test(catalogue_tree, repeated_keys)
{
    const struct diagnostic *first;

    REFUSED("a: 1\nb: 2\na: 3\n", CATALOGUE_REPEATED, 3, 1, "already");
    first = text.diagnostics->first;
    cr_assert_not_null(first->first_note);
    cr_assert_eq(first->first_note->span.start, text.reader.source->base);
    REFUSED("x: {\"k\": 1, k: 2}\n", CATALOGUE_REPEATED, 1, 13, "already");
    cr_assert_not_null(read_text("a: {k: 1}\nb: {k: 1}\n"));
}

Test(catalogue_tree, columns_count_characters)
{
    REFUSED("\xc3\xa9\xc3\xa9: {x: *y}\n", CATALOGUE_FORM, 1, 9, "aliases");
    REFUSED("# \xe7\xb5\xb1\xf0\x9f\x98\x80\n\"\xe7\xb5\xb1\": *y\n", CATALOGUE_FORM, 2, 6,
            "aliases");
    REFUSED("\xc3\xa9: 1\r\n\xc3\xa9\xc3\xa9: *y\r\n", CATALOGUE_FORM, 2, 5, "aliases");
}

/* Far behind the places that the reader remembers. */
Test(catalogue_tree, columns_after_many_characters)
{
    enum { COUNT = 1000 };
    char content[3 * COUNT + 32] = "a: \"";
    size_t size = strlen(content);

    for (int i = 0; i < COUNT; i++) {
        memcpy(content + size, i % 2 ? "\xc3\xa9" : "\xe7\xb5\xb1", i % 2 ? 2 : 3);
        size += i % 2 ? 2 : 3;
    }
    memcpy(content + size, "\"\nb: *c", 8);
    cr_assert_null(read_text(content));
    catalogue_expect_error(&text, DIAGNOSTIC_CATALOGUE_FORM, 2, 4, "aliases");
    memcpy(content + size, "\", b: c", 8);
    cr_assert_null(read_text(content));
    catalogue_expect_error(&text, DIAGNOSTIC_CATALOGUE_SYNTAX, 1, 4 + COUNT + 2, "");
}

/* `count` times one text between two others. */
static char *repeat(const char *before, const char *one, size_t count, const char *after)
{
    const size_t size = strlen(one);
    char *content = malloc(strlen(before) + count * size + strlen(after) + 1);
    char *at = stpcpy(content, before);

    for (size_t i = 0; i < count; i++)
        at = stpcpy(at, one);
    stpcpy(at, after);
    return content;
}

static void expect_limit(char *at_limit, char *above, uint32_t line, uint32_t column,
                         const char *what)
{
    cr_assert_not_null(read_text(at_limit));
    catalogue_expect_clean(&text);
    cr_assert_null(read_text(above));
    catalogue_expect_error(&text, DIAGNOSTIC_CATALOGUE_LIMIT, line, column, what);
    cr_assert_eq(text.diagnostics->error_count, 1);
    free(at_limit);
    free(above);
}

static char *nest(const char *open, const char *close, size_t depth)
{
    char *opened = repeat("", open, depth, "x");
    char *content = repeat(opened, close, depth, "");

    free(opened);
    return content;
}

Test(catalogue_tree, depth_limit)
{
    expect_limit(nest("[", "]", TREE_MAX_DEPTH), nest("[", "]", TREE_MAX_DEPTH + 1), 1,
                 TREE_MAX_DEPTH + 1, "16 deep");
    expect_limit(nest("{a: ", "}", TREE_MAX_DEPTH), nest("{a: ", "}", TREE_MAX_DEPTH + 1), 1,
                 4 * TREE_MAX_DEPTH + 1, "16 deep");
    expect_limit(nest("- ", "", TREE_MAX_DEPTH), nest("- ", "", TREE_MAX_DEPTH + 1), 1,
                 2 * TREE_MAX_DEPTH + 1, "16 deep");
}

/* What closes a list lets the next one open at the same depth. */
Test(catalogue_tree, depth_is_given_back)
{
    cr_assert_not_null(read_text("[[[[x]]], [[[x]]], [[[x]]], [[[x]]], [[[x]]]]"));
}

Test(catalogue_tree, a_million_brackets_end_soon, .timeout = 10)
{
    char *content = repeat("", "[", 1000000, "");

    cr_assert_null(read_text(content));
    catalogue_expect_error(&text, DIAGNOSTIC_CATALOGUE_LIMIT, 1, TREE_MAX_DEPTH + 1, "16 deep");
    free(content);
    content = repeat("", "[\n", 1000000, "");
    cr_assert_null(read_text(content));
    catalogue_expect_error(&text, DIAGNOSTIC_CATALOGUE_LIMIT, TREE_MAX_DEPTH + 1, 1, "16 deep");
    free(content);
}

/* The list itself is a node, too. */
Test(catalogue_tree, node_limit, .timeout = 60)
{
    expect_limit(repeat("[x", ",x", TREE_MAX_NODES - 2, "]"),
                 repeat("[x", ",x", TREE_MAX_NODES - 1, "]"), 1, 2 * TREE_MAX_NODES, "1000000");
}

Test(catalogue_tree, scalar_limit)
{
    expect_limit(repeat("a: ", "x", TREE_MAX_SCALAR, ""),
                 repeat("a: ", "x", TREE_MAX_SCALAR + 1, ""), 1, 4, "16 KiB");
    expect_limit(repeat("a: \"", "\xc3\xa9", TREE_MAX_SCALAR / 2, "\""),
                 repeat("a: \"", "\xc3\xa9", TREE_MAX_SCALAR / 2 + 1, "\""), 1, 4, "16 KiB");
}

static char *mapping_of(unsigned int count)
{
    char *content = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&content, &size);

    for (unsigned int i = 0; i < count; i++)
        fprintf(stream, "k%u: x\n", i);
    fclose(stream);
    return content;
}

Test(catalogue_tree, key_limit)
{
    expect_limit(mapping_of(TREE_MAX_KEYS), mapping_of(TREE_MAX_KEYS + 1), TREE_MAX_KEYS + 1, 1,
                 "100 keys");
}

/* Each key but the first repeats another. */
Test(catalogue_tree, messages_end)
{
    char *content = repeat("", "k: x\n", TREE_MAX_KEYS, "");

    cr_assert_null(read_text(content));
    cr_assert_eq(text.diagnostics->error_count, READER_MAX_ERRORS);
    cr_assert(strstr(text.diagnostics->last->first_note->text, "not read"));
    free(content);
}

static const char sample[] = "\xef\xbb\xbf# caf\xc3\xa9\ncatalogue: \"x\\u00e9\"\n"
                             "models: ['a', b]\nevents:\n  - {name: A.B, select: 0xc4, "
                             "umask: [1, 2]}\n  - name: |\n      text\n    \xc3\xa9: ''\n";

/* Whatever is cut off: no crash, and either a tree or a message. */
Test(catalogue_tree, cut_anywhere)
{
    for (size_t size = 0; size < sizeof(sample); size++) {
        const bool has_tree = read_bytes(sample, size) != NULL;

        cr_assert_neq(has_tree, text.diagnostics->error_count > 0);
    }
    cr_assert_not_null(read_text(sample));
}

Test(catalogue_tree, damaged_anywhere)
{
    static const char bytes[] = "\0\n\t \"'[]{}:,-?*&!|>%@`#\\\x80\xff";

    for (size_t at = 0; at < sizeof(sample) - 1; at++) {
        for (size_t i = 0; i < sizeof(bytes) - 1; i++) {
            char copy[sizeof(sample)];
            bool has_tree;

            memcpy(copy, sample, sizeof(sample));
            copy[at] = bytes[i];
            has_tree = read_bytes(copy, sizeof(sample) - 1) != NULL;
            cr_assert_neq(has_tree, text.diagnostics->error_count > 0);
        }
    }
}
