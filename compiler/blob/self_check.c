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
                                check->host->host->name);
    }
    return at == check->entry_count ? NULL : "a select that the host does not have";
}

static bool may_be_escaped(const struct check *check, const struct pmuf_alternative *alternative)
{
    return check->host->host->vendor == VENDOR_INTEL && check->denies && check->entry_count > 0 &&
           !(alternative->requirements & PMUF_NEEDS_MASKED_EVENTS) && !check->allow_tsx_escape;
}

static const char *check_x86(struct check *check, const struct pmuf_alternative *alternative)
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

/*
 * KVM's bitmap of event numbers after all calls: the first one fills it with the opposite of its
 * action, and every one sets or clears its range (arch/arm64/kvm/pmu-emul.c).
 */
static void replay_calls(const struct pmuf_alternative *alternative, unsigned char *allowed)
{
    const unsigned char *records = alternative->payload;

    for (size_t at = 0; at < alternative->payload_size; at += PMUF_ARM64_RECORD_SIZE) {
        uint32_t base = records[at] | (uint32_t)records[at + 1] << 8;
        uint32_t count = records[at + 2] | (uint32_t)records[at + 3] << 8;
        unsigned char allow = records[at + PMUF_ARM64_ACTION] == PMUF_ACTION_ALLOW;

        if (at == 0)
            memset(allowed, !allow, PMUF_ARM64_EVENTS);
        memset(allowed + base, allow, count);
    }
}

static const char *check_arm64(const struct check *check,
                               const struct pmuf_alternative *alternative)
{
    unsigned char *allowed = arena_allocate(check->arena, PMUF_ARM64_EVENTS);

    replay_calls(alternative, allowed);
    for (uint32_t high = 0; high < ARM64_SELECT_COUNT; high++) {
        struct umask_set wanted = host_policy_allowed(check->policy, check->host, high);

        for (uint32_t low = 0; low < UMASK_COUNT; low++) {
            if (allowed[high << 8 | low] != umask_set_has(&wanted, low))
                return arena_format(check->arena, "event 0x%04x on %s", high << 8 | low,
                                    check->host->host->name);
        }
    }
    return NULL;
}

static const char *check_payload(struct check *check, const struct pmuf_alternative *alternative)
{
    bool is_arm64 = check->host->host->vendor == VENDOR_ARM64;

    if (is_arm64 != (alternative->kind == PMUF_KIND_ARM64))
        return "the kind of an alternative";
    return is_arm64 ? check_arm64(check, alternative) : check_x86(check, alternative);
}

static bool same_signature(const struct pmuf_signature *a, const struct pmuf_signature *b)
{
    return a->vendor == b->vendor && a->family == b->family && a->model == b->model &&
           a->stepping_mask == b->stepping_mask && a->midr_value == b->midr_value &&
           a->midr_mask == b->midr_mask;
}

static bool lists(const struct pmuf_view *view, uint32_t section,
                  const struct pmuf_signature *wanted)
{
    struct pmuf_signature signature;

    for (uint32_t i = 0; pmuf_get_signature(view, section, i, &signature) == PMUF_OK; i++) {
        if (same_signature(&signature, wanted))
            return true;
    }
    return false;
}

static uint32_t rest_bit(const struct host *host)
{
    static const uint32_t bits[VENDOR_COUNT] = {PMUF_REST_INTEL, PMUF_REST_AMD, PMUF_REST_ARM64};

    return host->model ? 0 : bits[host->vendor];
}

/* Whether a section serves the n-th kind of CPU of a host; there is one of a host without a model.
 */
static bool serves(const struct pmuf_view *view, uint32_t section, const struct host *host,
                   uint32_t index)
{
    struct pmuf_section found;

    if (host->model)
        return lists(view, section, &host->model->signatures[index]);
    return pmuf_get_section(view, section, &found) == PMUF_OK && found.rest & rest_bit(host);
}

static uint32_t kind_count(const struct host *host)
{
    return host->model ? host->model->signature_count : 1;
}

static const char *check_section(const struct pmuf_view *view, struct check *check,
                                 uint32_t section)
{
    struct pmuf_alternative alternative;
    const char *difference = NULL;

    for (uint32_t i = 0;
         !difference && pmuf_get_alternative(view, section, i, &alternative) == PMUF_OK; i++)
        difference = check_payload(check, &alternative);
    return difference;
}

/* Every CPU of the host must find one section, and in it what the policy says. */
static const char *check_host(const struct pmuf_view *view, struct check *check)
{
    const struct host *host = check->host->host;
    const char *difference = NULL;
    uint32_t checked = UINT32_MAX;

    for (uint32_t kind = 0; !difference && kind < kind_count(host); kind++) {
        uint32_t section = 0;

        while (section < pmuf_section_count(view) && !serves(view, section, host, kind))
            section++;
        if (section == pmuf_section_count(view))
            return "a host has no section";
        if (section != checked)
            difference = check_section(view, check, section);
        checked = section;
    }
    return difference;
}

/* A section for a host that the policy does not speak of would load where it must not. */
static const char *check_served(const struct pmuf_view *view, const struct policy *policy)
{
    uint32_t expected_rest = 0;
    uint32_t expected_signatures = 0;
    struct pmuf_section section;

    for (uint32_t i = 0; i < policy->host_count; i++) {
        const struct host *host = policy->hosts[i].host;

        expected_rest |= rest_bit(host);
        expected_signatures += host->model ? host->model->signature_count : 0;
    }
    for (uint32_t i = 0; pmuf_get_section(view, i, &section) == PMUF_OK; i++) {
        expected_rest ^= section.rest;
        expected_signatures -= section.signature_count;
    }
    return expected_rest || expected_signatures ? "the hosts served" : NULL;
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
