/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plan: what each emulated machine has to say, one row for one fact or for several.
 *
 *   CELL KIND NAME EXPECTED...
 *
 * CELL and NAME are patterns of fnmatch(). The first row that matches counts. A plan owns its text
 * and lives until the program ends; a plan that cannot be read ends the program.
 */
#ifndef PMUF_VM_PLAN_H
#define PMUF_VM_PLAN_H

#include <stdbool.h>
#include <stddef.h>

struct plan_row {
    const char *cell;
    const char *kind;
    const char *name;
    const char *expected; /* words with one space between them */
    unsigned int line;
};

struct plan {
    struct plan_row *rows;
    size_t count;
};

struct plan plan_read(const char *path);

/* The row for a fact, or null. */
const struct plan_row *plan_find(const struct plan *plan, const char *cell, const char *kind,
                                 const char *name);

/* Whether a row is about facts of this cell, kind and name. */
bool plan_row_matches(const struct plan_row *row, const char *cell, const char *kind,
                      const char *name);

/* Whether a row names one fact, and not a pattern of several. */
bool plan_row_is_exact(const struct plan_row *row);

#endif
