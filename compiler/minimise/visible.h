/* SPDX-License-Identifier: BSD-2-Clause */
/* Which points a cube can grow to. The inner loop of every search. */
#ifndef PMUC_MINIMISE_VISIBLE_H
#define PMUC_MINIMISE_VISIBLE_H

#include "compiler/minimise/problem.h"

/* The points v for which the smallest cube around `span` and v lies within `allowed`. */
struct umask_set visible_from(struct span span, struct umask_set allowed);

/* The same for one point. */
struct umask_set visible_from_point(unsigned int point, struct umask_set allowed);

#endif
