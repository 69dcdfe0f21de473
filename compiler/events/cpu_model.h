/* SPDX-License-Identifier: BSD-2-Clause */
/* Questions about a CPU model. */
#ifndef PMUC_EVENTS_CPU_MODEL_H
#define PMUC_EVENTS_CPU_MODEL_H

#include "compiler/events/catalogue.h"

/* Whether some CPU is of this model and has this signature, too. */
bool cpu_model_has(const struct cpu_model *model, const struct pmuf_signature *signature);

/* Whether both are the same CPUs, by whatever names; null is equal to null. */
bool cpu_model_equal(const struct cpu_model *a, const struct cpu_model *b);

#endif
