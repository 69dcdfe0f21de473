/* SPDX-License-Identifier: BSD-2-Clause */
/* What a report says of a group of hosts in HTML, all of it in words and tables. */
#ifndef PMUC_REVIEW_REPORT_WORDS_H
#define PMUC_REVIEW_REPORT_WORDS_H

#include <stdio.h>

#include "compiler/review/report_model.h"

/* "intel:skx, intel:spr", each host as an element of its own. */
void write_hosts(FILE *stream, const struct report_group *group);

/* "instructions, ref-cycles, 4..31"; "none", "all". */
void write_fixed(FILE *stream, uint32_t bitmap);

/* "5 of 65,536" */
void write_allowed_count(FILE *stream, const struct report_group *group);

/* The alternatives of the group's section: form, entries, and what they need of the kernel. */
void write_filter(FILE *stream, const struct report_group *group);

/* Each select, or run of selects, that has something to tell. */
void write_selects(FILE *stream, const struct report *report, const struct report_group *group);

void write_fixed_table(FILE *stream, const struct report *report, const struct report_group *group);

/* Each event name that is known there, with its verdict. */
void write_events(FILE *stream, const struct report_group *group);

#endif
