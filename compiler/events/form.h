/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Typed access to the nodes of our own form. What has another type than is asked for is reported
 * and false is returned. A null node is a key that is absent: false, without a report.
 *
 * Messages call a value by its key and never repeat what the file says there, which could be
 * anything: the place shows it.
 */
#ifndef PMUC_EVENTS_FORM_H
#define PMUC_EVENTS_FORM_H

#include "compiler/events/reader.h"

struct field {
    const char *key;
    bool is_required;
};

/*
 * values[i] becomes the value of fields[i], or null. Reports other keys, and required ones that are
 * absent. False when the node is no mapping or something was reported.
 */
bool form_map(struct reader *reader, const struct node *node, const struct field *fields,
              unsigned int count, const struct node **values);

bool form_list(struct reader *reader, const struct node *node, const char *what);

/* A number that is written without quotes, 0 to limit. */
bool form_number(struct reader *reader, const struct node *node, const char *what, uint32_t limit,
                 uint32_t *number);

bool form_flag(struct reader *reader, const struct node *node, const char *what, bool *flag);

/* A text of 1 to `limit` bytes; what YAML reads as a number, a truth or nothing has to be quoted.
 */
bool form_text(struct reader *reader, const struct node *node, const char *what, uint32_t limit,
               const char **text);

/* A text for people: on one line. */
bool form_line(struct reader *reader, const struct node *node, const char *what, uint32_t limit,
               const char **text);

#endif
