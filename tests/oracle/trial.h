/* SPDX-License-Identifier: BSD-2-Clause */
/* One random policy under test, and what all of them have shown. */
#ifndef PMUC_TEST_TRIAL_H
#define PMUC_TEST_TRIAL_H

#include "compiler/compile.h"
#include "tests/oracle/oracle.h"
#include "tests/oracle/policy_generator.h"

/* What can go wrong. */
enum check {
    CHECK_REFUSED,
    CHECK_SELF_CHECK,
    CHECK_RESOLVED,
    CHECK_LOADED,
    CHECK_PICKED,
    CHECK_RECODED,
    CHECK_SHUFFLED,
    CHECK_EXPECTED,
    CHECK_COUNT
};

/* What the random policies must have shown, or they prove little. */
enum sight {
    SIGHT_MASKED,
    SIGHT_EXCLUDE,
    SIGHT_TWO_ALTERNATIVES,
    SIGHT_HIGH_SELECT,
    SIGHT_DENY_LIST,
    SIGHT_SHARED_SECTION,
    SIGHT_OLD_KERNEL_REFUSED,
    SIGHT_FIXED,
    SIGHT_ARM64,
    SIGHT_MANY_RANGES,
    SIGHT_MODEL,
    SIGHT_REST_OF_FLEET,
    SIGHT_NOT_LISTED,
    SIGHT_MIXED_CPUS,
    SIGHT_NAME,
    SIGHT_NAME_BY_MODEL,
    SIGHT_MISTAKE,
    SIGHT_COUNT
};

struct tally {
    uint64_t valid;
    uint64_t invalid;
    uint64_t points;
    uint64_t failures[CHECK_COUNT];
    uint64_t refusals[DIAGNOSTIC_CODE_COUNT]; /* by the first error */
    uint64_t sights[SIGHT_COUNT];
};

/* The catalogue serves many policies in turn. */
struct trial {
    uint64_t seed;
    struct random random;
    struct arena *arena;
    struct tally *tally;
    const struct test_catalogue *catalogue;
    struct compile_options options;
    struct generated_policy generated;
    struct compilation *compilation;
    struct oracle oracle; /* of the policy that was compiled */
    struct pmuf_view view;
};

/* Counts a failure, and shows the first ones of each check. */
void trial_fail(const struct trial *trial, enum check check, const char *what);

/* Compiles a policy's statements in an order of their own, with warnings or without. */
enum compile_status trial_compile(struct trial *trial, const struct generated_policy *policy,
                                  struct compilation **out);

/* Each host of the policy, and CPUs that are of none, must get what the AST says. */
void check_hosts(struct trial *trial);

/* A policy may be refused for what is wrong with it, and must be. */
void check_refusal(struct trial *trial);

/* The same policy with an expectation of one point, and one by names. */
void check_expectations(struct trial *trial);

#endif
