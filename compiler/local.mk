# SPDX-License-Identifier: BSD-2-Clause
# The compiler: AST to blob, and the program pmuc.
noinst_LTLIBRARIES += libpmuc.la
libpmuc_la_SOURCES = \
	compiler/base/arena.c \
	compiler/base/arena.h \
	compiler/base/bytes.h \
	compiler/base/diagnostic.c \
	compiler/base/diagnostic.h \
	compiler/base/diagnostic_codes.def \
	compiler/base/diagnostic_print.c \
	compiler/base/output_file.c \
	compiler/base/output_file.h \
	compiler/base/print_name.c \
	compiler/base/print_name.h \
	compiler/base/source.c \
	compiler/base/source.h \
	compiler/base/suggest.c \
	compiler/base/suggest.h \
	compiler/blob/blob.h \
	compiler/blob/decode.c \
	compiler/blob/encode.c \
	compiler/blob/self_check.c \
	compiler/blob/self_check.h \
	compiler/commands/commands.h \
	compiler/commands/compile_command.c \
	compiler/commands/describe.c \
	compiler/commands/describe.h \
	compiler/commands/dump_command.c \
	compiler/commands/input.c \
	compiler/commands/options.c \
	compiler/commands/options.h \
	compiler/commands/statistics.c \
	compiler/commands/statistics.h \
	compiler/compile.c \
	compiler/compile.h \
	compiler/entries/budget.c \
	compiler/entries/budget.h \
	compiler/entries/cost.c \
	compiler/entries/cost.h \
	compiler/entries/filters.h \
	compiler/entries/lower.c \
	compiler/entries/lower.h \
	compiler/load/load.c \
	compiler/load/load.h \
	compiler/minimise/budget.h \
	compiler/minimise/clique.c \
	compiler/minimise/clique.h \
	compiler/minimise/cover.c \
	compiler/minimise/cover.h \
	compiler/minimise/cubes.c \
	compiler/minimise/cubes.h \
	compiler/minimise/exclude_search.c \
	compiler/minimise/exclude_search.h \
	compiler/minimise/group_search.c \
	compiler/minimise/group_search.h \
	compiler/minimise/halves.h \
	compiler/minimise/memo.c \
	compiler/minimise/memo.h \
	compiler/minimise/minimiser.c \
	compiler/minimise/minimiser.h \
	compiler/minimise/neighbourhood.c \
	compiler/minimise/neighbourhood.h \
	compiler/minimise/open_search.c \
	compiler/minimise/open_search.h \
	compiler/minimise/points.h \
	compiler/minimise/primes.c \
	compiler/minimise/primes.h \
	compiler/minimise/problem.c \
	compiler/minimise/problem.h \
	compiler/minimise/reduce.c \
	compiler/minimise/reduce.h \
	compiler/minimise/residue.c \
	compiler/minimise/residue.h \
	compiler/minimise/splits.h \
	compiler/minimise/tidy.c \
	compiler/minimise/tidy.h \
	compiler/minimise/upper_bound.c \
	compiler/minimise/upper_bound.h \
	compiler/minimise/visible.c \
	compiler/minimise/visible.h \
	compiler/minimise/workspace.c \
	compiler/minimise/workspace.h \
	compiler/policy/decide.c \
	compiler/policy/decide.h \
	compiler/policy/declarations.c \
	compiler/policy/declarations.h \
	compiler/policy/expectation.c \
	compiler/policy/expectation.h \
	compiler/policy/groups.c \
	compiler/policy/groups.h \
	compiler/policy/lint.h \
	compiler/policy/lint_effect.c \
	compiler/policy/lint_fixed.c \
	compiler/policy/number_set.c \
	compiler/policy/number_set.h \
	compiler/policy/points.c \
	compiler/policy/points.h \
	compiler/policy/policy.c \
	compiler/policy/policy.h \
	compiler/policy/raw_codes.c \
	compiler/policy/raw_codes.h \
	compiler/policy/resolve.c \
	compiler/policy/resolve.h \
	compiler/policy/umask_set.h

libpmuc_la_CPPFLAGS = $(AM_CPPFLAGS) -DPMUC_PRESET_FOLDER='"$(pkgdatadir)"'
libpmuc_la_LIBADD = libgrammar.la libpmufcore.la

bin_PROGRAMS += pmuc
pmuc_SOURCES = compiler/main.c
pmuc_LDADD = libpmuc.la
