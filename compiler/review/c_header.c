/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/c_header.h"

#include <stdlib.h>
#include <string.h>

enum { BYTES_A_LINE = 12 };

/* Of C up to C23 and of C++ up to C++23, ascending. */
static const char *const keywords[] = {
    "alignas",
    "alignof",
    "and",
    "and_eq",
    "asm",
    "auto",
    "bitand",
    "bitor",
    "bool",
    "break",
    "case",
    "catch",
    "char",
    "char16_t",
    "char32_t",
    "char8_t",
    "class",
    "co_await",
    "co_return",
    "co_yield",
    "compl",
    "concept",
    "const",
    "const_cast",
    "consteval",
    "constexpr",
    "constinit",
    "continue",
    "decltype",
    "default",
    "delete",
    "do",
    "double",
    "dynamic_cast",
    "else",
    "enum",
    "explicit",
    "export",
    "extern",
    "false",
    "float",
    "for",
    "friend",
    "goto",
    "if",
    "inline",
    "int",
    "long",
    "mutable",
    "namespace",
    "new",
    "noexcept",
    "not",
    "not_eq",
    "nullptr",
    "operator",
    "or",
    "or_eq",
    "private",
    "protected",
    "public",
    "register",
    "reinterpret_cast",
    "requires",
    "restrict",
    "return",
    "short",
    "signed",
    "sizeof",
    "static",
    "static_assert",
    "static_cast",
    "struct",
    "switch",
    "template",
    "this",
    "thread_local",
    "throw",
    "true",
    "try",
    "typedef",
    "typeid",
    "typename",
    "typeof",
    "typeof_unqual",
    "union",
    "unsigned",
    "using",
    "virtual",
    "void",
    "volatile",
    "wchar_t",
    "while",
    "xor",
    "xor_eq",
};

static int compare_words(const void *left, const void *right)
{
    return strcmp(left, *(const char *const *)right);
}

bool c_header_is_keyword(const char *word)
{
    return bsearch(word, keywords, sizeof(keywords) / sizeof(keywords[0]), sizeof(keywords[0]),
                   compare_words) != NULL;
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

const char *c_header_make_symbol(const char *name, size_t size, struct arena *arena)
{
    char *word = arena_copy_text(arena, name, size);

    for (size_t i = 0; i < size; i++) {
        if (!is_letter_or_digit(word[i]))
            word[i] = '_';
    }
    return arena_format(arena, "pmu_%s", size ? word : "policy");
}

/* Nothing in a name may end the comment that it stands in, or look as if it did. */
static void write_name(FILE *stream, const char *name, size_t size)
{
    fputc('"', stream);
    for (size_t i = 0; i < size; i++) {
        if (name[i] < ' ' || name[i] > '~' || strchr("*/\\\"?", name[i]))
            fprintf(stream, "\\x%02x", (unsigned char)name[i]);
        else
            fputc(name[i], stream);
    }
    fputc('"', stream);
}

static void write_remarks(FILE *stream, const char *remarks)
{
    while (*remarks) {
        size_t size = strcspn(remarks, "\n");

        fprintf(stream, " * %.*s\n", (int)size, remarks);
        remarks += size + (remarks[size] == '\n');
    }
}

static void write_bytes_of(FILE *stream, const struct blob *blob)
{
    for (size_t i = 0; i < blob->size; i++) {
        fprintf(stream, "%s0x%02x,", i % BYTES_A_LINE ? " " : "    ", blob->bytes[i]);
        if (i % BYTES_A_LINE == BYTES_A_LINE - 1 || i + 1 == blob->size)
            fputc('\n', stream);
    }
}

void c_header_write(FILE *stream, const struct c_header *header)
{
    fputs("/*\n * A policy blob for KVM's PMU event filter, see pmu-blob(5) and libpmufilter(3).\n"
          " * Written by pmuc: do not edit, compile the policy again.\n *\n",
          stream);
    if (header->name_size) {
        fputs(" * policy ", stream);
        write_name(stream, header->name, header->name_size);
        fputc('\n', stream);
    }
    write_remarks(stream, header->remarks);
    fprintf(stream, " */\n#ifndef PMUC_%s_H\n#define PMUC_%s_H\n\nenum { %s_size = %zu };\n\n",
            header->symbol, header->symbol, header->symbol, header->blob->size);
    fprintf(stream, "static const unsigned char %s[%zu] = {\n", header->symbol, header->blob->size);
    write_bytes_of(stream, header->blob);
    fputs("};\n\n#endif\n", stream);
}
