/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random catalogues: CPU models of each vendor and names of events, that some or all models know.
 * What a catalogue says stands here in full, so that nobody who decides by it has to ask the
 * compiler. catalogue_files.h writes it down for the compiler to read.
 *
 * The names are few and made of the same parts for every vendor and model: patterns match several,
 * and one name means this here and that there. Everything lives in the arena; nothing can fail.
 */
#ifndef PMUC_TEST_CATALOGUE_H
#define PMUC_TEST_CATALOGUE_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/base/arena.h"
#include "tests/support/random.h"

enum {
    CATALOGUE_MODELS = 6, /* of a vendor, at most; likewise below */
    CATALOGUE_EVENTS = 40,
    CATALOGUE_LISTS = 3,
    MODEL_KINDS = 3,
    EVENT_SELECTS = 3,
    EVERY_TEST_STEPPING = 0xffff,
};

enum test_vendor { TEST_INTEL, TEST_AMD, TEST_ARM64, TEST_VENDOR_COUNT };

/* CPUs that are told apart by their steppings alone. On arm64 by nothing: an implementer's part. */
struct cpu_kind {
    uint32_t maker;     /* enum pmuf_vendor; 0 on arm64 */
    uint32_t family;    /* on arm64 the implementer */
    uint32_t model;     /* on arm64 the part */
    uint32_t steppings; /* bit n: stepping n */
};

/* One CPU. */
struct test_cpu {
    enum test_vendor vendor; /* by whose rules KVM goes: a Zhaoxin CPU is TEST_INTEL */
    uint32_t maker;
    uint32_t family;
    uint32_t model;
    uint32_t stepping;
};

struct test_model {
    const char *name;
    const char *other_name; /* or null */
    bool is_refused;
    struct cpu_kind kinds[MODEL_KINDS];
    uint32_t kind_count;
};

/* What a name stands for: each of the selects with the unit mask, or a fixed counter. */
struct test_event {
    const char *name;
    const char *other_name; /* or null */
    bool is_fixed;
    uint32_t numbers[EVENT_SELECTS]; /* the counter, or selects; on arm64 event numbers */
    uint32_t number_count;
    uint32_t umask;
    const char *remarks; /* more keys, that change no meaning: ", edge: true" */
};

/* The events of one file. */
struct test_list {
    uint32_t models; /* bit n: the vendor's n-th model knows them; all of them in the first list */
    struct test_event events[CATALOGUE_EVENTS];
    uint32_t event_count;
};

/* The first list is for every CPU of the vendor, also for those of no model. */
struct vendor_catalogue {
    struct test_model models[CATALOGUE_MODELS];
    uint32_t model_count;
    struct test_list lists[CATALOGUE_LISTS];
    uint32_t list_count;
};

struct test_catalogue {
    struct vendor_catalogue vendors[TEST_VENDOR_COUNT];
};

struct test_catalogue *catalogue_generate(struct random *random, struct arena *arena);

const char *test_vendor_name(enum test_vendor vendor);

/* Whether both have the same CPUs, but for the steppings. */
bool kinds_are_alike(const struct cpu_kind *a, const struct cpu_kind *b);

bool kind_has(const struct cpu_kind *kind, const struct test_cpu *cpu);

/* Bit n: CPUs of these kinds know the events of the vendor's n-th list. None: only the first. */
uint32_t catalogue_lists_of(const struct vendor_catalogue *catalogue, const struct cpu_kind *kinds,
                            uint32_t count);

/* Whether an event of these lists has the name; case does not matter, nor '.' for ':'. */
bool catalogue_knows(const struct vendor_catalogue *catalogue, uint32_t lists, const char *name);

/* A CPU of one of the kinds, or without any a CPU that may be of no model. */
struct test_cpu catalogue_make_cpu(struct random *random, enum test_vendor vendor,
                                   const struct cpu_kind *kinds, uint32_t count);

#endif
