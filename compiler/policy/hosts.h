/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hosts that a policy tells apart. A vendor is one host, unless `cpus` lists its models: then
 * each of them is one, and "other" is one more where it is listed. What a policy means is resolved
 * for each host by itself; those that come out equal share a section later.
 */
#ifndef PMUC_POLICY_HOSTS_H
#define PMUC_POLICY_HOSTS_H

#include "compiler/base/diagnostic.h"
#include "compiler/events/events.h"
#include "compiler/events/names.h"
#include "grammar/ast.h"

enum { MAX_HOSTS = 64 };

/* Bit n: hosts->all[n] */
typedef uint64_t host_set;

struct host {
    const char *name; /* as messages and --target write it: "intel", "intel:spr", "intel:other" */
    enum vendor vendor;
    const struct cpu_model *model; /* null: every model of the vendor that is not listed */
    uint32_t index;
};

struct hosts {
    struct host all[MAX_HOSTS];
    uint32_t count;
    host_set by_vendor[VENDOR_COUNT];
    const struct ast_statement
        *cpus[VENDOR_COUNT]; /* null where the vendor's models are not told */
};

/* Makes the hosts from the cpus statements, and reports what is wrong with these. */
struct hosts *hosts_collect(const struct ast *ast, struct events *events, struct arena *arena,
                            struct diagnostics *diagnostics);

/* The hosts that a target names; 0 for a mistake, which is reported. */
host_set hosts_of_target(const struct hosts *hosts, const struct ast_target *target,
                         struct events *events, struct diagnostics *diagnostics);

/* "intel:skx and intel:spr"; of many, the first few and how many more. */
const char *hosts_describe(const struct hosts *hosts, host_set set, struct arena *arena);

static inline host_set host_bit(const struct host *host)
{
    return UINT64_C(1) << host->index;
}

static inline bool host_is_in(const struct host *host, host_set set)
{
    return set >> host->index & 1;
}

#endif
