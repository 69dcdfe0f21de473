/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/start/process.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/kcmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { PATH_SIZE = 64, LINE_SIZE = 512 };

/* Of <linux/miscdevice.h>, which programs do not get. */
enum { KVM_MAJOR = 10, KVM_MINOR = 232 };

bool process_check_proc(struct failure *failure)
{
    char target[PATH_SIZE] = "";

    if (readlink("/proc/self", target, sizeof(target) - 1) > 0 &&
        strtol(target, NULL, 10) == getpid())
        return true;
    return failure_set(failure, FAILURE_START,
                       "/proc does not show this process: mount the one of its own namespace");
}

int process_file_kind(pid_t pid, int fd)
{
    char path[PATH_SIZE];
    char target[PATH_SIZE] = "";

    snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)pid, fd);
    if (readlink(path, target, sizeof(target) - 1) < 0)
        return -1;
    if (strcmp(target, "anon_inode:kvm-vm") == 0)
        return PROCESS_FILE_VM;
    if (strncmp(target, "anon_inode:kvm-vcpu", sizeof("anon_inode:kvm-vcpu") - 1) == 0)
        return PROCESS_FILE_VCPU;
    return PROCESS_FILE_OTHER;
}

/* A node of the device may have any name, and lie in another root. */
bool process_may_be_kvm(pid_t pid, int fd)
{
    char path[PATH_SIZE];
    struct stat status;

    snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)pid, fd);
    if (stat(path, &status) != 0)
        return true;
    return S_ISCHR(status.st_mode) && status.st_rdev == makedev(KVM_MAJOR, KVM_MINOR);
}

/* A kernel that cannot compare says no: loading into a VM twice does no harm. */
static bool is_same_file(pid_t pid, int fd, int other)
{
    return syscall(SYS_kcmp, pid, pid, KCMP_FILE, fd, other) == 0;
}

static bool is_new_file(pid_t pid, int fd, const int *fds, int count)
{
    for (int i = 0; i < count; i++) {
        if (is_same_file(pid, fd, fds[i]))
            return false;
    }
    return true;
}

static int compare_numbers(const void *a, const void *b)
{
    const int x = *(const int *)a;
    const int y = *(const int *)b;

    return (x > y) - (x < y);
}

/* One that was closed meanwhile is none; one that may not be seen could be a VM. */
static int read_vm_fds(pid_t pid, DIR *folder, int *fds, int limit)
{
    const struct dirent *entry;
    int count = 0;

    for (errno = 0; count < limit && (entry = readdir(folder)) != NULL; errno = 0) {
        char *end;
        const int fd = (int)strtol(entry->d_name, &end, 10);
        const int kind = *end == '\0' ? process_file_kind(pid, fd) : PROCESS_FILE_OTHER;

        if (kind < 0 && errno != ENOENT)
            return -1;
        if (kind == PROCESS_FILE_VM && is_new_file(pid, fd, fds, count))
            fds[count++] = fd;
    }
    return errno == 0 ? count : -1;
}

int process_vm_fds(pid_t pid, int *fds, int limit)
{
    char path[PATH_SIZE];
    DIR *folder;
    int count;

    snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
    folder = opendir(path);
    if (folder == NULL)
        return -1;
    count = read_vm_fds(pid, folder, fds, limit);
    closedir(folder);
    if (count > 0)
        qsort(fds, (size_t)count, sizeof(*fds), compare_numbers);
    return count;
}

/* A file of /proc/PID, opened for reading; null with errno. */
static FILE *open_file(pid_t pid, const char *name)
{
    char path[PATH_SIZE];

    snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
    return fopen(path, "re");
}

long process_status_number(pid_t pid, const char *name)
{
    const size_t length = strlen(name);
    FILE *file = open_file(pid, "status");
    char line[LINE_SIZE];
    long number = -1;

    if (file == NULL)
        return -1;
    errno = ENODATA;
    while (number < 0 && fgets(line, sizeof(line), file) != NULL) {
        if (strncmp(line, name, length) == 0 && line[length] == ':')
            number = strtol(line + length + 1, NULL, 10);
    }
    fclose(file);
    return number;
}

bool process_find_vdso(pid_t pid, uint64_t *address, uint64_t *size)
{
    FILE *file = open_file(pid, "maps");
    char line[LINE_SIZE];
    bool found = false;
    uint64_t end;

    if (file == NULL)
        return false;
    while (!found && fgets(line, sizeof(line), file) != NULL)
        found = strstr(line, " [vdso]") != NULL &&
                sscanf(line, "%" SCNx64 "-%" SCNx64, address, &end) == 2;
    fclose(file);
    if (found)
        *size = end - *address;
    return found;
}
