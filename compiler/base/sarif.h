/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to what writes diagnostics as SARIF: diagnostic_sarif.c has the run, sarif_result.c one
 * result of it. Everything that is made on the way is in the arena; nothing can fail.
 */
#ifndef PMUC_BASE_SARIF_H
#define PMUC_BASE_SARIF_H

#include "compiler/base/diagnostic.h"
#include "compiler/base/json.h"

struct fingerprint;

struct sarif {
    struct json json;
    struct arena *arena;
    const struct source_list *sources; /* of the diagnostics at hand */
    struct fingerprint *fingerprints;  /* of the results so far */
    uint64_t rule_index[DIAGNOSTIC_CODE_COUNT];
};

const char *sarif_level(enum severity severity);

/* "PMU024" */
const char *sarif_rule_id(struct sarif *sarif, enum diagnostic_code code);

/* A message object; what SARIF would read as more than text is taken care of. */
void sarif_write_text(struct sarif *sarif, const char *key, const char *text);

bool sarif_has_place(const struct sarif *sarif, struct span span);

/* The message and its notes, which are links when the diagnostic is a result. */
void sarif_write_message(struct sarif *sarif, const struct diagnostic *diagnostic);

/* A diagnostic that has a place. */
void sarif_write_result(struct sarif *sarif, const struct diagnostic *diagnostic);

#endif
