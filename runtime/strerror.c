/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/pmufilter.h"

static const char *blob_error(int error)
{
    switch (error) {
    case PMUF_E_TRUNCATED:
        return "the policy blob is truncated";
    case PMUF_E_MAGIC:
        return "this is not a policy blob";
    case PMUF_E_FORMAT:
        return "the policy blob has a format that this library does not know";
    case PMUF_E_SIZE:
        return "the policy blob has bytes after its end or a size outside the limits";
    case PMUF_E_CHECKSUM:
        return "the checksum does not match: the policy blob was damaged";
    case PMUF_E_INCOMPAT:
        return "the policy blob needs a feature that this library does not know";
    case PMUF_E_RESERVED:
        return "a reserved field is not zero";
    case PMUF_E_NAME:
        return "the policy name is too long, not clean UTF-8, or badly padded";
    case PMUF_E_LIMIT:
        return "a count is zero or above its limit";
    case PMUF_E_LAYOUT:
        return "a section or payload overlaps another, leaves a gap, or runs past the end";
    default:
        return "unknown error";
    }
}

static const char *section_error(int error)
{
    switch (error) {
    case PMUF_E_TARGET:
        return "a section is for an unknown architecture or serves no host";
    case PMUF_E_SIGNATURE:
        return "a CPU signature is malformed or out of order";
    case PMUF_E_OVERLAP:
        return "two sections or signatures serve the same host";
    case PMUF_E_ORDER:
        return "a section is not in its canonical place";
    case PMUF_E_KIND:
        return "an alternative is of an unknown kind or of another architecture";
    case PMUF_E_REQUIREMENT:
        return "an alternative has unknown or wrong requirements, or would never be picked";
    case PMUF_E_PAYLOAD:
        return "the head of a filter contradicts its kind, its size, or itself";
    case PMUF_E_ENTRY:
        return "a filter entry is one that KVM would refuse, drop, or never match";
    case PMUF_E_ENTRY_ORDER:
        return "filter entries are not in strictly ascending order";
    case PMUF_E_MEANING:
        return "two alternatives of a section do not mean the same";
    default:
        return blob_error(error);
    }
}

const char *pmuf_strerror(int error)
{
    switch (error) {
    case PMUF_OK:
        return "success";
    case PMUF_E_ARGUMENT:
        return "an argument is missing or out of its range";
    case PMUF_E_ARCH:
        return "this needs another architecture";
    case PMUF_E_HOST:
        return "the description of the host is malformed or not complete";
    case PMUF_E_NO_SECTION:
        return "no section of the policy blob serves this host";
    case PMUF_E_MIXED_CPUS:
        return "the CPUs of this host need different sections of the policy blob";
    case PMUF_E_KERNEL:
        return "the kernel lacks what every alternative of the section needs";
    case PMUF_E_FD:
        return "this is not a file descriptor, or not one of the KVM kind that is needed";
    case PMUF_E_OTHER_PROCESS:
        return "the VM was created by another process, or is dead";
    case PMUF_E_REFUSED:
        return "the kernel refused the filter";
    case PMUF_E_SYSTEM:
        return "a system call failed";
    case PMUF_E_PARTIAL:
        return "the kernel took a part of the filter and refused the rest: do not run this VM";
    case PMUF_E_NO_PMU:
        return "the vCPU was initialised without a PMU";
    case PMUF_E_BUSY:
        return "too late: the vCPU's PMU is initialised, or a vCPU of the VM has run";
    case PMUF_E_CPUS:
        return "the CPUs of this host cannot all be told";
    default:
        return section_error(error);
    }
}
