/* SPDX-License-Identifier: BSD-2-Clause */
/* The event names that catalogues have for points of a host. In the arena. */
#ifndef PMUC_REVIEW_POINT_NAMES_H
#define PMUC_REVIEW_POINT_NAMES_H

#include "compiler/events/code_index.h"
#include "compiler/review/expression.h"

/* The names of one model; with a null model, those that every model of the vendor has. */
struct code_index *known_names_of(struct events *events, enum vendor vendor,
                                  const struct cpu_model *model, struct arena *arena);

/* First the plainest name of each code, by code; then the other names. None stands twice. */
struct point_names {
    const char **names;
    uint32_t plain_count;
    uint32_t count;
};

/* x86 */
struct point_names names_of_block(const struct code_index *known, const struct block *block,
                                  struct arena *arena);

/* arm64: rows of 256 event numbers, of which there are 256. */
struct point_names names_of_rows(const struct code_index *known, const struct umask_set *rows,
                                 struct arena *arena);

struct point_names names_of_fixed(const struct code_index *known, uint32_t bitmap,
                                  struct arena *arena);

#endif
