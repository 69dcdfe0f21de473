/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two JSON forms in which events of real CPUs are published: perfmon's, by Intel, and that of
 * Linux's perf (tools/perf/pmu-events). The models come from the argument, as no file says them.
 *
 * Only events of a core's counters that a filter can tell from others by select and unit mask are
 * taken. Passed over are other units, metrics, and events whose code has parts that no filter
 * compares: such a name is unknown to a policy. A number that is none, or a fixed counter that
 * contradicts its code, is an error.
 */
#ifndef PMUC_EVENTS_VENDOR_JSON_H
#define PMUC_EVENTS_VENDOR_JSON_H

#include "compiler/events/catalogue_file.h"
#include "compiler/events/reader.h"

/* {"Header": {...}, "Events": [...]}: all events of its models. */
void perfmon_read(struct reader *reader, const struct node *root, struct catalogue_file *file);

/* [{...}, ...]: some events of its models. */
void perf_read(struct reader *reader, const struct node *root,
               const struct catalogue_context *context, struct catalogue_file *file);

#endif
