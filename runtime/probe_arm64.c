/* SPDX-License-Identifier: BSD-2-Clause */
/* What an arm64 host is and what its kernel can do. */
#include "runtime/probe.h"
#include "runtime/target.h"

#ifdef PMUF_FOR_ARM64

#include "runtime/kvm_uapi.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define CPU_FOLDER "/sys/devices/system/cpu"
/* Not `online`: a CPU that is switched on later may be of another kind. */
#define CPU_LIST "present"
#define CPU_LIST_SIZE 4096 /* "0-127\n" as a rule; every second of 1,600 CPUs would fit */
#define MIDR_FILE "/regs/identification/midr_el1"

/* errno is set. */
static int fail(int error_number)
{
    errno = error_number;
    return PMUF_E_CPUS;
}

/* Reads a file of sysfs, which comes as a whole, and makes it a string. */
static int read_text(int folder, const char *path, char *text, size_t size)
{
    const int fd = openat(folder, path, O_RDONLY | O_CLOEXEC);
    ssize_t got;
    int error_number;

    if (fd < 0)
        return PMUF_E_CPUS;
    got = read(fd, text, size - 1);
    error_number = errno;
    close(fd);
    if (got < 0)
        return fail(error_number);
    text[got] = '\0';
    return PMUF_OK;
}

static unsigned int digit_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return (unsigned int)(digit - '0');
    if (digit >= 'a' && digit <= 'f')
        return (unsigned int)(digit - 'a') + 10;
    return UINT32_MAX;
}

/* Reads digits from *at, and moves it behind them. False when there are none or too many. */
static bool take_number(const char **at, unsigned int base, uint32_t *out)
{
    const char *start = *at;
    uint64_t number = 0;

    while (digit_value(**at) < base && number <= UINT32_MAX)
        number = number * base + digit_value(*(*at)++);
    *out = (uint32_t)number;
    return *at != start && number <= UINT32_MAX;
}

static bool take(const char **at, char wanted)
{
    if (**at != wanted)
        return false;
    ++*at;
    return true;
}

/* "cpu12/regs/identification/midr_el1" */
static void set_midr_path(char path[64], uint32_t cpu)
{
    char digits[10];
    size_t count = 0;
    char *at = path;

    do
        digits[count++] = (char)('0' + cpu % 10);
    while ((cpu /= 10) != 0);
    memcpy(at, "cpu", 3);
    for (at += 3; count > 0; at++)
        *at = digits[--count];
    memcpy(at, MIDR_FILE, sizeof(MIDR_FILE));
}

static int add_midr(struct pmuf_host *host, uint32_t midr)
{
    for (uint32_t i = 0; i < host->midr_count; i++) {
        if (host->midr[i] == midr)
            return PMUF_OK;
    }
    if (host->midr_count == PMUF_MAX_MIDRS)
        return fail(EOVERFLOW);
    host->midr[host->midr_count++] = midr;
    return PMUF_OK;
}

/* The file is "0x", 16 digits and a line feed. The upper half of the register has no meaning yet.
 */
static int add_cpu(int folder, uint32_t cpu, struct pmuf_host *host)
{
    char path[64];
    char text[32];
    const char *at = text;
    uint32_t midr;

    set_midr_path(path, cpu);
    if (read_text(folder, path, text, sizeof(text)) != PMUF_OK)
        return PMUF_E_CPUS;
    if (!take(&at, '0') || !take(&at, 'x') || !take_number(&at, 16, &midr) || !take(&at, '\n') ||
        *at != '\0')
        return fail(EINVAL);
    return add_midr(host, midr);
}

/* The CPUs of one item of the list, "4" or "0-3". */
static int add_range(int folder, const char **at, struct pmuf_host *host)
{
    uint32_t first, last;

    if (!take_number(at, 10, &first))
        return fail(EINVAL);
    last = first;
    if (take(at, '-') && (!take_number(at, 10, &last) || last < first))
        return fail(EINVAL);
    for (uint32_t cpu = first;; cpu++) {
        const int error = add_cpu(folder, cpu, host);

        if (error != PMUF_OK || cpu == last)
            return error;
    }
}

static int add_all(int folder, struct pmuf_host *host)
{
    char text[CPU_LIST_SIZE];
    const char *at = text;

    if (read_text(folder, CPU_LIST, text, sizeof(text)) != PMUF_OK)
        return PMUF_E_CPUS;
    do {
        if (add_range(folder, &at, host) != PMUF_OK)
            return PMUF_E_CPUS;
    } while (take(&at, ','));
    /* A list that was cut has no line feed. */
    return take(&at, '\n') && *at == '\0' ? PMUF_OK : fail(EINVAL);
}

int pmuf_read_midrs(const char *folder, struct pmuf_host *host)
{
    const int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int error;
    int error_number;

    if (fd < 0)
        return PMUF_E_CPUS;
    error = add_all(fd, host);
    error_number = errno;
    close(fd);
    errno = error_number;
    return error;
}

int pmuf_probe_host(int kvm_fd, struct pmuf_host *host)
{
    const int pmu = ioctl(kvm_fd, KVM_UAPI_CHECK_EXTENSION, KVM_UAPI_CAP_ARM_PMU_V3);

    if (pmu < 0)
        return PMUF_E_SYSTEM;
    host->architecture = PMUF_ARM64;
    host->kernel_has = pmu > 0 ? PMUF_NEEDS_ARM64_FILTER : 0;
    host->guest_pmu = pmu > 0 ? PMUF_GUEST_PMU_YES : PMUF_GUEST_PMU_NOT_OFFERED;
    return pmuf_read_midrs(CPU_FOLDER, host);
}

#endif
