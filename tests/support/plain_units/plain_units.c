/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/plain_units/criterion/criterion.h"
#include "tests/support/tap.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct plain_unit *first;
static struct plain_unit **last = &first;
static unsigned int unit_count;

void plain_unit_add(struct plain_unit *unit)
{
    *last = unit;
    last = &unit->next;
    unit_count++;
}

void plain_unit_fail(const char *file, int line, const char *what, const char *format, ...)
{
    va_list arguments;

    printf("# %s:%d: expected %s:", file, line, what);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    exit(1);
}

/* A crash, a leak that a sanitizer finds and a failure all end the child with something but 0. */
static bool passes(const struct plain_unit *unit)
{
    int status = 0;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        unit->run();
        exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        tap_note("cannot run %s.%s", unit->suite, unit->name);
        return false;
    }
    if (WIFSIGNALED(status))
        tap_note("%s.%s: signal %d", unit->suite, unit->name, WTERMSIG(status));
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int main(void)
{
    struct tap tap = tap_begin(unit_count);

    for (const struct plain_unit *unit = first; unit != NULL; unit = unit->next)
        tap_result(&tap, passes(unit), "%s.%s", unit->suite, unit->name);
    return tap_end(&tap);
}
