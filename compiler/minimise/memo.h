/* SPDX-License-Identifier: BSD-2-Clause */
/* The sets that were solved, each with its cover. Covers stay where they are until memo_free(). */
#ifndef PMUC_MINIMISE_MEMO_H
#define PMUC_MINIMISE_MEMO_H

#include "compiler/minimise/cover.h"

enum { MEMO_BUCKETS = 1024 };

struct memo_item;

struct memo {
    struct memo_item *buckets[MEMO_BUCKETS];
};

/* The cover of the set; a new and empty one, to be filled, sets `is_new`. */
struct cover *memo_find(struct memo *memo, const struct umask_set *set, bool *is_new);
void memo_free(struct memo *memo);

#endif
