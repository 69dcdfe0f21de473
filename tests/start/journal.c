/* SPDX-License-Identifier: BSD-2-Clause */
/* In place of the journal: `journal SOCKET FILE` writes each datagram that comes to the file. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argument_count, char **arguments)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    char entry[8192];
    FILE *file;
    ssize_t size;

    if (argument_count != 3)
        return 99;
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", arguments[1]);
    if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0)
        return 98;
    file = fopen(arguments[2], "we");
    if (file == NULL)
        return 97;
    while ((size = recv(fd, entry, sizeof(entry), 0)) > 0) {
        fwrite(entry, 1, (size_t)size, file);
        fputs("---\n", file);
        fflush(file);
    }
    return 0;
}
