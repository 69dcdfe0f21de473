# SPDX-License-Identifier: BSD-2-Clause
# Every test speaks TAP, so that each of its cases is counted.
TEST_EXTENSIONS = .tap
TAP_LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
AM_TESTS_ENVIRONMENT = \
	srcdir='$(abs_top_srcdir)'; builddir='$(abs_top_builddir)'; \
	PMUC='$(abs_top_builddir)/pmuc'; PMU_RUN='$(abs_top_builddir)/pmu-run'; \
	PRESETS='$(abs_top_srcdir)/examples'; STAGE='$(abs_top_builddir)/stage'; \
	prefix='$(prefix)'; libdir='$(libdir)'; bindir='$(bindir)'; \
	CC='$(CC)'; NM='$(NM)'; MAKE='$(MAKE)'; SANITIZER_CFLAGS='$(SANITIZER_CFLAGS)'; \
	export srcdir builddir PMUC PMU_RUN PRESETS STAGE prefix libdir bindir CC NM MAKE \
		SANITIZER_CFLAGS;

SHELL_TESTS = \
	tests/blob_page.tap \
	tests/cases.tap \
	tests/cli.tap \
	tests/docs.tap \
	tests/examples.tap \
	tests/grammar_page.tap \
	tests/install.tap \
	tests/layering.tap \
	tests/library_page.tap \
	tests/minivmm.tap \
	tests/run.tap \
	tests/style.tap \
	tests/symbols.tap \
	tests/unit.tap

# What several test programs use.
check_LTLIBRARIES += libtestsupport.la
libtestsupport_la_SOURCES = \
	tests/support/assert_blob.h \
	tests/support/blob_builder.c \
	tests/support/blob_builder.h \
	tests/support/blob_rebuild.c \
	tests/support/blob_samples.c \
	tests/support/blob_samples.h \
	tests/support/kernel_model.c \
	tests/support/kernel_model.h \
	tests/support/random.h \
	tests/support/real_kvm.c \
	tests/support/real_kvm.h \
	tests/support/slow_cover.c \
	tests/support/slow_cover.h \
	tests/support/tap.c \
	tests/support/tap.h

if HAVE_CRITERION
check_PROGRAMS += unit-tests
endif
unit_tests_SOURCES = \
	tests/unit/parsed_text.h \
	tests/unit/test_arena.c \
	tests/unit/test_blob_page.c \
	tests/unit/test_check.c \
	tests/unit/test_check_arm64.c \
	tests/unit/test_check_damage.c \
	tests/unit/test_check_payload.c \
	tests/unit/test_check_section.c \
	tests/unit/test_diagnostic.c \
	tests/unit/test_encode.c \
	tests/unit/test_evaluate.c \
	tests/unit/test_lexer.c \
	tests/unit/test_load.c \
	tests/unit/test_minimise.c \
	tests/unit/test_minimise_searches.c \
	tests/unit/test_number_set.c \
	tests/unit/test_output_file.c \
	tests/unit/test_pick.c \
	tests/unit/test_points.c \
	tests/unit/test_resolve.c \
	tests/unit/test_self_check.c \
	tests/unit/test_source.c \
	tests/unit/test_strerror.c \
	tests/unit/test_suggest.c \
	tests/unit/test_utf8.c \
	tests/unit/test_view.c
unit_tests_CFLAGS = -std=gnu11 $(GENERATED_CFLAGS) $(SANITIZER_CFLAGS) $(CRITERION_CFLAGS)
unit_tests_LDADD = libtestsupport.la libpmuc.la $(CRITERION_LIBS)

# Random policies, decided from the AST and by the loaded blob.
check_PROGRAMS += oracle-test
oracle_test_SOURCES = \
	tests/oracle/oracle.c \
	tests/oracle/oracle.h \
	tests/oracle/oracle_test.c \
	tests/oracle/point_chooser.c \
	tests/oracle/point_chooser.h \
	tests/oracle/policy_generator.c \
	tests/oracle/policy_generator.h
oracle_test_LDADD = libtestsupport.la libpmuc.la

# What the real kernel says.
check_PROGRAMS += kernel-rows kernel-random
kernel_rows_SOURCES = \
	tests/kernel/kernel_rows.c \
	tests/kernel/rows.h \
	tests/kernel/rows_of_places.c \
	tests/kernel/spinning_vcpu.c \
	tests/kernel/spinning_vcpu.h
kernel_rows_LDADD = libtestsupport.la libpmufcore.la -lpthread
kernel_random_SOURCES = \
	tests/kernel/kernel_random.c \
	tests/kernel/random_filter.c \
	tests/kernel/random_filter.h
kernel_random_LDADD = libtestsupport.la libpmufcore.la

LOG_DRIVER = $(TAP_LOG_DRIVER)
PROGRAM_TESTS = oracle-test kernel-rows kernel-random

TESTS += $(SHELL_TESTS) $(PROGRAM_TESTS)
EXTRA_DIST += $(SHELL_TESTS) tests/cases tests/support/fake_kvm.c tests/support/tap.sh

# The mini VMM is built against what install.tap installed.
tests/minivmm.log: tests/install.log

clean-local:
	rm -rf stage

# What pmuc costs. No part of `make check`: `make bench` builds these and prints one document.
EXTRA_PROGRAMS = bench-check bench-kernel bench-minimise make-sources time-pair
bench_programs = $(EXTRA_PROGRAMS)
CLEANFILES += $(bench_programs)
bench_check_SOURCES = tests/bench/bench_check.c
bench_check_LDADD = libtestsupport.la libpmufcore.la
bench_kernel_SOURCES = tests/bench/bench_kernel.c
bench_kernel_LDADD = libtestsupport.la
bench_minimise_SOURCES = \
	tests/bench/bench_minimise.c \
	tests/bench/set_classes.c \
	tests/bench/set_classes.h
bench_minimise_LDADD = libtestsupport.la libpmuc.la
make_sources_SOURCES = tests/bench/make_sources.c
time_pair_SOURCES = tests/bench/time_pair.c
EXTRA_DIST += tests/bench/bench.sh

.PHONY: bench
bench: all $(bench_programs)
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/tests/bench/bench.sh
