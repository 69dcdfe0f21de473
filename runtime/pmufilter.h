/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libpmufilter: loads a policy blob, made by pmuc(1), into KVM's PMU event filter.
 *
 * A VMM calls, in its own process and before any vCPU runs:
 *
 *   pmuf_check()      the bytes of a blob become a view; there is no other way to get one
 *   pmuf_probe()      what this host is and what its kernel can do
 *   pmuf_pick()       which section and alternative of the blob serve this host
 *   pmuf_load_vm()    x86: one ioctl on the VM's file descriptor
 *   pmuf_load_vcpu()  arm64: one ioctl for each range, on the file descriptor of one vCPU
 *
 * and starts the guest only when all returned PMUF_OK. "Loaded" means that the kernel took the
 * filter. It does not mean that the filter acts: a guest without a vPMU has nothing to filter, and
 * KVM does not tell (struct pmuf_host has what can be known).
 *
 * The library depends on libc alone, allocates nothing, prints nothing, and keeps no state: every
 * function may be called from several threads at once. Functions that return int return PMUF_OK or
 * a negative enum pmuf_error unless their text says otherwise. Functions marked (x86) or (arm64)
 * return PMUF_E_ARCH in a library that was built for another architecture.
 */
#ifndef PMUFILTER_H
#define PMUFILTER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define PMUF_MUST_CHECK __attribute__((warn_unused_result))
#define PMUF_PUBLIC __attribute__((visibility("default")))
#else
#define PMUF_MUST_CHECK
#define PMUF_PUBLIC
#endif

/* Numbers are never reused. pmuf_strerror() has a sentence for each. */
enum pmuf_error {
    PMUF_OK = 0,
    PMUF_E_ARGUMENT = -1, /* a null pointer, an index past the end, a number out of its range */

    /* Why a blob was refused. */
    PMUF_E_TRUNCATED = -2,    /* fewer bytes than a header, or than the header's total size */
    PMUF_E_MAGIC = -3,        /* not a policy blob */
    PMUF_E_FORMAT = -4,       /* a format that this library does not know */
    PMUF_E_SIZE = -5,         /* bytes after the end, or a total size above the limit */
    PMUF_E_CHECKSUM = -6,     /* CRC-32C does not match: the blob was damaged */
    PMUF_E_INCOMPAT = -7,     /* needs a feature that this library does not know */
    PMUF_E_RESERVED = -8,     /* a reserved field is not zero */
    PMUF_E_NAME = -9,         /* policy name too long, not clean UTF-8, or padding not zero */
    PMUF_E_LIMIT = -10,       /* a count is zero where it must not be, or above its limit */
    PMUF_E_LAYOUT = -11,      /* a section or payload overlaps, leaves a gap, or runs out */
    PMUF_E_TARGET = -12,      /* unknown architecture, or a section that serves no host */
    PMUF_E_SIGNATURE = -13,   /* a malformed CPU signature, or not in ascending order */
    PMUF_E_OVERLAP = -14,     /* two sections or two signatures serve the same host */
    PMUF_E_ORDER = -15,       /* sections not in canonical order */
    PMUF_E_KIND = -16,        /* unknown alternative kind, or one of another architecture */
    PMUF_E_REQUIREMENT = -17, /* requirements unknown, wrong for the kind, or never picked */
    PMUF_E_PAYLOAD = -18,     /* payload header contradicts the kind, the size or itself */
    PMUF_E_ENTRY = -19,       /* an entry or record that KVM refuses, drops or never matches */
    PMUF_E_ENTRY_ORDER = -20, /* entries or records not in strictly ascending order */
    PMUF_E_MEANING = -21,     /* two alternatives of a section do not mean the same */

    /* Why a host cannot take a blob. */
    PMUF_E_ARCH = -22,       /* the function, or the section, is for another architecture */
    PMUF_E_HOST = -23,       /* struct pmuf_host is malformed or not complete */
    PMUF_E_NO_SECTION = -24, /* no section of the blob serves this host */
    PMUF_E_MIXED_CPUS = -25, /* the host's CPUs lead to different sections (arm64) */
    PMUF_E_KERNEL = -26,     /* the kernel lacks what every alternative of the section needs */

    /* Why a load failed; struct pmuf_result has the kernel's errno. Nothing was changed. */
    PMUF_E_FD = -27,            /* not a file descriptor, or not one of KVM's kind asked for */
    PMUF_E_OTHER_PROCESS = -28, /* the VM belongs to another process, or is dead (EIO) */
    PMUF_E_REFUSED = -29,       /* the kernel refused the filter */
    PMUF_E_SYSTEM = -30,        /* another system call failed; see the errno */

    /* The one failure that leaves something behind (arm64): the VM must not be run. */
    PMUF_E_PARTIAL = -31, /* the kernel took pmuf_result.loaded calls, and refused the next */

    /* Why arm64 cannot take a blob. Nothing was changed. */
    PMUF_E_NO_PMU = -32, /* the vCPU has no PMU: KVM_ARM_VCPU_INIT did not ask for one */
    PMUF_E_BUSY = -33,   /* too late: this vCPU's PMU is initialised, or a vCPU of the VM has run */
    PMUF_E_CPUS = -34    /* the MIDRs of the host's CPUs cannot all be told; see the errno */
};

enum pmuf_architecture { PMUF_X86 = 1, PMUF_ARM64 = 2 };

/* The CPU vendor, from CPUID leaf 0. Hygon hosts are AMD's in KVM, Centaur and Zhaoxin Intel's. */
enum pmuf_vendor {
    PMUF_VENDOR_UNKNOWN = 0,
    PMUF_VENDOR_INTEL = 1,   /* GenuineIntel */
    PMUF_VENDOR_AMD = 2,     /* AuthenticAMD */
    PMUF_VENDOR_HYGON = 3,   /* HygonGenuine */
    PMUF_VENDOR_CENTAUR = 4, /* CentaurHauls */
    PMUF_VENDOR_ZHAOXIN = 5  /* "  Shanghai  " */
};

/* Bits of pmuf_section.rest: the section serves all of these that no section lists by signature. */
enum pmuf_rest { PMUF_REST_INTEL = 1, PMUF_REST_AMD = 2, PMUF_REST_ARM64 = 4 };

/* Values of enum pmuf_action are the kernel's. */
enum pmuf_action { PMUF_ACTION_ALLOW = 0, PMUF_ACTION_DENY = 1 };

/* How an alternative writes its list. */
enum pmuf_kind {
    PMUF_KIND_SELECT_UMASK = 1, /* x86, flags 0: one entry for each (select, unit mask) */
    PMUF_KIND_MASKED = 2,       /* x86, flags 1: masked entries, includes and excludes */
    PMUF_KIND_ARM64 = 3         /* arm64: ranges of event numbers, in calling order */
};

/* What an alternative needs of the host's kernel, and what pmuf_host.kernel_has offers. */
enum pmuf_requirement {
    PMUF_NEEDS_FILTER = 1,        /* KVM_CAP_PMU_EVENT_FILTER (173), Linux 5.3 */
    PMUF_NEEDS_MASKED_EVENTS = 2, /* KVM_CAP_PMU_EVENT_MASKED_EVENTS (226), Linux 6.3 */
    PMUF_NEEDS_ARM64_FILTER = 4,  /* KVM_CAP_ARM_PMU_V3 (126) with KVM_ARM_VCPU_PMU_V3_FILTER */

    /*
     * x86: KVM compares 12 bits of an event select, as kvm_amd does. Never written in a blob: an
     * alternative that lists a select above 0xff needs it. KVM with Intel's rules on an AMD host
     * would take such a select-umask entry and drop it, silently.
     */
    PMUF_NEEDS_WIDE_SELECTS = 8
};

/* Bytes of the largest blob: a reader needs room for one more, to see that a file is too large. */
#define PMUF_MAX_BLOB_SIZE (1u << 20)

/* A blob that pmuf_check() accepted. Copy it freely; it points into the blob. */
struct pmuf_view {
    const void *blob_; /* private */
    size_t size_;      /* private */
};

struct pmuf_section {
    uint32_t architecture; /* enum pmuf_architecture */
    uint32_t rest;         /* enum pmuf_rest bits */
    uint32_t signature_count;
    uint32_t alternative_count;
};

/* x86 uses the first four fields, arm64 the last two. The others are 0. */
struct pmuf_signature {
    uint32_t vendor; /* enum pmuf_vendor */
    uint32_t family; /* display family: CPUID leaf 1, extended family added */
    uint32_t model;  /* display model: extended model included */
    uint32_t stepping_mask;
    uint32_t midr_value;
    uint32_t midr_mask;
};

struct pmuf_alternative {
    uint32_t kind;         /* enum pmuf_kind */
    uint32_t requirements; /* enum pmuf_requirement bits */
    const void *payload;   /* into the blob, any alignment; on x86 the ioctl's argument as it is */
    size_t payload_size;   /* bytes */
};

/* Whether a guest of this host can have a vPMU, and why not. */
enum pmuf_guest_pmu {
    PMUF_GUEST_PMU_UNKNOWN = 0,    /* nothing readable tells */
    PMUF_GUEST_PMU_YES = 1,        /* unless the VMM turns it off for the VM */
    PMUF_GUEST_PMU_OFF_BY_KVM = 2, /* module kvm: enable_pmu is N */
    PMUF_GUEST_PMU_NOT_OFFERED = 3 /* KVM has none to offer: CPUID leaf 0xa or capability 126 */
};

#define PMUF_MAX_MIDRS 16

/*
 * A host. pmuf_probe() fills it; a caller may fill it instead, to ask about another host. The
 * caller sets size to sizeof(struct pmuf_host) before either, so that fields can be added.
 */
struct pmuf_host {
    uint32_t size;
    uint32_t architecture; /* enum pmuf_architecture */
    uint32_t vendor;       /* x86: enum pmuf_vendor */
    uint32_t family;       /* x86: display family */
    uint32_t model;        /* x86: display model */
    uint32_t stepping;     /* x86: 0 to 15 */
    uint32_t kernel_has;   /* enum pmuf_requirement bits that this host's kernel meets */
    uint32_t guest_pmu;    /* enum pmuf_guest_pmu */
    uint32_t is_guest;     /* x86: 1 when the host itself runs under a hypervisor, else 0 */
    char hypervisor[16];   /* x86: its CPUID signature, NUL-terminated, empty when there is none */
    uint32_t midr_count;   /* arm64: different MIDRs of the host's CPUs, 1 to PMUF_MAX_MIDRS */
    uint32_t midr[PMUF_MAX_MIDRS];
};

/* Which section and alternative of a blob serve a host. */
struct pmuf_choice {
    uint32_t section;
    uint32_t alternative;
    uint32_t
        missing; /* after PMUF_E_KERNEL: what the last alternative needs and the kernel lacks */
};

/*
 * What the kernel answered to a load. A load on arm64 takes a call for each record of the payload,
 * and leaves out those that a host with fewer event numbers does not know: record - loaded of them.
 */
struct pmuf_result {
    int32_t error_number; /* errno of the failed call, 0 after success */
    uint32_t loaded;      /* calls that the kernel took; on x86 1 after success, else 0 */
    uint32_t record; /* arm64: the record where it stopped; after success, how many there are */
};

enum pmuf_point_kind {
    PMUF_POINT_EVENT = 1, /* x86 general-purpose counter: number is the event select */
    PMUF_POINT_FIXED = 2, /* x86 fixed counter: number is its index, 0 to 31 */
    PMUF_POINT_ARM64 = 3  /* arm64: number is the event number */
};

/* One thing that a guest can ask to count. */
struct pmuf_point {
    uint32_t kind;   /* enum pmuf_point_kind */
    uint32_t number; /* select 0 to 0xfff, fixed counter 0 to 31, or arm64 event 0 to 0xffff */
    uint32_t umask;  /* PMUF_POINT_EVENT: 0 to 0xff, else 0 */
};

/*
 * Checks a blob of `size` bytes, all of them, and makes *view. `blob` may have any alignment. It
 * must stay in place while the view is used and must be memory that nobody else can write: read()
 * the file into a buffer, or map a sealed memfd. Mapping a plain file is wrong, since its content
 * can change after the check. `offset` may be null; on failure it receives the byte offset of the
 * field at fault. On failure *view is set to an empty view, which every function refuses.
 *
 * Errors: PMUF_E_ARGUMENT, and every code from PMUF_E_TRUNCATED to PMUF_E_MEANING.
 */
PMUF_PUBLIC int pmuf_check(const void *blob, size_t size, struct pmuf_view *view,
                           size_t *offset) PMUF_MUST_CHECK;

/* The blob's CRC-32C, for the record that a VMM keeps; 0 for an empty view. */
PMUF_PUBLIC uint32_t pmuf_checksum(const struct pmuf_view *view);

/*
 * The policy's name: returns its size in bytes and points *name into the blob. It is UTF-8 without
 * control characters, and not NUL-terminated. 0 for a policy without a name or an empty view.
 */
PMUF_PUBLIC size_t pmuf_policy_name(const struct pmuf_view *view, const char **name);

/* How many sections the blob has; 0 for an empty view. */
PMUF_PUBLIC uint32_t pmuf_section_count(const struct pmuf_view *view);

/* Describes one section. Errors: PMUF_E_ARGUMENT. */
PMUF_PUBLIC int pmuf_get_section(const struct pmuf_view *view, uint32_t section,
                                 struct pmuf_section *out) PMUF_MUST_CHECK;

/* Describes one CPU signature of a section. Errors: PMUF_E_ARGUMENT. */
PMUF_PUBLIC int pmuf_get_signature(const struct pmuf_view *view, uint32_t section,
                                   uint32_t signature, struct pmuf_signature *out) PMUF_MUST_CHECK;

/* Describes one alternative of a section. Errors: PMUF_E_ARGUMENT. */
PMUF_PUBLIC int pmuf_get_alternative(const struct pmuf_view *view, uint32_t section,
                                     uint32_t alternative,
                                     struct pmuf_alternative *out) PMUF_MUST_CHECK;

/*
 * (x86, arm64) Fills *host, whose size the caller has set, by asking /dev/kvm (`kvm_fd`, which
 * stays the caller's) and the CPU. Nothing is created or changed.
 *
 * x86: asks CPUID, /sys/module/kvm/parameters/enable_pmu and /sys/module/kvm_amd. A process that
 * cannot see /sys never finds PMUF_NEEDS_WIDE_SELECTS; it can add the bit to host->kernel_has
 * itself.
 *
 * arm64: reads the MIDR of every present CPU under /sys/devices/system/cpu. All of them count,
 * since a vCPU may come to run on any. The kernel shows no MIDR of a CPU that is offline and may be
 * switched on later, so such a host is not guessed at: PMUF_E_CPUS. A caller who knows the CPUs, or
 * keeps its vCPUs off some, fills the struct itself. PMUF_NEEDS_ARM64_FILTER stands for capability
 * 126 alone; only a vCPU tells whether the kernel has filters, and pmuf_load_vcpu() asks it.
 *
 * Errors: PMUF_E_ARGUMENT, PMUF_E_HOST (size), PMUF_E_ARCH, PMUF_E_FD (not /dev/kvm; errno tells),
 * PMUF_E_CPUS (errno tells: ENOENT a CPU is offline or there is no /sys, EOVERFLOW more than
 * PMUF_MAX_MIDRS different MIDRs, EINVAL a file that does not say what it should, or what open()
 * and read() fail with), PMUF_E_SYSTEM (errno tells).
 */
PMUF_PUBLIC int pmuf_probe(int kvm_fd, struct pmuf_host *host) PMUF_MUST_CHECK;

/*
 * Picks the section that serves `host`, and its first alternative of which the kernel has all
 * requirements. A host that no section lists or serves as the rest gets nothing: there is no
 * fall-back. On PMUF_E_KERNEL out->section is set and out->missing tells what was missing. After
 * any error *out is a choice that pmuf_load_vm() and pmuf_load_vcpu() refuse.
 *
 * Errors: PMUF_E_ARGUMENT, PMUF_E_HOST, PMUF_E_NO_SECTION, PMUF_E_MIXED_CPUS, PMUF_E_KERNEL.
 */
PMUF_PUBLIC int pmuf_pick(const struct pmuf_view *view, const struct pmuf_host *host,
                          struct pmuf_choice *out) PMUF_MUST_CHECK;

/*
 * (x86) Loads one alternative into a VM by one system call, KVM_SET_PMU_EVENT_FILTER. `vm_fd` must
 * be a VM that the calling process created. A filter that was there before is replaced as a whole;
 * on failure it stays. May be called at any time, but what a guest did before went unfiltered.
 * `result` may be null.
 *
 * Errors: PMUF_E_ARGUMENT, PMUF_E_ARCH, PMUF_E_FD (EBADF, ENOTTY), PMUF_E_OTHER_PROCESS (EIO),
 * PMUF_E_REFUSED (any other errno: EINVAL, E2BIG, EFAULT, ENOMEM).
 */
PMUF_PUBLIC int pmuf_load_vm(int vm_fd, const struct pmuf_view *view,
                             const struct pmuf_choice *choice,
                             struct pmuf_result *result) PMUF_MUST_CHECK;

/*
 * (arm64) Loads one alternative into a VM through one of its vCPUs, by one KVM_SET_DEVICE_ATTR
 * (KVM_ARM_VCPU_PMU_V3_FILTER) for each record of the payload, in order. The filter is the VM's, so
 * one vCPU is enough, whichever. KVM has one place for it in the start of a VM:
 *
 *   KVM_CREATE_VM, KVM_CREATE_VCPU
 *   KVM_ARM_VCPU_INIT            with the feature KVM_ARM_VCPU_PMU_V3
 *   KVM_ARM_VCPU_PMU_V3_SET_PMU  where the VMM chooses among several PMUs
 *   pmuf_load_vcpu()             once, on any vCPU
 *   KVM_ARM_VCPU_PMU_V3_INIT     on that vCPU
 *   KVM_RUN                      on any vCPU
 *
 * `vcpu_fd` must be a vCPU of a VM that the calling process created. No other thread may load into
 * the VM, initialise that vCPU's PMU or run a vCPU meanwhile. `result` may be null.
 *
 * Whatever filter was there before is replaced, also one of somebody else, and loading a policy
 * again changes nothing: every payload begins by denying all. The kernel cannot take the calls as
 * one. When one fails after the first was taken, PMUF_E_PARTIAL: a VM that had no filter, or this
 * one, then allows at most what the policy allows; one that had another may still allow what that
 * did. The VM must not be run either way; closing it is the way out, and so is loading again. After
 * any other error nothing was changed.
 *
 * Where the CPU's PMU has 10-bit event numbers, KVM takes no event from 0x400 on. It says so at the
 * third record, and all records from there on are left out: guests cannot ask for those events.
 *
 * There is no call that clears. Once a vCPU has run, the kernel takes no change (Linux 5.18 and
 * later), and before that, a VM that should have no filter is one that none was loaded into.
 *
 * Errors: PMUF_E_ARGUMENT, PMUF_E_ARCH, PMUF_E_FD (EBADF, ENOTTY, or a descriptor of KVM that is
 * not a vCPU's), PMUF_E_OTHER_PROCESS (EIO), PMUF_E_NO_PMU (ENXIO, ENODEV), PMUF_E_KERNEL (ENXIO:
 * the vCPU has a PMU, but the kernel no filters: Linux before 5.10), PMUF_E_BUSY (EBUSY),
 * PMUF_E_REFUSED (any other errno), PMUF_E_PARTIAL (any errno).
 */
PMUF_PUBLIC int pmuf_load_vcpu(int vcpu_fd, const struct pmuf_view *view,
                               const struct pmuf_choice *choice,
                               struct pmuf_result *result) PMUF_MUST_CHECK;

/*
 * (x86) Makes every event of a VM countable again: KVM cannot remove a filter, so an empty DENY
 * list takes its place. `result` may be null.
 *
 * Errors: PMUF_E_ARCH, PMUF_E_FD, PMUF_E_OTHER_PROCESS, PMUF_E_REFUSED.
 */
PMUF_PUBLIC int pmuf_clear_vm(int vm_fd, struct pmuf_result *result) PMUF_MUST_CHECK;

/*
 * Whether a guest under this alternative can count a point, as KVM decides it: 1 yes, 0 no.
 *
 * Errors: PMUF_E_ARGUMENT (also a number out of its range), PMUF_E_ARCH (the point is not of the
 * section's architecture).
 */
PMUF_PUBLIC int pmuf_evaluate(const struct pmuf_view *view, const struct pmuf_choice *choice,
                              const struct pmuf_point *point) PMUF_MUST_CHECK;

/* A sentence for an error code, never null, not to be freed. */
PMUF_PUBLIC const char *pmuf_strerror(int error);

#ifdef __cplusplus
}
#endif

#endif
