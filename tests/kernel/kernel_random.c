/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random filters against the real kernel:
 *   - the kernel takes every payload that pmuf_check() accepts;
 *   - the model of the kernel in tests/support/kernel_model.c gives the kernel's own answer;
 * and then the functions that load, on a real VM.
 *
 * The seed is printed. PMUF_TEST_SEED sets it, to repeat a run.
 */
#include "tests/kernel/random_filter.h"
#include "tests/support/blob_samples.h"
#include "tests/support/kernel_model.h"
#include "tests/support/real_kvm.h"
#include "tests/support/tap.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define FILTERS 10000u
#define NOTES 10u /* details for so many faults of a kind, not for all of them */

struct counts {
    unsigned int accepted; /* by pmuf_check() */
    unsigned int accepted_but_refused;
    unsigned int disagreed; /* kernel and model */
    unsigned int taken;     /* by the kernel; the others by the kernel's errno */
    unsigned int einval, e2big, efault;
};

struct test {
    struct tap tap;
    int kvm_fd;
    int vm_fd;
    uint64_t select_bits;
    struct random random;
    struct counts counts;
};

/* Whether a blob with this argument as payload of this kind passes the check. */
static bool is_accepted(const struct random_filter *filter, uint32_t kind, uint64_t select_bits)
{
    static const uint64_t zeros[RANDOM_FILTER_ROOM / 8];
    const uint32_t rest = select_bits == 0xff ? PMUF_REST_INTEL : PMUF_REST_AMD;
    struct blob_alternative alternative = {.kind = kind, .requirements = FILTER_MASKED};
    struct pmuf_view view;
    struct blob blob;
    bool accepted;

    if (filter->size < 32 || filter->size % 8 != 0)
        return false;
    alternative.entries = zeros;
    alternative.entry_count = (uint32_t)(filter->size - 32) / 8;
    blob = blob_build_section(&(struct blob_section){PMUF_X86, rest, NULL, 0, &alternative, 1});
    memcpy(blob.bytes + blob_payload_place(&blob, 0, 0), filter->bytes, filter->size);
    blob_seal(&blob);
    accepted = pmuf_check(blob.bytes, blob.size, &view, NULL) == PMUF_OK;
    blob_free(&blob);
    return accepted;
}

static void count_answer(struct counts *counts, int error)
{
    counts->taken += error == 0;
    counts->einval += error == EINVAL;
    counts->e2big += error == E2BIG;
    counts->efault += error == EFAULT;
}

static void run_filter(struct test *test, const struct guarded *guarded, unsigned int number)
{
    struct random_filter filter;
    unsigned char *argument;
    int found;
    int expected;

    random_filter_make(&filter, &test->random, test->select_bits);
    argument = guarded_tail(guarded, filter.size);
    memcpy(argument, filter.bytes, filter.size);
    found = real_kvm_set_filter(test->vm_fd, argument);
    expected = kernel_model_verdict(argument, filter.size, test->select_bits);
    count_answer(&test->counts, found);
    if (found != expected && test->counts.disagreed++ < NOTES)
        tap_note("filter %u: kernel %d, model %d", number, found, expected);
    if (!is_accepted(&filter, PMUF_KIND_SELECT_UMASK, test->select_bits) &&
        !is_accepted(&filter, PMUF_KIND_MASKED, test->select_bits))
        return;
    test->counts.accepted++;
    if (found != 0 && test->counts.accepted_but_refused++ < NOTES)
        tap_note("filter %u: accepted by the check, kernel %d", number, found);
}

static bool is_varied(const struct counts *counts)
{
    return counts->accepted > FILTERS / 10 && counts->accepted < FILTERS * 9 / 10 &&
           counts->einval > FILTERS / 50 && counts->e2big > FILTERS / 50 &&
           counts->efault > FILTERS / 50;
}

static void run_filters(struct test *test)
{
    const struct counts *counts = &test->counts;
    struct guarded guarded = guarded_open();

    for (unsigned int i = 0; i < FILTERS; i++)
        run_filter(test, &guarded, i);
    guarded_close(&guarded);
    tap_note("kernel: %u taken, %u EINVAL, %u E2BIG, %u EFAULT; check: %u accepted", counts->taken,
             counts->einval, counts->e2big, counts->efault, counts->accepted);
    tap_result(&test->tap, counts->accepted_but_refused == 0,
               "the kernel takes what the check accepts: %u of %u filters", counts->accepted,
               FILTERS);
    tap_result(&test->tap, counts->disagreed == 0, "kernel and model agree on %u filters", FILTERS);
    tap_result(&test->tap, is_varied(counts),
               "every answer came up often enough to mean something");
}

/* The blob that is loaded, and the parts of it that this kernel takes. */
struct loaded {
    struct blob blob;
    struct pmuf_view view;
    int fd;
    int error_number; /* in the result of the last load */
};

static struct loaded open_loaded(int fd)
{
    struct loaded loaded = {.blob = blob_sample_full(), .fd = fd};

    if (pmuf_check(loaded.blob.bytes, loaded.blob.size, &loaded.view, NULL) != PMUF_OK)
        abort();
    return loaded;
}

static int load(struct loaded *loaded, uint32_t section, uint32_t alternative)
{
    const struct pmuf_choice choice = {.section = section, .alternative = alternative};
    struct pmuf_result result = {.error_number = -1};
    const int error = pmuf_load_vm(loaded->fd, &loaded->view, &choice, &result);

    loaded->error_number = result.error_number;
    return error;
}

/* One load or clear on a file descriptor, and what it has to give. */
static void expect_load(struct test *test, const char *name, int fd, int error, int error_number)
{
    struct loaded loaded = open_loaded(fd);
    struct pmuf_result cleared = {.error_number = -1};
    const int load_error = load(&loaded, FULL_REST, 0);
    const int clear_error = pmuf_clear_vm(fd, &cleared);

    tap_result(&test->tap, load_error == error && loaded.error_number == error_number,
               "load, %s: %d, errno %d", name, load_error, loaded.error_number);
    tap_result(&test->tap, clear_error == error && cleared.error_number == error_number,
               "clear, %s: %d, errno %d", name, clear_error, cleared.error_number);
    blob_free(&loaded.blob);
}

static void run_alternatives(struct test *test)
{
    struct loaded loaded = open_loaded(test->vm_fd);
    const char *amd = "an alternative with selects above 0xff";

    tap_result(&test->tap, load(&loaded, FULL_INTEL, 0) == PMUF_OK, "load masked entries");
    tap_result(&test->tap, load(&loaded, FULL_INTEL, 1) == PMUF_OK, "load pairs");
    if (test->select_bits == 0xff)
        tap_result(&test->tap,
                   load(&loaded, FULL_AMD, 0) == PMUF_E_REFUSED && loaded.error_number == EINVAL,
                   "%s is refused where selects have 8 bits", amd);
    else
        tap_result(&test->tap, load(&loaded, FULL_AMD, 0) == PMUF_OK, "load %s", amd);
    tap_result(&test->tap, load(&loaded, FULL_ARM64, 0) == PMUF_E_ARCH, "load records of arm64");
    blob_free(&loaded.blob);
}

/* In a child process, which did not create the VM. 1 when both answers are the right ones. */
static int child_loads(void *context)
{
    struct loaded loaded = open_loaded(*(const int *)context);
    struct pmuf_result cleared = {.error_number = -1};
    const int load_error = load(&loaded, FULL_REST, 0);
    const int clear_error = pmuf_clear_vm(loaded.fd, &cleared);

    blob_free(&loaded.blob);
    return load_error == PMUF_E_OTHER_PROCESS && loaded.error_number == EIO &&
           clear_error == PMUF_E_OTHER_PROCESS && cleared.error_number == EIO;
}

static void run_loads(struct test *test)
{
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    const int vcpu_fd = real_kvm_create_vcpu(test->vm_fd);

    run_alternatives(test);
    expect_load(test, "a VM with a vCPU", test->vm_fd, PMUF_OK, 0);
    expect_load(test, "no file descriptor", -1, PMUF_E_FD, EBADF);
    expect_load(test, "/dev/null", null, PMUF_E_FD, ENOTTY);
    expect_load(test, "/dev/kvm", test->kvm_fd, PMUF_E_REFUSED, EINVAL);
    expect_load(test, "a vCPU", vcpu_fd, PMUF_E_REFUSED, EINVAL);
    tap_result(&test->tap, real_kvm_in_child(child_loads, &test->vm_fd) == 1,
               "load and clear, the VM of another process: EIO");
    close(vcpu_fd);
    close(null);
}

/* What the probe says, against the same facts learnt another way. */
static void run_probe(struct test *test)
{
    struct pmuf_host host = {.size = sizeof(host)};
    const int error = pmuf_probe(test->kvm_fd, &host);
    struct pmuf_host vm = {.size = sizeof(vm)};

    tap_note("vendor %u, family %u, model %#x, stepping %u, kernel has %#x, guest PMU %u, guest %u "
             "of '%s'",
             host.vendor, host.family, host.model, host.stepping, host.kernel_has, host.guest_pmu,
             host.is_guest, host.hypervisor);
    tap_result(&test->tap, error == PMUF_OK && host.architecture == PMUF_X86, "probe");
    tap_result(&test->tap, (host.kernel_has & FILTER_MASKED) == FILTER_MASKED,
               "the kernel that was just tested has the filter and masked events");
    tap_result(&test->tap, (host.guest_pmu == PMUF_GUEST_PMU_OFF_BY_KVM) == real_kvm_pmu_is_off(),
               "guest PMU is off exactly when enable_pmu says so");
    tap_result(&test->tap, pmuf_probe(test->vm_fd, &vm) == PMUF_E_FD && vm.architecture == 0,
               "probe, a VM instead of /dev/kvm");
}

static bool choose_seed(uint64_t *seed)
{
    const char *text = getenv("PMUF_TEST_SEED");
    char *end;

    if (text == NULL)
        return getrandom(seed, sizeof(*seed), 0) == (ssize_t)sizeof(*seed);
    errno = 0;
    *seed = strtoull(text, &end, 0);
    return errno == 0 && end != text && *end == '\0';
}

int main(void)
{
    struct test test = {.kvm_fd = real_kvm_open()};

    if (test.kvm_fd < 0)
        return tap_skip_all(real_kvm_absence());
    if (!real_kvm_has_masked_events(test.kvm_fd))
        return tap_skip_all("the kernel is older than 6.3: no masked events");
    if (!choose_seed(&test.random.state)) {
        puts("Bail out! PMUF_TEST_SEED is not a number");
        return 1;
    }
    test.vm_fd = real_kvm_create_vm(test.kvm_fd);
    test.select_bits = real_kvm_select_bits(test.vm_fd);
    test.tap = tap_begin(3 + 4 + 5 * 2 + 1 + 4);
    tap_note("PMUF_TEST_SEED=%#llx", (unsigned long long)test.random.state);
    run_filters(&test);
    run_loads(&test);
    run_probe(&test);
    close(test.vm_fd);
    close(test.kvm_fd);
    return tap_end(&test.tap);
}
