/* SPDX-License-Identifier: BSD-2-Clause */
/* Process 1: brings up what a small machine lacks, runs the probes, and powers off. */
#include "tests/vm/prober/prober.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <termios.h>
#include <unistd.h>

#define MODULES "/modules"

void say(const char *format, ...)
{
    va_list arguments;

    fputs("vm ", stdout);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
}

/* The console of an emulated machine is slow: what it has not shown yet would be lost. */
static void __attribute__((noreturn)) power_off(void)
{
    fflush(stdout);
    tcdrain(STDOUT_FILENO);
    sync();
    reboot(RB_POWER_OFF);
    for (;;)
        pause();
}

void die(const char *what)
{
    say("fatal %s: %s", what, strerror(errno));
    power_off();
}

static void mount_or_die(const char *type, const char *place)
{
    if (mount(type, place, type, 0, NULL) != 0)
        die(place);
}

static void insert_module(const char *name)
{
    char path[sizeof(MODULES) + NAME_MAX + 1];
    int fd;

    snprintf(path, sizeof(path), MODULES "/%s", name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || syscall(SYS_finit_module, fd, "", 0) != 0)
        die(name);
    close(fd);
}

static int is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* In the order of their names, which whoever packed them has chosen. */
static void insert_modules(void)
{
    struct dirent **entries;
    const int count = scandir(MODULES, &entries, is_file, alphasort);

    if (count < 0)
        die(MODULES);
    for (int i = 0; i < count; i++)
        insert_module(entries[i]->d_name);
}

int main(void)
{
    struct utsname name;

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (uname(&name) != 0)
        die("uname");
    say("begin %s %s", name.machine, name.release);
    mount_or_die("devtmpfs", "/dev");
    mount_or_die("sysfs", "/sys");
    mount_or_die("proc", "/proc");
    insert_modules();
    probe_machine();
    say("end");
    power_off();
}
