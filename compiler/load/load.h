/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A policy file and everything that it includes, as one AST.
 *
 * include "x" is looked for beside the including file, then in the -I folders; include <x> in the
 * folder of the installed presets only. Each file counts once. A file must lie below the folder in
 * which its search began, symbolic links resolved, unless the options say otherwise.
 */
#ifndef PMUC_LOAD_LOAD_H
#define PMUC_LOAD_LOAD_H

#include "compiler/base/diagnostic.h"
#include "grammar/ast.h"

enum {
    LOAD_MAX_DEPTH = 16,   /* includes within includes */
    LOAD_MAX_FOLDERS = 64, /* -I options */
};

struct load_options {
    const char *folders[LOAD_MAX_FOLDERS]; /* -I, in order */
    size_t folder_count;
    const char *preset_folder; /* what <x> starts from */
    bool include_outside;
};

/*
 * Loads the policy whose text, with two NULs behind it, came from `path` ("-": standard input,
 * whose includes start from the working folder). Never null: mistakes are diagnostics. Sources and
 * AST live in the arena.
 */
struct ast *load_policy(const char *path, char *text, size_t size,
                        const struct load_options *options, struct arena *arena,
                        struct source_list *sources, struct diagnostics *diagnostics);

#endif
