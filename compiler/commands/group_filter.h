/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes out of a fleet the hosts that --target does not name. */
#ifndef PMUC_COMMANDS_GROUP_FILTER_H
#define PMUC_COMMANDS_GROUP_FILTER_H

#include "compiler/commands/target.h"
#include "compiler/review/fleet.h"
#include "compiler/review/side.h"

/* `sides` are those that the fleet was made of. With no target nothing is taken out. */
void group_filter_apply(const struct target *target, const struct side sides[FLEET_SIDES],
                        struct fleet *fleet);

#endif
