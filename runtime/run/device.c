/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/device.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "runtime/target.h"

#ifdef PMUF_FOR_ARM64
#define LOAD_KVM "start Linux at EL2, with KVM in the kernel"
#else
#define LOAD_KVM "load the module kvm_intel or kvm_amd, or turn on virtualisation in the firmware"
#endif

static void explain_open(const char *path, int error_number, struct failure *failure)
{
    switch (error_number) {
    case ENOENT:
    case ENOTDIR:
        failure_set(failure, FAILURE_NO_DEVICE, "there is no '%s': " LOAD_KVM, path);
        break;
    case ENODEV:
    case ENXIO:
        failure_set(failure, FAILURE_NO_DEVICE, "nothing answers behind '%s': " LOAD_KVM, path);
        break;
    case EACCES:
        failure_set(failure, FAILURE_PERMISSION_DENIED,
                    "permission to open '%s' was denied: join the group kvm, or run as root", path);
        break;
    case EPERM:
        failure_set(failure, FAILURE_PERMISSION_DENIED,
                    "'%s' may not be opened here: let the container or cgroup use the device",
                    path);
        break;
    default:
        failure_set(failure, FAILURE_DEVICE, "cannot open '%s': %s", path, strerror(error_number));
    }
}

int device_open(const char *path, struct failure *failure)
{
    const int fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY);

    if (fd < 0)
        explain_open(path, errno, failure);
    return fd;
}

/* The library says why the MIDRs of an arm64 host are not known, with these. */
static bool explain_cpus(int error_number, struct failure *failure)
{
    switch (error_number) {
    case ENOENT:
        return failure_set(failure, FAILURE_CPUS,
                           "what CPUs this host has is not known: one is offline, or /sys is not "
                           "mounted; switch it on, or mount /sys");
    case EOVERFLOW:
        return failure_set(failure, FAILURE_CPUS, "this host has CPUs of more than %d kinds",
                           PMUF_MAX_MIDRS);
    default:
        return failure_set(failure, FAILURE_CPUS,
                           "cannot read from /sys/devices/system/cpu what CPUs this host has: %s",
                           strerror(error_number));
    }
}

bool device_probe(int kvm_fd, const char *path, struct pmuf_host *out, struct failure *failure)
{
    struct pmuf_host host = {.size = sizeof(host)};
    const int error = pmuf_probe(kvm_fd, &host);
    const int error_number = errno;

    switch (error) {
    case PMUF_OK:
        *out = host;
        return true;
    case PMUF_E_FD:
        return failure_set(failure, FAILURE_DEVICE,
                           "'%s' is not KVM's device; that is " DEVICE_DEFAULT_PATH, path);
    case PMUF_E_SYSTEM:
        return failure_set(failure, FAILURE_SYSTEM, "cannot ask '%s' what it offers: %s", path,
                           strerror(error_number));
    case PMUF_E_CPUS:
        return explain_cpus(error_number, failure);
    default:
        return failure_set(failure, FAILURE_SYSTEM, "cannot probe this host: %s",
                           pmuf_strerror(error));
    }
}
