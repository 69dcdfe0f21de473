/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/told.h"

#include <string.h>

static void make_room(struct told_list *list)
{
    uint32_t room = list->room ? 2 * list->room : 8;
    struct told *all;

    if (list->count < list->room)
        return;
    all = ARENA_NEW_ARRAY(list->arena, struct told, room);
    if (list->count)
        memcpy(all, list->all, list->count * sizeof(*all));
    list->all = all;
    list->room = room;
}

void told_add(struct told_list *list, const char *hosts, const char *body)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct told *told = &list->all[i];

        if (strcmp(told->body, body) != 0)
            continue;
        told->hosts = arena_format(list->arena, "%s, %s", told->hosts, hosts);
        return;
    }
    make_room(list);
    list->all[list->count++] = (struct told){hosts, body};
}

void told_write_hosts(struct json *json, const struct told *told, struct arena *arena)
{
    const char *name = told->hosts;

    json_open_line(json, "hosts", '[');
    for (;;) {
        const char *end = strstr(name, ", ");

        json_string(json, NULL, end ? arena_copy_text(arena, name, (size_t)(end - name)) : name);
        if (!end)
            break;
        name = end + 2;
    }
    json_close(json, ']');
}
