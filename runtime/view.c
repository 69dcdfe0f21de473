/* SPDX-License-Identifier: BSD-2-Clause */
/* What an accepted blob says, one record at a time. */
#include "runtime/layout.h"
#include "runtime/pmufilter.h"

static const unsigned char *view_blob(const struct pmuf_view *view)
{
    return view == NULL ? NULL : view->blob_;
}

uint32_t pmuf_checksum(const struct pmuf_view *view)
{
    const unsigned char *blob = view_blob(view);

    return blob == NULL ? 0 : read_u32(blob + view->size_ - PMUF_CHECKSUM_SIZE);
}

size_t pmuf_policy_name(const struct pmuf_view *view, const char **name)
{
    const unsigned char *blob = view_blob(view);

    if (name != NULL)
        *name = blob == NULL ? "" : (const char *)(blob + PMUF_HEADER_SIZE);
    return blob == NULL ? 0 : read_u16(blob + PMUF_HEADER_NAME_SIZE);
}

uint32_t pmuf_section_count(const struct pmuf_view *view)
{
    const unsigned char *blob = view_blob(view);

    return blob == NULL ? 0 : read_u16(blob + PMUF_HEADER_SECTION_COUNT);
}

int pmuf_get_section(const struct pmuf_view *view, uint32_t section, struct pmuf_section *out)
{
    struct section found;

    if (out == NULL || section >= pmuf_section_count(view))
        return PMUF_E_ARGUMENT;
    found = layout_section(view_blob(view), section);
    *out = (struct pmuf_section){
        .architecture = found.architecture,
        .rest = found.rest,
        .signature_count = found.signature_count,
        .alternative_count = found.alternative_count,
    };
    return PMUF_OK;
}

static struct pmuf_signature x86_signature(const unsigned char *at)
{
    return (struct pmuf_signature){
        .vendor = read_u8(at + PMUF_SIGNATURE_VENDOR),
        .family = read_u16(at + PMUF_SIGNATURE_FAMILY),
        .model = read_u8(at + PMUF_SIGNATURE_MODEL),
        .stepping_mask = read_u16(at + PMUF_SIGNATURE_STEPPING_MASK),
    };
}

static struct pmuf_signature arm64_signature(const unsigned char *at)
{
    return (struct pmuf_signature){
        .midr_value = read_u32(at + PMUF_SIGNATURE_MIDR_VALUE),
        .midr_mask = read_u32(at + PMUF_SIGNATURE_MIDR_MASK),
    };
}

int pmuf_get_signature(const struct pmuf_view *view, uint32_t section, uint32_t signature,
                       struct pmuf_signature *out)
{
    const unsigned char *blob = view_blob(view);
    struct section found;
    size_t place;

    if (out == NULL || section >= pmuf_section_count(view))
        return PMUF_E_ARGUMENT;
    found = layout_section(blob, section);
    if (signature >= found.signature_count)
        return PMUF_E_ARGUMENT;
    place = layout_signature(&found, signature);
    *out = found.architecture == PMUF_ARM64 ? arm64_signature(blob + place)
                                            : x86_signature(blob + place);
    return PMUF_OK;
}

int pmuf_get_alternative(const struct pmuf_view *view, uint32_t section, uint32_t alternative,
                         struct pmuf_alternative *out)
{
    const unsigned char *blob = view_blob(view);
    struct section found;
    struct alternative record;

    if (out == NULL || section >= pmuf_section_count(view))
        return PMUF_E_ARGUMENT;
    found = layout_section(blob, section);
    if (alternative >= found.alternative_count)
        return PMUF_E_ARGUMENT;
    record = layout_alternative(blob, &found, alternative);
    *out = (struct pmuf_alternative){
        .kind = record.kind,
        .requirements = record.requirements,
        .payload = blob + record.payload,
        .payload_size = record.payload_size,
    };
    return PMUF_OK;
}
