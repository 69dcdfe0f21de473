/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/commands/host_check.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compiler/commands/describe.h"
#include "compiler/commands/options.h"

static void print_host(FILE *stream, const struct pmuf_host *host)
{
    if (host->architecture == PMUF_X86) {
        fprintf(stream, "%s %" PRIu32 "-0x%02" PRIx32 ", stepping %" PRIu32,
                describe_vendor(host->vendor), host->family, host->model, host->stepping);
        return;
    }
    fputs("arm64", stream);
    for (uint32_t i = 0; i < host->midr_count; i++)
        fprintf(stream, "%s 0x%08" PRIx32, i ? "," : " MIDR", host->midr[i]);
}

static int fail(const struct pmuf_host *host, const struct pmuf_choice *choice, int error)
{
    fputs("pmuc: error: this host (", stderr);
    print_host(stderr, host);
    fprintf(stderr, ") cannot take the policy: %s", pmuf_strerror(error));
    if (error == PMUF_E_KERNEL)
        fprintf(stderr, " (%s)", describe_requirements(choice->missing));
    fputc('\n', stderr);
    return EXIT_WRONG;
}

static int choose(const struct pmuf_view *view, const struct pmuf_host *host)
{
    struct pmuf_choice choice;
    int error = pmuf_pick(view, host, &choice);

    if (error != PMUF_OK)
        return fail(host, &choice, error);
    fputs("this host (", stdout);
    print_host(stdout, host);
    printf(") takes section %" PRIu32 ", alternative %" PRIu32 "\n", choice.section,
           choice.alternative);
    return EXIT_FINE;
}

int host_check(const struct pmuf_view *view)
{
    struct pmuf_host host = {.size = sizeof(host)};
    int kvm_fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
    int error;

    if (kvm_fd < 0) {
        fprintf(stderr, "pmuc: error: cannot open '/dev/kvm': %s\n", strerror(errno));
        return EXIT_TROUBLE;
    }
    error = pmuf_probe(kvm_fd, &host);
    close(kvm_fd);
    if (error == PMUF_OK)
        return choose(view, &host);
    fprintf(stderr, "pmuc: error: cannot ask '/dev/kvm': %s\n", pmuf_strerror(error));
    return EXIT_TROUBLE;
}
