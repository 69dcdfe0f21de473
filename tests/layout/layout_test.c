/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Laying a policy out changes neither what it says nor what a second time would. Tried on random
 * policies, on every policy of tests/cases and examples that parses, and on those laid out at
 * random. Reports in TAP.
 *
 *   PMUC_LAYOUT_COUNT  random policies to try (1,000)
 *   PMUC_LAYOUT_SEED   the first one's seed; a failure names the one that shows it again
 */
#include <fts.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/base/text_stream.h"
#include "compiler/compile.h"
#include "compiler/review/layout.h"
#include "grammar/grammar.h"
#include "tests/layout/respace.h"
#include "tests/oracle/catalogue_files.h"
#include "tests/oracle/policy_generator.h"
#include "tests/support/tap.h"

enum { MAX_SHOWN = 3, VARIANTS = 3 };

enum law {
    LAW_DONE,
    LAW_SAME_TEXT,
    LAW_SAME_TWICE,
    LAW_CANONICAL,
    LAW_TIDY,
    LAW_SAME_BLOB,
    LAW_SAME_MESSAGES,
    LAW_COUNT
};

static const char *const law_names[LAW_COUNT] = {
    [LAW_DONE] = "what parses can be laid out",
    [LAW_SAME_TEXT] = "tokens and comments survive in their order, comments behind what they were",
    [LAW_SAME_TWICE] = "laid out twice is laid out once",
    [LAW_CANONICAL] = "blanks and line ends do not matter",
    [LAW_TIDY] = "no blanks at a line's end, no two empty lines, no needlessly long line",
    [LAW_SAME_BLOB] = "the same bytes, or none, come out of the compiler",
    [LAW_SAME_MESSAGES] = "the same messages stand at the same tokens",
};

/* What the texts must have shown, or they prove little. */
enum sight {
    SIGHT_COMPILED,
    SIGHT_REFUSED,
    SIGHT_WARNED,
    SIGHT_BROKEN,
    SIGHT_CHANGED,
    SIGHT_COUNT
};

static const char *const sight_names[SIGHT_COUNT] = {
    [SIGHT_COMPILED] = "policies that compile",
    [SIGHT_REFUSED] = "policies with mistakes of meaning",
    [SIGHT_WARNED] = "policies with warnings",
    [SIGHT_BROKEN] = "statements on several lines",
    [SIGHT_CHANGED] = "texts that changed",
};

struct laws {
    const char *presets;
    const char *catalogues;
    uint64_t failures[LAW_COUNT];
    uint64_t sights[SIGHT_COUNT];
    uint64_t texts;
    uint64_t files;
};

/* One text under test. */
struct trial {
    struct laws *laws;
    struct arena *arena;
    const char *path; /* "-", or the file that it came from */
    const char *name; /* what shows it again */
    struct events_options events;
    struct source_list sources;
    struct source *source;
    struct token_list tokens;
    struct layout layout;
};

static void fail(const struct trial *trial, enum law law)
{
    if (trial->laws->failures[law]++ < MAX_SHOWN)
        tap_note("%s: %s\n%.*s\nlaid out:\n%.*s", trial->name, law_names[law],
                 (int)trial->source->size, trial->source->text, (int)trial->layout.size,
                 trial->layout.text ? trial->layout.text : "");
}

static char *copy_text(struct arena *arena, const char *text, size_t size)
{
    char *copy = arena_allocate(arena, size + 2);

    memcpy(copy, text, size);
    return copy;
}

/* False when the text has mistakes of grammar: then nothing is asked of it. */
static bool parse(struct trial *trial, const char *text, size_t size)
{
    struct diagnostics *diagnostics;
    const char *reason;

    trial->sources = (struct source_list){.arena = trial->arena};
    trial->source = source_add(&trial->sources, trial->name, copy_text(trial->arena, text, size),
                               size, &reason);
    diagnostics = diagnostics_create(trial->arena, &trial->sources);
    trial->tokens = (struct token_list){0};
    return !grammar_parse_tokens(trial->source, trial->arena, diagnostics, &trial->tokens)
                ->is_incomplete;
}

/* A text's layout; with an empty text where there is none. */
static struct layout lay_out(struct arena *arena, const char *text, size_t size)
{
    struct source_list sources = {.arena = arena};
    struct layout layout;
    const char *reason;
    struct source *source =
        source_add(&sources, "text", copy_text(arena, text, size), size, &reason);

    if (layout_make(source, arena, diagnostics_create(arena, &sources), &layout) != LAYOUT_DONE)
        return (struct layout){copy_text(arena, "", 0), 0};
    return layout;
}

static bool same_layout(struct layout a, struct layout b)
{
    return a.size == b.size && memcmp(a.text, b.text, a.size) == 0;
}

/* A line may be too long for a comment, or for a word that cannot be broken. */
static bool is_long(const char *line, size_t size)
{
    const char *last = line + size;

    if (size <= LAYOUT_WIDTH || memchr(line, '#', size) || memchr(line, '"', size))
        return false;
    while (last > line && last[-1] != ' ')
        last--;
    return (size_t)(last - line) > LAYOUT_WIDTH;
}

static void check_tidy(struct trial *trial)
{
    const char *text = trial->layout.text;
    size_t size = trial->layout.size;
    bool tidy = size == 0 || (text[0] != '\n' && text[size - 1] == '\n');

    tidy = tidy && !strchr(text, '\r') && !strstr(text, "\n\n\n") && !strstr(text, " \n") &&
           !strstr(text, "\t\n") && (size < 2 || strcmp(text + size - 2, "\n\n") != 0);
    for (const char *line = text; tidy && *line; line = strchr(line, '\n') + 1) {
        tidy = !is_long(line, (size_t)(strchr(line, '\n') - line));
        trial->laws->sights[SIGHT_BROKEN] += strncmp(line, "    because", 11) == 0;
    }
    if (!tidy)
        fail(trial, LAW_TIDY);
}

/* How many tokens begin, or end, before a place of the main text. */
static uint32_t place_among(const struct token_list *tokens, uint32_t offset, bool is_end)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < tokens->count && tokens->tokens[i].span.start <= offset; i++)
        count += tokens->tokens[i].kind != TOKEN_COMMENT &&
                 (!is_end || tokens->tokens[i].span.end <= offset);
    return count;
}

/* A place in words that do not change with the layout. */
static void print_span(FILE *out, const struct compilation *compilation,
                       const struct token_list *tokens, uint32_t base, struct span span)
{
    const struct source *source =
        span_is_empty(span) ? NULL : source_of(&compilation->sources, span.start);
    uint32_t start;
    uint32_t end;

    if (!source) {
        fputs("nowhere", out);
        return;
    }
    start = span.start - source->base;
    end = span.end - source->base;
    if (source != compilation->sources.first)
        fprintf(out, "%s %u-%u", source->name, start, end);
    else if (start == end)
        fprintf(out, "behind %u", place_among(tokens, start + base, true));
    else
        fprintf(out, "%u-%u", place_among(tokens, start + base, false),
                place_among(tokens, end + base, true));
}

static const char *describe_messages(struct arena *arena, const struct compilation *compilation,
                                     const struct token_list *tokens, uint32_t base)
{
    struct text_stream stream;

    text_stream_open(&stream);
    for (const struct diagnostic *one = compilation->diagnostics->first; one; one = one->next) {
        fprintf(stream.file, "%u %d %s at ", diagnostic_number(one->code), one->severity,
                one->text);
        print_span(stream.file, compilation, tokens, base, one->span);
        for (const struct diagnostic_note *note = one->first_note; note; note = note->next) {
            fprintf(stream.file, "; %s, %s at ", note->text ? note->text : "",
                    note->replacement ? note->replacement : "");
            print_span(stream.file, compilation, tokens, base, note->span);
        }
        putc('\n', stream.file);
    }
    return text_stream_close(&stream, arena, NULL);
}

static struct compilation *compile_text(const struct trial *trial, const char *text, size_t size,
                                        enum compile_status *status)
{
    struct compilation *compilation = compilation_create(trial->arena);
    struct compile_options options = {.load.preset_folder = trial->laws->presets,
                                      .events = trial->events};

    options.events.without_libpfm = true;
    *status =
        compile(compilation, trial->path, copy_text(trial->arena, text, size), size, &options);
    return compilation;
}

static void check_compiled(struct trial *trial)
{
    struct layout *layout = &trial->layout;
    struct trial after = *trial;
    enum compile_status old_status;
    enum compile_status new_status;
    struct compilation *old =
        compile_text(trial, trial->source->text, trial->source->size, &old_status);
    struct compilation *new = compile_text(trial, layout->text, layout->size, &new_status);

    trial->laws->sights[SIGHT_COMPILED] += old_status == COMPILE_DONE;
    trial->laws->sights[SIGHT_REFUSED] += old_status == COMPILE_POLICY_WRONG;
    trial->laws->sights[SIGHT_WARNED] += old->diagnostics->warning_count > 0;
    if (old_status != new_status ||
        (old->blob && (old->blob->size != new->blob->size ||
                       memcmp(old->blob->bytes, new->blob->bytes, old->blob->size) != 0)))
        fail(trial, LAW_SAME_BLOB);
    if (!parse(&after, layout->text, layout->size) ||
        strcmp(describe_messages(trial->arena, old, &trial->tokens, trial->source->base),
               describe_messages(trial->arena, new, &after.tokens, after.source->base)) != 0)
        fail(trial, LAW_SAME_MESSAGES);
}

/* False when the text does not parse. */
static bool try_text(struct trial *trial, const char *text, size_t size)
{
    struct laws *laws = trial->laws;
    struct layout *layout = &trial->layout;

    if (!parse(trial, text, size))
        return false;
    laws->texts++;
    *layout = lay_out(trial->arena, text, size);
    if (layout->size == 0 && trial->tokens.count > 0)
        fail(trial, LAW_DONE);
    if (strcmp(text_skeleton(trial->arena, trial->source->text, size),
               text_skeleton(trial->arena, layout->text, layout->size)) != 0)
        fail(trial, LAW_SAME_TEXT);
    if (!same_layout(*layout, lay_out(trial->arena, layout->text, layout->size)))
        fail(trial, LAW_SAME_TWICE);
    laws->sights[SIGHT_CHANGED] +=
        layout->size != size || memcmp(layout->text, trial->source->text, size) != 0;
    check_tidy(trial);
    check_compiled(trial);
    return true;
}

/* The same text with other blanks, and with more comments. False when it does not parse. */
static bool try_variants(struct trial *trial, struct random *random, const char *text, size_t size)
{
    if (!try_text(trial, text, size))
        return false;
    for (int i = 0; i < VARIANTS; i++) {
        bool with_comments = i == VARIANTS - 1;
        struct trial variant = *trial;
        struct respaced other =
            respace(random, trial->arena, trial->source, &trial->tokens, with_comments);

        if (with_comments && !try_text(&variant, other.text, other.size))
            fail(trial, LAW_SAME_TEXT);
        if (!with_comments &&
            !same_layout(trial->layout, lay_out(trial->arena, other.text, other.size)))
            fail(trial, LAW_CANONICAL);
    }
    return true;
}

/* Statements that the generator of policies does not make. */
static void add_statements(struct random *random, struct generated_policy *policy)
{
    static const char *const more[] = {
        "allow arm64 0x11, 0x21..0x24 except 0x22",
        "deny arm64 any except 0x00, 0x1e because \"nothing else can be denied on arm64 hosts\"",
        "cpus intel 6-0x8f, 6-0x55, other",
        "cpus arm64 0x41-0xd0c,0x41-0xd49",
        "allow intel event \"cpu/event=0xc4,umask=0x01/\", r02c4, \"r\xc3\xa9\" except r02c4",
        "policy \"na\\\"me\\\\\"",
        "group \"a b\" {}",
        "group long-group { intel {0x01,0x02,0x03,0x04,0x05,0x06,0x07,0x08,0x09,0x0a,0x0b,0x0c,"
        "0x0d,0x0e,0x0f,0x10} umask any arm64 0x11 amd optional event r04c4 amd fixed 1}",
        "deny group long-group because \"a reason that is so long that it has to stand on a line "
        "of "
        "its own, behind its rule\"",
        "include \"no such file\"",
        "include <presets/ipc.pmu>",
    };
    uint32_t count = random_below(random, 4);

    while (count-- > 0 && policy->count < GENERATOR_MAX_STATEMENTS)
        policy->statements[policy->count++] =
            more[random_below(random, sizeof(more) / sizeof(more[0]))];
}

static void try_policy(struct laws *laws, uint64_t seed)
{
    struct random random = {seed};
    struct trial trial = {.laws = laws, .arena = arena_create(), .path = "-"};
    struct generated_policy policy;
    struct test_catalogue *catalogue;
    size_t size = 0;
    char *text;

    trial.name = arena_format(trial.arena, "PMUC_LAYOUT_SEED=%" PRIu64, seed);
    catalogue = catalogue_generate(&random, trial.arena);
    catalogue_write(catalogue, trial.arena, &trial.events);
    policy_generate(&random, trial.arena, catalogue, &policy);
    add_statements(&random, &policy);
    text = policy_shuffle(&random, trial.arena, &policy, &size);
    if (!try_variants(&trial, &random, text, size) && !policy.is_wrong)
        fail(&trial, LAW_DONE);
    arena_destroy(trial.arena);
}

static void try_file(struct laws *laws, const char *path)
{
    struct random random = {laws->files};
    struct trial trial = {.laws = laws,
                          .arena = arena_create(),
                          .path = path,
                          .name = path,
                          .events.catalogue_folder = laws->catalogues};
    const char *reason;
    size_t size = 0;
    char *text = source_read_bytes(trial.arena, path, NULL, &size, &reason);

    if (text)
        laws->files += try_variants(&trial, &random, text, size);
    else
        tap_note("%s: %s", path, reason);
    arena_destroy(trial.arena);
}

static void try_folder(struct laws *laws, const char *path)
{
    char *copy = strdup(path);
    char *paths[] = {copy, NULL};
    FTS *walk = copy ? fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL) : NULL;
    FTSENT *entry;

    while (walk && (entry = fts_read(walk))) {
        if (entry->fts_info == FTS_F && entry->fts_namelen > 4 &&
            strcmp(entry->fts_name + entry->fts_namelen - 4, ".pmu") == 0)
            try_file(laws, entry->fts_path);
    }
    if (walk)
        fts_close(walk);
    free(copy);
}

static const char *from_environment(const char *name, const char *otherwise)
{
    const char *text = getenv(name);

    return text ? text : otherwise;
}

static int report(const struct laws *laws)
{
    struct tap tap = tap_begin(2 + LAW_COUNT + SIGHT_COUNT);

    tap_result(&tap, laws->texts > 0, "%" PRIu64 " texts were laid out", laws->texts);
    tap_result(&tap, laws->files >= 100, "%" PRIu64 " of them are files", laws->files);
    for (int law = 0; law < LAW_COUNT; law++)
        tap_result(&tap, laws->failures[law] == 0, "%s", law_names[law]);
    for (int sight = 0; sight < SIGHT_COUNT; sight++)
        tap_result(&tap, laws->sights[sight] >= 20, "there were %s: %" PRIu64, sight_names[sight],
                   laws->sights[sight]);
    return tap_end(&tap);
}

int main(void)
{
    const char *srcdir = from_environment("srcdir", ".");
    uint64_t count = strtoull(from_environment("PMUC_LAYOUT_COUNT", "1000"), NULL, 0);
    uint64_t seed = strtoull(from_environment("PMUC_LAYOUT_SEED", "1"), NULL, 0);
    struct arena *arena = arena_create();
    struct laws laws = {0};
    int status;

    laws.presets = from_environment("PRESETS", arena_format(arena, "%s/examples", srcdir));
    laws.catalogues = from_environment("CATALOGUES", arena_format(arena, "%s/catalogues", srcdir));
    try_folder(&laws, arena_format(arena, "%s/tests/cases", srcdir));
    try_folder(&laws, arena_format(arena, "%s/examples", srcdir));
    for (uint64_t i = 0; i < count; i++)
        try_policy(&laws, seed + i);
    status = report(&laws);
    arena_destroy(arena);
    return status;
}
