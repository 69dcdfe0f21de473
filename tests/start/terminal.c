/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs a command at a terminal, in the foreground of a session of its own. When it has said
 * "ready", somebody types Control-C there; a while later the command gets a TERM. What it says goes
 * to standard output.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { CONTROL_C = 3, QUIET_MILLISECONDS = 500, PATIENCE_MILLISECONDS = 8000 };

static void be_command(const char *terminal, char **command)
{
    int fd;

    setsid();
    fd = open(terminal, O_RDWR);
    ioctl(fd, TIOCSCTTY, 0);
    for (int i = 0; i < 3; i++)
        dup2(fd, i);
    execvp(command[0], command);
    _exit(97);
}

/* Copies what comes, until it has the word or nothing comes for so long. */
static int copy_until(int fd, const char *word, int milliseconds)
{
    static char all[65536];
    size_t size = strlen(all);
    struct pollfd ready = {.fd = fd, .events = POLLIN};

    while (strstr(all, word) == NULL && poll(&ready, 1, milliseconds) > 0) {
        const ssize_t got = read(fd, all + size, sizeof(all) - 1 - size);

        if (got <= 0)
            break;
        fwrite(all + size, 1, (size_t)got, stdout);
        size += (size_t)got;
        all[size] = '\0';
    }
    fflush(stdout);
    return strstr(all, word) != NULL;
}

int main(int argument_count, char **arguments)
{
    const int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    const char typed = CONTROL_C;
    int status = 0;
    pid_t pid;

    if (argument_count < 2 || grantpt(fd) != 0 || unlockpt(fd) != 0)
        return 99;
    pid = fork();
    if (pid == 0)
        be_command(ptsname(fd), arguments + 1);
    if (copy_until(fd, "ready", PATIENCE_MILLISECONDS) && write(fd, &typed, 1) == 1)
        copy_until(fd, "something that it does not say", QUIET_MILLISECONDS);
    kill(pid, SIGTERM);
    copy_until(fd, "something that it does not say", QUIET_MILLISECONDS);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
