/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/perf_list.h"

#include <string.h>

static const char modifiers[] = "ukhIGHpPSDWeb"; /* perf-list(1) */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_modifier(char c)
{
    return c && strchr(modifiers, c);
}

/* Behind what is passed over; a closing brace can have modifiers, as in {cycles,branches}:u. */
static uint32_t skip(const struct source *source, uint32_t at)
{
    const char *text = source->text;

    while (at < source->size) {
        if (is_blank(text[at]) || text[at] == ',' || text[at] == '{') {
            at++;
        } else if (text[at] == '#') {
            while (at < source->size && text[at] != '\n')
                at++;
        } else if (text[at] == '}') {
            at++;
            if (text[at] == ':')
                at++;
            while (is_modifier(text[at]) && text[at - 1] != '}')
                at++;
        } else {
            break;
        }
    }
    return at;
}

bool perf_list_next(const struct source *source, uint32_t *at, struct perf_item *out)
{
    const char *text = source->text;
    bool in_slashes = false;
    uint32_t start;

    if (*at == 0 && strncmp(text, "\xef\xbb\xbf", 3) == 0)
        *at = 3;
    start = skip(source, *at);
    *at = start;
    while (*at < source->size && !is_blank(text[*at]) &&
           (in_slashes || !strchr(",#{}", text[*at]))) {
        in_slashes ^= text[*at] == '/';
        ++*at;
    }
    *out =
        (struct perf_item){text + start, *at - start, {source->base + start, source->base + *at}};
    return *at > start;
}

uint32_t perf_item_plain_size(const struct perf_item *item)
{
    uint32_t size = item->size;

    while (size > 0 && is_modifier(item->text[size - 1]))
        size--;
    if (size == 0 || size == item->size)
        return item->size;
    if (item->text[size - 1] == '/')
        return size;
    return item->text[size - 1] == ':' && size > 1 ? size - 1 : item->size;
}

bool perf_is_software(const char *name)
{
    static const char *const names[] = {
        "alignment-faults",
        "bpf-output",
        "cgroup-switches",
        "context-switches",
        "cpu-clock",
        "cpu-migrations",
        "cs",
        "dummy",
        "duration_time",
        "emulation-faults",
        "faults",
        "major-faults",
        "migrations",
        "minor-faults",
        "page-faults",
        "system_time",
        "task-clock",
        "user_time",
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return false;
}
