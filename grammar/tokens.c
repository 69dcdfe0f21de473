/* SPDX-License-Identifier: BSD-2-Clause */
#include "grammar/tokens.h"

#include <string.h>

enum { FIRST_CAPACITY = 256 };

static void grow(struct token_list *list, struct arena *arena)
{
    uint32_t capacity = list->capacity ? list->capacity * 2 : FIRST_CAPACITY;
    struct token *tokens = ARENA_NEW_ARRAY(arena, struct token, capacity);

    if (list->count)
        memcpy(tokens, list->tokens, list->count * sizeof(*tokens));
    list->tokens = tokens;
    list->capacity = capacity;
}

void token_list_append(struct token_list *list, struct arena *arena, enum token_kind kind,
                       struct span span)
{
    if (list->count == list->capacity)
        grow(list, arena);
    list->tokens[list->count++] = (struct token){span, kind};
}
