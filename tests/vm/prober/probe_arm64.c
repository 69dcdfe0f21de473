/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What there is to do on arm64: each policy is loaded into a new VM in several ways, and the guest
 * tells what it can count. Then the moments and places where loading has to fail. A machine without
 * the guest is there for VMMs alone.
 */
#if defined(__aarch64__)

#include "tests/vm/prober/nested_arm64.h"
#include "tests/vm/prober/prober.h"
#include "tests/vm/prober/starts.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct probe {
    int kvm_fd;
    struct policy last; /* the last one that was loaded; its name is empty before that */
};

static int load(const struct nested *nested, unsigned int vcpu, const struct policy *policy,
                struct pmuf_result *result)
{
    return pmuf_load_vcpu(nested->vcpu_fd[vcpu], &policy->view, &policy->choice, result);
}

static void must_load(const struct nested *nested, const struct policy *policy)
{
    if (load(nested, 0, policy, NULL) != PMUF_OK)
        die("a load that went well before");
}

static void must_set_range(const struct nested *nested, uint16_t base, uint8_t action)
{
    if (nested_set_range(nested, 0, base, 1, action) != 0)
        die("a filter of somebody else");
}

static void say_sight(const char *name, const char *variant, const struct sight *sight)
{
    char line[NESTED_SIGHT_SIZE];

    nested_write_sight(sight, line);
    say("seen %s%s%s", name, variant, line);
}

static void run_guest(const struct nested *nested, unsigned int vcpu, const char *name,
                      const char *variant)
{
    struct sight sight;

    if (nested_init_pmu(nested, vcpu) != 0)
        die("KVM_ARM_VCPU_PMU_V3_INIT");
    sight = nested_run(nested, vcpu);
    say_sight(name, variant, &sight);
}

static void run_unfiltered(const struct probe *probe)
{
    struct nested nested = nested_open(probe->kvm_fd, true);

    run_guest(&nested, 0, "unfiltered", "");
    nested_close(&nested);
}

/* What was done to the VM before the policy is loaded into it. */
static void prepare_nothing(const struct probe *probe, const struct nested *nested,
                            const struct policy *policy)
{
    (void)probe;
    (void)nested;
    (void)policy;
}

static void prepare_same(const struct probe *probe, const struct nested *nested,
                         const struct policy *policy)
{
    (void)probe;
    must_load(nested, policy);
}

static void prepare_another(const struct probe *probe, const struct nested *nested,
                            const struct policy *policy)
{
    (void)policy;
    if (probe->last.name[0] != '\0')
        must_load(nested, &probe->last);
}

/* The first call on a VM decides what happens to the events that no call names. */
static void prepare_foreign_allow(const struct probe *probe, const struct nested *nested,
                                  const struct policy *policy)
{
    (void)probe;
    (void)policy;
    must_set_range(nested, 0x23, PMUF_ACTION_ALLOW);
}

static void prepare_foreign_deny(const struct probe *probe, const struct nested *nested,
                                 const struct policy *policy)
{
    (void)probe;
    (void)policy;
    must_set_range(nested, 0x08, PMUF_ACTION_DENY);
}

static const struct variant {
    const char *name;
    void (*prepare)(const struct probe *probe, const struct nested *nested,
                    const struct policy *policy);
    unsigned int vcpu; /* the one that runs; the policy always goes through vCPU 0 */
} variants[] = {
    {"@again", prepare_same, 0},
    {"@after-another", prepare_another, 0},
    {"@foreign-allow", prepare_foreign_allow, 0},
    {"@foreign-deny", prepare_foreign_deny, 0},
    {"@other-vcpu", prepare_nothing, 1},
};

_Static_assert(sizeof(variants) / sizeof(variants[0]) + 1 == GUEST_RUNS, "GUEST_RUNS");

static void run_variant(const struct probe *probe, const struct policy *policy,
                        const struct variant *variant)
{
    struct nested nested = nested_open(probe->kvm_fd, true);

    variant->prepare(probe, &nested, policy);
    must_load(&nested, policy);
    run_guest(&nested, variant->vcpu, policy->name, variant->name);
    nested_close(&nested);
}

static void run_plainly(const struct probe *probe, struct policy *policy)
{
    struct nested nested = nested_open(probe->kvm_fd, true);
    struct pmuf_result result;

    policy->outcome = load(&nested, 0, policy, &result);
    say_load(policy, policy->outcome, result.record - result.loaded);
    if (policy->outcome == PMUF_OK)
        run_guest(&nested, 0, policy->name, "");
    nested_close(&nested);
}

static void use_policy(void *context, struct policy *policy)
{
    struct probe *probe = context;

    if (policy->outcome != PMUF_OK) {
        say_load(policy, policy->outcome, 0);
        return;
    }
    run_plainly(probe, policy);
    if (policy->outcome != PMUF_OK)
        return;
    for (size_t i = 0; i < sizeof(variants) / sizeof(variants[0]); i++)
        run_variant(probe, policy, &variants[i]);
    probe->last = *policy;
}

static void say_answer(const char *name, int outcome, const struct pmuf_result *result)
{
    say("answer %s %s %s", name, outcome_name(outcome), errno_name(result->error_number));
}

static void answer_load(const char *name, const struct nested *nested, unsigned int vcpu,
                        const struct policy *policy)
{
    struct pmuf_result result;
    const int outcome = load(nested, vcpu, policy, &result);

    say_answer(name, outcome, &result);
}

static void answer_too_late(const struct probe *probe)
{
    struct nested nested = nested_open(probe->kvm_fd, true);

    must_load(&nested, &probe->last);
    if (nested_init_pmu(&nested, 0) != 0)
        die("KVM_ARM_VCPU_PMU_V3_INIT");
    answer_load("load-after-init", &nested, 0, &probe->last);
    answer_load("load-after-init-of-the-other-vcpu", &nested, 1, &probe->last);
    nested_run(&nested, 0);
    answer_load("load-after-a-run-of-the-other-vcpu", &nested, 1, &probe->last);
    nested_close(&nested);
}

static void answer_wrong_places(const struct probe *probe)
{
    struct nested nested = nested_open(probe->kvm_fd, false);
    const struct policy *policy = &probe->last;
    struct pmuf_result result;
    int outcome;

    answer_load("load-without-a-pmu", &nested, 0, policy);
    outcome = pmuf_load_vcpu(nested.vm_fd, &policy->view, &policy->choice, &result);
    say_answer("load-into-a-vm", outcome, &result);
    outcome = pmuf_load_vcpu(probe->kvm_fd, &policy->view, &policy->choice, &result);
    say_answer("load-into-dev-kvm", outcome, &result);
    outcome = pmuf_load_vm(nested.vm_fd, &policy->view, &policy->choice, &result);
    say_answer("load-as-on-x86", outcome, &result);
    nested_close(&nested);
}

static void answer_other_process(const struct probe *probe)
{
    struct nested nested = nested_open(probe->kvm_fd, true);
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child < 0)
        die("fork");
    if (child == 0) {
        answer_load("load-from-another-process", &nested, 0, &probe->last);
        fflush(stdout);
        _exit(0);
    }
    if (waitpid(child, NULL, 0) != child)
        die("waitpid");
    nested_close(&nested);
}

/* What the kernel says to single calls, which the runtime relies on. */
static void answer_ranges(const struct probe *probe)
{
    static const struct {
        const char *name;
        uint16_t base, count;
        uint8_t action;
    } ranges[] = {
        {"range-of-nothing", 0, 0, PMUF_ACTION_ALLOW},
        {"range-below-0x400", 0, 0x400, PMUF_ACTION_DENY},
        {"range-over-0x400", 0x3ff, 2, PMUF_ACTION_DENY},
        {"range-from-0x400", 0x400, 0xfc00, PMUF_ACTION_DENY},
        {"range-past-the-end", 0xffff, 2, PMUF_ACTION_DENY},
        {"range-of-action-2", 0, 1, 2},
    };

    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        struct nested nested = nested_open(probe->kvm_fd, true);
        const int error =
            nested_set_range(&nested, 0, ranges[i].base, ranges[i].count, ranges[i].action);

        say("answer %s %s", ranges[i].name, errno_name(error));
        nested_close(&nested);
    }
}

/* The kernel does not tell the MIDR of a CPU that is offline, and the CPU may come back. */
static void answer_offline_cpu(void)
{
    const int fd = open("/sys/devices/system/cpu/cpu1/online", O_WRONLY | O_CLOEXEC);
    const int kvm_fd = open_kvm();
    struct pmuf_host host = {.size = sizeof(host)};
    int outcome;

    if (fd < 0 || write(fd, "0", 1) != 1)
        die("switching a CPU off");
    outcome = pmuf_probe(kvm_fd, &host);
    say("answer probe-with-a-cpu-offline %s %s", outcome_name(outcome), errno_name(errno));
    close(kvm_fd);
    close(fd);
}

static void probe_kvm(void)
{
    struct probe probe = {.kvm_fd = open_kvm()};
    const struct pmuf_host host = probe_host(probe.kvm_fd);

    say("answer midr %u %08x", host.midr_count, host.midr[0]);
    say("answer kernel-has %#x", host.kernel_has);
    run_unfiltered(&probe);
    for_each_policy(&host, use_policy, &probe);
    if (probe.last.name[0] == '\0')
        die("no policy was loaded");
    answer_too_late(&probe);
    answer_wrong_places(&probe);
    answer_other_process(&probe);
    answer_ranges(&probe);
    close(probe.kvm_fd);
}

/* The CPU stays offline, and nothing can be started after that. */
void probe_machine(void)
{
    const bool has_guest = access(NESTED_GUEST_FILE, R_OK) == 0;

    if (has_guest)
        probe_kvm();
    start_vmms();
    if (has_guest)
        answer_offline_cpu();
}

#endif
