/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int fd, const void *bytes, size_t size)
{
    const char *at = bytes;

    while (size > 0) {
        ssize_t wrote = write(fd, at, size);

        if (wrote < 0 && errno != EINTR)
            return false;
        if (wrote > 0) {
            at += wrote;
            size -= (size_t)wrote;
        }
    }
    return true;
}

static bool write_directly(int fd, const void *bytes, size_t size, bool close_after)
{
    bool good = fd >= 0 && write_all(fd, bytes, size);

    if (fd >= 0 && close_after)
        good = close(fd) == 0 && good;
    return good;
}

/*
 * A new file gets the mode that the user's umask leaves; an old one keeps its owner, group and
 * permissions. What says more than read, write and execute does not belong on a policy.
 */
static bool take_after(int fd, const char *path)
{
    struct stat status;
    mode_t mask;

    if (stat(path, &status) == 0)
        return fchown(fd, status.st_uid, status.st_gid) == 0 &&
               fchmod(fd, status.st_mode & 0777) == 0;
    mask = umask(0);
    umask(mask);
    return fchmod(fd, 0666 & ~mask) == 0;
}

static bool fill_temporary(int fd, const char *path, const void *bytes, size_t size)
{
    return write_all(fd, bytes, size) && take_after(fd, path) && fsync(fd) == 0;
}

/* The rename is durable only when the folder is synced too; folders that cannot be are let be. */
static void sync_folder(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int size = slash ? (int)(slash - path) + 1 : 1;
    int fd;

    snprintf(folder, sizeof(folder), "%.*s", size, slash ? path : ".");
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

/* A name of fixed length in the target's folder: the target's own may be as long as names get. */
static bool temporary_name(const char *path, char *out)
{
    const char *slash = strrchr(path, '/');
    int folder_size = slash ? (int)(slash - path) + 1 : 0;
    int length = snprintf(out, PATH_MAX, "%.*s.pmuc-XXXXXX", folder_size, path);

    errno = ENAMETOOLONG;
    return length >= 0 && length < PATH_MAX;
}

/* Ends a temporary file: it takes the target's place, or is gone. errno survives. */
static bool settle(const char *temporary, const char *path, bool good)
{
    int saved;

    if (good && rename(temporary, path) == 0) {
        sync_folder(path);
        return true;
    }
    saved = errno;
    unlink(temporary);
    errno = saved;
    return false;
}

static bool replace(const char *path, const void *bytes, size_t size)
{
    char temporary[PATH_MAX];
    bool good;
    int saved;
    int fd;

    if (!temporary_name(path, temporary))
        return false;
    fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        return false;
    good = fill_temporary(fd, path, bytes, size);
    saved = errno;
    if (close(fd) != 0 && good) {
        saved = errno;
        good = false;
    }
    errno = saved;
    return settle(temporary, path, good);
}

/* A signal that ends the process waits until the temporary file has its place or is gone. */
static bool replace_undisturbed(const char *path, const void *bytes, size_t size)
{
    sigset_t every;
    sigset_t before;
    bool good;
    int saved;

    sigfillset(&every);
    sigprocmask(SIG_BLOCK, &every, &before);
    good = replace(path, bytes, size);
    saved = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = saved;
    return good;
}

/*
 * Where a chain of symbolic links ends, whether or not anything is there yet. False when that
 * cannot be found out: a loop, a missing folder.
 */
static bool follow_links(const char *path, char *out)
{
    char link[PATH_MAX];
    int hops = 0;

    if (snprintf(out, PATH_MAX, "%s", path) >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    for (;;) {
        ssize_t size = readlink(out, link, sizeof(link) - 1);
        char *slash = strrchr(out, '/');

        if (size < 0)
            return errno == EINVAL || errno == ENOENT;
        link[size] = '\0';
        if (link[0] == '/' || !slash)
            slash = out;
        else
            slash++;
        if (++hops > 40 || (size_t)(slash - out) + (size_t)size >= PATH_MAX) {
            errno = ELOOP;
            return false;
        }
        memcpy(slash, link, (size_t)size + 1);
    }
}

/* Renaming over a read-only file would succeed where writing to it must not. */
static bool may_replace(const char *path)
{
    return access(path, W_OK) == 0 || errno == ENOENT;
}

bool output_write(const char *path, const void *bytes, size_t size, const char **reason)
{
    char target[PATH_MAX];
    struct stat status;
    bool exists = stat(path, &status) == 0;
    bool good = false;

    if (strcmp(path, "-") == 0)
        good = write_directly(STDOUT_FILENO, bytes, size, false);
    else if (exists && S_ISDIR(status.st_mode))
        errno = EISDIR;
    else if (exists && !S_ISREG(status.st_mode))
        good = write_directly(open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY), bytes, size, true);
    else if (follow_links(path, target) && may_replace(target))
        good = replace_undisturbed(target, bytes, size);
    *reason = good ? NULL : strerror(errno);
    return good;
}
