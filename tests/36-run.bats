#!/usr/bin/env bats
# originld run and originld env: what they make of the environment, and builds below them.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

load helpers/common

setup() {
    setup_common
    CCDIR=${SHIM%/shim}/cc
    argv_recorder show
    SHOW=$BATS_TEST_TMPDIR/bin/show
    LDFARM=$("$ORIGINLD" dir ld)
}

# recorded NAME: a variable of what ran last; fails if it was not set.
recorded() {
    local line found=1
    while IFS= read -r -d '' line; do
        case $line in
        "$1="*)
            printf '%s\n' "${line#*=}"
            found=0
            ;;
        esac
    done <r.env
    return $found
}

# by_run OPTION...: the recorder under originld run with these options.
by_run() { RECORD=$PWD/r "$ORIGINLD" run "$@" "$SHOW"; }

# what_differs: names of the variables that are not as they are here.
what_differs() {
    env -0 | sort -z | tr '\n\0' ' \n' >here
    sort -z <r.env | tr '\n\0' ' \n' | grep -v '^RECORD=' >there
    comm -3 here there | sed 's/^\t//; s/=.*//' | grep -vx _ | sort -u | tr '\n' ' '
}

# trouble_with PART ARGUMENT...: status 2, nothing on stdout, one line on stderr, which has PART.
trouble_with() {
    local part=$1 was=0
    shift
    "$ORIGINLD" "$@" >out 2>err </dev/null || was=$?
    assert_equal "$was" 2
    test ! -s out || die "stdout of $*:" "$(cat out)" || return 1
    assert_equal "$(wc -l <err)" 1
    assert_contains "$(cat err)" 'originld: '
    assert_contains "$(cat err)" "$part"
}

# A program with a library of its own, in bin and lib; $1 is the compiler, and flags.
write_package() {
    cat >greet.c <<'END'
const char *greet(void) { return "hello"; }
END
    cat >hello.c <<'END'
#include <stdio.h>
const char *greet(void);
int main(void) { return puts(greet()) < 0; }
END
    cat >Makefile <<END
CC = $1
all:
	mkdir -p bin lib
	\$(CC) -shared -fPIC -o lib/libgreet.so greet.c
	\$(CC) -o bin/hello hello.c -Llib -lgreet -Wl,-rpath,\$ORIGIN/../lib
END
}

# The program of write_package is right, and found its library after a move.
assert_package() {
    rm -rf moved
    mkdir moved
    mv bin lib moved
    assert_equal "$(moved/bin/hello)" hello
    ! type -P readelf >/dev/null || assert_contains "$(readelf -dW moved/bin/hello)" '[$ORIGIN/../lib]'
}

# ------------------------------------------------------------ the environment

@test "run: sets PATH, COMPILER_PATH and ORIGIN, and nothing else" {
    by_run
    assert_equal "$(recorded PATH)" "$LDFARM:$PATH"
    test "$(recorded COMPILER_PATH)" -ef "$LDDIR"
    assert_equal "$(recorded ORIGIN)" '$ORIGIN'
    assert_equal "$(what_differs)" 'COMPILER_PATH ORIGIN PATH '
}

@test "run: says nothing, and leaves words, descriptors, working folder, umask and ignored signals alone" {
    mkdir 'work here'
    cd 'work here'
    umask 027
    RECORD=$PWD/r "$ORIGINLD" run "$SHOW" -- --cc '' 'a b' $'\n\t$' '*' >out 2>err 7</dev/null 9>nine
    assert_equal "$(cat out err)" ''
    assert_argv r -- --cc '' 'a b' $'\n\t$' '*'
    cut -d ' ' -f 1 r.fds >is
    printf '%s\n' 0 1 2 7 9 >want
    # bats has some open, too
    RECORD=$PWD/alone "$SHOW" >out 2>err 7</dev/null 9>nine
    cut -d ' ' -f 1 alone.fds | cmp is -
    cmp r.cwd alone.cwd
    run "$ORIGINLD" run sh -c 'umask'
    assert_equal "$((output))" "$((027))"
    (trap '' PIPE && "$ORIGINLD" run sh -c 'kill -PIPE $$; echo alive') >out
    assert_equal "$(cat out)" alive
    (trap '' PIPE HUP && sh -c 'grep SigIgn /proc/self/status' >want && "$ORIGINLD" run grep SigIgn /proc/self/status >is)
    cmp is want
}

@test "run: is the process that the command becomes" {
    assert_equal "$(sh -c 'echo $$; exec "$0" run sh -c "echo \$\$"' "$ORIGINLD" | uniq | wc -l)" 1
}

@test "run: takes options up to the first word that is none" {
    local words
    for words in '--cc show --strict' '--cc -- show --strict' 'show --strict' '-- show --strict'; do
        # shellcheck disable=SC2086 # words
        PATH=$BATS_TEST_TMPDIR/bin:$PATH RECORD=$PWD/r "$ORIGINLD" run $words
        assert_argv r --strict
    done
    by_run --rpath '$ORIGIN/a' --log=one.log --prefix=/p --rpath='$ORIGIN/b'
    assert_equal "$(recorded ORIGINLD_RPATH)" '$ORIGIN/b'
    assert_equal "$(recorded ORIGINLD_PREFIX)" /p
    assert_equal "$(recorded ORIGINLD_LOG)" "$(pwd -P)/one.log"
}

@test "run --cc: puts the folder of compilers behind that of linkers, and tells ccache of the rest" {
    by_run --cc
    assert_equal "$(recorded PATH)" "$LDFARM:$("$ORIGINLD" dir cc):$PATH"
    assert_equal "$(recorded CCACHE_PATH)" "$PATH"
    assert_equal "$(what_differs)" 'CCACHE_PATH COMPILER_PATH ORIGIN PATH '
    CCACHE_PATH=/my/own by_run --cc
    assert_equal "$(recorded CCACHE_PATH)" /my/own
    by_run
    run ! recorded CCACHE_PATH
}

@test "run --no-origin: leaves ORIGIN unset, and a set one is never changed" {
    by_run --no-origin
    run ! recorded ORIGIN
    ORIGIN=https://localhost:3000 by_run
    assert_equal "$(recorded ORIGIN)" https://localhost:3000
    ORIGIN='' by_run
    assert_equal "$(recorded ORIGIN)" ''
    ORIGIN=x by_run --no-origin
    assert_equal "$(recorded ORIGIN)" x
}

@test "run --make-o: sets O, and refuses if it is something else" {
    by_run --make-o
    assert_equal "$(recorded O)" '$$O'
    by_run
    run ! recorded O
    O='$$O' by_run --make-o
    assert_equal "$(recorded O)" '$$O'
    O=/build trouble_with --make-o run --make-o true
    O='' trouble_with --make-o run --make-o true
}

@test "run --strict: sets the mode, and no other option does" {
    by_run --strict
    assert_equal "$(recorded ORIGINLD_MODE)" strict
    ORIGINLD_MODE=warn by_run --strict
    assert_equal "$(recorded ORIGINLD_MODE)" strict
    ORIGINLD_MODE=warn by_run
    assert_equal "$(recorded ORIGINLD_MODE)" warn
}

@test "run --rpath: takes what is right or can be mended" {
    by_run --rpath '$ORIGIN/../lib:/opt/lib'
    assert_equal "$(recorded ORIGINLD_RPATH)" '$ORIGIN/../lib:/opt/lib'
    by_run --rpath '/__ORIGIN__/../lib'
    assert_equal "$(recorded ORIGINLD_RPATH)" '$ORIGIN/../lib'
    # what a shell leaves of "$ORIGIN/../lib"
    by_run --rpath /../lib
    assert_equal "$(recorded ORIGINLD_RPATH)" '$ORIGIN/../lib'
    by_run --rpath '$$ORIGIN/../lib'
    assert_equal "$(recorded ORIGINLD_RPATH)" '$ORIGIN/../lib'
}

@test "run --rpath: an element that would not be used is an error that names it" {
    trouble_with ' lib ' run --rpath '$ORIGIN/../lib:lib' true
    trouble_with ' is empty' run --rpath '' true
    trouble_with ' is empty' run --rpath '/a::/b' true
    trouble_with 'control byte' run --rpath $'/a\e[31m' true
    trouble_with "'\$FOO/lib'" run --rpath '$FOO/lib' true
    run "$ORIGINLD" run --rpath $'/a\e[31m\n' true
    run ! grep -q $'\e' <<<"$output"
}

@test "run --log: makes the path absolute, and refuses a file that cannot be written" {
    by_run --log build.log
    assert_equal "$(recorded ORIGINLD_LOG)" "$(pwd -P)/build.log"
    test -f build.log
    echo old >build.log
    by_run --log "$PWD/build.log"
    assert_equal "$(recorded ORIGINLD_LOG)" "$PWD/build.log"
    assert_equal "$(cat build.log)" old
    trouble_with nowhere/ run --log nowhere/x.log true
    trouble_with empty run --log '' true
    mkfifo pipe
    trouble_with pipe run --log pipe true
    mkdir folder
    trouble_with folder run --log folder true
    ln -s build.log link
    trouble_with 'symbolic link' run --log link true
    trouble_with /dev/null run --log /dev/null true
    trouble_with x.log env --log nowhere/x.log
}

@test "run --log: a name from a folder that is gone, or from one whose own path is too long" {
    mkdir gone
    trouble_with() { "$ORIGINLD" run --log x.log true >"$TMPDIR/out" 2>"$TMPDIR/err" || test $? = 2; test ! -s "$TMPDIR/out" && assert_contains "$(cat "$TMPDIR/err")" "$1"; }
    (cd gone && rmdir ../gone && trouble_with 'the current folder has no name any more; give an absolute path')
    local name
    name=$(printf '%0200d' 0)
    for _ in $(seq 25); do
        mkdir "$name"
        cd "$name" || return 1
    done
    trouble_with 'File name too long'
}

@test "run --dtags: sets the tag for the linker names, one of two" {
    by_run --dtags rpath
    assert_equal "$(recorded ORIGINLD_DTAGS)" rpath
    by_run --dtags runpath
    assert_equal "$(recorded ORIGINLD_DTAGS)" runpath
    trouble_with 'takes runpath or rpath' run --dtags RPATH true
}

@test "run --prefix: must be absolute, and such as can stand in an rpath" {
    by_run --prefix /usr/local
    assert_equal "$(recorded ORIGINLD_PREFIX)" /usr/local
    trouble_with --prefix run --prefix usr true
    trouble_with --prefix run --prefix '' true
    trouble_with --prefix run --prefix // true
    trouble_with --prefix run --prefix /usr:/opt true
    trouble_with --prefix run --prefix $'/usr\n' true
}

# ----------------------------------------------------------------------- PATH

@test "run: elements of PATH that are empty, relative or not there stay as they are" {
    local path
    for path in '' : :/bin /bin: '/bin::/usr/bin' '.:bin:/nowhere/at all' /bin/ //; do
        PATH=$path by_run
        assert_equal "$path $(recorded PATH | sed "s|^[^:]*/ld-[0-9a-f]*||")" "$path :$path"
    done
}

@test "run: a folder whose name or place is only like that of ours stays where it is" {
    mkdir -p ld-0123456789abcdeg ld-0123456789abcdef0 originld/ld mine/ld
    local path="$PWD/ld-0123456789abcdeg:$PWD/ld-0123456789abcdef0:$PWD/originld/ld:$PWD/mine/ld"
    PATH=$path:$PATH by_run
    assert_contains "$(recorded PATH)" "$path"
}

@test "run: without PATH uses that of the system" {
    (
        unset PATH
        by_run --cc
    )
    assert_equal "$(recorded PATH | cut -d : -f 3-)" "$(getconf PATH)"
    assert_equal "$(recorded CCACHE_PATH)" "$(getconf PATH)"
    (
        unset PATH
        "$ORIGINLD" run true
    )
}

@test "run: folders of ours that stood on PATH or COMPILER_PATH are moved, not repeated" {
    local farm path=$PATH other
    farm=$("$ORIGINLD" dir cc)
    other=/elsewhere/.cache/originld/ld-0123456789abcdef
    ln -s "$LDDIR" 'another name'
    PATH=$other:/usr/bin:$farm/:$LDDIR:$PWD/another\ name:$path:$CCDIR:/tmp/originld-7/cc-0123456789abcdef by_run --cc
    assert_equal "$(recorded PATH)" "$LDFARM:$farm:/usr/bin:$path"
    COMPILER_PATH=$other:/x::$LDDIR/:y:$LDFARM by_run
    assert_equal "$(recorded COMPILER_PATH | cut -d : -f 2-)" /x::y
    # nothing but ours leaves nothing, not an empty element
    PATH=$LDFARM by_run
    refute_contains "$(recorded PATH)" :
    COMPILER_PATH='' by_run
    refute_contains "$(recorded COMPILER_PATH)" :
    # and these only look like ours
    PATH=/x/originld/ld:/x/originld/cc:/x/ld-0123456789abcdef:/originld/ld-0123456789abcde/:$path by_run
    assert_equal "$(recorded PATH | cut -d : -f 2-)" "/x/originld/ld:/x/originld/cc:/x/ld-0123456789abcdef:/originld/ld-0123456789abcde/:$path"
}

@test "run: within run is as run alone, and keeps what the outer one reached" {
    by_run --cc --make-o --rpath '$ORIGIN/../lib'
    grep -zv '^_=' r.env | sort -z >once
    RECORD=$PWD/r "$ORIGINLD" run --cc --make-o --rpath '$ORIGIN/../lib' "$ORIGINLD" run "$ORIGINLD" run --no-origin --strict "$SHOW"
    assert_equal "$(recorded ORIGINLD_MODE)" strict
    grep -zv -e '^ORIGINLD_MODE=' -e '^_=' r.env | sort -z | cmp - once
}

@test "run: another installation within it takes its place" {
    case $ORIGINLD in
    "$STAGE"/*) ;;
    *) skip 'the command is installed outside its prefix' ;;
    esac
    cp -R "$STAGE" other
    RECORD=$PWD/r "$ORIGINLD" run "other/${ORIGINLD#"$STAGE"/}" run "$SHOW"
    assert_equal "$(recorded PATH)" "$("other/${ORIGINLD#"$STAGE"/}" dir ld):$PATH"
    assert_equal "$(recorded COMPILER_PATH)" "$(realpath "other/${LDDIR#"$STAGE"/}")"
}

@test "run: shows a name only where the program behind it exists" {
    local folder
    mkdir few
    for folder in sh ls grep; do ln -s "$(type -P "$folder")" few; done
    make_executable "$PWD/few/clang" </dev/null
    make_executable "$PWD/few/ld.lld" </dev/null
    PATH=$PWD/few "$ORIGINLD" run --cc sh -c 'for name in cc gcc g++ gfortran clang++ ld ld.bfd ld.gold mold ld64.lld c99; do
        if command -v $name; then echo "$name should not be there"; fi; done
        command -v clang; command -v ld.lld' >out
    assert_equal "$(sed 's|.*/||' out)" "$(printf '%s\n' clang ld.lld)"
    assert_contains "$(cat out)" /cc-
}

# -------------------------------------------------------------------- statuses

@test "run: its status is that of the command" {
    local number
    for number in 0 1 2 42 126 127 255; do
        run "-$number" "$ORIGINLD" run sh -c "exit $number"
        assert_equal "$output" ''
    done
    run -137 "$ORIGINLD" run sh -c 'kill -9 $$'
}

# ends_with STATUS WORD...: originld run WORD... ends so, with one line on stderr that names the word.
ends_with() {
    local want=$1 was=0
    shift
    "$ORIGINLD" run "$@" >out 2>err </dev/null || was=$?
    assert_equal "$* $was" "$* $want"
    test ! -s out
    assert_equal "$(wc -l <err)" 1
    assert_contains "$(cat err)" "originld: ${1:-"''"}: "
}

@test "run: 127 if there is no such command, 126 if it cannot be executed" {
    ends_with 127 no-such-program-here
    ends_with 127 ./missing
    ends_with 127 "$SHOW/below-a-file"
    ends_with 127 ''
    ends_with 126 /
    echo '#!/nowhere/interpreter' >bad
    chmod +x bad
    ends_with 126 ./bad
}

@test "run: 126 if the file may not be executed" {
    echo 'exit 3' >plain
    chmod 644 plain
    ends_with 126 ./plain
    mkdir bin
    cp plain bin/only-here
    PATH=$PWD/bin:$PATH ends_with 126 only-here
    # as a shell does: a later one that may be, and a text without a first line
    mkdir later
    cp plain later/only-here
    chmod +x later/only-here
    run -3 env PATH="$PWD/bin:$PWD/later:$PATH" "$ORIGINLD" run only-here
}

@test "run: 126 and why, if a command cannot be executed for another reason" {
    ln -s loop loop
    run -126 "$ORIGINLD" run ./loop
    assert_contains "$output" 'originld: ./loop: '
    assert_contains "$output" '; see whether it is a program of this machine'
    requires strace
    run -126 strace -qq -o log -e inject=execve:error=E2BIG:when=2+ "$ORIGINLD" run true
    assert_contains "$output" 'originld: true: words and environment are too long for it'
}

@test "run: an installation whose path has a colon says so" {
    cp -a "$STAGE" a:b
    ORIGINLD=a:b/${ORIGINLD#"$STAGE"/} trouble_with "a path with a ':' in it cannot stand in COMPILER_PATH" run true
}

@test "run: the command is sought along the new PATH" {
    run -0 "$ORIGINLD" run ld --version
    assert_equal "$("$ORIGINLD" run sh -c 'command -v ld')" "$LDFARM/ld"
    assert_equal "$("$ORIGINLD" run --cc sh -c 'command -v "$0"' "${CC##*/}")" "$("$ORIGINLD" dir cc)/${CC##*/}"
}

@test "run: usage errors are 2 and one line on stderr" {
    trouble_with run run
    trouble_with run run --
    trouble_with run run --cc
    trouble_with --frob run --frob true
    trouble_with -x run -x true
    trouble_with --cc=yes run --cc=yes true
    trouble_with --rpath run --rpath
    trouble_with --sh run --sh true
    trouble_with make env make
    trouble_with --frob env --frob
}

@test "run and env: without any place for their folders are 2 and print nothing" {
    chmod 777 "$TMPDIR"
    export HOME=/dev/null XDG_CACHE_HOME=
    mkdir "$TMPDIR/originld-$(id -u)"
    chmod 777 "$TMPDIR/originld-$(id -u)"
    trouble_with XDG_CACHE_HOME run true
    trouble_with XDG_CACHE_HOME env
    trouble_with XDG_CACHE_HOME env --fish
}

@test "run: where its folder cannot be made whole it says why, and leaves nothing half done" {
    requires strace
    mkdir -m 700 cache
    export XDG_CACHE_HOME=$PWD/cache
    # the last of these calls is for the folder itself, the others are for those above
    strace -qq -o log -e trace=mkdir,mkdirat "$ORIGINLD" dir ld >/dev/null
    local call last
    call=$(sed -n '$s/(.*//p' log)
    last=$(grep -c "^$call(" log)
    for call in "$call:error=ENOSPC:when=$last" symlink,symlinkat:error=ENOSPC:when=2+ chmod,fchmodat:error=EPERM rename,renameat,renameat2:error=EIO; do
        rm -rf cache/originld
        run -2 --separate-stderr strace -qq -o log -e "inject=$call" "$ORIGINLD" dir ld
        grep -q INJECTED log
        assert_equal "$output" ''
        assert_equal "$(printf '%s\n' "$stderr" | grep -c "^originld: '\{0,1\}$PWD/cache/originld/")" 1
        assert_equal "$(find cache/originld -mindepth 1 -name '*.*')" ''
    done
}

@test "run by eight at once makes one whole folder of each kind" {
    local number pids=()
    rm -r "$HOME/.cache/originld"
    for number in 1 2 3 4 5 6 7 8; do
        RECORD=$PWD/r$number "$ORIGINLD" run --cc "$SHOW" 2>"err$number" &
        pids+=($!)
    done
    wait "${pids[@]}"
    assert_equal "$(cat err?)" ''
    assert_equal "$(grep -zh ^PATH= r?.env | sort -zu | tr '\0' '\n' | wc -l)" 1
    assert_equal "$(find "$HOME/.cache/originld" -mindepth 1 -maxdepth 1 | wc -l)" 2
    assert_equal "$("$ORIGINLD" dir ld)" "$LDFARM"
}

# ------------------------------------------------------------------------ env

@test "env: prints what run sets, for a shell's eval" {
    run -0 --separate-stderr "$ORIGINLD" env --cc --rpath '$ORIGIN/../lib' --prefix /p --strict --log l --make-o
    assert_equal "$stderr" ''
    assert_equal "$(printf '%s\n' "$output" | grep -vc "^export [A-Z_]*='[^']*'\$" || :)" 0
    by_run --cc --rpath '$ORIGIN/../lib' --prefix /p --strict --log l --make-o
    cp r.env by-run
    (
        eval "$output"
        RECORD=$PWD/r "$SHOW"
    )
    grep -zv '^_=' by-run | sort -z >one
    grep -zv '^_=' r.env | sort -z | cmp one -
}

@test "env: in an environment that it made it prints the same" {
    local options
    for options in '' --cc '--cc --make-o --strict --rpath /a --log l --prefix /p' --no-origin; do
        # shellcheck disable=SC2086 # words
        (
            text=$("$ORIGINLD" env $options)
            eval "$text"
            assert_equal "$("$ORIGINLD" env $options)" "$text"
        )
    done
}

# What each shell makes of the worst that can stand in a variable.  $1 is a newline or nothing.
nasty() { printf '%s' "/tmp/a b'c\"d\$e\`f!g\\h*[i]~{j,k}#l;m&n|o<p>q(r)$1s\\!\\'t"; }

@test "env: sh gets every byte" {
    local shell nasty
    requires dash bash
    nasty=$(nasty $'\n')$'\377\001'
    for shell in sh dash bash busybox\ sh ksh mksh zsh; do
        type -P "${shell%% *}" >/dev/null || continue
        # shellcheck disable=SC2086 # busybox sh is two words
        RECORD=$PWD/r PATH=$nasty:$PATH $shell -c 'eval "$("$0" env --rpath "/x y'\''z")" && exec "$1"' "$ORIGINLD" "$SHOW"
        assert_equal "$shell $(recorded PATH)" "$shell $LDFARM:$nasty:$PATH"
        assert_equal "$(recorded ORIGINLD_RPATH)" "/x y'z"
        assert_equal "$(recorded ORIGIN)" '$ORIGIN'
    done
}

@test "env --csh: csh and tcsh get every byte, by eval all but newlines" {
    local shell nasty
    requires csh tcsh
    nasty=$(nasty '')$'\001'
    for shell in csh tcsh; do
        RECORD=$PWD/r PATH=$nasty:$PATH $shell -f -c 'eval "`'"'$ORIGINLD'"' env --csh --strict`"; exec '"'$SHOW'"
        assert_equal "$shell $(recorded PATH)" "$shell $LDFARM:$nasty:$PATH"
        assert_equal "$(recorded ORIGIN)" '$ORIGIN'
        assert_equal "$(recorded ORIGINLD_MODE)" strict
        nasty=$(nasty $'\n')
        PATH=$nasty:$PATH "$ORIGINLD" env --csh >settings
        RECORD=$PWD/r $shell -f -c "source settings; exec '$SHOW'"
        assert_equal "$shell $(recorded PATH)" "$shell $LDFARM:$nasty:$PATH"
        nasty=$(nasty '')
    done
}

@test "env --fish: fish gets every byte" {
    requires fish
    local nasty
    nasty=$(nasty $'\n')
    RECORD=$PWD/r PATH=$nasty:$PATH COMPILER_PATH=/x:/y fish --no-config -c "'$ORIGINLD' env --fish --cc --rpath '/a:/b' | source; exec '$SHOW'"
    assert_equal "$(recorded PATH)" "$LDFARM:$("$ORIGINLD" dir cc):$nasty:$PATH"
    assert_equal "$(recorded COMPILER_PATH | cut -d : -f 2-)" /x:/y
    assert_equal "$(recorded CCACHE_PATH)" "$nasty:$PATH"
    assert_equal "$(recorded ORIGINLD_RPATH)" /a:/b
    assert_equal "$(recorded ORIGIN)" '$ORIGIN'
}

@test "env: the lines that help names for sh, csh and fish work" {
    requires csh fish
    PATH=${ORIGINLD%/*}:$PATH
    assert_contains "$("$ORIGINLD" env --help)" 'eval "$(originld env)"'
    assert_contains "$("$ORIGINLD" env --help)" 'eval "`originld env --csh`"'
    assert_contains "$("$ORIGINLD" env --help)" 'originld env --fish | source'
    assert_equal "$(sh -c 'eval "$(originld env)"; printenv PATH')" "$LDFARM:$PATH"
    assert_equal "$(csh -f -c 'eval "`originld env --csh`"; printenv PATH')" "$LDFARM:$PATH"
    assert_equal "$(fish --no-config -c 'originld env --fish | source; printenv PATH')" "$LDFARM:$PATH"
}

# --------------------------------------------------------------------- builds

@test "run make: a program whose \$ORIGIN make has eaten comes out right, with every compiler" {
    requires make
    local cc
    for cc in cc gcc clang 'gcc -fuse-ld=gold' 'gcc -fuse-ld=lld' 'clang -fuse-ld=lld' 'clang -fuse-ld=mold' 'gcc -fuse-ld=bfd'; do
        type -P "${cc%% *}" >/dev/null || continue
        case $cc in
        *-fuse-ld=*) type -P "ld.${cc##*=}" >/dev/null || continue ;;
        esac
        write_package "$cc"
        "$ORIGINLD" run make >log 2>&1 || die "$cc:" "$(cat log)"
        assert_package
    done
}

@test "run make: clang is reached" {
    requires make clang
    write_package clang
    "$ORIGINLD" run make
    assert_package
}

@test "run make: without it the same program cannot find its library" {
    requires make
    write_package "$CC"
    make
    run ! bin/hello
}

@test "run make: a recipe that empties the environment but for PATH reaches us still" {
    requires make gcc
    write_package 'env -i PATH="$(PATH)" gcc'
    "$ORIGINLD" run make
    assert_package
}

@test "a compiler name as CC reaches a build that throws its whole environment away" {
    requires make gcc clang
    local name
    for name in gcc clang; do
        write_package gcc
        env -i PATH=/usr/bin:/bin make CC="$("$ORIGINLD" dir --all cc)/$name"
        assert_package
    done
}

@test "run make: a shell level more leaves \$ORIGIN as it is" {
    requires make
    write_package "$CC"
    cat >link.sh <<'END'
eval "$CC -o bin/hello hello.c -Llib -lgreet -Wl,-rpath,$ORIGIN/../lib"
END
    mkdir bin lib
    "$CC" -shared -fPIC -o lib/libgreet.so greet.c
    ORIGINLD_MODE=off "$ORIGINLD" run sh link.sh
    assert_package
}

@test "run --make-o: \$ORIGIN in a makefile survives make itself" {
    requires make
    cat >Makefile <<'END'
all:
	@echo '$ORIGIN'
	@$(MAKE) -s inner
inner:
	@echo '$ORIGIN/x'
END
    assert_equal "$("$ORIGINLD" run --make-o make -s --no-print-directory)" "$(printf '%s\n' '$ORIGIN' '$ORIGIN/x')"
    assert_equal "$("$ORIGINLD" run make -s --no-print-directory)" "$(printf '%s\n' RIGIN RIGIN/x)"
}

@test "run --rpath: each link gets it" {
    requires readelf
    echo 'int main(void) { return 0; }' >main.c
    "$ORIGINLD" run --rpath '/__ORIGIN__/../lib' "$CC" -o main main.c
    assert_contains "$(readelf -dW main)" '[$ORIGIN/../lib]'
}

@test "run --strict: a link with a wrong rpath is refused" {
    echo 'int main(void) { return 0; }' >main.c
    run "$ORIGINLD" run --strict "$CC" -o main main.c -Wl,-rpath,lib
    test "$status" != 0
    assert_contains "$output" relative-element
    "$ORIGINLD" run --strict "$CC" -o main main.c -Wl,-rpath,/opt/lib
}

@test "run --log: has a line for each link, wherever it was made" {
    mkdir sub
    echo 'int main(void) { return 0; }' >main.c
    "$ORIGINLD" run --log build.log sh -c "$CC -o one main.c && cd sub && $CC -o two ../main.c"
    assert_equal "$(wc -l <build.log)" 2
}

@test "run make -j: the jobserver reaches the sub-makes" {
    requires make
    make -v 2>/dev/null | grep -q GNU || skip 'only GNU make has a jobserver'
    cat >Makefile <<END
all: one two
one two:
	+"$ORIGINLD" run \$(MAKE) -f sub.mk \$@
END
    printf '%s\n' 'one two: ; @echo $@ && sleep 0.1' >sub.mk
    "$ORIGINLD" run make -j4 >out 2>&1
    refute_contains "$(cat out)" jobserver
    refute_contains "$(cat out)" warning
    assert_equal "$(grep -cxE 'one|two' out)" 2
}

@test "run: fakeroot works within it and around it" {
    requires uninstrumented make fakeroot
    fakeroot true 2>/dev/null || skip 'fakeroot does not work here'
    write_package "$CC"
    "$ORIGINLD" run fakeroot make
    assert_package
    fakeroot "$ORIGINLD" run make
    assert_package
}

# --------------------------------------------------------------- the command

@test "originld: -h and --help are the same" {
    run -0 --separate-stderr "$ORIGINLD" --help
    assert_equal "$stderr" ''
    assert_contains "$output" 'usage: originld VERB'
    assert_equal "$("$ORIGINLD" -h)" "$output"
}

@test "originld: without /proc, PATH and a slash in its name the configured folder is left" {
    requires root unshare
    no_proc() { unshare -m sh -c 'mount -t tmpfs none /proc && exec "$@"' sh "$@"; }
    no_proc true 2>/dev/null || skip 'no right to mount here'
    # shellcheck disable=SC2016 # the inner shell's
    run no_proc env -u PATH "$BASH" -c 'exec -a nothing "$0" dir ld' "$ORIGINLD"
    # there may be another installation
    test "$status" = 0 || assert_contains "$status $output" 'install originld again'
    case $status in 0 | 2) ;; *) die "status $status" ;; esac
}
