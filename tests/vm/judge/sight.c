/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/vm/judge/sight.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define SHOWN_EVENTS 128u  /* events that the two PMCEID registers have bits for */
#define CYCLES_EVENT 0x11u /* what the cycle counter counts, as KVM filters it */

bool sight_read(const char *text, struct sight *out)
{
    for (unsigned int slot = 0; slot < GUEST_END; slot++) {
        char *end;

        errno = 0;
        out->slots[slot] = strtoull(text, &end, 16);
        if (end == text || errno != 0)
            return false;
        text = end;
    }
    return *text == '\0';
}

/* Event `index` of those with bits: 0x00 to 0x3f, then 0x4000 to 0x403f. */
static uint32_t shown_event(unsigned int index)
{
    return index < 64 ? index : 0x4000 + index - 64;
}

/* Where its bit is. Each register has 32 events of both, the high ones in its upper half. */
static unsigned int register_of(unsigned int index)
{
    return (index & 32) == 0 ? GUEST_PMCEID0 : GUEST_PMCEID1;
}

static uint64_t bit_of(unsigned int index)
{
    return (uint64_t)1 << ((index & 31) | (index & 64) >> 1);
}

static int is_allowed(const struct pmuf_view *view, const struct pmuf_choice *choice,
                      uint32_t event)
{
    return pmuf_evaluate(view, choice,
                         &(struct pmuf_point){.kind = PMUF_POINT_ARM64, .number = event});
}

/* Takes what is denied from a slot. False: `allowed` is an error. */
static bool filter_slot(struct sight *sight, unsigned int slot, uint64_t bits, int allowed)
{
    if (allowed == 0)
        sight->slots[slot] &= ~bits;
    return allowed >= 0;
}

bool sight_under(const struct sight *unfiltered, const struct pmuf_view *view,
                 const struct pmuf_choice *choice, struct sight *out)
{
    bool answered = true;

    *out = *unfiltered;
    for (unsigned int i = 0; i < SHOWN_EVENTS; i++)
        answered &=
            filter_slot(out, register_of(i), bit_of(i), is_allowed(view, choice, shown_event(i)));
    for (unsigned int event = 0; event < GUEST_EVENTS; event++)
        answered &= filter_slot(out, event, UINT64_MAX, is_allowed(view, choice, event));
    return answered &&
           filter_slot(out, GUEST_CYCLES, UINT64_MAX, is_allowed(view, choice, CYCLES_EVENT));
}

bool sight_agrees(const struct sight *a, const struct sight *b)
{
    bool agrees = (a->slots[GUEST_CYCLES] == 0) == (b->slots[GUEST_CYCLES] == 0) &&
                  a->slots[GUEST_PMCEID0] == b->slots[GUEST_PMCEID0] &&
                  a->slots[GUEST_PMCEID1] == b->slots[GUEST_PMCEID1];

    for (unsigned int event = 0; event < GUEST_EVENTS; event++)
        agrees &= (a->slots[event] == 0) == (b->slots[event] == 0);
    return agrees;
}

static void add_word(char text[SIGHT_TEXT_SIZE], size_t *length, const char *word)
{
    *length += (size_t)snprintf(text + *length, SIGHT_TEXT_SIZE - *length, "%s%s",
                                *length == 0 ? "" : " ", word);
}

static void add_event(char text[SIGHT_TEXT_SIZE], size_t *length, uint32_t event)
{
    char word[16];

    snprintf(word, sizeof(word), "%02x", event);
    add_word(text, length, word);
}

void sight_counted(const struct sight *sight, char out[SIGHT_TEXT_SIZE])
{
    size_t length = 0;

    out[0] = '\0';
    for (unsigned int event = 0; event < GUEST_EVENTS; event++) {
        if (sight->slots[event] != 0)
            add_event(out, &length, event);
    }
    if (sight->slots[GUEST_CYCLES] != 0)
        add_word(out, &length, "cycles");
}

void sight_shown(const struct sight *sight, char out[SIGHT_TEXT_SIZE])
{
    size_t length = 0;

    out[0] = '\0';
    for (unsigned int i = 0; i < SHOWN_EVENTS; i++) {
        if ((sight->slots[register_of(i)] & bit_of(i)) != 0)
            add_event(out, &length, shown_event(i));
    }
}
