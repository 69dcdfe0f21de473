/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/json.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static char *text;
static size_t size;
static struct json json;

static void set_up(void)
{
    json = (struct json){.stream = open_memstream(&text, &size)};
    cr_assert_not_null(json.stream);
}

static void tear_down(void)
{
    free(text);
}

TestSuite(json, .init = set_up, .fini = tear_down);

static void expect_written(const char *expected)
{
    fclose(json.stream);
    cr_assert_str_eq(text, expected);
}

Test(json, one_member_to_a_line)
{
    json_open(&json, NULL, '{');
    json_string(&json, "name", "x");
    json_open(&json, "list", '[');
    json_number(&json, NULL, UINT64_MAX);
    json_boolean(&json, NULL, true);
    json_string(&json, NULL, NULL);
    json_close(&json, ']');
    json_boolean(&json, "last", false);
    json_close(&json, '}');
    expect_written("{\n"
                   "  \"name\": \"x\",\n"
                   "  \"list\": [\n"
                   "    18446744073709551615,\n"
                   "    true,\n"
                   "    null\n"
                   "  ],\n"
                   "  \"last\": false\n"
                   "}\n");
}

Test(json, empty)
{
    json_open(&json, NULL, '[');
    json_open(&json, NULL, '{');
    json_close(&json, '}');
    json_open_line(&json, NULL, '[');
    json_close(&json, ']');
    json_close(&json, ']');
    expect_written("[\n  {},\n  []\n]\n");
}

Test(json, on_one_line)
{
    json_open(&json, NULL, '{');
    json_open_line(&json, "a", '{');
    json_number(&json, "b", 1);
    json_open_line(&json, "c", '[');
    json_number(&json, NULL, 2);
    json_number(&json, NULL, 3);
    json_close(&json, ']');
    json_open(&json, "d", '{');
    json_close(&json, '}');
    json_close(&json, '}');
    json_number(&json, "e", 4);
    json_close(&json, '}');
    expect_written("{\n  \"a\": {\"b\": 1, \"c\": [2, 3], \"d\": {}},\n  \"e\": 4\n}\n");
}

static void expect_string(const char *string, const char *expected)
{
    set_up();
    json_string(&json, NULL, string);
    expect_written(expected);
    tear_down();
}

Test(json_string, escapes)
{
    expect_string("", "\"\"");
    expect_string("a\"b\\c/", "\"a\\\"b\\\\c/\"");
    expect_string("\n\t\x01\x7f", "\"\\u000a\\u0009\\u0001\\u007f\"");
    expect_string("\xc3\xa9 \xf0\x9f\x90\x9b", "\"\xc3\xa9 \xf0\x9f\x90\x9b\"");
    expect_string("\xe2\x80\xae", "\"\\u202e\"");            /* turns the writing direction */
    expect_string("\xf3\xa0\x80\x81", "\"\\udb40\\udc01\""); /* U+E0001, an invisible tag */
    expect_string("\xff\xc3"
                  "a",
                  "\"\\ufffd\\ufffda\"");                       /* no UTF-8 */
    expect_string("\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\""); /* half of a pair */
}
