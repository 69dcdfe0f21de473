/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "compiler/base/text_stream.h"
#include "compiler/review/document.h"

static void fill(struct document *document)
{
    document_number(document, "schema", 1);
    document_text(document, "name", NULL);
    document_open_map(document, "blob");
    document_code(document, "crc", 0xc4, 8);
    document_flag(document, "good", true);
    document_close(document);
    document_open_list(document, "sections");
    document_open_map(document, NULL);
    document_number(document, "index", 0);
    document_open_short_list(document, "rest");
    document_text(document, NULL, "intel");
    document_text(document, NULL, "amd");
    document_close(document);
    document_open_list(document, "entries");
    document_open_row(document, NULL);
    document_number(document, "select", 196);
    document_flag(document, "exclude", false);
    document_close(document);
    document_close(document);
    document_close(document);
    document_open_map(document, NULL);
    document_open_list(document, "none");
    document_close(document);
    document_open_map(document, "nothing");
    document_close(document);
    document_close(document);
    document_close(document);
}

static char *write_filled(enum document_form form, struct arena *arena)
{
    struct text_stream stream;
    struct document document;

    text_stream_open(&stream);
    document_begin(&document, stream.file, form);
    fill(&document);
    document_end(&document);
    return text_stream_close(&stream, arena, NULL);
}

Test(document, json)
{
    struct arena *arena = arena_create();

    cr_expect_str_eq(write_filled(DOCUMENT_JSON, arena),
                     "{\n"
                     "  \"schema\": 1,\n"
                     "  \"name\": null,\n"
                     "  \"blob\": {\n"
                     "    \"crc\": \"0x000000c4\",\n"
                     "    \"good\": true\n"
                     "  },\n"
                     "  \"sections\": [\n"
                     "    {\n"
                     "      \"index\": 0,\n"
                     "      \"rest\": [\"intel\", \"amd\"],\n"
                     "      \"entries\": [\n"
                     "        {\"select\": 196, \"exclude\": false}\n"
                     "      ]\n"
                     "    },\n"
                     "    {\n"
                     "      \"none\": [],\n"
                     "      \"nothing\": {}\n"
                     "    }\n"
                     "  ]\n"
                     "}\n");
    arena_destroy(arena);
}

Test(document, yaml)
{
    struct arena *arena = arena_create();

    cr_expect_str_eq(write_filled(DOCUMENT_YAML, arena), "schema: 1\n"
                                                         "name: null\n"
                                                         "blob:\n"
                                                         "  crc: \"0x000000c4\"\n"
                                                         "  good: true\n"
                                                         "sections:\n"
                                                         "  - index: 0\n"
                                                         "    rest: [\"intel\", \"amd\"]\n"
                                                         "    entries:\n"
                                                         "      - {select: 196, exclude: false}\n"
                                                         "  - none: []\n"
                                                         "    nothing: {}\n");
    arena_destroy(arena);
}

static char *write_text(enum document_form form, const char *text, struct arena *arena)
{
    struct text_stream stream;
    struct document document;

    text_stream_open(&stream);
    document_begin(&document, stream.file, form);
    document_text(&document, "t", text);
    document_end(&document);
    return text_stream_close(&stream, arena, NULL);
}

Test(document, texts_are_escaped)
{
    static const char text[] = "a\"\\\n\x7f\xc3\xa9\xe2\x80\xae\xf0\x9f\x98\x80\xff";
    struct arena *arena = arena_create();

    cr_expect_str_eq(write_text(DOCUMENT_JSON, text, arena),
                     "{\n  \"t\": \"a\\\"\\\\\\u000a\\u007f\xc3\xa9\\u202e\xf0\x9f\x98\x80\\ufffd\""
                     "\n}\n");
    cr_expect_str_eq(write_text(DOCUMENT_YAML, text, arena),
                     "t: \"a\\\"\\\\\\u000a\\u007f\xc3\xa9\\u202e\xf0\x9f\x98\x80\\ufffd\"\n");
    arena_destroy(arena);
}

Test(document, what_yaml_writes_otherwise)
{
    struct arena *arena = arena_create();

    cr_expect_str_eq(write_text(DOCUMENT_YAML, "\xf3\xa0\x80\x81", arena), "t: \"\\U000e0001\"\n");
    cr_expect_str_eq(write_text(DOCUMENT_JSON, "\xf3\xa0\x80\x81", arena),
                     "{\n  \"t\": \"\\udb40\\udc01\"\n}\n");
    cr_expect_str_eq(write_text(DOCUMENT_YAML, "\xef\xbf\xbe\xef\xbf\xbf", arena),
                     "t: \"\\ufffe\\uffff\"\n");
    arena_destroy(arena);
}
