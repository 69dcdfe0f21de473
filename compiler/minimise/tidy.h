/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last step, for people: many solutions have the same number of cubes, and a search likes large
 * ones. Each cube is cut down to what it is needed for, so that an entry reads as what it does.
 */
#ifndef PMUC_MINIMISE_TIDY_H
#define PMUC_MINIMISE_TIDY_H

#include "compiler/minimise/cover.h"

/* Changes cubes of a solution of `set` and neither their number nor what they stand for. */
void tidy_cover(const struct umask_set *set, struct cover *cover);

#endif
