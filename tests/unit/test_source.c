/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/source.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct source_list list;

static void set_up(void)
{
    list = (struct source_list){.arena = arena_create()};
}

static void tear_down(void)
{
    arena_destroy(list.arena);
}

TestSuite(source, .init = set_up, .fini = tear_down);

static const char *add_reason;

static struct source *add_bytes(const char *text, size_t size)
{
    char *copy = arena_allocate(list.arena, size + 2);

    memcpy(copy, text, size);
    return source_add(&list, "name", copy, size, &add_reason);
}

static struct source *add(const char *text)
{
    return add_bytes(text, strlen(text));
}

static void expect_place(const struct source *source, uint32_t at, uint32_t line, uint32_t column)
{
    struct place place;

    cr_assert(source_locate(&list, source->base + at, &place));
    cr_assert_eq(place.source, source);
    cr_assert_eq(place.line, line, "line %u of byte %u", place.line, at);
    cr_assert_eq(place.column, column, "column %u of byte %u", place.column, at);
}

static void expect_line(const struct source *source, uint32_t at, const char *text)
{
    struct place place;

    cr_assert(source_locate(&list, source->base + at, &place));
    cr_assert_eq(place.line_size, strlen(text));
    cr_assert_eq(memcmp(place.line_text, text, place.line_size), 0);
}

Test(source, places)
{
    struct source *source = add("ab\n\ncd");

    expect_place(source, 0, 1, 1);
    expect_place(source, 2, 1, 3);
    expect_place(source, 3, 2, 1);
    expect_place(source, 4, 3, 1);
    expect_place(source, 5, 3, 2);
    expect_place(source, 6, 3, 3);
    expect_line(source, 1, "ab");
    expect_line(source, 3, "");
    expect_line(source, 6, "cd");
}

Test(source, places_count_characters)
{
    struct source *source = add("\xc3\xa9\xe7\xb5\xb1x\n");

    expect_place(source, 2, 1, 2);
    expect_place(source, 5, 1, 3);
}

Test(source, a_byte_order_mark_has_no_column)
{
    struct source *source = add("\xef\xbb\xbf"
                                "ab\ncd");

    expect_place(source, 3, 1, 1);
    expect_place(source, 4, 1, 2);
    expect_place(source, 6, 2, 1);
    expect_line(source, 3, "ab");
}

Test(source, lines_end_as_on_dos)
{
    struct source *source = add("ab\r\ncd\r\n");

    expect_line(source, 0, "ab");
    expect_place(source, 4, 2, 1);
    expect_line(source, 5, "cd");
    expect_line(source, 8, "");
}

Test(source, an_empty_text_has_a_place)
{
    expect_place(add(""), 0, 1, 1);
}

Test(source, offsets_belong_to_one_text)
{
    struct source *first = add("abc");
    struct source *second = add("");
    struct source *third = add("x");
    struct place place;

    cr_assert_null(source_of(&list, 0));
    cr_assert_not(source_locate(&list, 0, &place));
    cr_assert_eq(source_of(&list, first->base), first);
    cr_assert_eq(source_of(&list, first->base + 3), first);
    cr_assert_eq(source_of(&list, second->base), second);
    cr_assert_eq(source_of(&list, third->base + 1), third);
    cr_assert_null(source_of(&list, third->base + 2));
}

Test(source, size_limit)
{
    char *text = arena_allocate(list.arena, SOURCE_MAX_SIZE + 3);
    const char *reason;

    cr_assert_not_null(source_add(&list, "full", text, SOURCE_MAX_SIZE, &reason));
    cr_assert_null(source_add(&list, "above", text, SOURCE_MAX_SIZE + 1, &reason));
    cr_assert(strstr(reason, "16 MiB"), "%s", reason);
}

Test(source, count_limit)
{
    for (int i = 0; i < SOURCE_MAX_COUNT; i++)
        cr_assert_not_null(add("x"));
    cr_assert_null(add("x"));
    cr_assert_eq(list.count, SOURCE_MAX_COUNT);
}

/* So offsets never come near what 32 bits hold. One byte of each text's offsets is for its end. */
Test(source, total_limit)
{
    char *text = arena_allocate(list.arena, SOURCE_MAX_SIZE + 2);
    const char *reason;

    for (int i = 0; i < SOURCE_MAX_TOTAL / SOURCE_MAX_SIZE - 1; i++)
        cr_assert_not_null(source_add(&list, "full", text, SOURCE_MAX_SIZE, &reason));
    cr_assert_not_null(source_add(&list, "most", text, SOURCE_MAX_SIZE - 16, &reason));
    cr_assert_null(source_add(&list, "above", text, SOURCE_MAX_SIZE, &reason));
    cr_assert(strstr(reason, "64 MiB"), "%s", reason);
}

static void expect_fault(const char *text, size_t size, const char *what, uint32_t at)
{
    struct source *source = add_bytes(text, size);
    struct span place = {0, 0};
    const char *found = source_find_fault(source, &place);

    if (!what) {
        cr_assert_null(found, "%s", found);
        return;
    }
    cr_assert_not_null(found);
    cr_assert(strstr(found, what), "%s", found);
    cr_assert_eq(place.start, source->base + at);
    cr_assert_gt(place.end, place.start);
}

#define CLEAN(text) expect_fault(text, sizeof(text) - 1, NULL, 0)
#define FAULT(text, what, at) expect_fault(text, sizeof(text) - 1, what, at)

Test(source, clean_texts)
{
    CLEAN("");
    CLEAN("a\tb\n");
    CLEAN("a\r\nb\r\n");
    CLEAN("\xef\xbb\xbf");
    CLEAN("\xef\xbb\xbf"
          "a");
    CLEAN("\xc3\xa9 \xe7\xb5\xb1 \xf0\x9f\x98\x80");
}

Test(source, faults)
{
    FAULT("\0", "NUL", 0);
    FAULT("ab\0", "NUL", 2);
    FAULT("a\x01", "control", 1);
    FAULT("a\x1f", "control", 1);
    FAULT("\x7f", "control", 0);
    FAULT("\v", "control", 0);
    FAULT("a\r", "carriage return", 1);
    FAULT("a\rb", "carriage return", 1);
    FAULT("a\r\r\n", "carriage return", 1);
    FAULT("a\x80", "UTF-8", 1);
    FAULT("\xc3", "UTF-8", 0);
    FAULT("\xe2\x82", "UTF-8", 0);
    FAULT("\xc0\xaf", "UTF-8", 0);
    FAULT("\xef\xbb", "UTF-8", 0);
    FAULT("x\xe2\x80\xae", "", 1);
    FAULT("x\xef\xbb\xbf", "", 1);
    FAULT("\xef\xbb\xbf\xef\xbb\xbf", "", 3);
}

/* A file of the given size, all zero, by a name that the caller removes. */
static void make_file(char *name, off_t size)
{
    int fd;

    snprintf(name, 32, "/tmp/pmuc-source.XXXXXX");
    fd = mkstemp(name);
    cr_assert_geq(fd, 0);
    cr_assert_eq(ftruncate(fd, size), 0);
    close(fd);
}

static void expect_unreadable(const char *path, const char *what)
{
    const char *reason = NULL;
    size_t size = 0;

    cr_assert_null(source_read_bytes(list.arena, path, NULL, &size, &reason));
    cr_assert_not_null(reason);
    cr_assert(strstr(reason, what), "%s", reason);
    cr_assert_null(source_read(&list, path, path, NULL, &reason));
    cr_assert_eq(list.count, 0);
}

Test(source, what_cannot_be_read)
{
    char name[32];

    expect_unreadable("/nonexistent/file", "No such file");
    expect_unreadable("/tmp", "directory");
    expect_unreadable("/dev/null", "regular file");
    make_file(name, SOURCE_MAX_SIZE + 1);
    expect_unreadable(name, "16 MiB");
    unlink(name);
}

/* Nobody writes to it: an open that waits would never return. */
Test(source, a_fifo_is_not_waited_for, .timeout = 10)
{
    char name[32];

    make_file(name, 0);
    unlink(name);
    cr_assert_eq(mkfifo(name, 0600), 0);
    expect_unreadable(name, "regular file");
    unlink(name);
}

Test(source, the_largest_file_is_read)
{
    const char *reason = NULL;
    char name[32];
    struct source *source;

    make_file(name, SOURCE_MAX_SIZE);
    source = source_read(&list, name, "shown", NULL, &reason);
    unlink(name);
    cr_assert_not_null(source);
    cr_assert_eq(source->size, SOURCE_MAX_SIZE);
    cr_assert_str_eq(source->name, "shown");
    cr_assert_str_eq(source->path, name);
}

Test(source, two_nuls_stand_behind_the_bytes)
{
    const char *reason = NULL;
    size_t size = 99;
    char name[32];
    char *bytes;

    make_file(name, 0);
    bytes = source_read_bytes(list.arena, name, NULL, &size, &reason);
    unlink(name);
    cr_assert_not_null(bytes);
    cr_assert_eq(size, 0);
    cr_assert_eq(bytes[0] | bytes[1], 0);
}

Test(source, the_thousand_and_first_file)
{
    const char *reason = NULL;
    char name[32];

    make_file(name, 1);
    for (int i = 0; i < SOURCE_MAX_COUNT; i++)
        cr_assert_not_null(source_read(&list, name, name, NULL, &reason));
    cr_assert_null(source_read(&list, name, name, NULL, &reason));
    cr_assert(strstr(reason, "1000 files"), "%s", reason);
    unlink(name);
}

/* What a path leads to can change between a look at it and the open. */
Test(source, the_open_file_must_lie_in_the_root)
{
    const char *reason = NULL;
    char name[32];

    make_file(name, 1);
    cr_assert_not_null(source_read(&list, name, name, "/tmp", &reason));
    cr_assert_null(source_read(&list, name, name, "/usr", &reason));
    cr_assert(strstr(reason, "moved"), "%s", reason);
    unlink(name);
}

Test(source, lies_in)
{
    cr_assert(source_lies_in("/a/b", "/a"));
    cr_assert(source_lies_in("/a", "/a"));
    cr_assert(source_lies_in("/a", "/"));
    cr_assert_not(source_lies_in("/ab", "/a"));
    cr_assert_not(source_lies_in("/", "/a"));
    cr_assert_not(source_lies_in("/a", NULL));
}
