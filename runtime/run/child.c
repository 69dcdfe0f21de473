/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/child.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/run/seccomp_filter.h"

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* The pipe has room for a whole failure. */
static void __attribute__((noreturn)) give_up(int failure_fd, const struct failure *failure)
{
    (void)!write(failure_fd, failure, sizeof(*failure));
    _exit(failure_start_status(failure));
}

static void explain_exec(const char *vmm, int error_number, struct failure *failure)
{
    failure_set(failure,
                error_number == ENOENT ? FAILURE_VMM_NOT_FOUND : FAILURE_VMM_NOT_EXECUTABLE,
                "cannot run '%s': %s", vmm, strerror(error_number));
}

static void __attribute__((noreturn))
run(int go_fd, int failure_fd, char **vmm, const struct signals *before)
{
    struct failure failure = {0};
    char go;

    if (read(go_fd, &go, 1) != 1)
        _exit(STATUS_NOT_STARTED);
    if (!seccomp_guard_install(false, 0, &failure))
        give_up(failure_fd, &failure);
    signals_release(before);
    execvp(vmm[0], vmm);
    explain_exec(vmm[0], errno, &failure);
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

bool child_create(struct child *child, char **vmm, const struct signals *before,
                  struct failure *failure)
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
        run(go[0], told[1], vmm, before);
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

bool child_has_failed(struct child *child, struct failure *failure)
{
    const bool was_open = child->failure_fd >= 0;
    const bool has_failed =
        was_open && read(child->failure_fd, failure, sizeof(*failure)) == (ssize_t)sizeof(*failure);

    close_fd(&child->failure_fd);
    return has_failed;
}
