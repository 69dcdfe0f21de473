/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/preload/announce.h"

#include <limits.h>
#include <linux/futex.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

static void ring(struct handover_state *state)
{
    atomic_fetch_add(&state->bell, 1u);
    syscall(SYS_futex, &state->bell, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

void announce_attachment(struct handover_state *state)
{
    atomic_fetch_add(&state->attached, 1u);
    ring(state);
}

/*
 * Other threads and other processes do the same at this time. The last event is kept for a failure:
 * of that pmu-run has to hear, also when it has not kept up with loads.
 */
static struct handover_event *claim(struct handover_state *state, bool is_failure)
{
    const int count = is_failure ? HANDOVER_EVENT_COUNT : HANDOVER_EVENT_COUNT - 1;

    for (int i = 0; i < count; i++) {
        uint32_t stage = HANDOVER_EMPTY;

        if (atomic_compare_exchange_strong(&state->events[i].stage, &stage, HANDOVER_BEING_FILLED))
            return &state->events[i];
    }
    return NULL;
}

void announce_load(struct handover_state *state, int vm_fd, int error,
                   const struct pmuf_result *result)
{
    struct handover_event *event = claim(state, error != PMUF_OK);

    if (event == NULL) {
        atomic_fetch_add(&state->lost, 1u);
    } else {
        event->pid = (int32_t)getpid();
        event->vm_fd = vm_fd;
        event->error = error;
        event->result = *result;
        atomic_store(&event->stage, HANDOVER_READY);
    }
    ring(state);
}
