/* SPDX-License-Identifier: BSD-2-Clause */
/* pmu-run --preload: the VMM is our child, and the library in it loads the policy. */
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/start/child.h"
#include "runtime/start/outcome.h"
#include "runtime/start/preload_bell.h"
#include "runtime/start/preload_environment.h"
#include "runtime/start/preload_handover.h"
#include "runtime/start/preload_tell.h"
#include "runtime/start/preload_vmm.h"
#include "runtime/start/start.h"

/* A VMM with many libraries on a busy host takes seconds until its main(). */
enum { HANDSHAKE_SECONDS = 30 };

struct supervision {
    const struct options *options;
    struct report *report;
    struct preload_handover handover;
    struct child child;
    bool has_ended;  /* the child */
    int wait_status; /* and how */
    uint32_t loads;
};

static void kill_child(struct supervision *run)
{
    if (run->has_ended)
        return;
    kill(run->child.pid, SIGKILL);
    while (waitpid(run->child.pid, &run->wait_status, 0) < 0 && errno == EINTR)
        continue;
    run->has_ended = true;
}

/* What the child has done; only an end is one. As process 1 we get orphans, too. */
static void look_after_child(struct supervision *run)
{
    int status;
    pid_t pid;

    while (!run->has_ended && (pid = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
        if (pid != run->child.pid)
            continue;
        if (WIFSTOPPED(status)) {
            signals_stop_too(WSTOPSIG(status));
        } else {
            run->has_ended = true;
            run->wait_status = status;
        }
    }
}

/* Returns when there may be something new, or after `longest`, unless that is null. */
static void wait_for_news(const struct supervision *run, const struct timespec *longest)
{
    siginfo_t signal;

    if (!signals_wait(&signal, longest) || signal.si_signo == SIGCHLD ||
        preload_bell_is_rung(&signal))
        return;
    signals_forward(&signal, run->child.pid);
}

#define WAY_OUT "; start it without --preload"

static bool fail_handshake(const struct supervision *run)
{
    struct failure *failure = &run->report->failure;
    const char *name = run->options->vmm[0];

    if (run->has_ended && WIFSIGNALED(run->wait_status))
        return failure_set(failure, FAILURE_START,
                           "'%s' was ended by a signal (%s) before pmu-run's library was in "
                           "it" WAY_OUT,
                           name, strsignal(WTERMSIG(run->wait_status)));
    if (run->has_ended)
        return failure_set(failure, FAILURE_START,
                           "'%s' has ended, and pmu-run's library was never in it" WAY_OUT, name);
    return failure_set(failure, FAILURE_START,
                       "pmu-run's library is not in '%s' after %d seconds" WAY_OUT, name,
                       HANDSHAKE_SECONDS);
}

/* Whether the library is in the program, and has the policy. */
static bool wait_for_handshake(struct supervision *run)
{
    const struct timespec a_second = {.tv_sec = 1};
    const int64_t end = outcome_now() + HANDSHAKE_SECONDS * (int64_t)1000000000;

    for (;;) {
        look_after_child(run);
        if (atomic_load(&run->handover.state->attached) != 0)
            return true;
        if (run->has_ended || outcome_now() >= end)
            return fail_handshake(run);
        wait_for_news(run, &a_second);
    }
}

/* Returns false when a load has failed, in whichever process. */
static bool take_events(struct supervision *run)
{
    struct handover_state *state = run->handover.state;

    for (int i = 0; i < HANDOVER_EVENT_COUNT; i++) {
        struct handover_event *event = &state->events[i];

        if (atomic_load(&event->stage) != HANDOVER_READY)
            continue;
        if (!preload_tell_load(run->report, event))
            return false;
        run->loads++;
        atomic_store(&event->stage, HANDOVER_EMPTY);
    }
    preload_tell_lost(atomic_exchange(&state->lost, 0u));
    return true;
}

/* Returns false when a load has failed, else when the child has ended. */
static bool supervise(struct supervision *run)
{
    for (;;) {
        look_after_child(run);
        if (!take_events(run))
            return false;
        if (run->has_ended)
            return true;
        wait_for_news(run, NULL);
    }
}

static int exit_status(const struct supervision *run)
{
    return WIFSIGNALED(run->wait_status) ? 128 + WTERMSIG(run->wait_status)
                                         : WEXITSTATUS(run->wait_status);
}

static int watch(struct supervision *run)
{
    struct failure *failure = &run->report->failure;
    const int error_number = preload_bell_listen(run->handover.state);
    int status;

    if (error_number != 0)
        failure_set(failure, FAILURE_SYSTEM, "cannot watch the VMM: %s", strerror(error_number));
    if (error_number != 0 || child_has_failed(&run->child, failure) || !wait_for_handshake(run) ||
        !supervise(run)) {
        kill_child(run);
        return STATUS_NOT_STARTED;
    }
    status = exit_status(run);
    if (status != STATUS_FINE && run->loads == 0)
        preload_tell_no_load(run->options->vmm[0]);
    return status;
}

static bool start_child(struct supervision *run, const char *library, const struct signals *before)
{
    struct preload_environment environment = {
        .library = library, .handover = &run->handover, .parent = getpid()};
    const struct child_plan plan = {
        .vmm = run->options->vmm,
        .before = before,
        .prepare = preload_environment_set,
        .context = &environment,
        .has_cookie = true,
        .cookie = run->handover.cookie,
    };

    if (!child_create(&run->child, &plan, &run->report->failure))
        return false;
    child_release(&run->child);
    return true;
}

/* What is handed over stays mapped: the bell is listened to until we end. */
int start_preloaded(const struct options *options, struct report *report)
{
    struct supervision run = {.options = options, .report = report};
    struct failure *failure = &report->failure;
    const char *library = preload_find_library(failure);
    struct signals before;

    /* First of all: memory files have RLIMIT_FSIZE, and its signal would end us without a word. */
    signals_hold(&before);
    if (library == NULL || !preload_check_vmm(options->vmm[0], failure) ||
        !preload_handover_make(report, &run.handover) || !start_child(&run, library, &before))
        return STATUS_NOT_STARTED;
    return watch(&run);
}
