/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/vm/judge/words.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_BYTES (1u << 20)

void give_up(const char *path, const char *why)
{
    printf("Bail out! %s: %s\n", path, why);
    exit(1);
}

char *read_bytes(const char *path, size_t *size)
{
    FILE *file = fopen(path, "re");
    char *bytes = malloc(MOST_BYTES + 1);

    if (file == NULL || bytes == NULL)
        give_up(path, strerror(errno));
    *size = fread(bytes, 1, MOST_BYTES, file);
    if (ferror(file) || *size == 0 || *size == MOST_BYTES)
        give_up(path, "empty, too large or not readable");
    fclose(file);
    bytes[*size] = '\0';
    return bytes;
}

char *read_text(const char *path)
{
    size_t size;

    return read_bytes(path, &size);
}

char *next_line(char **text)
{
    char *line = strsep(text, "\n");
    size_t length = strlen(line);

    while (length > 0 && line[length - 1] == '\r')
        line[--length] = '\0';
    return line;
}

char *next_word(char **line)
{
    char *word = *line + strspn(*line, " ");
    char *end = word + strcspn(word, " ");

    *line = end + strspn(end, " ");
    *end = '\0';
    return word;
}
