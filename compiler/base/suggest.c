/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/suggest.h"

#include <string.h>

enum { MAX_WORD = 64, MAX_DISTANCE = 2 };

struct suggestion suggestion_for(const char *wanted)
{
    return (struct suggestion){wanted, NULL, MAX_DISTANCE + 1};
}

static unsigned int least(unsigned int a, unsigned int b)
{
    return a < b ? a : b;
}

/* Levenshtein's distance, one row at a time. */
static unsigned int edit_distance(const char *a, const char *b)
{
    unsigned int row[MAX_WORD + 1];
    size_t b_size = strlen(b);

    for (unsigned int j = 0; j <= b_size; j++)
        row[j] = j;
    for (unsigned int i = 1; a[i - 1]; i++) {
        unsigned int diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            unsigned int replaced = diagonal + (a[i - 1] != b[j - 1]);

            diagonal = row[j];
            row[j] = least(replaced, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[b_size];
}

void suggestion_consider(struct suggestion *suggestion, const char *candidate)
{
    unsigned int distance;

    if (strlen(candidate) > MAX_WORD || strlen(suggestion->wanted) > MAX_WORD)
        return;
    distance = edit_distance(suggestion->wanted, candidate);
    if (distance < suggestion->distance && distance < strlen(candidate)) {
        suggestion->distance = distance;
        suggestion->best = candidate;
    }
}
