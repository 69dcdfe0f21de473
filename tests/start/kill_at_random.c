/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kills a command at random moments of its life: `kill_at_random TIMES COMMAND...`. The command is
 * pmu-run with a VMM of vmm.c. A VMM that has said "create fine", on arm64 "run fine", has a VM;
 * pmu-run has then said before that the kernel took the filter. A guest that reports what it counts
 * has counted no instructions, which the policy has to deny. Everything that was started has to
 * end.
 *
 * Exit status: 0 when that held each time, and the moments were before as well as after the VM.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { OUTPUT_SIZE = 65536, PATIENCE_MILLISECONDS = 10000, MEASURED = 10, INSTRUCTIONS = 0x08 };

/* On arm64 a VM gets its filter some time after its creation. */
#ifdef __aarch64__
#define HAS_VM "run fine"
#else
#define HAS_VM "create fine"
#endif

struct run {
    pid_t pid;
    int output;
    long begin;
    long time_to_vm; /* in microseconds; 0 as long as there is none */
    char text[OUTPUT_SIZE];
    int has_ended; /* whatever could write to the output */
};

static long microseconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void start(struct run *run, char **command)
{
    int ends[2];

    if (pipe(ends) != 0)
        exit(99);
    run->begin = microseconds_now();
    run->pid = fork();
    if (run->pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        execvp(command[0], command);
        _exit(97);
    }
    close(ends[1]);
    run->output = ends[0];
}

static void finish(struct run *run)
{
    struct pollfd ready = {.fd = run->output, .events = POLLIN};
    size_t size = 0;

    run->has_ended = 0;
    run->time_to_vm = 0;
    while (size < OUTPUT_SIZE - 1 && poll(&ready, 1, PATIENCE_MILLISECONDS) > 0) {
        const ssize_t got = read(run->output, run->text + size, OUTPUT_SIZE - 1 - size);

        if (got <= 0) {
            run->has_ended = got == 0;
            break;
        }
        size += (size_t)got;
        run->text[size] = '\0';
        if (run->time_to_vm == 0 && strstr(run->text, HAS_VM) != NULL)
            run->time_to_vm = microseconds_now() - run->begin;
    }
    run->text[size] = '\0';
    close(run->output);
    waitpid(run->pid, NULL, 0);
}

/* Twice the time to the VM: as much before it as after. How long VMs take to end is left out. */
static long measure(char **command)
{
    static struct run run;
    long sum = 0;

    for (int i = 0; i < MEASURED; i++) {
        start(&run, command);
        finish(&run);
        sum += run.time_to_vm;
    }
    return 2 * sum / MEASURED;
}

/* Where a word is in the output; the end when it is not there. */
static const char *place_of(const struct run *run, const char *word)
{
    const char *place = strstr(run->text, word);

    return place != NULL ? place : run->text + strlen(run->text);
}

/* By a guest's report, "guest NUMBER...": what it counted of each event, from 0 on. */
static int guest_counts(const struct run *run, unsigned int event)
{
    const char *report = strstr(run->text, "guest ");

    for (unsigned int i = 0; report != NULL && i <= event; i++)
        report = strchr(report + 1, ' ');
    return report != NULL && strtoull(report, NULL, 16) != 0;
}

static int is_good(const struct run *run)
{
    const char *created = place_of(run, HAS_VM);

    return run->has_ended && !guest_counts(run, INSTRUCTIONS) &&
           (*created == '\0' || place_of(run, "the kernel answered 0") < created);
}

int main(int argument_count, char **arguments)
{
    static struct run run;
    int bad = 0, before = 0, after = 0;
    long span;

    if (argument_count < 3)
        return 99;
    span = measure(arguments + 2);
    srandom((unsigned int)microseconds_now());
    for (long i = strtol(arguments[1], NULL, 10); i > 0; i--) {
        start(&run, arguments + 2);
        usleep((unsigned int)(random() % (span + 1)));
        kill(run.pid, SIGKILL);
        finish(&run);
        if (!is_good(&run)) {
            printf("after it was killed: %s\n", run.text);
            bad++;
        }
        if (strstr(run.text, HAS_VM) == NULL)
            before++;
        else
            after++;
    }
    printf("killed within %ld us: %d before the VM, %d after, %d bad\n", span, before, after, bad);
    return bad != 0 || before == 0 || after == 0;
}
