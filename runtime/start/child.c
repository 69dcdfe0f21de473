/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/start/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/start/seccomp_filter.h"

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Nobody may be reading yet, and a pipe may have one page only: longer words are cut. */
static void __attribute__((noreturn)) give_up(int failure_fd, const struct failure *failure)
{
    const size_t start = offsetof(struct failure, text);
    const size_t size = start + strnlen(failure->text, PIPE_BUF - start);

    (void)!write(failure_fd, failure, size);
    _exit(failure_start_status(failure));
}

static void explain_exec(const char *vmm, int error_number, struct failure *failure)
{
    failure_set(failure,
                error_number == ENOENT ? FAILURE_VMM_NOT_FOUND : FAILURE_VMM_NOT_EXECUTABLE,
                "cannot run '%s': %s", vmm, strerror(error_number));
}

static void __attribute__((noreturn)) run(int go_fd, int failure_fd, const struct child_plan *plan)
{
    struct failure failure = {0};
    char go;

    if (read(go_fd, &go, 1) != 1)
        _exit(STATUS_NOT_STARTED);
    if ((plan->prepare != NULL && !plan->prepare(plan->context, &failure)) ||
        !seccomp_guard_install(plan->has_cookie, plan->cookie, &failure))
        give_up(failure_fd, &failure);
    signals_release(plan->before);
    execvp(plan->vmm[0], plan->vmm);
    explain_exec(plan->vmm[0], errno, &failure);
    give_up(failure_fd, &failure);
}

static bool fail(int go[2], int told[2], struct failure *failure)
{
    failure_set(failure, FAILURE_SYSTEM, "cannot create a process: %s", strerror(errno));
    for (int i = 0; i < 2; i++) {
        close_fd(&go[i]);
        close_fd(&told[i]);
    }
    return false;
}

bool child_create(struct child *child, const struct child_plan *plan, struct failure *failure)
{
    int go[2] = {-1, -1};
    int told[2] = {-1, -1};

    if (pipe2(go, O_CLOEXEC) != 0 || pipe2(told, O_CLOEXEC) != 0)
        return fail(go, told, failure);
    child->pid = fork();
    if (child->pid < 0)
        return fail(go, told, failure);
    if (child->pid == 0) {
        close_fd(&go[1]);
        run(go[0], told[1], plan);
    }
    close_fd(&go[0]);
    close_fd(&told[1]);
    child->go_fd = go[1];
    child->failure_fd = told[0];
    return true;
}

void child_release(struct child *child)
{
    (void)!write(child->go_fd, "", 1);
    close_fd(&child->go_fd);
}

void child_drop(struct child *child)
{
    close_fd(&child->go_fd);
    close_fd(&child->failure_fd);
    waitpid(child->pid, NULL, 0);
}

/* How many bytes came until the end. */
static size_t read_all(int fd, void *buffer, size_t size)
{
    size_t total = 0;
    ssize_t got;

    do {
        got = read(fd, (char *)buffer + total, size - total);
        total += got > 0 ? (size_t)got : 0;
    } while (got > 0 || (got < 0 && errno == EINTR));
    return total;
}

bool child_has_failed(struct child *child, struct failure *failure)
{
    struct failure told = {0};
    const bool was_told =
        child->failure_fd >= 0 && read_all(child->failure_fd, &told, sizeof(told) - 1) > 0;

    close_fd(&child->failure_fd);
    if (was_told)
        *failure = told;
    return was_told;
}
