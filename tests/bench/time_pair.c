/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * time-pair ROUNDS COMMAND... :: COMMAND...
 *
 * Runs two commands in turn, A B A B ..., each as a new process, and prints one line of numbers:
 *
 *   wall A, wall B      median, microseconds from the start to the end of the process
 *   CPU A, CPU B        median, microseconds of user and system time
 *   memory A, memory B  the largest resident set seen, KiB
 *   ratio, least, most  wall A / wall B of neighbours: median, smallest and largest
 *
 * What disturbs a machine disturbs neighbours alike, so the ratio is steadier than the times. A
 * process starts from this one's memory: no resident set is told smaller than this program's own.
 * Standard output goes to /dev/null. A command that fails ends the measurement with status 1.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/median.h"

enum { MAX_ROUNDS = 10000 };

struct command {
    char **arguments; /* ended by a null pointer */
    double *wall;     /* microseconds, one for each round */
    double *cpu;
    long memory; /* KiB, the largest so far */
};

static _Noreturn void die(const char *what, int error_number)
{
    fprintf(stderr, "time-pair: %s: %s\n", what, strerror(error_number));
    exit(1);
}

static double now(void)
{
    struct timespec time;

    if (clock_gettime(CLOCK_MONOTONIC, &time) != 0)
        die("clock_gettime", errno);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static double microseconds(const struct timeval *time)
{
    return (double)time->tv_sec * 1e6 + (double)time->tv_usec;
}

static pid_t start(const struct command *command, const posix_spawn_file_actions_t *actions)
{
    pid_t child;
    int error =
        posix_spawnp(&child, command->arguments[0], actions, NULL, command->arguments, environ);

    if (error != 0)
        die(command->arguments[0], error);
    return child;
}

static void run_once(struct command *command, int round, const posix_spawn_file_actions_t *actions)
{
    double begin = now();
    pid_t child = start(command, actions);
    struct rusage usage;
    int status;

    while (wait4(child, &status, 0, &usage) < 0) {
        if (errno != EINTR)
            die("wait4", errno);
    }
    command->wall[round] = now() - begin;
    command->cpu[round] = microseconds(&usage.ru_utime) + microseconds(&usage.ru_stime);
    if (usage.ru_maxrss > command->memory)
        command->memory = usage.ru_maxrss;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return;
    fprintf(stderr, "time-pair: %s failed with wait status %#x\n", command->arguments[0],
            (unsigned int)status);
    exit(1);
}

static double *numbers_create(int count)
{
    double *numbers = calloc((size_t)count, sizeof(*numbers));

    if (numbers == NULL)
        die("memory", ENOMEM);
    return numbers;
}

static void print_result(struct command *a, struct command *b, int rounds)
{
    double *ratios = numbers_create(rounds);
    double ratio;

    for (int i = 0; i < rounds; i++)
        ratios[i] = a->wall[i] / b->wall[i];
    ratio = median(ratios, rounds);
    printf("%.1f %.1f ", median(a->wall, rounds), median(b->wall, rounds));
    printf("%.1f %.1f ", median(a->cpu, rounds), median(b->cpu, rounds));
    printf("%ld %ld %.3f %.3f %.3f\n", a->memory, b->memory, ratio, ratios[0], ratios[rounds - 1]);
    free(ratios);
}

/* One round of each command before the first that counts: files are cached then. */
static void measure(struct command *a, struct command *b, int rounds)
{
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);

    if (error == 0)
        error = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (error != 0)
        die("posix_spawn", error);
    for (int i = -1; i < rounds; i++) {
        run_once(a, i < 0 ? 0 : i, &actions);
        run_once(b, i < 0 ? 0 : i, &actions);
    }
    posix_spawn_file_actions_destroy(&actions);
}

/* Cuts the command line at "::" and tells where B begins. */
static char **cut_commands(char **arguments)
{
    while (*arguments != NULL && strcmp(*arguments, "::") != 0)
        arguments++;
    if (*arguments == NULL)
        return NULL;
    *arguments = NULL;
    return arguments + 1;
}

int main(int argument_count, char **arguments)
{
    int rounds = argument_count > 2 ? (int)strtol(arguments[1], NULL, 10) : 0;
    struct command a = {.arguments = arguments + 2};
    struct command b = {.arguments = argument_count > 2 ? cut_commands(arguments + 2) : NULL};

    if (rounds < 1 || rounds > MAX_ROUNDS || b.arguments == NULL || a.arguments[0] == NULL ||
        b.arguments[0] == NULL) {
        fputs("usage: time-pair ROUNDS COMMAND... :: COMMAND...\n", stderr);
        return 1;
    }
    a.wall = numbers_create(rounds);
    a.cpu = numbers_create(rounds);
    b.wall = numbers_create(rounds);
    b.cpu = numbers_create(rounds);
    measure(&a, &b, rounds);
    print_result(&a, &b, rounds);
    free(a.wall);
    free(a.cpu);
    free(b.wall);
    free(b.cpu);
    return 0;
}
