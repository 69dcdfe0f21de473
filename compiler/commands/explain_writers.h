/* SPDX-License-Identifier: BSD-2-Clause */
/* What pmuc explain prints. Each form escapes what came from outside. */
#ifndef PMUC_COMMANDS_EXPLAIN_WRITERS_H
#define PMUC_COMMANDS_EXPLAIN_WRITERS_H

#include "compiler/review/explanation.h"

/* What is told of some hosts: explanations of the point's codes, or why there is no such point. */
struct host_answer {
    const char *hosts;
    const struct explanation *explanations;
    uint32_t count;     /* 0: there is no such point */
    const char *reason; /* why not */
};

struct point_answer {
    const char *asked;
    struct host_answer *hosts;
    uint32_t host_count;
};

struct answers {
    const char *file;
    bool is_blob;
    struct point_answer *points;
    uint32_t point_count;
};

void explain_write_text(FILE *stream, const struct answers *answers, bool colour,
                        struct arena *arena);
void explain_write_json(FILE *stream, const struct answers *answers, struct arena *arena);

#endif
