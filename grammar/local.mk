# SPDX-License-Identifier: BSD-2-Clause
# Source text to tokens to AST.
noinst_LTLIBRARIES += libgrammar.la libparser.la
libgrammar_la_SOURCES = \
	grammar/ast.c \
	grammar/ast.h \
	grammar/grammar.h \
	grammar/keywords.def \
	grammar/lexer.h \
	grammar/tokens.c \
	grammar/tokens.h
libgrammar_la_LIBADD = libparser.la

# What flex and bison make is not held to the warnings that our own code is.
libparser_la_SOURCES = grammar/parser.y grammar/lexer.l
libparser_la_CFLAGS = -std=gnu11 $(GENERATED_CFLAGS) $(SANITIZER_CFLAGS)
BUILT_SOURCES += grammar/parser.h
