/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policy as it was written: statements, matchers and sets, each with its span. Nothing is
 * looked up, expanded or judged here; a number that was malformed has become an ERROR item, which
 * later stages skip, since its message is out already.
 *
 * Everything lives in the arena; strings are NUL-terminated and unescaped. Building cannot fail.
 */
#ifndef PMUC_GRAMMAR_AST_H
#define PMUC_GRAMMAR_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/base/arena.h"
#include "compiler/base/source.h"

enum verdict { VERDICT_DENY, VERDICT_ALLOW };

/* A name or string, as a token carries it. */
struct ast_text {
    const char *text;
    struct span span;
};

enum ast_target_kind { AST_X86, AST_INTEL, AST_AMD, AST_ARM64 };

/* intel, or with a model: intel:spr */
struct ast_target {
    struct span span;
    const char *model; /* null, or the name or signature after the colon */
    enum ast_target_kind kind;
};

enum ast_item_kind {
    AST_ERROR,      /* a malformed number: already reported */
    AST_NUMBER,     /* 0xc4 */
    AST_RANGE,      /* 0x00..0x0f: first, last */
    AST_MATCH_MASK, /* 0x40/0xf0: first is the match, last the mask */
    AST_ANY,        /* any */
    AST_NAME,       /* INST_RETIRED.ANY, ref-cycles, "cpu/event=0xc4/" */
    AST_BRACES,     /* { ... } */
};

struct ast_item {
    struct ast_item *next;
    struct span span;
    enum ast_item_kind kind;
    union {
        struct {
            uint64_t first; /* also the number of AST_NUMBER */
            uint64_t last;
        };
        const char *name;
        struct ast_set *braces;
    };
};

/* items, or: items except except_items */
struct ast_set {
    struct ast_item *items;
    struct ast_item *except_items; /* null when there is no except */
    struct span span;
};

enum ast_matcher_kind {
    AST_EVENTS, /* intel 0xc4 umask 0x00, arm64 0x11 */
    AST_FIXED,  /* intel fixed 0..2 */
    AST_RAW,    /* amd raw 0x20000078f */
    AST_NAMED,  /* intel event INST_RETIRED.* */
};

struct ast_matcher {
    struct ast_matcher *next;
    struct span span;
    struct ast_target target;
    enum ast_matcher_kind kind;
    bool optional;           /* AST_NAMED: optional event */
    struct ast_set *subject; /* selects, event numbers, fixed counters, raw codes or names */
    struct ast_set *umasks;  /* AST_EVENTS: null when none was written */
};

enum ast_statement_kind {
    AST_POLICY,  /* policy "name" */
    AST_DEFAULT, /* default deny */
    AST_TARGETS, /* targets x86, arm64 */
    AST_CPUS,    /* cpus intel skx, icx */
    AST_INCLUDE, /* include "x.pmu", include <presets/ipc.pmu> */
    AST_RULE,    /* allow ..., deny ... */
    AST_GROUP,   /* group llc { ... } */
    AST_EXPECT,  /* expect deny ... */
};

struct ast_statement {
    struct ast_statement *next;
    struct span span;
    enum ast_statement_kind kind;
    enum verdict verdict; /* AST_DEFAULT, AST_RULE, AST_EXPECT */
    union {
        struct ast_text text;                 /* AST_POLICY, AST_INCLUDE */
        struct ast_target_list *first_target; /* AST_TARGETS */
        struct {
            struct ast_target vendor; /* AST_CPUS */
            struct ast_item *models;
        };
        struct {
            struct ast_text group;       /* AST_GROUP; AST_RULE, AST_EXPECT: a group, or null */
            struct ast_matcher *matcher; /* AST_GROUP: all of them; else the one, or null */
            const char *because;         /* AST_RULE, AST_EXPECT: null when absent or "" */
        };
    };
    bool system_include; /* AST_INCLUDE: <x> */
};

struct ast_target_list {
    struct ast_target_list *next;
    struct ast_target target;
};

/* The statements of one text, or, after loading, of a text and all that it includes. */
struct ast {
    struct ast_statement *first;
    struct ast_statement *last;
    bool is_incomplete; /* a mistake swallowed statements, or an include could not be read */
};

/*
 * Builders, one for each grammar rule. Lists are built by appending to the last element that the
 * grammar carries along, so that a list of any length costs linear time.
 */
struct ast_item_list {
    struct ast_item *first;
    struct ast_item *last;
};

struct ast_matcher_list {
    struct ast_matcher *first;
    struct ast_matcher *last;
};

struct ast_targets {
    struct ast_target_list *first;
    struct ast_target_list *last;
};

/* A number token; false in `valid` when it was malformed. */
struct ast_number {
    uint64_t value;
    struct span span;
    bool valid;
};

/* What allow, deny and expect speak of: a matcher or a group. */
struct ast_subject {
    struct ast_matcher *matcher;
    struct ast_text group;
};

struct ast_item *ast_number_item(struct arena *arena, struct ast_number number);
struct ast_item *ast_pair_item(struct arena *arena, enum ast_item_kind kind,
                               struct ast_number first, struct ast_number last);
struct ast_item *ast_any_item(struct arena *arena, struct span span);
struct ast_item *ast_name_item(struct arena *arena, struct ast_text name);
struct ast_item *ast_braces_item(struct arena *arena, struct ast_set *set, struct span span);

struct ast_item_list ast_items_start(struct ast_item *item);
struct ast_item_list ast_items_append(struct ast_item_list list, struct ast_item *item);
struct ast_set *ast_set_create(struct arena *arena, struct ast_item_list items,
                               struct ast_item_list except_items, struct span span);

struct ast_matcher *ast_matcher_create(struct arena *arena, enum ast_matcher_kind kind,
                                       struct ast_target target, struct ast_set *subject,
                                       struct ast_set *umasks, struct span span);
struct ast_matcher *ast_matcher_make_optional(struct ast_matcher *matcher);
struct ast_matcher_list ast_matchers_append(struct ast_matcher_list list,
                                            struct ast_matcher *matcher);

struct ast_targets ast_targets_start(struct arena *arena, struct ast_target target);
struct ast_targets ast_targets_append(struct arena *arena, struct ast_targets list,
                                      struct ast_target target);

struct ast_statement *ast_policy(struct arena *arena, struct ast_text name, struct span span);
struct ast_statement *ast_default(struct arena *arena, enum verdict verdict, struct span span);
struct ast_statement *ast_targets(struct arena *arena, struct ast_targets targets,
                                  struct span span);
struct ast_statement *ast_cpus(struct arena *arena, struct ast_target vendor,
                               struct ast_item_list models, struct span span);
struct ast_statement *ast_include(struct arena *arena, struct ast_text path, bool system_include,
                                  struct span span);
struct ast_statement *ast_group(struct arena *arena, struct ast_text name,
                                struct ast_matcher_list matchers, struct span span);
struct ast_statement *ast_rule(struct arena *arena, enum ast_statement_kind kind,
                               enum verdict verdict, struct ast_subject subject,
                               const char *because, struct span span);

void ast_append(struct ast *ast, struct ast_statement *statement);

#endif
