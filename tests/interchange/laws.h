/* SPDX-License-Identifier: BSD-2-Clause */
/* One seed of law_test.c: what is tried with it, and what all of them have shown. */
#ifndef PMUC_TEST_LAWS_H
#define PMUC_TEST_LAWS_H

#include "compiler/compile.h"
#include "tests/oracle/test_catalogue.h"
#include "tests/support/random.h"

enum law {
    LAW_DUMP,
    LAW_STABLE,
    LAW_NEEDS,
    LAW_DOCUMENT,
    LAW_QEMU,
    LAW_RAW,
    LAW_FOREIGN_BLOB,
    LAW_FOREIGN_X86,
    LAW_FOREIGN_ARM64,
    LAW_COUNT
};

/* What has to have been there, or the laws prove little. */
enum sight {
    SIGHT_POLICY,
    SIGHT_MODELS,
    SIGHT_ARM64,
    SIGHT_DENY_LIST,
    SIGHT_OPTIONS,
    SIGHT_QEMU,
    SIGHT_FOREIGN_BLOB,
    SIGHT_UNNAMEABLE,
    SIGHT_FOREIGN_X86,
    SIGHT_IDLE_ENTRY,
    SIGHT_FOREIGN_ARM64,
    SIGHT_COUNT
};

struct tally {
    uint64_t failures[LAW_COUNT];
    uint64_t sights[SIGHT_COUNT];
};

struct trial {
    uint64_t seed;
    struct random random;
    struct arena *arena;
    const struct test_catalogue *catalogue;
    struct events_options events;
    struct lower_options lower; /* what the policy is compiled with */
    struct tally *tally;
};

void law_fail(struct trial *trial, enum law law, const char *what);

/* Null when it does not compile. */
struct compilation *law_compile(struct trial *trial, const char *text, size_t size,
                                const struct lower_options *lower);

void law_of_dump(struct trial *trial, const struct compilation *compilation);
void law_of_documents(struct trial *trial, const struct filters *filters, const struct blob *blob);

/* Raw bytes and QEMU's object of one of the policy's hosts. */
void law_of_filters(struct trial *trial, const struct compilation *compilation);

void law_of_foreign_blob(struct trial *trial);
void law_of_foreign_x86(struct trial *trial);
void law_of_foreign_arm64(struct trial *trial);

#endif
