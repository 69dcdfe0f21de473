" SPDX-License-Identifier: BSD-2-Clause
" Vim syntax of policies in the language of pmu-policy(5).
" tests/completion.tap holds the words against grammar/keywords.def and grammar/lexer.l.
if exists('b:current_syntax')
  finish
endif

" A word is what the compiler takes for one, so that no part of a name looks like a keyword.
syntax case match
syntax iskeyword a-z,A-Z,48-57,_,-,*,?,.,:
syntax match pmuName /[A-Za-z0-9_*?-]\+\%([.:][A-Za-z0-9_*?-]\+\)*/
syntax match pmuNumber /\%(0x[0-9A-Fa-f_]\+\|0b[01_]\+\|\d[0-9_]*\)\%([A-Za-z0-9_*?-]\|[.:][A-Za-z0-9_*?-]\)\@!/
syntax match pmuTarget /\%(x86\|intel\|amd\|arm64\)\%(:[A-Za-z0-9_*?-]\+\%([.:][A-Za-z0-9_*?-]\+\)*\)\=\%([A-Za-z0-9_*?-]\|[.:][A-Za-z0-9_*?-]\)\@!/

" Words that begin a statement, and the others.
syntax keyword pmuStatement allow cpus default deny expect group include policy targets
syntax keyword pmuClause any because event except fixed optional raw umask

syntax match pmuOperator /\.\.\|[,\/]/
syntax match pmuComment /#.*/ contains=@Spell
syntax match pmuPath /<[^<>]*>/
syntax region pmuString start=/"/ skip=/\\./ end=/"/ oneline contains=pmuEscape
syntax match pmuEscape /\\["\\]/ contained

highlight default link pmuStatement Statement
highlight default link pmuClause Keyword
highlight default link pmuTarget Type
highlight default link pmuNumber Number
highlight default link pmuName Identifier
highlight default link pmuOperator Operator
highlight default link pmuComment Comment
highlight default link pmuPath Include
highlight default link pmuString String
highlight default link pmuEscape SpecialChar

let b:current_syntax = 'pmu'
