/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random pairs of policies, compared, and what is true of each CPU by other means than those of
 * compiler/review: the rules' own tables, and the section that the runtime picks.
 */
#ifndef PMUC_TEST_REVIEW_TRIAL_H
#define PMUC_TEST_REVIEW_TRIAL_H

#include "compiler/compile.h"
#include "compiler/review/difference.h"
#include "tests/oracle/policy_generator.h"
#include "tests/support/random.h"

/* A CPU that hosts may have. */
struct cpu {
    enum vendor vendor;
    struct pmuf_host host;
    struct pmuf_signature signature;
};

enum { CPU_COUNT = 12 };

extern const struct cpu cpus[CPU_COUNT];

struct pair {
    struct random random;
    struct arena *arena;
    struct events *events; /* for names; serves all pairs */
    struct minimiser *minimiser;
    const char *catalogue_folder;
    struct generated_policy texts[FLEET_SIDES];
    struct compilation *compilations[FLEET_SIDES];
    struct pmuf_view views[FLEET_SIDES];
    bool is_changed; /* the new text was made of the old one */
};

/* Texts that have to do with each other or not. False when one of them is no valid policy. */
bool pair_create(struct pair *pair);

/* Compiles a text of its own statements in another order; null when it is not valid. */
struct compilation *pair_compile(struct pair *pair, const struct generated_policy *text);

/* One side as a policy, or as the blob that it compiles to. */
struct side pair_side(const struct pair *pair, int side, bool as_blob);

/* The CPU's host in a compiled policy; null when it is not served. */
const struct host_policy *cpu_host(const struct cpu *cpu, const struct policy *policy);

/* Whether the runtime finds a section for the CPU. */
bool cpu_is_picked(const struct cpu *cpu, const struct pmuf_view *view);

/* What a guest can count there: rows by select, and fixed counters. Null: nothing. */
struct umask_set cpu_allowed(const struct policy *policy, const struct host_policy *host,
                             uint32_t select);
uint32_t cpu_fixed(const struct policy *policy, const struct host_policy *host);

/* Whether a group of this name is one of those that have the CPU; `fleet` has all groups. */
bool cpu_is_of(const struct cpu *cpu, const char *name, const struct fleet *fleet,
               struct events *events, struct arena *arena);

#endif
