/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/report.h"

struct pmuf_alternative report_alternative(const struct report *report)
{
    struct pmuf_alternative alternative = {0};

    /* Cannot fail: the choice was made in this view. */
    (void)!pmuf_get_alternative(&report->blob.view, report->choice.section,
                                report->choice.alternative, &alternative);
    return alternative;
}

uint32_t report_event_bits(const struct report *report)
{
    /* Only the records of events that the host does not have are left out. */
    return report->result.loaded < report->result.record ? 10 : 16;
}

void report_close(struct report *report)
{
    blob_file_close(&report->blob);
}
