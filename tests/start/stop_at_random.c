/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stops the first child of a command at random moments of its beginning, and continues it:
 * `stop_at_random TIMES COMMAND...`. The command is pmu-run, and has to end all the same.
 *
 * Exit status: 0 when it did each time, and was stopped at least once; 77 when the kernel does not
 * tell of children.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_SECONDS = 10, WITHIN_MICROSECONDS = 800, ROOM = 64 };

static void start(pid_t *pid, char **command)
{
    *pid = fork();
    if (*pid == 0) {
        execvp(command[0], command);
        _exit(97);
    }
}

/* Its child, once there is one; 0 when it has ended before. */
static pid_t first_child(pid_t parent)
{
    char path[ROOM];
    int child = 0;
    siginfo_t end;

    snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)parent, (int)parent);
    for (;;) {
        FILE *file = fopen(path, "re");
        const int found = file != NULL && fscanf(file, "%d", &child) == 1;

        if (file != NULL)
            fclose(file);
        end.si_pid = 0;
        waitid(P_PID, (id_t)parent, &end, WEXITED | WNOHANG | WNOWAIT);
        if (found || end.si_pid != 0)
            return found ? (pid_t)child : 0;
    }
}

/* Returns whether it has ended in time. */
static int has_ended(pid_t pid)
{
    for (int i = 0; i < PATIENCE_SECONDS * 1000; i++) {
        if (waitpid(pid, NULL, WNOHANG) == pid)
            return 1;
        usleep(1000);
    }
    return 0;
}

/* Returns whether the command has ended; counts in *stopped. */
static int try_once(char **command, int *stopped)
{
    pid_t parent;
    pid_t child;

    start(&parent, command);
    child = first_child(parent);
    if (child > 0) {
        usleep((unsigned int)(random() % WITHIN_MICROSECONDS));
        *stopped += kill(child, SIGSTOP) == 0;
        usleep((unsigned int)(random() % WITHIN_MICROSECONDS));
        kill(child, SIGCONT);
    }
    if (has_ended(parent))
        return 1;
    kill(child, SIGKILL);
    kill(parent, SIGKILL);
    waitpid(parent, NULL, 0);
    return 0;
}

int main(int argument_count, char **arguments)
{
    int stopped = 0;
    int bad = 0;

    if (argument_count < 3)
        return 99;
    if (access("/proc/thread-self/children", R_OK) != 0)
        return 77;
    for (long i = strtol(arguments[1], NULL, 10); i > 0 && bad == 0; i--)
        bad += !try_once(arguments + 2, &stopped);
    printf("stopped %d times, %d bad\n", stopped, bad);
    return bad != 0 || stopped == 0;
}
