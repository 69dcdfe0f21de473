/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/minimise/cover.h"

struct umask_set cube_members(struct cube cube)
{
    const unsigned int open = ~cube.mask & 0xffu;
    struct umask_set set = {{0}};

    for (unsigned int part = open;; part = (part - 1) & open) {
        umask_set_add(&set, cube.match | part);
        if (part == 0)
            return set;
    }
}

struct umask_set cover_evaluate(const struct cover *cover)
{
    struct umask_set set = {{0}};

    for (unsigned int i = 0; i < cover->include_count; i++) {
        struct umask_set members = cube_members(cover->includes[i]);

        set = umask_set_union(&set, &members);
    }
    for (unsigned int i = 0; i < cover->exclude_count; i++) {
        struct umask_set members = cube_members(cover->excludes[i]);

        set = umask_set_subtract(&set, &members);
    }
    return set;
}
