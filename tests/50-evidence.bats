#!/usr/bin/env bats
# What the text of an element does not tell: where it was written is looked up in MAKEFLAGS, in the words of ancestors and in makefiles. Each
# case is a real make or shell with the shim on PATH; the log has the verdict.
# shellcheck disable=SC2016,SC2154,SC2030,SC2031

load helpers/common

setup() {
    setup_common
    requires gcc readelf proc
    PATH=$("$ORIGINLD" dir ld):$PATH
    HERE=$(pwd -P)
    export ORIGINLD_LOG=$BATS_TEST_TMPDIR/log
    echo 'int main(void) { return 0; }' >main.c
    gcc -c main.c
}

# makefile TEXT: LDFLAGS = TEXT, a program and a library.
makefile() {
    printf 'LDFLAGS = %s\nprog: main.o\n\tgcc main.o -o prog $(LDFLAGS)\nlib.so: main.o\n\tgcc -shared $(LDFLAGS) -Wl,-soname,lib.so main.o -o lib.so\n' "$1" >Makefile
}

rpath_of() { readelf -dW "$1" | sed -n 's/.*R.*PATH.*\[\(.*\)\]$/\1/p'; }

# verdict: code and cause of the elements of the last link.
verdict() { tail -n 1 "$ORIGINLD_LOG" | sed -n 's/.*"code":"\([^"]*\)"\(,"cause":"\([^"]*\)"\)\{0,1\}.*/\1 \3/p'; }

# settles EXPECTED VERDICT WORD...: make with these words gives that rpath and that verdict; an empty VERDICT is none.
settles() {
    local want=$1 said=$2
    shift 2
    rm -f prog lib.so "$ORIGINLD_LOG"
    make -s "$@" >said 2>&1 || die "make $*:" "$(cat said)" || return 1
    assert_equal "$(rpath_of prog)" "$want"
    assert_equal "$(verdict)" "$said"
}

# The shells that a makefile may be read with: some stay while their last command runs, some become it.
shells() {
    local shell
    for shell in dash bash ksh mksh zsh 'busybox sh'; do
        if type -P "${shell%% *}" >/dev/null; then type -P "${shell%% *}" | sed "s/\$/${shell#"${shell%% *}"}/"; fi
    done
}

# with_each_shell COMMAND...: with SHELL in the environment of make's command line.
with_each_shell() {
    local shell
    shells >list
    test "$(wc -l <list)" -ge 2
    while IFS= read -r shell; do
        case $shell in
        *' '*)
            make_executable the-shell <<<"exec $shell \"\$@\""
            shell=$BATS_TEST_TMPDIR/bin/the-shell
            ;;
        esac
        "$@" "SHELL=$shell" || die "with $shell" || return 1
    done <list
}

@test "a name that a shell took is known from the makefile, whatever shell it is" {
    makefile '-Wl,-rpath,$$ORIGIN/../lib'
    with_each_shell settles '$ORIGIN/../lib' "lost-name sh at $HERE/Makefile:1"
    makefile '-Wl,-rpath,$$ORIGIN/lib'
    with_each_shell settles '$ORIGIN/lib' "lost-name sh at $HERE/Makefile:1"
    makefile '-Wl,-rpath,$$ORIGIN'
    with_each_shell settles '$ORIGIN' "lost-name sh at $HERE/Makefile:1"
}

@test "a name that make took is known from the makefile" {
    makefile '-Wl,-rpath,$(ORIGIN)/../lib'
    with_each_shell settles '$ORIGIN/../lib' "lost-name make at $HERE/Makefile:1"
    makefile '-Wl,-rpath,${ORIGIN}/lib'
    with_each_shell settles '$ORIGIN/lib' "lost-name make at $HERE/Makefile:1"
    makefile '-Wl,-rpath,$(ORIGIN)'
    with_each_shell settles '$ORIGIN' "lost-name make at $HERE/Makefile:1"
}

@test "a list is settled element by element" {
    makefile '-Wl,-rpath,$$ORIGIN/lib:/opt/x/lib:$$ORIGIN/../lib'
    settles '$ORIGIN/lib:/opt/x/lib:$ORIGIN/../lib' "lost-name sh at $HERE/Makefile:1"
}

@test "other tokens of the element come back with it" {
    makefile '-Wl,-rpath,$$ORIGIN/../$$LIB/x'
    settles '$ORIGIN/../$LIB/x' "lost-name sh at $HERE/Makefile:1"
    makefile '-Wl,-rpath,$$ORIGIN/../$$LIB'
    settles '$ORIGIN/../$LIB' "lost-name sh at $HERE/Makefile:1"
}

@test "a flag given to make on its command line is known from MAKEFLAGS, at any depth" {
    makefile ''
    settles '$ORIGIN/lib' 'lost-name sh at the command line of make' 'LDFLAGS=-Wl,-rpath,$$ORIGIN/lib'
    printf 'all:\n\t$(MAKE) -s prog -f Makefile\n' >outer
    settles '$ORIGIN/lib' 'lost-name sh at the command line of make' -f outer 'LDFLAGS=-Wl,-rpath,$$ORIGIN/lib'
}

@test "what a certain repair mends has a cause, too" {
    makefile '-Wl,-rpath,$ORIGIN/../lib'
    settles '$ORIGIN/../lib' "make-ate-dollar make at $HERE/Makefile:1"
    makefile "-Wl,-rpath,'\$\$\$\$ORIGIN/../lib'"
    settles '$ORIGIN/../lib' "escape-kept $HERE/Makefile:1"
    printf '\n\nX = a\n' | cat - Makefile >new
    mv new Makefile
    settles '$ORIGIN/../lib' "escape-kept $HERE/Makefile:4"
}

@test "a text that stands on two lines gives the file without a line" {
    makefile '-Wl,-rpath,$ORIGIN/../lib'
    echo 'OTHER = -Wl,-rpath,$ORIGIN/../lib' >>Makefile
    settles '$ORIGIN/../lib' "make-ate-dollar make at $HERE/Makefile"
}

@test "a value of make's variable O that only the makefile has is known from there" {
    makefile '-Wl,-rpath,$ORIGIN/../lib'
    echo 'O = .o' >>Makefile
    settles '$ORIGIN/../lib' "make-o-value make at $HERE/Makefile:1"
    echo 'O = /tmp/out' >>Makefile
    settles '$ORIGIN/../lib' "make-o-value make at $HERE/Makefile:1"
    makefile '-Wl,-rpath,TRIGIN/../lib:/opt/TRIGIN'
    settles 'TRIGIN/../lib:/opt/TRIGIN' 'relative-element '
}

@test "another variable that came out empty is not taken for ORIGIN" {
    makefile '-Wl,-rpath,$(PREFIX)/lib'
    settles /lib ''
    makefile '-Wl,-rpath,$(PREFIX)/../lib'
    settles /../lib 'lost-other-name '
    makefile '-Wl,-rpath,$$NOTHING/../lib'
    with_each_shell settles /../lib 'lost-other-name '
    makefile '-Wl,-rpath,$(shell true)/../lib'
    settles /../lib 'lost-other-name '
    makefile '-Wl,-rpath,`true`/../lib'
    with_each_shell settles /../lib 'lost-other-name '
}

@test "an element that was meant stays, even where ORIGIN stands elsewhere" {
    makefile '-Wl,-rpath,/lib'
    settles /lib ''
    echo '# or -Wl,-rpath,$$ORIGIN/lib' >>Makefile
    settles /lib ''
    echo 'OTHER = -Wl,-rpath,$$ORIGIN/lib' >>Makefile
    settles /lib ''
    makefile '-Wl,-rpath,$(WHERE)'
    printf 'WHERE = /lib\nOTHER = -Wl,-rpath,$$ORIGIN/lib\n' >>Makefile
    settles /lib ''
    makefile '-Wl,-rpath,/lib/sub'
    echo 'OTHER = -Wl,-rpath,$$ORIGIN/lib' >>Makefile
    settles /lib/sub ''
}

@test "a guess stays a guess where nothing tells, and strict mode knows the difference" {
    rm -f prog
    gcc main.o -o prog -Wl,-rpath,/../lib
    assert_equal "$(rpath_of prog)" '$ORIGIN/../lib'
    assert_equal "$(verdict)" 'lost-name-guessed '
    makefile '-Wl,-rpath,$$ORIGIN/../lib'
    ORIGINLD_MODE=strict settles '$ORIGIN/../lib' "lost-name sh at $HERE/Makefile:1"
    makefile '-Wl,-rpath,$(PREFIX)/../lib'
    rm prog
    ORIGINLD_MODE=strict run make -s prog
    assert_status 2
    assert_contains "$output" lost-other-name
}

@test "a word that an empty value took is given back" {
    printf 'prog: main.o\n\tgcc -Wl,-rpath -Wl,$(ORIGIN) -Wl,-soname,x main.o -o prog\n' >Makefile
    settles '$ORIGIN' "lost-name make at $HERE/Makefile:2"
    # libtool and clang drop the empty half
    printf 'prog: main.o\n\tgcc -shared -Wl,-rpath,$(ORIGIN) main.o -o prog\n' >Makefile
    cat >"$BATS_TEST_TMPDIR/bin/gcc" <<'END'
#!/bin/sh
for word; do
    shift
    case $word in
    (-Wl,-rpath,) set -- "$@" -Wl,-rpath -Wl,-soname,prog.so ;;
    (*) set -- "$@" "$word" ;;
    esac
done
exec /usr/bin/gcc "$@"
END
    chmod +x "$BATS_TEST_TMPDIR/bin/gcc"
    PATH=$BATS_TEST_TMPDIR/bin:$PATH settles '$ORIGIN' "lost-value make at $HERE/Makefile:2"
    readelf -dW prog | grep 'SONAME.*prog.so'
}

@test "an -R that took an object for its value gets its folder, and the object is linked" {
    printf 'prog: main.o\n\tgcc -Wl,-R$(ORIGIN) main.o -o prog\n' >Makefile
    settles '$ORIGIN' "lost-value make at $HERE/Makefile:2"
    ./prog
}

@test "the value of a variable ORIGIN is put back" {
    makefile '-Wl,-rpath,$$ORIGIN/../lib:/opt/x'
    ORIGIN=https://localhost:3000 settles '$ORIGIN/../lib:/opt/x' "origin-value sh at $HERE/Makefile:1"
    makefile '-Wl,-rpath,$(ORIGIN)/../lib'
    ORIGIN=/srv/app settles '$ORIGIN/../lib' "origin-value make at $HERE/Makefile:1"
    makefile '-Wl,-rpath,/srv/app/../lib'
    ORIGIN=/srv/app settles /srv/app/../lib ''
}

@test "ninja: what it or its shell took is known from build.ninja" {
    requires ninja
    local text
    for text in '$ORIGIN/../lib|lost-name ninja' '$ORIGIN/lib|lost-name ninja' '${ORIGIN}|lost-name ninja' '$$ORIGIN/lib|lost-name sh'; do
        printf 'rule link\n  command = gcc main.o -o prog -Wl,-rpath,%s\nbuild prog: link\n' "${text%|*}" >build.ninja
        rm -f prog "$ORIGINLD_LOG"
        ninja >said 2>&1 || die "$(cat said)"
        assert_equal "$(rpath_of prog)" "$(printf '%s' "${text%|*}" | sed 's/^\$*{*ORIGIN}*/$ORIGIN/')"
        assert_equal "$(verdict)" "${text#*|} at $HERE/build.ninja:2"
    done
}

@test "without /proc there is no evidence, and nothing breaks" {
    unshare -m true 2>/dev/null || skip 'only where a mount namespace can be made'
    makefile '-Wl,-rpath,$$ORIGIN/lib'
    unshare -m sh -c 'mount -t tmpfs none /proc && make -s prog'
    assert_equal "$(rpath_of prog)" /lib
}

@test "a huge makefile and a long chain of ancestors end soon, with evidence or without" {
    makefile '-Wl,-rpath,$$ORIGIN/lib'
    { echo all: prog; yes '# -Wl,-rpath,$$ORIGIN/lib and more' | head -n 200000; } >>Makefile
    timeout 20 make -s prog
    case $(rpath_of prog) in
    /lib | '$ORIGIN/lib') ;;
    *) die "$(rpath_of prog)" ;;
    esac
    makefile '-Wl,-rpath,$$ORIGIN/lib'
    deep() { if test "$1" = 0; then make -s prog; else bash -c "$(declare -f deep); deep $(($1 - 1)); :"; fi; }
    rm -f prog
    deep 40
    assert_equal "$(rpath_of prog)" '$ORIGIN/lib'
}

@test "nothing is read for a link that is in order" {
    requires strace
    strace -f -o trace -e trace=openat,readlinkat,readlink gcc main.o -o prog '-Wl,-rpath,$ORIGIN/../lib:/opt/x/lib:/usr/lib'
    run ! grep -E '/proc/[0-9]+/(cmdline|stat|cwd)' trace
}
