/* SPDX-License-Identifier: BSD-2-Clause */
/* One section of a blob: whom it serves, its alternatives, and its place among the others. */
#include "runtime/check_parts.h"

/*
 * A signature as one number. Its upper half is the set of steppings (x86) or the mask (arm64), its
 * lower half what has to be equal.
 */
static uint64_t signature_read(const struct check *check, const struct section *section,
                               uint32_t index)
{
    _Static_assert(PMUF_SIGNATURE_STEPPING_MASK == 4 && PMUF_SIGNATURE_RESERVED == 6, "x86");
    _Static_assert(PMUF_SIGNATURE_MIDR_VALUE == 0 && PMUF_SIGNATURE_MIDR_MASK == 4, "arm64");

    return read_u64(check->blob + layout_signature(section, index));
}

/* Whether some CPU has both signatures. */
static bool signatures_overlap(uint32_t architecture, uint64_t one, uint64_t other)
{
    const uint32_t difference = (uint32_t)one ^ (uint32_t)other;
    const uint32_t common = (uint32_t)(one >> 32) & (uint32_t)(other >> 32);

    if (architecture == PMUF_X86)
        return difference == 0 && common != 0;
    return (difference & common) == 0;
}

/* Signatures stand in ascending order of this key. */
static uint64_t signature_key(const struct check *check, const struct section *section,
                              uint32_t index)
{
    const unsigned char *at = check->blob + layout_signature(section, index);

    if (section->architecture == PMUF_ARM64)
        return (uint64_t)read_u32(at + PMUF_SIGNATURE_MIDR_VALUE) << 32 |
               read_u32(at + PMUF_SIGNATURE_MIDR_MASK);
    return (uint64_t)read_u8(at + PMUF_SIGNATURE_VENDOR) << 48 |
           (uint64_t)read_u16(at + PMUF_SIGNATURE_FAMILY) << 32 |
           (uint64_t)read_u8(at + PMUF_SIGNATURE_MODEL) << 16 |
           read_u16(at + PMUF_SIGNATURE_STEPPING_MASK);
}

static int check_x86_signature(struct check *check, size_t place)
{
    const unsigned char *at = check->blob + place;
    const uint32_t vendor = read_u8(at + PMUF_SIGNATURE_VENDOR);

    if (vendor == PMUF_VENDOR_UNKNOWN || vendor > PMUF_VENDOR_ZHAOXIN)
        return check_fail(check, PMUF_E_SIGNATURE, place + PMUF_SIGNATURE_VENDOR);
    if (read_u16(at + PMUF_SIGNATURE_STEPPING_MASK) == 0)
        return check_fail(check, PMUF_E_SIGNATURE, place + PMUF_SIGNATURE_STEPPING_MASK);
    if (read_u16(at + PMUF_SIGNATURE_RESERVED) != 0)
        return check_fail(check, PMUF_E_RESERVED, place + PMUF_SIGNATURE_RESERVED);
    return PMUF_OK;
}

static int check_arm64_signature(struct check *check, size_t place)
{
    const uint32_t value = read_u32(check->blob + place + PMUF_SIGNATURE_MIDR_VALUE);
    const uint32_t mask = read_u32(check->blob + place + PMUF_SIGNATURE_MIDR_MASK);

    if (mask == 0)
        return check_fail(check, PMUF_E_SIGNATURE, place + PMUF_SIGNATURE_MIDR_MASK);
    if ((value & ~mask) != 0)
        return check_fail(check, PMUF_E_SIGNATURE, place + PMUF_SIGNATURE_MIDR_VALUE);
    return PMUF_OK;
}

static int check_signatures(struct check *check, const struct section *section)
{
    uint64_t previous = 0;

    for (uint32_t i = 0; i < section->signature_count; i++) {
        const size_t place = layout_signature(section, i);
        const uint64_t key = signature_key(check, section, i);
        const int error = section->architecture == PMUF_X86 ? check_x86_signature(check, place)
                                                            : check_arm64_signature(check, place);

        if (error != PMUF_OK)
            return error;
        if (i > 0 && key <= previous)
            return check_fail(check, PMUF_E_SIGNATURE, place);
        previous = key;
    }
    return PMUF_OK;
}

/* Whether signature `index` of `section` shares a host with one of the first `count` of `other`. */
static bool is_served_by(const struct check *check, const struct section *section, uint32_t index,
                         const struct section *other, uint32_t count)
{
    const uint64_t signature = signature_read(check, section, index);

    for (uint32_t i = 0; i < count; i++) {
        if (signatures_overlap(section->architecture, signature, signature_read(check, other, i)))
            return true;
    }
    return false;
}

/* Compares with a section that stands earlier. With itself: each signature with those before. */
static int check_overlap(struct check *check, const struct section *section,
                         const struct section *other)
{
    const bool itself = section->record == other->record;

    if (!itself && (section->rest & other->rest) != 0)
        return check_fail(check, PMUF_E_OVERLAP, section->record + PMUF_SECTION_REST);
    if (section->architecture != other->architecture)
        return PMUF_OK;
    for (uint32_t i = 0; i < section->signature_count; i++) {
        if (is_served_by(check, section, i, other, itself ? i : other->signature_count))
            return check_fail(check, PMUF_E_OVERLAP, layout_signature(section, i));
    }
    return PMUF_OK;
}

/* Whether `earlier` may stand before `later`. Sections that share no host never have equal keys. */
static bool is_ordered(const struct check *check, const struct section *earlier,
                       const struct section *later)
{
    if (earlier->architecture != later->architecture)
        return earlier->architecture < later->architecture;
    if (earlier->signature_count > 0 && later->signature_count > 0)
        return signature_key(check, earlier, 0) < signature_key(check, later, 0);
    if (earlier->signature_count == 0 && later->signature_count == 0)
        return earlier->rest < later->rest;
    return earlier->signature_count > 0;
}

static int check_neighbours(struct check *check, const struct section *section, uint32_t index)
{
    for (uint32_t i = 0; i <= index; i++) {
        const struct section other = layout_section(check->blob, i);
        const int error = check_overlap(check, section, &other);

        if (error != PMUF_OK)
            return error;
    }
    if (index > 0) {
        const struct section previous = layout_section(check->blob, index - 1);

        if (!is_ordered(check, &previous, section))
            return check_fail(check, PMUF_E_ORDER, section->record);
    }
    return PMUF_OK;
}

/* Whether KVM treats some host of an x86 section as Intel's. */
static bool serves_intel(const struct check *check, const struct section *section)
{
    if ((section->rest & PMUF_REST_INTEL) != 0)
        return true;
    for (uint32_t i = 0; i < section->signature_count; i++) {
        const unsigned char *at = check->blob + layout_signature(section, i);
        const uint32_t vendor = read_u8(at + PMUF_SIGNATURE_VENDOR);

        if (vendor != PMUF_VENDOR_AMD && vendor != PMUF_VENDOR_HYGON)
            return true;
    }
    return false;
}

static int check_kind(struct check *check, const struct section *section,
                      const struct alternative *alternative)
{
    const unsigned char *reserved = check->blob + alternative->record + PMUF_ALTERNATIVE_RESERVED;
    const bool arm64 = alternative->kind == PMUF_KIND_ARM64;

    if (alternative->kind < PMUF_KIND_SELECT_UMASK || alternative->kind > PMUF_KIND_ARM64 ||
        arm64 != (section->architecture == PMUF_ARM64))
        return check_fail(check, PMUF_E_KIND, alternative->record + PMUF_ALTERNATIVE_KIND);
    if (read_u8(reserved) != 0 || read_u16(reserved + 1) != 0)
        return check_fail(check, PMUF_E_RESERVED, alternative->record + PMUF_ALTERNATIVE_RESERVED);
    return PMUF_OK;
}

static bool are_requirements_of(uint32_t requirements, uint32_t kind)
{
    switch (kind) {
    case PMUF_KIND_ARM64:
        return requirements == PMUF_NEEDS_ARM64_FILTER;
    case PMUF_KIND_SELECT_UMASK:
        /*
         * The second form suits a DENY list on Intel: before masked events came, KVM looked at the
         * TSX bits of an event selector too, so a guest that set them went past the list.
         */
        return requirements == PMUF_NEEDS_FILTER ||
               requirements == (PMUF_NEEDS_FILTER | PMUF_NEEDS_MASKED_EVENTS);
    default:
        return requirements == (PMUF_NEEDS_FILTER | PMUF_NEEDS_MASKED_EVENTS);
    }
}

/* The first alternative that the kernel can take is picked, so a later one has to need less. */
static int check_requirements(struct check *check, const struct section *section, uint32_t index)
{
    const struct alternative alternative = layout_alternative(check->blob, section, index);
    const size_t place = alternative.record + PMUF_ALTERNATIVE_REQUIREMENTS;

    if (!are_requirements_of(alternative.requirements, alternative.kind))
        return check_fail(check, PMUF_E_REQUIREMENT, place);
    for (uint32_t i = 0; i < index; i++) {
        const struct alternative earlier = layout_alternative(check->blob, section, i);

        if ((earlier.requirements & ~alternative.requirements) == 0)
            return check_fail(check, PMUF_E_REQUIREMENT, place);
    }
    return PMUF_OK;
}

/* The payloads follow the alternative table in order and fill the body. */
static int check_payload_places(struct check *check, const struct section *section)
{
    const size_t body_end = section->body + section->body_size;
    size_t end = layout_signature(section, section->signature_count) +
                 (size_t)section->alternative_count * PMUF_ALTERNATIVE_SIZE;

    for (uint32_t i = 0; i < section->alternative_count; i++) {
        const struct alternative alternative = layout_alternative(check->blob, section, i);
        const size_t record = alternative.record;

        if (alternative.payload != end)
            return check_fail(check, PMUF_E_LAYOUT, record + PMUF_ALTERNATIVE_PAYLOAD_OFFSET);
        if (alternative.payload_size > body_end - end)
            return check_fail(check, PMUF_E_LAYOUT, record + PMUF_ALTERNATIVE_PAYLOAD_SIZE);
        end += alternative.payload_size;
    }
    if (end != body_end)
        return check_fail(check, PMUF_E_LAYOUT, section->record + PMUF_SECTION_BODY_SIZE);
    return PMUF_OK;
}

static int check_alternative_table(struct check *check, const struct section *section)
{
    for (uint32_t i = 0; i < section->alternative_count; i++) {
        const struct alternative alternative = layout_alternative(check->blob, section, i);
        int error = check_kind(check, section, &alternative);

        if (error == PMUF_OK)
            error = check_requirements(check, section, i);
        if (error != PMUF_OK)
            return error;
    }
    return check_payload_places(check, section);
}

static int check_payloads(struct check *check, const struct section *section)
{
    const struct alternative first = layout_alternative(check->blob, section, 0);
    const bool intel = section->architecture == PMUF_X86 && serves_intel(check, section);

    if (section->architecture == PMUF_ARM64)
        return pmuf_check_arm64_payload(check, &first);
    for (uint32_t i = 0; i < section->alternative_count; i++) {
        const struct alternative alternative = layout_alternative(check->blob, section, i);
        int error = pmuf_check_x86_payload(check, &alternative, intel);

        if (error == PMUF_OK && i > 0)
            error = pmuf_check_x86_meaning(check, &first, &alternative);
        if (error != PMUF_OK)
            return error;
    }
    return PMUF_OK;
}

int pmuf_check_section(struct check *check, uint32_t index)
{
    const struct section section = layout_section(check->blob, index);
    int error = check_signatures(check, &section);

    if (error == PMUF_OK)
        error = check_neighbours(check, &section, index);
    if (error == PMUF_OK)
        error = check_alternative_table(check, &section);
    if (error == PMUF_OK)
        error = check_payloads(check, &section);
    return error;
}
