/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The resolved policy: for each host, which points a guest can count. No names, ranges or files are
 * left; rules stand beside it only so that messages can point at them.
 *
 * A host's verdict on a point: denied if a deny rule names it, else allowed if an allow rule names
 * it, else the default. What is *listed* are the points whose verdict is not the default's: the
 * content of a filter whose action is the opposite of the default. Everything lives in the arena.
 *
 * An arm64 event has no unit mask: its 16-bit number is kept as a select, the high byte, and a unit
 * mask, the low byte, so that one form serves all hosts. The two events that KVM never filters are
 * allowed whatever the rules say, and an arm64 host lists what is allowed under either default.
 */
#ifndef PMUC_POLICY_POLICY_H
#define PMUC_POLICY_POLICY_H

#include "compiler/policy/hosts.h"
#include "compiler/policy/umask_set.h"
#include "grammar/ast.h"

enum {
    INTEL_SELECT_COUNT = 0x100,
    AMD_SELECT_COUNT = 0x1000,
    ARM64_SELECT_COUNT = 0x100, /* the high bytes of event numbers */
    MAX_SELECT_COUNT = AMD_SELECT_COUNT,
    FIXED_COUNTER_COUNT = 32,
    SELECT_WORDS = MAX_SELECT_COUNT / 64,
};

struct select_range {
    uint16_t first;
    uint16_t last;
};

/* What one matcher stands for: every (select, unit mask) of selects x umasks, or fixed counters. */
struct points {
    struct points *next;
    const struct ast_matcher *matcher;
    struct select_range *ranges; /* ascending, disjoint; each host takes what its selects reach */
    uint32_t range_count;
    uint32_t fixed; /* bit n: fixed counter n */
    struct umask_set umasks;
    host_set hosts;                     /* all x86 or all arm64 */
    const struct matched_event *events; /* of a list's first points: by which names; or null */
};

/* A name that a matcher stands for on some hosts. */
struct matched_event {
    struct matched_event *next;
    const struct event *event;   /* null: the item means nothing there, and is optional */
    const struct ast_item *item; /* which part of the matcher gave it: a name or a pattern */
    host_set hosts;
};

/* An allow, deny or expect, with the points of its matcher or of its group's matchers. */
struct rule {
    const struct ast_statement *statement;
    const struct points *points;
    bool repeats; /* an earlier statement of its kind and verdict names the same group */
};

/* One select and a set of its unit masks, never empty. */
struct select_umasks {
    uint16_t select;
    struct umask_set umasks;
};

/* The unit masks that rules name of one select. */
struct verdicts {
    struct umask_set allowed;
    struct umask_set denied;
};

struct host_policy {
    const struct host *host;
    struct verdicts *verdicts;    /* of the named selects, and first of all others: none */
    uint16_t *index;              /* of a select in verdicts; 0 when no rule names it */
    uint64_t named[SELECT_WORDS]; /* bit s: some rule names select s */
    uint32_t fixed_allowed;       /* by an allow rule */
    uint32_t fixed_denied;        /* by a deny rule */

    struct select_umasks *listed; /* ascending by select */
    uint32_t listed_count;
    uint32_t listed_fixed;
};

struct policy {
    const char *name; /* "" when the policy has none */
    enum verdict default_verdict;
    struct span default_span; /* empty when default was not written */
    struct rule *rules;
    uint32_t rule_count;
    struct rule *expectations;
    uint32_t expectation_count;
    const struct hosts *known; /* every host that the policy could speak of */
    struct host_policy *hosts; /* those that it serves, ascending by index */
    uint32_t host_count;
};

static inline const struct verdicts *host_policy_verdicts(const struct host_policy *host,
                                                          uint32_t select)
{
    return &host->verdicts[host->index[select]];
}

uint32_t host_select_count(const struct host *host);

/* Where a message about the policy of one host points: the default, or the host's first rule. */
struct span policy_head(const struct policy *policy, const struct host *host);

/* Null when the policy does not serve the host. */
const struct host_policy *policy_find_host(const struct policy *policy, const struct host *host);

/* The points that KVM counts on every host of this kind, of one select. */
struct umask_set host_unfilterable(const struct host *host, uint32_t select);

/* The unit masks of a select that a guest of the host can count. */
struct umask_set host_policy_allowed(const struct policy *policy, const struct host_policy *host,
                                     uint32_t select);

/* Bit n: a guest of the host can count fixed counter n. */
uint32_t host_policy_allowed_fixed(const struct policy *policy, const struct host_policy *host);

/* Whether the matcher names any unit mask of this select on this host. */
bool points_have_select(const struct points *points, const struct host *host, uint32_t select);

/* Whether the matcher names this (select, unit mask) on this host. */
bool points_have(const struct points *points, const struct host *host, uint32_t select,
                 uint32_t umask);

#endif
