/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decides from a policy as it was written, and from a catalogue, what a guest can count: the
 * language's definition word by word, point by point. It shares no code with the compiler beyond
 * the AST, and knows nothing of sets, entries or blobs. Slow, pure, cannot fail.
 *
 * The AST must be one that the parser accepted, its includes already in place. oracle_faults()
 * tells whether the compiler has to refuse it; all other answers are about a policy that it
 * accepts.
 */
#ifndef PMUC_TEST_ORACLE_H
#define PMUC_TEST_ORACLE_H

#include "grammar/ast.h"
#include "tests/oracle/test_catalogue.h"

enum { ORACLE_MAX_HOSTS = 32, ORACLE_NAME_SIZE = 48 };

/* CPUs that a policy does not tell apart: a model that cpus lists, or the rest of a vendor. */
struct oracle_host {
    char name[ORACLE_NAME_SIZE]; /* intel:m1, intel:6-0x8f, intel:other, or intel alone */
    enum test_vendor vendor;
    struct cpu_kind kinds[MODEL_KINDS];
    uint32_t kind_count; /* 0: the rest of the vendor */
    uint32_t lists;      /* of the vendor's catalogue, whose names are known there */
};

struct oracle {
    const struct ast *ast;
    const struct test_catalogue *catalogue;
    struct oracle_host hosts[ORACLE_MAX_HOSTS];
    uint32_t host_count;
};

/* A (select, unit mask) pair, an arm64 event number, or with is_fixed a fixed counter. */
struct oracle_point {
    bool is_fixed;
    uint32_t number;
    uint32_t umask;
};

/* Why a policy must be refused. */
enum oracle_fault {
    ORACLE_EMPTY_SET = 1,
    ORACLE_UNKNOWN_NAME = 2,
    ORACLE_UNFILTERABLE = 4, /* a deny rule names nothing but events that KVM never filters */
    ORACLE_NO_HOST = 8
};

void oracle_open(struct oracle *oracle, const struct ast *ast,
                 const struct test_catalogue *catalogue);

/* The host that a CPU belongs to, or null. */
const struct oracle_host *oracle_host_of(const struct oracle *oracle, const struct test_cpu *cpu);

/* Whether the policy has a section for that host. */
bool oracle_serves(const struct oracle *oracle, const struct oracle_host *host);

/* Whether a guest of that host can count the point. */
bool oracle_allows(const struct oracle *oracle, const struct oracle_host *host,
                   const struct oracle_point *point);

/* Whether some deny rule names an event of the general-purpose counters of that host. */
bool oracle_denies_events(const struct oracle *oracle, const struct oracle_host *host);

/* Whether an expectation, whose matcher names events by name, is true. */
bool oracle_expects(const struct oracle *oracle, const struct ast_statement *expectation);

/* The verdict on points that no rule names. */
enum verdict oracle_default(const struct oracle *oracle);

/* Every enum oracle_fault that the policy has. */
unsigned int oracle_faults(const struct oracle *oracle);

/* --- for the oracle's own parts --- */

/* Whether a target means this host. */
bool oracle_target_is(const struct oracle *oracle, const struct ast_target *target,
                      const struct oracle_host *host);

/* ... and this kind of matcher can name anything there: x86 fixed means Intel's. */
bool oracle_matcher_is_for(const struct oracle *oracle, const struct ast_matcher *matcher,
                           const struct oracle_host *host);

/* Whether a set of this kind of matcher holds a point's number, or its code or names the point. */
bool oracle_set_holds(const struct oracle *oracle, const struct oracle_host *host,
                      const struct ast_set *set, enum ast_matcher_kind kind,
                      const struct oracle_point *point);

/* Whether the matcher names a point of the host. */
bool oracle_matcher_names(const struct oracle *oracle, const struct ast_matcher *matcher,
                          const struct oracle_host *host, const struct oracle_point *point);

/* The matchers of a rule: its own one, or those of its group. */
const struct ast_matcher *oracle_matchers_of(const struct oracle *oracle,
                                             const struct ast_statement *rule);

#endif
