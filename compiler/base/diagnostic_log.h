/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All that a run of pmuc has to say, as one document for programs: the diagnostics of each
 * compilation, and what was told beside them. doc/pmu-diagnostics.5 describes both forms.
 *
 * The lists are the caller's. Nothing here can fail; a stream remembers a write error. Line tables
 * of the sources are built on the way, in their own arena.
 */
#ifndef PMUC_BASE_DIAGNOSTIC_LOG_H
#define PMUC_BASE_DIAGNOSTIC_LOG_H

#include "compiler/base/diagnostic.h"

enum { DIAGNOSTIC_LOG_FORMAT = 1 }; /* of the JSON document */

/* Something told that is not about a place in a text. */
struct log_message {
    struct log_message *next;
    const char *level; /* "error", "warning" or "note", as both forms call it */
    const char *text;
};

struct log_part {
    struct log_part *next;
    const struct diagnostics *diagnostics;
};

struct diagnostic_log {
    struct arena *arena; /* for what is made on the way */
    const char *version; /* of pmuc */
    int exit_status;
    bool succeeded; /* it could look at all it was given, whatever it found there */
    struct log_part *first_part;
    struct log_message *first_message;
};

/*
 * Every diagnostic, by compilation and then by place. One in a file that several policies include
 * is there once.
 */
const struct diagnostic **diagnostic_log_all(const struct diagnostic_log *log, size_t *count);

/* How many there were beyond those that are kept. */
uint64_t diagnostic_log_not_listed(const struct diagnostic_log *log);

void diagnostic_log_write_json(const struct diagnostic_log *log, FILE *stream);

/* SARIF 2.1.0 */
void diagnostic_log_write_sarif(const struct diagnostic_log *log, FILE *stream);

#endif
