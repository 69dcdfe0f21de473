/* SPDX-License-Identifier: BSD-2-Clause */
/* "Did you mean": the candidate that is at most two edits away from a misspelt word. */
#ifndef PMUC_BASE_SUGGEST_H
#define PMUC_BASE_SUGGEST_H

struct suggestion {
    const char *wanted;
    const char *best; /* null as long as nothing was near enough */
    unsigned int distance;
};

struct suggestion suggestion_for(const char *wanted);

/* Keeps the candidate if it is nearer than what was kept before. Words above 64 bytes are passed.
 */
void suggestion_consider(struct suggestion *suggestion, const char *candidate);

#endif
