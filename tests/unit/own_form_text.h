/* SPDX-License-Identifier: BSD-2-Clause */
/* A catalogue of our own form in memory, for the units that read it. */
#ifndef PMUC_TEST_OWN_FORM_TEXT_H
#define PMUC_TEST_OWN_FORM_TEXT_H

#include <stdio.h>
#include <stdlib.h>

#include "compiler/events/own_form.h"
#include "tests/unit/catalogue_text.h"

static struct catalogue_text text;

static inline void tear_down(void)
{
    if (text.arena)
        catalogue_close(&text);
    text.arena = NULL;
}

static inline void read_text(const char *content)
{
    const struct node *root;

    tear_down();
    catalogue_open(&text, content);
    root = tree_read(&text.reader);
    if (root)
        own_form_read(&text.reader, root, &text.file);
}

static inline void expect_refused(const char *content, enum diagnostic_code code, uint32_t line,
                                  uint32_t column, const char *what)
{
    read_text(content);
    catalogue_expect_error(&text, code, line, column, what);
}

static inline void expect_clean(const char *content)
{
    read_text(content);
    catalogue_expect_clean(&text);
}

#define REFUSED(content, code, line, column, what)                                                 \
    expect_refused(content, DIAGNOSTIC_##code, line, column, what)

#define HEAD(vendor) "catalogue: test\nversion: \"1\"\nvendor: " vendor "\n"
#define INTEL HEAD("intel") "models: any\nevents:\n"
#define AMD HEAD("amd") "models: any\nevents:\n"
#define ARM64 HEAD("arm64") "models: any\nevents:\n"
#define INTEL_CPUS HEAD("intel") "cpus:\n"

static inline char *filled(const char *before, size_t size, const char *after)
{
    char *content = malloc(strlen(before) + size + strlen(after) + 1);
    char *at = stpcpy(content, before);

    memset(at, 'x', size);
    stpcpy(at + size, after);
    return content;
}

/* A text of `size` bytes is taken, and one byte more is not. */
static inline void expect_text_limit(const char *before, size_t size, const char *after,
                                     uint32_t line, uint32_t column)
{
    char *content = filled(before, size, after);

    expect_clean(content);
    free(content);
    content = filled(before, size + 1, after);
    REFUSED(content, CATALOGUE_FORM, line, column, "too long");
    free(content);
}

/* `one` with a number behind it, `count` times, with commas. */
static inline char *numbered(const char *before, const char *one, unsigned int count,
                             const char *after)
{
    char *content = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&content, &size);

    fputs(before, stream);
    for (unsigned int i = 0; i < count; i++)
        fprintf(stream, "%s%u, ", one, i);
    fputs(after, stream);
    fclose(stream);
    return content;
}

/* A list of `count` is taken, and one more is not. */
static inline void expect_count_limit(const char *before, const char *one, unsigned int count,
                                      const char *after, uint32_t line, uint32_t column)
{
    char *content = numbered(before, one, count, after);

    expect_clean(content);
    free(content);
    content = numbered(before, one, count + 1, after);
    REFUSED(content, CATALOGUE_LIMIT, line, column, "");
    free(content);
}

#endif
