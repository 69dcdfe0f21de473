/* SPDX-License-Identifier: BSD-2-Clause */
/* What of pmu-run's starts can be tried without a VMM. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/start/audit.h"
#include "runtime/start/process.h"
#include "runtime/start/stopped.h"
#include "runtime/start/tracees.h"
#include "tests/support/blob_samples.h"
#include "tests/support/tap.h"

static pid_t start_sleeper(void)
{
    const pid_t pid = fork();

    if (pid == 0) {
        pause();
        _exit(0);
    }
    return pid;
}

static void end_sleeper(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

/* Another process has the number of the one that was meant, which is gone. */
static void try_reused_number(struct tap *tap)
{
    const pid_t meant = start_sleeper();
    const int pidfd = (int)syscall(SYS_pidfd_open, meant, 0);
    struct failure failure = {0};
    struct stopped stopped;
    pid_t other;
    bool seized;

    end_sleeper(meant);
    other = start_sleeper();
    seized = stopped_seize(&stopped, other, pidfd, &failure);
    tap_result(tap,
               pidfd >= 0 && !seized && failure.kind == FAILURE_PROCESS &&
                   strstr(failure.text, "has ended") != NULL,
               "--pid: a number that another process has now is found out");
    stopped_detach(&stopped);
    end_sleeper(other);
    close(pidfd);
}

static void try_process(struct tap *tap)
{
    struct failure failure = {0};
    uint64_t address = 0;
    uint64_t size = 0;
    int fds[4];

    tap_result(tap, process_status_number(getpid(), "Tgid") == getpid(),
               "/proc tells a thread's process");
    tap_result(tap, process_status_number(getpid(), "Tgi") == -1, "... by the whole name only");
    tap_result(tap, process_check_proc(&failure), "/proc shows this process");
    tap_result(tap, process_vm_fds(getpid(), fds, 4) == 0, "... which has no VM");
    tap_result(tap, process_file_kind(getpid(), 12345) == -1, "a descriptor that is not there");
    tap_result(tap, process_find_vdso(getpid(), &address, &size) && address != 0 && size >= 4096,
               "... and a vDSO");
}

static void try_tracees(struct tap *tap)
{
    enum { MANY = 1000 };
    struct tracees tracees = {0};
    bool found = true;

    for (pid_t tid = 1; tid <= MANY; tid++)
        found = tracees_add(&tracees, tid) != NULL && found;
    for (pid_t tid = 1; tid <= MANY; tid += 2)
        tracees_remove(&tracees, tid);
    tracees_remove(&tracees, MANY + 1);
    for (pid_t tid = 1; tid <= MANY; tid++)
        found = (tracees_find(&tracees, tid) != NULL) == (tid % 2 == 0) && found;
    tap_result(tap, found && tracees.count == MANY / 2,
               "a thousand threads, and half of them gone");
    tap_result(tap,
               tracees_add(&tracees, 2) == tracees_find(&tracees, 2) && tracees.count == MANY / 2,
               "one that is there already");
    tracees_free(&tracees);
}

static struct pmuf_view view_of(const struct blob *blob)
{
    struct pmuf_view view = {0};

    (void)!pmuf_check(blob->bytes, blob->size, &view, NULL);
    return view;
}

static void try_record(struct tap *tap)
{
    const struct pmuf_choice choice = {.section = 1, .alternative = 2};
    struct blob blob = blob_sample_full();
    const struct pmuf_view view = view_of(&blob);
    struct audit audit = {&view, &choice, 4711, 8, 0, 1001};
    char line[AUDIT_LINE_SIZE];
    char entry[AUDIT_ENTRY_SIZE];
    char wanted[AUDIT_LINE_SIZE];

    audit_line(&audit, line);
    snprintf(wanted, sizeof(wanted),
             "loaded policy '" FULL_NAME
             "', CRC-32C %08x, section 1, alternative 2, into VM fd 8 of "
             "process 4711: the kernel answered 0; its thread was stopped for 2 us",
             pmuf_checksum(&view));
    tap_result(tap, strcmp(line, wanted) == 0, "the record of a load");
    audit.nanoseconds = -1;
    audit.error_number = 22;
    audit_line(&audit, line);
    snprintf(wanted, sizeof(wanted),
             "could not load policy '" FULL_NAME
             "', CRC-32C %08x, section 1, alternative 2, into VM "
             "fd 8 of process 4711: the kernel answered Invalid argument",
             pmuf_checksum(&view));
    tap_result(tap, strcmp(line, wanted) == 0, "... of one that was refused");
    tap_result(tap,
               audit_entry(&audit, entry) == strlen(entry) &&
                   strstr(entry, "\nPMU_POLICY=" FULL_NAME "\n") != NULL &&
                   strstr(entry, "\nPMU_KERNEL_ANSWER=22\n") != NULL &&
                   entry[strlen(entry) - 1] == '\n',
               "... and its entry in the journal");
    blob_free(&blob);
}

/* Everything as long as it can be. */
static void try_long_record(struct tap *tap)
{
    const struct pmuf_choice choice = {UINT32_MAX, UINT32_MAX, 0};
    char name[PMUF_MAX_NAME_SIZE];
    const struct blob_alternative alternative = {PMUF_KIND_SELECT_UMASK, FILTER, 0, 0, 0, NULL, 0};
    const struct blob_section section = {PMUF_X86, PMUF_REST_INTEL, NULL, 0, &alternative, 1};
    const struct blob_policy policy = {name, sizeof(name), 0, &section, 1, NULL, 0};
    struct blob blob;
    struct pmuf_view view;
    struct audit audit = {&view, &choice, INT32_MAX, INT32_MAX, 75, INT64_MAX - 999};
    char line[AUDIT_LINE_SIZE];
    char entry[AUDIT_ENTRY_SIZE];

    memset(name, '\'', sizeof(name));
    blob = blob_build(&policy);
    view = view_of(&blob);
    audit_line(&audit, line);
    tap_result(tap,
               pmuf_policy_name(&view, NULL) == sizeof(name) &&
                   strlen(line) < AUDIT_LINE_SIZE - 1 && strstr(line, " us") != NULL,
               "the longest record is not cut");
    tap_result(tap, audit_entry(&audit, entry) < AUDIT_ENTRY_SIZE - 1, "... nor its entry");
    blob_free(&blob);
}

int main(void)
{
    struct tap tap = tap_begin(14);

    try_reused_number(&tap);
    try_process(&tap);
    try_tracees(&tap);
    try_record(&tap);
    try_long_record(&tap);
    return tap_end(&tap);
}
