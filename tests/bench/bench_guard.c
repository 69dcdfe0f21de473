/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench-guard ROUNDS COMMAND...
 *
 * What a VMM pays under pmu-run once its VM has the filter. Runs a loop of ioctl(), the short ones
 * of a VMM, bare and under the command in turn, A B A B ..., and prints one line of numbers:
 *
 *   bare, under     median, nanoseconds of one KVM_CHECK_EXTENSION
 *   ratio, least, most   under / bare of neighbours: median, smallest and largest
 *   and the same five of one KVM_RUN that returns at once (immediate_exit)
 *
 * KVM_RUN in earnest takes longer, by what the guest does, and so does every other exit. Exit
 * status 77 says that there is no KVM to ask, and standard output why.
 *
 * `bench-guard loop` is the loop; it prints the two times.
 */
#include <errno.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/median.h"
#include "tests/support/real_kvm.h"

enum { MAX_ROUNDS = 10000, SKIPPED = 77, CALLS = 40000, REQUESTS = 2 };

static _Noreturn void die(const char *what, const char *why)
{
    fprintf(stderr, "bench-guard: %s: %s\n", what, why);
    exit(1);
}

static double now(void)
{
    struct timespec time;

    if (clock_gettime(CLOCK_MONOTONIC, &time) != 0)
        die("clock_gettime", strerror(errno));
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* Nanoseconds of one call. */
static double time_calls(int fd, unsigned long request, unsigned long argument, int expected)
{
    const double begin = now();

    for (int i = 0; i < CALLS; i++) {
        if (ioctl(fd, request, argument) != expected)
            die("ioctl", strerror(errno));
    }
    return (now() - begin) / CALLS;
}

static double time_runs(int kvm_fd)
{
    const int vm_fd = real_kvm_create_vm(kvm_fd);
    const int vcpu_fd = real_kvm_create_vcpu(vm_fd);
    const int size = ioctl(kvm_fd, KVM_GET_VCPU_MMAP_SIZE, 0ul);
    struct kvm_run *run = MAP_FAILED;

    if (size > 0)
        run = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu_fd, 0);
    if (run == MAP_FAILED)
        die("vCPU", strerror(errno));
    run->immediate_exit = 1;
    return time_calls(vcpu_fd, KVM_RUN, 0, -1);
}

static int loop(void)
{
    const int kvm_fd = real_kvm_open();

    if (kvm_fd < 0)
        return SKIPPED;
    printf("%.2f ", time_calls(kvm_fd, KVM_CHECK_EXTENSION, KVM_CAP_MP_STATE, 1));
    printf("%.2f\n", time_runs(kvm_fd));
    return 0;
}

static pid_t spawn(char **command, int output)
{
    const pid_t child = fork();

    if (child != 0)
        return child;
    if (dup2(output, STDOUT_FILENO) == STDOUT_FILENO)
        execvp(command[0], command);
    die(command[0], strerror(errno));
}

static void run_loop(char **command, double times[REQUESTS])
{
    int ends[2];
    FILE *output;
    pid_t child;
    int status;

    if (pipe(ends) != 0)
        die("pipe", strerror(errno));
    child = spawn(command, ends[1]);
    close(ends[1]);
    output = fdopen(ends[0], "r");
    if (child < 0 || output == NULL)
        die("process", strerror(errno));
    if (fscanf(output, "%lf %lf", &times[0], &times[1]) != REQUESTS)
        die(command[0], "the loop has not come to its end");
    fclose(output);
    if (waitpid(child, &status, 0) != child || status != 0)
        die(command[0], "the loop has failed");
}

static double *numbers_create(int count)
{
    double *numbers = calloc((size_t)count, sizeof(*numbers));

    if (numbers == NULL)
        die("memory", strerror(ENOMEM));
    return numbers;
}

static void measure(char **bare, char **under, int rounds)
{
    double *times[REQUESTS][3];

    for (int request = 0; request < REQUESTS; request++) {
        for (int column = 0; column < 3; column++)
            times[request][column] = numbers_create(rounds);
    }
    for (int i = 0; i < rounds; i++) {
        double a[REQUESTS];
        double b[REQUESTS];

        run_loop(bare, a);
        run_loop(under, b);
        for (int request = 0; request < REQUESTS; request++) {
            times[request][0][i] = a[request];
            times[request][1][i] = b[request];
            times[request][2][i] = b[request] / a[request];
        }
    }
    for (int request = 0; request < REQUESTS; request++) {
        double *ratios = times[request][2];
        const double ratio = median(ratios, rounds);

        printf("%.0f %.0f ", median(times[request][0], rounds), median(times[request][1], rounds));
        printf("%.3f %.3f %.3f%s", ratio, ratios[0], ratios[rounds - 1],
               request + 1 < REQUESTS ? " " : "\n");
        for (int column = 0; column < 3; column++)
            free(times[request][column]);
    }
}

/* The command, and then this program with its loop. */
static char **append_loop(char **command, int count, char **loop_command)
{
    char **all = calloc((size_t)count + 3, sizeof(*all));

    if (all == NULL)
        die("memory", strerror(ENOMEM));
    memcpy(all, command, (size_t)count * sizeof(*all));
    memcpy(all + count, loop_command, 2 * sizeof(*all));
    return all;
}

int main(int argument_count, char **arguments)
{
    char word[] = "loop";
    char *bare[] = {arguments[0], word, NULL};
    int rounds = argument_count > 2 ? (int)strtol(arguments[1], NULL, 10) : 0;
    char **under;

    if (argument_count == 2 && strcmp(arguments[1], word) == 0)
        return loop();
    if (rounds < 1 || rounds > MAX_ROUNDS) {
        fputs("usage: bench-guard ROUNDS COMMAND...\n", stderr);
        return 1;
    }
    if (real_kvm_open() < 0) {
        puts(real_kvm_absence());
        return SKIPPED;
    }
    under = append_loop(arguments + 2, argument_count - 2, bare);
    measure(bare, under, rounds);
    free(under);
    return 0;
}
