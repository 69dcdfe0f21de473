# SPDX-License-Identifier: BSD-2-Clause
# Real kernels under emulation. No part of `make check`: `make check-vm` and `make check-vm-intel`
# fetch Debian's kernels, once, boot them, and print what was seen in a table.
if COMPILER
check_PROGRAMS += vm-judge
endif
vm_judge_SOURCES = \
	tests/vm/guest/guest.h \
	tests/vm/judge/console.c \
	tests/vm/judge/console.h \
	tests/vm/judge/judge.c \
	tests/vm/judge/plan.c \
	tests/vm/judge/plan.h \
	tests/vm/judge/sight.c \
	tests/vm/judge/sight.h \
	tests/vm/judge/words.c \
	tests/vm/judge/words.h
vm_judge_LDADD = libpmufcore.la

EXTRA_DIST += \
	tests/vm/cells.sh \
	tests/vm/check_vm.tap \
	tests/vm/check_vm_intel.tap \
	tests/vm/debian.sh \
	tests/vm/fetch_kernel.sh \
	tests/vm/fetch_qemu.sh \
	tests/vm/guest \
	tests/vm/plan \
	tests/vm/policies \
	tests/vm/prober \
	tests/vm/starts \
	tests/vm/vmm

# The programs that run inside the machines are built by the tests, static and for each machine.
VM_TESTS_ENVIRONMENT = \
	VM_JUDGE='$(abs_top_builddir)/vm-judge'; \
	VM_CFLAGS='$(WARNING_CFLAGS)'; \
	VM_LIBRARY_SOURCES='$(libpmufcore_la_SOURCES)'; \
	VM_PMU_RUN_SOURCES='$(pmu_run_SOURCES)'; \
	VM_PRELOAD_SOURCES='$(libpmu_preload_la_SOURCES)'; \
	VM_SUPPORT_SOURCES='$(libtestsupport_la_SOURCES)'; \
	VM_KERNEL_ROWS_SOURCES='$(kernel_rows_SOURCES)'; \
	VM_KERNEL_RANDOM_SOURCES='$(kernel_random_SOURCES)'; \
	export VM_JUDGE VM_CFLAGS VM_LIBRARY_SOURCES VM_PMU_RUN_SOURCES VM_PRELOAD_SOURCES \
		VM_SUPPORT_SOURCES VM_KERNEL_ROWS_SOURCES VM_KERNEL_RANDOM_SOURCES;

if COMPILER
.PHONY: check-vm check-vm-intel
check-vm check-vm-intel: all vm-judge$(EXEEXT)
	@$(VM_TESTS_ENVIRONMENT) name=`echo $@ | tr - _`; \
	$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS="tests/vm/$$name.tap" TEST_SUITE_LOG=$@.log \
		check_PROGRAMS= check_LTLIBRARIES=; \
	status=$$?; cat vm-work/table; exit $$status
endif

mostlyclean-local:
	rm -rf vm-work
	rm -f check-vm.log check-vm-intel.log tests/vm/*.log tests/vm/*.trs

# What was downloaded stays as long as the configuration.
distclean-local:
	rm -rf vm-cache
