/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a VMM of tests/start/ does with KVM on arm64, in place of vmm_kvm.c. Its guest is the
 * prober's, and tells what it can count.
 *
 *   create         a VM; it is the one that is used from now on
 *   use:NUMBER     another VM, in the order of their creation, from 0 on
 *   vcpus          two vCPUs, with PMUs; vcpus:plain without
 *   init, run      the PMU of the first vCPU, or of the second one: init:1, run:1
 *   dup-vm         a second descriptor, to be used for the VM in place of its own
 *   dup-vcpus      the same for both vCPUs
 *   own-vcpus      their own descriptors once more
 *   close-vm       only this descriptor
 *   close          all of the VM
 *   many:NUMBER    VMs that come and go, with PMUs that are initialised
 */
#include "tests/start/vmm.h"
#include "tests/vm/prober/nested_arm64.h"
#include "tests/vm/prober/prober.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_VMS = 8, FAILED = 3 };

static struct nested vms[MOST_VMS];
static unsigned int created;
static unsigned int used;
static int own_vcpus[NESTED_VCPUS];
static int kvm = -1;

void die(const char *what)
{
    vmm_say("%s: %s", what, strerror(errno));
    exit(FAILED);
}

static struct nested *vm(void)
{
    return &vms[used];
}

static void open_kvm_once(void)
{
    if (kvm < 0)
        kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
    if (kvm < 0)
        die("/dev/kvm");
}

static void create(void)
{
    open_kvm_once();
    if (created == MOST_VMS)
        die("too many VMs");
    if (!nested_create(kvm, &vms[created])) {
        vmm_say("create %s", vmm_errno_name(errno));
        return;
    }
    used = created++;
    vmm_say("create fine");
}

static void create_many(long count)
{
    open_kvm_once();
    for (long i = 0; i < count; i++) {
        struct nested nested = nested_open(kvm, true);

        if (nested_init_pmu(&nested, 0) != 0)
            die("KVM_ARM_VCPU_PMU_V3_INIT");
        nested_close(&nested);
    }
    vmm_say("many fine");
}

static void init(unsigned int vcpu)
{
    vmm_say("init %s", vmm_errno_name(nested_init_pmu(vm(), vcpu)));
}

static void run(unsigned int vcpu)
{
    const struct sight sight = nested_run(vm(), vcpu);
    char line[NESTED_SIGHT_SIZE + sizeof("guest")] = "guest";
    size_t length;

    vmm_say("run fine");
    nested_write_sight(&sight, line + strlen(line));
    length = strlen(line);
    line[length++] = '\n';
    if (write(STDOUT_FILENO, line, length) != (ssize_t)length)
        die("write");
}

static void use_other_vcpus(void)
{
    for (unsigned int i = 0; i < NESTED_VCPUS; i++) {
        own_vcpus[i] = vm()->vcpu_fd[i];
        vm()->vcpu_fd[i] = dup(own_vcpus[i]);
    }
}

static bool create_word(const char *word, const char *argument)
{
    if (strcmp(word, "create") == 0)
        create();
    else if (strcmp(word, "many") == 0)
        create_many(strtol(argument, NULL, 10));
    else if (strcmp(word, "vcpus") == 0)
        nested_add_vcpus(vm(), strcmp(argument, "plain") != 0);
    else
        return false;
    return true;
}

static void use_vm(unsigned long number)
{
    if (number >= created)
        die("no such VM");
    used = (unsigned int)number;
}

static bool descriptor_word(const char *word, const char *argument)
{
    if (strcmp(word, "use") == 0)
        use_vm(strtoul(argument, NULL, 10));
    else if (strcmp(word, "dup-vm") == 0)
        vm()->vm_fd = dup(vm()->vm_fd);
    else if (strcmp(word, "dup-vcpus") == 0)
        use_other_vcpus();
    else if (strcmp(word, "own-vcpus") == 0)
        memcpy(vm()->vcpu_fd, own_vcpus, sizeof(own_vcpus));
    else if (strcmp(word, "close-vm") == 0)
        close(vm()->vm_fd);
    else if (strcmp(word, "close") == 0)
        nested_close(vm());
    else
        return false;
    return true;
}

bool vmm_kvm_word(const char *word, const char *argument)
{
    const unsigned int vcpu = strcmp(argument, "1") == 0;

    if (strcmp(word, "init") == 0)
        init(vcpu);
    else if (strcmp(word, "run") == 0)
        run(vcpu);
    else
        return create_word(word, argument) || descriptor_word(word, argument);
    return true;
}
