# SPDX-License-Identifier: BSD-2-Clause
# Every test speaks TAP, so that each of its cases is counted.
TEST_EXTENSIONS = .tap
TAP_LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
AM_TESTS_ENVIRONMENT = \
	srcdir='$(abs_top_srcdir)'; builddir='$(abs_top_builddir)'; \
	PMUC='$(abs_top_builddir)/pmuc'; PMU_RUN='$(abs_top_builddir)/pmu-run'; \
	PRELOAD_LIBRARY='$(abs_top_builddir)/.libs/libpmu-preload.so'; \
	PRELOAD_SOURCES='$(libpmu_preload_la_SOURCES)'; \
	PRESETS='$(abs_top_srcdir)/examples'; CATALOGUES='$(abs_top_srcdir)/catalogues'; \
	STAGE='$(abs_top_builddir)/stage'; \
	prefix='$(prefix)'; libdir='$(libdir)'; bindir='$(bindir)'; \
	CC='$(CC)'; NM='$(NM)'; MAKE='$(MAKE)'; SANITIZER_CFLAGS='$(SANITIZER_CFLAGS)'; \
	export srcdir builddir PMUC PMU_RUN PRELOAD_LIBRARY PRELOAD_SOURCES PRESETS CATALOGUES STAGE \
		prefix libdir bindir CC NM MAKE SANITIZER_CFLAGS;

SHELL_TESTS = \
	tests/arm64_run.tap \
	tests/layering.tap \
	tests/library_page.tap \
	tests/style.tap \
	tests/symbols.tap
if COMPILER
SHELL_TESTS += \
	tests/blob_page.tap \
	tests/cases.tap \
	tests/catalogue_page.tap \
	tests/catalogues.tap \
	tests/ci.tap \
	tests/cli.tap \
	tests/completion.tap \
	tests/diff.tap \
	tests/diagnostics.tap \
	tests/docs.tap \
	tests/examples.tap \
	tests/explain.tap \
	tests/fmt.tap \
	tests/grammar_page.tap \
	tests/install.tap \
	tests/interchange.tap \
	tests/minivmm.tap \
	tests/names.tap \
	tests/pid.tap \
	tests/preload.tap \
	tests/recipes.tap \
	tests/report.tap \
	tests/run.tap \
	tests/rust.tap \
	tests/start.tap \
	tests/start_signals.tap \
	tests/unit.tap \
	tests/vmm_page.tap
# It builds without sanitizers whatever this build has.
if !SANITIZERS
SHELL_TESTS += tests/arm64.tap
endif
endif

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

if COMPILER
if HAVE_CRITERION
check_PROGRAMS += unit-tests
endif
endif
unit_tests_SOURCES = \
	tests/unit/catalogue_text.h \
	tests/unit/event_files.h \
	tests/unit/own_form_text.h \
	tests/unit/parsed_text.h \
	tests/unit/test_arena.c \
	tests/unit/test_arm64_ranges.c \
	tests/unit/test_blob_page.c \
	tests/unit/test_catalogue_cpus.c \
	tests/unit/test_catalogue_form.c \
	tests/unit/test_catalogue_json.c \
	tests/unit/test_catalogue_tree.c \
	tests/unit/test_check.c \
	tests/unit/test_check_arm64.c \
	tests/unit/test_check_damage.c \
	tests/unit/test_check_payload.c \
	tests/unit/test_check_section.c \
	tests/unit/test_code_index.c \
	tests/unit/test_code_set.c \
	tests/unit/test_diagnostic.c \
	tests/unit/test_diagnostic_log.c \
	tests/unit/test_document.c \
	tests/unit/test_encode.c \
	tests/unit/test_evaluate.c \
	tests/unit/test_event_files.c \
	tests/unit/test_event_names.c \
	tests/unit/test_events.c \
	tests/unit/test_file_uri.c \
	tests/unit/test_hosts.c \
	tests/unit/test_json.c \
	tests/unit/test_layout.c \
	tests/unit/test_lexer.c \
	tests/unit/test_libpfm.c \
	tests/unit/test_load.c \
	tests/unit/test_markup.c \
	tests/unit/test_minimise.c \
	tests/unit/test_minimise_searches.c \
	tests/unit/test_number_set.c \
	tests/unit/test_output_file.c \
	tests/unit/test_perf_codes.c \
	tests/unit/test_perf_list.c \
	tests/unit/test_pick.c \
	tests/unit/test_points.c \
	tests/unit/test_resolve.c \
	tests/unit/test_review_words.c \
	tests/unit/test_self_check.c \
	tests/unit/test_served.c \
	tests/unit/test_source.c \
	tests/unit/test_strerror.c \
	tests/unit/test_suggest.c \
	tests/unit/test_target.c \
	tests/unit/test_utf8.c \
	tests/unit/test_view.c
unit_tests_CFLAGS = -std=gnu11 $(GENERATED_CFLAGS) $(SANITIZER_CFLAGS) $(CRITERION_CFLAGS)
unit_tests_LDADD = libtestsupport.la libpmuc.la $(CRITERION_LIBS)

# The runtime as it is for arm64, on any machine, above a KVM of the test's own.
check_LTLIBRARIES += libpmufarm64.la
libpmufarm64_la_SOURCES = $(libpmufcore_la_SOURCES)
libpmufarm64_la_CPPFLAGS = $(AM_CPPFLAGS) -DPMUF_FOR_ARM64
check_PROGRAMS += arm64-blobs arm64-pmu-run arm64-units
arm64_units_SOURCES = \
	runtime/preload/announce.c \
	runtime/preload/requests_arm64.c \
	tests/support/fake_arm64_filter.c \
	tests/support/fake_arm64_filter.h \
	tests/support/fake_arm64_kvm.c \
	tests/support/fake_arm64_kvm.h \
	tests/support/fake_arm64_policy.c \
	tests/support/fake_arm64_policy.h \
	tests/support/plain_units/criterion/criterion.h \
	tests/support/plain_units/plain_units.c \
	tests/unit/test_check.c \
	tests/unit/test_check_arm64.c \
	tests/unit/test_check_damage.c \
	tests/unit/test_check_payload.c \
	tests/unit/test_check_section.c \
	tests/unit/test_evaluate.c \
	tests/unit/test_fake_arm64_filter.c \
	tests/unit/test_load.c \
	tests/unit/test_load_vcpu.c \
	tests/unit/test_load_vcpu_prefixes.c \
	tests/unit/test_pick.c \
	tests/unit/test_preload_arm64.c \
	tests/unit/test_probe_arm64.c \
	tests/unit/test_strerror.c \
	tests/unit/test_utf8.c \
	tests/unit/test_view.c
arm64_units_CPPFLAGS = \
	-I$(top_srcdir)/tests/support/plain_units $(AM_CPPFLAGS) -DPMUF_FOR_ARM64
arm64_units_CFLAGS = -std=gnu11 $(GENERATED_CFLAGS) $(SANITIZER_CFLAGS)
arm64_units_LDADD = libtestsupport.la libpmufarm64.la
arm64_blobs_SOURCES = \
	tests/support/fake_arm64_blobs.c \
	tests/support/fake_arm64_policy.c \
	tests/support/fake_arm64_policy.h
arm64_blobs_LDADD = libtestsupport.la libpmufcore.la
arm64_pmu_run_SOURCES = \
	$(pmu_run_SOURCES) \
	tests/support/fake_arm64_filter.c \
	tests/support/fake_arm64_host.c \
	tests/support/fake_arm64_kvm.c
arm64_pmu_run_CPPFLAGS = $(AM_CPPFLAGS) $(preload_cppflags) -DPMUF_FOR_ARM64
arm64_pmu_run_LDADD = libpmufarm64.la -lpthread

# Random policies, decided from the AST and by the loaded blob.
if COMPILER
check_PROGRAMS += oracle-test
endif
oracle_test_SOURCES = \
	tests/oracle/catalogue_files.c \
	tests/oracle/catalogue_files.h \
	tests/oracle/check_hosts.c \
	tests/oracle/check_texts.c \
	tests/oracle/generator.h \
	tests/oracle/host_generator.c \
	tests/oracle/mistake_generator.c \
	tests/oracle/name_generator.c \
	tests/oracle/name_generator.h \
	tests/oracle/oracle.c \
	tests/oracle/oracle.h \
	tests/oracle/oracle_faults.c \
	tests/oracle/oracle_hosts.c \
	tests/oracle/oracle_names.c \
	tests/oracle/oracle_names.h \
	tests/oracle/oracle_test.c \
	tests/oracle/point_chooser.c \
	tests/oracle/point_chooser.h \
	tests/oracle/policy_generator.c \
	tests/oracle/policy_generator.h \
	tests/oracle/set_generator.c \
	tests/oracle/set_generator.h \
	tests/oracle/test_catalogue.c \
	tests/oracle/test_catalogue.h \
	tests/oracle/trial.h
oracle_test_LDADD = libtestsupport.la libpmuc.la

# Random policies, for laws that hold of every policy.
policy_generator_sources = \
	tests/oracle/catalogue_files.c \
	tests/oracle/host_generator.c \
	tests/oracle/mistake_generator.c \
	tests/oracle/name_generator.c \
	tests/oracle/policy_generator.c \
	tests/oracle/set_generator.c \
	tests/oracle/test_catalogue.c

# Random pairs of policies: what the reviewing commands tell of them.
if COMPILER
check_PROGRAMS += review-laws
endif
review_laws_SOURCES = \
	tests/review/checks.c \
	tests/review/checks.h \
	tests/review/laws.c \
	tests/review/readback.c \
	tests/review/readback.h \
	tests/review/trial.c \
	tests/review/trial.h \
	$(policy_generator_sources)
review_laws_LDADD = libtestsupport.la libpmuc.la

# What the page of pmuc report holds. In a real browser: `make check-browser`.
if COMPILER
check_PROGRAMS += check-report
endif
check_report_SOURCES = \
	tests/report/check_report.c \
	tests/report/page_reader.c \
	tests/report/page_reader.h
check_report_LDADD = libtestsupport.la libpmuc.la
EXTRA_DIST += tests/browser/check_browser.sh tests/browser/check_browser.py
if COMPILER
.PHONY: check-browser
check-browser: all check-report$(EXEEXT)
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/tests/browser/check_browser.sh
endif

# Other forms of filters, written and read again.
if COMPILER
check_PROGRAMS += interchange-test
endif
interchange_test_SOURCES = \
	tests/interchange/dump_laws.c \
	tests/interchange/import_laws.c \
	tests/interchange/kvm_meaning.c \
	tests/interchange/kvm_meaning.h \
	tests/interchange/law_test.c \
	tests/interchange/laws.h \
	tests/interchange/random_filters.c \
	tests/interchange/random_filters.h \
	tests/interchange/same_meaning.c \
	tests/interchange/same_meaning.h \
	$(policy_generator_sources)
interchange_test_LDADD = libtestsupport.la libpmuc.la

# What pmuc fmt must never do, on random policies.
if COMPILER
check_PROGRAMS += layout-test
endif
layout_test_SOURCES = \
	tests/layout/layout_test.c \
	tests/layout/respace.c \
	tests/layout/respace.h \
	$(policy_generator_sources)
layout_test_LDADD = libtestsupport.la libpmuc.la

# What of pmu-run's starts can be tried without a VMM.
check_PROGRAMS += guard-rows start-units
guard_rows_SOURCES = \
	runtime/run/escape.c \
	runtime/run/failure.c \
	runtime/start/seccomp_filter.c \
	tests/start/guard_rows.c
guard_rows_LDADD = libtestsupport.la libpmufcore.la
start_units_SOURCES = \
	runtime/run/escape.c \
	runtime/run/failure.c \
	runtime/start/audit.c \
	runtime/start/outcome.c \
	runtime/start/process.c \
	runtime/start/registers_arm64.c \
	runtime/start/registers_other.c \
	runtime/start/registers_x86.c \
	runtime/start/stopped.c \
	runtime/start/tracees.c \
	tests/start/units.c
start_units_LDADD = libtestsupport.la libpmufcore.la
# What the tests of starts build by themselves, in many ways.
EXTRA_DIST += \
	tests/start/deny.c \
	tests/start/journal.c \
	tests/start/kill_at_random.c \
	tests/start/stop_at_random.c \
	tests/start/own_group.c \
	tests/start/raw_vmm.c \
	tests/start/start.sh \
	tests/start/terminal.c \
	tests/start/vmm.c \
	tests/start/vmm.h \
	tests/start/vmm_kvm.c \
	tests/start/vmm_process.c \
	tests/start/vmm_seccomp.c \
	tests/start/vmm_wait.c

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
PROGRAM_TESTS = arm64-units guard-rows kernel-rows kernel-random start-units
if COMPILER
PROGRAM_TESTS += interchange-test layout-test oracle-test review-laws
endif

# Those that take longest go first.
TESTS += $(PROGRAM_TESTS) $(SHELL_TESTS)
EXTRA_DIST += $(SHELL_TESTS) tests/arm64.tap tests/preload tests/rust tests/support/complete.zsh tests/support/highlight.vim tests/cases tests/catalogue_facts.txt tests/support/fake_kvm.c tests/support/sarif.jq \
	tests/support/run.sh tests/support/tap.sh

# The mini VMM is built against what install.tap installed.
tests/minivmm.log tests/rust.log: tests/install.log

clean-local:
	rm -rf arm64 browser-pictures stage

# What pmuc costs. No part of `make check`: `make bench` builds these and prints one document.
if COMPILER
EXTRA_PROGRAMS = bench-check bench-guard bench-kernel bench-minimise make-sources time-pair
endif
bench_programs = $(EXTRA_PROGRAMS)
CLEANFILES += $(bench_programs)
bench_check_SOURCES = tests/bench/bench_check.c
bench_check_LDADD = libtestsupport.la libpmufcore.la
median = tests/bench/median.c tests/bench/median.h
bench_guard_SOURCES = tests/bench/bench_guard.c $(median)
bench_guard_LDADD = libtestsupport.la
bench_kernel_SOURCES = tests/bench/bench_kernel.c $(median)
bench_kernel_LDADD = libtestsupport.la
bench_minimise_SOURCES = \
	tests/bench/bench_minimise.c \
	tests/bench/set_classes.c \
	tests/bench/set_classes.h
bench_minimise_LDADD = libtestsupport.la libpmuc.la
make_sources_SOURCES = tests/bench/make_sources.c
time_pair_SOURCES = tests/bench/time_pair.c $(median)
EXTRA_DIST += tests/bench/bench.sh

if COMPILER
.PHONY: bench
bench: all $(bench_programs)
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/tests/bench/bench.sh
endif
