/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/start/tracees.h"

#include <stdlib.h>

enum { FIRST_ROOM = 64 };

struct tracee *tracees_find(const struct tracees *tracees, pid_t tid)
{
    for (size_t i = 0; i < tracees->count; i++) {
        if (tracees->all[i].tid == tid)
            return &tracees->all[i];
    }
    return NULL;
}

static bool make_room(struct tracees *tracees)
{
    const size_t room = tracees->room == 0 ? FIRST_ROOM : 2 * tracees->room;
    struct tracee *all;

    if (tracees->count < tracees->room)
        return true;
    all = realloc(tracees->all, room * sizeof(*all));
    if (all == NULL)
        return false;
    tracees->all = all;
    tracees->room = room;
    return true;
}

struct tracee *tracees_add(struct tracees *tracees, pid_t tid)
{
    struct tracee *tracee = tracees_find(tracees, tid);

    if (tracee != NULL)
        return tracee;
    if (!make_room(tracees))
        return NULL;
    tracee = &tracees->all[tracees->count++];
    *tracee = (struct tracee){.tid = tid};
    return tracee;
}

void tracees_remove(struct tracees *tracees, pid_t tid)
{
    struct tracee *tracee = tracees_find(tracees, tid);

    if (tracee != NULL)
        *tracee = tracees->all[--tracees->count];
}

void tracees_free(struct tracees *tracees)
{
    free(tracees->all);
    *tracees = (struct tracees){0};
}
