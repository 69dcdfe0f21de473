/* SPDX-License-Identifier: BSD-2-Clause */
/* The script and styles of reports: report.js, report.css and report_map.css, as they are. */
#ifndef PMUC_REVIEW_REPORT_ASSETS_H
#define PMUC_REVIEW_REPORT_ASSETS_H

#include <stdio.h>

extern const char report_script[];
extern const char report_style[];
extern const char report_map_style[];

/* 'sha256-...' of what the texts are together, as a content security policy wants it. */
void write_source_hash(FILE *stream, const char *const *texts, unsigned int count);

#endif
