/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * perf's own ways to write an event without a name: r01c4 (perf-list(1): unit mask and event in
 * hexadecimal) and "cpu/event=0xc4,umask=0x01/". They need no catalogue.
 */
#ifndef PMUC_POLICY_PERF_CODES_H
#define PMUC_POLICY_PERF_CODES_H

#include "compiler/policy/code_set.h"
#include "compiler/policy/points.h"

/* Whether a name reads so: 'r' and 3 to 9 hexadecimal digits, or a text with '/' or '='. */
bool perf_code_is_raw(const char *name);
bool perf_code_is_term(const char *name);

/* The configuration that perf would give to the kernel. False after a message. */
bool perf_code_read(const struct ast_item *item, bool is_arm64, struct diagnostics *diagnostics,
                    uint64_t *config);

/*
 * The point that a configuration stands for on a host. False, with *reason, when a filter has none
 * for it there.
 */
bool perf_code_set(const struct host *host, uint64_t config, struct arena *arena,
                   struct code_set *out, const char **reason);

#endif
