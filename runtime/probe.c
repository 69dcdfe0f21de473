/* SPDX-License-Identifier: BSD-2-Clause */
/* What this host is and what its kernel can do. */
#include "runtime/probe.h"
#include "runtime/host.h"
#include "runtime/target.h"

#if defined(PMUF_FOR_X86) || defined(PMUF_FOR_ARM64)

#include "runtime/kvm_uapi.h"
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

static int check_kvm(int kvm_fd)
{
    const int version = ioctl(kvm_fd, KVM_UAPI_GET_API_VERSION, 0);

    if (version == KVM_UAPI_VERSION)
        return PMUF_OK;
    if (version >= 0)
        errno = ENOTTY; /* some other device, which knows the number too */
    return PMUF_E_FD;
}

int pmuf_probe(int kvm_fd, struct pmuf_host *host)
{
    struct pmuf_host found = {0};
    int error;

    if (host == NULL)
        return PMUF_E_ARGUMENT;
    if (!host_has_size(host))
        return PMUF_E_HOST;
    found.size = host->size;
    error = check_kvm(kvm_fd);
    if (error == PMUF_OK)
        error = pmuf_probe_host(kvm_fd, &found);
    /* Half a host must not look like one, nor may fields of a later version keep what they had. */
    memset(host, 0, found.size);
    if (error == PMUF_OK)
        *host = found;
    else
        host->size = found.size;
    return error;
}

#else

int pmuf_probe(int kvm_fd, struct pmuf_host *host)
{
    (void)kvm_fd;
    (void)host;
    return PMUF_E_ARCH;
}

#endif
