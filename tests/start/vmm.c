/* SPDX-License-Identifier: BSD-2-Clause */
#include "vmm.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_SIZE = 256, USAGE = 99 };

void vmm_say(const char *format, ...)
{
    char line[LINE_SIZE];
    va_list arguments;
    int size;

    va_start(arguments, format);
    size = vsnprintf(line, sizeof(line) - 1, format, arguments);
    va_end(arguments);
    line[size] = '\n';
    if (write(STDOUT_FILENO, line, (size_t)size + 1) < 0)
        _exit(USAGE);
}

const char *vmm_errno_name(int error_number)
{
    switch (error_number) {
    case 0:
        return "fine";
    case ENOSYS:
        return "ENOSYS";
    case EPERM:
        return "EPERM";
    case EINVAL:
        return "EINVAL";
    case EINTR:
        return "EINTR";
    default:
        return strerror(error_number);
    }
}

static bool do_word(char *word, char **rest, bool *rest_is_done, int *status)
{
    char *colon = strchr(word, ':');
    const char *argument = colon == NULL ? "" : colon + 1;
    char name[LINE_SIZE];

    snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, ":"), word);
    return vmm_kvm_word(name, argument) || vmm_wait_word(name, argument) ||
           vmm_seccomp_word(name, argument) ||
           vmm_process_word(name, argument, rest, rest_is_done, status);
}

int vmm_do(char **words)
{
    bool is_done = false;
    int status = 0;

    for (; *words != NULL && !is_done; words++) {
        if (!do_word(*words, words + 1, &is_done, &status)) {
            vmm_say("unknown word %s", *words);
            return USAGE;
        }
    }
    return status;
}

int main(int argument_count, char **arguments)
{
    (void)argument_count;
    return vmm_do(arguments + 1);
}
