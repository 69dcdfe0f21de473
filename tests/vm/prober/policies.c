/* SPDX-License-Identifier: BSD-2-Clause */
/* The policies of the machine, and names for what the runtime and the kernel answer. */
#include "tests/vm/prober/prober.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FOLDER "/policies"
#define SUFFIX ".bin"

#define NAMED(code)                                                                                \
    {                                                                                              \
        code, #code                                                                                \
    }

const char *outcome_name(int outcome)
{
    static const struct {
        int outcome;
        const char *name;
    } names[] = {
        NAMED(PMUF_OK),        NAMED(PMUF_E_ARCH),          NAMED(PMUF_E_NO_SECTION),
        NAMED(PMUF_E_KERNEL),  NAMED(PMUF_E_MIXED_CPUS),    NAMED(PMUF_E_FD),
        NAMED(PMUF_E_REFUSED), NAMED(PMUF_E_OTHER_PROCESS), NAMED(PMUF_E_PARTIAL),
        NAMED(PMUF_E_NO_PMU),  NAMED(PMUF_E_BUSY),          NAMED(PMUF_E_CPUS),
    };
    static char number[32];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].outcome == outcome)
            return names[i].name;
    }
    snprintf(number, sizeof(number), "error%d", outcome);
    return number;
}

const char *errno_name(int error_number)
{
    const char *name = strerrorname_np(error_number);

    return name != NULL ? name : "unknown";
}

int open_kvm(void)
{
    const int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);

    if (fd < 0)
        die("/dev/kvm");
    return fd;
}

struct pmuf_host probe_host(int kvm_fd)
{
    struct pmuf_host host = {.size = sizeof(host)};
    const int error = pmuf_probe(kvm_fd, &host);

    if (error != PMUF_OK)
        die(pmuf_strerror(error));
    return host;
}

static size_t read_file(const char *name, unsigned char *bytes, size_t room)
{
    char path[sizeof(FOLDER) + NAME_MAX + 1];
    size_t size = 0;
    ssize_t got;
    int fd;

    snprintf(path, sizeof(path), FOLDER "/%s", name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        die(name);
    while ((got = read(fd, bytes + size, room - size)) > 0)
        size += (size_t)got;
    if (got < 0)
        die(name);
    close(fd);
    return size;
}

/* Bytes of its own for every blob: its view points into them. */
static struct policy read_policy(const char *file, const struct pmuf_host *host)
{
    unsigned char *bytes = malloc(PMUF_MAX_BLOB_SIZE + 1);
    struct policy policy = {0};
    size_t size;

    if (bytes == NULL)
        die("malloc");
    size = read_file(file, bytes, PMUF_MAX_BLOB_SIZE + 1);
    snprintf(policy.name, sizeof(policy.name), "%.*s", (int)(strlen(file) - strlen(SUFFIX)), file);
    policy.outcome = pmuf_check(bytes, size, &policy.view, NULL);
    if (policy.outcome == PMUF_OK)
        policy.outcome = pmuf_pick(&policy.view, host, &policy.choice);
    return policy;
}

static int is_blob(const struct dirent *entry)
{
    const size_t length = strlen(entry->d_name);

    return length > strlen(SUFFIX) && strcmp(entry->d_name + length - strlen(SUFFIX), SUFFIX) == 0;
}

unsigned int for_each_policy(const struct pmuf_host *host,
                             void (*use)(void *context, struct policy *policy), void *context)
{
    struct dirent **entries;
    const int count = scandir(FOLDER, &entries, is_blob, alphasort);

    if (count < 0)
        die(FOLDER);
    for (int i = 0; i < count; i++) {
        struct policy policy = read_policy(entries[i]->d_name, host);

        use(context, &policy);
    }
    return (unsigned int)count;
}

static const char *kind_name(const struct policy *policy)
{
    struct pmuf_alternative alternative;

    if (pmuf_get_alternative(&policy->view, policy->choice.section, policy->choice.alternative,
                             &alternative) != PMUF_OK)
        return "none";
    if (alternative.kind == PMUF_KIND_ARM64)
        return "ranges";
    return alternative.kind == PMUF_KIND_MASKED ? "masked" : "select-umask";
}

void say_load(const struct policy *policy, int outcome, uint32_t left_out)
{
    const struct pmuf_choice *choice = &policy->choice;

    if (outcome != PMUF_OK)
        say("load %s 0 0 %s", policy->name, outcome_name(outcome));
    else if (left_out == 0)
        say("load %s %u %u %s", policy->name, choice->section, choice->alternative,
            kind_name(policy));
    else
        say("load %s %u %u %s without %u", policy->name, choice->section, choice->alternative,
            kind_name(policy), left_out);
}
