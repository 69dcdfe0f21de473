/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/commands/subject_side.h"

#include <string.h>

struct side subject_side(const struct subject *subject, struct events *events, struct arena *arena)
{
    const char *name = strcmp(subject->input.path, "-") == 0 ? "<stdin>" : subject->input.path;

    if (!subject->policy)
        return side_of_blob(name, subject->filters, events, arena);
    return side_of_policy(name, subject->policy, &subject->compilation->sources, subject->filters,
                          arena);
}
