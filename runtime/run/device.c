/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/device.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <string.h>
#include <sys/ioctl.h>

#define LOAD_KVM "load the module kvm_intel or kvm_amd, or turn on virtualisation in the firmware"

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
    default:
        return failure_set(failure, FAILURE_SYSTEM, "cannot probe this host: %s",
                           pmuf_strerror(error));
    }
}

int device_create_vm(int kvm_fd, struct failure *failure)
{
    int vm_fd;

    do
        vm_fd = ioctl(kvm_fd, KVM_CREATE_VM, 0);
    while (vm_fd < 0 && errno == EINTR);
    if (vm_fd < 0)
        failure_set(failure, FAILURE_SYSTEM, "cannot create a scratch VM: %s", strerror(errno));
    return vm_fd;
}
