/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/guest_view.h"

#include "compiler/policy/fixed_twins.h"

enum { CYCLE_COUNTER = 0x11, EVENTS_OF_10_BITS = 0x400 };

struct view {
    const struct reach *reach;
    const struct reached_point *point;
    bool counts;
    const char **lines;
    uint32_t count;
    struct arena *arena;
};

bool reach_has(const struct reach *reach, const struct reached_point *point)
{
    if (point->is_fixed)
        return reach->fixed >> point->select & 1;
    return umask_set_has(&reach->allowed[point->select], point->umask);
}

static void say(struct view *view, const char *line)
{
    view->lines[view->count++] = line;
}

static void say_frozen(struct view *view, const char *what)
{
    say(view, arena_format(view->arena,
                           "can program %s and reads back what it wrote, and CPUID says nothing "
                           "of the filter; the counter stays frozen and raises no interrupt",
                           what));
}

/* An event that a fixed counter counts, too. */
static const char *describe_twin(const struct view *view, const struct fixed_twin *twin)
{
    bool is_open = view->reach->fixed >> twin->fixed & 1;
    const char *text = view->counts && is_open ? "which is allowed, too"
                       : view->counts          ? "which is denied: it reads zero there"
                       : is_open ? "which is allowed: what is denied here can be read there"
                                 : "which is denied, too";

    if (twin->fixed >= EXPOSED_FIXED_COUNTERS)
        return arena_format(view->arena, "fixed counter %u counts the same, %s", twin->fixed, text);
    return arena_format(view->arena, "a Linux guest puts this event on fixed counter %u first, %s",
                        twin->fixed, text);
}

static void view_twins(struct view *view)
{
    for (int i = 0; i < FIXED_TWIN_COUNT; i++) {
        const struct fixed_twin *twin = &fixed_twins[i];

        if (twin->select != view->point->select || twin->umask != view->point->umask)
            continue;
        if (twin->is_pseudo)
            say(view, arena_format(view->arena,
                                   "event lists write fixed counter %u so; no CPU counts it on a "
                                   "general-purpose counter",
                                   twin->fixed));
        else
            say(view, describe_twin(view, twin));
    }
}

static void view_x86_event(struct view *view)
{
    if (view->counts)
        say(view, "it counts, with any counter mask, edge and invert bit that the guest sets: KVM "
                  "compares select and unit mask alone");
    else
        say_frozen(view, "it");
    if (view->reach->vendor == VENDOR_INTEL)
        view_twins(view);
}

static const char *describe_use(uint32_t counter)
{
    static const char *const uses[EXPOSED_FIXED_COUNTERS] = {
        "a Linux guest counts instructions here first",
        "a Linux guest counts cycles here first, those of its NMI watchdog as well",
        "a Linux guest counts ref-cycles here and nowhere else",
    };

    return counter < EXPOSED_FIXED_COUNTERS
               ? uses[counter]
               : "KVM gives guests no such counter: up to Linux 7.0 they have 0 to 2";
}

static void view_fixed(struct view *view)
{
    if (view->counts)
        say(view, "it counts, whatever is said of events: KVM asks the bitmap alone");
    else
        say_frozen(view, "the counter");
    say(view, describe_use(view->point->select));
    for (int i = 0; i < FIXED_TWIN_COUNT; i++) {
        const struct fixed_twin *twin = &fixed_twins[i];
        const struct reached_point event = {false, twin->select, twin->umask};

        if (twin->fixed == view->point->select && !twin->is_pseudo)
            say(view, arena_format(view->arena,
                                   "the event 0x%02x:0x%02x counts the same on a general-purpose "
                                   "counter, and is %s",
                                   twin->select, twin->umask,
                                   reach_has(view->reach, &event) ? "allowed" : "denied"));
    }
}

/* Guests learn from two registers which of the common events there are. */
static void view_id_register(struct view *view, uint32_t event)
{
    uint32_t low = event & 0x3fff;
    bool is_hidden = event >= 0x3d && event <= 0x3f;
    const char *text = view->counts ? "shows it where the CPU has it" : "is clear";

    if ((event & ~UINT32_C(0x4000)) != low || low >= 0x40)
        say(view, "no register tells guests whether there is such an event");
    else
        say(view, arena_format(view->arena, "bit %u of PMCEID%u_EL0 %s",
                               (low & 0x1f) + (event & 0x4000 ? 32 : 0), low >> 5,
                               is_hidden ? "is clear on every KVM" : text));
}

static void view_arm64(struct view *view)
{
    const struct host host = {.vendor = VENDOR_ARM64};
    uint32_t event = view->point->select << 8 | view->point->umask;
    struct umask_set always = host_unfilterable(&host, view->point->select);

    if (umask_set_has(&always, view->point->umask))
        say(view, "it counts: KVM filters neither this event (SW_INCR 0x00, CHAIN 0x1e) nor the "
                  "guest's use of it");
    else if (view->counts)
        say(view, "it counts");
    else
        say(view, "can program it and reads back what it wrote; the counter stays as it is and "
                  "raises no interrupt");
    view_id_register(view, event);
    if (event == CYCLE_COUNTER)
        say(view, "the cycle counter PMCCNTR_EL0 follows this event");
    if (event >= EVENTS_OF_10_BITS)
        say(view, "hosts whose event numbers have 10 bits do not know it");
}

uint32_t guest_view(const struct reach *reach, const struct reached_point *point,
                    const char *lines[MAX_GUEST_LINES], struct arena *arena)
{
    struct view view = {reach, point, reach_has(reach, point), lines, 0, arena};

    if (reach->vendor == VENDOR_ARM64)
        view_arm64(&view);
    else if (point->is_fixed)
        view_fixed(&view);
    else
        view_x86_event(&view);
    return view.count;
}
