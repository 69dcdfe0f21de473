/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why a guest of one host can count a point or not: the rules that name it, the entries that do it,
 * the names that mean it, and what the guest sees. Everything lives in the arena.
 */
#ifndef PMUC_REVIEW_EXPLANATION_H
#define PMUC_REVIEW_EXPLANATION_H

#include "compiler/review/fleet.h"
#include "compiler/review/guest_view.h"
#include "compiler/review/point_names.h"
#include "compiler/review/rule_text.h"
#include "compiler/review/side.h"

/* What became of a rule that names the point. */
enum rule_role {
    ROLE_DECIDES,
    ROLE_AGREES, /* has the same verdict, and would decide without the one that does */
    ROLE_LOSES,
    ROLE_COUNT
};

struct naming_rule {
    enum rule_role role;
    struct told_rule told;
    struct told_rule matcher; /* of a group's rule: what of the group names the point */
};

enum decider { DECIDED_BY_RULE, DECIDED_BY_DEFAULT, DECIDED_BY_KVM, DECIDED_BY_BLOB };

/* What an alternative has about the point: entries, or on arm64 records, in their order. */
struct implementing {
    const struct alternative *alternative;
    uint32_t *indexes; /* in the alternative; none about fixed counters, which have a bitmap */
    uint32_t count;
};

struct explanation {
    const struct fleet_group *group;
    struct reached_point point;
    bool counts;
    enum decider decider;
    struct told_rule default_rule; /* DECIDED_BY_DEFAULT: its line is 0 where it is not written */
    struct naming_rule *rules;     /* by role, then in the order of the text */
    uint32_t rule_count;
    struct implementing implementing[PMUF_MAX_ALTERNATIVES];
    uint32_t implementing_count;
    const char **names; /* that share the point's code */
    uint32_t name_count;
    const char *guest[MAX_GUEST_LINES];
    uint32_t guest_count;
};

/* A host that is asked about. */
struct explained_host {
    const struct side *side;
    const struct fleet_group *group;
    struct reach reach;
    const struct code_index *names;
};

struct explanation explain_point(const struct explained_host *host,
                                 const struct reached_point *point, struct arena *arena);

/* "0xc4 umask 0x01", "fixed 1", "0x0011": as a rule would write it. */
const char *explanation_point(const struct explanation *explanation, struct arena *arena);

#endif
