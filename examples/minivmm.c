/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small complete VMM that runs its guest under a PMU policy, or not at all.
 *
 *   cc minivmm.c -o minivmm $(pkg-config --cflags --libs libpmufilter)
 *   ./minivmm policy.bin
 *
 * What a VMM has to add for a policy stands between read_policy() and log_policy(). The order
 * matters, and start() has it: check the blob, probe, pick, create the VM, load, and only then
 * create a vCPU. When a step fails, there is no guest: minivmm says why in one line and exits with
 * status 125.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pmufilter.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATUS_NOT_STARTED 125 /* the guest did not run a single instruction */

static void __attribute__((noreturn, format(printf, 1, 2))) refuse(const char *format, ...)
{
    va_list arguments;

    fputs("minivmm: error: the guest is not started: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(STATUS_NOT_STARTED);
}

#if defined(__x86_64__) || defined(__i386__)

#include <linux/kvm.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#define BLOB_MAX_SIZE (1u << 20) /* bytes; no policy blob is larger: pmu-blob(5) */

#define MEMORY_SIZE 0x3000u /* bytes, from guest physical address 0 */
#define GUEST_CODE 0x1000u
#define GUEST_TEXT 0x2000u
#define GUEST_PORT 0x3f8u /* where the guest writes, as to a serial port */

/* Three pages that KVM needs for itself on Intel hosts, below 4 GiB and outside guest memory. */
#define TSS_ADDRESS 0xfffbd000ul

static const char guest_text[] = "hello from the guest\n";

/* 16-bit code that writes the text to the port, byte by byte, and halts. */
static const unsigned char guest_code[] = {
    0xba, 0xf8, 0x03, /* 1000: mov $0x3f8, %dx */
    0xbe, 0x00, 0x20, /* 1003: mov $0x2000, %si */
    0xac,             /* 1006: lodsb */
    0x84, 0xc0,       /* 1007: test %al, %al */
    0x74, 0x03,       /* 1009: jz 100e */
    0xee,             /* 100b: out %al, %dx */
    0xeb, 0xf8,       /* 100c: jmp 1006 */
    0xf4,             /* 100e: hlt */
};

/*
 * The blob goes into memory that only this process can write. Mapping the file would not do: its
 * content could change between the check and the load.
 */
static struct pmuf_view read_policy(const char *path)
{
    static unsigned char bytes[BLOB_MAX_SIZE + 1]; /* one more, to see that a file is too large */
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct pmuf_view view;
    struct stat status;
    size_t size = 0;
    ssize_t got;
    int error;

    if (fd < 0 || fstat(fd, &status) != 0)
        refuse("%s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        refuse("%s: not a regular file", path);
    while ((got = read(fd, bytes + size, sizeof(bytes) - size)) > 0)
        size += (size_t)got;
    if (got < 0)
        refuse("%s: %s", path, strerror(errno));
    close(fd);
    error = pmuf_check(bytes, size, &view, NULL);
    if (error != PMUF_OK)
        refuse("%s: %s", path, pmuf_strerror(error));
    return view; /* it points into the bytes, which stay */
}

static struct pmuf_host probe_host(int kvm_fd)
{
    struct pmuf_host host = {.size = sizeof(host)};
    const int error = pmuf_probe(kvm_fd, &host);

    if (error != PMUF_OK)
        refuse("cannot probe the host: %s", pmuf_strerror(error));
    return host;
}

static struct pmuf_choice pick_section(const struct pmuf_view *view, const struct pmuf_host *host)
{
    struct pmuf_choice choice;
    const int error = pmuf_pick(view, host, &choice);

    if (error != PMUF_OK)
        refuse("%s", pmuf_strerror(error));
    return choice;
}

/*
 * One filter serves the whole VM. KVM takes it from the process that created the VM and from no
 * other, and a vCPU that runs before it is there counts what it likes.
 */
static void load_policy(int vm_fd, const struct pmuf_view *view, const struct pmuf_choice *choice)
{
    struct pmuf_result result;
    const int error = pmuf_load_vm(vm_fd, view, choice, &result);

    if (error != PMUF_OK)
        refuse("%s (%s)", pmuf_strerror(error), strerror(result.error_number));
}

/* So that it can be found out later what a guest was started under. */
static void log_policy(const struct pmuf_view *view, const struct pmuf_choice *choice,
                       const struct pmuf_host *host)
{
    const char *name = "";
    const size_t size = pmuf_policy_name(view, &name);

    fprintf(stderr, "minivmm: loaded policy '%.*s', CRC-32C %08" PRIx32, (int)size, name,
            pmuf_checksum(view));
    fprintf(stderr, ", section %" PRIu32 ", alternative %" PRIu32 "\n", choice->section,
            choice->alternative);
    if (host->guest_pmu != PMUF_GUEST_PMU_YES)
        fputs("minivmm: the guest may have no vPMU: then the policy means nothing\n", stderr);
}

static void add_memory(int vm_fd)
{
    const int protection = PROT_READ | PROT_WRITE;
    char *memory = mmap(NULL, MEMORY_SIZE, protection, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct kvm_userspace_memory_region region = {.memory_size = MEMORY_SIZE};

    if (memory == MAP_FAILED)
        refuse("no memory for it: %s", strerror(errno));
    memcpy(memory + GUEST_CODE, guest_code, sizeof(guest_code));
    memcpy(memory + GUEST_TEXT, guest_text, sizeof(guest_text));
    region.userspace_addr = (uintptr_t)memory;
    if (ioctl(vm_fd, KVM_SET_TSS_ADDR, TSS_ADDRESS) != 0 ||
        ioctl(vm_fd, KVM_SET_USER_MEMORY_REGION, &region) != 0)
        refuse("cannot give it memory: %s", strerror(errno));
}

/* A vCPU in real mode, all segments at 0, about to run guest_code. */
static int add_vcpu(int vm_fd)
{
    const int vcpu_fd = ioctl(vm_fd, KVM_CREATE_VCPU, 0);
    struct kvm_regs registers = {.rip = GUEST_CODE, .rflags = 2};
    struct kvm_sregs special;

    if (vcpu_fd < 0 || ioctl(vcpu_fd, KVM_GET_SREGS, &special) != 0)
        refuse("cannot create its vCPU: %s", strerror(errno));
    special.cs.base = 0;
    special.cs.selector = 0;
    if (ioctl(vcpu_fd, KVM_SET_SREGS, &special) != 0 ||
        ioctl(vcpu_fd, KVM_SET_REGS, &registers) != 0)
        refuse("cannot set its registers: %s", strerror(errno));
    return vcpu_fd;
}

/* In struct kvm_run, which KVM shares with its VMM, KVM tells why the guest stopped. */
static struct kvm_run *map_run(int kvm_fd, int vcpu_fd)
{
    const int size = ioctl(kvm_fd, KVM_GET_VCPU_MMAP_SIZE, 0);
    struct kvm_run *run = MAP_FAILED;

    if (size > 0)
        run = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu_fd, 0);
    if (run == MAP_FAILED)
        refuse("cannot map its vCPU: %s", strerror(errno));
    return run;
}

/* From here on the guest runs, and the exit status is no longer 125. */
static int run_guest(int vcpu_fd, struct kvm_run *run)
{
    for (;;) {
        if (ioctl(vcpu_fd, KVM_RUN, 0) != 0) {
            if (errno == EINTR)
                continue;
            perror("minivmm: error: KVM_RUN");
            return EXIT_FAILURE;
        }
        if (run->exit_reason == KVM_EXIT_HLT)
            return EXIT_SUCCESS;
        if (run->exit_reason != KVM_EXIT_IO || run->io.direction != KVM_EXIT_IO_OUT ||
            run->io.port != GUEST_PORT) {
            fprintf(stderr, "minivmm: error: unexpected exit %" PRIu32 "\n", run->exit_reason);
            return EXIT_FAILURE;
        }
        fwrite((const char *)run + run->io.data_offset, run->io.size, run->io.count, stdout);
    }
}

static int start(const char *policy_path)
{
    const struct pmuf_view view = read_policy(policy_path);
    const int kvm_fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
    struct pmuf_choice choice;
    struct pmuf_host host;
    int vm_fd;
    int vcpu_fd;

    if (kvm_fd < 0)
        refuse("/dev/kvm: %s", strerror(errno));
    host = probe_host(kvm_fd);
    choice = pick_section(&view, &host);
    vm_fd = ioctl(kvm_fd, KVM_CREATE_VM, 0);
    if (vm_fd < 0)
        refuse("cannot create a VM: %s", strerror(errno));
    load_policy(vm_fd, &view, &choice);
    log_policy(&view, &choice, &host);
    add_memory(vm_fd);
    vcpu_fd = add_vcpu(vm_fd);
    return run_guest(vcpu_fd, map_run(kvm_fd, vcpu_fd));
}

#else

static int start(const char *policy_path)
{
    refuse("%s: this example is for x86; on arm64 a policy is loaded through a vCPU", policy_path);
}

#endif

int main(int argument_count, char **arguments)
{
    if (argument_count != 2)
        refuse("usage: minivmm policy.bin");
    return start(arguments[1]);
}
