/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shortens solutions of sets that are too large to be solved as a whole: dissolves a few includes,
 * keeps the others, and lets the open search find the rest anew. Steps that cost nothing are taken
 * too, so that it does not end in the first dead end.
 */
#ifndef PMUC_MINIMISE_NEIGHBOURHOOD_H
#define PMUC_MINIMISE_NEIGHBOURHOOD_H

#include "compiler/minimise/open_search.h"

/* Replaces `best` by what it finds until the budget is spent. */
void neighbourhood_improve(struct open_search *search, struct solution *best,
                           struct budget *budget);

#endif
