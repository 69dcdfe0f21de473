/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/blob/self_check.h"

#include <string.h>

#include "compiler/entries/filters.h"

struct check {
    const struct policy *policy;
    const struct host_policy *host;
    struct arena *arena;
    const unsigned char *entries; /* the payload's entries, 8 bytes each */
    uint32_t entry_count;
    bool is_masked;
    bool denies; /* the action */
    bool allow_tsx_escape;
};

static uint32_t load32(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

/* One entry as KVM reads it: which select it speaks of, and the unit masks that it matches. */
static uint32_t entry_select(const unsigned char *entry)
{
    return entry[0] | (entry[4] & 0x0fu) << 8;
}

static void add_matches(const struct check *check, const unsigned char *entry,
                        struct umask_set *includes, struct umask_set *excludes)
{
    unsigned int match = entry[1];
    unsigned int mask = check->is_masked ? entry[7] : 0xff;
    bool exclude = check->is_masked && entry[6] & 0x80;
    struct umask_set *set = exclude ? excludes : includes;

    if (match & ~mask)
        return;
    /* Every subset of the bits that the mask leaves free, the empty one last. */
    for (unsigned int free = ~mask & 0xff, bits = free;; bits = (bits - 1) & free) {
        umask_set_add(set, match | bits);
        if (bits == 0)
            return;
    }
}

/*
 * The unit masks that the payload lists of a select. Entries are ascending by select, which the
 * blob's check has made sure of: *at is the first that was not read, and moves behind the select's.
 */
static struct umask_set listed_umasks(const struct check *check, uint32_t select, uint32_t *at)
{
    struct umask_set includes = {{0}};
    struct umask_set excludes = {{0}};

    for (; *at < check->entry_count; (*at)++) {
        const unsigned char *entry = check->entries + (size_t)*at * 8;

        if (entry_select(entry) != select)
            break;
        add_matches(check, entry, &includes, &excludes);
    }
    return umask_set_subtract(&includes, &excludes);
}

/* The select of the first entry that was not read; none when all were. */
static uint32_t next_select(const struct check *check, uint32_t at)
{
    return at < check->entry_count ? entry_select(check->entries + (size_t)at * 8) : UINT32_MAX;
}

static bool is_empty(const struct verdicts *verdicts)
{
    return umask_set_is_empty(&verdicts->allowed) && umask_set_is_empty(&verdicts->denied);
}

/*
 * A select that no rule names and no entry lists follows the default on both sides; the action was
 * compared with that. It shares its row of verdicts with all others of the kind, which is empty.
 */
static const char *compare_events(const struct check *check)
{
    static const struct umask_set all = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
    const uint32_t end = host_select_count(check->host->host);
    uint32_t at = 0;
    uint32_t next = next_select(check, at);

    if (!is_empty(&check->host->verdicts[0]))
        return "the verdicts on what no rule names";
    for (uint32_t select = 0; select < end; select++) {
        struct umask_set counts;
        struct umask_set wanted;

        if (check->host->index[select] == 0 && next != select)
            continue;
        counts = listed_umasks(check, select, &at);
        next = next_select(check, at);
        wanted = host_policy_allowed(check->policy, check->host, select);
        if (check->denies)
            counts = umask_set_subtract(&all, &counts);
        if (!umask_set_equal(&counts, &wanted))
            return arena_format(check->arena, "select 0x%02x on %s", select,
                                host_name(check->host->host));
    }
    return at == check->entry_count ? NULL : "a select that the host does not have";
}

static bool may_be_escaped(const struct check *check, const struct pmuf_alternative *alternative)
{
    return check->host->host == HOST_INTEL && check->denies && check->entry_count > 0 &&
           !(alternative->requirements & PMUF_NEEDS_MASKED_EVENTS) && !check->allow_tsx_escape;
}

static const char *check_payload(struct check *check, const struct pmuf_alternative *alternative)
{
    const unsigned char *payload = alternative->payload;
    uint32_t fixed = load32(payload + PMUF_X86_FIXED_BITMAP);

    check->denies = load32(payload + PMUF_X86_ACTION) == PMUF_ACTION_DENY;
    check->is_masked = alternative->kind == PMUF_KIND_MASKED;
    check->entries = payload + PMUF_X86_HEADER_SIZE;
    check->entry_count = load32(payload + PMUF_X86_ENTRY_COUNT);
    if (check->denies != (check->policy->default_verdict == VERDICT_ALLOW))
        return "the action";
    if ((check->denies ? ~fixed : fixed) != host_policy_allowed_fixed(check->policy, check->host))
        return "the fixed counters";
    if (may_be_escaped(check, alternative))
        return "the kernel that a DENY list on Intel needs";
    return compare_events(check);
}

/* The section that a host of this kind would get: the one that serves the rest of its vendor. */
static bool find_section(const struct pmuf_view *view, enum host host, uint32_t *index,
                         struct pmuf_section *section)
{
    uint32_t rest = host == HOST_INTEL ? PMUF_REST_INTEL : PMUF_REST_AMD;

    for (*index = 0; *index < pmuf_section_count(view); (*index)++) {
        if (pmuf_get_section(view, *index, section) == PMUF_OK && section->rest & rest)
            return true;
    }
    return false;
}

static const char *check_host(const struct pmuf_view *view, struct check *check)
{
    struct pmuf_alternative alternative;
    struct pmuf_section section;
    const char *difference = NULL;
    uint32_t index;

    if (!find_section(view, check->host->host, &index, &section))
        return "a host has no section";
    for (uint32_t i = 0; !difference && i < section.alternative_count; i++) {
        if (pmuf_get_alternative(view, index, i, &alternative) != PMUF_OK)
            return "an alternative";
        difference = check_payload(check, &alternative);
    }
    return difference;
}

/* A section for a host that the policy does not speak of would load where it must not. */
static const char *check_served(const struct pmuf_view *view, const struct policy *policy)
{
    uint32_t expected = 0;
    uint32_t served = 0;
    struct pmuf_section section;

    for (uint32_t i = 0; i < policy->host_count; i++)
        expected |= policy->hosts[i].host == HOST_INTEL ? PMUF_REST_INTEL : PMUF_REST_AMD;
    for (uint32_t i = 0; i < pmuf_section_count(view); i++) {
        if (pmuf_get_section(view, i, &section) != PMUF_OK || section.signature_count)
            return "the hosts served";
        served |= section.rest;
    }
    return served == expected ? NULL : "the hosts served";
}

static const char *check_name(const struct pmuf_view *view, const struct policy *policy)
{
    const char *name;
    size_t size = pmuf_policy_name(view, &name);

    if (size != strlen(policy->name) || (size && memcmp(name, policy->name, size) != 0))
        return "the policy's name";
    return NULL;
}

const char *self_check(const struct blob *blob, const struct policy *policy, bool allow_tsx_escape,
                       struct arena *arena)
{
    struct pmuf_view view;
    size_t offset = 0;
    int error = pmuf_check(blob->bytes, blob->size, &view, &offset);
    const char *difference;

    if (error)
        return arena_format(arena, "byte %zu: %s", offset, pmuf_strerror(error));
    difference = check_name(&view, policy);
    if (!difference)
        difference = check_served(&view, policy);
    for (uint32_t i = 0; !difference && i < policy->host_count; i++) {
        struct check check = {.policy = policy,
                              .host = &policy->hosts[i],
                              .arena = arena,
                              .allow_tsx_escape = allow_tsx_escape};

        difference = check_host(&view, &check);
    }
    return difference;
}
