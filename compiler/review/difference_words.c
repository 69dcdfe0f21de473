/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/difference.h"

static const struct {
    const char *word;
    const char *text;
} facts[FACT_COUNT] = {
    [FACT_CAN_LOAD] = {"can-load", "can start VMs under this policy, and could not before"},
    [FACT_CANNOT_LOAD] = {"cannot-load", "can no longer start VMs under this policy"},
    [FACT_ESCAPE] = {"tsx-escape",
                     "before Linux 6.3 a guest can now escape the list of denied events, with the "
                     "TSX bits of the event selector"},
    [FACT_NO_ESCAPE] = {"no-tsx-escape",
                        "before Linux 6.3 a guest can no longer escape a list of denied events"},
    [FACT_NEEDS_MORE] = {"needs-linux-6.3", "needs Linux 6.3 now, where 5.3 was enough"},
    [FACT_NEEDS_LESS] = {"needs-linux-5.3",
                         "loads on Linux 5.3 and later now, where it needed 6.3"},
};

const char *fact_word(enum fact fact)
{
    return facts[fact].word;
}

const char *fact_text(enum fact fact)
{
    return facts[fact].text;
}

const char *reason_words(const struct reason *reason)
{
    if (reason->kind == REASON_KVM)
        return "KVM counts this whatever a filter says";
    if (reason->side == SIDE_OLD)
        return reason->denies ? "no longer denied by" : "no longer allowed by";
    return reason->denies ? "denied by" : "allowed by";
}
