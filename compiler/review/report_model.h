/* SPDX-License-Identifier: BSD-2-Clause */
/* What a report tells, before it is markup: groups of hosts that get the same filters. */
#ifndef PMUC_REVIEW_REPORT_MODEL_H
#define PMUC_REVIEW_REPORT_MODEL_H

#include "compiler/review/report.h"

/* What became of a point that one of the sides allows. Without a comparison all are kept. */
enum cell { CELL_KEPT, CELL_WIDENED, CELL_NARROWED, CELL_COUNT };

/* A run of selects whose points are alike; on arm64, of rows of 256 event numbers. */
struct band {
    uint32_t first;
    uint32_t last;
    struct umask_set cells[CELL_COUNT];
};

/* A host of a group. Within a group rules and event names can differ, verdicts cannot. */
struct member {
    const struct fleet_group *host;
    const struct host_policy *rules[FLEET_SIDES]; /* null where there are none */
    uint32_t index;                               /* among all members of the report */
};

/* A name of a point, on some of a group's members. */
struct named_point {
    const struct event *event;
    uint32_t code; /* as in a code index */
    const struct member *member;
};

struct report_group {
    enum vendor vendor;
    struct member *members;
    uint32_t member_count;
    const struct section *sections[FLEET_SIDES]; /* null: such a host loads nothing */
    int32_t section_numbers[FLEET_SIDES];        /* in the blobs; FLEET_NO_SECTION */
    uint32_t end;                                /* selects, or rows of 256 events */
    struct umask_set *cells[CELL_COUNT];         /* indexed by select */
    uint32_t fixed[CELL_COUNT];
    uint64_t counts[CELL_COUNT]; /* points, without fixed counters */
    bool lists_denied;           /* most is allowed: what is denied is the shorter tale */
    struct band *bands;          /* all selects */
    uint32_t band_count;
    struct named_point *names; /* ascending by key, code and member */
    uint32_t name_count;
};

struct report {
    const struct report_input *input;
    const struct side *sides; /* by SIDE_OLD and SIDE_NEW */
    struct arena *arena;
    struct report_group *groups;
    uint32_t group_count;
};

struct report report_create(const struct report_input *input, struct arena *arena);

/* What a guest can count now. */
struct umask_set band_allowed(const struct band *band);
struct umask_set umask_set_complement(const struct umask_set *set);

/* What the report lists of a band, and whether it has anything to say of it. */
struct umask_set band_listed(const struct report_group *group, const struct band *band);
bool band_is_told(const struct report_group *group, const struct band *band);

static inline uint64_t group_points(const struct report_group *group)
{
    return (uint64_t)group->end * UMASK_COUNT;
}

static inline bool group_changed(const struct report_group *group)
{
    return group->counts[CELL_WIDENED] || group->counts[CELL_NARROWED] ||
           group->fixed[CELL_WIDENED] || group->fixed[CELL_NARROWED];
}

/* A pair of points is one code: select << 8 | unit mask, as in a code index. */
static inline bool band_has_code(const struct band *band, enum vendor vendor,
                                 const struct umask_set *set, uint32_t code)
{
    /* An arm64 event number is the row, its high byte, and the place in it. */
    if (vendor == VENDOR_ARM64)
        code >>= 8;
    return code >> 8 >= band->first && code >> 8 <= band->last && umask_set_has(set, code & 0xff);
}

#endif
