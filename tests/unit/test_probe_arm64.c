/* SPDX-License-Identifier: BSD-2-Clause */
/* The MIDRs of a host's CPUs, from a folder that looks like sysfs, and what KVM says of its PMU. */
#include "runtime/probe.h"
#include "tests/support/assert_blob.h"
#include "tests/support/fake_arm64_kvm.h"
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIDR_LINE "0x00000000%08x\n"
enum { BIG = 0x411fd400, LITTLE = 0x410fd034, OTHER = 0x410fd0c1 };

static char folder[32];

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *ftw)
{
    (void)status;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static void remove_folder(void)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* Each test is a process of its own, and leaves nothing. */
static void make_folder(void)
{
    snprintf(folder, sizeof(folder), "/tmp/pmuf-cpus-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(atexit(remove_folder), 0);
    fake_kvm.cpu_folder = folder;
}

/* Writes a file, and the folders that lead to it. */
static void write_text(const char *path, const char *text)
{
    char full[256];
    FILE *file;

    snprintf(full, sizeof(full), "%s/%s", folder, path);
    for (char *at = full + strlen(folder) + 1; (at = strchr(at, '/')) != NULL; at++) {
        *at = '\0';
        cr_assert(mkdir(full, 0700) == 0 || errno == EEXIST);
        *at = '/';
    }
    file = fopen(full, "we");
    cr_assert_not_null(file);
    cr_assert_geq(fputs(text, file), 0);
    cr_assert_eq(fclose(file), 0);
}

static void write_midr_text(uint32_t cpu, const char *text)
{
    char path[64];

    snprintf(path, sizeof(path), "cpu%u/regs/identification/midr_el1", cpu);
    write_text(path, text);
}

static void write_midr(uint32_t cpu, uint32_t midr)
{
    char text[32];

    snprintf(text, sizeof(text), MIDR_LINE, midr);
    write_midr_text(cpu, text);
}

/* CPUs 0 to count - 1, of which the first `big_count` are big. */
static void make_cpus(uint32_t count, uint32_t big_count)
{
    char list[32];

    make_folder();
    snprintf(list, sizeof(list), "0-%u\n", count - 1);
    write_text("present", list);
    for (uint32_t cpu = 0; cpu < count; cpu++)
        write_midr(cpu, cpu < big_count ? BIG : LITTLE);
}

static struct pmuf_host probe_as(int wanted)
{
    struct pmuf_host host = {.size = sizeof(host), .architecture = 77, .kernel_has = 77};

    errno = 0;
    cr_assert_eq(pmuf_probe(fake_kvm_open(), &host), wanted);
    return host;
}

/* The host stays zeroed: pmuf_pick() refuses it. */
static void expect_unknown(int error_number)
{
    const struct pmuf_host zero = {.size = sizeof(zero)};
    const struct pmuf_host host = probe_as(PMUF_E_CPUS);

    cr_assert_eq(errno, error_number, "errno is %d", errno);
    cr_assert_eq(memcmp(&host, &zero, sizeof(zero)), 0);
}

Test(probe_arm64, one_kind)
{
    struct pmuf_host host;

    make_cpus(4, 4);
    host = probe_as(PMUF_OK);
    cr_assert_eq(host.size, sizeof(host));
    cr_assert_eq(host.architecture, PMUF_ARM64);
    cr_assert_eq(host.kernel_has, PMUF_NEEDS_ARM64_FILTER);
    cr_assert_eq(host.guest_pmu, PMUF_GUEST_PMU_YES);
    cr_assert_eq(host.midr_count, 1);
    cr_assert_eq(host.midr[0], BIG);
    cr_assert_eq(host.vendor, 0);
    cr_assert_eq(host.is_guest, 0);
}

Test(probe_arm64, two_kinds)
{
    struct pmuf_host host;

    make_cpus(8, 3);
    host = probe_as(PMUF_OK);
    cr_assert_eq(host.midr_count, 2);
    cr_assert_eq(host.midr[0], BIG);
    cr_assert_eq(host.midr[1], LITTLE);
}

Test(probe_arm64, lists)
{
    static const struct {
        const char *list;
        uint32_t cpus[5];
        uint32_t count;
    } cases[] = {
        {"0\n", {0}, 1},
        {"7\n", {7}, 1},
        {"0-0\n", {0}, 1},
        {"0,2-3,10\n", {0, 2, 3, 10}, 4},
        {"9-10,99,4095,123456\n", {9, 10, 99, 4095, 123456}, 5},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct pmuf_host host = {.size = sizeof(host)};

        make_folder();
        write_text("present", cases[i].list);
        for (uint32_t j = 0; j < cases[i].count; j++)
            write_midr(cases[i].cpus[j], OTHER + j);
        cr_assert_eq(pmuf_read_midrs(folder, &host), PMUF_OK, "%s", cases[i].list);
        cr_assert_eq(host.midr_count, cases[i].count);
        for (uint32_t j = 0; j < cases[i].count; j++)
            cr_assert_eq(host.midr[j], OTHER + j);
        remove_folder();
    }
}

Test(probe_arm64, the_largest_midr)
{
    make_cpus(1, 1);
    write_midr(0, UINT32_MAX);
    cr_assert_eq(probe_as(PMUF_OK).midr[0], UINT32_MAX);
}

Test(probe_arm64, as_many_kinds_as_there_is_room_for)
{
    struct pmuf_host host;

    make_cpus(64, 64);
    for (uint32_t cpu = 0; cpu < 64; cpu++)
        write_midr(cpu, OTHER + cpu % PMUF_MAX_MIDRS);
    host = probe_as(PMUF_OK);
    cr_assert_eq(host.midr_count, PMUF_MAX_MIDRS);
    cr_assert_eq(host.midr[15], OTHER + 15);
    write_midr(63, OTHER + PMUF_MAX_MIDRS);
    expect_unknown(EOVERFLOW);
}

/* The kernel shows no registers of a CPU that is switched off, whatever its number. */
Test(probe_arm64, CPUS_one_is_offline)
{
    for (uint32_t offline = 0; offline < 3; offline++) {
        char path[256];

        make_cpus(3, 3);
        snprintf(path, sizeof(path), "%s/cpu%u/regs/identification/midr_el1", folder, offline);
        cr_assert_eq(remove(path), 0);
        expect_unknown(ENOENT);
        remove_folder();
    }
}

Test(probe_arm64, CPUS_without_sysfs)
{
    make_folder();
    expect_unknown(ENOENT);
    fake_kvm.cpu_folder = "/nonexistent";
    expect_unknown(ENOENT);
    fake_kvm.cpu_folder = "/dev/null";
    expect_unknown(ENOTDIR);
}

Test(probe_arm64, CPUS_bad_lists)
{
    static const char *const lists[] = {
        "",        "\n",    "0",     "0-\n",  "-1\n",         "1-0\n",
        "0,\n",    ",0\n",  "0 \n",  " 0\n",  "0\n\n",        "0--1\n",
        "0-1-2\n", "0x0\n", "all\n", "0;1\n", "4294967296\n", "00000000000000000000000000x\n"};

    make_cpus(3, 3);
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        write_text("present", lists[i]);
        expect_unknown(EINVAL);
    }
}

/* A list that does not fit was cut, perhaps within a number. */
Test(probe_arm64, CPUS_a_list_that_is_too_long)
{
    static char list[8192];
    size_t size = 0;

    make_cpus(1, 1);
    while (size < sizeof(list) - 3)
        size += (size_t)snprintf(list + size, 3, "0,");
    list[size - 1] = '\n';
    write_text("present", list);
    expect_unknown(EINVAL);
}

Test(probe_arm64, CPUS_bad_midrs)
{
    static const char *const texts[] = {"",
                                        "\n",
                                        "0x\n",
                                        "410fd0c1\n",
                                        "0x410fd0c1",
                                        "0x410fd0c1\n\n",
                                        "0x410fd0c1 \n",
                                        " 0x410fd0c1\n",
                                        "0X410FD0C1\n",
                                        "0x410fd0cg\n",
                                        "-0x1\n",
                                        "0x0000000100000000\n",
                                        "0x00000000000000000000000000000000410fd0c1\n"};

    make_cpus(2, 2);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        write_midr_text(1, texts[i]);
        expect_unknown(EINVAL);
    }
}

Test(probe_arm64, CPUS_unreadable)
{
    make_folder();
    write_text("present", "0\n");
    write_text("cpu0/regs/identification/midr_el1/x", "");
    expect_unknown(EISDIR);
}

Test(probe_arm64, guests_without_a_pmu)
{
    struct pmuf_host host;

    make_cpus(1, 1);
    fake_kvm.pmu_capability = 0;
    host = probe_as(PMUF_OK);
    cr_assert_eq(host.kernel_has, 0);
    cr_assert_eq(host.guest_pmu, PMUF_GUEST_PMU_NOT_OFFERED);
}

Test(probe_arm64, SYSTEM)
{
    make_cpus(1, 1);
    fake_kvm.pmu_capability = -EIO;
    probe_as(PMUF_E_SYSTEM);
    cr_assert_eq(errno, EIO);
}

/* All CPUs of a probed host count: a section that does not serve one of them is not picked. */
Test(probe_arm64, pick)
{
    struct blob blob = blob_sample_full();
    struct pmuf_choice choice;
    struct pmuf_host host;
    struct pmuf_view view;

    cr_assert_eq(pmuf_check(blob.bytes, blob.size, &view, NULL), PMUF_OK);
    make_cpus(2, 2);
    write_midr(0, FULL_MIDR);
    write_midr(1, FULL_MIDR | 0x00300007); /* another variant and revision */
    host = probe_as(PMUF_OK);
    cr_assert_eq(pmuf_pick(&view, &host, &choice), PMUF_OK);
    cr_assert_eq(choice.section, FULL_ARM64);
    write_midr(1, LITTLE);
    host = probe_as(PMUF_OK);
    cr_assert_eq(pmuf_pick(&view, &host, &choice), PMUF_E_MIXED_CPUS);
    cr_assert_eq(choice.section, UINT32_MAX);
    blob_free(&blob);
}
