/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/start/audit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Priorities of syslog(3). */
enum { PRIORITY_ERROR = 3, PRIORITY_INFORMATIONAL = 6 };

static void policy_name(const struct pmuf_view *view, const char **name, int *size)
{
    *name = "";
    *size = (int)pmuf_policy_name(view, name);
}

void audit_line(const struct audit *audit, char out[AUDIT_LINE_SIZE])
{
    const char *answer = audit->error_number == 0 ? "0" : strerror(audit->error_number);
    char stopped[64] = "";
    const char *name;
    int size;

    policy_name(audit->view, &name, &size);
    if (audit->nanoseconds >= 0)
        snprintf(stopped, sizeof(stopped), "; its thread was stopped for %" PRId64 " us",
                 (audit->nanoseconds + 999) / 1000);
    snprintf(out, AUDIT_LINE_SIZE,
             "%s policy '%.*s', CRC-32C %08" PRIx32 ", section %" PRIu32 ", alternative %" PRIu32
             ", into VM fd %d of process %d: the kernel answered %s%s",
             audit->error_number == 0 ? "loaded" : "could not load", size, name,
             pmuf_checksum(audit->view), audit->choice->section, audit->choice->alternative,
             audit->vm_fd, (int)audit->pid, answer, stopped);
}

/* A policy's name has no line feed, so each field can be one line. */
size_t audit_entry(const struct audit *audit, char out[AUDIT_ENTRY_SIZE])
{
    char line[AUDIT_LINE_SIZE];
    const char *name;
    int size;

    policy_name(audit->view, &name, &size);
    audit_line(audit, line);
    return (size_t)snprintf(
        out, AUDIT_ENTRY_SIZE,
        "MESSAGE=%s\nPRIORITY=%d\nSYSLOG_IDENTIFIER=pmu-run\nOBJECT_PID=%d\n"
        "PMU_POLICY=%.*s\nPMU_POLICY_CRC32C=%08" PRIx32 "\nPMU_SECTION=%" PRIu32
        "\nPMU_ALTERNATIVE=%" PRIu32 "\nPMU_VMM_PID=%d\nPMU_VM_FD=%d\nPMU_KERNEL_ANSWER=%d\n",
        line, audit->error_number == 0 ? PRIORITY_INFORMATIONAL : PRIORITY_ERROR, (int)audit->pid,
        size, name, pmuf_checksum(audit->view), audit->choice->section, audit->choice->alternative,
        (int)audit->pid, audit->vm_fd, audit->error_number);
}

/* One write, so that the line stays whole among those of the VMM. */
static void write_line(const struct audit *audit)
{
    char line[AUDIT_LINE_SIZE];
    char whole[AUDIT_LINE_SIZE + sizeof("pmu-run: \n")];
    int size;

    audit_line(audit, line);
    size = snprintf(whole, sizeof(whole), "pmu-run: %s\n", line);
    (void)!write(STDERR_FILENO, whole, (size_t)size);
}

static void send_entry(const struct audit *audit)
{
    const struct sockaddr_un journal = {.sun_family = AF_UNIX, .sun_path = AUDIT_JOURNAL_PATH};
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    char entry[AUDIT_ENTRY_SIZE];

    if (fd < 0)
        return;
    (void)!sendto(fd, entry, audit_entry(audit, entry), MSG_NOSIGNAL | MSG_DONTWAIT,
                  (const struct sockaddr *)&journal, sizeof(journal));
    close(fd);
}

void audit_write(const struct audit *audit)
{
    if (audit->error_number == 0)
        write_line(audit);
    send_entry(audit);
}
