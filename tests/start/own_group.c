/* SPDX-License-Identifier: BSD-2-Clause */
/*
 *   own_group COMMAND...
 *
 * Becomes the command, in a process group of its own, as a shell at a terminal does it. The group
 * of a test may be orphaned, and the kernel stops nobody in such a group by SIGTSTP.
 */
#include <unistd.h>

int main(int argument_count, char **arguments)
{
    if (argument_count < 2 || setpgid(0, 0) != 0)
        return 99;
    execvp(arguments[1], arguments + 1);
    return 97;
}
