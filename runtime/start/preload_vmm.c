/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "runtime/start/preload_vmm.h"

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define DEFAULT_PATH "/bin:/usr/bin" /* of execvp(3) */

static bool refuse(const char *path, const char *why, struct failure *failure)
{
    return failure_set(failure, FAILURE_START,
                       "cannot preload into '%s': it %s; start it without --preload", path, why);
}

const char *preload_find_library(struct failure *failure)
{
    const char *path = getenv(PRELOAD_LIBRARY_VARIABLE);

    if (path == NULL)
        path = PRELOAD_LIBRARY;
    /* ld.so takes these for the end of a name, and a name without a slash for one to look up. */
    if (path[0] != '/' || strpbrk(path, " :") != NULL) {
        failure_set(failure, FAILURE_START,
                    "cannot preload '%s': an absolute path without spaces and colons is needed",
                    path);
        return NULL;
    }
    if (access(path, R_OK) == 0)
        return path;
    failure_set(failure, FAILURE_START,
                "there is no library '%s', which --preload needs; start the VMM without "
                "--preload",
                path);
    return NULL;
}

static bool is_program(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

/* One folder of a PATH; an empty one is the folder at hand. Returns false when it is not there. */
static bool look_in(const char *folder, size_t size, const char *name, char out[PATH_MAX])
{
    const int length = size == 0 ? snprintf(out, PATH_MAX, "%s", name)
                                 : snprintf(out, PATH_MAX, "%.*s/%s", (int)size, folder, name);

    return length > 0 && length < PATH_MAX && is_program(out);
}

static bool find(const char *name, char out[PATH_MAX])
{
    const char *folders = getenv("PATH");

    if (strchr(name, '/') != NULL)
        return look_in("", 0, name, out);
    if (folders == NULL)
        folders = DEFAULT_PATH;
    for (;;) {
        const size_t size = strcspn(folders, ":");

        if (size < PATH_MAX && look_in(folders, size, name, out))
            return true;
        if (folders[size] == '\0')
            return false;
        folders += size + 1;
    }
}

/* ld.so of a program that may do more than its user may leaves out what it is asked to preload. */
static bool check_privileges(int fd, const char *path, struct failure *failure)
{
    struct stat status;

    if (fstat(fd, &status) != 0)
        return true;
    if ((status.st_mode & S_ISUID) != 0 && status.st_uid != getuid())
        return refuse(path, "is setuid, and ld.so preloads nothing into that", failure);
    if ((status.st_mode & S_ISGID) != 0 && status.st_gid != getgid())
        return refuse(path, "is setgid, and ld.so preloads nothing into that", failure);
    if (getuid() != 0 && fgetxattr(fd, "security.capability", NULL, 0) > 0)
        return refuse(path, "has capabilities, and ld.so preloads nothing into that", failure);
    return true;
}

/* The program's head, as the kernel reads it. */
static bool has_interpreter(int fd, const ElfW(Ehdr) * head)
{
    ElfW(Phdr) segment;

    for (uint32_t i = 0; i < head->e_phnum; i++) {
        const uint64_t offset = head->e_phoff + (uint64_t)i * head->e_phentsize;

        if (pread(fd, &segment, sizeof(segment), (off_t)offset) != (ssize_t)sizeof(segment))
            return false;
        if (segment.p_type == PT_INTERP)
            return true;
    }
    return false;
}

static bool check_kind(int fd, const char *path, struct failure *failure)
{
    ElfW(Ehdr) head;
    ElfW(Ehdr) own;
    const int own_fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    const bool is_read = pread(fd, &head, sizeof(head), 0) == (ssize_t)sizeof(head) &&
                         own_fd >= 0 && pread(own_fd, &own, sizeof(own), 0) == (ssize_t)sizeof(own);

    if (own_fd >= 0)
        close(own_fd);
    if (!is_read || memcmp(head.e_ident, ELFMAG, SELFMAG) != 0)
        return true; /* a script: what it starts will tell */
    if (head.e_ident[EI_CLASS] != own.e_ident[EI_CLASS] || head.e_machine != own.e_machine)
        return refuse(path, "is for another architecture than pmu-run's library", failure);
    if (!has_interpreter(fd, &head))
        return refuse(path, "is linked statically, and takes no library", failure);
    return true;
}

bool preload_check_vmm(const char *name, struct failure *failure)
{
    char path[PATH_MAX];
    bool is_fine;
    int fd;

    if (!find(name, path))
        return true; /* exec will say why */
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return true;
    is_fine = check_privileges(fd, path, failure) && check_kind(fd, path, failure);
    close(fd);
    return is_fine;
}
