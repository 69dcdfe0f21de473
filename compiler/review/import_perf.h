/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A list of events as perf stat -e takes it, to a policy that allows these and nothing else: names,
 * r01c4, cpu/event=0xc4,umask=0x01/; separated by commas, blanks or line ends, with braces around
 * groups, and comments behind '#'.
 *
 * Mistakes and remarks are diagnostics at their places. Everything is in the arena.
 */
#ifndef PMUC_REVIEW_IMPORT_PERF_H
#define PMUC_REVIEW_IMPORT_PERF_H

#include "compiler/compile.h"

enum {
    PERF_MAX_EVENTS = 4096,
    PERF_MAX_EVENT_SIZE = 1024, /* bytes of one event */
};

struct perf_target {
    enum vendor vendor;
    const char *model; /* a name of it; null: events that every model has */
};

struct perf_import {
    const char *text; /* null after an error */
    size_t size;
};

/*
 * `compilation` has the source among its sources and gets the diagnostics. Returns what compile()
 * does: COMPILE_SELF_CHECK is a bug of ours, the policy does not say what the list says.
 */
enum compile_status import_perf(const struct source *source, const struct perf_target *target,
                                const struct events_options *options,
                                struct compilation *compilation, struct perf_import *out);

#endif
