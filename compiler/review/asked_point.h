/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A point as somebody asks about it: "0xc4:0x01" (select and unit mask), "fixed:1", "arm64:0x11",
 * an event's name, or perf's r01c4 and "cpu/event=0xc4,umask=0x01/".
 */
#ifndef PMUC_REVIEW_ASKED_POINT_H
#define PMUC_REVIEW_ASKED_POINT_H

#include "compiler/events/events.h"
#include "compiler/policy/code_set.h"

enum asked_kind { ASKED_PAIR, ASKED_FIXED, ASKED_ARM64, ASKED_NAME, ASKED_PERF };

struct asked_point {
    const char *text; /* as it was asked for: untrusted */
    enum asked_kind kind;
    uint32_t select; /* ASKED_PAIR */
    uint32_t umask;
    uint32_t number;               /* ASKED_FIXED, ASKED_ARM64 */
    const char *key;               /* ASKED_NAME */
    bool has_config[VENDOR_COUNT]; /* ASKED_PERF: whether it is a term for such hosts */
    uint64_t configs[VENDOR_COUNT];
};

/* Null, or why the text is no point, for print_name(). In the arena. */
const char *asked_point_read(const char *text, struct arena *arena, struct asked_point *out);

enum asked_answer {
    ASKED_FITS,
    ASKED_UNFIT,  /* the host has no such point: *reason */
    ASKED_FOREIGN /* it is asked of other kinds of hosts */
};

/* What the point is on a host of the vendor and model. In the arena. */
enum asked_answer asked_point_find(const struct asked_point *point, enum vendor vendor,
                                   const struct cpu_model *model, struct events *events,
                                   struct arena *arena, struct code_set *out, const char **reason);

/* "Intel hosts": those that a point of this form is asked of. */
const char *asked_point_hosts(const struct asked_point *point);

/* A name that is near to that of an unknown event, or null. */
const char *asked_point_suggest(const struct asked_point *point, enum vendor vendor,
                                const struct cpu_model *model, struct events *events);

#endif
