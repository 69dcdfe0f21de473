/* SPDX-License-Identifier: BSD-2-Clause */
/* A policy text in memory, parsed: what the units of later stages start from. */
#ifndef PMUC_TEST_PARSED_TEXT_H
#define PMUC_TEST_PARSED_TEXT_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/base/diagnostic.h"
#include "compiler/policy/points.h"
#include "grammar/grammar.h"

struct parsed_text {
    struct arena *arena;
    struct source_list sources;
    struct source *source;
    struct diagnostics *diagnostics;
    struct ast *ast;
    struct events *events;
};

/* The catalogues of the source tree; of libpfm4 nothing, which may be missing. */
static inline struct events *text_open_events(struct parsed_text *text)
{
    const char *folder = getenv("CATALOGUES");
    struct events_options *options = ARENA_NEW(text->arena, struct events_options);

    options->catalogue_folder = folder ? folder : "catalogues";
    options->without_libpfm = true;
    return events_create(options, text->arena, &text->sources, text->diagnostics);
}

static inline void text_open(struct parsed_text *text, const char *content)
{
    size_t size = strlen(content);
    const char *reason;
    char *copy;

    memset(text, 0, sizeof(*text));
    text->arena = arena_create();
    text->sources.arena = text->arena;
    text->diagnostics = diagnostics_create(text->arena, &text->sources);
    copy = arena_allocate(text->arena, size + 2);
    memcpy(copy, content, size);
    text->source = source_add(&text->sources, "text", copy, size, &reason);
    cr_assert_not_null(text->source);
    text->events = text_open_events(text);
}

static inline void text_parse(struct parsed_text *text, const char *content)
{
    text_open(text, content);
    text->ast = grammar_parse(text->source, text->arena, text->diagnostics);
}

/* What the matchers of the text are read against: the hosts that its cpus statements list. */
static inline struct scope text_scope(const struct parsed_text *text)
{
    return (struct scope){
        hosts_collect(text->ast, text->events, text->arena, text->diagnostics),
        text->events,
        text->arena,
        text->diagnostics,
    };
}

/* The host of that name, such as "intel" or "intel:spr"; null when there is none. */
static inline const struct host *text_host(const struct hosts *hosts, const char *name)
{
    for (uint32_t i = 0; i < hosts->count; i++) {
        if (strcmp(hosts->all[i].name, name) == 0)
            return &hosts->all[i];
    }
    return NULL;
}

static inline void text_close(struct parsed_text *text)
{
    arena_destroy(text->arena);
}

/* How many messages of that code there are, shown or not. */
static inline unsigned int text_count(const struct parsed_text *text, enum diagnostic_code code)
{
    unsigned int count = 0;

    for (const struct diagnostic *one = text->diagnostics->first; one; one = one->next)
        count += one->code == code;
    return count;
}

#endif
