/* SPDX-License-Identifier: BSD-2-Clause */
/* A subject as a side that is looked at host by host. */
#ifndef PMUC_COMMANDS_SUBJECT_SIDE_H
#define PMUC_COMMANDS_SUBJECT_SIDE_H

#include "compiler/commands/subject.h"
#include "compiler/review/side.h"

/* `events` has the CPU models that tell the hosts of a blob apart. In the arena. */
struct side subject_side(const struct subject *subject, struct events *events, struct arena *arena);

#endif
