/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tokens to AST. Each rule makes one call that builds one node; nothing is looked up or judged
 * here. The same grammar stands in pmu-policy(5), and a test holds the two against each other.
 */
%define api.pure full
%define api.prefix {pmuc_yy}
%define api.token.prefix {TOK_}
%define api.location.type {struct span}
%define lr.type ielr
%define parse.lac full
%define parse.error custom
%locations
%expect 0
%param {void *scanner}
%parse-param {struct parse *parse}

%code requires {
#include "grammar/ast.h"
#include "grammar/grammar.h"

struct parse;
}

%code {
#include <stdlib.h>
#include <string.h>

#include "grammar/lexer.h"

#define YYLLOC_DEFAULT(current, rhs, count)                                                        \
    ((current) = (count) ? span_join(YYRHSLOC(rhs, 1), YYRHSLOC(rhs, count))                       \
                         : (struct span){YYRHSLOC(rhs, 0).end, YYRHSLOC(rhs, 0).end})

static void pmuc_yyerror(struct span *place, void *scanner, struct parse *parse,
                         const char *text);
static bool recover_at(struct parse *parse, int token, struct span span);
}

%union {
    struct ast_number number;
    struct ast_text text;
    struct ast_target target;
    enum verdict verdict;
    struct ast_item *item;
    struct ast_item_list items;
    struct ast_set *set;
    struct ast_matcher *matcher;
    struct ast_matcher_list matchers;
    struct ast_subject subject;
    struct ast_targets targets;
    struct ast_statement *statement;
    const char *because;
}

%token <number> NUMBER "number"
%token <text> NAME "name"
%token <text> STRING "string"
%token <text> SYSTEM_PATH "<path>"
%token <target> TARGET "target"
%token ALLOW "allow"
%token ANY "any"
%token BECAUSE "because"
%token CPUS "cpus"
%token DEFAULT "default"
%token DENY "deny"
%token EVENT "event"
%token EXCEPT "except"
%token EXPECT "expect"
%token FIXED "fixed"
%token GROUP "group"
%token INCLUDE "include"
%token OPTIONAL "optional"
%token POLICY "policy"
%token RAW "raw"
%token TARGETS "targets"
%token UMASK "umask"
%token DOTS ".."
%token COMMA ","
%token SLASH "/"
%token OPEN "{"
%token CLOSE "}"
%token YYEOF 0 "end of file"

%type <statement> statement
%type <verdict> verdict
%type <subject> subject
%type <because> reason
%type <matcher> matcher
%type <matchers> matchers
%type <targets> targets
%type <items> models items
%type <item> model item
%type <set> set
%type <text> name

%%

policy: statements;

statements: %empty
    | statements statement          { ast_append(parse->ast, $2); }
    | statements error              {
                                        yyerrok;
                                        if (!recover_at(parse, yychar, yylloc))
                                            yyclearin;
                                    }
    ;

statement: "policy" STRING          { $$ = ast_policy(parse->arena, $2, @$); }
    | "default" verdict             { $$ = ast_default(parse->arena, $2, @$); }
    | "targets" targets             { $$ = ast_targets(parse->arena, $2, @$); }
    | "cpus" TARGET models          { $$ = ast_cpus(parse->arena, $2, $3, @$); }
    | "include" STRING              { $$ = ast_include(parse->arena, $2, false, @$); }
    | "include" SYSTEM_PATH         { $$ = ast_include(parse->arena, $2, true, @$); }
    | "group" name "{" matchers "}" { $$ = ast_group(parse->arena, $2, $4, @$); }
    | verdict subject reason        { $$ = ast_rule(parse->arena, AST_RULE, $1, $2, $3, @$); }
    | "expect" verdict subject reason
                                    { $$ = ast_rule(parse->arena, AST_EXPECT, $2, $3, $4, @$); }
    ;

verdict: "allow"                    { $$ = VERDICT_ALLOW; }
    | "deny"                        { $$ = VERDICT_DENY; }
    ;

subject: matcher                    { $$ = (struct ast_subject){.matcher = $1}; }
    | "group" name                  { $$ = (struct ast_subject){.group = $2}; }
    ;

reason: %empty                      { $$ = NULL; }
    | "because" STRING              { $$ = $2.text; }
    ;

targets: TARGET                     { $$ = ast_targets_start(parse->arena, $1); }
    | targets "," TARGET            { $$ = ast_targets_append(parse->arena, $1, $3); }
    ;

models: model                       { $$ = ast_items_start($1); }
    | models "," model              { $$ = ast_items_append($1, $3); }
    ;

model: name                         { $$ = ast_name_item(parse->arena, $1); }
    ;

matchers: %empty                    { $$ = (struct ast_matcher_list){NULL, NULL}; }
    | matchers matcher              { $$ = ast_matchers_append($1, $2); }
    ;

matcher: TARGET set
        { $$ = ast_matcher_create(parse->arena, AST_EVENTS, $1, $2, NULL, @$); }
    | TARGET set "umask" set
        { $$ = ast_matcher_create(parse->arena, AST_EVENTS, $1, $2, $4, @$); }
    | TARGET "fixed" set
        { $$ = ast_matcher_create(parse->arena, AST_FIXED, $1, $3, NULL, @$); }
    | TARGET "raw" set
        { $$ = ast_matcher_create(parse->arena, AST_RAW, $1, $3, NULL, @$); }
    | TARGET "event" set
        { $$ = ast_matcher_create(parse->arena, AST_NAMED, $1, $3, NULL, @$); }
    | TARGET "optional" "event" set
        { $$ = ast_matcher_make_optional(ast_matcher_create(parse->arena, AST_NAMED, $1, $4, NULL, @$)); }
    ;

set: items
        { $$ = ast_set_create(parse->arena, $1, (struct ast_item_list){NULL, NULL}, @$); }
    | items "except" items
        { $$ = ast_set_create(parse->arena, $1, $3, @$); }
    ;

items: item                         { $$ = ast_items_start($1); }
    | items "," item                { $$ = ast_items_append($1, $3); }
    ;

item: NUMBER                        { $$ = ast_number_item(parse->arena, $1); }
    | NUMBER ".." NUMBER            { $$ = ast_pair_item(parse->arena, AST_RANGE, $1, $3); }
    | NUMBER "/" NUMBER             { $$ = ast_pair_item(parse->arena, AST_MATCH_MASK, $1, $3); }
    | "any"                         { $$ = ast_any_item(parse->arena, @$); }
    | name                          { $$ = ast_name_item(parse->arena, $1); }
    | "{" set "}"                   { $$ = ast_braces_item(parse->arena, $2, @$); }
    ;

name: NAME
    | STRING
    ;

%%

enum {
    MAX_EXPECTED = 10, /* more than these help nobody: then the message names none */
    MAX_SPELT = 60,   /* bytes of an unexpected token that a message repeats */
};

/* A token as it stands in the text, cut between characters when it is long. */
static const char *spell(const struct parse *parse, struct span span)
{
    const char *text = parse->source->text + (span.start - parse->source->base);
    uint32_t size = span.end - span.start;

    if (size > MAX_SPELT) {
        size = MAX_SPELT;
        while (((unsigned char)text[size] & 0xc0) == 0x80)
            size--;
    }
    return arena_copy_text(parse->arena, text, size);
}

/* Words and signs of the language in quotes; kinds of tokens without. */
static const char *name_expected(const struct parse *parse, yysymbol_kind_t symbol)
{
    switch (symbol) {
    case YYSYMBOL_NUMBER:
    case YYSYMBOL_NAME:
    case YYSYMBOL_STRING:
    case YYSYMBOL_SYSTEM_PATH:
    case YYSYMBOL_TARGET:
    case YYSYMBOL_YYEOF:
        return yysymbol_name(symbol);
    default:
        return arena_format(parse->arena, "'%s'", yysymbol_name(symbol));
    }
}

/* ", expected 'umask' or ','", or nothing when too much could stand here. */
static const char *list_expected(const struct parse *parse, const yypcontext_t *context)
{
    yysymbol_kind_t expected[MAX_EXPECTED + 1];
    int count = yypcontext_expected_tokens(context, expected, MAX_EXPECTED + 1);
    const char *text = "";

    if (count <= 0 || count > MAX_EXPECTED)
        return "";
    for (int i = 0; i < count; i++)
        text = arena_format(parse->arena, "%s%s%s", text,
                            i == 0           ? ", expected "
                            : i == count - 1 ? " or "
                                             : ", ",
                            name_expected(parse, expected[i]));
    return text;
}

static bool expects_statement(const yypcontext_t *context)
{
    yysymbol_kind_t expected[YYNTOKENS];
    int count = yypcontext_expected_tokens(context, expected, YYNTOKENS);

    for (int i = 0; i < count; i++) {
        if (expected[i] == YYSYMBOL_POLICY)
            return true;
    }
    return false;
}

/* What a statement that seems to be over, and is not, most likely wants. */
static const char *guess(yysymbol_kind_t token)
{
    switch (token) {
    case YYSYMBOL_NUMBER:
    case YYSYMBOL_NAME:
    case YYSYMBOL_STRING:
        return "a ',' may be missing before it; ";
    case YYSYMBOL_EXCEPT:
        return "a set has one except, and braces hold further ones; ";
    case YYSYMBOL_UMASK:
        return "unit masks follow event selects only; ";
    default:
        return "";
    }
}

static void report_unexpected(struct parse *parse, const yypcontext_t *context, struct span span)
{
    yysymbol_kind_t token = yypcontext_token(context);

    if (token == YYSYMBOL_YYEOF)
        diagnostic_report(parse->diagnostics, DIAGNOSTIC_SYNTAX,
                          (struct span){parse->last_token.end, parse->last_token.end},
                          "the text ends in the middle of a statement%s",
                          list_expected(parse, context));
    else if (expects_statement(context))
        diagnostic_report(parse->diagnostics, DIAGNOSTIC_SYNTAX, span,
                          "unexpected '%s': %sa statement begins with allow, deny, group, expect, "
                          "include, policy, default, targets or cpus",
                          spell(parse, span), lexer_begins_line(parse, span) ? "" : guess(token));
    else
        diagnostic_report(parse->diagnostics, DIAGNOSTIC_SYNTAX, span, "unexpected '%s'%s",
                          spell(parse, span), list_expected(parse, context));
}

static int yyreport_syntax_error(const yypcontext_t *context, void *scanner, struct parse *parse)
{
    struct span span = *yypcontext_location(context);

    (void)scanner;
    report_unexpected(parse, context, span);
    parse->resynchronising = true;
    return 0;
}

/*
 * After a mistake: whether parsing can go on with the token that is at hand. If not, it is dropped
 * and the lexer skips to one that begins a statement.
 */
static bool recover_at(struct parse *parse, int token, struct span span)
{
    if (token != TOK_YYEOF && !lexer_starts_statement(parse, token, span))
        return false;
    parse->resynchronising = false;
    parse->nesting = 0;
    return true;
}

/* The one message that bison itself makes: its stack is full. */
static void pmuc_yyerror(struct span *place, void *scanner, struct parse *parse, const char *text)
{
    (void)scanner;
    diagnostic_report(parse->diagnostics, DIAGNOSTIC_TOO_DEEP, *place, "%s", text);
}

struct ast *grammar_parse(struct source *source, struct arena *arena,
                          struct diagnostics *diagnostics)
{
    return grammar_parse_tokens(source, arena, diagnostics, NULL);
}

struct ast *grammar_parse_tokens(struct source *source, struct arena *arena,
                                 struct diagnostics *diagnostics, struct token_list *tokens)
{
    struct parse parse = {.arena = arena,
                          .diagnostics = diagnostics,
                          .source = source,
                          .ast = ARENA_NEW(arena, struct ast),
                          .tokens = tokens,
                          .position = source->base};
    unsigned int errors_before = diagnostics->error_count;
    struct span fault;
    const char *what = source_find_fault(source, &fault);

    if (what) {
        diagnostic_report(diagnostics, DIAGNOSTIC_TEXT_FAULT, fault, "the text holds %s", what);
    } else {
        void *scanner = lexer_open(&parse);

        yyparse(scanner, &parse);
        lexer_close(scanner);
    }
    parse.ast->is_incomplete = diagnostics->error_count != errors_before;
    return parse.ast;
}
