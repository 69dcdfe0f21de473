/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting in the ways that VMMs wait, and signals. */
#include "vmm.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { TIMERS = 8 };

static volatile sig_atomic_t caught;

static void on_signal(int signal)
{
    caught = signal;
}

static long milliseconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct timespec time_of(const char *milliseconds)
{
    const long number = strtol(milliseconds, NULL, 10);

    return (struct timespec){.tv_sec = number / 1000, .tv_nsec = number % 1000 * 1000000};
}

static void say_result(const char *word, int result, long begin, const char *milliseconds)
{
    const char *name = vmm_errno_name(result < 0 ? errno : 0);
    const long took = milliseconds_now() - begin;

    vmm_say("%s %s%s", word, name, took < strtol(milliseconds, NULL, 10) ? " too soon" : "");
}

/* Restarted by the kernel with what is left of the time. */
static void wait_in_nanosleep(const char *milliseconds)
{
    const struct timespec time = time_of(milliseconds);
    const long begin = milliseconds_now();

    say_result("nanosleep", nanosleep(&time, NULL), begin, milliseconds);
}

/* With another signal mask meanwhile. */
static void wait_in_ppoll(const char *milliseconds)
{
    const struct timespec time = time_of(milliseconds);
    const long begin = milliseconds_now();
    sigset_t none;

    sigemptyset(&none);
    say_result("ppoll", ppoll(NULL, 0, &time, &none), begin, milliseconds);
}

/* Never restarted: signal(7) tells of those that fail after a stop. */
static void wait_in_epoll(const char *milliseconds)
{
    const int fd = epoll_create1(0);
    const long begin = milliseconds_now();
    struct epoll_event event;

    say_result("epoll", epoll_wait(fd, &event, 1, (int)strtol(milliseconds, NULL, 10)), begin, "0");
    close(fd);
}

/* A byte comes from a child after the time. */
static void wait_in_read(const char *milliseconds)
{
    const struct timespec time = time_of(milliseconds);
    const long begin = milliseconds_now();
    int ends[2];
    char byte;

    if (pipe(ends) != 0)
        return;
    if (fork() == 0) {
        nanosleep(&time, NULL);
        _exit(write(ends[1], "", 1) != 1);
    }
    say_result("read", (int)read(ends[0], &byte, 1) - 1, begin, milliseconds);
}

static void ignore_timer(int signal)
{
    (void)signal;
}

/*
 * From here on signals of several timers come as often a second, and have a handler. Where such a
 * timer is set again, an interrupt can come in between the signal and the stop for it.
 */
static void start_timers(const char *times)
{
    const struct sigaction action = {.sa_handler = ignore_timer, .sa_flags = SA_RESTART};
    const long period = 1000000000 / strtol(times, NULL, 10);
    const struct itimerspec interval = {{.tv_nsec = period}, {.tv_nsec = period}};

    for (int i = 0; i < TIMERS; i++) {
        struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + i};
        timer_t timer;

        sigaction(SIGRTMIN + i, &action, NULL);
        if (timer_create(CLOCK_MONOTONIC, &event, &timer) == 0)
            timer_settime(timer, 0, &interval, NULL);
    }
}

/* From here on a signal that is ignored, as by default, comes as often a second. */
static void start_ignored_timer(const char *times)
{
    const long period = 1000000000 / strtol(times, NULL, 10);
    const struct itimerspec interval = {{.tv_nsec = period}, {.tv_nsec = period}};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGWINCH};
    timer_t timer;

    if (timer_create(CLOCK_MONOTONIC, &event, &timer) == 0)
        timer_settime(timer, 0, &interval, NULL);
}

/* In no system call at all. */
static void wait_in_code(const char *milliseconds)
{
    const clock_t end = clock() + strtol(milliseconds, NULL, 10) * (CLOCKS_PER_SEC / 1000);
    const long begin = milliseconds_now();

    while (clock() < end)
        for (volatile int i = 0; i < 1000000; i++)
            continue;
    say_result("spin", 0, begin, milliseconds);
}

static void catch (int signal, int flags)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = flags};

    sigaction(signal, &action, NULL);
}

static const struct {
    const char *name;
    int number;
} signals[] = {{"INT", SIGINT},   {"TERM", SIGTERM},   {"HUP", SIGHUP},   {"USR1", SIGUSR1},
               {"USR2", SIGUSR2}, {"WINCH", SIGWINCH}, {"CONT", SIGCONT}, {"QUIT", SIGQUIT}};

/* Until a TERM has come: says each signal that comes. */
static void say_signals(void)
{
    sigset_t all, before;

    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
        catch (signals[i].number, 0);
    vmm_say("ready");
    do {
        sigsuspend(&before);
        for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
            if (signals[i].number == caught)
                vmm_say("signal %s", signals[i].name);
        }
    } while (caught != SIGTERM);
    sigprocmask(SIG_SETMASK, &before, NULL);
}

/* How the process found its signals: the number of those that are blocked, and SIGCHLD. */
static void say_mask(void)
{
    struct sigaction child;
    sigset_t mask;
    int blocked = 0;

    sigprocmask(SIG_BLOCK, NULL, &mask);
    sigaction(SIGCHLD, NULL, &child);
    for (int i = 1; i < SIGRTMIN; i++)
        blocked += sigismember(&mask, i) == 1;
    vmm_say("blocked %d, SIGCHLD %s", blocked, child.sa_handler == SIG_IGN ? "ignored" : "default");
}

bool vmm_wait_word(const char *word, const char *argument)
{
    if (strcmp(word, "nanosleep") == 0)
        wait_in_nanosleep(argument);
    else if (strcmp(word, "ppoll") == 0)
        wait_in_ppoll(argument);
    else if (strcmp(word, "epoll") == 0)
        wait_in_epoll(argument);
    else if (strcmp(word, "read") == 0)
        wait_in_read(argument);
    else if (strcmp(word, "timers") == 0)
        start_timers(argument);
    else if (strcmp(word, "ignored-timer") == 0)
        start_ignored_timer(argument);
    else if (strcmp(word, "spin") == 0)
        wait_in_code(argument);
    else if (strcmp(word, "signals") == 0)
        say_signals();
    else if (strcmp(word, "mask") == 0)
        say_mask();
    else if (strcmp(word, "stop") == 0)
        raise(SIGSTOP);
    else
        return false;
    return true;
}
