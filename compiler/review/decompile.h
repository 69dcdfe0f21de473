/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filters back to a policy's text: canonical, so that the same meaning gives the same text however
 * the filters wrote it, and compiled again before it is handed on: it means the same on every host.
 *
 * Everything is in the arena.
 */
#ifndef PMUC_REVIEW_DECOMPILE_H
#define PMUC_REVIEW_DECOMPILE_H

#include "compiler/compile.h"

enum decompile_status {
    DECOMPILE_DONE,
    DECOMPILE_REFUSED,  /* no policy can say this: see reason */
    DECOMPILE_NO_NAMES, /* a catalogue is wrong: see diagnostics */
    DECOMPILE_DIFFERS,  /* a bug of ours: the text means something else */
};

struct decompiled {
    const char *text;
    size_t size;
    const char *reason;
    struct diagnostics *diagnostics;
};

/*
 * `filters` may be a checked blob's, or made of a foreign filter: entries of an alternative ordered
 * by select, and there includes before excludes; an arm64 alternative's records that allow. Then
 * `tells_options` is false: for a blob, comments tell the options of pmuc that make the result load
 * on the same kernels.
 */
enum decompile_status decompile(const struct filters *filters, bool tells_options,
                                const struct events_options *options, struct arena *arena,
                                struct decompiled *out);

/* --- for decompile's own parts --- */

/* The text under one of the defaults, not compiled. False when no policy can name some host. */
bool decompile_write(const struct filters *filters, enum verdict default_verdict,
                     struct events *events, struct arena *arena, struct decompiled *out);

#endif
