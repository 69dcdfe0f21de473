/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What guests can count under a new policy or blob that they could not under an old one, and the
 * reverse, host by host. What counts is the meaning: neither the wording of a policy nor the
 * encoding of a blob makes a difference. Everything lives in the arena, and nothing can fail but
 * the reading of catalogues, which reports to the diagnostics of `events`.
 */
#ifndef PMUC_REVIEW_DIFFERENCE_H
#define PMUC_REVIEW_DIFFERENCE_H

#include "compiler/minimise/minimiser.h"
#include "compiler/review/causes.h"
#include "compiler/review/expression.h"
#include "compiler/review/fleet.h"
#include "compiler/review/point_names.h"
#include "compiler/review/reach.h"
#include "compiler/review/rule_text.h"
#include "compiler/review/side.h"

enum { SIDE_OLD, SIDE_NEW };

enum direction { DIRECTION_WIDENS, DIRECTION_NARROWS, DIRECTION_COUNT };

struct comparison {
    struct side sides[FLEET_SIDES];
    struct fleet fleet;    /* groups that are not of interest may be taken out */
    struct events *events; /* for names */
    struct minimiser *minimiser;
    struct arena *arena;
    struct reach *reaches[FLEET_SIDES];         /* made when asked for */
    struct umask_set *changed[DIRECTION_COUNT]; /* of the host at hand */
    struct umask_set *scratch;                  /* zero between uses */
};

struct comparison *comparison_create(const struct side *old, const struct side *new,
                                     struct events *events, struct minimiser *minimiser,
                                     struct arena *arena);

/*
 * False when both sides list arm64 CPUs by masks that overlap in part: then no group of hosts is
 * right about all of its CPUs, and nothing may be told of them.
 */
bool comparison_is_exact(const struct comparison *comparison);

/* Whether some host of the fleet has a section on both sides. */
bool comparison_shares_hosts(const struct comparison *comparison);

/* What guests of the hosts can count on one side. */
const struct reach *comparison_reach(struct comparison *comparison, int side,
                                     const struct fleet_group *group);

/* Changed points that one expression says. */
struct changed_points {
    const char *expression; /* what stands behind allow and a target: "0xc4 umask 0x01" */
    /* One of these three: */
    const struct block *block;    /* x86 */
    const struct umask_set *rows; /* arm64: of 256 event numbers each */
    uint32_t fixed;
    struct point_names names;
};

enum reason_kind { REASON_RULE, REASON_DEFAULT, REASON_KVM };

/* A cause as people are told about it. */
struct reason {
    enum reason_kind kind;
    int side;
    bool denies;           /* on its own side */
    struct told_rule told; /* the rule, or the default where it is written */
};

enum { MAX_REASONS = 2 };

/* Points that changed in one direction for one cause. */
struct change {
    enum direction direction;
    struct cause cause;
    struct changed_points *points;
    uint32_t point_count;
    struct reason reasons[MAX_REASONS];
    uint32_t reason_count; /* 0 between blobs */
};

/* What is told in words, as it is no matter of single points. */
enum fact {
    FACT_CAN_LOAD,    /* widens: the host had no section */
    FACT_CANNOT_LOAD, /* narrows: it has none any more */
    FACT_ESCAPE,      /* widens: an Intel guest can escape a list of denied events before 6.3 */
    FACT_NO_ESCAPE,   /* narrows */
    FACT_NEEDS_MORE,  /* neither: needs Linux 6.3 now */
    FACT_NEEDS_LESS,  /* neither: loads before Linux 6.3 now */
    FACT_COUNT
};

struct host_difference {
    const struct fleet_group *group;
    bool facts[FACT_COUNT];
    struct change *changes; /* those that widen first; then by their first points */
    uint32_t change_count;
    bool has[DIRECTION_COUNT]; /* whether it widens, and whether it narrows */
};

struct host_difference difference_of_hosts(struct comparison *comparison,
                                           const struct fleet_group *group);

/* "can-load": a word that does not change. */
const char *fact_word(enum fact fact);

/* "can start VMs under this policy, and could not before" */
const char *fact_text(enum fact fact);

/* "allowed by", "no longer denied by" */
const char *reason_words(const struct reason *reason);

#endif
