/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A set as it was written, such as `0x00..0x0f, 0x40/0xf0 except 0x03`, becomes the numbers it
 * stands for. What numbers may stand there, and what else, is the domain's business.
 */
#ifndef PMUC_POLICY_NUMBER_SET_H
#define PMUC_POLICY_NUMBER_SET_H

#include "compiler/base/diagnostic.h"
#include "grammar/ast.h"

enum { NUMBER_SET_BITS = 65536, NUMBER_SET_WORDS = NUMBER_SET_BITS / 64 };

/* Words beyond those of the domain's numbers are not set. */
struct number_set {
    uint64_t words[NUMBER_SET_WORDS];
};

struct number_domain {
    const char *what;       /* "an event select", for messages */
    const char *range;      /* "unit masks run from 0 to 0xff", for messages */
    uint32_t number_limit;  /* the largest number that may be written */
    uint32_t full_limit;    /* what `any` and match/mask reach to */
    bool takes_masks;       /* match/mask may stand here */
    bool takes_fixed_names; /* instructions, cycles, ref-cycles, slots */
};

/*
 * Fills *out. False when a mistake was reported (or an item was malformed, which is reported
 * already). A set that comes out empty is a mistake. Parts without effect get a warning.
 */
bool number_set_resolve(const struct ast_set *set, const struct number_domain *domain,
                        struct diagnostics *diagnostics, struct number_set *out);

static inline bool number_set_has(const struct number_set *set, uint32_t number)
{
    return set->words[number / 64] >> (number % 64) & 1;
}

#endif
