/* SPDX-License-Identifier: BSD-2-Clause */
/* Which section of a blob serves a host, and which of its alternatives the kernel can take. */
#include "runtime/entry.h"
#include "runtime/host.h"
#include "runtime/read.h"

/* No section: a choice with it is refused by every function that takes one. */
#define NONE UINT32_MAX

static bool is_tail_zero(const struct pmuf_host *host)
{
    const unsigned char *bytes = (const unsigned char *)host;

    for (size_t i = sizeof(*host); i < host->size; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

static bool is_well_formed(const struct pmuf_host *host)
{
    if (!host_has_size(host) || !is_tail_zero(host))
        return false;
    if (host->architecture == PMUF_ARM64)
        return host->midr_count > 0 && host->midr_count <= PMUF_MAX_MIDRS;
    return host->architecture == PMUF_X86 && host->vendor <= PMUF_VENDOR_ZHAOXIN &&
           host->stepping <= 15;
}

/* `midr` counts on arm64 only. */
static bool matches(const struct pmuf_signature *signature, const struct pmuf_host *host,
                    uint32_t midr)
{
    if (host->architecture == PMUF_ARM64)
        return (midr & signature->midr_mask) == signature->midr_value;
    return signature->vendor == host->vendor && signature->family == host->family &&
           signature->model == host->model && (signature->stepping_mask >> host->stepping & 1) != 0;
}

static bool is_listed(const struct pmuf_view *view, uint32_t section, const struct pmuf_host *host,
                      uint32_t midr)
{
    struct pmuf_signature signature;

    for (uint32_t i = 0; pmuf_get_signature(view, section, i, &signature) == PMUF_OK; i++) {
        if (matches(&signature, host, midr))
            return true;
    }
    return false;
}

/* The bit of enum pmuf_rest that stands for this host; 0 for a host that is never a rest. */
static uint32_t rest_of(const struct pmuf_host *host)
{
    if (host->architecture == PMUF_ARM64)
        return PMUF_REST_ARM64;
    if (host_is_intel(host))
        return PMUF_REST_INTEL;
    return host_is_amd(host) ? PMUF_REST_AMD : 0;
}

/* A section that lists the CPU goes before the one that serves the rest, wherever they stand. */
static uint32_t find_section(const struct pmuf_view *view, const struct pmuf_host *host,
                             uint32_t midr)
{
    uint32_t rest = NONE;
    struct pmuf_section section;

    for (uint32_t i = 0; pmuf_get_section(view, i, &section) == PMUF_OK; i++) {
        if (section.architecture != host->architecture)
            continue;
        if (is_listed(view, i, host, midr))
            return i;
        if ((section.rest & rest_of(host)) != 0)
            rest = i;
    }
    return rest;
}

/* One filter is for the whole VM, whose vCPUs may run on any CPU of the host. */
static int pick_section(const struct pmuf_view *view, const struct pmuf_host *host, uint32_t *out)
{
    const uint32_t count = host->architecture == PMUF_ARM64 ? host->midr_count : 1;
    const uint32_t first = find_section(view, host, host->midr[0]);
    bool mixed = false;

    if (first == NONE)
        return PMUF_E_NO_SECTION;
    for (uint32_t i = 1; i < count; i++) {
        const uint32_t section = find_section(view, host, host->midr[i]);

        if (section == NONE)
            return PMUF_E_NO_SECTION;
        mixed = mixed || section != first;
    }
    if (mixed)
        return PMUF_E_MIXED_CPUS;
    *out = first;
    return PMUF_OK;
}

/* Entries are ascending by select: the last one has the highest. */
static bool has_wide_select(const struct pmuf_alternative *alternative)
{
    const unsigned char *payload = alternative->payload;

    if (alternative->kind == PMUF_KIND_ARM64 || alternative->payload_size == PMUF_X86_HEADER_SIZE)
        return false;
    return entry_select(read_u64(payload + alternative->payload_size - PMUF_X86_ENTRY_SIZE)) > 0xff;
}

static uint32_t requirements_of(const struct pmuf_alternative *alternative)
{
    return alternative->requirements |
           (has_wide_select(alternative) ? (uint32_t)PMUF_NEEDS_WIDE_SELECTS : 0);
}

static int pick_alternative(const struct pmuf_view *view, const struct pmuf_host *host,
                            struct pmuf_choice *out)
{
    struct pmuf_alternative alternative;
    uint32_t missing = 0;

    for (uint32_t i = 0; pmuf_get_alternative(view, out->section, i, &alternative) == PMUF_OK;
         i++) {
        missing = requirements_of(&alternative) & ~host->kernel_has;
        if (missing == 0) {
            out->alternative = i;
            return PMUF_OK;
        }
    }
    out->missing = missing;
    return PMUF_E_KERNEL;
}

int pmuf_pick(const struct pmuf_view *view, const struct pmuf_host *host, struct pmuf_choice *out)
{
    int error;

    if (out == NULL)
        return PMUF_E_ARGUMENT;
    /* Until both are found, so that a caller who overlooks an error loads nothing. */
    *out = (struct pmuf_choice){.section = NONE, .alternative = NONE};
    if (host == NULL || pmuf_section_count(view) == 0)
        return PMUF_E_ARGUMENT;
    if (!is_well_formed(host))
        return PMUF_E_HOST;
    error = pick_section(view, host, &out->section);
    if (error != PMUF_OK)
        return error;
    return pick_alternative(view, host, out);
}
