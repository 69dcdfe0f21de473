/* SPDX-License-Identifier: BSD-2-Clause */
/* What a reviewing command looks at: a policy's source, compiled, or a blob, checked. */
#ifndef PMUC_COMMANDS_SUBJECT_H
#define PMUC_COMMANDS_SUBJECT_H

#include "compiler/commands/commands.h"

struct subject {
    struct input input;
    struct compilation *compilation; /* of a blob it has names and no policy */
    const struct policy *policy;     /* null for a blob: it holds points, not rules */
    const struct filters *filters;   /* sections in the blob's order */
    struct pmuf_view view;
    size_t blob_size;
};

/*
 * Reads and compiles, or reads and checks. Returns EXIT_FINE, or an exit status after a message.
 * Everything is in the arena.
 */
int subject_read(const struct options *options, const char *path, struct arena *arena,
                 struct subject *out);

/* The names that the subject's hosts have. */
static inline struct events *subject_events(const struct subject *subject)
{
    return subject->compilation->events;
}

#endif
