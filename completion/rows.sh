#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Prints what the completions know of a program, made from what the program itself says:
#
#   rows.sh pmuc PROGRAM SOURCE-FOLDER
#   rows.sh pmu-run PROGRAM
#
# A line of four fields is a command: "command|NAME||SUMMARY". One of five is an option:
# "COMMAND,COMMAND|OPTION|ARGUMENT|WORDS|HELP", where WORDS are all that the argument can be.
# Commands, options and their help are those of --help. The words are those of the tables in
# compiler/commands/option_table.c, as far as the command takes them, and of
# compiler/base/diagnostic_codes.def.
LC_ALL=C
export LC_ALL
kind=$1
program=$2
sources=${3:-.}

# "OPTION|ARGUMENT|HELP" of each option of a help text whose help begins in this column.
# A letter and a long name get a line each; -M is there for -MD and -MF.
read_options() { # column
    awk -v column="$1" '
    function put(option, argument) { print option "|" argument "|" help }
    /^  -/ {
        left = substr($0, 3, column - 3)
        help = substr($0, column)
        sub(/ +$/, "", left)
        argument = ""
        if (match(left, /[ =]/) && left !~ /^-., /) {
            argument = substr(left, RSTART + 1)
            left = substr(left, 1, RSTART - 1)
        } else if (match(left, /=/)) {
            argument = substr(left, RSTART + 1)
            left = substr(left, 1, RSTART - 1)
        }
        if (left == "-M") {
            put("-MD", "")
            put("-MF", "FILE")
        } else if (left ~ /^-., --/) {
            put(substr(left, 1, 2), argument)
            put(substr(left, 5), argument)
        } else
            put(left, argument)
    }'
}

# "OPTION|WORDS" of each row of the table whose function has a list of words.
read_words() {
    awk '
    function strings(text,   list) {
        while (match(text, /"[^"]*"/)) {
            list = list (list == "" ? "" : " ") substr(text, RSTART + 1, RLENGTH - 2)
            text = substr(text, RSTART + RLENGTH)
        }
        return list
    }
    match($0, /(set|add)_[a-z_]+\(struct options/) {
        name = substr($0, RSTART, RLENGTH - length("(struct options"))
    }
    /static const char \*const (words|names)\[\] = / { words[name] = strings($0) }
    /^const struct option_row option_rows/ { inside = 1; next }
    inside && /^};/ { exit }
    inside {
        if (match($0, /^    {("[a-z-]*"|NULL), /)) option = strings(substr($0, 1, RLENGTH))
        if (match($0, /(set|add)_[a-z_]+,/)) {
            name = substr($0, RSTART, RLENGTH - 1)
            if (option != "" && name in words) print "--" option "|" words[name]
        }
    }' "$sources/compiler/commands/option_table.c"
}

warnings() {
    sed -n 's/^DIAGNOSTIC([0-9]*, [A-Z0-9_]*, [A-Z]*, "\([a-z0-9.-]*\)"[,)].*/\1/p' \
        "$sources/compiler/base/diagnostic_codes.def" | tr '\n' ' ' | sed 's/ $//'
}

# The words that this command takes for the option: not each has every --format. A command takes one
# file or two, and the wrong number is another mistake.
words_of() { # command option
    [ "$2" != -W ] || warnings
    sed -n "s/^$2|//p" "$work/words" | tr ' ' '\n' | while read -r word; do
        {
            "$program" "$1" "$2=$word" /nonexistent
            "$program" "$1" "$2=$word" /nonexistent /nonexistent
        } 2>&1 | grep -q -e 'has no such' -e 'does not take' || printf '%s\n' "$word"
    done | tr '\n' ' ' | sed 's/ $//'
}

# "COMMAND OPTION|ARGUMENT|WORDS|HELP" of every option of a command.
print_command() { # command
    "$program" "$1" --help | read_options 28 | while IFS='|' read -r option argument help; do
        case $argument in
        [a-z]*) words=$argument ;;
        *) words=$(words_of "$1" "$option") ;;
        esac
        printf '%s %s|%s|%s|%s\n' "$1" "$option" "$argument" "$words" "$help"
    done
}

print_pmuc() {
    read_words >"$work/words"
    "$program" --help | sed -n '/^Commands:/,/^Options:/s/^  \([a-z]*\)  *\(.*\)/\1|\2/p' \
        >"$work/commands"
    sed 's/^\([^|]*\)|/command|\1||/' "$work/commands"
    while IFS='|' read -r command _; do
        print_command "$command"
    done <"$work/commands" | awk '
    {
        command = $1
        sub(/^[^ ]* /, "")
        if (!($0 in commands)) order[++count] = $0
        commands[$0] = commands[$0] (commands[$0] == "" ? "" : ",") command
    }
    END { for (i = 1; i <= count; i++) print commands[order[i]] "|" order[i] }'
}

work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
case $kind in
pmuc) print_pmuc ;;
pmu-run) "$program" --help | read_options 18 | sed 's/^\([^|]*|[^|]*|\)/|\1|/' ;;
*) exit 2 ;;
esac
