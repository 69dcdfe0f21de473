/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Laws of pmuc dump, --emit and pmuc import on random policies, random blobs and random arguments
 * of KVM's ioctls: what is written in another form and read again means the same. Reports in TAP.
 *
 *   PMUC_LAWS_COUNT  how many of each to try (300)
 *   PMUC_LAWS_SEED   the first seed; a failure names the one that shows it again
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/base/text_stream.h"
#include "compiler/compile.h"
#include "compiler/review/decompile.h"
#include "tests/interchange/laws.h"
#include "tests/oracle/catalogue_files.h"
#include "tests/oracle/policy_generator.h"
#include "tests/support/tap.h"

enum { MAX_SHOWN = 3, SEEDS_OF_A_CATALOGUE = 40 };

static const char *const law_names[LAW_COUNT] = {
    [LAW_DUMP] = "a policy's blob, dumped and compiled, means the same on every host",
    [LAW_STABLE] = "dumped again, that gives the same text",
    [LAW_NEEDS] = "with the options that the text tells, it loads on the same kernels",
    [LAW_DOCUMENT] = "JSON and YAML can be read, and hold the name and every entry",
    [LAW_QEMU] = "QEMU's object, imported and compiled, gives the same object",
    [LAW_RAW] = "raw bytes, imported and compiled, mean the same to KVM",
    [LAW_FOREIGN_BLOB] = "a blob of any maker, dumped and compiled, means the same, or is refused",
    [LAW_FOREIGN_X86] = "x86 filters of any maker mean the same to KVM after import",
    [LAW_FOREIGN_ARM64] = "arm64 filters of any maker mean the same to KVM after import",
};

static const char *const sight_names[SIGHT_COUNT] = {
    [SIGHT_POLICY] = "policies that were dumped",
    [SIGHT_MODELS] = "policies of listed models",
    [SIGHT_ARM64] = "policies for arm64",
    [SIGHT_DENY_LIST] = "DENY lists",
    [SIGHT_OPTIONS] = "blobs whose options are told",
    [SIGHT_QEMU] = "objects of QEMU's",
    [SIGHT_FOREIGN_BLOB] = "blobs by hand that were dumped",
    [SIGHT_UNNAMEABLE] = "blobs for CPUs that nothing names",
    [SIGHT_FOREIGN_X86] = "x86 filters by hand",
    [SIGHT_IDLE_ENTRY] = "entries without effect",
    [SIGHT_FOREIGN_ARM64] = "arm64 filters by hand",
};

void law_fail(struct trial *trial, enum law law, const char *what)
{
    if (trial->tally->failures[law]++ < MAX_SHOWN)
        tap_note("%s: %s; PMUC_LAWS_SEED=%" PRIu64 " PMUC_LAWS_COUNT=1 shows it again",
                 law_names[law], what, trial->seed);
}

struct compilation *law_compile(struct trial *trial, const char *text, size_t size,
                                const struct lower_options *lower)
{
    struct compilation *compilation = compilation_create(trial->arena);
    struct compile_options options = {.events = trial->events, .lower = *lower};
    char *copy = arena_allocate(trial->arena, size + 2);

    memcpy(copy, text, size);
    diagnostics_silence(compilation->diagnostics);
    options.load.preset_folder = "/nonexistent";
    return compile(compilation, "-", copy, size, &options) == COMPILE_DONE ? compilation : NULL;
}

/* A policy that compiles, by options that are random, too. Null when there is none this time. */
static struct compilation *make_policy(struct trial *trial)
{
    struct generated_policy generated = {.count = 0};
    size_t size = 0;
    char *text;

    if (random_once_in(&trial->random, 3))
        trial->lower.encoding = (enum encoding)random_below(&trial->random, 3);
    trial->lower.allow_tsx_escape = random_once_in(&trial->random, 3);
    policy_generate(&trial->random, trial->arena, trial->catalogue, &generated);
    text = policy_shuffle(&trial->random, trial->arena, &generated, &size);
    return generated.is_wrong ? NULL : law_compile(trial, text, size, &trial->lower);
}

static uint64_t from_environment(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    char *end = NULL;
    uint64_t value;

    if (!text)
        return otherwise;
    errno = 0;
    value = strtoull(text, &end, 0);
    if (errno != 0 || end == text || *end) {
        fprintf(stderr, "%s is no number: '%s'\n", name, text);
        exit(99);
    }
    return value;
}

/* The catalogue of a seed and of those around it, on disk. */
struct library {
    struct arena *arena; /* null before the first catalogue */
    uint64_t shelf;
    struct test_catalogue *catalogue;
    struct events_options events;
};

static void open_catalogue(struct library *library, uint64_t seed)
{
    struct random random = {~(seed / SEEDS_OF_A_CATALOGUE)};

    if (library->arena && library->shelf == seed / SEEDS_OF_A_CATALOGUE)
        return;
    if (library->arena)
        arena_destroy(library->arena);
    library->arena = arena_create();
    library->shelf = seed / SEEDS_OF_A_CATALOGUE;
    library->catalogue = catalogue_generate(&random, library->arena);
    catalogue_write(library->catalogue, library->arena, &library->events);
}

static void try_seed(uint64_t seed, struct library *library, struct tally *tally)
{
    struct arena *arena = arena_create();
    struct trial trial;
    struct compilation *compilation;

    open_catalogue(library, seed);
    trial = (struct trial){.seed = seed,
                           .random = {seed},
                           .arena = arena,
                           .catalogue = library->catalogue,
                           .events = library->events,
                           .tally = tally};
    compilation = make_policy(&trial);
    if (compilation) {
        law_of_dump(&trial, compilation);
        law_of_documents(&trial, compilation->filters, compilation->blob);
        law_of_filters(&trial, compilation);
    }
    law_of_foreign_blob(&trial);
    law_of_foreign_x86(&trial);
    law_of_foreign_arm64(&trial);
    arena_destroy(arena);
}

static int report(const struct tally *tally, uint64_t count)
{
    struct tap tap = tap_begin(LAW_COUNT + (count >= 100 ? SIGHT_COUNT : 0));

    for (int law = 0; law < LAW_COUNT; law++)
        tap_result(&tap, tally->failures[law] == 0, "%s", law_names[law]);
    for (int sight = 0; count >= 100 && sight < SIGHT_COUNT; sight++)
        tap_result(&tap, tally->sights[sight] >= count / 50, "there were %s: %" PRIu64 " times",
                   sight_names[sight], tally->sights[sight]);
    return tap_end(&tap);
}

int main(void)
{
    uint64_t count = from_environment("PMUC_LAWS_COUNT", 300);
    uint64_t seed = from_environment("PMUC_LAWS_SEED", 1);
    struct library library = {.arena = NULL};
    struct tally tally = {{0}, {0}};

    tap_note("seed %" PRIu64, seed);
    for (uint64_t i = 0; i < count; i++)
        try_seed(seed + i, &library, &tally);
    if (library.arena)
        arena_destroy(library.arena);
    return report(&tally, count);
}
