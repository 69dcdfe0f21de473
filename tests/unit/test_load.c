/* SPDX-License-Identifier: BSD-2-Clause */
/* Loading into things that are not a VM of this process, and probing things that are not KVM. */
#include "runtime/target.h"
#include "tests/support/assert_blob.h"
#include "tests/support/real_kvm.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

static const struct pmuf_choice first = {0};

static void expect_zero_result(const struct pmuf_result *result)
{
    cr_assert_eq(result->error_number, 0);
    cr_assert_eq(result->loaded, 0);
    cr_assert_eq(result->record, 0);
}

#ifdef PMUF_FOR_X86

/* Loads the first alternative of the first section. */
static int load(int fd, struct pmuf_result *result)
{
    struct blob blob = blob_sample_full();
    struct pmuf_view view;
    int error;

    cr_assert_eq(pmuf_check(blob.bytes, blob.size, &view, NULL), PMUF_OK);
    error = pmuf_load_vm(fd, &view, &first, result);
    blob_free(&blob);
    return error;
}

static void expect_fd_error(int fd, int error_number)
{
    struct pmuf_result loaded = {-1, 99, 99};
    struct pmuf_result cleared = {-1, 99, 99};

    cr_assert_eq(load(fd, &loaded), PMUF_E_FD);
    cr_assert_eq(loaded.error_number, error_number);
    cr_assert_eq(loaded.loaded, 0);
    cr_assert_eq(loaded.record, 0);
    cr_assert_eq(pmuf_clear_vm(fd, &cleared), PMUF_E_FD);
    cr_assert_eq(cleared.error_number, error_number);
    cr_assert_eq(load(fd, NULL), PMUF_E_FD);
    cr_assert_eq(pmuf_clear_vm(fd, NULL), PMUF_E_FD);
}

Test(load, FD_EBADF)
{
    const int closed = dup(STDERR_FILENO);

    cr_assert_geq(closed, 0);
    cr_assert_eq(close(closed), 0);
    expect_fd_error(-1, EBADF);
    expect_fd_error(closed, EBADF);
}

Test(load, FD_ENOTTY)
{
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int ends[2];

    cr_assert_geq(null, 0);
    cr_assert_eq(pipe(ends), 0);
    expect_fd_error(null, ENOTTY);
    expect_fd_error(ends[0], ENOTTY);
    close(null);
    close(ends[0]);
    close(ends[1]);
}

Test(load, ARGUMENT)
{
    const struct pmuf_choice no_section = {.section = FULL_SECTIONS};
    const struct pmuf_choice no_alternative = {.alternative = 2};
    const struct pmuf_choice unpicked = {.section = UINT32_MAX, .alternative = UINT32_MAX};
    const struct pmuf_view empty = {0};
    struct pmuf_result result = {-1, 99, 99};
    struct blob blob = blob_sample_full();
    struct pmuf_view view;

    cr_assert_eq(pmuf_check(blob.bytes, blob.size, &view, NULL), PMUF_OK);
    cr_assert_eq(pmuf_load_vm(-1, &view, NULL, &result), PMUF_E_ARGUMENT);
    expect_zero_result(&result);
    cr_assert_eq(pmuf_load_vm(-1, &view, &no_section, NULL), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_load_vm(-1, &view, &no_alternative, NULL), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_load_vm(-1, &view, &unpicked, NULL), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_load_vm(-1, &empty, &first, NULL), PMUF_E_ARGUMENT);
    cr_assert_eq(pmuf_load_vm(-1, NULL, &first, NULL), PMUF_E_ARGUMENT);
    blob_free(&blob);
}

/* The kernel's own answer, where there is one to ask. */
Test(load, result_of_success)
{
    const int kvm_fd = real_kvm_open();
    struct pmuf_result loaded = {-1, 99, 99};
    struct pmuf_result cleared = {-1, 99, 99};
    int vm_fd;

    if (kvm_fd < 0)
        cr_skip("%s", real_kvm_absence());
    vm_fd = real_kvm_create_vm(kvm_fd);
    cr_assert_eq(pmuf_clear_vm(vm_fd, &cleared), PMUF_OK);
    cr_assert_eq(cleared.error_number, 0);
    cr_assert_eq(cleared.loaded, 1);
    cr_assert_eq(cleared.record, 0);
    if (real_kvm_has_masked_events(kvm_fd)) {
        cr_assert_eq(load(vm_fd, &loaded), PMUF_OK);
        cr_assert_eq(loaded.error_number, 0);
        cr_assert_eq(loaded.loaded, 1);
        cr_assert_eq(loaded.record, 0);
    }
    close(vm_fd);
    close(kvm_fd);
}

Test(load, ARCH)
{
    const struct pmuf_choice arm64 = {.section = FULL_ARM64};
    struct blob blob = blob_sample_full();
    struct pmuf_view view;

    cr_assert_eq(pmuf_check(blob.bytes, blob.size, &view, NULL), PMUF_OK);
    cr_assert_eq(pmuf_load_vm(-1, &view, &arm64, NULL), PMUF_E_ARCH);
    blob_free(&blob);
}

#else

/* Whatever they are given. */
Test(load, ARCH_not_x86)
{
    struct pmuf_result loaded = {-1, 99, 99};
    struct pmuf_result cleared = {-1, 99, 99};
    const struct pmuf_view empty = {0};

    cr_assert_eq(pmuf_load_vm(-1, &empty, &first, &loaded), PMUF_E_ARCH);
    cr_assert_eq(pmuf_clear_vm(-1, &cleared), PMUF_E_ARCH);
    expect_zero_result(&loaded);
    expect_zero_result(&cleared);
    cr_assert_eq(pmuf_load_vm(-1, NULL, NULL, NULL), PMUF_E_ARCH);
    cr_assert_eq(pmuf_clear_vm(-1, NULL), PMUF_E_ARCH);
}

#endif

#ifndef PMUF_FOR_ARM64

Test(load, ARCH_not_arm64)
{
    struct pmuf_result result = {-1, 99, 99};
    const struct pmuf_view empty = {0};

    cr_assert_eq(pmuf_load_vcpu(-1, &empty, &first, &result), PMUF_E_ARCH);
    expect_zero_result(&result);
    cr_assert_eq(pmuf_load_vcpu(-1, NULL, NULL, NULL), PMUF_E_ARCH);
}

#endif

static bool is_zero(const void *memory, size_t size)
{
    const unsigned char *bytes = memory;

    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

/* A host that could not be probed is one that pmuf_pick() refuses. */
static void expect_probe_error(int fd, int error_number)
{
    struct pmuf_host host = {.size = sizeof(host), .architecture = PMUF_X86, .kernel_has = 3};

    errno = 0;
    cr_assert_eq(pmuf_probe(fd, &host), PMUF_E_FD);
    cr_assert_eq(errno, error_number);
    cr_assert_eq(host.size, sizeof(host));
    cr_assert(is_zero((char *)&host + sizeof(host.size), sizeof(host) - sizeof(host.size)));
}

Test(probe, FD)
{
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    cr_assert_geq(null, 0);
    expect_probe_error(-1, EBADF);
    expect_probe_error(null, ENOTTY);
    close(null);
}

Test(probe, ARGUMENT)
{
    cr_assert_eq(pmuf_probe(-1, NULL), PMUF_E_ARGUMENT);
}

/* A size that was never set must not let the library write over what stands behind the struct. */
Test(probe, HOST)
{
    const uint32_t sizes[] = {0, sizeof(struct pmuf_host) - 1, 4097, UINT32_MAX};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct pmuf_host host = {.size = sizes[i], .family = 99};

        cr_assert_eq(pmuf_probe(-1, &host), PMUF_E_HOST);
        cr_assert_eq(host.family, 99);
    }
}

Test(probe, zeroes_the_fields_of_a_later_version)
{
    struct {
        struct pmuf_host host;
        unsigned char later[24];
        unsigned char behind;
    } larger = {.behind = 0x55};

    for (size_t i = 0; i < sizeof(larger.later); i++)
        larger.later[i] = 0xff;
    larger.host.size = sizeof(larger.host) + sizeof(larger.later);
    cr_assert_eq(pmuf_probe(-1, &larger.host), PMUF_E_FD);
    cr_assert_eq(larger.host.size, sizeof(larger.host) + sizeof(larger.later));
    cr_assert(is_zero(larger.later, sizeof(larger.later)));
    cr_assert_eq(larger.behind, 0x55);
}
