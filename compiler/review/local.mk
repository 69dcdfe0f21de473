# SPDX-License-Identifier: BSD-2-Clause
# The script and the styles of reports become C strings, line by line.
review_texts = \
	compiler/review/report.css \
	compiler/review/report.js \
	compiler/review/report_map.css
review_strings = \
	compiler/review/report.css.inc \
	compiler/review/report.js.inc \
	compiler/review/report_map.css.inc
$(review_strings): $(review_texts)
	$(AM_V_GEN)$(MKDIR_P) compiler/review && name=`echo $@ | sed 's/\.inc$$//'` && \
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' $(srcdir)/$$name >$@.tmp && \
	mv $@.tmp $@
BUILT_SOURCES += $(review_strings)
CLEANFILES += $(review_strings)
EXTRA_DIST += $(review_texts)
compiler/review/libpmuc_la-report_assets.lo: $(review_strings)
