/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/load/load.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grammar/grammar.h"

struct loader {
    const struct load_options *options;
    struct arena *arena;
    struct source_list *sources;
    struct diagnostics *diagnostics;
    struct ast *all; /* the statements of every text, includes replaced by what they include */
};

/* A place where an included file may be. */
struct candidate {
    const char *name; /* as messages show it */
    const char *path; /* resolved, null when there is no such file */
    const char *root; /* resolved folder that it must lie in, null when that does not exist */
};

static void load_statements(struct loader *loader, struct source *source);

static const char *resolve_path(struct arena *arena, const char *path)
{
    char *resolved = realpath(path, NULL);
    const char *copy = resolved ? arena_copy_text(arena, resolved, strlen(resolved)) : NULL;

    free(resolved);
    return copy;
}

/* "" when the path has no folder part, else the part with its last slash. */
static const char *folder_part(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? arena_copy_text(arena, path, (size_t)(slash - path) + 1) : "";
}

static struct candidate candidate_in(struct loader *loader, const char *folder, const char *root,
                                     const char *name)
{
    struct candidate candidate = {.root = root};
    const char *slash = folder[0] && folder[strlen(folder) - 1] != '/' ? "/" : "";

    candidate.name =
        name[0] == '/' ? name : arena_format(loader->arena, "%s%s%s", folder, slash, name);
    candidate.path = resolve_path(loader->arena, candidate.name);
    return candidate;
}

/* The first place that has such a file; when none has, the first that was looked at. */
static struct candidate find_include(struct loader *loader, const struct ast_statement *include,
                                     const struct source *from)
{
    const struct load_options *options = loader->options;
    const char *name = include->text.text;
    struct candidate first;

    if (include->system_include)
        return candidate_in(loader, options->preset_folder,
                            resolve_path(loader->arena, options->preset_folder),
                            name + strspn(name, "/"));
    first = candidate_in(loader, folder_part(loader->arena, from->name), from->root, name);
    for (size_t i = 0; !first.path && i < options->folder_count; i++) {
        const char *folder = options->folders[i];
        struct candidate next =
            candidate_in(loader, folder, resolve_path(loader->arena, folder), name);

        if (next.path)
            return next;
    }
    return first;
}

/* A file that is being read further up the chain of includes would include itself. */
static bool is_cycle(const struct loader *loader, const struct source *from, const char *path)
{
    while (from) {
        if (strcmp(from->path, path) == 0)
            return true;
        from = source_of(loader->sources, from->included_at.start);
    }
    return false;
}

static bool was_loaded(const struct loader *loader, const char *path)
{
    for (const struct source *source = loader->sources->first; source; source = source->next) {
        if (strcmp(source->path, path) == 0)
            return true;
    }
    return false;
}

static bool is_absolute(const struct ast_statement *include)
{
    return !include->system_include && include->text.text[0] == '/';
}

static bool check_candidate(struct loader *loader, const struct ast_statement *include,
                            const struct source *from, const struct candidate *candidate)
{
    struct diagnostics *diagnostics = loader->diagnostics;
    struct span span = include->text.span;

    if (!candidate->path && include->system_include) {
        diagnostic_report(diagnostics, DIAGNOSTIC_INCLUDE_UNREADABLE, span,
                          "there is no file '%s': <...> names installed presets only",
                          candidate->name);
    } else if (!candidate->path) {
        diagnostic_report(diagnostics, DIAGNOSTIC_INCLUDE_UNREADABLE, span,
                          "there is no file '%s', nor one of that name in a folder given by -I",
                          candidate->name);
    } else if (!loader->options->include_outside && is_absolute(include)) {
        diagnostic_report(diagnostics, DIAGNOSTIC_INCLUDE_OUTSIDE, span,
                          "'%s' is an absolute path: allow this with --include-outside",
                          candidate->name);
    } else if (include->system_include && !source_lies_in(candidate->path, candidate->root)) {
        diagnostic_report(diagnostics, DIAGNOSTIC_INCLUDE_OUTSIDE, span,
                          "'%s' lies outside the folder of the installed presets, and <...> names "
                          "nothing else",
                          candidate->name);
    } else if (!loader->options->include_outside &&
               !source_lies_in(candidate->path, candidate->root)) {
        diagnostic_report(diagnostics, DIAGNOSTIC_INCLUDE_OUTSIDE, span,
                          "'%s' lies outside the policy's folder: name its folder with -I and "
                          "include it by its name alone, or allow this with --include-outside",
                          candidate->name);
    } else if (is_cycle(loader, from, candidate->path)) {
        diagnostic_report(
            diagnostics, DIAGNOSTIC_INCLUDE_CYCLE, span, "'%s' includes itself%s", candidate->name,
            strcmp(from->path, candidate->path) == 0 ? "" : ", through the files named below");
    } else if (from->depth >= LOAD_MAX_DEPTH) {
        diagnostic_report(diagnostics, DIAGNOSTIC_INCLUDE_DEPTH, span,
                          "files are included more than %d deep", LOAD_MAX_DEPTH);
    } else {
        return true;
    }
    return false;
}

static void load_include(struct loader *loader, const struct ast_statement *include,
                         const struct source *from)
{
    struct candidate candidate = find_include(loader, include, from);
    const char *root = candidate.root;
    struct source *source;
    const char *reason = NULL;

    if (!check_candidate(loader, include, from, &candidate)) {
        loader->all->is_incomplete = true;
        return;
    }
    if (was_loaded(loader, candidate.path))
        return;
    if (loader->options->include_outside && !include->system_include)
        root = NULL;
    source = source_read(loader->sources, candidate.path, candidate.name, root, &reason);
    if (!source) {
        loader->all->is_incomplete = true;
        diagnostic_report(loader->diagnostics, DIAGNOSTIC_INCLUDE_UNREADABLE, include->text.span,
                          "cannot read '%s': %s", candidate.name, reason);
        return;
    }
    source->root = candidate.root ? candidate.root : "/";
    source->included_at = include->span;
    source->depth = from->depth + 1;
    load_statements(loader, source);
}

/* What says what the whole policy is for may not hide in an included file. */
static bool belongs_to_main_file(enum ast_statement_kind kind)
{
    return kind == AST_POLICY || kind == AST_DEFAULT || kind == AST_TARGETS || kind == AST_CPUS;
}

static void load_statements(struct loader *loader, struct source *source)
{
    struct ast *ast = grammar_parse(source, loader->arena, loader->diagnostics);
    struct ast_statement *next;

    loader->all->is_incomplete |= ast->is_incomplete;
    for (struct ast_statement *statement = ast->first; statement; statement = next) {
        next = statement->next;
        statement->next = NULL;
        if (statement->kind == AST_INCLUDE)
            load_include(loader, statement, source);
        else if (source->depth > 0 && belongs_to_main_file(statement->kind))
            diagnostic_report(loader->diagnostics, DIAGNOSTIC_MAIN_FILE_ONLY, statement->span,
                              "policy, default, targets and cpus stand in the main file only");
        else
            ast_append(loader->all, statement);
    }
}

static const char *main_root(struct arena *arena, const char *path)
{
    const char *folder = strcmp(path, "-") == 0 ? "" : folder_part(arena, path);
    const char *root = resolve_path(arena, folder[0] ? folder : ".");

    return root ? root : "/nonexistent";
}

struct ast *load_policy(const char *path, char *text, size_t size,
                        const struct load_options *options, struct arena *arena,
                        struct source_list *sources, struct diagnostics *diagnostics)
{
    struct loader loader = {options, arena, sources, diagnostics, ARENA_NEW(arena, struct ast)};
    bool from_stdin = strcmp(path, "-") == 0;
    const char *reason;
    struct source *source = source_add(sources, from_stdin ? "<stdin>" : path, text, size, &reason);
    const char *resolved = from_stdin ? NULL : resolve_path(arena, path);

    assert(source);
    source->path = resolved ? resolved : "";
    source->root = main_root(arena, path);
    load_statements(&loader, source);
    return loader.all;
}
