/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/parsed_text.h"

#include "grammar/lexer.h"
#include "grammar/parser.h"

/* What a text is read as: tokens and their values, one after the other. */
struct reading {
    struct parsed_text text;
    struct parse parse;
    void *scanner;
    union PMUC_YYSTYPE value;
    struct span place;
};

static void start(struct reading *reading, const char *content)
{
    memset(reading, 0, sizeof(*reading));
    text_open(&reading->text, content);
    reading->parse = (struct parse){.arena = reading->text.arena,
                                    .diagnostics = reading->text.diagnostics,
                                    .source = reading->text.source,
                                    .position = reading->text.source->base};
    reading->scanner = lexer_open(&reading->parse);
}

static int next(struct reading *reading)
{
    return pmuc_yylex(&reading->value, &reading->place, reading->scanner);
}

static void stop(struct reading *reading)
{
    lexer_close(reading->scanner);
    text_close(&reading->text);
}

/* Tokens up to the 0 that ends a text, and as many errors. */
static void expect_tokens(const char *content, const int *tokens, unsigned int errors)
{
    struct reading reading;
    int token;

    start(&reading, content);
    do {
        token = next(&reading);
        cr_assert_eq(token, *tokens, "'%s' at %u: %d, not %d", content, reading.place.start, token,
                     *tokens);
        tokens++;
    } while (token != 0);
    cr_assert_eq(reading.text.diagnostics->error_count, errors, "'%s'", content);
    stop(&reading);
}

#define TOKENS(content, ...) expect_tokens(content, (const int[]){__VA_ARGS__, 0}, 0)
#define TOKENS_AND_ERRORS(content, errors, ...)                                                    \
    expect_tokens(content, (const int[]){__VA_ARGS__, 0}, errors)

Test(lexer, keywords_and_targets)
{
    static const struct {
        const char *spelling;
        int token;
    } keywords[] = {
#define KEYWORD(spelling, token, starts_statement) {spelling, TOK_##token},
#include "grammar/keywords.def"
#undef KEYWORD
    };

    for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
        TOKENS(keywords[i].spelling, keywords[i].token);
    TOKENS("x86 intel amd arm64 intel:spr amd:25-0x11", TOK_TARGET, TOK_TARGET, TOK_TARGET,
           TOK_TARGET, TOK_TARGET, TOK_TARGET);
    TOKENS("allows intels fixed0", TOK_NAME, TOK_NAME, TOK_NAME);
}

Test(lexer, models)
{
    struct reading reading;

    start(&reading, "amd:25-0x11 intel");
    cr_assert_eq(next(&reading), TOK_TARGET);
    cr_assert_eq(reading.value.target.kind, AST_AMD);
    cr_assert_str_eq(reading.value.target.model, "25-0x11");
    cr_assert_eq(next(&reading), TOK_TARGET);
    cr_assert_eq(reading.value.target.kind, AST_INTEL);
    cr_assert_null(reading.value.target.model);
    stop(&reading);
}

Test(lexer, punctuation_and_blanks)
{
    TOKENS("{ , .. / }", TOK_OPEN, TOK_COMMA, TOK_DOTS, TOK_SLASH, TOK_CLOSE);
    TOKENS("{,../}", TOK_OPEN, TOK_COMMA, TOK_DOTS, TOK_SLASH, TOK_CLOSE);
    TOKENS(" \t\r\n\n# comment {\n1# end", TOK_NUMBER);
    expect_tokens("", (const int[]){0}, 0);
    expect_tokens("# no line end", (const int[]){0}, 0);
    expect_tokens("\xef\xbb\xbf", (const int[]){0}, 0);
}

Test(lexer, names_and_ranges)
{
    TOKENS("a.b", TOK_NAME);
    TOKENS("a:b.c-d_e", TOK_NAME);
    TOKENS("MEM_LOAD_RETIRED.* r01c4 ?x", TOK_NAME, TOK_NAME, TOK_NAME);
    TOKENS("a..b", TOK_NAME, TOK_DOTS, TOK_NAME);
    TOKENS("1..2", TOK_NUMBER, TOK_DOTS, TOK_NUMBER);
    TOKENS("0x1..0x2", TOK_NUMBER, TOK_DOTS, TOK_NUMBER);
    TOKENS("0x40/0xf0", TOK_NUMBER, TOK_SLASH, TOK_NUMBER);
    TOKENS("6-0x8f 1.5 1:2", TOK_NAME, TOK_NAME, TOK_NAME);
    TOKENS_AND_ERRORS("a.", 1, TOK_NAME, TOK_PMUC_YYerror);
    TOKENS_AND_ERRORS("a...b", 1, TOK_NAME, TOK_DOTS, TOK_PMUC_YYerror);
}

static void expect_number(const char *content, bool valid, uint64_t value)
{
    struct reading reading;

    start(&reading, content);
    cr_assert_eq(next(&reading), TOK_NUMBER, "%s", content);
    cr_assert_eq(reading.value.number.valid, valid, "%s", content);
    if (valid)
        cr_assert_eq(reading.value.number.value, value, "%s", content);
    cr_assert_eq(text_count(&reading.text, DIAGNOSTIC_BAD_NUMBER), !valid);
    cr_assert_eq(next(&reading), 0);
    stop(&reading);
}

Test(lexer, good_numbers)
{
    expect_number("0", true, 0);
    expect_number("9", true, 9);
    expect_number("1_000", true, 1000);
    expect_number("0x0", true, 0);
    expect_number("0xaF", true, 0xaf);
    expect_number("0x00000000000000000000001", true, 1);
    expect_number("0b101", true, 5);
    expect_number("0b1111_0000", true, 0xf0);
    expect_number("18446744073709551615", true, UINT64_MAX);
    expect_number("0xffff_ffff_ffff_ffff", true, UINT64_MAX);
}

Test(lexer, bad_numbers)
{
    static const char *const bad[] = {
        "00",
        "01",
        "0x",
        "0b",
        "0X1",
        "0B1",
        "0xg",
        "0b2",
        "1a",
        "1_",
        "1__1",
        "0x_1",
        "0x1_",
        "0_1",
        "1*",
        "18446744073709551616",
        "18446744073709551620",
        "99999999999999999999999",
        "0x10000000000000000",
        "0b1_00000000_00000000_00000000_00000000_00000000_00000000_00000000_00000000",
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        expect_number(bad[i], false, 0);
}

static void expect_string(const char *content, const char *value, unsigned int errors)
{
    struct reading reading;

    start(&reading, content);
    cr_assert_eq(next(&reading), TOK_STRING, "%s", content);
    cr_assert_str_eq(reading.value.text.text, value);
    cr_assert_eq(text_count(&reading.text, DIAGNOSTIC_BAD_STRING), errors, "%s", content);
    cr_assert_eq(next(&reading), 0);
    stop(&reading);
}

Test(lexer, strings)
{
    expect_string("\"\"", "", 0);
    expect_string("\"a # b ; {\"", "a # b ; {", 0);
    expect_string("\"a\\\"b\\\\\"", "a\"b\\", 0);
    expect_string("\"\xc3\xa9\"", "\xc3\xa9", 0);
    expect_string("\"a\\nb\"", "anb", 1);
    expect_string("\"\\x \\y\"", "x y", 2);
}

/* The parser recovers at the next statement, without a message of its own. */
Test(lexer, open_strings_end_with_their_line)
{
    TOKENS_AND_ERRORS("\"abc\nallow", 1, TOK_PMUC_YYerror, TOK_ALLOW);
    TOKENS_AND_ERRORS("\"abc\\\nallow", 1, TOK_PMUC_YYerror, TOK_ALLOW);
    TOKENS_AND_ERRORS("\"abc\\\"", 1, TOK_PMUC_YYerror);
    TOKENS_AND_ERRORS("\"", 1, TOK_PMUC_YYerror);
}

Test(lexer, paths)
{
    struct reading reading;

    start(&reading, "<presets/ipc.pmu>");
    cr_assert_eq(next(&reading), TOK_SYSTEM_PATH);
    cr_assert_str_eq(reading.value.text.text, "presets/ipc.pmu");
    stop(&reading);
}

Test(lexer, what_no_token_can_be)
{
    TOKENS_AND_ERRORS("1 ; 2", 1, TOK_NUMBER, TOK_NUMBER);
    TOKENS_AND_ERRORS("1 ! 2 @", 1, TOK_NUMBER, TOK_PMUC_YYerror);
    TOKENS_AND_ERRORS("1 \xe2\x80\x9c 2", 1, TOK_NUMBER, TOK_NUMBER);
    TOKENS_AND_ERRORS("= +", 1, TOK_PMUC_YYerror);
    TOKENS_AND_ERRORS("=\nallow", 1, TOK_PMUC_YYerror, TOK_ALLOW);
}

Test(lexer, places)
{
    struct reading reading;
    uint32_t base;

    start(&reading, "  0x10 abc");
    base = reading.text.source->base;
    next(&reading);
    cr_assert_eq(reading.place.start, base + 2);
    cr_assert_eq(reading.place.end, base + 6);
    next(&reading);
    cr_assert_eq(reading.place.start, base + 7);
    cr_assert_eq(reading.place.end, base + 10);
    stop(&reading);
}

Test(lexer, a_text_is_whole_again_after_parsing)
{
    const char *content = "allow intel 0xc4 umask 0x00\nallow intel umask any \"x";
    struct parsed_text text;

    text_parse(&text, content);
    cr_assert_str_eq(text.source->text, content);
    text_close(&text);
}

/* One text does not know of another that is read at the same time. */
Test(lexer, two_texts_at_once)
{
    struct reading one;
    struct reading other;

    start(&one, "{ 1");
    start(&other, "allow 2 }");
    cr_assert_eq(next(&one), TOK_OPEN);
    cr_assert_eq(next(&other), TOK_ALLOW);
    cr_assert_eq(next(&other), TOK_NUMBER);
    cr_assert_eq(next(&one), TOK_NUMBER);
    cr_assert_eq(one.value.number.value, 1);
    cr_assert_eq(other.value.number.value, 2);
    stop(&one);
    stop(&other);
}
