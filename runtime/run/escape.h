/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Strings that came from outside (file names, policy names, a hypervisor's signature), written so
 * that they cannot be taken for something else. Neither function can fail; a stream remembers a
 * write error.
 */
#ifndef PMU_RUN_ESCAPE_H
#define PMU_RUN_ESCAPE_H

#include <stddef.h>
#include <stdio.h>

/* On one line and without control codes: those, and bytes that are not UTF-8, become \xNN. */
void escape_for_terminal(FILE *stream, const char *bytes, size_t size);

/* A JSON string, quotes included. A byte that is not UTF-8 becomes U+FFFD. */
void escape_for_json(FILE *stream, const char *bytes, size_t size);

#endif
