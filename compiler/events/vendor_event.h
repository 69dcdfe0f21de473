/* SPDX-License-Identifier: BSD-2-Clause */
/* One event of a vendor's JSON list: both forms write it with the same keys. */
#ifndef PMUC_EVENTS_VENDOR_EVENT_H
#define PMUC_EVENTS_VENDOR_EVENT_H

#include "compiler/events/catalogue_file.h"
#include "compiler/events/reader.h"

enum vendor_key {
    KEY_EVENT_NAME,
    KEY_STANDARD_EVENT, /* ArchStdEvent: an architected event of arm64 */
    KEY_METRIC_NAME,
    KEY_UNIT,
    KEY_EVENT_CODE,
    KEY_CONFIG_CODE, /* arm64: the number, where it has bits beyond those of EventCode */
    KEY_UMASK,
    KEY_UMASK_EXTENSION,
    KEY_SELECT_EXTENSION,
    KEY_EQUAL,
    KEY_COUNTER,
    KEY_COUNTER_MASK,
    KEY_INVERT,
    KEY_EDGE,
    KEY_ANY_THREAD,
    KEY_REGISTER,
    KEY_OFFCORE,
    KEY_FILTER,
    KEY_DEPRECATED,
    KEY_BRIEF,
    KEY_PUBLIC,
    VENDOR_KEY_COUNT
};

struct vendor_event {
    const struct node *values[VENDOR_KEY_COUNT]; /* null for a key that is absent */
};

/* False, after an error, when the node is no mapping. Other keys are none of our business. */
bool vendor_event_open(struct reader *reader, const struct node *node, struct vendor_event *event);

/* Whether it is about a core's counters. */
bool vendor_event_is_of_core(const struct vendor_event *event);

/* Adds it to the file. False when no filter can express it, or something is wrong with it. */
bool vendor_event_add(struct reader *reader, const struct vendor_event *event,
                      struct catalogue_file *file);

/* Adds a name. Null, after an error, when it is none. */
struct event *vendor_event_name(struct reader *reader, const struct node *node,
                                struct catalogue_file *file);

#endif
