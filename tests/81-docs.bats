#!/usr/bin/env bats
# What the documents say, held against the sources and against what the programs
# do. In README.md the blocks marked `console` are run, one after the other, in
# a folder with the makefile of the block marked `makefile`; a line of three dots
# stands for any output.
# shellcheck disable=SC2016 # a $ in single quotes is the very subject here
# shellcheck disable=SC2154 # bats sets $status and $output

load helpers/common

setup() {
    setup_common
    DOCS=$SRC/docs
    README=$SRC/README.md
}

# nothing_in FILE WHAT: FILE is empty, or the test fails and says what is there.
nothing_in() { test ! -s "$1" || die "$2:" "$(cat "$1")"; }

# same_lines ONE TWO WHERE: both files hold the same lines, in whatever order.
same_lines() {
    sort -u "$1" >one.sorted
    sort -u "$2" >two.sorted
    test -s one.sorted || die "nothing found in the first of: $3"
    comm -3 one.sorted two.sorted >differs
    nothing_in differs "only in the first, and further right only in the second of: $3"
}

# section PAGE TITLE: the lines of a manual page from .Sh TITLE to the next .Sh.
section() { awk -v want=".Sh $2" '/^\.Sh / { on = $0 == want; next } on' "$DOCS/$1"; }

# block LANGUAGE [NUMBER]: the text of a fenced block of the README.
block() {
    awk -v fence='```' -v language="$1" -v number="${2-1}" '
        $0 == fence { on = 0 }
        on
        $0 == fence language && ++seen == number { on = 1 }' "$README"
}

# ---------------------------------------------------------------------- codes

@test "originld-rpath(7): has every code of codes.c under its kind, and no other" {
    sed -n 's/.*{\(KIND_[A-Z]*\), *"\([a-z][A-Za-z-]*\)".*/\1 \2/p' "$SRC/shim/codes.c" >real
    assert_equal "$(wc -l <real)" "$(($(grep -c '^ *\[CODE_' "$SRC/shim/codes.c") - 1))"
    section originld-rpath.7 CODES | awk '
        /^\.Ss/ { kind = "?" }
        $0 == ".Ss Repaired" { kind = "KIND_MENDED" }
        $0 == ".Ss Repaired on a guess" { kind = "KIND_GUESSED" }
        $0 == ".Ss Left as it is, and wrong" { kind = "KIND_WRONG" }
        $0 == ".Ss Left as it is, on purpose" { kind = "KIND_LEFT" }
        $0 == ".Ss About the whole link" { kind = "KIND_NOTE" }
        /^\.It Cm / { print kind, $3 }' >page
    same_lines real page 'codes.c and originld-rpath.7'
}

# ---------------------------------------------------------------- environment

# The variables that the shim reads, from its table.
variables() { sed -n 's/^ *{"\([A-Z_]*\)=", offsetof.*/ORIGINLD_\1/p' "$SRC/shim/settings.c"; }

@test "originld-ld(1): has every ORIGINLD_ variable of settings.c, and no other" {
    variables >real
    section originld-ld.1 ENVIRONMENT | sed -n 's/^\.It Ev \(ORIGINLD_.*\)/\1/p' >page
    same_lines real page 'settings.c and originld-ld.1'
}

@test "documents: no ORIGINLD_ variable that the shim does not read" {
    variables >real
    {
        cat "$README" "$DOCS"/*.* "$DOCS"/*/*.md
        "$ORIGINLD" --help
    } | grep -o 'ORIGINLD_[A-Z_]*[A-Z]' | grep -v '^ORIGINLD_TEST_' | sort -u >named
    sort real | comm -13 - named >bad
    nothing_in bad 'these are named'
}

@test "README: has every variable that a user sets" {
    variables | grep -v TRIED >real
    sed -n 's/^| `\(ORIGINLD_[A-Z_]*\)` |.*/\1/p' "$README" >page
    same_lines real page 'settings.c and the table of README.md'
}

@test "originld-ld(1) and README: have every mode" {
    local mode
    grep -o '{"[a-z]*", MODE_[A-Z]*}' "$SRC/shim/settings.c" | sed 's/{"\([a-z]*\)".*/\1/; /^$/d' >modes
    test "$(wc -l <modes)" -ge 4
    section originld-ld.1 ENVIRONMENT >page
    while IFS= read -r mode; do
        grep -qx "\.It Cm $mode" page || die "originld-ld.1 lacks $mode"
        grep -q "^| .ORIGINLD_MODE.*\`$mode\`" "$README" || die "README.md lacks $mode"
    done <modes
}

# -------------------------------------------------------------------- options

# What --help shows, of the command and of each verb.
all_help() {
    local verb
    "$ORIGINLD" --help
    for verb in $(verbs); do "$ORIGINLD" "$verb" --help; done
}

verbs() { "$ORIGINLD" --help | sed -n 's/^  originld \([a-z]*\) .*/\1/p'; }

@test "originld(1): has every option of --help, and no other" {
    all_help | grep -o -e '--[a-z][a-z-]*' >real
    # -- is for the words behind it, and -h is --help
    grep -o 'Fl -[a-z][a-z-]*' "$DOCS/originld.1" | sed 's/Fl /-/' >page
    same_lines real page 'originld --help and originld.1'
}

@test "originld(1): has every verb of --help, and no other" {
    verbs >real
    section originld.1 SYNOPSIS | awk '/^\.Nm/ { first = 1; next } first && /^\.Cm/ { print $2 } { first = 0 }' >page
    same_lines real page 'originld --help and the SYNOPSIS of originld.1'
    section originld.1 DESCRIPTION | sed -n 's/^\.Ss originld //p' >page
    same_lines real page 'originld --help and the DESCRIPTION of originld.1'
}

@test "originld(1): the example of explain is what it prints" {
    local line
    run "$ORIGINLD" explain RIGIN/../lib
    assert_status 1
    section originld.1 EXAMPLES | sed 's/\\e/\\/g' >examples
    while IFS= read -r line; do
        grep -qxF -e "$line" examples || die "not in originld.1: $line"
    done <<<"$output"
}

@test "originld(1) and originld-ld(1): name every linker name that is installed" {
    local page name
    for page in originld.1 originld-ld.1; do
        for name in "$LDDIR"/*; do
            name=${name##*/}
            case $name in
            *-*-*) ;; # told of as "the target in front"
            *) grep -q "^\.Pa $name\( ,\)*$" "$DOCS/$page" || die "$page lacks $name" ;;
            esac
        done
    done
}

# ------------------------------------------------------------------- statuses

# The numbers of a page's EXIT STATUS.
statuses() { section "$1" 'EXIT STATUS' | sed -n 's/^\.It \([0-9]*\)$/\1/p'; }

@test "originld-ld(1): its exit statuses are those of wrap.h" {
    grep -o 'EXIT_[A-Z_]* = [0-9]*' "$SRC/shim/wrap.h" | sed 's/.*= //' >real
    statuses originld-ld.1 >page
    same_lines real page 'wrap.h and originld-ld.1'
    local number
    while IFS= read -r number; do
        grep -qw "$number if" "$README" || die "README.md lacks $number"
    done <real
}

@test "originld(1): its exit statuses are those of command.h" {
    sed -n 's/^enum { \(STATUS_.*\) };/\1/p' "$SRC/shim/command.h" | tr ',' '\n' | awk '{ print NR - 1 }' >real
    statuses originld.1 >page
    same_lines real page 'command.h and originld.1'
}

@test "exit statuses: the programs end with what the pages say" {
    run -0 "$ORIGINLD" explain '$ORIGIN/../lib'
    run -1 "$ORIGINLD" explain '/../lib'
    run -2 "$ORIGINLD" explain
    run -2 "$ORIGINLD" no-such-verb
    argv_recorder ld
    run -7 env RECORD_STATUS=7 ORIGINLD_LD="$BATS_TEST_TMPDIR/bin/ld" "$LDDIR/ld" -o x a.o -rpath RIGIN/../lib
    run -125 env ORIGINLD_MODE=strict ORIGINLD_LD="$BATS_TEST_TMPDIR/bin/ld" "$LDDIR/ld" -o x a.o -rpath /../lib
    assert_contains "$output" 'rpath element /../lib (lost-name-guessed)'
    echo text >no-program
    chmod +x no-program
    run -126 env ORIGINLD_LD="$PWD/no-program" "$LDDIR/ld" -o x a.o
    run -127 env ORIGINLD_LD="$PWD/missing" "$LDDIR/ld" -o x a.o
}

# ------------------------------------------------------------------------ log

@test "originld-ld(1): has every key of the log, and no other" {
    # a value that is not known puts a note into the line
    argv_recorder ld
    env ORIGINLD_LD="$BATS_TEST_TMPDIR/bin/ld" ORIGINLD_MODE=nonsense ORIGINLD_LOG="$PWD/log" \
        "$LDDIR/ld" -o x a.o -rpath RIGIN/../lib
    assert_equal "$(wc -l <log)" 1
    # and a compiler's name tells of itself by another key
    argv_recorder gcc
    env ORIGINLD_CC="$BATS_TEST_TMPDIR/bin/gcc" ORIGINLD_LOG="$PWD/log" "${LDDIR%/ld}/cc/gcc" a.o -Wl,-rpath,RIGIN/../lib
    assert_equal "$(wc -l <log)" 2
    # where it was written is known from a variable
    LDFLAGS='-Wl,-rpath,$ORIGIN/../lib' ORIGINLD_LD="$BATS_TEST_TMPDIR/bin/ld" ORIGINLD_LOG="$PWD/log" "$LDDIR/ld" -o x a.o -rpath RIGIN/../lib
    grep -o '"[a-z]*":' log | tr -d '":' >real
    # in their own list the keys are items, and those of an element stand in the text of one
    section originld-ld.1 FILES | awk '
        /^\.It Ql [a-z]+$/ { print $3; inside = $3 == "elements"; next }
        /^\.It/ { inside = 0 }
        inside && /^\.Ql [a-z]+ ,$/ { print $2 }' >page
    same_lines real page 'the log and originld-ld.1'
}

# ---------------------------------------------------------------------- pages

@test "manual pages: mandoc has nothing to say" {
    requires mandoc
    # whether other packages' pages are installed here is no fault of these
    mandoc -T lint "$DOCS"/*.[17] 2>&1 | grep -v -e 'referenced manual not found' -e 'outdated mandoc.db' >said || :
    nothing_in said 'but it says'
}

@test "manual pages: groff has nothing to say" {
    type -P groff >/dev/null || skip 'no groff here'
    local page
    for page in "$DOCS"/*.[17]; do groff -mdoc -ww -Tascii "$page" 2>>said >/dev/null; done
    nothing_in said 'but it says'
}

@test "manual pages: refer to one another by names that exist" {
    local name number
    cat "$DOCS"/*.[17] | sed -n 's/^\.Xr \(originld[a-z-]*\) \([0-9]\).*/\1 \2/p' | sort -u >references
    test -s references
    while read -r name number; do
        test -f "$DOCS/$name.$number" || die "there is no $name($number)"
    done <references
}

# --------------------------------------------------------------------- README

@test "README: the two commands to begin with stand there as they are typed" {
    block sh 1 >commands
    assert_equal "$(sed -n 1p commands)" './configure && make demo'
    assert_equal "$(sed -n 2p commands)" './configure && make check'
    assert_equal "$(wc -l <commands)" 2
}

@test "README: the first command works, in a copy of the sources" {
    requires make
    mkdir copy
    cp -R "$SRC/configure" "$SRC/Makefile.in" "$SRC/shim" "$SRC/docs" copy
    mkdir copy/tests
    cp -R "$SRC/tests/demo" "$SRC/tests/try-shim" copy/tests
    rm -f copy/shim/*.o
    cd copy
    MAKEFLAGS=-j2 bash -c "$(block sh 1 | sed -n 1p)" >log 2>&1 || { tail -n 20 log >&2; return 1; }
}

# Text as a pattern of bash, in which a line of three dots is anything, and /home/me any folder, which may have to be quoted.
as_pattern() { sed "s/[][()|\\\\*?]/\\\\&/g; s/^\.\.\.\$/*/; s/'\.\.\./'*/; s,/home/me\(.*\)\$,*\1*,"; }

# Whether it is DT_RPATH or DT_RUNPATH depends on how the linker was configured.
same_entry() { sed 's/^ *0x[0-9a-f]* (R[A-Z]*PATH) *Library r[a-z]*:/ rpath:/'; }

@test "README: what stands in its console blocks is what happens" {
    requires make readelf
    type -P cc >/dev/null || skip 'no cc here'
    ! cc --version | grep -qi clang || skip 'cc is clang here, which PATH does not lead to us'
    getconf GNU_LIBC_VERSION >/dev/null 2>&1 || skip "only glibc's loader says it in these words"
    local number=0 step command expected actual pattern
    mkdir greet
    cd greet
    printf '%s\n' '#include <stdio.h>' 'void greet(void) { puts("hello"); }' >greet.c
    printf '%s\n' 'void greet(void);' 'int main(void) { greet(); return 0; }' >hello.c
    block makefile >Makefile
    PATH=$(dirname "$ORIGINLD"):$PATH
    while block console $((number + 1)) | grep -q .; do
        number=$((number + 1))
        # one file for each command: the command, then what it should print
        rm -f ../step.*
        block console $number | awk '/^\$ / { n++; $0 = substr($0, 3) } { print >sprintf("../step.%02d", n) }'
        for step in ../step.*; do
            command=$(sed -n 1p "$step")
            expected=$(sed 1d "$step" | same_entry)
            actual=$(bash -c "$command" 2>&1 | same_entry) || :
            pattern=$(printf '%s\n' "$expected" | as_pattern)
            # shellcheck disable=SC2053 # a pattern it is
            [[ $actual == $pattern ]] || die "\$ $command" "prints:" "$actual" "and should:" "$expected"
        done
    done
    test $number -ge 2
}

# ---------------------------------------------------------------------- words

# The documents that are not manual pages.
texts() { printf '%s\n' "$README" "$DOCS"/*.md "$DOCS"/*/*.md; }

@test "documents: files and folders that they name in links or by path are there" {
    local text word
    texts | while IFS= read -r text; do
        {
            grep -o '](\([^)#:]*\))' "$text" | sed 's/^](\(.*\))$/\1/' | sed "s|^|${text%/*}/|"
            grep -oE '`(shim|tests|docs|\.ci)/[A-Za-z0-9_./-]*[A-Za-z0-9_/-]`' "$text" | tr -d '`' | sed "s|^|$SRC/|"
        } >words || :
        while IFS= read -r word; do
            test -e "$word" || printf '%s: %s\n' "${text##*/}" "$word"
        done <words
    done >bad
    nothing_in bad 'these are not'
}

@test "documents: the targets of make that they name are targets" {
    local word
    texts | while IFS= read -r text; do
        grep -oE '(`|&& )make [a-z-]+' "$text" | sed 's/.*make //'
    done | sort -u >words
    test -s words
    while IFS= read -r word; do
        grep -qE "^([a-z -]* )?$word( [a-z -]*)?:" "$SRC/Makefile.in" || printf '%s\n' "$word"
    done <words >bad
    nothing_in bad 'these are not'
}
