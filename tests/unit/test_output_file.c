/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/output_file.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/pmuc-output.XXXXXX";

static void set_up(void)
{
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
    umask(022);
}

static void tear_down(void)
{
    DIR *entries = opendir(".");
    const struct dirent *entry;

    while (entries && (entry = readdir(entries)) != NULL)
        unlink(entry->d_name);
    if (entries)
        closedir(entries);
    rmdir(folder);
}

TestSuite(output_file, .init = set_up, .fini = tear_down);

static int count_files(void)
{
    DIR *entries = opendir(".");
    const struct dirent *entry;
    int count = 0;

    while ((entry = readdir(entries)) != NULL)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(entries);
    return count;
}

static void put(const char *name, const char *text, mode_t mode)
{
    FILE *file = fopen(name, "w");

    fputs(text, file);
    fclose(file);
    cr_assert_eq(chmod(name, mode), 0);
}

static void expect_file(const char *name, const char *text, mode_t mode)
{
    char content[64] = "";
    struct stat status;
    FILE *file = fopen(name, "r");

    cr_assert_not_null(file);
    cr_assert_eq(fread(content, 1, sizeof(content) - 1, file), strlen(text));
    fclose(file);
    cr_assert_str_eq(content, text);
    cr_assert_eq(stat(name, &status), 0);
    cr_assert_eq(status.st_mode & 07777, mode, "mode %o", status.st_mode);
}

static void write_fine(const char *path, const char *text)
{
    const char *reason = "unset";

    cr_assert(output_write(path, text, strlen(text), &reason), "%s", reason);
    cr_assert_null(reason);
}

static void write_fails(const char *path, const char *what)
{
    const char *reason = NULL;

    cr_assert_not(output_write(path, "new", 3, &reason));
    cr_assert_not_null(reason);
    cr_assert(strstr(reason, what), "%s", reason);
}

Test(output_file, a_new_file_follows_the_umask)
{
    umask(027);
    write_fine("out", "new");
    expect_file("out", "new", 0640);
    cr_assert_eq(count_files(), 1);
}

Test(output_file, an_old_file_is_replaced_and_keeps_its_mode)
{
    struct stat before;
    struct stat after;

    put("out", "a longer old text", 0604);
    cr_assert_eq(stat("out", &before), 0);
    write_fine("out", "new");
    cr_assert_eq(stat("out", &after), 0);
    expect_file("out", "new", 0604);
    cr_assert_neq(before.st_ino, after.st_ino);
    cr_assert_eq(count_files(), 1);
}

Test(output_file, an_empty_output)
{
    put("out", "old", 0600);
    write_fine("out", "");
    expect_file("out", "", 0600);
}

Test(output_file, links_are_followed)
{
    struct stat status;

    put("real", "old", 0600);
    cr_assert_eq(symlink("real", "second"), 0);
    cr_assert_eq(symlink("second", "first"), 0);
    write_fine("first", "new");
    expect_file("real", "new", 0600);
    cr_assert_eq(lstat("first", &status), 0);
    cr_assert(S_ISLNK(status.st_mode));
    cr_assert_eq(lstat("second", &status), 0);
    cr_assert(S_ISLNK(status.st_mode));
    cr_assert_eq(count_files(), 3);
}

Test(output_file, an_absolute_link)
{
    char target[PATH_MAX];

    snprintf(target, sizeof(target), "%s/real", folder);
    cr_assert_eq(symlink(target, "link"), 0);
    write_fine("link", "new");
    expect_file("real", "new", 0644);
}

Test(output_file, circles_of_links)
{
    cr_assert_eq(symlink("b", "a"), 0);
    cr_assert_eq(symlink("a", "b"), 0);
    write_fails("a", "symbolic links");
    cr_assert_eq(count_files(), 2);
}

Test(output_file, what_cannot_be_written)
{
    char name[PATH_MAX + 8];

    write_fails(".", "directory");
    write_fails("missing/out", "No such file");
    write_fails("", "No such file");
    put("file", "old", 0600);
    write_fails("file/out", "Not a directory");
    write_fails("/dev/full", "No space left");
    memset(name, 'x', sizeof(name));
    name[sizeof(name) - 1] = '\0';
    write_fails(name, "too long");
    expect_file("file", "old", 0600);
    cr_assert_eq(count_files(), 1);
}

Test(output_file, the_longest_name)
{
    char name[NAME_MAX + 2];

    memset(name, 'x', sizeof(name));
    name[NAME_MAX] = '\0';
    write_fine(name, "new");
    expect_file(name, "new", 0644);
    name[NAME_MAX] = 'x';
    name[NAME_MAX + 1] = '\0';
    write_fails(name, "too long");
    cr_assert_eq(count_files(), 1);
}

Test(output_file, a_device_stays_one)
{
    struct stat status;

    write_fine("/dev/null", "new");
    cr_assert_eq(stat("/dev/null", &status), 0);
    cr_assert(S_ISCHR(status.st_mode));
}

Test(output_file, a_fifo_with_a_reader)
{
    char content[8] = "";
    int fd;

    cr_assert_eq(mkfifo("fifo", 0600), 0);
    fd = open("fifo", O_RDONLY | O_NONBLOCK);
    cr_assert_geq(fd, 0);
    write_fine("fifo", "new");
    cr_assert_eq(read(fd, content, sizeof(content)), 3);
    cr_assert_str_eq(content, "new");
    close(fd);
    cr_assert_eq(count_files(), 1);
}
