/* SPDX-License-Identifier: BSD-2-Clause */
/* What changed since the old side, in words, as HTML. Hosts that changed alike are told together.
 */
#ifndef PMUC_REVIEW_REPORT_CHANGES_H
#define PMUC_REVIEW_REPORT_CHANGES_H

#include <stdio.h>

#include "compiler/review/report_model.h"

struct changes;

/* Finds them. In the arena. */
struct changes *changes_create(const struct report *report);

/* All of it in a sentence. */
void write_verdict(FILE *stream, const struct changes *changes);

/* What changed where, and by which rules. Nothing when there is nothing to tell. */
void write_changes(FILE *stream, const struct changes *changes);

#endif
