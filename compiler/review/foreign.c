/* SPDX-License-Identifier: BSD-2-Clause */
/* What KVM makes of entries is that of arch/x86/kvm/pmu.c, Linux 6.3 and later. */
#include "compiler/review/foreign.h"

#include <inttypes.h>
#include <stdlib.h>

#include "compiler/policy/umask_set.h"

static const uint64_t select_umask_bits = UINT64_C(0xffff);
static const uint64_t masked_bits = UINT64_C(0xff8000000000ffff);
static const uint64_t wide_select_bits = UINT64_C(0xf00000000);

static bool serves_intel(const struct foreign_hosts *hosts)
{
    return hosts->rest & PMUF_REST_INTEL;
}

static bool serves_amd(const struct foreign_hosts *hosts)
{
    return hosts->rest & PMUF_REST_AMD;
}

static void read_code(const struct foreign_filter *filter, struct foreign_entry *entry)
{
    const uint64_t code = entry->code;

    entry->entry = (struct entry){
        .select = (uint16_t)((code & 0xff) | (code >> PMUF_ENTRY_SELECT_HIGH_SHIFT & 0xf) << 8),
        .mask = filter->is_masked ? (uint8_t)(code >> PMUF_ENTRY_MASK_SHIFT) : 0xff,
        .match = (uint8_t)(code >> PMUF_ENTRY_MATCH_SHIFT),
        .exclude = filter->is_masked && (code >> PMUF_ENTRY_EXCLUDE_SHIFT & 1),
    };
    entry->is_kept = true;
}

/* Masked entries with bits that KVM does not know are refused. Null, or why. */
static const char *judge_masked(const struct foreign_entry *entry,
                                const struct foreign_hosts *hosts)
{
    if (entry->code & ~(masked_bits | wide_select_bits))
        return "it has bits that no masked entry has: KVM refuses the filter";
    if (entry->code & wide_select_bits && serves_intel(hosts))
        return serves_amd(hosts)
                   ? "its select is above 0xff: on Intel hosts KVM refuses the "
                     "filter, so say --target=amd if it is for AMD"
                   : "its select is above 0xff: on Intel hosts KVM refuses the filter";
    return NULL;
}

/* Select-umask entries with such bits are dropped without a word. */
static void judge_select_umask(struct foreign_entry *entry, const struct foreign_hosts *hosts)
{
    if (entry->code & ~(select_umask_bits | wide_select_bits)) {
        entry->is_kept = false;
        entry->remark = "KVM drops this entry: it has bits beyond select and unit mask";
    } else if (entry->code & wide_select_bits && serves_intel(hosts)) {
        entry->is_kept = serves_amd(hosts);
        entry->remark = "on Intel hosts KVM drops this entry: its select is above 0xff";
    }
}

static void apply(const struct entry *entry, struct umask_set *includes, struct umask_set *excludes)
{
    for (uint32_t umask = 0; umask < UMASK_COUNT; umask++) {
        if ((umask & entry->mask) == entry->match)
            umask_set_add(entry->exclude ? excludes : includes, umask);
    }
}

/* What the kept entries list of a select; `without` is left out, or null. */
static struct umask_set list_select(const struct foreign_filter *filter, uint32_t select,
                                    const struct foreign_entry *without)
{
    struct umask_set includes = {{0}};
    struct umask_set excludes = {{0}};

    for (uint32_t i = 0; i < filter->count; i++) {
        const struct foreign_entry *entry = &filter->entries[i];

        if (entry->is_kept && entry != without && entry->entry.select == select)
            apply(&entry->entry, &includes, &excludes);
    }
    return umask_set_subtract(&includes, &excludes);
}

static bool is_repeated(const struct foreign_filter *filter, const struct foreign_entry *entry,
                        uint32_t *first)
{
    for (*first = 0; &filter->entries[*first] != entry; ++*first) {
        if (filter->entries[*first].code == entry->code)
            return true;
    }
    return false;
}

static bool has_include(const struct foreign_filter *filter, uint32_t select)
{
    for (uint32_t i = 0; i < filter->count; i++) {
        if (filter->entries[i].entry.select == select && !filter->entries[i].entry.exclude)
            return true;
    }
    return false;
}

static const char *explain_idle(const struct foreign_filter *filter,
                                const struct foreign_entry *entry, struct arena *arena)
{
    uint32_t first;

    if (entry->entry.match & ~entry->entry.mask)
        return "this entry never matches: its match has bits outside its mask";
    if (is_repeated(filter, entry, &first))
        return arena_format(arena, "this entry repeats entry %u", first);
    if (entry->entry.exclude && !has_include(filter, entry->entry.select))
        return "this entry excludes where nothing includes";
    return "this entry changes nothing: the others mean the same without it";
}

/* From the last to the first, so that of two equal ones the first stays. */
static void drop_idle(struct foreign_filter *filter, struct arena *arena)
{
    for (uint32_t i = filter->count; i-- > 0;) {
        struct foreign_entry *entry = &filter->entries[i];
        struct umask_set with = list_select(filter, entry->entry.select, NULL);
        struct umask_set without = list_select(filter, entry->entry.select, entry);

        if (!entry->is_kept || !umask_set_equal(&with, &without))
            continue;
        entry->is_kept = false;
        entry->remark = explain_idle(filter, entry, arena);
    }
}

bool foreign_read(struct foreign_filter *filter, const struct foreign_hosts *hosts,
                  struct arena *arena, uint32_t *refused, const char **reason)
{
    for (uint32_t i = 0; i < filter->count; i++) {
        struct foreign_entry *entry = &filter->entries[i];

        read_code(filter, entry);
        *refused = i;
        *reason = filter->is_masked ? judge_masked(entry, hosts) : NULL;
        if (*reason)
            return false;
        if (!filter->is_masked)
            judge_select_umask(entry, hosts);
    }
    drop_idle(filter, arena);
    return true;
}

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;

    if (a->select != b->select)
        return a->select - b->select;
    return a->exclude - b->exclude;
}

static struct section *add_section(struct filters *filters, enum pmuf_architecture architecture,
                                   const struct foreign_hosts *hosts, struct arena *arena)
{
    struct section *section = ARENA_NEW(arena, struct section);

    *section = (struct section){.architecture = architecture, .alternative_count = 1};
    if (hosts->model) {
        section->signatures = hosts->model->signatures;
        section->signature_count = hosts->model->signature_count;
    } else {
        section->rest = hosts->rest;
    }
    *filters = (struct filters){.name = "", .sections = section, .section_count = 1};
    return section;
}

struct filters *foreign_filters(const struct foreign_filter *filter,
                                const struct foreign_hosts *hosts, struct arena *arena)
{
    struct filters *filters = ARENA_NEW(arena, struct filters);
    struct alternative *alternative =
        &add_section(filters, PMUF_X86, hosts, arena)->alternatives[0];

    alternative->kind = filter->is_masked ? PMUF_KIND_MASKED : PMUF_KIND_SELECT_UMASK;
    alternative->requirements =
        PMUF_NEEDS_FILTER | (filter->is_masked ? (uint32_t)PMUF_NEEDS_MASKED_EVENTS : 0);
    alternative->action = filter->action;
    alternative->fixed_bitmap = filter->fixed_bitmap;
    alternative->entries = ARENA_NEW_ARRAY(arena, struct entry, filter->count);
    for (uint32_t i = 0; i < filter->count; i++) {
        if (filter->entries[i].is_kept)
            alternative->entries[alternative->count++] = filter->entries[i].entry;
    }
    if (alternative->count)
        qsort(alternative->entries, alternative->count, sizeof(struct entry), compare_entries);
    return filters;
}

static bool counts(const uint64_t *allowed, uint32_t event)
{
    return allowed[event / 64] >> (event % 64) & 1;
}

struct filters *foreign_arm64_filters(const uint64_t *allowed, const struct foreign_hosts *hosts,
                                      struct arena *arena)
{
    struct filters *filters = ARENA_NEW(arena, struct filters);
    struct alternative *alternative =
        &add_section(filters, PMUF_ARM64, hosts, arena)->alternatives[0];

    alternative->kind = PMUF_KIND_ARM64;
    alternative->requirements = PMUF_NEEDS_ARM64_FILTER;
    /* No two ranges touch, except where they are split. */
    alternative->records = ARENA_NEW_ARRAY(arena, struct arm64_record, PMUF_ARM64_EVENTS / 2 + 1);
    for (uint32_t event = 0; event < PMUF_ARM64_EVENTS;) {
        uint32_t first = event;

        while (event < PMUF_ARM64_EVENTS && counts(allowed, event) &&
               (event == first || event != PMUF_ARM64_SMALL_EVENTS))
            event++;
        if (event > first)
            alternative->records[alternative->count++] = (struct arm64_record){
                (uint16_t)first, (uint16_t)(event - first), PMUF_ACTION_ALLOW};
        else
            event++;
    }
    return filters;
}
