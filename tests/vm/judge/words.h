/* SPDX-License-Identifier: BSD-2-Clause */
/* Files of words in lines. The text is the caller's; the functions cut it into strings. */
#ifndef PMUF_VM_WORDS_H
#define PMUF_VM_WORDS_H

#include <stddef.h>

/* Ends the program with a message. */
void give_up(const char *path, const char *why) __attribute__((noreturn));

/* A whole file, not empty, and its size; or gives up. A NUL follows the last byte. */
char *read_bytes(const char *path, size_t *size);
/* The same, as text. */
char *read_text(const char *path);

/*
 * The next line, without its end: LF or CRLF, or several CR before an LF, as a serial console
 * writes them. *text then points to what follows, and is null after the last line.
 */
char *next_line(char **text);

/* The next word of a line, empty at its end. *line then points to the word after it. */
char *next_word(char **line);

#endif
