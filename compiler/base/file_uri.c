/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/file_uri.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/base/text_stream.h"

static bool stands_for_itself(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte != '\0' && strchr("-._~/", byte));
}

static const char *encode(struct arena *arena, const char *scheme, const char *path)
{
    struct text_stream text;

    text_stream_open(&text);
    fputs(scheme, text.file);
    for (; *path; path++) {
        if (stands_for_itself(*path))
            fputc(*path, text.file);
        else
            fprintf(text.file, "%%%02X", (unsigned int)(unsigned char)*path);
    }
    return text_stream_close(&text, arena, NULL);
}

/* The name without empty and "." parts; null when it is absolute or has a ".." part. */
static const char *tidy(struct arena *arena, const char *name)
{
    char *out = arena_allocate(arena, strlen(name) + 1);
    size_t size = 0;

    if (name[0] == '/')
        return NULL;
    while (*name) {
        size_t part = strcspn(name, "/");

        if (part == 2 && name[0] == '.' && name[1] == '.')
            return NULL;
        if (part > 1 || (part == 1 && name[0] != '.')) {
            if (size)
                out[size++] = '/';
            memcpy(out + size, name, part);
            size += part;
        }
        name += part + (name[part] == '/');
    }
    return out;
}

static bool is_standard_input(const struct source *source)
{
    return !source->path[0] && strcmp(source->name, "<stdin>") == 0;
}

/* What is behind the working folder in the resolved path, or null. */
static const char *below_working_folder(struct arena *arena, const char *path)
{
    char *folder = getcwd(NULL, 0);
    bool is_below = folder && source_lies_in(path, folder);
    size_t skip = is_below ? strlen(folder) : 0;

    free(folder);
    if (!is_below)
        return NULL;
    path += skip;
    return arena_copy_text(arena, path + (path[0] == '/'), strlen(path + (path[0] == '/')));
}

struct file_uri file_uri_of(const struct source *source, struct arena *arena)
{
    const char *below = tidy(arena, source->name);
    struct file_uri uri = {NULL, false};
    char *resolved;

    if (is_standard_input(source))
        return uri;
    if (below)
        return (struct file_uri){encode(arena, "", below), true};
    resolved = realpath(source->path[0] ? source->path : source->name, NULL);
    below = resolved ? below_working_folder(arena, resolved) : NULL;
    if (below)
        uri = (struct file_uri){encode(arena, "", below), true};
    else
        uri.text = encode(arena, resolved ? "file://" : "", resolved ? resolved : source->name);
    free(resolved);
    return uri;
}
