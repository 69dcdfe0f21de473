/* SPDX-License-Identifier: BSD-2-Clause */
/* What a guest can count on one host, read from the section of a blob that the host gets. */
#ifndef PMUC_REVIEW_REACH_H
#define PMUC_REVIEW_REACH_H

#include "compiler/entries/filters.h"
#include "compiler/policy/policy.h"

struct reach {
    enum vendor vendor;
    uint32_t end;              /* selects of such a host; on arm64 rows of 256 event numbers */
    struct umask_set *allowed; /* indexed by select */
    uint32_t fixed;            /* Intel: bit n, fixed counter n counts; else 0 */
};

/* In the arena. A null section is a host that loads nothing: nothing is allowed there. */
struct reach reach_of_section(const struct section *section, enum vendor vendor,
                              struct arena *arena);

#endif
