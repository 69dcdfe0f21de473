/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/vm/judge/console.h"
#include "tests/vm/judge/words.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FACTS 4000u
#define MARK "vm "

/* `program` is the test program whose output this is, or null. */
static bool read_fact(char *line, const char *program, struct fact *fact)
{
    if (strncmp(line, MARK, strlen(MARK)) == 0) {
        line += strlen(MARK);
        fact->kind = next_word(&line);
        fact->name = next_word(&line);
        fact->rest = line;
        return true;
    }
    if (program == NULL)
        return false;
    *fact = (struct fact){.kind = "tap", .name = program, .rest = line};
    return true;
}

struct console console_read(const char *path)
{
    struct console console = {.facts = calloc(MAX_FACTS, sizeof(struct fact))};
    char *text = read_text(path);
    const char *program = NULL;

    if (console.facts == NULL)
        give_up(path, "out of memory");
    while (text != NULL) {
        struct fact *fact = &console.facts[console.count];

        if (!read_fact(next_line(&text), program, fact))
            continue;
        if (strcmp(fact->kind, "run") == 0)
            program = fact->name;
        if (strcmp(fact->kind, "ran") == 0)
            program = NULL;
        if (++console.count == MAX_FACTS)
            give_up(path, "too many facts");
    }
    return console;
}

const struct fact *console_find(const struct console *console, const char *kind, const char *name)
{
    for (size_t i = 0; i < console->count; i++) {
        if (strcmp(console->facts[i].kind, kind) == 0 && strcmp(console->facts[i].name, name) == 0)
            return &console->facts[i];
    }
    return NULL;
}
