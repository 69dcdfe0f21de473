/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/vm/judge/plan.h"
#include "tests/vm/judge/words.h"
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ROWS 1000u

static bool read_row(char *line, struct plan_row *row)
{
    row->cell = next_word(&line);
    row->kind = next_word(&line);
    row->name = next_word(&line);
    row->expected = line;
    return *row->name != '\0' && *line != '\0';
}

struct plan plan_read(const char *path)
{
    struct plan plan = {.rows = calloc(MAX_ROWS, sizeof(struct plan_row))};
    char *text = read_text(path);
    unsigned int number = 0;

    if (plan.rows == NULL)
        give_up(path, "out of memory");
    while (text != NULL) {
        char *line = next_line(&text);
        struct plan_row *row = &plan.rows[plan.count];

        number++;
        if (*line == '#' || *line == '\0')
            continue;
        if (!read_row(line, row) || ++plan.count == MAX_ROWS)
            give_up(path, "a row with fewer than four words, or too many rows");
        row->line = number;
    }
    return plan;
}

bool plan_row_matches(const struct plan_row *row, const char *cell, const char *kind,
                      const char *name)
{
    return strcmp(row->kind, kind) == 0 && fnmatch(row->cell, cell, 0) == 0 &&
           fnmatch(row->name, name, 0) == 0;
}

const struct plan_row *plan_find(const struct plan *plan, const char *cell, const char *kind,
                                 const char *name)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (plan_row_matches(&plan->rows[i], cell, kind, name))
            return &plan->rows[i];
    }
    return NULL;
}

bool plan_row_is_exact(const struct plan_row *row)
{
    return strpbrk(row->name, "*?[") == NULL;
}
