/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/minimise/cubes.h"

void cube_table_init(struct cube_table *table)
{
    table->dimension = 0;
    table->power[0] = 1;
    table->digits[0] = 0;
    table->spans[0] = span_of_point(0);
}

void cube_table_grow(struct cube_table *table, unsigned int dimension)
{
    for (; table->dimension < dimension; table->dimension++) {
        unsigned int bit = 1U << table->dimension;
        unsigned int count = table->power[table->dimension];

        for (unsigned int i = 0; i < bit; i++)
            table->digits[bit + i] = (uint16_t)(table->digits[i] + count);
        for (unsigned int i = 0; i < count; i++) {
            struct span span = table->spans[i];

            table->spans[count + i] =
                (struct span){(uint8_t)(span.low | bit), (uint8_t)(span.high | bit)};
            table->spans[2 * count + i] = (struct span){span.low, (uint8_t)(span.high | bit)};
        }
        table->power[table->dimension + 1] = 3 * count;
    }
}
