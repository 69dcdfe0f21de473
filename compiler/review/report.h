/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What guests can count under a policy or a blob, and what changed since another one, as a page or
 * as a picture for people. Everything lives in the arena. Equal inputs give equal bytes.
 *
 * The page is one file without references to any other: it has its style, its script and its data
 * in itself, and a content security policy that lets nothing else run or load. It says everything
 * in words; the script only adds looking things up.
 *
 * Nothing can fail but the reading of catalogues, which reports to the diagnostics of `events`.
 */
#ifndef PMUC_REVIEW_REPORT_H
#define PMUC_REVIEW_REPORT_H

#include "compiler/review/difference.h"

struct report_input {
    struct comparison *comparison; /* the hosts of its fleet are told of */
    bool is_compared;              /* else the comparison's old side is empty, and says nothing */
    const char *policy_name;       /* of the new side; "" when it has none */
    const struct filters *filters[FLEET_SIDES]; /* of the blobs; null for an empty side */
    uint32_t checksum;                          /* of the new side's blob */
};

/* A page in HTML. */
const char *report_page(const struct report_input *input, struct arena *arena, size_t *size);

/* The maps alone, in SVG. */
const char *report_picture(const struct report_input *input, struct arena *arena, size_t *size);

#endif
