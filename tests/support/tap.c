/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/tap.h"
#include <stdarg.h>
#include <stdio.h>

struct tap tap_begin(unsigned int planned)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("1..%u\n", planned);
    return (struct tap){.planned = planned};
}

void tap_result(struct tap *tap, bool passed, const char *name, ...)
{
    va_list arguments;

    printf("%s %u - ", passed ? "ok" : "not ok", ++tap->done);
    va_start(arguments, name);
    vprintf(name, arguments);
    va_end(arguments);
    putchar('\n');
    if (!passed)
        tap->failed++;
}

void tap_skip(struct tap *tap, const char *name, const char *reason)
{
    printf("ok %u - %s # SKIP %s\n", ++tap->done, name, reason);
}

void tap_note(const char *text, ...)
{
    va_list arguments;

    fputs("# ", stdout);
    va_start(arguments, text);
    vprintf(text, arguments);
    va_end(arguments);
    putchar('\n');
}

int tap_end(const struct tap *tap)
{
    if (tap->done != tap->planned)
        tap_note("%u results, but %u were planned", tap->done, tap->planned);
    return tap->failed == 0 && tap->done == tap->planned ? 0 : 1;
}

int tap_skip_all(const char *reason)
{
    printf("1..0 # SKIP %s\n", reason);
    return 0;
}
