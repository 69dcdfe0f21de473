/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/oracle/test_catalogue.h"

#include <ctype.h>

#include "runtime/pmufilter.h"

enum { NUMBERS = 7, UMASKS = 5, CPU_FAMILIES = 3, CPU_MODELS = 5 };

/* What the events of one vendor are made of: so little that many share it. */
struct maker {
    struct random *random;
    struct arena *arena;
    enum test_vendor vendor;
    uint32_t numbers[NUMBERS];
    uint32_t umasks[UMASKS];
    uint32_t kind_count; /* made so far */
};

const char *test_vendor_name(enum test_vendor vendor)
{
    static const char *const names[] = {"intel", "amd", "arm64"};

    return names[vendor];
}

static uint32_t random_maker(struct random *random, enum test_vendor vendor)
{
    static const uint32_t makers[][4] = {
        {PMUF_VENDOR_INTEL, PMUF_VENDOR_INTEL, PMUF_VENDOR_ZHAOXIN, PMUF_VENDOR_CENTAUR},
        {PMUF_VENDOR_AMD, PMUF_VENDOR_AMD, PMUF_VENDOR_AMD, PMUF_VENDOR_HYGON},
        {0, 0, 0, 0},
    };

    return makers[vendor][random_below(random, 4)];
}

/* The n-th kind of a vendor: no two have their families and models in common. */
static struct cpu_kind make_kind(struct maker *maker)
{
    static const uint32_t families[][CPU_FAMILIES] = {
        {6, 15, 19}, {23, 25, 26}, {0x41, 0x43, 0xc0}};
    uint32_t n = maker->kind_count++;

    return (struct cpu_kind){.maker = random_maker(maker->random, maker->vendor),
                             .family = families[maker->vendor][n % CPU_FAMILIES],
                             .model = 0x0c + n / CPU_FAMILIES * 0x11,
                             .steppings = EVERY_TEST_STEPPING};
}

static void make_model(struct maker *maker, struct test_model *model, uint32_t index)
{
    model->name = arena_format(maker->arena, "m%u", index);
    if (random_once_in(maker->random, 2))
        model->other_name = arena_format(maker->arena, "x-%u.b", index);
    model->is_refused = random_once_in(maker->random, 8);
    model->kind_count = 1 + random_below(maker->random, MODEL_KINDS - 1);
    for (uint32_t i = 0; i < model->kind_count; i++)
        model->kinds[i] = make_kind(maker);
}

/* Moves some steppings of a model's last kind to the next model, as those of Cascade Lake are. */
static void split_kind(struct random *random, struct test_model *from, struct test_model *to)
{
    struct cpu_kind *kind = &from->kinds[from->kind_count - 1];
    uint32_t moved = (uint32_t)random_next(random) & kind->steppings;

    if (moved == 0 || moved == kind->steppings || to->kind_count == MODEL_KINDS)
        return;
    to->kinds[to->kind_count] = *kind;
    to->kinds[to->kind_count++].steppings = moved;
    kind->steppings &= ~moved;
}

static void make_models(struct maker *maker, struct vendor_catalogue *out)
{
    out->model_count = 3 + random_below(maker->random, CATALOGUE_MODELS - 2);
    for (uint32_t i = 0; i < out->model_count; i++)
        make_model(maker, &out->models[i], i);
    for (uint32_t i = 0; maker->vendor != TEST_ARM64 && i + 1 < out->model_count; i++) {
        if (random_once_in(maker->random, 3))
            split_kind(maker->random, &out->models[i], &out->models[i + 1]);
    }
}

static uint32_t random_number(const struct maker *maker)
{
    static const uint32_t limits[] = {0x100, 0x1000, 0x10000};
    static const uint32_t arm64_numbers[] = {0x00, 0x1e, 0x3ff, 0x400, 0xffff};

    if (maker->vendor == TEST_ARM64 && random_once_in(maker->random, 3))
        return arm64_numbers[random_below(maker->random, 5)];
    if (random_once_in(maker->random, 2))
        return random_below(maker->random, 0x100);
    return random_below(maker->random, limits[maker->vendor]);
}

static void fill_numbers(struct maker *maker)
{
    for (int i = 0; i < NUMBERS; i++)
        maker->numbers[i] = random_number(maker);
    for (int i = 0; i < UMASKS; i++)
        maker->umasks[i] = random_below(maker->random, i % 2 ? 0x100 : 0x10);
}

static bool has_number(const struct test_event *event, uint32_t number)
{
    for (uint32_t i = 0; i < event->number_count; i++) {
        if (event->numbers[i] == number)
            return true;
    }
    return false;
}

static void make_meaning(const struct maker *maker, struct test_event *event)
{
    static const char *const remarks[] = {", edge: true", ", cmask: 2, invert: true",
                                          ", deprecated: true", ", deprecated: LOAD.ALL"};
    uint32_t count = random_once_in(maker->random, 4) ? EVENT_SELECTS : 1;

    event->remarks =
        random_once_in(maker->random, 6) ? remarks[random_below(maker->random, 4)] : "";
    event->is_fixed = maker->vendor == TEST_INTEL && random_once_in(maker->random, 6);
    if (event->is_fixed) {
        event->numbers[event->number_count++] = random_below(maker->random, 8);
        return;
    }
    event->umask =
        maker->vendor == TEST_ARM64 ? 0 : maker->umasks[random_below(maker->random, UMASKS)];
    while (count-- > 0) {
        uint32_t number = maker->numbers[random_below(maker->random, NUMBERS)];

        if (!has_number(event, number))
            event->numbers[event->number_count++] = number;
    }
}

/* A name that is no other's, under any n: LOAD.HIT_L1, say. */
static const char *make_name(const struct maker *maker, unsigned int n)
{
    static const char *const first[] = {"LOAD", "store", "Br"};
    static const char *const second[] = {"ALL", "HIT", "miss", "ANY-1"};
    static const char *const third[] = {"", "_L1", ".L2"};

    return arena_format(maker->arena, "%s%s%s%s", first[n % 3],
                        random_once_in(maker->random, 4) ? ":" : ".", second[n / 3 % 4],
                        third[n / 12]);
}

enum { NAMES = 36 };

static struct test_event *add_event(struct test_list *list)
{
    return &list->events[list->event_count++];
}

/* On the models of two lists a name means the same, or here one thing and there another. */
static void place_event(const struct maker *maker, const struct test_event *event,
                        struct vendor_catalogue *out)
{
    uint32_t place = random_below(maker->random, 20);
    struct test_event other = {.name = event->name};

    make_meaning(maker, &other);
    if (place < 5)
        *add_event(&out->lists[0]) = *event;
    if (place >= 4 && place < 11 && out->list_count > 1)
        *add_event(&out->lists[1]) = *event;
    if (place >= 7 && place < 13 && out->list_count > 2)
        *add_event(&out->lists[2]) = place == 7 ? *event : other;
}

static void make_events(struct maker *maker, struct vendor_catalogue *out)
{
    for (unsigned int n = 0; n < NAMES; n++) {
        struct test_event event = {.name = make_name(maker, n)};

        make_meaning(maker, &event);
        if (random_once_in(maker->random, 8))
            event.other_name = arena_format(maker->arena, "load.also.%u", n);
        place_event(maker, &event, out);
    }
}

/* Each model is in one list at most, besides the first: two lists may disagree about a name. */
static void make_lists(struct maker *maker, struct vendor_catalogue *out)
{
    out->list_count = 1 + random_below(maker->random, CATALOGUE_LISTS);
    for (uint32_t i = 0; i < out->model_count; i++) {
        uint32_t which = random_below(maker->random, CATALOGUE_LISTS);

        if (which > 0)
            out->lists[which].models |= 1u << i;
    }
    for (uint32_t i = 1; i < out->list_count; i++) {
        if (out->lists[i].models == 0)
            out->list_count = i;
    }
    make_events(maker, out);
}

struct test_catalogue *catalogue_generate(struct random *random, struct arena *arena)
{
    struct test_catalogue *catalogue = ARENA_NEW(arena, struct test_catalogue);

    for (int vendor = 0; vendor < TEST_VENDOR_COUNT; vendor++) {
        struct maker maker = {.random = random, .arena = arena, .vendor = (enum test_vendor)vendor};

        fill_numbers(&maker);
        make_models(&maker, &catalogue->vendors[vendor]);
        make_lists(&maker, &catalogue->vendors[vendor]);
    }
    return catalogue;
}

bool kinds_are_alike(const struct cpu_kind *a, const struct cpu_kind *b)
{
    return a->maker == b->maker && a->family == b->family && a->model == b->model;
}

bool kind_has(const struct cpu_kind *kind, const struct test_cpu *cpu)
{
    return kind->maker == cpu->maker && kind->family == cpu->family && kind->model == cpu->model &&
           kind->steppings >> cpu->stepping & 1;
}

/* The steppings of a kind that the models of a list have. */
static uint32_t steppings_in(const struct vendor_catalogue *catalogue, const struct test_list *list,
                             const struct cpu_kind *kind)
{
    uint32_t steppings = 0;

    for (uint32_t i = 0; i < catalogue->model_count; i++) {
        const struct test_model *model = &catalogue->models[i];

        for (uint32_t k = 0; list->models >> i & 1 && k < model->kind_count; k++)
            steppings |= kinds_are_alike(&model->kinds[k], kind) ? model->kinds[k].steppings : 0;
    }
    return steppings;
}

/* Who has a CPU of which a list does not speak must not be told that the list's names hold. */
static bool has_all(const struct vendor_catalogue *catalogue, const struct test_list *list,
                    const struct cpu_kind *kinds, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (kinds[i].steppings & ~steppings_in(catalogue, list, &kinds[i]))
            return false;
    }
    return count > 0;
}

uint32_t catalogue_lists_of(const struct vendor_catalogue *catalogue, const struct cpu_kind *kinds,
                            uint32_t count)
{
    uint32_t lists = 1;

    for (uint32_t i = 1; i < catalogue->list_count; i++) {
        if (has_all(catalogue, &catalogue->lists[i], kinds, count))
            lists |= 1u << i;
    }
    return lists;
}

static char fold(char c)
{
    return c == ':' ? '.' : (char)tolower((unsigned char)c);
}

static bool same_name(const char *a, const char *b)
{
    while (*a && fold(*a) == fold(*b)) {
        a++;
        b++;
    }
    return *a == *b;
}

bool catalogue_knows(const struct vendor_catalogue *catalogue, uint32_t lists, const char *name)
{
    for (uint32_t n = 0; n < catalogue->list_count; n++) {
        const struct test_list *list = &catalogue->lists[n];

        for (uint32_t i = 0; lists >> n & 1 && i < list->event_count; i++) {
            const struct test_event *event = &list->events[i];

            if (same_name(event->name, name) ||
                (event->other_name && same_name(event->other_name, name)))
                return true;
        }
    }
    return false;
}

struct test_cpu catalogue_make_cpu(struct random *random, enum test_vendor vendor,
                                   const struct cpu_kind *kinds, uint32_t count)
{
    const struct cpu_kind *kind = count ? &kinds[random_below(random, count)] : NULL;
    struct test_cpu cpu = {.vendor = vendor,
                           .maker = random_maker(random, vendor),
                           .family = random_below(random, 0x20),
                           .model = random_below(random, 0x100),
                           .stepping = random_below(random, 16)};

    if (!kind)
        return cpu;
    cpu.maker = kind->maker;
    cpu.family = kind->family;
    cpu.model = kind->model;
    while (!(kind->steppings >> cpu.stepping & 1))
        cpu.stepping = (cpu.stepping + 1) % 16;
    return cpu;
}
