# SPDX-License-Identifier: BSD-2-Clause
# Types each line of standard input into an interactive zsh, and TAB behind it, and prints what then
# stands on the command line.
#
#   zsh -f complete.zsh FOLDER-OF-COMPLETIONS FOLDER-FOR-PATH SCRATCH-FILE
zmodload zsh/zpty zsh/datetime zsh/zselect || exit 1
: >$3
lines=("${(@f)$(cat)}")
zpty shell 'TERM=dumb zsh -f -i' || exit 1
zpty -w shell "fpath=(${(q)1} \$fpath); PATH=${(q)2}:\$PATH; PROMPT=; unset zle_bracketed_paste"
zpty -w shell 'autoload -U compinit; compinit -D -u; unsetopt auto_list beep'
zpty -w shell "show() { print -r -- \"\$BUFFER\" >>${(q)3}; BUFFER=; }; zle -N show"
zpty -w shell "bindkey '^T' show; print 'RE''ADY'"
zpty -r shell output '*READY*' || exit 1
wanted=0
for line in $lines; do
    zpty -w -n shell "$line"$'\t\x14'
    (( ++wanted ))
    end=$(( EPOCHREALTIME + 10 ))
    while (( $(wc -l <$3) < wanted && EPOCHREALTIME < end )); do
        zpty -r -t shell output
        zselect -t 1
    done
done
zpty -d shell
cat $3
