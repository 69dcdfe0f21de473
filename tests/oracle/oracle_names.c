/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/oracle/oracle_names.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static char fold(char c)
{
    return c == ':' ? '.' : (char)tolower((unsigned char)c);
}

/* A name without wildcards matches itself. */
static bool matches(const char *pattern, const char *name)
{
    if (*pattern == '*')
        return matches(pattern + 1, name) || (*name && matches(pattern, name + 1));
    if (!*pattern)
        return !*name;
    return *name && (*pattern == '?' || fold(*pattern) == fold(*name)) &&
           matches(pattern + 1, name + 1);
}

static bool event_has_name(const struct test_event *event, const char *name)
{
    return matches(name, event->name) || (event->other_name && matches(name, event->other_name));
}

static struct oracle_point point_of(const struct test_event *event, uint32_t n)
{
    return (struct oracle_point){event->is_fixed, event->numbers[n], event->umask};
}

static bool same_point(const struct oracle_point *a, const struct oracle_point *b)
{
    return a->is_fixed == b->is_fixed && a->number == b->number && a->umask == b->umask;
}

static bool event_has_point(const struct test_event *event, const struct oracle_point *point)
{
    for (uint32_t i = 0; i < event->number_count; i++) {
        struct oracle_point own = point_of(event, i);

        if (same_point(&own, point))
            return true;
    }
    return false;
}

/* r, and 3 to 9 hexadecimal digits. */
static bool is_raw(const char *name)
{
    size_t digits = 0;

    if (tolower((unsigned char)name[0]) != 'r')
        return false;
    while (isxdigit((unsigned char)name[digits + 1]))
        digits++;
    return digits >= 3 && digits <= 9 && !name[digits + 1];
}

/*
 * What perf's number means: on arm64 an event number; on x86 the select is in bits 7:0 and 35:32,
 * the unit mask in bits 15:8, and select 0 of Intel's is perf's way to ask for a fixed counter,
 * but for umask 2: cycles have a code of their own.
 */
static struct oracle_point point_of_config(const struct oracle_host *host, uint64_t config)
{
    uint32_t select = (uint32_t)((config & 0xff) | (config >> 24 & 0xf00));
    uint32_t umask = (uint32_t)(config >> 8 & 0xff);

    if (host->vendor == TEST_ARM64)
        return (struct oracle_point){false, (uint32_t)config, 0};
    if (host->vendor == TEST_INTEL && select == 0 && (umask == 1 || umask == 3 || umask == 4))
        return (struct oracle_point){true, umask - 1, 0};
    return (struct oracle_point){false, select, umask};
}

/* event=0x1c4,umask=0x01 or config=0x1c4, up to the slash. */
static uint64_t config_of_terms(const struct oracle_host *host, const char *text)
{
    uint64_t config = 0;

    while (*text && *text != '/') {
        uint64_t value = strtoull(strchr(text, '=') + 1, NULL, 0);

        if (*text == 'u')
            config |= value << 8;
        else if (*text == 'e' && host->vendor != TEST_ARM64)
            config |= (value & 0xff) | (value & 0xf00) << 24;
        else
            config |= value;
        text += strcspn(text, ",/");
        text += *text == ',';
    }
    return config;
}

/* Whether a name is perf's number, and which point that is. */
static bool read_perf(const struct oracle_host *host, const char *name, struct oracle_point *out)
{
    const char *slash = strchr(name, '/');

    if (slash)
        *out = point_of_config(host, config_of_terms(host, slash + 1));
    else if (is_raw(name))
        *out = point_of_config(host, strtoull(name + 1, NULL, 16));
    else
        return false;
    return true;
}

/* The n-th list of a host's vendor, or null where the host does not know its names. */
static const struct test_list *known_list(const struct oracle *oracle,
                                          const struct oracle_host *host, uint32_t n)
{
    return host->lists >> n & 1 ? &oracle->catalogue->vendors[host->vendor].lists[n] : NULL;
}

bool oracle_name_holds(const struct oracle *oracle, const struct oracle_host *host,
                       const char *name, const struct oracle_point *point)
{
    struct oracle_point meant;

    if (read_perf(host, name, &meant))
        return same_point(&meant, point);
    for (uint32_t n = 0; n < CATALOGUE_LISTS; n++) {
        const struct test_list *list = known_list(oracle, host, n);

        for (uint32_t i = 0; list && i < list->event_count; i++) {
            if (event_has_point(&list->events[i], point) && event_has_name(&list->events[i], name))
                return true;
        }
    }
    return false;
}

static bool visit_event(const struct test_event *event, point_visitor *visit, void *context)
{
    for (uint32_t i = 0; i < event->number_count; i++) {
        struct oracle_point point = point_of(event, i);

        if (visit(context, &point))
            return true;
    }
    return false;
}

bool oracle_name_visit(const struct oracle *oracle, const struct oracle_host *host,
                       const char *name, point_visitor *visit, void *context, bool *is_known)
{
    struct oracle_point meant;

    *is_known = read_perf(host, name, &meant);
    if (*is_known)
        return visit(context, &meant);
    for (uint32_t n = 0; n < CATALOGUE_LISTS; n++) {
        const struct test_list *list = known_list(oracle, host, n);

        for (uint32_t i = 0; list && i < list->event_count; i++) {
            if (!event_has_name(&list->events[i], name))
                continue;
            *is_known = true;
            if (visit_event(&list->events[i], visit, context))
                return true;
        }
    }
    return false;
}

/* A walk through a set: what its items name, and what the set as a whole still holds. */
struct walk {
    const struct oracle *oracle;
    const struct oracle_host *host;
    const struct ast_set *set;
    point_visitor *visit;
    void *context;
};

static bool visit_if_held(void *context, const struct oracle_point *point)
{
    const struct walk *walk = context;

    return oracle_set_holds(walk->oracle, walk->host, walk->set, AST_NAMED, point) &&
           walk->visit(walk->context, point);
}

static bool visit_items(struct walk *walk, const struct ast_item *items)
{
    for (; items; items = items->next) {
        bool is_known;

        if (items->kind == AST_BRACES && visit_items(walk, items->braces->items))
            return true;
        if (items->kind == AST_NAME && oracle_name_visit(walk->oracle, walk->host, items->name,
                                                         visit_if_held, walk, &is_known))
            return true;
    }
    return false;
}

bool oracle_names_visit(const struct oracle *oracle, const struct oracle_host *host,
                        const struct ast_set *set, point_visitor *visit, void *context)
{
    struct walk walk = {oracle, host, set, visit, context};

    return visit_items(&walk, set->items);
}
