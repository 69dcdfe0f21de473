/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/names.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/events/events.h"

static const char *const vendor_names[VENDOR_COUNT] = {"intel", "amd", "arm64"};

/* Locale-independent. */
static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_event_name(const char *text)
{
    size_t size = 0;

    for (; text[size]; size++) {
        const char c = text[size];

        if (!is_lower(c) && !is_upper(c) && !is_digit(c) && !strchr("_-.:", c))
            return false;
    }
    return size >= 1 && size <= MAX_EVENT_NAME;
}

bool is_plain_name(const char *text, uint32_t limit)
{
    size_t size = 0;

    for (; text[size]; size++) {
        if (!is_lower(text[size]) && !is_digit(text[size]) && !strchr("-.", text[size]))
            return false;
    }
    return size >= 1 && size <= limit;
}

bool is_version(const char *text)
{
    size_t size = 0;

    while (text[size] >= ' ' && text[size] <= '~')
        size++;
    return text[size] == '\0' && size >= 1 && size <= MAX_VERSION;
}

static unsigned int digit_value(char c)
{
    if (is_digit(c))
        return (unsigned int)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned int)(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return (unsigned int)(c - 'A') + 10;
    return 16;
}

static bool is_octal_like(const char *text)
{
    return text[0] == '0' && text[strspn(text, "0")] != '\0';
}

bool read_number(const char *text, uint64_t *number)
{
    const bool is_hexadecimal = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    const unsigned int base = is_hexadecimal ? 16 : 10;
    uint64_t value = 0;

    if (is_hexadecimal)
        text += 2;
    else if (is_octal_like(text))
        return false;
    if (!*text)
        return false;
    for (; *text; text++) {
        const unsigned int digit = digit_value(*text);

        if (digit >= base || __builtin_mul_overflow(value, base, &value) ||
            __builtin_add_overflow(value, digit, &value))
            return false;
    }
    *number = value;
    return true;
}

bool read_vendor(const char *text, enum vendor *vendor)
{
    for (int i = 0; i < VENDOR_COUNT; i++) {
        if (strcmp(text, vendor_names[i]) == 0) {
            *vendor = (enum vendor)i;
            return true;
        }
    }
    return false;
}

const char *vendor_name(enum vendor vendor)
{
    return vendor_names[vendor];
}

const char *events_make_key(struct arena *arena, const char *name)
{
    char *key = arena_copy_text(arena, name, strlen(name));

    for (char *c = key; *c; c++) {
        if (*c == ':')
            *c = '.';
        else if (is_upper(*c))
            *c = (char)(*c - 'A' + 'a');
    }
    return key;
}

/* After a mismatch only the last '*' can take one character more: no earlier one has to. */
bool events_match(const char *pattern, const char *key)
{
    const char *star = NULL;
    const char *resume = NULL;

    while (*key) {
        if (*pattern == '*') {
            star = pattern++;
            resume = key;
        } else if (*pattern == '?' || *pattern == *key) {
            pattern++;
            key++;
        } else if (star) {
            pattern = star + 1;
            key = ++resume;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

const char *lower_case(struct arena *arena, const char *text)
{
    char *copy = arena_copy_text(arena, text, strlen(text));

    for (char *c = copy; *c; c++) {
        if (is_upper(*c))
            *c = (char)(*c - 'A' + 'a');
    }
    return copy;
}
