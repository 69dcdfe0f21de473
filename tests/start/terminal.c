/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs a command at a terminal, in the foreground of a session of its own, which it leads. When it
 * has said "ready", something happens, and a while later the command gets a TERM. What it says goes
 * to standard output.
 *
 *   terminal interrupt COMMAND...    somebody types Control-C
 *   terminal hangup COMMAND...       the terminal goes away
 *   terminal alarm COMMAND...        an alarm rings that was set before the command was executed
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

enum { CONTROL_C = 3, ALARM_SECONDS = 2 };
enum { QUIET_MILLISECONDS = 500, ALARM_MILLISECONDS = 4000, PATIENCE_MILLISECONDS = 8000 };

static void be_command(const char *terminal, const char *what, char **command)
{
    int fd;

    if (strcmp(what, "alarm") == 0)
        alarm(ALARM_SECONDS);
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

/* Then waits for what the command says to that, if the terminal is still there. */
static void happen(int *fd, const char *what)
{
    const char typed = CONTROL_C;
    int patience = QUIET_MILLISECONDS;

    if (strcmp(what, "alarm") == 0) {
        patience = ALARM_MILLISECONDS;
    } else if (strcmp(what, "hangup") == 0) {
        close(*fd);
        *fd = -1;
    } else if (write(*fd, &typed, 1) != 1) {
        return;
    }
    copy_until(*fd, "something that it does not say", patience);
}

int main(int argument_count, char **arguments)
{
    int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    int status = 0;
    pid_t pid;

    if (argument_count < 3 || grantpt(fd) != 0 || unlockpt(fd) != 0)
        return 99;
    pid = fork();
    if (pid == 0)
        be_command(ptsname(fd), arguments[1], arguments + 2);
    if (copy_until(fd, "ready", PATIENCE_MILLISECONDS))
        happen(&fd, arguments[1]);
    kill(pid, SIGTERM);
    copy_until(fd, "something that it does not say", QUIET_MILLISECONDS);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
