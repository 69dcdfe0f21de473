/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/start/preload_bell.h"

#include <linux/futex.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

/* One that nobody else sends without having been asked to; more of it at a time count once. */
#define BELL_SIGNAL SIGIO

static void *listen_to(void *argument)
{
    struct handover_state *state = argument;
    uint32_t heard = 0;

    for (;;) {
        uint32_t now;

        syscall(SYS_futex, &state->bell, FUTEX_WAIT, heard, NULL, NULL, 0);
        now = atomic_load(&state->bell);
        if (now != heard)
            kill(getpid(), BELL_SIGNAL);
        heard = now;
    }
    return NULL;
}

int preload_bell_listen(struct handover_state *state)
{
    pthread_t thread;
    const int error_number = pthread_create(&thread, NULL, listen_to, state);

    return error_number != 0 ? error_number : pthread_detach(thread);
}

bool preload_bell_is_rung(const siginfo_t *signal)
{
    return signal->si_signo == BELL_SIGNAL && signal->si_pid == getpid();
}
