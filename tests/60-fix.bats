#!/usr/bin/env bats
# originld fix: what it makes of trees that are built here, and that they run after a move with nothing but their own libraries.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # $ORIGIN is meant as it stands; bats sets $output, $stderr, $status

load helpers/common
load helpers/trees

setup() {
    setup_common
    mkdir -p work/app/bin work/app/lib/deep
    cd work || return 1
    HERE=$(pwd -P)
    APP=$HERE/app
    tree_sources
}

# tree WORD...: app/bin/prog needs lib/deep/liby.so.1, which needs lib/libx.so.1, as if it was installed there; the words are for the program's link.
tree() {
    library app/lib/libx.so.1 x.c
    library app/lib/deep/liby.so.1 y.c app/lib/libx.so.1 -Wl,-rpath,"$APP/lib"
    program prog "${@:--Wl,-rpath,$APP/lib/deep}"
}

program() {
    local name=$1
    shift
    "$CC" -o "app/bin/$name" main.c app/lib/deep/liby.so.1 -Wl,-rpath-link,app/lib "$@"
}

# fix STATUS WORD...: stdout is $output, and stderr must be empty.
fix() {
    local want=$1
    shift
    run "-$want" --separate-stderr timeout 60 "$ORIGINLD" fix "$@"
    assert_equal "$stderr" ''
}

# paths FILE: its RUNPATH or RPATH, with the name of the tag.
paths() { readelf -dW "$1" | sed -n 's/.*(\(R[UNPATH]*\)) *Library r[un]*path: \[\(.*\)\]$/\1 \2/p'; }

# runs PROGRAM TREE: it runs, and takes libx and liby from the tree.
runs() {
    local from
    env -i LD_DEBUG=libs LD_DEBUG_OUTPUT="$TMPDIR/debug" "$1" || die "$1 does not run" || return 1
    from=$(sed -n 's/.*calling init: //p' "$TMPDIR"/debug.* | grep 'lib[xy]\.so')
    rm -f "$TMPDIR"/debug.*
    test "$(printf '%s\n' "$from" | wc -l)" = 2 || die 'not two libraries:' "$from" || return 1
    while IFS= read -r from; do
        from=$(realpath "$from")
        test "${from#"$2"/}" != "$from" || die "$from is not in $2" || return 1
    done <<<"$from"
}

# Contents, modes and times of all that is in the tree.
state() { (cd app && find . -printf '%p %m %T@ %n %l\n' | sort && find . -type f -exec cksum {} + | sort); }

# --------------------------------------------------------------------- trees

@test "fix: an installed tree runs after a move, twice, and to a path with a blank" {
    requires cc
    tree
    fix 0 app
    assert_contains "$output" '3 programs and libraries, 0 scripts: 2 files mended, 0 refused'
    assert_equal "$(paths app/bin/prog)" 'RUNPATH $ORIGIN/../lib/deep'
    assert_equal "$(paths app/lib/deep/liby.so.1)" 'RUNPATH $ORIGIN/..'
    mv app moved
    runs "$HERE/moved/bin/prog" "$HERE/moved"
    mv moved 'moved again'
    runs "$HERE/moved again/bin/prog" "$HERE/moved again"
    run -0 "$ORIGINLD" check 'moved again'
}

@test "fix: says what it does, element by element" {
    requires cc
    tree -Wl,-rpath,"$APP/lib/deep:/tmp/build/.libs:RIGIN/../lib:"
    fix 0 app
    assert_equal "$output" "app/bin/prog
  rpath     '$APP/lib/deep:/tmp/build/.libs:RIGIN/../lib:'
  becomes   '\$ORIGIN/../lib/deep:\$ORIGIN/../lib'
            left out: /tmp/build/.libs (a place of the building machine); an empty element (the folder in which the program is started)
app/lib/deep/liby.so.1
  rpath     '$APP/lib'
  becomes   '\$ORIGIN/..'
3 programs and libraries, 0 scripts: 2 files mended, 0 refused"
}

@test "fix: what it did, it does not do again" {
    requires cc
    tree
    fix 0 app
    state >before
    fix 0 app
    assert_equal "$output" '3 programs and libraries, 0 scripts: 0 files mended, 0 refused'
    state | cmp - before
}

@test "fix --dry-run: tells the same, and touches nothing" {
    requires cc
    tree
    printf '#!%s/bin/prog\n' "$APP" >app/bin/script
    chmod +x app/bin/script
    state >before
    fix 1 --dry-run app
    told=$output
    state | cmp - before
    fix 0 app
    assert_equal "${told/files would be mended/files mended}" "$output"
    fix 0 --dry-run app
}

@test "fix: a file without an rpath gets one, and a sound one keeps its text" {
    requires cc
    library app/lib/libx.so.1 x.c
    library app/lib/deep/liby.so.1 y.c app/lib/libx.so.1
    program prog -Wl,-rpath,'${ORIGIN}/../lib/deep//'
    fix 0 app
    assert_equal "$(paths app/bin/prog)" 'RUNPATH ${ORIGIN}/../lib/deep//'
    assert_equal "$(paths app/lib/deep/liby.so.1)" 'RUNPATH $ORIGIN/..'
    runs "$APP/bin/prog" "$APP"
}

@test "fix: RPATH stays RPATH, a library of such a program gets one, and --dtags makes them all alike" {
    requires cc
    library app/lib/libx.so.1 x.c
    library app/lib/deep/liby.so.1 y.c app/lib/libx.so.1
    program prog -Wl,--disable-new-dtags -Wl,-rpath,"$APP/lib/deep"
    fix 0 app
    assert_equal "$(paths app/bin/prog)" 'RPATH $ORIGIN/../lib/deep'
    assert_equal "$(paths app/lib/deep/liby.so.1)" 'RPATH $ORIGIN/..'
    fix 0 --json --dtags runpath app
    assert_contains "$output" '"cause":"DT_RPATH becomes DT_RUNPATH"'
    assert_equal "$(paths app/bin/prog)" 'RUNPATH $ORIGIN/../lib/deep'
    assert_equal "$(paths app/lib/deep/liby.so.1)" 'RUNPATH $ORIGIN/..'
    runs "$APP/bin/prog" "$APP"
    fix 0 --dtags runpath app
    assert_contains "$output" ' 0 files mended'
}

@test "fix: a folder of plugins stays, but not with --minimal" {
    requires cc
    tree -Wl,-rpath,"$APP/lib/deep:$APP/lib/plugins"
    mkdir app/lib/plugins
    library app/lib/plugins/plugin.so x.c
    fix 0 app
    assert_equal "$(paths app/bin/prog)" 'RUNPATH $ORIGIN/../lib/deep:$ORIGIN/../lib/plugins'
    fix 0 --minimal app
    assert_equal "$(paths app/bin/prog)" 'RUNPATH $ORIGIN/../lib/deep'
}

@test "fix: an element that leads out of the tree on purpose stays and is told of, behind what it would hide" {
    requires cc
    mkdir outside
    tree -Wl,-rpath,"/opt/originld-test-nowhere:$APP/lib/deep"
    fix 0 app
    assert_contains "$output" '/opt/originld-test-nowhere: it leads out of the tree, and was kept (kept-outside)'
    assert_equal "$(paths app/bin/prog)" 'RUNPATH /opt/originld-test-nowhere:$ORIGIN/../lib/deep'
    # a library of the same name, outside
    library outside/liby.so.1 y.c app/lib/libx.so.1
    "$CC" -o app/bin/prog main.c app/lib/deep/liby.so.1 -Wl,-rpath-link,app/lib -Wl,-rpath,"$HERE/outside:$APP/lib/deep"
    fix 0 --minimal app
    assert_equal "$(paths app/bin/prog)" 'RUNPATH $ORIGIN/../lib/deep'
}

@test "fix: with a symbolic link for a library or its folder, loaders find what it says" {
    requires cc
    library app/lib/deep/libx.so.1.2.3 x.c -Wl,-soname,libx.so.1
    ln -s deep/libx.so.1.2.3 app/lib/libx.so.1
    library app/lib/liby.so.1 y.c app/lib/libx.so.1
    ln -s lib app/lib64
    "$CC" -o app/bin/prog main.c app/lib/liby.so.1 -Wl,-rpath-link,app/lib -Wl,-rpath,"$APP/lib64"
    fix 0 app
    assert_equal "$(paths app/bin/prog)" 'RUNPATH $ORIGIN/../lib'
    assert_equal "$(paths app/lib/liby.so.1)" 'RUNPATH $ORIGIN'
    mv app moved
    runs "$HERE/moved/bin/prog" "$HERE/moved"
}

@test "fix: in random trees every library is found in the moved tree, check has no complaint, and a second run nothing to do" {
    requires cc perl ld.bfd
    run --separate-stderr perl "$SRC/tests/helpers/fix-trees.pl" "$ORIGINLD" 12 100
    assert_status 0
    assert_contains "$output" ' 0 trees not as they should be'
    test "$(printf '%s\n' "$output" | sed -n 's/.* trees, \([0-9]*\) needs .*/\1/p')" -ge 50
}

@test "fix: in a farm of links each library is found where it is, so that it finds its own" {
    requires cc
    mkdir -p app/packages/{x,y,main}/lib app/packages/main/bin
    library app/packages/x/lib/libx.so.1 x.c
    library app/packages/y/lib/liby.so.1 y.c app/packages/x/lib/libx.so.1 -Wl,-rpath,"$APP/lib"
    ln -s ../packages/x/lib/libx.so.1 ../packages/y/lib/liby.so.1 app/lib/
    "$CC" -o app/packages/main/bin/prog main.c app/lib/liby.so.1 -Wl,-rpath-link,app/lib -Wl,-rpath,"$APP/lib"
    ln -s ../packages/main/bin/prog app/bin/prog
    fix 0 app
    mv app moved
    runs "$HERE/moved/bin/prog" "$HERE/moved"
    run -0 "$ORIGINLD" check moved
}

@test "fix: a library whose soname is a link in another folder is found there, and finds its own from there" {
    requires cc
    mkdir -p app/store
    library app/store/libx.so.1.2 x.c -Wl,-soname,libx.so.1
    library app/store/liby.so.1.2 y.c app/store/libx.so.1.2 -Wl,-soname,liby.so.1
    ln -s ../store/libx.so.1.2 app/lib/libx.so.1
    ln -s ../store/liby.so.1.2 app/lib/liby.so.1
    "$CC" -o app/bin/prog main.c app/lib/liby.so.1 -Wl,-rpath-link,app/lib -Wl,-rpath,"$APP/lib"
    fix 0 app
    assert_equal "$(paths app/store/liby.so.1.2)" 'RUNPATH $ORIGIN'
    mv app moved
    runs "$HERE/moved/bin/prog" "$HERE/moved"
}

# -------------------------------------------------------------- trees that moved

@test "fix --from: mends a tree that has moved, and without it says where the tree stood" {
    requires cc
    tree -Wl,-rpath,"/opt/originld-test-was/lib/deep"
    fix 1 --dry-run app
    assert_contains "$output" '/opt/originld-test-was: the tree seems to have stood there'
    fix 0 --from /opt/other:/opt/originld-test-was app
    refute_contains "$output" 'stood'
    assert_equal "$(paths app/bin/prog)" 'RUNPATH $ORIGIN/../lib/deep'
}

@test "fix --from: a path into the tree is not taken for an old one, though the tree is below that" {
    requires cc
    tree -Wl,-rpath,"$APP/lib/plugins:$APP/lib/deep"
    mkdir app/lib/plugins
    library app/lib/plugins/plugin.so x.c
    fix 0 --from "$HERE" app
    assert_equal "$(paths app/bin/prog)" 'RUNPATH $ORIGIN/../lib/plugins:$ORIGIN/../lib/deep'
}

@test "fix: a tree that is named by a link is known by both names" {
    requires cc
    ln -s app current
    tree -Wl,-rpath,"$HERE/current/lib/deep"
    fix 0 "$HERE/current"
    assert_equal "$(paths app/bin/prog)" 'RUNPATH $ORIGIN/../lib/deep'
}

# ----------------------------------------------------------------- what is kept

@test "fix: mode, times and hard links stay, and only these bytes change" {
    requires cc
    tree
    ln app/bin/prog app/bin/twin
    chmod 0751 app/bin/prog
    touch -d '2001-02-03 04:05:06' app/bin/prog
    cp app/bin/prog was
    fix 0 app
    assert_equal "$(stat -c '%a %Y %h' app/bin/twin)" "751 $(date -d '2001-02-03 04:05:06' +%s) 2"
    test app/bin/prog -ef app/bin/twin
    assert_equal "$(stat -c %s was)" "$(stat -c %s app/bin/prog)"
    runs "$APP/bin/twin" "$APP"
}

@test "fix: what is appended to a program stays, and is told of" {
    requires cc
    tree
    printf 'payload' >>app/bin/prog
    fix 0 app
    assert_contains "$output" '(payload-kept)'
    assert_equal "$(printf '%s' "$output" | grep -c payload-kept)" 1
    assert_equal "$(tail -c 7 app/bin/prog)" payload
    runs "$APP/bin/prog" "$APP"
}

@test "fix: hard links in folders that want different texts are refused, and so are set-id files" {
    requires cc
    tree
    mkdir app/sub
    ln app/bin/prog app/sub/prog
    fix 1 --dry-run app
    mkdir app/sub/sub
    mv app/sub/prog app/sub/sub/prog
    fix 1 app
    assert_contains "$output" 'hard links in folders from which its needs lie elsewhere (hard-links-disagree)'
    rm app/sub/sub/prog
    chmod u+s app/bin/prog
    cp app/bin/prog was
    fix 1 app
    assert_contains "$output" '(secure-file)'
    cmp app/bin/prog was
    # what is left for such a program is an absolute path
    "$CC" -o app/bin/prog main.c app/lib/deep/liby.so.1 -Wl,-rpath-link,app/lib -Wl,-rpath,"$APP/lib/deep::RIGIN/../lib/deep"
    chmod u+s app/bin/prog
    fix 0 --set-id app
    assert_equal "$(paths app/bin/prog)" "RUNPATH $APP/lib/deep"
    test -u app/bin/prog
}

@test "fix: a hard link out of the tree keeps the old file, which is told" {
    requires cc
    tree
    ln app/bin/prog outside
    cp outside was
    fix 1 app
    assert_contains "$output" '(hard-link-outside)'
    cmp outside was
    assert_equal "$(paths app/bin/prog)" 'RUNPATH $ORIGIN/../lib/deep'
}

@test "fix: where there is no room, the file is refused by name and reason, and not changed" {
    requires cc ld.lld
    library app/lib/libx.so.1 x.c
    library app/lib/deep/liby.so.1 y.c app/lib/libx.so.1 -Wl,-rpath,"$APP/lib"
    program prog -fuse-ld=lld
    cp app/bin/prog was
    fix 1 app
    assert_contains "$output" 'app/bin/prog'
    assert_contains "$output" '1 refused'
    cmp app/bin/prog was
}

# --------------------------------------------------------------------- scripts

# The kernel takes no blank in a first line.
no_blank() {
    mkdir -p "$BATS_TEST_TMPDIR/plain/app/bin" "$BATS_TEST_TMPDIR/plain/app/lib/deep"
    cp -- *.c "$BATS_TEST_TMPDIR/plain"
    cd "$BATS_TEST_TMPDIR/plain" || return 1
    HERE=$(pwd -P)
    APP=$HERE/app
}

@test "fix: scripts of the tree find their interpreter, in both forms, and --shebang=none leaves them" {
    requires cc
    no_blank
    tree
    # an interpreter that is a program of the tree: it runs the script that it is given
    printf '%s\n' '#include <stdio.h>' '#include <string.h>' 'int main(int n, char **v) { int i; for (i = 1; i < n; i++) printf("[%s]", v[i]); puts(""); return 0; }' >i.c
    "$CC" -o app/bin/tclsh i.c
    for name in one two; do
        printf '#!%s/bin/tclsh\nputs hello\n' "$APP" >app/bin/$name
        chmod +x app/bin/$name
    done
    printf '#!/bin/sh\necho "%s"\n' "$APP" >app/bin/other
    printf '#!%s/bin/tclsh\n' "$APP" >app/bin/two.in
    chmod +x app/bin/*
    fix 0 --shebang none app
    assert_equal "$(head -1 app/bin/one)" "#!$APP/bin/tclsh"
    cp app/bin/other app/bin/two.in .
    fix 0 app
    assert_contains "$output" "app/bin/one
  #!        $APP/bin/tclsh
  becomes   tclsh"
    cmp other app/bin/other
    cmp two.in app/bin/two.in
    fix 0 app
    assert_contains "$output" ': 0 files mended, 0 refused'
    printf '#!%s/bin/tclsh\nputs hello\n' "$APP" >app/bin/two
    fix 0 --shebang env app
    assert_contains "$(head -1 app/bin/two)" '#!/usr/bin/env -S sh -c'
    mv app 'moved here'
    run -0 "moved here/bin/one" 'a b' '*'
    assert_contains "$output" '[a b][*]'
    run -0 "moved here/bin/two" 'a b' '*'
    assert_contains "$output" '[a b][*]'
}

@test "fix: an interpreter that the tree lacks is told of, and one of the old prefix tells where the tree stood" {
    no_blank
    printf '#!%s/bin/gone\n' "$APP" >app/bin/script
    chmod +x app/bin/script
    fix 1 app
    assert_contains "$output" '(interpreter-gone)'
    printf '#!/opt/originld-test-was/bin/tclsh\n' >app/bin/script
    cp /bin/sh app/bin/tclsh
    fix 1 app
    assert_contains "$output" '/opt/originld-test-was: the tree seems to have stood there'
    fix 0 --from /opt/originld-test-was app
    assert_contains "$output" '  becomes   tclsh'
}

# ---------------------------------------------------------- files about other files

@test "fix: the RECORD of a wheel has the sums of what was changed, also after a run that did not get so far" {
    requires cc
    no_blank
    tree
    mkdir -p app/lib/site/pkg-1.dist-info
    cp app/lib/deep/liby.so.1 app/lib/site/ext.so
    "$CC" -o app/bin/tclsh main.c app/lib/deep/liby.so.1 -Wl,-rpath-link,app/lib -Wl,-rpath,"$APP/lib/deep"
    printf '#!%s/bin/tclsh\nputs hello\n' "$APP" >app/bin/script
    chmod +x app/bin/script
    record() { printf '%s\n' "../../bin/script,$(sum app/bin/script),$(stat -c %s app/bin/script)" \
        "ext.so,$(sum app/lib/site/ext.so),$(stat -c %s app/lib/site/ext.so)" 'other.py,sha256=abc,3' 'pkg-1.dist-info/RECORD,,'; }
    sum() { printf 'sha256=%s' "$(sha256sum "$1" | cut -d ' ' -f 1 | tr -d '\n' | sed 's/../\\x&/g' | xargs -0 printf '%b' | base64 | tr '+/' '-_' | tr -d '=\n')"; }
    record >app/lib/site/pkg-1.dist-info/RECORD
    cp app/lib/site/pkg-1.dist-info/RECORD old
    fix 1 --dry-run app
    assert_contains "$output" 'pkg-1.dist-info/RECORD'
    cmp old app/lib/site/pkg-1.dist-info/RECORD
    fix 0 app
    assert_contains "$output" 'pkg-1.dist-info/RECORD'
    record >want
    cmp want app/lib/site/pkg-1.dist-info/RECORD
    run ! cmp -s want old
    cp old app/lib/site/pkg-1.dist-info/RECORD
    fix 0 app
    cmp want app/lib/site/pkg-1.dist-info/RECORD
}

@test "fix --pkg-config: .pc files are relative, and only with the option" {
    mkdir app/lib/pkgconfig
    printf 'prefix=%s\nlibdir=${prefix}/lib\n\nName: x\nDescription: x\nVersion: 1\nLibs: -L${libdir} -lx\n' "$APP" >app/lib/pkgconfig/x.pc
    cp app/lib/pkgconfig/x.pc was
    fix 0 app
    cmp was app/lib/pkgconfig/x.pc
    fix 0 --pkg-config app
    assert_equal "$(head -1 app/lib/pkgconfig/x.pc)" 'prefix=${pcfiledir}/../..'
    fix 0 --pkg-config app
    assert_contains "$output" ' 0 files mended'
    # where the tree stood before
    printf 'libdir=/was/lib\n' >app/lib/pkgconfig/x.pc
    fix 0 --pkg-config --from /other:/was app
    assert_equal "$(cat app/lib/pkgconfig/x.pc)" 'libdir=${pcfiledir}/../../lib'
    # the folder itself as the tree
    printf 'prefix=%s/lib/pkgconfig\n' "$APP" >app/lib/pkgconfig/x.pc
    fix 0 --pkg-config app/lib/pkgconfig
    assert_equal "$(cat app/lib/pkgconfig/x.pc)" 'prefix=${pcfiledir}'
}

# ---------------------------------------------------------------------- trouble

@test "fix: what cannot be a tree is refused, with its name and what to do" {
    : >file
    run -2 "$ORIGINLD" fix ''
    assert_equal "$output" 'originld: fix: say which tree: the folder that make install has filled'
    while IFS='|' read -r words text; do
        # shellcheck disable=SC2086 # several words
        run -2 --separate-stderr "$ORIGINLD" fix $words
        assert_equal "$output" ''
        assert_equal "$stderr" "originld: $text"
    done <<'END'
|fix: say which tree: the folder that make install has filled
app app2|app2: one tree at a time
nowhere|nowhere: No such file or directory; see whether the path is right
file|file: is no folder; name the tree that it belongs to
/|/: is part of the system, which stays where it is; name a tree below it
/usr|/usr: is part of the system, which stays where it is; name a tree below it
--from relative app|--from: takes an absolute path, or several with ':' between them
--from / app|--from: the root folder cannot be where the tree stood; for a staged tree: --from /opt/app stage/opt/app
--shebang x app|--shebang: takes own, env or none
--dtags x app|--dtags: takes runpath or rpath
END
}

@test "fix: an empty tree, and one with nothing that matters, are in order" {
    fix 0 app
    assert_equal "$output" '0 programs and libraries, 0 scripts: 0 files mended, 0 refused'
    ln -s nowhere app/link
    ln -s . app/loop
    mkfifo app/fifo
    : >app/empty
    printf '\177ELF' >app/short
    printf '#!' >app/bin/script
    chmod +x app/bin/script
    fix 0 app
}

@test "fix: a folder that cannot be written is trouble with its name, and the files stay as they are" {
    requires cc not-root
    tree
    cp app/bin/prog was
    chmod a-w app/bin
    run -2 --separate-stderr "$ORIGINLD" fix app
    assert_contains "$stderr" 'originld: app/bin/prog: cannot '
    chmod u+w app/bin
    cmp was app/bin/prog
    assert_equal "$(paths app/lib/deep/liby.so.1)" 'RUNPATH $ORIGIN/..'
}

@test "fix: a full disk is trouble with the file's name, and the file stays whole" {
    requires cc root
    tree
    mkdir disk
    mount -t tmpfs -o size=128k none disk 2>/dev/null || skip 'may not mount'
    cp -a app disk/
    cp app/bin/prog was
    dd if=/dev/zero of=disk/fill bs=1k 2>/dev/null || true
    run --separate-stderr "$ORIGINLD" fix --from "$APP" disk/app
    ls -A disk/app/bin >names
    cp disk/app/bin/prog now
    umount disk
    assert_status 2
    assert_contains "$stderr" 'originld: disk/app/bin/prog: cannot '
    assert_equal "$(cat names)" 'prog'
    cmp was now
}

@test "fix: a run that was killed at any system call leaves every file old or new, and the next one ends the work" {
    requires cc strace
    no_blank
    tree
    cp app/bin/prog app/bin/tclsh
    printf '#!%s/bin/tclsh\n' "$APP" >app/bin/script
    chmod +x app/bin/script
    mkdir whole
    cp -a app whole/old
    cp -a app again
    fix 0 app
    mv app whole/new
    rm -rf app
    cp -a again app
    strace -qq -o log "$ORIGINLD" fix app >/dev/null
    # each call that can change something, and those around it; of many the first, the last and some between
    grep -oE '^(open|creat|write|pwrite|rename|link|unlink|symlink|fchmod|fchown|chmod|utime|fsync|fsetxattr|ftruncate|close)[a-z0-9]*' log |
        sort | uniq -c | awk '{ step = $1 > 6 ? $1 / 6 : 1; for (i = 1; i < $1 + step; i += step) print $2, int(i > $1 ? $1 : i) }' | uniq >points
    test "$(wc -l <points)" -ge 25 || die "$(cat points)"
    grep -q '^rename' points
    while read -r call when; do
        rm -rf app
        cp -a again app
        strace -qq -o /dev/null -e "inject=$call:signal=KILL:when=$when" "$ORIGINLD" fix app >/dev/null 2>&1 || true
        for file in bin/prog bin/tclsh bin/script lib/libx.so.1 lib/deep/liby.so.1; do
            cmp -s "app/$file" "whole/old/$file" || cmp "app/$file" "whole/new/$file" || die "$call $when: $file is neither old nor new"
        done
        fix 0 app
        diff -r app whole/new || die "$call $when"
    done <points
}

@test "fix: its own file goes again when it cannot be looked at" {
    requires cc strace
    tree
    cp -a app again
    strace -f -o log -e trace=openat,fstat,newfstatat "$ORIGINLD" fix app >/dev/null
    # glibc has two ways to ask, and strace counts for each thread by itself
    read -r call when <<<"$(awk '$2 ~ /stat/ { sub(/\(.*/, "", $2); n[$1 $2]++; if (made) { print $2, n[$1 $2]; exit } } /O_CREAT.*\.originld-|\.originld-.*O_CREAT/ { made = 1 }' log)"
    test -n "$when" || die "$(cat log)"
    rm -rf app
    mv again app
    run -2 --separate-stderr strace -f -qq -o log -e "inject=$call:error=EIO:when=$when" "$ORIGINLD" fix app
    grep -q INJECTED log
    assert_contains "$stderr" ': cannot create a file beside it: '
    assert_equal "$(find app -name '.originld-*')" ''
}

# always_fails CALL ERROR STATUS WORDS: fix of a new copy of `again`, in which all calls of this kind fail that are made for the tree; its files are old or new.
always_fails() {
    local file
    rm -rf app
    cp -a again app
    # the loader of the C library opens and reads as well, before
    run "-$3" --separate-stderr timeout 60 strace -f -qq -o log -e "inject=$1:error=$2:when=${5:-1}+" "$ORIGINLD" fix --pkg-config app
    grep -q INJECTED log || die "$1 is not called"
    assert_contains "$stderr$output" "$4"
    for file in $(cd again && find . -type f); do
        cmp -s "app/$file" "again/$file" || cmp "app/$file" "whole/$file" || die "$1 $2: $file is neither old nor new"
    done
    assert_equal "$(find app -name '.originld-*')" ''
}

@test "fix: where a system call never works it says so, and leaves every file old or new" {
    requires cc strace
    no_blank
    tree
    ln app/bin/prog app/bin/twin
    cp app/bin/prog app/bin/tclsh
    printf '#!%s/bin/tclsh\n' "$APP" >app/bin/script
    chmod +x app/bin/script
    mkdir -p app/lib/pkgconfig app/lib/site/pkg-1.dist-info
    printf 'libdir=%s/lib\n' "$APP" >app/lib/pkgconfig/x.pc
    printf '../../bin/script,sha256=abc,3\n' >app/lib/site/pkg-1.dist-info/RECORD
    cp -a app again
    run -0 strace -f -o trace "$ORIGINLD" fix --pkg-config app
    mv app whole
    always_fails fchmod EPERM 2 'app/bin/script: cannot give the new file its mode: Operation not permitted; the old one is as it was'
    always_fails fsync EIO 2 'cannot sync the new file: '
    always_fails renameat,renameat2,rename EACCES 2 'cannot rename the new file: '
    always_fails linkat EPERM 2 'cannot link the new file: '
    always_fails flock EAGAIN 0 'files mended'
    always_fails utimensat EPERM 1 '(times-lost)'
    always_fails getdents64 EIO 2 'Input/output error'
    # before these the tree was read, and the loader of the C library did its work
    for call in openat newfstatat fstat pread64; do
        when=$(awk -v call="$call(" 'index($2, call) == 1 { n[$1]++ } /O_CREAT/ && /\.originld-/ { print n[$1] - 1; exit }' trace)
        test "$when" -gt 0 || continue
        always_fails "$call" EIO 2 'Input/output error' "$when"
    done
}

@test "fix: what an owner, a label or attributes lose is told of" {
    requires cc strace root setfattr
    tree
    setfattr -n user.note -v text app/bin/prog || skip 'no attributes of users here'
    chown 1:1 app/bin/prog
    run -1 strace -f -qq -o log -e inject=fchown:error=EPERM -e inject=fsetxattr:error=ENOSPC "$ORIGINLD" fix app
    assert_contains "$output" '(owner-lost)'
    assert_contains "$output" '(attributes-lost)'
}

@test "fix: folders with links that hide each other's library are told of, and so is a library in several folders" {
    requires cc
    mkdir app/lib/x app/lib/y app/lib/z
    library app/lib/x/libx.so.1 x.c
    library app/lib/y/liby.so.1 y.c app/lib/x/libx.so.1
    ln -s ../x/libx.so.1 app/lib/y/libx.so.1
    ln -s ../y/liby.so.1 app/lib/x/liby.so.1
    echo 'int x(void); int y(void); int main(void) { return x() - y(); }' >both.c
    "$CC" -o app/bin/both both.c app/lib/x/libx.so.1 app/lib/y/liby.so.1 -Wl,-rpath,"$APP/lib/x:$APP/lib/y"
    fix 1 app
    assert_contains "$output" '(links-tangled)'
    rm app/lib/x/liby.so.1 app/lib/y/libx.so.1
    cp app/lib/x/libx.so.1 app/lib/z/
    "$CC" -o app/bin/both both.c app/lib/x/libx.so.1 app/lib/y/liby.so.1
    run "$ORIGINLD" fix app
    assert_contains "$output" '(several-libraries)'
}

@test "fix: a script that must not change, and one that hard links have in folders of their own, are refused" {
    no_blank
    mkdir -p app/sub/sub
    cp /bin/sh app/bin/tclsh
    printf '#!%s/bin/tclsh\n\0' "$APP" >app/bin/binary
    printf '#!%s/bin/tclsh\n' "$APP" >app/bin/two
    ln app/bin/two app/sub/sub/two
    printf '#!%s/bin/tclsh\n' "$APP" >app/bin/twin
    chmod +x app/bin/*
    ln app/bin/twin app/bin/twin2
    fix 1 app
    assert_contains "$output" '(shebang-binary)'
    assert_contains "$output" '(hard-links-disagree)'
    assert_contains "$(sed -n 2p app/bin/twin2)" 'originld=$0;'
}

@test "fix: files of an installed package are told of, since their sums are other ones now" {
    requires cc root unshare
    tree
    mkdir info
    printf '%032d  %s\n' 1 "${HERE#/}/other" 2 "${APP#/}/lib/none" 3 "${APP#/}/lib/libx.so.1" 4 "${APP#/}/bin/prog" >info/prog.md5sums
    printf 'short\n' >info/short.md5sums
    : >info/prog.list
    # shellcheck disable=SC2016 # the words are for the inner shell
    unshare -m sh -c 'mount --bind info /var/lib/dpkg/info' 2>/dev/null || skip 'may not mount, or there is no dpkg'
    # shellcheck disable=SC2016
    run -1 unshare -m sh -c 'mount --bind info /var/lib/dpkg/info && exec "$@"' - "$ORIGINLD" fix app
    assert_contains "$output" '(sums-stale)'
    assert_contains "$output" 'prog.md5sums'
}

@test "fix: a library of another machine, or a program of its name, is not taken for what is needed" {
    requires cc perl
    tree -Wl,-rpath,"$APP/bin/prog:$APP/lib/deep"
    library app/lib/deep/liby.so.1 y.c app/lib/libx.so.1
    mkdir -p app/lib/arm app/lib/large app/lib/program app/lib/glibc-hwcaps/any app/lib/stubs
    cp app/lib/libx.so.1 app/lib/glibc-hwcaps/any/
    cp app/lib/libx.so.1 app/lib/stubs/
    perl -0777 -pe 'substr($_, 18, 2) = "\xb7\0"' app/lib/libx.so.1 >app/lib/arm/libx.so.1
    cp app/bin/prog app/lib/program/libx.so.1
    perl -0777 -pe 'substr($_, 5, 1) = "\2"' app/lib/libx.so.1 >app/lib/large/libx.so.1
    run "$ORIGINLD" fix --dtags runpath --shebang own app/
    assert_equal "$(paths app/lib/deep/liby.so.1)" 'RUNPATH $ORIGIN/..'
    refute_contains "$output" several-libraries
    runs "$APP/bin/prog" "$APP"
}

@test "fix: the system's own prefixes are no place where a tree has stood, and an empty --from is none" {
    requires cc
    tree -Wl,-rpath,"/usr/lib/deep:/usr/local/lib/deep:$APP/lib/deep"
    fix 0 app
    refute_contains "$output" 'the tree seems to have stood there'
    tree -Wl,-rpath,/was/lib/deep
    fix 0 --from :/other::/was: app
    assert_equal "$(paths app/bin/prog)" 'RUNPATH $ORIGIN/../lib/deep'
}

@test "fix: scripts that name an interpreter out of the tree, or that nobody starts, stay" {
    no_blank
    mkdir app/fixtures
    cp /bin/sh app/bin/tclsh
    cp "$(type -P env)" "$HERE/interpreter"
    printf '#!%s/interpreter\n' "$HERE" >app/bin/script
    printf '#!%s/bin/tclsh\n' "$APP" >app/fixtures/script
    printf '#!%s/bin/tclsh\n' "$APP" >app/bin/privileged
    chmod +x app/bin/* app/fixtures/script
    chmod u+s app/bin/privileged
    cp -a app was
    fix 0 app
    diff -r was app
}

@test "fix: each folder with a new file is synced, and trouble with that is told" {
    requires cc strace
    no_blank
    tree
    mkdir app/lib/pkgconfig
    printf 'libdir=%s/lib\n' "$APP" >app/lib/pkgconfig/x.pc
    ln app/bin/prog app/bin/twin
    cp -a app again
    strace -f -y -o trace -e trace=fsync "$ORIGINLD" fix --pkg-config app >/dev/null
    assert_equal "$(sed -n 's|.*fsync([0-9]*<.*/\(app/[^.>]*\)>).*|\1|p' trace | sort -u)" "$(printf '%s\n' app/bin app/lib/deep app/lib/pkgconfig)"
    rm -r app
    mv again app
    run -2 --separate-stderr strace -f -o log -e "inject=fsync:error=EIO:when=$(grep -c 'fsync(' trace)" "$ORIGINLD" fix --pkg-config app
    assert_contains "$stderr" "originld: $APP/"
    assert_contains "$stderr" 'Input/output error'
}

@test "fix: where nobody can say what attributes a file has, it stays" {
    requires cc strace setfattr
    tree
    setfattr -n user.x -v y app/bin/prog 2>/dev/null || skip 'no attributes here'
    cp app/bin/prog was
    run -2 --separate-stderr strace -f -qq -o log -e inject=flistxattr:error=EIO "$ORIGINLD" fix app
    assert_contains "$stderr" 'app/bin/prog: cannot give the new file its ACL or capabilities: Input/output error; the old one is as it was'
    cmp was app/bin/prog
    fix 0 app
    assert_equal "$(getfattr --only-values -n user.x app/bin/prog)" y
}

@test "fix: what cannot be read, or taken away, is trouble with its name" {
    requires cc strace
    tree
    : >app/bin/.originld-abc123
    run -2 --separate-stderr strace -f -qq -o log -e inject=unlinkat,unlink:error=EACCES "$ORIGINLD" fix app
    assert_contains "$stderr" 'originld: app/bin/.originld-abc123: Permission denied'
    test -e app/bin/.originld-abc123
    # the first that opens this one by name
    strace -f -o trace -e trace=openat "$ORIGINLD" fix --dry-run app >/dev/null
    local when
    when=$(awk '/openat\(/ { n[$1]++ } /"([^"]*\/)?libx\.so\.1"/ { print n[$1]; exit }' trace)
    run -2 --separate-stderr strace -f -qq -o log -e "inject=openat:error=EIO:when=$when" "$ORIGINLD" fix app
    assert_contains "$stderr" ': Input/output error'
}

@test "fix: work that lasts shows on a terminal how far it is" {
    requires cc script strace
    tree
    # a second or two
    run -0 script -qec "strace -f -qq -o log -e inject=openat,pread64:delay_enter=20000 '$ORIGINLD' fix app" typescript
    assert_contains "$(cat typescript)" $'\r\e[K'
}

# ------------------------------------------------------------------------- JSON

@test "fix --json: one object a line, with the codes of originld-rpath(7)" {
    requires cc
    tree -Wl,-rpath,"$APP/lib/deep:/tmp/build/.libs"
    fix 0 --json app
    assert_equal "$output" '{"path":"app/bin/prog","severity":"note","code":"rpath-mended","element":"'"$APP"'/lib/deep:/tmp/build/.libs","message":"it was mended","cause":"left out: /tmp/build/.libs (a place of the building machine)","suggestion":"$ORIGIN/../lib/deep"}
{"path":"app/lib/deep/liby.so.1","severity":"note","code":"rpath-mended","element":"'"$APP"'/lib","message":"it was mended","suggestion":"$ORIGIN/.."}'
    # nothing before, nothing after, and what is refused
    "$CC" -o app/bin/bare main.c app/lib/deep/liby.so.1 -Wl,-rpath-link,app/lib
    "$CC" -shared -fPIC -o app/lib/libx.so.1 x.c -Wl,-soname,libx.so.1,-rpath,/tmp/build/.libs
    "$CC" -o app/bin/prog main.c app/lib/deep/liby.so.1 -Wl,-rpath-link,app/lib -Wl,-rpath,"$APP/lib/deep"
    chmod u+s app/bin/prog
    fix 1 --json --dry-run app
    assert_contains "$output" '{"path":"app/bin/bare","severity":"note","code":"rpath-mended","element":"","message":"it would be mended","suggestion":"$ORIGIN/../lib/deep"}'
    assert_contains "$output" '"element":"/tmp/build/.libs","message":"it would be mended","cause":"left out: /tmp/build/.libs (a place of the building machine)"}'
    assert_contains "$output" '{"path":"app/bin/prog","severity":"warning","code":"secure-file",'
}

@test "originld-rpath(7): MENDING has every code that fix has, and no other" {
    {
        sed -n 's/.*{SEVERITY_[A-Z]*, "\([a-z-]*\)".*/\1/p' "$SRC/shim/fix_say.c"
        sed -n 's/^ *\[ELF_[A-Z_]*\] = {"\([a-z][a-z-]*\)".*/\1/p' "$SRC/shim/elf_edit.c"
        sed -n 's/^ *\[SHEBANG_[A-Z_]*\] = {"\(no-shebang\|shebang-[a-z-]*\)".*/\1/p' "$SRC/shim/shebang.c"
    } | sort >real
    test "$(wc -l <real)" -ge 30
    test "$(uniq -d real | wc -l)" = 0
    awk '/^\.Sh / { on = $0 == ".Sh MENDING" } on && /^\.It Cm / { print $3 }' "$SRC/docs/originld-rpath.7" | sort >page
    comm -3 real page >differs
    test ! -s differs || die 'only in the sources, and further right only in the page:' "$(cat differs)"
}
