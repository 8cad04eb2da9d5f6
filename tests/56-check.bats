#!/usr/bin/env bats
# originld check: what it says of trees that are built here, in which order, and how it ends.
# shellcheck disable=SC2016,SC2154 # $ORIGIN is meant as it stands; bats sets $output, $stderr, $status

load helpers/common
load helpers/trees

setup() {
    setup_common
    # what the linker leaves out of an rpath, or what stands in for it, is not the subject here
    mkdir -p work/app/bin work/app/lib
    cd work || return 1
    tree_sources
}

# tree: app/bin/prog needs liby.so.1, which needs libx.so.1; further words are for the program's link.
tree() {
    test -f app/lib/liby.so.1 || {
        library app/lib/libx.so.1 x.c
        library app/lib/liby.so.1 y.c app/lib/libx.so.1 -Wl,--enable-new-dtags -Wl,-rpath,'$ORIGIN'
    }
    program prog "$@"
}

# program NAME WORD...: another one in app/bin.
program() {
    local name=$1
    shift
    "$CC" -o "app/bin/$name" main.c app/lib/liby.so.1 -Wl,-rpath-link,app/lib "$@"
}

# check STATUS WORD...: stdout is $output, and stderr must be empty.
check() {
    local want=$1
    shift
    run "-$want" --separate-stderr timeout 60 "$ORIGINLD" check "$@"
    assert_equal "$stderr" ''
}

# found PATH: "severity code element" of the findings for a path, a line each.
found() {
    printf '%s\n' "$output" | sed -n 's|^{"path":"'"$1"'","severity":"\([a-z]*\)","code":"\([^"]*\)",\("element":"\([^"]*\)",\)\{0,1\}.*|\1 \2 \4|p' |
        sed 's/ $//'
}

# suggested CODE: the suggestion of the first finding with it.
suggested() { printf '%s\n' "$output" | sed -n 's|.*"code":"'"$1"'",.*"suggestion":"\([^"]*\)".*|\1|p' | sed 1q; }

# cause CODE: the cause of the first finding with it.
cause() { printf '%s\n' "$output" | sed -n 's|.*"code":"'"$1"'",.*"cause":"\([^"]*\)".*|\1|p' | sed 1q; }

# ------------------------------------------------------------------ the rules

@test "check: a sound tree has nothing wrong, and the status is 0" {
    requires cc
    tree -Wl,-rpath,'$ORIGIN/../lib'
    check 0 --json app
    assert_equal "$output" ''
    check 0 app
    assert_equal "$output" '3 files, 3 programs and libraries: 0 critical, 0 errors, 0 warnings, 0 notes'
}

@test "check: a mangled rpath is an error, with what it should be" {
    requires cc
    local pair
    for pair in 'RIGIN make-ate-dollar' '4711ORIGIN pid-for-dollar' '\$ORIGIN escape-kept' '$(ORIGIN) stray-bracket' \
        'ORIGIN dollar-lost' '/. lost-name-guessed' '/__ORIGIN__ marker'; do
        # the last but one is /../lib
        case $pair in
        '/. '*) tree -Xlinker -rpath -Xlinker /../lib ;;
        *) tree -Xlinker -rpath -Xlinker "${pair% *}/../lib" ;;
        esac
        check 1 --json app
        assert_equal "$(found app/bin/prog | sed 's/^\([a-z]* [^ ]*\) .*/\1/' | sed 1q)" "error ${pair##* }"
        assert_equal "$(suggested "${pair##* }")" '$ORIGIN/../lib'
    done
}

@test "check: what is an error is critical in a set-id program" {
    requires cc
    tree -Wl,-rpath,RIGIN/../lib
    chmod u+s app/bin/prog
    check 1 --json app
    assert_equal "$(found app/bin/prog)" 'critical make-ate-dollar RIGIN/../lib
critical library-not-found liby.so.1'
    # this is for locking files, and gives no rights
    chmod u-s app/bin/prog
    chmod g+s,g-x app/bin/prog
    check 1 --json app
    assert_equal "$(found app/bin/prog | cut -d ' ' -f 1 | sort -u)" error
}

@test "check: file capabilities count as set-id" {
    requires cc setcap
    tree -Wl,-rpath,'$ORIGIN/../lib'
    setcap cap_net_raw+ep app/bin/prog 2>/dev/null || skip 'no capabilities on this file system, or not root'
    check 1 --json app
    assert_contains "$(found app/bin/prog)" 'critical secure-origin $ORIGIN/../lib'
}

@test "check: an absolute rpath into the tree is wrong when the tree moves" {
    requires cc
    tree -Wl,-rpath,"$(cd app && pwd -P)/lib"
    check 1 --json app
    assert_equal "$(found app/bin/prog | cut -d ' ' -f 1,2)" 'warning absolute-in-tree
error lost-when-moved'
    assert_equal "$(suggested absolute-in-tree)" '$ORIGIN/../lib'
    assert_equal "$(suggested lost-when-moved)" '$ORIGIN/../lib'
}

@test "check: where the tree stands already after the move, nothing is lost" {
    requires cc
    tree -Wl,-rpath,"$(cd app && pwd -P)/lib"
    check 1 --json --moved-to "$(cd app && pwd -P)" app
    assert_equal "$(found app/bin/prog | cut -d ' ' -f 1,2)" 'warning absolute-in-tree'
}

@test "check: --moved-to lays the tree over what is there" {
    requires cc
    mkdir -p installed/lib
    tree -Wl,-rpath,"$PWD/installed/lib"
    mv app/lib/liby.so.1 installed/lib/liby.so.1
    # one comes from the tree then, and one from what is there
    run -1 --separate-stderr "$ORIGINLD" check --json --moved-to "$PWD/installed" app
    refute_contains "$output" 'when-moved'
    refute_contains "$output" 'not-found'
}

@test "check: a library that comes from the system after the move is an error" {
    requires cc
    getconf GNU_LIBC_VERSION >/dev/null 2>&1 || skip "only glibc's libraries are called so"
    # a library of the tree's own with the name of one that each system has
    library app/lib/libm.so.6 x.c
    echo 'int x(void); int main(void) { return x(); }' >m.c
    "$CC" -o app/bin/prog m.c app/lib/libm.so.6 -Wl,-rpath,"$(cd app && pwd -P)/lib"
    check 1 --json app
    assert_contains "$(found app/bin/prog)" 'error system-when-moved libm.so.6'
    "$CC" -o app/bin/prog m.c app/lib/libm.so.6
    check 1 --json app
    assert_contains "$(found app/bin/prog)" 'warning system-for-tree libm.so.6'
}

@test "check: a library that is found only through the folder of another place is said to come from there" {
    requires cc
    tree -Wl,-rpath,"$PWD/old/lib"
    mkdir old
    cp -R app/lib old/lib
    # the place of this test may be below /tmp, which is a place of builds as well
    check 1 --json app
    local codes
    codes=$(found app/bin/prog | cut -d ' ' -f 2 | grep '^from-')
    case $codes in
    from-old-prefix | from-build-folder) ;;
    *) die "$codes" ;;
    esac
}

@test "check: empty and relative elements, and a path in DT_NEEDED, lead to the current folder" {
    requires cc
    tree -Wl,-rpath,'$ORIGIN/../lib:'
    check 1 --json app
    assert_equal "$(found app/bin/prog)" 'error empty-element'
    tree -Wl,-rpath,'$ORIGIN/../lib:lib'
    check 1 --json app
    assert_equal "$(found app/bin/prog)" 'error relative-element lib'
    "$CC" -shared -fPIC -o libnoname.so x.c
    echo 'int x(void); int main(void) { return x(); }' >m.c
    "$CC" -o app/bin/prog m.c ./libnoname.so
    check 1 --json app
    assert_equal "$(found app/bin/prog)" 'error needed-path ./libnoname.so
error from-current-folder ./libnoname.so'
}

@test "check: padding is a note where CMake works, and a warning elsewhere" {
    requires cc
    tree -Wl,-rpath,'$ORIGIN/../lib::::::'
    check 1 --json app
    assert_equal "$(found app/bin/prog)" 'warning padding'
    : >app/CMakeCache.txt
    check 0 --json app
    assert_equal "$(found app/bin/prog)" 'note padding'
}

@test "check: an inherited RPATH counts, and a RUNPATH is not inherited" {
    requires cc
    library app/lib/libx.so.1 x.c
    library app/lib/liby.so.1 y.c app/lib/libx.so.1
    program prog -Wl,--disable-new-dtags -Wl,-rpath,'$ORIGIN/../lib'
    check 0 --json app
    assert_equal "$output" ''
    program prog -Wl,--enable-new-dtags -Wl,-rpath,'$ORIGIN/../lib'
    check 1 --json app
    assert_equal "$(found app/lib/liby.so.1)" 'error library-not-found libx.so.1'
    assert_equal "$(suggested library-not-found)" '$ORIGIN'
    # as musl's loader does it, it is
    check 0 --json --loader musl app
}

@test "check: a library that no program loads may lack what has been loaded before it" {
    requires cc
    library app/lib/libx.so.1 x.c
    mkdir app/plugins
    library app/plugins/plugin.so y.c app/lib/libx.so.1
    check 0 --json app
    assert_equal "$(found app/plugins/plugin.so)" 'note not-found-alone libx.so.1'
    rm app/lib/libx.so.1
    check 1 --json app
    assert_equal "$(found app/plugins/plugin.so)" 'error library-not-found libx.so.1'
}

@test "check: where a list does not count that would find the library, it is said which and why" {
    requires cc
    local root
    root=$(cd app && pwd -P)
    library app/lib/libx.so.1 x.c
    # the library's own RUNPATH hides what it would inherit
    library app/lib/liby.so.1 y.c app/lib/libx.so.1 -Wl,--enable-new-dtags -Wl,-rpath,/usr/lib
    program prog -Wl,--disable-new-dtags -Wl,-rpath,'$ORIGIN/../lib'
    check 1 --json app
    assert_equal "$(cause library-not-found)" "the file has a RUNPATH, and so inherits no RPATH: that of $root/bin/prog would find $root/bin/../lib/libx.so.1"
    # a RUNPATH is for the file alone
    library app/lib/liby.so.1 y.c app/lib/libx.so.1
    program prog -Wl,--enable-new-dtags -Wl,-rpath,'$ORIGIN/../lib'
    check 1 --json app
    assert_equal "$(cause library-not-found)" "a RUNPATH is not inherited, as an RPATH is: that of $root/bin/prog would find $root/bin/../lib/libx.so.1"
    # and nothing of it for musl, where all is inherited
    check 0 --json --loader musl app
    # $ORIGIN is where the link is
    mkdir -p app/store/dep
    library app/store/liby.so.1 y.c app/lib/libx.so.1 -Wl,--enable-new-dtags -Wl,-rpath,'$ORIGIN/dep'
    mv app/lib/libx.so.1 app/store/dep/libx.so.1
    ln -sf ../store/liby.so.1 app/lib/liby.so.1
    check 1 --json app
    assert_equal "$(cause library-not-found)" "\$ORIGIN is the folder of the link by which the file is loaded: with that of $root/store/liby.so.1 it would find $root/store/dep/libx.so.1"
    # what the environment has is not the tree's merit
    rm -r app/lib app/store
    mkdir app/lib
    library app/lib/libx.so.1 x.c
    library app/lib/liby.so.1 y.c app/lib/libx.so.1
    program prog
    run -1 --separate-stderr env LD_LIBRARY_PATH="$root/lib" "$ORIGINLD" check --json app
    assert_contains "$(cause library-not-found)" "$root/bin/prog finds it only by LD_LIBRARY_PATH, as it is set now: $root/lib/liby.so.1"
}

@test "check: a library in a subfolder for certain processors is noted, and one that is only there is a warning" {
    requires cc
    getconf GNU_LIBC_VERSION >/dev/null 2>&1 || skip 'only glibc has such subfolders'
    local folder root
    root=$(cd app && pwd -P)
    tree -Wl,-rpath,'$ORIGIN/../lib'
    # in the order in which this system's loader names them, the best last
    LD_DEBUG=libs LD_LIBRARY_PATH=/probe app/bin/prog 2>&1 | grep -o '/probe/[^:]*:' | sed 's|^/probe/||; s/:$//' | awk '!seen[$0]++' | tac >folders
    test -s folders || skip 'this loader has none for this processor'
    while IFS= read -r folder; do
        mkdir -p "app/lib/$folder"
        cp app/lib/libx.so.1 "app/lib/$folder"
        check 0 --json app
        assert_equal "$(printf '%s\n' "$output" | grep '"path":"app/lib/liby' | grep -o '"code":.*"element":"[^"]*"')" '"code":"processor-subfolder","element":"libx.so.1"'
        assert_contains "$output" "$root/bin/../lib/$folder/libx.so.1"
    done <folders
    rm app/lib/libx.so.1
    check 1 --json app
    assert_equal "$(found app/lib/liby.so.1)" 'warning processor-subfolder-alone libx.so.1'
    assert_contains "$(suggested processor-subfolder-alone)" 'beside the subfolder'
}

@test "check: --needs tells of elements by which nothing is found, and of room at an element's end" {
    requires cc
    mkdir app/share
    tree -Wl,-rpath,'$ORIGIN/../lib///:$ORIGIN/../share'
    check 0 --json app
    assert_equal "$output" ''
    check 0 --json --needs app
    assert_equal "$(found app/bin/prog | grep -v ' comes-')" 'note spare-slashes $ORIGIN/../lib///
note idle-element $ORIGIN/../share'
}

@test "check: musl's loader has no room for a long path" {
    requires musl-gcc
    local long
    long=$(printf '%0250d' 0)
    mkdir -p "app/$long/$long"
    "$CC" -shared -fPIC -o "app/$long/$long/libx.so.1" x.c -nostdlib -Wl,-soname,libx.so.1
    echo 'int x(void); int main(void) { return x() - 1; }' >m.c
    musl-gcc -o app/bin/prog m.c "app/$long/$long/libx.so.1" -Wl,-rpath,"\$ORIGIN/../$long/$long"
    check 1 --json app
    assert_equal "$(found app/bin/prog | cut -d ' ' -f 1,2)" 'error musl-too-long
error library-not-found'
    # glibc would find it
    check 0 --json --loader glibc --no-loader app
}

@test "check: a library reached through a link out of its folder has its origin where the link is" {
    requires cc
    mkdir app/store
    library app/lib/libx.so.1 x.c
    library app/store/liby.so.1 y.c app/lib/libx.so.1 -Wl,--enable-new-dtags -Wl,-rpath,'$ORIGIN'
    ln -s ../store/liby.so.1 app/lib/liby.so.1
    program prog -Wl,-rpath,'$ORIGIN/../lib'
    check 0 --json app
    # alone, from where it really is, it would not find the other
    rm app/bin/prog
    check 0 --json app
    assert_equal "$(found app/store/liby.so.1)" 'note not-found-alone libx.so.1'
}

@test "check: a link into the tree by its absolute path is lost when the tree moves" {
    requires cc
    tree -Wl,-rpath,'$ORIGIN/../lib'
    mkdir app/store
    mv app/lib/liby.so.1 app/store
    ln -s "$(cd app && pwd -P)/store/liby.so.1" app/lib/liby.so.1
    check 1 --json app
    assert_equal "$(found app/bin/prog)" 'error lost-when-moved liby.so.1'
}

@test "check: a script that names an interpreter of the tree is not movable" {
    local root
    # the kernel takes no blank in such a name
    cd "$(cd "$TMPDIR" && pwd -P)"
    mkdir -p app/bin
    root=$PWD/app
    printf '#!%s/bin/python3\n' "$root" >app/bin/one
    printf '#! %s/bin/python3 -u\n' "$root" >app/bin/two
    printf '#!/bin/sh\n' >app/bin/three
    printf '#!/usr/bin/env python3\n' >app/bin/four
    printf '#!/old/place/bin/python3' >app/bin/five
    printf '#!/old/place/bin/ruby\n' >app/bin/six
    : >app/bin/python3
    check 1 --json app
    assert_equal "$(found app/bin/one)" "warning shebang-in-tree $root/bin/python3"
    assert_equal "$(found app/bin/two)" "warning shebang-in-tree $root/bin/python3"
    assert_equal "$(found app/bin/five)" 'warning shebang-old-prefix /old/place/bin/python3'
    assert_equal "$(printf '%s\n' "$output" | wc -l)" 3
}

@test "check: a program of another class or machine is judged, but not said to lack the system's libraries" {
    requires cc aarch64-linux-gnu-gcc
    aarch64-linux-gnu-gcc -o app/bin/prog -x c - -Wl,-rpath,RIGIN/../lib <<'END'
int main(void) { return 0; }
END
    check 1 --json app
    assert_equal "$(found app/bin/prog)" 'error make-ate-dollar RIGIN/../lib'
}

# -------------------------------------------------------------- embedded paths

# texts ROOT: files that name a tree, which is empty otherwise.
texts() {
    mkdir -p app/lib/pkgconfig app/bin app/share/applications app/config-3.11
    printf 'prefix=%s\nlibdir=${prefix}/lib\n' "$1" >app/lib/pkgconfig/a.pc
    printf 'prefix=${pcfiledir}/../..\n' >app/lib/pkgconfig/b.pc
    printf '%s\n' "prefix=$1lication" >app/lib/pkgconfig/c.pc
    printf '# one\n# two\nlibdir=%s\n' "'$1/lib'" >app/lib/liba.la
    printf '#!/bin/sh\necho "-L%s/lib"\n' "$1" >app/bin/a-config
    printf 'Exec="%s/bin/prog" %%U\n' "$1" >app/share/applications/a.desktop
    printf 'home = %s/bin\n' "$1" >app/pyvenv.cfg
    printf 'prefix= %s\n' "$1" >app/config-3.11/Makefile
    printf 'prefix=%s\n' "$1" >app/Makefile
}

@test "check: texts that hold the path of the tree are told once each, and only what stops working is a warning" {
    local root
    root=$(cd app && pwd -P)
    texts "$root"
    check 1 --json app
    assert_equal "$(printf '%s\n' "$output" | sed 's/^{"path":"\([^"]*\)","severity":"\([a-z]*\)","code":"\([^"]*\)".*/\1 \2 \3/')" \
        'app/bin/a-config note embedded-config-script
app/config-3.11/Makefile note embedded-python-build
app/lib/liba.la note embedded-libtool
app/lib/pkgconfig/a.pc note embedded-pkg-config
app/pyvenv.cfg warning embedded-venv
app/share/applications/a.desktop warning embedded-desktop'
    assert_equal "$(found app/lib/liba.la)" "note embedded-libtool $root/lib"
    assert_equal "$(cause embedded-libtool)" 'the path of the tree is in it, first in line 3'
    assert_contains "$(suggested embedded-pkg-config)" '${pcfiledir}'
    rm app/pyvenv.cfg app/share/applications/a.desktop
    check 0 app
    assert_equal "$(printf '%s\n' "$output" | tail -n 1)" \
        "7 files, 0 programs and libraries, 4 texts with the tree's path: 0 critical, 0 errors, 0 warnings, 4 notes"
    # for a file that is no part of a tree, and for other checkers, this is nothing
    check 0 --json app/lib/pkgconfig/a.pc
    assert_equal "$output" ''
    check 0 --json --profile rpm app
    assert_equal "$output" ''
}

@test "check: a tree that is given by a path with links is found in texts by that path, too" {
    mkdir real
    mv app real
    ln -s real/app app
    texts "$(pwd -L)/app"
    check 1 --json "$(pwd -L)/app"
    assert_contains "$(found "$(pwd -L)/app/lib/liba.la")" "note embedded-libtool $(pwd -L)/app/lib"
    check 1 --json app
    assert_contains "$(found app/lib/liba.la)" "note embedded-libtool $(pwd -L)/app/lib"
    # by its own path it is not named so
    check 0 --json real/app
    assert_equal "$output" ''
}

@test "check: a text's path is found wherever it stands, and a large text is not read to its end" {
    requires perl
    local root at
    root=$(cd app && pwd -P)
    for at in 0 16380 16384 100000 1000000; do
        perl -e 'print "x\n" x ($ARGV[0] / 2), "p=$ARGV[1]/lib\n", "y\n" x 9999' "$at" "$root" >app/a.pc
        check 0 --json app
        assert_equal "$(cause embedded-pkg-config)" "the path of the tree is in it, first in line $((at / 2 + 1))"
        assert_equal "$(found app/a.pc)" "note embedded-pkg-config $root/lib"
    done
    perl -e 'print "x\n" x 2000000, "p=$ARGV[0]/lib\n"' "$root" >app/a.pc
    check 0 --json app
    assert_equal "$output" ''
}

# ---------------------------------------------------------------- the contract

@test "check: status 2 for a PATH that is not there, and all others are checked" {
    requires cc
    tree -Wl,-rpath,RIGIN/../lib
    run -2 --separate-stderr "$ORIGINLD" check --json nowhere app
    assert_equal "$stderr" 'originld: nowhere: No such file or directory; see whether the path is right'
    assert_contains "$output" make-ate-dollar
    run -2 "$ORIGINLD" check
    run -2 "$ORIGINLD" check --profile nonsense app
    run -2 "$ORIGINLD" check --moved-to relative app
    run -2 "$ORIGINLD" check --loader bionic app
    run -2 "$ORIGINLD" check ''
}

@test "check: what may not be read is named, the rest goes on, and the status is 2" {
    requires cc not-root
    tree -Wl,-rpath,RIGIN/../lib
    cp app/bin/prog app/bin/secret
    mkdir app/closed
    chmod 000 app/bin/secret app/closed
    run -2 --separate-stderr "$ORIGINLD" check --json app
    chmod 755 app/closed
    assert_equal "$stderr" 'originld: app/bin/secret: Permission denied; run as a user who may, or see what ls -ld says of it and its folders
originld: app/closed: Permission denied; run as a user who may, or see what ls -ld says of it and its folders'
    assert_contains "$output" '"path":"app/bin/prog"'
}

@test "check: FIFOs, devices, sockets and links are not opened" {
    requires cc strace
    tree -Wl,-rpath,'$ORIGIN/../lib'
    mkfifo app/fifo
    ln -s / app/root
    ln -s fifo app/link
    ln -s loop app/loop
    run -0 timeout 60 strace -f -o trace -e trace=open,openat,openat2 "$ORIGINLD" check --json app
    ! grep -E '"(app/)?(fifo|root|link|loop)"' trace || die 'these were opened'
    run -2 --separate-stderr timeout 60 "$ORIGINLD" check app/fifo
    assert_equal "$stderr" 'originld: app/fifo: is neither a file nor a folder'
}

@test "check: a hard link is told of once, by the first of its paths" {
    requires cc
    tree -Wl,-rpath,RIGIN/../lib
    ln app/bin/prog app/bin/a-prog
    ln app/bin/prog app/bin/z-prog
    check 1 --json app
    assert_equal "$(printf '%s\n' "$output" | grep -o '"path":"[^"]*"' | sort -u)" '"path":"app/bin/a-prog"'
}

@test "check: the output is in the order of paths and the same with any number of threads" {
    requires cc
    tree -Wl,-rpath,RIGIN/../lib
    local i
    for i in 1 2 3 4 5 6 7 8 9; do
        mkdir -p "app/d$i/e"
        cp app/bin/prog "app/d$i/e/p$i"
        cp app/bin/prog "app/d$i.q"
    done
    check 1 --json --threads 1 app
    printf '%s\n' "$output" >one
    test "$(wc -l <one)" -ge 38
    grep -o '"path":"[^"]*"' one >paths
    LC_ALL=C sort paths | cmp paths -
    for i in 2 3 8; do
        check 1 --json --threads "$i" app
        printf '%s\n' "$output" | cmp one -
    done
}

@test "check: names with control bytes do not reach the terminal, nor do those in a file" {
    requires cc
    tree -Wl,-rpath,"$(printf 'RIGIN/\033[31m')"
    mv app/bin/prog "$(printf 'app/bin/pr\033[2J\nog')"
    run -1 "$ORIGINLD" check app
    ! printf '%s' "$output" | LC_ALL=C grep -q "$(printf '\033')" || die 'an escape is in it'
    check 1 --json app
    assert_contains "$output" '"path":"app/bin/pr\u001b[2J\u000aog"'
    # as text and not as JSON, each finding keeps its line
    run -1 "$ORIGINLD" check app
    assert_contains "$output" "\$'app/bin/pr\\x1b[2J\\x0aog'"
}

@test "check: bytes that are not UTF-8 are there in hexadecimal as well" {
    requires cc
    tree -Wl,-rpath,RIGIN/../lib
    mv app/bin/prog "$(printf 'app/bin/pr\377og')" || skip 'this file system does not take such a name'
    check 1 --json app
    assert_contains "$output" '"path":"app/bin/pr\ufffdog","path_bytes":"6170702f62696e2f7072ff6f67"'
}

@test "check: --files-from takes lines, or names that end in NUL" {
    requires cc
    tree -Wl,-rpath,RIGIN/../lib
    program 'two words' -Wl,-rpath,RIGIN/../lib
    find app -type f >lines
    find app -type f -print0 >nuls
    check 1 --json app
    printf '%s\n' "$output" >want
    check 1 --json --files-from lines
    printf '%s\n' "$output" | cut -d , -f 1-4 >is
    cut -d , -f 1-4 want | cmp - is
    check 1 --json --files-from nuls
    printf '%s\n' "$output" | cut -d , -f 1-4 | cmp is -
    run -1 --separate-stderr "$ORIGINLD" check --json --files-from - <nuls
    printf '%s\n' "$output" | cut -d , -f 1-4 | cmp is -
    : >empty
    check 0 --files-from empty
    run -2 "$ORIGINLD" check --files-from nowhere
}

@test "check: one file alone is not said to lie in a tree" {
    requires cc
    tree -Wl,-rpath,'$ORIGIN/../lib'
    check 0 --json app/bin/prog
    assert_equal "$output" ''
}

@test "check: folders of the system are no tree that moves" {
    requires cc
    check_system() { run --separate-stderr timeout 100 "$ORIGINLD" check --json /usr/bin; }
    check_system
    refute_contains "$output" 'when-moved'
    refute_contains "$output" 'in-tree'
}

@test "check: colours are for terminals, and the summary is the last line" {
    requires cc script
    tree -Wl,-rpath,RIGIN/../lib
    run -1 env TERM=xterm "$ORIGINLD" check app
    refute_contains "$output" $'\033'
    assert_equal "$(printf '%s\n' "$output" | tail -n 1)" '3 files, 3 programs and libraries: 0 critical, 2 errors, 0 warnings, 0 notes'
    run env TERM=xterm script -qec "'$ORIGINLD' check app" /dev/null
    assert_contains "$output" $'\033[31merror'
    run env TERM=xterm NO_COLOR=1 script -qec "'$ORIGINLD' check app" /dev/null
    refute_contains "$output" $'\033[31m'
    run env TERM=dumb script -qec "'$ORIGINLD' check app" /dev/null
    refute_contains "$output" $'\033[31m'
}

@test "check: --dot has an edge for each library, red for what the move breaks" {
    requires cc
    tree -Wl,-rpath,"$(cd app && pwd -P)/lib"
    local root
    root=$(cd app && pwd -P)
    check 1 --dot app
    assert_equal "$(printf '%s\n' "$output" | sed -n '1p;$p')" 'digraph tree {
}'
    assert_contains "$output" "\"$root/bin/prog\" -> \"$root/lib/liby.so.1\" [color=red];"
    assert_contains "$output" "\"$root/lib/liby.so.1\" -> \"$root/lib/libx.so.1\";"
    rm app/lib/libx.so.1
    check 1 --dot app
    assert_contains "$output" "\"$root/lib/liby.so.1\" -> \"libx.so.1\" [style=dashed, color=red];"
}

@test "check: --needs says where each library comes from" {
    requires cc
    tree -Wl,-rpath,'$ORIGIN/../lib'
    check 0 --json --needs app
    assert_contains "$(found app/bin/prog)" 'note comes-from-tree liby.so.1'
    assert_contains "$(found app/lib/liby.so.1)" 'note comes-from-tree libx.so.1'
    assert_contains "$(found app/bin/prog)" 'note comes-from-system libc.so'
}

@test "check: a tree deeper than any path may be is walked to its end" {
    requires cc perl
    tree -Wl,-rpath,RIGIN/../lib
    cp app/bin/prog prog
    rm -r app/bin
    perl -e '
        use Cwd; my $from = getcwd() . "/prog"; chdir "app" or die;
        for (1 .. 600) { mkdir "x" x 20 or die; mkdir "y" or die; chdir "x" x 20 or die }
        system("cp", $from, "deep") == 0 or die'
    check 1 --json --no-loader app
    assert_equal "$(printf '%s\n' "$output" | grep -o '"code":"[^"]*"')" '"code":"make-ate-dollar"'
    local most
    for most in 20 40 70; do
        ulimit -Sn "$most"
        check 1 --json --no-loader app
        assert_contains "$output" make-ate-dollar
    done
}

# -------------------------------------------------------------------- profiles

@test "check: --profile says what that checker says, and nothing else" {
    requires cc
    tree -Wl,-rpath,'RIGIN/../lib:/usr/lib:$ORIGIN:${ORIGIN}/../lib:'
    chmod u+s app/bin/prog
    check 1 --json --profile rpm app
    assert_equal "$(found app/bin/prog)" 'error rpm-0002 RIGIN/../lib
error rpm-0001 /usr/lib
error rpm-0008 $ORIGIN
error rpm-0008 ${ORIGIN}/../lib
error rpm-0010'
    check 1 --json --profile gentoo app
    assert_equal "$(found app/bin/prog)" 'warning gentoo-doubtful-element RIGIN/../lib
critical gentoo-secure-token $ORIGIN
critical gentoo-secure-token ${ORIGIN}/../lib
error gentoo-null-element'
    check 1 --json --profile lintian app
    assert_equal "$(found app/bin/prog)" 'error lintian-relative-library-search-path RIGIN/../lib
error lintian-custom-library-search-path /usr/lib'
}

@test "check: --profile lintian knows the source package from debian/control" {
    requires cc
    tree -Wl,-rpath,/usr/lib/mine:/usr/lib/other
    check 0 --json --profile lintian app
    mkdir debian
    printf 'Source: mine\nMaintainer: me\n' >debian/control
    check 1 --json --profile lintian app
    assert_equal "$(found app/bin/prog)" 'error lintian-custom-library-search-path /usr/lib/other'
}

@test "check: --profile gentoo knows the build folder and ROOT" {
    requires cc
    tree -Wl,-rpath,/var/tmp/portage/a/lib:/mnt/root/lib:/mnt/lib
    run -1 env PORTAGE_BUILDDIR=/var/tmp/portage/a ROOT=/mnt/root "$ORIGINLD" check --json --profile gentoo app
    assert_equal "$(found app/bin/prog)" 'error gentoo-build-folder /var/tmp/portage/a/lib
error gentoo-root /mnt/root/lib'
    check 0 --json --profile gentoo app
}

@test "check: --profile rpm agrees with check-rpaths but for \${ORIGIN}" {
    requires cc readelf bash
    local worker=/usr/lib/rpm/check-rpaths-worker value ours theirs n=0
    test -f "$worker" || skip 'no check-rpaths here'
    while IFS= read -r value; do
        tree -Xlinker -rpath -Xlinker "$value"
        run --separate-stderr "$ORIGINLD" check --json --profile rpm app/bin/prog
        ours=$(printf '%s\n' "$output" | sed -n 's/.*"code":"rpm-\([0-9]*\)".*/\1/p')
        theirs=$(env QA_RPATHS=0 bash "$worker" app/bin/prog 2>&1 | sed -n 's/^ERROR *\([0-9]*\):.*/\1/p')
        test "$ours" = "$theirs" || die "$value" "ours: $ours" "theirs: $theirs"
        n=$((n + 1))
    done <<'END'
$ORIGIN/../lib
/usr/lib
/usr/lib/foo:$ORIGIN
/lib64:/opt/x
./lib:..
RIGIN/../lib
/../lib
:/usr/lib/x
/usr/lib/x:
/usr/lib/a/../b
/usr/lib/.x/..
/usr/lib/...
$ORIGIN/../../x
$ORIGIN/x/..
$ORIGINX/lib
/opt/$LIB
$LIB
END
    assert_equal "$n" 17
}

@test "check: --profile gentoo agrees with scanelf, but for elements that begin with a blank" {
    requires cc scanelf
    local value ours theirs n=0
    while IFS= read -r value; do
        tree -Xlinker -rpath -Xlinker "${value#s }"
        case $value in 's '*) chmod u+s app/bin/prog ;; esac
        run --separate-stderr "$ORIGINLD" check --json --profile gentoo app/bin/prog
        ours=$(printf '%s\n' "$output" | sed -n 's/.*"code":"gentoo-\([a-z-]*\)".*/\1/p')
        theirs=$(scanelf -qrC app/bin/prog 2>&1 | sed -n 's/.*Security problem NULL.*/null-element/p; s/.*Security problem with relative.*/relative-element/p
            s/.*with mode set of.*/secure-token/p; s/.*Maybe?.*/doubtful-element/p')
        test "$ours" = "$theirs" || die "$value" "ours: $ours" "theirs: $theirs"
        rm -f app/bin/prog
        n=$((n + 1))
    done <<'END'
$ORIGIN/../lib
s $ORIGIN/../lib
s /usr/lib/x:$LIB
/opt/x
RIGIN/../lib
./lib:../x
:/usr/lib
/usr/lib/x:
/a::/b
.libs:x:/y
$$ORIGIN/lib
END
    assert_equal "$n" 11
}

@test "check: --profile lintian says what lintian does" {
    requires cc lintian dpkg-deb
    local n=0 value
    mkdir -p package/DEBIAN package/usr/bin
    printf 'Package: mine-bin\nSource: mine\nVersion: 1\nArchitecture: %s\nMaintainer: me <a@b.c>\nDescription: x\n' "$(dpkg --print-architecture)" >package/DEBIAN/control
    mkdir debian
    printf 'Source: mine\n' >debian/control
    echo 'int main(void) { return 0; }' >m.c
    while IFS= read -r value; do
        n=$((n + 1))
        "$CC" -o "package/usr/bin/$n" m.c -Xlinker -rpath -Xlinker "$value"
    done <<'END'
$ORIGIN/../lib
${ORIGIN}/../lib
$ORIGINX/lib
/usr/lib
/usr/lib/mine
/usr/lib/mine/x:/usr/lib/minesweeper
/usr/lib/other:/usr/lib/other
/usr/lib/x86_64-linux-gnu
/usr/lib/x86_64-linux-gnu/mine
/usr/lib/arm-linux-gnueabihf/mine
/usr/lib/games/mine
/lib/games/mine
/usr/lib/ghc
/usr/lib/ghc/x
/usr/lib/ghcx
RIGIN/../lib:.:..
/../lib
/usr//lib/./mine/
/usr/lib/mine/../x
:/opt/x:
/opt/$LIB:$LIB
 /usr/lib/mine
END
    assert_equal "$n" 22
    dpkg-deb --root-owner-group --build package mine.deb >/dev/null
    run --separate-stderr timeout 100 lintian --no-cfg --allow-root --tags custom-library-search-path,relative-library-search-path mine.deb
    # what the hint says of an element is a path with its dots and slashes taken out
    printf '%s\n' "$output" | sed -n 's|^E: [^ ]*: \([a-z-]*\) R[UN]*PATH .* \[usr/bin/\([0-9]*\)\]$|\2 \1|p' | sort -n >theirs
    test "$(wc -l <theirs)" -ge 14 || die "$output"
    run -1 --separate-stderr "$ORIGINLD" check --json --profile lintian package/usr/bin
    printf '%s\n' "$output" | sed -n 's|^{"path":"package/usr/bin/\([0-9]*\)",.*"code":"lintian-\([a-z-]*\)".*|\1 \2|p' | sort -n >ours
    diff theirs ours >differs || die 'lintian, and further right this:' "$(cat differs)"
}

# --------------------------------------------------------------- hostile files

# survives MOST WORD...: the command ends by itself, with a status of MOST at the most. What it says is added to the file said.
survives() {
    local most=$1 is=0
    shift
    printf '%s\n' "$*" >>said
    timeout 20 "$ORIGINLD" "$@" >>said 2>&1 || is=$?
    test "$is" -le "$most" || die "$*: $is" "$(tail -n 5 said)"
}

@test "check and explain: of thousands of ELF files with one wrong field none is the end of them" {
    local one
    mkdir corrupt
    "${ORIGINLD_TEST_MAKE:-make}" -s -C "$BUILD" tests/unit/t_elf_corrupt >build.log 2>&1 || die "$(cat build.log)"
    "$BUILD/tests/unit/t_elf_corrupt" corrupt | while read -r one; do test "$one" -ge 500 || die "only $one"; done
    for one in '' --json --needs '--json --moved-to /elsewhere' '--loader musl' --dot '--profile rpm' '--profile gentoo' '--profile lintian'; do
        # shellcheck disable=SC2086 # options
        survives 1 check $one corrupt
    done
    for one in $(cd corrupt && printf '%s\n' * | awk 'NR % 30 == 0'); do
        survives 2 explain "corrupt/$one"
    done
    # those of C1 are two bytes of UTF-8
    LC_ALL=C grep -nP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' said | head -n 3 >control || :
    test ! -s control || die 'control bytes' "$(cat -v control)"
}

# odd NAME BYTES: a file, with bytes as printf has them.
odd() {
    # shellcheck disable=SC2059 # they are its format
    printf "$2" >"odd/$1"
}

@test "check and explain: Mach-O files, Java classes, archives and stumps are no ELF files" {
    local one
    mkdir odd
    odd macho-commands '\317\372\355\376\007\000\000\001\003\000\000\000\002\000\000\000\377\377\377\377\000\000\000\000\000\000\000\000\000\000\000\000\034\000\000\200\000\000\000\000'
    odd macho-rpath '\316\372\355\376\007\000\000\000\003\000\000\000\002\000\000\000\001\000\000\000\020\000\000\000\000\000\000\000\034\000\000\200\020\000\000\000\377\377\000\000aaaa'
    odd macho-fat '\312\376\272\276\200\000\000\000\001\000\000\007\000\000\000\003\000\000\000\000\377\377\377\377\000\000\000\014'
    odd macho-fat64 '\312\376\272\277\000\000\000\001\001\000\000\007'
    odd class '\312\376\272\276\000\000\000\064\000\035\012\000\006\000\017'
    odd archive '!<arch>\ndebian-binary   '
    odd empty ''
    odd one '\177'
    odd three '\177EL'
    odd magic '\177ELF'
    odd ident '\177ELF\002\001\001\000\000\000\000\000\000\000\000\000'
    check 0 odd
    assert_equal "$output" '11 files, 0 programs and libraries: 0 critical, 0 errors, 0 warnings, 0 notes'
    for one in odd/*; do
        run -2 --separate-stderr timeout 5 "$ORIGINLD" explain "$one"
        assert_equal "$stderr" "originld: $one: is no ELF program or library; put a / behind it to ask about an rpath of that name"
    done
}

@test "check: an rpath of a mebibyte, and a file that shrinks while it is read, are told of" {
    requires cc perl
    local n
    tree -Wl,-rpath,'$ORIGIN/../lib'
    # one that is read whole, and one that is more than a reader takes
    for n in 1000000 1100000; do
        perl -e 'print "-rpath ", "0" x $ARGV[0]' $n >response
        "$CC" -o app/bin/long main.c app/lib/liby.so.1 -Wl,-rpath-link,app/lib -Wl,@response
        run -1 --separate-stderr timeout 10 "$ORIGINLD" check --json app/bin/long
        printf '%s\n' "$output" | grep -o '"code":"[^"]*"' >>codes
    done
    assert_equal "$(paste -s -d ' ' codes)" '"code":"relative-element" "code":"library-not-found" "code":"damaged-file" "code":"library-not-found"'
    rm app/bin/long
    perl -e 'truncate $ARGV[0], $ARGV[1] or die' app/bin/prog 1000
    check 1 --json app
    assert_equal "$(found app/bin/prog)" 'warning damaged-file'
}

@test "check --needs: an rpath whose bytes are a symbol's name as well is told of" {
    requires cc ld.bfd
    echo 'int lib(void) { return 1; } int b(void) { return 2; }' >shared.c
    "$CC" -fuse-ld=bfd -shared -fPIC -o app/lib/shared.so shared.c -Wl,-rpath,'$ORIGIN/../lib'
    check 0 --json --needs app/lib/shared.so
    assert_contains "$(found app/lib/shared.so)" 'note shared-bytes $ORIGIN/../lib'
    check 0 --json app/lib/shared.so
    refute_contains "$output" shared-bytes
    library app/lib/liby.so y.c -Wl,-rpath,'$ORIGIN/../lib'
    check 0 --json --needs app/lib/liby.so
    refute_contains "$output" shared-bytes
}

# ------------------------------------------------------- what is said and asked

# refused WHAT WORD...: check ends with 2 and one line on stderr that has WHAT in it.
refused() {
    local what=$1
    shift
    run -2 --separate-stderr timeout 60 "$ORIGINLD" check "$@"
    assert_contains "$stderr" "$what"
    assert_equal "$(printf '%s\n' "$stderr" | wc -l)" 1
}

@test "check: what cannot be asked is 2 and one line on stderr that says why" {
    requires cc
    tree -Wl,-rpath,'$ORIGIN/../lib'
    local number
    for number in 0 17 400 4x x ''; do refused 'from 1 to 16' --threads "$number" app; done
    check 0 --json --threads 16 app
    check 0 --json --threads=1 -- app
    refused '--dot' --json --dot app
    refused 'Is a directory' --files-from app
    refused 'no such option' --jso app
    refused 'takes no value' --json=1 app
    refused 'value of this option is missing' --profile
    # a file that opens and cannot be read
    test ! -e /proc/self/mem || refused /proc/self/mem /proc/self/mem
}

@test "check: PATHs that are named twice, and PATHs in one another, are judged once" {
    requires cc
    tree -Wl,-rpath,RIGIN/../lib
    local i
    check 1 --json app/bin/prog
    printf '%s\n' "$output" | sed 1q >want
    # more than there is room for at first, with empty lines between
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        printf 'app/bin/prog\n\n'
        printf 'nowhere%s\n' "$i"
    done >list
    run -2 --separate-stderr "$ORIGINLD" check --json --files-from list app/bin/prog
    assert_equal "$(printf '%s\n' "$output" | grep -c make-ate-dollar)" 1
    assert_equal "$(printf '%s\n' "$stderr" | grep -c 'No such file')" 20
    check 1 --json app app/bin app/bin/prog app/bin///
    assert_equal "$(printf '%s\n' "$output" | grep -c make-ate-dollar)" 1
}

@test "check: the tree is the deepest folder with all PATHs in it, whole names compared" {
    requires cc
    tree -Wl,-rpath,'$ORIGIN/../lib'
    cp -R app application
    "$CC" -o app/bin/prog main.c app/lib/liby.so.1 -Wl,-rpath-link,app/lib -Wl,-rpath,"$(pwd -P)/application/lib"
    # both move together, or one leaves the other behind
    check 1 --json app application
    assert_contains "$(found app/bin/prog)" 'warning absolute-in-tree'
    assert_contains "$(found app/bin/prog)" 'error lost-when-moved liby.so.1'
    check 1 --json app
    refute_contains "$output" absolute-in-tree
    refute_contains "$output" lost-when-moved
    check 1 --json app/bin app/lib
    refute_contains "$output" absolute-in-tree
}

@test "check: --moved-to follows links, and takes the root and places that are not there" {
    requires cc
    tree -Wl,-rpath,"$(cd app && pwd -P)/lib"
    local root
    root=$(pwd -P)
    ln -s / everything
    ln -s "$root" here
    check 1 --json --moved-to "$root/here/app" app
    refute_contains "$output" lost-when-moved
    check 1 --json --moved-to "$root/everything$root/app" app
    refute_contains "$output" lost-when-moved
    check 1 --json --moved-to "$root/everything" app
    assert_contains "$output" lost-when-moved
    check 1 --json --moved-to / app
    assert_contains "$output" lost-when-moved
    check 1 --json --moved-to "$root/app/../none/of/these//" app
    assert_contains "$output" lost-when-moved
}

@test "check: the summary counts one and many" {
    requires cc
    tree
    mkdir one
    cp app/bin/prog one
    "$CC" -o one/prog main.c app/lib/liby.so.1 -Wl,-rpath-link,app/lib -Wl,-rpath,/opt/none/lib
    printf 'prefix=%s\n' "$(cd one && pwd -P)" >one/a.pc
    check 1 one
    assert_equal "$(printf '%s\n' "$output" | tail -n 1)" \
        "2 files, 1 program or library, 1 text with the tree's path: 0 critical, 1 error, 0 warnings, 2 notes"
    check 1 one/prog
    assert_equal "$(printf '%s\n' "$output" | tail -n 1)" '1 file, 1 program or library: 0 critical, 1 error, 0 warnings, 1 note'
    cp one/a.pc one/b.pc
    check 0 --no-loader one
    assert_contains "$(printf '%s\n' "$output" | tail -n 1)" ", 2 texts with the tree's path: 0 critical, 0 errors"
}

@test "check: scripts are known by the whole of their first line" {
    local long root name
    # the kernel takes no blank in such a name
    cd "$(cd "$TMPDIR" && pwd -P)"
    root=$PWD/app
    long=$(printf '%080d' 0)
    mkdir -p "app/$long"
    : >"app/$long/perl"
    cp "app/$long/perl" app/perl
    printf '#!%s/perl\n' "$root/$long" >app/long
    printf '#!%s/perl' "$root/$long" >app/long-unended
    printf '#! \t%s/perl\t-w\n' "$root" >app/blanks
    # more than the kernel reads, no name at all, and names that are not absolute
    printf '#!%s/%0300d/perl\n' "$root" 0 >app/too-long
    printf '#!\n' >app/nothing
    printf '#! \t \n' >app/blank
    printf '#!%080d\n' 0 | tr 0 ' ' >app/long-blank
    printf '#!app/perl\n' >app/relative
    printf '#!' >app/short
    printf '#!/old/perl\n/' >app/none
    # a script of those whose texts are asked for the tree's path as well
    printf '#!%s/perl\necho %s/lib\n' "$root" "$root" >app/x-config
    check 1 --json app
    for name in long long-unended blanks x-config; do assert_contains "$(found app/$name)" 'warning shebang-in-tree'; done
    assert_contains "$(found app/x-config)" 'note embedded-config-script'
    for name in too-long nothing blank long-blank relative short none; do assert_equal "$(found app/$name)" ''; done
}

@test "check: a text is found where it is named itself, and is not read beyond its first mebibyte" {
    local root
    root=$(cd app && pwd -P)
    printf 'prefix=%s\n' "$root" >app/lib/a.pc
    check 0 --json app app/lib/a.pc
    assert_equal "$(printf '%s\n' "$output" | grep -c embedded-pkg-config)" 1
    { yes '# nothing' | head -c 1100000; cat app/lib/a.pc; } >app/lib/b.pc
    { yes '# nothing' | head -c 1000000; cat app/lib/a.pc; } >app/lib/c.pc
    check 0 --json app
    assert_equal "$(found app/lib/b.pc)" ''
    assert_equal "$(found app/lib/c.pc | cut -d ' ' -f 1,2)" 'note embedded-pkg-config'
    # what is not there any more when its turn comes, or is something else
    ln -s a.pc app/lib/link.pc
    mkdir app/lib/folder.pc
    check 0 --json app
    refute_contains "$output" link.pc
}

@test "check: messages with paths have no byte that a terminal obeys, and keep all others" {
    requires cc
    local odd root
    odd=$(printf 'o\303\274\302\233\302\240\033\177\377\n.')
    odd=${odd%.}
    root=$(pwd -P)
    mkdir "$odd"
    tree
    cp app/lib/*.so.1 "$odd"
    program prog -Wl,-rpath,"$root/$odd"
    run -1 --separate-stderr "$ORIGINLD" check app
    assert_equal "$(printf '%s' "$output" | LC_ALL=C tr -d '[:print:]\n\200-\377' | wc -c)" 0
    assert_contains "$output" "$(printf 'o\303\274?\302\240???')"
    check 1 --dot app
    assert_equal "$(printf '%s' "$output" | LC_ALL=C tr -d '[:print:]\n\t\200-\377' | wc -c)" 0
    mkdir "q\"\\"
    mv app "q\"\\"
    check 1 --dot "q\"\\/app"
    assert_contains "$output" 'q\"\\/app/bin/prog" ->'
}

@test "check: a library of another machine or class is none of the program's" {
    requires cc perl
    local change
    tree
    # e_machine and then the class, each as some other system has it
    for change in 's/^(.{18})./$1\002/s' 's/^(.{4})(.)/$1 . ($2 eq "\001" ? "\002" : "\001")/se'; do
        perl -0777 -pe "$change" app/lib/libx.so.1 >libx.so.1
        mkdir -p other/lib
        cp app/lib/liby.so.1 libx.so.1 other/lib
        check 1 --json other
        assert_contains "$(found other/lib/liby.so.1)" 'error library-not-found libx.so.1'
        refute_contains "$output" '"cause":"the tree has'
    done
}

@test "check: reasons for a library that is not found: hidden, not inherited, no standard folders" {
    requires cc
    library app/lib/libx.so.1 x.c
    # the file's own RUNPATH keeps it from the RPATH of the program, which would find it
    library app/lib/liby.so.1 y.c app/lib/libx.so.1 -Wl,--enable-new-dtags,-rpath,/opt/none
    program prog -Wl,--disable-new-dtags,-rpath,'$ORIGIN/../lib'
    check 1 --json app
    assert_contains "$(cause library-not-found)" 'the file has a RUNPATH, and so inherits no RPATH'
    # without the standard folders not even libc is found
    program prog -Wl,-z,nodefaultlib -Wl,-rpath,'$ORIGIN/../lib'
    check 1 --json app/bin/prog
    assert_contains "$output" 'was linked with -z nodefaultlib, and does not look for'
    # neither list has it, so there is nothing to say
    program prog -Wl,--disable-new-dtags,-rpath,'/opt/none'
    rm app/lib/libx.so.1
    check 1 --json app
    refute_contains "$(cause library-not-found)" inherit
    # by a link in another folder, and its own list finds it in neither
    library app/lib/libx.so.1 x.c
    mkdir app/store app/links
    library app/store/liby.so.1 y.c app/lib/libx.so.1 -Wl,--enable-new-dtags,-rpath,'$ORIGIN/none'
    ln -s ../store/liby.so.1 app/links/liby.so.1
    "$CC" -o app/bin/prog main.c app/store/liby.so.1 -Wl,-rpath-link,app/lib -Wl,-rpath,'$ORIGIN/../links'
    check 1 --json app
    refute_contains "$output" 'the folder of the link'
}

@test "check: an auxiliary library that is absent is nothing to complain about" {
    requires cc
    library app/lib/libx.so.1 x.c
    library app/lib/liby.so.1 y.c app/lib/libx.so.1 -Wl,--auxiliary,libmaybe.so.1 -Wl,-rpath,'$ORIGIN'
    program prog -Wl,-rpath,'$ORIGIN/../lib'
    check 0 --json --needs app
    refute_contains "$output" libmaybe
    check 0 --dot app
    refute_contains "$output" libmaybe
}

@test "check: what several programs make of a library's need is told once, with the worst of them" {
    requires cc
    local root
    root=$(cd app && pwd -P)
    mkdir app/more
    library app/more/libx.so.1 x.c
    library app/lib/liby.so.1 y.c app/more/libx.so.1
    # by an RPATH that it inherits it is found until the tree moves; by a RUNPATH, which it does not inherit, it is not
    program a -Wl,-rpath-link,app/more -Wl,--disable-new-dtags,-rpath,"\$ORIGIN/../lib:$root/more"
    check 1 --json app
    assert_equal "$(found app/lib/liby.so.1)" 'error lost-when-moved libx.so.1'
    program b -Wl,-rpath-link,app/more -Wl,--enable-new-dtags,-rpath,'$ORIGIN/../lib:$ORIGIN/../more'
    program c -Wl,-rpath-link,app/more -Wl,--enable-new-dtags,-rpath,'$ORIGIN/../lib:$ORIGIN/../more'
    check 1 --json app
    assert_equal "$(found app/lib/liby.so.1)" 'error library-not-found libx.so.1'
    assert_contains "$(printf '%s\n' "$output" | grep '"path":"app/lib/liby')" 'when loaded by app/bin/b"'
}

@test "check: a library is musl's if it needs musl's libc, and a static program needs nothing" {
    requires cc
    local name
    for name in libc.so libc.musl-x86_64.so.1 libc.so.6; do
        "$CC" -shared -fPIC -nostdlib -o "$name" x.c -Wl,-soname,"$name"
        "$CC" -shared -fPIC -nostdlib -o app/lib/liby.so.1 y.c "./$name" -Wl,-rpath,'$ORIGIN/$LIB'
        run --separate-stderr "$ORIGINLD" check --json --no-loader app
        case $name in
        (libc.so.6) assert_equal "$(found app/lib/liby.so.1 | cut -d ' ' -f 1,2)" 'note local-token' ;;
        (*) assert_equal "$(found app/lib/liby.so.1 | cut -d ' ' -f 1,2)" 'error musl-ignores-list' ;;
        esac
    done
    rm app/lib/liby.so.1
    echo 'int main(void) { return 0; }' >static.c
    "$CC" -static -nostdlib -o app/bin/static static.c -Wl,-e,main
    check 0 --json --needs app
    assert_equal "$output" ''
    check 0 --dot app
    refute_contains "$output" '->'
}

@test "check: what cannot be read is told of, and what is gone meanwhile is not" {
    requires cc strace
    strace_works() { strace -o /dev/null -e trace=execve true 2>/dev/null; }
    strace_works || skip 'strace is not allowed to trace here'
    tree -Wl,-rpath,RIGIN/../lib
    local call error n root status
    root=$(cd app && pwd -P)
    printf '#!%s/bin/prog\n' "$root" >app/bin/script
    # its name does not end in what is read first
    printf '#!%s/%080d/prog\n' "$root" 0 >app/bin/script2
    printf 'libdir=%s/lib\n' "$root" >app/bin/a.pc
    run --separate-stderr "$ORIGINLD" check --json --threads 1 app
    printf '%s\n' "$output" >want
    for call in openat getdents64 pread64 read newfstatat,fstat; do
        for error in EIO ENOENT EINTR; do
            for n in 1 2 3 4 5 6; do
                status=0
                strace -o /dev/null -P "$root" -P "$root/bin" -P "$root/bin/prog" -P "$root/bin/script" -P "$root/bin/script2" -P "$root/bin/a.pc" -P app \
                    -e trace="$call" -e inject="$call:error=$error:when=$n" "$ORIGINLD" check --json --threads 1 app >is 2>said || status=$?
                # either all is there, or what is missing is named; what is not there any more is no trouble, and what is only asked about may stay unknown
                case $status in
                (0 | 1) test "$error" = ENOENT || test "$call" = newfstatat,fstat || cmp -s want is || die "$call, $error, $n: less is said" ;;
                (2) test -s said || die "$call, $error, $n: nothing is said" ;;
                (*) die "$call, $error, $n: status $status" "$(cat said)" ;;
                esac
            done
        done
    done
}

@test "check: long elements, lists without a source package and parts of the system are no trouble" {
    requires cc
    local long folder
    long=$(printf '%01100d' 0)
    tree -Wl,-rpath,"\$ORIGIN/../lib:/opt/$long"
    check 0 --json app
    assert_equal "$(found app/bin/prog | cut -d ' ' -f 1,2)" 'note missing-folder'
    tree -Wl,-rpath,/usr/lib/foo
    mkdir debian
    for folder in '' 'Package: foo' 'Source:	 bar # foo' 'Source: foo'; do
        printf '%s' "$folder" >debian/control
        # without a name any folder is the package's own
        case $folder in
        (*bar*) check 1 --json --profile lintian app/bin/prog ;;
        (*) check 0 --json --profile lintian app/bin/prog ;;
        esac
    done
    # two files of the multiarch folder are no tree
    folder=$(dirname "$("$CC" -print-file-name=libm.so.6)")
    test "$folder" != . || folder=/usr/lib
    run --separate-stderr "$ORIGINLD" check --json --no-loader "$folder/libm.so.6" "$folder/libc.so.6"
    refute_contains "$output" in-tree
}

# ------------------------------------------------------------------- documents

@test "check: what --json prints is what docs/finding.schema.json says" {
    requires cc perl
    perl -MJSON::PP -e1 2>/dev/null || skip 'no JSON::PP for perl here'
    tree -Wl,-rpath,"RIGIN/../lib:/tmp/x::\$FOO:$(cd app && pwd -P)/lib:$(printf 'a\377b')"
    printf '#!%s/bin/prog\n' "$(cd app && pwd -P)" >app/bin/script
    run --separate-stderr "$ORIGINLD" check --json --needs app
    assert_equal "$stderr" ''
    printf '%s\n' "$output" >lines
    test "$(wc -l <lines)" -ge 8
    # what the schema uses of its language, and no more
    perl -MJSON::PP -e '
        local $/; open my $f, "<", shift or die; my $schema = decode_json(<$f>);
        sub check {
            my ($s, $v, $where) = @_;
            if (my $ref = delete local $s->{q($ref)}) { $ref =~ s{^#/\$defs/}{} or die; $s = $schema->{q($defs)}{$ref} }
            for my $key (keys %$s) {
                next if $key =~ /^(description|title|\$schema|\$defs|required|additionalProperties|properties)$/;
                if ($key eq "type") { die "$where: type\n" if $s->{type} eq "object" ? ref $v ne "HASH" : ref $v }
                elsif ($key eq "minLength") { die "$where: short\n" if length $v < $s->{$key} }
                elsif ($key eq "pattern") { die "$where: pattern $v\n" if $v !~ /$s->{$key}/ }
                elsif ($key eq "enum") { die "$where: enum $v\n" if !grep { $_ eq $v } @{$s->{$key}} }
                else { die "the schema has $key, which is not known here\n" }
            }
            return if !$s->{properties};
            exists $v->{$_} or die "$where: no $_\n" for @{$s->{required}};
            for (keys %$v) {
                $s->{properties}{$_} or die "$where: $_ is too much\n";
                check($s->{properties}{$_}, $v->{$_}, "$where/$_");
            }
        }
        my $n = 0;
        open $f, "<", shift or die; $/ = "\n";
        while (<$f>) { check($schema, decode_json($_), "line $."); $n++ }
        die "nothing\n" if !$n' "$SRC/docs/finding.schema.json" lines
}

# Codes of a table of C: the names behind their severity.
codes_of() { sed -n 's/.*{SEVERITY_[A-Z]*, "\([a-z0-9-][a-z0-9-]*\)".*/\1/p' "$SRC/shim/$1"; }

@test "originld-rpath(7): FINDINGS has every code of rules.c, embedded.c and profile.c, and no other" {
    local one
    for one in rules embedded profile; do codes_of "$one.c"; done | sort >real
    assert_equal "$(wc -l <real)" "$(cat "$SRC/shim/rules.c" "$SRC/shim/embedded.c" "$SRC/shim/profile.c" | grep '\] = {SEVERITY_' | grep -vc 'EMBEDDED_NOT')"
    test "$(uniq -d real | wc -l)" = 0
    awk '/^\.Sh / { on = $0 == ".Sh FINDINGS" } on && /^\.It Cm / { print $3 }' "$SRC/docs/originld-rpath.7" | sort >page
    comm -3 real page >differs
    test ! -s differs || die 'only in the sources, and further right only in the page:' "$(cat differs)"
    # none is a code of codes.c as well
    sed -n 's/.*{KIND_[A-Z]*, *"\([a-z][A-Za-z-]*\)".*/\1/p' "$SRC/shim/codes.c" | sort | comm -12 - real >both
    test ! -s both || die 'these are in codes.c, too:' "$(cat both)"
}
