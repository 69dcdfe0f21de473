/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaving the rest to a thread or to another process. */
#include "vmm.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROOM = 64 };

static int wait_for(pid_t pid)
{
    int status = 0;

    waitpid(pid, &status, __WALL);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void __attribute__((noreturn)) execute(char **rest)
{
    char name[] = "vmm";
    char *arguments[ROOM] = {name};
    int count = 1;

    while (*rest != NULL && count < ROOM - 1)
        arguments[count++] = *rest++;
    execv("/proc/self/exe", arguments);
    _exit(98);
}

static int in_child(char **rest)
{
    const pid_t pid = fork();

    if (pid == 0)
        _exit(vmm_do(rest));
    return wait_for(pid);
}

static int in_executed_child(char **rest)
{
    const pid_t pid = vfork();

    if (pid == 0)
        execute(rest);
    return wait_for(pid);
}

/* A process that is not traced, whatever its parent's tracer wants. */
static int in_untraced_child(char **rest)
{
    const long pid = syscall(SYS_clone, CLONE_UNTRACED | SIGCHLD, 0, 0, 0, 0);

    if (pid == 0)
        _exit(vmm_do(rest));
    return wait_for((pid_t)pid);
}

/* Its parent ends at once, and its output goes to a file. */
static int in_daemon(const char *path, char **rest)
{
    if (fork() != 0)
        return 0;
    setsid();
    dup2(open(path, O_WRONLY | O_CREAT | O_APPEND, 0644), STDOUT_FILENO);
    usleep(100000);
    _exit(vmm_do(rest));
}

static void *thread_main(void *argument)
{
    static int status;

    status = vmm_do(argument);
    return &status;
}

static int in_thread(char **rest)
{
    pthread_t thread;
    void *status = NULL;

    if (pthread_create(&thread, NULL, thread_main, rest) != 0)
        return 97;
    pthread_join(thread, &status);
    return *(int *)status;
}

static void *ending_thread(void *argument)
{
    exit(vmm_do(argument));
}

/* The first thread of the process ends, and another one does the rest. */
static void __attribute__((noreturn)) without_first_thread(char **rest)
{
    pthread_t thread;

    pthread_create(&thread, NULL, ending_thread, rest);
    pthread_exit(NULL);
}

static void *executing_thread(void *argument)
{
    execute(argument);
}

/* A thread that is not the first one executes this program again. */
static int executed_by_thread(char **rest)
{
    pthread_t thread;

    pthread_create(&thread, NULL, executing_thread, rest);
    pthread_join(thread, NULL);
    return 96;
}

static void *busy_thread(void *argument)
{
    while (syscall(SYS_getppid) >= 0)
        continue;
    return argument;
}

static void start_busy_threads(int count)
{
    pthread_t thread;

    for (int i = 0; i < count; i++)
        pthread_create(&thread, NULL, busy_thread, NULL);
}

static void write_pid(const char *path)
{
    FILE *file = fopen(path, "we");

    if (file == NULL)
        return;
    fprintf(file, "%d\n", (int)getpid());
    fclose(file);
}

/* As much as there is now, and no more. */
static void limit_memory(void)
{
    const struct rlimit limit = {.rlim_cur = 1, .rlim_max = RLIM_INFINITY};

    setrlimit(RLIMIT_AS, &limit);
}

/* The same for memory that is locked, as all is from here on. */
static void limit_locked_memory(void)
{
    const struct rlimit limit = {.rlim_cur = 1, .rlim_max = 1};

    mlockall(MCL_CURRENT | MCL_FUTURE);
    setrlimit(RLIMIT_MEMLOCK, &limit);
}

/* Words that leave the rest to somebody; -1 for any other word. */
static int leave(const char *word, const char *argument, char **rest)
{
    if (strcmp(word, "thread") == 0)
        return in_thread(rest);
    if (strcmp(word, "fork") == 0)
        return in_child(rest);
    if (strcmp(word, "vfork-exec") == 0)
        return in_executed_child(rest);
    if (strcmp(word, "untraced") == 0)
        return in_untraced_child(rest);
    if (strcmp(word, "daemon") == 0)
        return in_daemon(argument, rest);
    if (strcmp(word, "leader-exits") == 0)
        without_first_thread(rest);
    if (strcmp(word, "thread-exec") == 0)
        return executed_by_thread(rest);
    if (strcmp(word, "exit") == 0)
        return (int)strtol(argument, NULL, 10);
    return -1;
}

bool vmm_process_word(const char *word, const char *argument, char **rest, bool *rest_is_done,
                      int *status)
{
    if (strcmp(word, "busy") == 0) {
        start_busy_threads((int)strtol(argument, NULL, 10));
    } else if (strcmp(word, "pid") == 0) {
        write_pid(argument);
    } else if (strcmp(word, "no-memory") == 0) {
        limit_memory();
    } else if (strcmp(word, "no-locked-memory") == 0) {
        limit_locked_memory();
    } else if (strcmp(word, "raise") == 0) {
        raise((int)strtol(argument, NULL, 10));
    } else {
        *status = leave(word, argument, rest);
        *rest_is_done = *status >= 0;
        return *rest_is_done;
    }
    return true;
}
