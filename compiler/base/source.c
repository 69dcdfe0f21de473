/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/utf8.h"

enum { READ_STEP = 64 * 1024 };

static const char byte_order_mark[] = "\xef\xbb\xbf";

/* O_NONBLOCK: opening a FIFO without a writer must not wait, since it is refused anyway. */
static int open_regular(const char *path, size_t *size_hint, const char **reason)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0) {
        *reason = strerror(errno);
        return -1;
    }
    if (fstat(fd, &status) < 0)
        *reason = strerror(errno);
    else if (S_ISDIR(status.st_mode))
        *reason = "it is a directory";
    else if (!S_ISREG(status.st_mode))
        *reason = "it is not a regular file";
    else if (status.st_size > SOURCE_MAX_SIZE)
        *reason = "it is larger than 16 MiB";
    else {
        *size_hint = (size_t)status.st_size;
        return fd;
    }
    close(fd);
    return -1;
}

struct input {
    char *bytes;
    size_t size;
    size_t capacity;
};

/* Keeps room for one byte more than the limit, so that "too large" can be told from "full". */
static bool input_make_room(struct input *input)
{
    char *bytes;

    if (input->size < input->capacity)
        return true;
    if (input->capacity > SOURCE_MAX_SIZE)
        return false;
    input->capacity = input->capacity * 2 + READ_STEP;
    bytes = realloc(input->bytes, input->capacity);
    if (!bytes)
        arena_out_of_memory();
    input->bytes = bytes;
    return true;
}

static const char *input_fill(struct input *input, int fd)
{
    for (;;) {
        ssize_t got;

        if (!input_make_room(input) || input->size > SOURCE_MAX_SIZE)
            return "it is larger than 16 MiB";
        got = read(fd, input->bytes + input->size, input->capacity - input->size);
        if (got == 0)
            return NULL;
        if (got > 0)
            input->size += (size_t)got;
        else if (errno != EINTR)
            return strerror(errno);
    }
}

bool source_lies_in(const char *path, const char *folder)
{
    size_t size = folder ? strlen(folder) : 0;

    if (!folder || strcmp(folder, "/") == 0)
        return folder;
    return strncmp(path, folder, size) == 0 && (path[size] == '/' || path[size] == '\0');
}

/*
 * A path can change its meaning between a look at it and open(), so the open file is asked for its
 * own; one that has none any more was moved or removed meanwhile. Without /proc there is nothing to
 * ask, and the look at the path has to do.
 */
static bool stays_in(int fd, const char *root)
{
    char link[64];
    char first[1];
    char *opened;
    bool stays;

    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    if (!root || readlink(link, first, sizeof(first)) < 0)
        return true;
    opened = realpath(link, NULL);
    stays = opened && source_lies_in(opened, root);
    free(opened);
    return stays;
}

/* Both NULs are there because the arena's memory is zero. */
static char *read_open_file(struct arena *arena, int fd, size_t size_hint, size_t *size,
                            const char **reason)
{
    struct input input = {.capacity = size_hint + 1};
    char *bytes = NULL;

    input.bytes = malloc(input.capacity);
    if (!input.bytes)
        arena_out_of_memory();
    *reason = input_fill(&input, fd);
    if (!*reason) {
        bytes = arena_allocate(arena, input.size + 2);
        memcpy(bytes, input.bytes, input.size);
        *size = input.size;
    }
    free(input.bytes);
    return bytes;
}

char *source_read_bytes(struct arena *arena, const char *path, const char *root, size_t *size,
                        const char **reason)
{
    size_t size_hint = 0;
    char *bytes = NULL;
    int fd;

    if (strcmp(path, "-") == 0)
        return read_open_file(arena, STDIN_FILENO, size_hint, size, reason);
    fd = open_regular(path, &size_hint, reason);
    if (fd < 0)
        return NULL;
    if (stays_in(fd, root))
        bytes = read_open_file(arena, fd, size_hint, size, reason);
    else
        *reason = "it was moved while it was being read";
    close(fd);
    return bytes;
}

/* Offset 0 stays free, and one offset between two texts makes each end a place of its own. */
static struct source *list_append(struct source_list *list, const char *name, char *text,
                                  size_t size)
{
    struct source *source = ARENA_NEW(list->arena, struct source);

    source->name = name;
    source->path = "";
    source->text = text;
    source->size = (uint32_t)size;
    source->base = list->last ? list->last->base + list->last->size + 1 : 1;
    if (list->last)
        list->last->next = source;
    else
        list->first = source;
    list->last = source;
    list->count++;
    return source;
}

static const char *check_limits(const struct source_list *list, size_t size)
{
    uint32_t total = list->last ? list->last->base + list->last->size : 0;

    if (size > SOURCE_MAX_SIZE)
        return "it is larger than 16 MiB";
    if (list->count >= SOURCE_MAX_COUNT)
        return "a policy is made of at most 1000 files";
    if (size > SOURCE_MAX_TOTAL - (total < SOURCE_MAX_TOTAL ? total : SOURCE_MAX_TOTAL))
        return "the files of a policy have at most 64 MiB together";
    return NULL;
}

struct source *source_add(struct source_list *list, const char *name, char *text, size_t size,
                          const char **reason)
{
    *reason = check_limits(list, size);
    return *reason ? NULL : list_append(list, name, text, size);
}

struct source *source_read(struct source_list *list, const char *path, const char *name,
                           const char *root, const char **reason)
{
    struct source *source;
    size_t size = 0;
    char *text = source_read_bytes(list->arena, path, root, &size, reason);

    if (!text)
        return NULL;
    source = source_add(list, name, text, size, reason);
    if (source)
        source->path = path;
    return source;
}

static bool is_plain(unsigned char byte)
{
    return (byte >= 0x20 && byte < 0x7f) || byte == '\n' || byte == '\t';
}

static const char *fault_of(uint32_t code_point, bool before_line_feed)
{
    if (code_point == '\r')
        return before_line_feed ? NULL : "a carriage return that no line feed follows";
    if (code_point == 0)
        return "a NUL byte: this is not a policy text";
    if (code_point < 0x80)
        return "a control character";
    if (pmuf_utf8_is_forbidden(code_point))
        return "an invisible character that can make a text read otherwise than it is";
    return NULL;
}

const char *source_find_fault(const struct source *source, struct span *place)
{
    const unsigned char *text = (const unsigned char *)source->text;
    size_t at = strncmp(source->text, byte_order_mark, 3) == 0 ? 3 : 0;

    while (at < source->size) {
        uint32_t code_point = 0;
        size_t length = 1;
        const char *fault = NULL;

        if (!is_plain(text[at])) {
            length = pmuf_utf8_decode(text + at, source->size - at, &code_point);
            fault = length ? fault_of(code_point, text[at + length] == '\n')
                           : "a byte that is not UTF-8";
        }
        if (fault) {
            place->start = source->base + (uint32_t)at;
            place->end = place->start + (uint32_t)(length ? length : 1);
            return fault;
        }
        at += length;
    }
    return NULL;
}

struct source *source_of(const struct source_list *list, uint32_t offset)
{
    for (struct source *source = list->first; source; source = source->next) {
        if (offset >= source->base && offset - source->base <= source->size)
            return source;
    }
    return NULL;
}

static void build_line_table(struct arena *arena, struct source *source)
{
    uint32_t count = 1;

    for (uint32_t i = 0; i < source->size; i++)
        count += source->text[i] == '\n';
    source->line_starts = ARENA_NEW_ARRAY(arena, uint32_t, count);
    source->line_count = 1;
    for (uint32_t i = 0; i < source->size; i++) {
        if (source->text[i] == '\n')
            source->line_starts[source->line_count++] = i + 1;
    }
}

/* Index of the last line that starts at or before a byte. */
static uint32_t find_line(const struct source *source, uint32_t at)
{
    uint32_t low = 0;
    uint32_t high = source->line_count;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (source->line_starts[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Bytes that do not continue a UTF-8 sequence. */
static uint32_t count_characters(const char *text, uint32_t size)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < size; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

/* Counted from the place looked up last when that is on the same line. */
static uint32_t find_column(struct source *source, uint32_t line, uint32_t start, uint32_t at)
{
    if (source->near_line != line) {
        source->near_line = line;
        source->near_at = start;
        source->near_column = 1;
    }
    if (at >= source->near_at)
        source->near_column +=
            count_characters(source->text + source->near_at, at - source->near_at);
    else
        source->near_column -= count_characters(source->text + at, source->near_at - at);
    source->near_at = at;
    return source->near_column;
}

bool source_locate(const struct source_list *list, uint32_t offset, struct place *out)
{
    struct source *source = source_of(list, offset);
    uint32_t at;
    uint32_t start;
    const char *end;

    if (!source)
        return false;
    if (source->line_count == 0)
        build_line_table(list->arena, source);
    at = offset - source->base;
    if (at < 3 && strncmp(source->text, byte_order_mark, 3) == 0)
        at = 3;
    out->source = source;
    out->line = find_line(source, at) + 1;
    start = source->line_starts[out->line - 1];
    if (start == 0 && strncmp(source->text, byte_order_mark, 3) == 0)
        start = 3;
    out->line_text = source->text + start;
    end = memchr(out->line_text, '\n', source->size - start);
    out->line_size = end ? (uint32_t)(end - out->line_text) : source->size - start;
    if (out->line_size > 0 && out->line_text[out->line_size - 1] == '\r')
        out->line_size--;
    out->column = find_column(source, out->line, start, at);
    return true;
}
