/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/file_uri.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena *arena;
static char folder[] = "/tmp/file-uri-XXXXXX";
static char *resolved;

/* A file x and a folder f, in a folder that is the working folder. */
static void set_up(void)
{
    FILE *file;

    arena = arena_create();
    cr_assert(mkdtemp(folder) && chdir(folder) == 0 && mkdir("f", 0700) == 0);
    file = fopen("x", "w");
    cr_assert_not_null(file);
    fclose(file);
    resolved = realpath(".", NULL);
}

static void tear_down(void)
{
    cr_assert(chdir(folder) == 0 && unlink("x") == 0 && rmdir("f") == 0 && rmdir(folder) == 0);
    free(resolved);
    arena_destroy(arena);
}

TestSuite(file_uri, .init = set_up, .fini = tear_down);

static struct file_uri uri_of(const char *name, const char *path)
{
    struct source source = {.name = name, .path = path};

    return file_uri_of(&source, arena);
}

static void expect(const char *name, const char *path, const char *text, bool is_relative)
{
    struct file_uri uri = uri_of(name, path);

    cr_assert_str_eq(uri.text, text);
    cr_assert_eq(uri.is_relative, is_relative, "%s", name);
}

Test(file_uri, names_stay_as_they_are_written)
{
    expect("a/b.pmu", "a/b.pmu", "a/b.pmu", true);
    expect("./a/./b.pmu", "a/b.pmu", "a/b.pmu", true);
    expect("a//b..c/.d/...", "a", "a/b..c/.d/...", true);
    expect("gone", "", "gone", true);
}

Test(file_uri, every_other_byte_is_a_number)
{
    expect("Az09-._~", "x", "Az09-._~", true);
    expect("a b:c%d?e#f\\", "x", "a%20b%3Ac%25d%3Fe%23f%5C", true);
    expect("\xc3\xa9\xff\n", "x", "%C3%A9%FF%0A", true);
}

Test(file_uri, what_lies_below_the_working_folder_is_relative)
{
    char *absolute = arena_format(arena, "%s/x", resolved);

    expect(absolute, absolute, "x", true);
    expect("f/../x", "f/../x", "x", true);
}

Test(file_uri, what_lies_elsewhere_is_absolute)
{
    cr_assert_eq(chdir("f"), 0);
    expect("../x", "../x", arena_format(arena, "file://%s/x", resolved), false);
    expect("/", "/", "file:///", false);
}

/* Nothing tells where it was, so that nothing is made up. */
Test(file_uri, what_is_gone_keeps_its_name)
{
    expect("../gone x", "../gone x", "../gone%20x", false);
}

Test(file_uri, standard_input_has_none)
{
    cr_assert_null(uri_of("<stdin>", "").text);
    expect("<stdin>", "<stdin>", "%3Cstdin%3E", true);
}
