/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an emulated machine wrote to its console: the prober's facts, and the results of test
 * programs that it ran. Everything else, such as the kernel's own messages, is left aside.
 *
 * A console owns its text and lives until the program ends.
 */
#ifndef PMUF_VM_CONSOLE_H
#define PMUF_VM_CONSOLE_H

#include <stddef.h>

struct fact {
    const char *kind;
    const char *name; /* empty where the kind has none */
    char *rest;
};

struct console {
    struct fact *facts;
    size_t count;
};

/* Lines of a test program are facts of the kind "tap", with the program as name. */
struct console console_read(const char *path);

/* The first fact of a kind with this name, or null. */
const struct fact *console_find(const struct console *console, const char *kind, const char *name);

#endif
