# SPDX-License-Identifier: BSD-2-Clause
# What bash and zsh offer at a tab. tests/completion.tap holds both against the programs.
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = \
	completion/bash/pmu-run \
	completion/bash/pmuc

zshcompletiondir = $(datadir)/zsh/site-functions
dist_zshcompletion_DATA = \
	completion/zsh/_pmu-run \
	completion/zsh/_pmuc

EXTRA_DIST += completion/rows.sh
