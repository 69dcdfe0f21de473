/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/blob_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The limit of pmu-blob(5). One byte more is room to see that a file is larger. */
enum { MAX_SIZE = 1 << 20, BUFFER_SIZE = MAX_SIZE + 1 };

/* Null when the file may be read. */
static const char *why_not(int fd)
{
    struct stat status;

    if (fstat(fd, &status) != 0)
        return strerror(errno);
    if (S_ISDIR(status.st_mode))
        return "it is a directory";
    if (!S_ISREG(status.st_mode))
        return "it is not a regular file; '-' reads standard input";
    return NULL;
}

/* O_NONBLOCK: a FIFO that nobody writes to must not hold up its own refusal. */
static int open_regular(const char *path, const char **reason)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0) {
        *reason = strerror(errno);
        return -1;
    }
    *reason = why_not(fd);
    if (*reason == NULL)
        return fd;
    close(fd);
    return -1;
}

/* Returns null after reading everything, or the reason why not. */
static const char *fill(int fd, char *buffer, size_t *size)
{
    *size = 0;
    while (*size < BUFFER_SIZE) {
        const ssize_t got = read(fd, buffer + *size, BUFFER_SIZE - *size);

        if (got == 0)
            return NULL;
        if (got > 0)
            *size += (size_t)got;
        else if (errno != EINTR)
            return strerror(errno);
    }
    return "it is larger than 1 MiB, and no policy blob is";
}

/* The bytes of the file, to be freed, or null and the reason. */
static char *read_all(const char *path, size_t *size, const char **reason)
{
    const bool from_stdin = strcmp(path, "-") == 0;
    const int fd = from_stdin ? STDIN_FILENO : open_regular(path, reason);
    char *buffer;

    if (fd < 0)
        return NULL;
    buffer = malloc(BUFFER_SIZE);
    *reason = buffer == NULL ? strerror(ENOMEM) : fill(fd, buffer, size);
    if (!from_stdin)
        close(fd);
    if (*reason == NULL)
        return buffer;
    free(buffer);
    return NULL;
}

static const char *way_out(int error)
{
    if (error == PMUF_E_MAGIC)
        return "'pmuc policy.pmu -o policy.bin' makes one";
    if (error == PMUF_E_FORMAT || error == PMUF_E_INCOMPAT)
        return "a newer pmu-run may know it";
    return "compile the policy again";
}

static bool refuse(const char *path, int error, size_t offset, struct failure *failure)
{
    return failure_set(failure, FAILURE_BLOB_REFUSED, "'%s' is refused at byte %zu: %s; %s", path,
                       offset, pmuf_strerror(error), way_out(error));
}

bool blob_file_open(struct blob_file *out, const char *path, struct failure *failure)
{
    const char *reason = NULL;
    size_t offset = 0;
    size_t size = 0;
    int error;

    *out = (struct blob_file){0};
    out->bytes = read_all(path, &size, &reason);
    if (out->bytes == NULL)
        return failure_set(failure, FAILURE_BLOB_UNREADABLE, "cannot read '%s': %s", path, reason);
    error = size == 0 ? PMUF_E_TRUNCATED : pmuf_check(out->bytes, size, &out->view, &offset);
    if (error == PMUF_OK)
        return true;
    blob_file_close(out);
    if (size == 0)
        return failure_set(failure, FAILURE_BLOB_REFUSED, "'%s' is empty; compile the policy again",
                           path);
    return refuse(path, error, offset, failure);
}

void blob_file_close(struct blob_file *blob)
{
    free(blob->bytes);
    *blob = (struct blob_file){0};
}
