#!/usr/bin/env bats
# What the pure modules behind originld fix make of scripts, of a wheel's RECORD and
# of .pc files, held against those who read them: the interpreters, Python, and
# pkg-config.  ORIGINLD_TEST_SHEBANG=all runs the whole matrix of the scripts.
# shellcheck disable=SC2016 # $0 and the like belong to the scripts

load helpers/common

setup_file() {
    "${ORIGINLD_TEST_MAKE:-make}" -s -C "$ORIGINLD_TEST_BUILD" tests/unit/f_shebang >"$BATS_FILE_TMPDIR/build.log" 2>&1 ||
        die "$(cat "$BATS_FILE_TMPDIR/build.log")" || return 1
    "${CC:-cc}" -O1 -o "$BATS_FILE_TMPDIR/interpreter" "$ORIGINLD_TEST_SRC/tests/helpers/shebang-interpreter.c"
}

setup() {
    setup_common
    CONVERT=$BUILD/tests/unit/f_shebang
}

# matrix LANGUAGE: a sample.  What languages do not share is the second line's
# first word, and each shell meets that once; the rest of the line is the same for
# all, and the quickest of them goes through the whole.
matrix() {
    requires perl dash bash busybox ksh mksh zsh "$1"
    if test "$1" = mawk || test "${ORIGINLD_TEST_SHEBANG-}" = all; then
        cells "LANGUAGES=$1"
    else
        cells "LANGUAGES=$1" FORMS=own SHELLS=dash
        cells "LANGUAGES=$1" FORMS=own SHELLS=bash,busybox,ksh,mksh,zsh STARTS=chained-link
        cells "LANGUAGES=$1" FORMS=env SHELLS=dash STARTS=chained-link,metacharacters
    fi
}

cells() {
    run perl "$SRC/tests/helpers/shebang-matrix.pl" "$CONVERT" "$BATS_FILE_TMPDIR/interpreter" "$BATS_FILE_TMPDIR/matrix" "$@"
    assert_status 0
    refute_contains "$output" missing
    refute_contains "$output" '0 right'
}

# tree INTERPRETER: a tree with that program in lib/; it is called as it is there.
tree() {
    requires "$1"
    mkdir -p tree/bin tree/lib
    ln -s "$(type -P "$1")" "tree/lib/$1"
}

# convert FORM INTERPRETER [NAME]: the script from stdin becomes tree/bin/NAME.
convert() {
    "$CONVERT" "$1" "../lib/$2" >"tree/bin/${3-script}" || die "$(cat "tree/bin/${3-script}")"
    chmod +x "tree/bin/${3-script}"
}

# ------------------------------------------------------------------- the matrix

@test "matrix: Python scripts find their interpreter however they are started" { matrix python3; }
@test "matrix: Perl scripts find their interpreter however they are started" { matrix perl; }
@test "matrix: Ruby scripts find their interpreter however they are started" { matrix ruby; }
@test "matrix: Tcl scripts find their interpreter however they are started" { matrix tclsh; }
@test "matrix: Node scripts find their interpreter however they are started" { matrix node; }
@test "matrix: Lua scripts find their interpreter however they are started" { matrix lua5.4; }
@test "matrix: bash scripts find their interpreter however they are started" { matrix bash; }
@test "matrix: gawk scripts find their interpreter however they are started" { matrix gawk; }
@test "matrix: mawk scripts find their interpreter however they are started" { matrix mawk; }

@test "matrix: a form that does not follow links is told from one that does" {
    requires perl dash python3
    make_executable "$PWD/naive" <<'END'
printf '#!/bin/sh\n"exec" "${0%%/*}/../in ner'"'"'s \$x/python3" "-u" "$0" "$@"\n'
sed '1d; s/^from.*//'
END
    run perl "$SRC/tests/helpers/shebang-matrix.pl" "$PWD/naive" "$BATS_FILE_TMPDIR/interpreter" "$BATS_FILE_TMPDIR/matrix" \
        LANGUAGES=python3 SHELLS=dash FORMS=own STARTS=absolute,relative-link
    assert_status 1
    assert_contains "$output" '1 right, 1 wrong'
}

# -------------------------------------------------------------- what is kept

@test "a Python script keeps its docstring, its __future__ and its encoding" {
    tree python3
    printf '%s\n' '#!/old/bin/python3 -s' '# -*- coding: latin-1 -*-' '"""caf\351"""' 'from __future__ import annotations' \
        'import sys' 'print(ascii(__doc__), sys.flags.no_user_site, sys._getframe().f_lineno)' | sed 's/\\351/\xe9/' >original
    convert own python3 <original
    run tree/bin/script
    assert_equal "$output" "'caf\\xe9' 1 7"
    convert env python3 <original
    run tree/bin/script
    assert_equal "$output" "'caf\\xe9' 1 6"
}

@test "a Python script is still a module" {
    tree python3
    convert own python3 it.py <<'END'
#!/old/bin/python3
"""doc"""
END
    run python3 -B -c 'import sys; sys.path.insert(0, "tree/bin"); import it; print(it.__doc__)'
    assert_equal "$output" doc
    run python3 -c 'import tokenize; print(tokenize.open("tree/bin/it.py").encoding)'
    assert_equal "$output" utf-8
}

@test "a Perl script keeps its flags, its line numbers and its DATA" {
    tree perl
    convert own perl <<'END'
#!/old/bin/perl -wT
use strict;
print "${^TAINT} $^W ", __LINE__, ' ', <main::DATA>;
__END__
data
END
    run tree/bin/script
    assert_equal "$output" '1 1 3 data'
    run -0 perl -cT tree/bin/script
}

@test "a Perl script can still be required" {
    tree perl
    convert own perl it.pl <<'END'
#!/old/bin/perl
sub answer { 42 }
1;
END
    run perl -e 'require "./tree/bin/it.pl"; print answer()'
    assert_equal "$output" 42
}

@test "a Ruby script keeps its magic comments and its DATA" {
    tree ruby
    convert own ruby <<'END'
#!/old/bin/ruby -w
# encoding: iso-8859-1
# frozen_string_literal: true
puts "#{__ENCODING__} #{'x'.frozen?} #{$VERBOSE} #{DATA.read}" if $0 == __FILE__
__END__
data
END
    run tree/bin/script
    assert_equal "$output" 'ISO-8859-1 true true data'
    run -0 ruby -e 'load "tree/bin/script"'
}

@test "a Node script keeps its use strict, and a module stays one" {
    tree node
    convert own node <<'END'
#!/old/bin/node
'use strict'
try { undeclared = 1 } catch (e) { console.log(e.name) }
END
    run tree/bin/script
    assert_equal "$output" ReferenceError
    convert own node it.mjs <<'END'
#!/old/bin/node
import { basename } from 'path'
console.log(basename('/a/b'))
END
    run tree/bin/it.mjs
    assert_equal "$output" b
}

@test "a Lua script counts one line more" {
    tree lua5.4
    convert own lua5.4 <<'END'
#!/old/bin/lua5.4
print(debug.getinfo(1).currentline, arg[0])
END
    run tree/bin/script
    assert_equal "$output" "3	tree/bin/script"
}

@test "an awk script that only begins reads no input" {
    tree gawk
    convert own gawk <<'END'
#!/old/bin/gawk -f
BEGIN { print "begun" }
END
    mkfifo pipe
    exec 8<>pipe
    run timeout 10 tree/bin/script <&8
    exec 8>&-
    assert_status 0
    assert_equal "$output" begun
}

@test "a bash script is run by bash, once, and its children hear nothing of it" {
    tree bash
    convert own bash <<'END'
#!/old/bin/bash -e
[[ $- == *e* && $BASH == */lib/bash ]] && echo "$#" && ! env | grep ^originld
END
    run tree/bin/script 'a b'
    assert_equal "$output" 1
}

@test "a bash script that another one reads does not start that one again" {
    tree bash
    convert own bash part <<'END'
#!/old/bin/bash
echo part
END
    convert own bash <<'END'
#!/old/bin/bash
. "${0%/*}/part"
echo whole
END
    run timeout 10 tree/bin/script
    assert_status 0
    assert_equal "$output" "part
whole"
}

# --------------------------------------------------------------- what happens

@test "a script whose interpreter is missing ends with 127, and no shell reads the rest of it" {
    requires dash bash busybox ksh mksh zsh
    local shell language
    mkdir -p tree/bin "$BATS_TEST_TMPDIR/shells"
    for language in python3 perl ruby node lua bash gawk; do
        printf '#!/old/bin/%s\necho no\n' "$language" | convert own "$language" "$language"
        for shell in dash bash busybox ksh mksh zsh; do
            mkdir -p "$BATS_TEST_TMPDIR/shells/$shell"
            ln -sf "$(type -P "$shell")" "$BATS_TEST_TMPDIR/shells/$shell/sh"
            run -127 "$BATS_TEST_TMPDIR/shells/$shell/sh" "tree/bin/$language"
            refute_contains "$output" $'\nno'
        done
    done
}

@test "a script starts no other program on its way, and one for each link" {
    requires strace bash
    tree bash
    printf '#!/old/bin/bash\n:\n' | convert own bash
    ln -s tree/bin/script one
    ln -s one two
    strace -f -qq -e trace=execve -e signal=none -o trace tree/bin/script
    run grep -c 'execve.* = 0' trace
    assert_equal "$output" 2
    strace -f -qq -e trace=execve -e signal=none -o trace ./two
    run grep -c 'execve.*readlink.* = 0' trace
    assert_equal "$output" 2
}

@test "a script that pip has written for a long path finds its interpreter too" {
    tree python3
    printf '%s\n' '#!/bin/sh' "'''exec' \"/old place/bin/python3\" -s \"\$0\" \"\$@\"" "' '''" 'import sys' 'print(sys.flags.no_user_site, sys.argv[1:])' |
        convert own python3
    run tree/bin/script 'a b'
    assert_equal "$output" "1 ['a b']"
}

@test "a script that was changed is not changed again" {
    tree bash
    local form
    for form in own env; do
        printf '#!/old/bin/bash\n:\n' | convert "$form" bash
        run -1 "$CONVERT" own ../lib/bash <tree/bin/script
        assert_equal "$output" shebang-relative
    done
}

# ------------------------------------------------------------- RECORD and .pc

@test "a RECORD reads in Python as before, with the new digest and size" {
    requires python3
    mkdir -p site bin
    printf 'changed' >'bin/odd, "name"'
    run python3 - "$CONVERT" <<'END'
import base64, csv, hashlib, io, subprocess, sys
rows = [['pkg/__init__.py', 'sha256=abc', '3'], ['../bin/odd, "name"', 'sha256=old', '1'], ['pkg-1.dist-info/RECORD', '', '']]
for end in '\n', '\r\n':
    text = io.StringIO(newline='')
    csv.writer(text, lineterminator=end).writerows(rows)
    new = subprocess.run([sys.argv[1], 'record', rows[1][0], 'bin/odd, "name"'], input=text.getvalue().encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
    digest = base64.urlsafe_b64encode(hashlib.sha256(b'changed').digest()).rstrip(b'=').decode()
    assert list(csv.reader(io.StringIO(new, newline=''))) == [rows[0], [rows[1][0], 'sha256=' + digest, '7'], rows[2]], new
    assert new.count(end) == 3, new
print('good')
END
    assert_equal "$output" good
}

# flags_in FOLDER WORD...: the words that a shell reads of pkg-config's answer for the tree there.
flags_in() {
    local at=$1/lib/pkgconfig/../..
    shift
    PKG_CONFIG_PATH=${at%/../..} pkg-config --cflags --libs x >flags
    eval "printf '%s\n' $(cat flags)" >words
    printf '%s\n' "${@//@/$at}" | diff -u - words
}

@test "a .pc file gives the flags of the tree that it is in, wherever that is" {
    requires pkg-config
    mkdir -p here/lib/pkgconfig
    "$CONVERT" pc /p/old ../.. >here/lib/pkgconfig/x.pc <<'END'
prefix=/p/old
exec_prefix=${prefix}
libdir=${exec_prefix}/lib
includedir=/p/old/include

Name: x
Description: x
Version: 1
Libs: -L${libdir} -lx -Wl,-rpath,/p/old/lib
Cflags: -I${includedir} -I/p/old/lib/x -DPLACE=/p/older
END
    set -- -I@/include -I@/lib/x -DPLACE=/p/older -L@/lib -lx -Wl,-rpath,@/lib
    flags_in "$PWD/here" "$@"
    mkdir 'two  blanks'
    mv here 'two  blanks/there'
    flags_in "$PWD/two  blanks/there" "$@"
    flags_in 'two  blanks/there' "$@"
}

@test "a .pc file that is movable stays as it is" {
    printf '%s\n' 'prefix=${pcfiledir}/../..' 'libdir=${prefix}/lib' '# /p/old' >movable.pc
    "$CONVERT" pc /p/old ../.. <movable.pc >again.pc
    cmp movable.pc again.pc
}
