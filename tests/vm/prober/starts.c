/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/vm/prober/starts.h"
#include "tests/vm/prober/prober.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define STARTS_FILE "/starts"
#define GUEST "guest "
#define RECORD "pmu-run: loaded policy "
#define TAKEN ": the kernel answered 0"

enum { MOST_WORDS = 40, OUTPUT_SIZE = 65536, PATIENCE_MILLISECONDS = 60000, NOT_STARTED = 97 };

struct start {
    const char *name;
    pid_t pid;
    int output;
    bool has_hung;
    unsigned int loads;
    unsigned int guests;
    char text[OUTPUT_SIZE]; /* what it wrote */
    char said[OUTPUT_SIZE]; /* of it, what is told as it is */
};

/* The words of a line. Returns how many. */
static unsigned int split(char *line, char *words[MOST_WORDS + 1])
{
    unsigned int count = 0;
    char *word;

    while ((word = strsep(&line, " \n")) != NULL) {
        if (*word == '\0')
            continue;
        if (count == MOST_WORDS)
            die("too many words in " STARTS_FILE);
        words[count++] = word;
    }
    words[count] = NULL;
    return count;
}

/* In a group of its own, with which all of it can be ended. */
static void __attribute__((noreturn)) execute(char **command, int output)
{
    const int input = open("/dev/null", O_RDONLY | O_CLOEXEC);

    setpgid(0, 0);
    dup2(input, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    execvp(command[0], command);
    _exit(NOT_STARTED);
}

static void begin(struct start *start, char **command)
{
    int ends[2];

    fflush(stdout);
    if (pipe2(ends, O_CLOEXEC) != 0)
        die("pipe2");
    start->pid = fork();
    if (start->pid < 0)
        die("fork");
    if (start->pid == 0)
        execute(command, ends[1]);
    setpgid(start->pid, start->pid);
    close(ends[1]);
    start->output = ends[0];
}

/* The output ends when everything that could write to it has ended. */
static void read_output(struct start *start)
{
    struct pollfd ready = {.fd = start->output, .events = POLLIN};
    size_t size = 0;
    ssize_t got = 1;

    while (got > 0 && size < OUTPUT_SIZE - 1 && poll(&ready, 1, PATIENCE_MILLISECONDS) > 0) {
        got = read(start->output, start->text + size, OUTPUT_SIZE - 1 - size);
        if (got > 0)
            size += (size_t)got;
    }
    start->text[size] = '\0';
    start->has_hung = got != 0;
    if (start->has_hung)
        kill(-start->pid, SIGKILL);
    close(start->output);
}

static void add_said(struct start *start, const char *line)
{
    const size_t length = strlen(start->said);

    snprintf(start->said + length, OUTPUT_SIZE - length, "%s%s", length == 0 ? ": " : "; ", line);
}

static void take_line(struct start *start, const char *line)
{
    if (strncmp(line, GUEST, strlen(GUEST)) == 0) {
        char number[16] = "";

        if (++start->guests > 1)
            snprintf(number, sizeof(number), "@%u", start->guests);
        say("guest %s%s %s", start->name, number, line + strlen(GUEST));
    } else if (strncmp(line, RECORD, strlen(RECORD)) == 0 && strstr(line, TAKEN) != NULL) {
        start->loads++;
        puts(line);
    } else if (*line != '\0') {
        add_said(start, line);
    }
}

static void take_lines(struct start *start)
{
    char *text = start->text;
    char *line;

    while ((line = strsep(&text, "\n")) != NULL)
        take_line(start, line);
}

static void say_end(const struct start *start, int status)
{
    const bool has_exited = WIFEXITED(status);
    const char *how = start->has_hung ? "hung, " : "";

    say("started %s %s%s %d, %u load%s%s", start->name, how, has_exited ? "exit" : "signal",
        has_exited ? WEXITSTATUS(status) : WTERMSIG(status), start->loads,
        start->loads == 1 ? "" : "s", start->said);
}

static void run_start(char *line)
{
    static struct start start;
    char *words[MOST_WORDS + 1];
    int status;

    if (split(line, words) < 2)
        return;
    start = (struct start){.name = words[0]};
    begin(&start, words + 1);
    read_output(&start);
    if (waitpid(start.pid, &status, 0) != start.pid)
        die("waitpid");
    take_lines(&start);
    say_end(&start, status);
}

void start_vmms(void)
{
    FILE *file = fopen(STARTS_FILE, "re");
    char *line = NULL;
    size_t size = 0;

    if (file == NULL)
        return;
    setenv("PATH", "/", 1);
    while (getline(&line, &size, file) > 0)
        run_start(line);
    free(line);
    fclose(file);
}
