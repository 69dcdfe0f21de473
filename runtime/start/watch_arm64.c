/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * arm64: the filter is the VM's, and is loaded through a vCPU that has a PMU, before the VMM
 * initialises that PMU. No vCPU with a PMU runs before that, and one of a VM that has no filter yet
 * is kept from running.
 */
#include "runtime/start/watch.h"
#include "runtime/target.h"

#ifdef PMUF_FOR_ARM64

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "runtime/kvm_uapi.h"
#include "runtime/start/inject.h"
#include "runtime/start/outcome.h"
#include "runtime/start/process.h"
#include "runtime/start/trace.h"

#define NOT_THERE SIZE_MAX

/* The kernel ignores the top byte of an address here. */
#define ADDRESS_BITS 0x00ffffffffffffffull

static bool fail(struct trace *trace, const char *why)
{
    return failure_set(&trace->failure, FAILURE_START, "%s", why);
}

static bool fail_blind(struct trace *trace)
{
    return failure_set(&trace->failure, FAILURE_START, "cannot see what the VMM does: %s",
                       strerror(errno));
}

/* Makes room for one more. The array stays as it was when there is none. */
static void *grow(void *array, size_t count, size_t size)
{
    return realloc(array, (count + 1) * size);
}

static size_t find_vm(const struct watch *watch, pid_t pid, int fd)
{
    for (size_t i = 0; i < watch->vm_count; i++) {
        if (watch->vms[i].pid == pid && watch->vms[i].fd == fd && !watch->vms[i].is_closed)
            return i;
    }
    return NOT_THERE;
}

static struct watched_vcpu *find_vcpu(const struct watch *watch, pid_t pid, int fd)
{
    for (size_t i = 0; i < watch->vcpu_count; i++) {
        if (watch->vcpus[i].pid == pid && watch->vcpus[i].fd == fd)
            return &watch->vcpus[i];
    }
    return NULL;
}

static bool add_vm(struct watch *watch, pid_t pid, int fd)
{
    struct watched_vm *vms = grow(watch->vms, watch->vm_count, sizeof(*vms));

    if (vms == NULL)
        return false;
    vms[watch->vm_count++] = (struct watched_vm){.pid = pid, .fd = fd};
    watch->vms = vms;
    return true;
}

static bool add_vcpu(struct watch *watch, pid_t pid, int fd, size_t vm)
{
    struct watched_vcpu *vcpu = find_vcpu(watch, pid, fd);
    struct watched_vcpu *vcpus;

    if (vcpu != NULL) { /* a closed one had this number */
        vcpu->vm = vm;
        return true;
    }
    vcpus = grow(watch->vcpus, watch->vcpu_count, sizeof(*vcpus));
    if (vcpus == NULL)
        return false;
    vcpus[watch->vcpu_count++] = (struct watched_vcpu){.pid = pid, .fd = fd, .vm = vm};
    watch->vcpus = vcpus;
    return true;
}

/* The process of the thread; -1, with the failure set, when that cannot be seen. */
static pid_t process_of(struct trace *trace, const struct tracee *tracee)
{
    const long pid = process_status_number(tracee->tid, "Tgid");

    if (pid < 0)
        fail_blind(trace);
    return (pid_t)pid;
}

void watch_vm(struct trace *trace, struct tracee *tracee, int vm_fd, int *status)
{
    const pid_t pid = process_of(trace, tracee);
    const size_t former = find_vm(&trace->watch, pid, vm_fd);

    (void)status;
    if (former != NOT_THERE)
        trace->watch.vms[former].is_closed = true;
    if (add_vm(&trace->watch, pid, vm_fd))
        trace_step(trace);
    else
        fail(trace, "no memory for another VM");
}

void watch_end_of_call(struct trace *trace, struct tracee *tracee, const struct watched_call *call)
{
    if (tracee->awaited == AWAITED_VCPU && call->result >= 0 &&
        !add_vcpu(&trace->watch, process_of(trace, tracee), (int)call->result, tracee->vm))
        fail(trace, "no memory for another vCPU");
    tracee->awaited = AWAITED_NOTHING;
}

/* What cannot be seen may be there. */
static bool may_be(pid_t pid, int fd, int kind)
{
    const int found = process_file_kind(pid, fd);

    return found == kind || (found < 0 && errno != ENOENT && errno != ESRCH);
}

/* A VM may come to run as long as there is a descriptor of it or of one of its vCPUs. */
static bool may_be_open(const struct watch *watch, size_t vm)
{
    const struct watched_vm *this = &watch->vms[vm];

    if (!this->is_closed && may_be(this->pid, this->fd, PROCESS_FILE_VM))
        return true;
    for (size_t i = 0; i < watch->vcpu_count; i++) {
        const struct watched_vcpu *vcpu = &watch->vcpus[i];

        if (vcpu->vm == vm && may_be(vcpu->pid, vcpu->fd, PROCESS_FILE_VCPU))
            return true;
    }
    return false;
}

static bool all_are_loaded(const struct watch *watch)
{
    for (size_t i = 0; i < watch->vm_count; i++) {
        if (!watch->vms[i].is_loaded && may_be_open(watch, i))
            return false;
    }
    return true;
}

static bool is_one_being_created(const struct tracees *tracees)
{
    for (size_t i = 0; i < tracees->count; i++) {
        if (tracees->all[i].awaited == AWAITED_VM)
            return true;
    }
    return false;
}

void watch_settle(struct trace *trace)
{
    if (!trace->steps || is_one_being_created(&trace->tracees) || !all_are_loaded(&trace->watch))
        return;
    if (trace->watch.has_loaded)
        trace_finish(trace);
    else
        trace->steps = false;
}

/*
 * Loads in a thread that was taken over while it was about to make a call; it is to make that call
 * afterwards.
 */
static bool load(struct remote *remote, int vcpu_fd, const struct report *report, int *error,
                 struct pmuf_result *result)
{
    const uint64_t address = registers_call_address(&remote->saved);
    struct place place;

    if (!remote_use_instruction(remote, address))
        return remote_fail(remote, "its system call was made by an instruction that is not known");
    return remote_skip_call(remote) && inject_place(remote, INJECT_VCPU_SIZE, &place) &&
           inject_vcpu_filter(remote, vcpu_fd, &place, &report->blob.view, &report->choice, error,
                              result) &&
           inject_remove_place(remote, &place);
}

/* What the library says and no errno value does. */
static int errno_of(int error, const struct pmuf_result *result)
{
    if (error == PMUF_OK)
        return 0;
    return result->error_number != 0 ? result->error_number : EINVAL;
}

static void load_through(struct trace *trace, struct tracee *tracee,
                         const struct watched_vcpu *vcpu, int *status)
{
    struct watched_vm *vm = &trace->watch.vms[vcpu->vm];
    struct outcome outcome = outcome_begin(tracee->tid, vm->fd);
    struct pmuf_result result = {0};
    struct remote remote;
    int error = PMUF_E_SYSTEM;

    if (remote_open(&remote, tracee->tid, trace_options())) {
        const bool was_asked = load(&remote, vcpu->fd, trace->report, &error, &result);

        outcome.was_asked = remote_close(&remote, was_asked) && was_asked;
    }
    outcome.error_number = errno_of(error, &result);
    outcome_end(&outcome);
    *status = remote.status;
    vm->is_loaded = outcome_tell(&outcome, remote.trouble, trace->report, &trace->failure);
    trace->watch.has_loaded = trace->watch.has_loaded || vm->is_loaded;
    watch_settle(trace);
}

/* Whether the argument of KVM_SET_DEVICE_ATTR says that a vCPU's PMU is to be initialised. */
static bool is_pmu_init(struct trace *trace, pid_t pid, uint64_t argument)
{
    struct kvm_device_attr attribute = {0};
    const struct iovec here = {.iov_base = &attribute, .iov_len = sizeof(attribute)};
    const struct iovec there = {
        .iov_base = (void *)(uintptr_t)(argument & ADDRESS_BITS), /* in the VMM */
        .iov_len = sizeof(attribute),
    };

    if (process_vm_readv(pid, &here, 1, &there, 1, 0) == (ssize_t)sizeof(attribute))
        return attribute.group == KVM_UAPI_ARM_VCPU_PMU_V3_CTRL &&
               attribute.attr == KVM_UAPI_ARM_VCPU_PMU_V3_INIT;
    /* The kernel will say EFAULT too. */
    if (errno != EFAULT)
        fail_blind(trace);
    return false;
}

static void on_run(struct trace *trace, const struct watched_vcpu *vcpu)
{
    if (vcpu == NULL)
        fail(trace, "the VMM is about to run a vCPU that was not seen to be created");
    else if (!trace->watch.vms[vcpu->vm].is_loaded)
        fail(trace, "this VM has no vPMU, so there is nothing to filter: start it without pmu-run");
}

static bool is_of_interest(const struct watched_call *call)
{
    return watch_is_ioctl(call, KVM_CREATE_VCPU) || watch_is_ioctl(call, KVM_SET_DEVICE_ATTR) ||
           watch_is_ioctl(call, KVM_RUN);
}

static void on_create_vcpu(struct trace *trace, struct tracee *tracee, pid_t pid, int vm_fd)
{
    tracee->vm = find_vm(&trace->watch, pid, vm_fd);
    tracee->awaited = tracee->vm == NOT_THERE ? AWAITED_NOTHING : AWAITED_VCPU;
}

static void on_vcpu_call(struct trace *trace, struct tracee *tracee,
                         const struct watched_call *call, pid_t pid, int *status)
{
    const int fd = (int)call->arguments[0];
    const struct watched_vcpu *vcpu = find_vcpu(&trace->watch, pid, fd);

    if (vcpu == NULL && !may_be(pid, fd, PROCESS_FILE_VCPU))
        return;
    if (watch_is_ioctl(call, KVM_RUN))
        on_run(trace, vcpu);
    else if (vcpu != NULL && !trace->watch.vms[vcpu->vm].is_loaded &&
             is_pmu_init(trace, pid, call->arguments[2]))
        load_through(trace, tracee, vcpu, status);
}

void watch_call(struct trace *trace, struct tracee *tracee, const struct watched_call *call,
                int *status)
{
    pid_t pid;

    if (trace->watch.has_loaded)
        watch_settle(trace);
    if (!is_of_interest(call))
        return;
    pid = process_of(trace, tracee);
    if (watch_is_ioctl(call, KVM_CREATE_VCPU))
        on_create_vcpu(trace, tracee, pid, (int)call->arguments[0]);
    else
        on_vcpu_call(trace, tracee, call, pid, status);
}

#endif
