/* SPDX-License-Identifier: BSD-2-Clause */
/* The names that a matcher stands for, in the order in which its items gave them. */
#ifndef PMUC_POLICY_NAME_LIST_H
#define PMUC_POLICY_NAME_LIST_H

#include "compiler/policy/code_set.h"
#include "compiler/policy/points.h"

struct name_list {
    struct matched_event *first;
    struct matched_event *last;
};

/* A null event: the item means nothing on these hosts, where it is optional. */
void name_list_add(struct name_list *list, const struct ast_item *item, const struct event *event,
                   host_set hosts, struct arena *arena);

/*
 * Takes the names out of *list of which `sets`, indexed as hosts are, hold no point any more. One
 * that is not itself among `excepted` lost them to a name with the same code, which is a warning.
 */
void name_list_drop_cut(struct name_list *list, const struct name_list *excepted,
                        const struct code_set *sets, const struct scope *scope);

/* The n-th point of an event on a host, as code_set.h writes it. */
uint32_t event_point(const struct host *host, const struct event *event, uint32_t n);

#endif
