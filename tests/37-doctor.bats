#!/usr/bin/env bats
# originld doctor: which compilers reach the linker names, and by which way. Most compilers here are scripts, on a PATH of their own.
# shellcheck disable=SC2016,SC2154

load helpers/common

setup() {
    setup_common
    # what scripts and compilers need, but no compiler
    mkdir few
    local tool
    for tool in sh env cat sleep as ld ld.bfd ld.gold ld.lld ld.mold mold; do
        if type -P "$tool" >/dev/null; then ln -s "$(type -P "$tool")" "few/$tool"; fi
    done
    FEW=$PWD/few
}

# compiler NAME: a script from stdin; $out is the file that it is to make.
compiler() {
    {
        printf '%s\n' 'out=; last=' 'for word do' '    if test "$last" = -o; then out=$word; fi' '    last=$word' 'done'
        cat
    } | make_executable "$FEW/$1"
}

# A compiler that puts its words into the file: the driver names alone reach it.
words_compiler() {
    compiler "$1" <<'END'
case $1 in
--version) echo "fake (package 9.8-7) 12.3.4" && exit ;;
-print-prog-name=ld) echo ld && exit ;;
esac
for word do
    case $word in
    -fuse-ld=*) exit 1 ;;
    esac
done
printf '%s\n' "$@" >"$out"
END
}

# doctor STATUS OPTION...: runs it with the few programs; stdout is $output, stderr must be empty.
doctor() {
    local want=$1
    shift
    run "-$want" --separate-stderr env PATH="$FEW" "$ORIGINLD" doctor "$@"
    assert_equal "$stderr" ''
    nothing_left
}

nothing_left() { assert_equal "$(find "$TMPDIR" -name 'originld-doctor*')" ''; }

# row COMPILER LINKER: its line without padding, words parted by one blank.
row() { printf '%s\n' "$output" | awk -v name="$1" -v ld="$2" '$1 == name && $2 == ld { $1 = $1; print }'; }

# ended PID: it is gone, or only waits to be noticed.
ended() { ! kill -0 "$1" 2>/dev/null || grep -q '^State:.Z' "/proc/$1/status"; }

# have NAME: puts a real program among the few.
have() {
    requires "$1"
    ln -s "$(type -P "$1")" "$FEW/$1"
}

@test "doctor: gcc is reached by every way, with each linker that is there, and it says which ran" {
    have gcc
    doctor 0
    local linker folder
    folder=$(realpath "$FEW")
    assert_contains "$(row gcc default)" "gcc default $folder/ld yes yes yes nothing: "
    for linker in bfd gold lld mold; do
        type -P "ld.$linker" >/dev/null || continue
        assert_contains "$(row gcc "$linker")" "gcc $linker $folder/ld.$linker yes yes yes nothing: "
    done
}

@test "doctor: clang is reached by COMPILER_PATH and by its name" {
    have clang
    doctor 0
    case $(row clang default) in
    'clang default /'*' yes yes '*) ;;
    *) die "$output" ;;
    esac
}

@test "doctor: a linker that is not there for a compiler is not in the table" {
    words_compiler gcc-77
    doctor 0
    test -n "$(row gcc-77 default)"
    assert_equal "$(printf '%s\n' "$output" | grep -c gcc-77)" 1
}

@test "doctor: a compiler that ignores PATH and COMPILER_PATH is reached by its name" {
    requires gcc
    compiler gcc-77 <<END
unset COMPILER_PATH
PATH=$PATH
exec $(type -P gcc) "\$@"
END
    doctor 0
    case $(row gcc-77 default) in
    *' no no yes originld run --cc') ;;
    *) die "$output" ;;
    esac
}

@test "doctor: a linker that is built into a compiler is named" {
    compiler gcc-77 <<'END'
case $1 in
-print-prog-name=ld) echo /opt/fixed/ld && exit ;;
esac
printf '%s\n' "$@" >"$out"
END
    doctor 0
    assert_contains "$(row gcc-77 default)" 'no no yes originld run --cc, '
    assert_contains "$(row gcc-77 default)" /opt/fixed/ld
}

@test "doctor: a compiler that no way reaches is 1, and there is something to do" {
    compiler tcc <<'END'
echo RIGIN/../originld-probe >"$out"
END
    doctor 1
    case $(row tcc default) in
    'tcc default - no no no none reaches it'*) ;;
    *) die "$output" ;;
    esac
    rm "$FEW/tcc"
    compiler gcc-77 <<'END'
echo RIGIN/../originld-probe >"$out"
END
    doctor 1
    assert_contains "$(row gcc-77 default)" 'no no no none reaches it'
    compiler gcc-77 <<'END'
case $1 in
-print-prog-name=ld) echo /opt/fixed/ld && exit ;;
esac
echo RIGIN/../originld-probe >"$out"
END
    doctor 1
    assert_contains "$(row gcc-77 default)" 'none reaches it: it was built for one linker (--with-ld)'
    assert_contains "$(row gcc-77 default)" /opt/fixed/ld
}

@test "doctor: tcc is not reached, as it says" {
    have tcc
    echo 'int main(void) { return 0; }' >main.c
    tcc -o main main.c || skip 'tcc does not work here'
    doctor 1
    assert_contains "$(row tcc default)" 'no no no none reaches it'
}

# Both keep things in the user's own home.
with_home() { HOME=$(getent passwd "$(id -u)" | cut -d : -f 6) "$@"; }

@test "doctor: rustc is reached, at least by the name of its compiler" {
    have rustc
    ln -s "$(type -P "$CC")" "$FEW/cc"
    with_home doctor 0 --json --timeout 100
    assert_contains "$(printf '%s\n' "$output" | grep "\"compiler\":\"$FEW/rustc\"")" '"driver":true,"reached":true'
}

@test "doctor: go is reached where it uses cgo" {
    have go
    ln -s "$(type -P "$CC")" "$FEW/cc"
    with_home doctor 0 --json --timeout 200
    assert_contains "$(printf '%s\n' "$output" | grep "\"compiler\":\"$FEW/go\"")" '"path":true'
}

@test "doctor: a compiler that does not work is told with its first words, and is no finding" {
    compiler clang-77 <<'END'
echo >&2
printf 'clang: error: \033[31mbroken\nmore\n' >&2
exit 1
END
    words_compiler gcc-77
    doctor 0
    assert_equal "$(row clang-77 default)" 'clang-77 default - - - - it does not link: clang: error: ?[31mbroken'
    refute_contains "$output" more
}

@test "doctor: a compiler that hangs is ended, with what it started" {
    compiler clang-77 <<END
echo \$\$ >>"$PWD/pids"
sleep 1000 &
echo \$! >>"$PWD/pids"
wait
END
    local begin=$SECONDS pid
    doctor 0 --timeout 1
    test $((SECONDS - begin)) -lt 20
    assert_contains "$(row clang-77 default)" '- - - it takes too long'
    test -s pids
    while IFS= read -r pid; do
        ended "$pid"
    done <pids
}

@test "doctor: a compiler whose files hold no rpath needs nothing" {
    compiler gcc-77 <<'END'
echo static >"$out"
END
    doctor 0
    assert_contains "$(row gcc-77 default)" '- - - nothing: '
}

@test "doctor: each compiler is tried once, by its best name, and wrappers by every name" {
    words_compiler x86_64-linux-gnu-gcc-77
    local name
    for name in gcc cc gcc-77; do ln -s x86_64-linux-gnu-gcc-77 "$FEW/$name"; done
    words_compiler ccache
    ln -s ccache "$FEW/clang"
    ln -s ccache "$FEW/clang++"
    doctor 0
    assert_equal "$(printf '%s\n' "$output" | awk '$2 == "default" { print $1 }' | sort | tr '\n' ' ')" 'clang clang++ gcc '
}

@test "doctor: within originld run the answer is the same" {
    words_compiler gcc-77
    doctor 0
    local alone
    alone=$(row gcc-77 default)
    run -0 env PATH="$FEW" "$ORIGINLD" run --cc --strict "$ORIGINLD" doctor
    assert_equal "$(row gcc-77 default)" "$alone"
    refute_contains "$output" 'COMPILER_PATH is not set'
}

@test "doctor --json: an object a line, without the keys that have no value" {
    requires perl
    perl -MJSON::PP -e1 2>/dev/null || skip 'needs perl with JSON::PP'
    words_compiler gcc-77
    compiler clang-77 <<'END'
exit 1
END
    compiler tcc <<'END'
echo RIGIN/../originld-probe >"$out"
END
    doctor 1 --json
    printf '%s\n' "$output" | perl -MJSON::PP -ne '$_ = decode_json($_);
        print join(" ", map { "$_=" . (JSON::PP::is_bool($_[0]{$_}) ? ($_[0]{$_} ? "true" : "false") : $_[0]{$_}) } grep { $_ ne "advice" } sort keys %{$_[0] = $_}), "\n";
        die unless length $_->{advice}' >is
    cat >want <<END
compiler=$FEW/gcc-77 compiler_path=false driver=true path=false reached=true version=12.3.4
compiler=$FEW/clang-77
compiler=$FEW/tcc compiler_path=false driver=false path=false reached=false
END
    sort is >is.sorted
    sort want | diff - is.sorted
}

@test "doctor: tells what the environment holds that keeps builds away" {
    requires uninstrumented cc
    echo 'int x;' | "$CC" -shared -fPIC -x c - -o "$TMPDIR/mold-wrapper.so"
    cp "$TMPDIR/mold-wrapper.so" "$TMPDIR/other.so"
    words_compiler gcc-77
    doctor 0
    assert_contains "$output" 'COMPILER_PATH is not set'
    refute_contains "$output" '- LD '
    export LD=/usr/bin/ld CC=/usr/bin/cc NIX_CC=/nix/x LDFLAGS='-L/x -B/opt/bin' BAZEL_VERSION=7 LD_PRELOAD=
    doctor 0
    local word
    for word in '- LD ' '- CC ' '- NIX_CC' '- LDFLAGS has a -B' '- bazel'; do
        assert_contains "$output" "$word"
    done
    # what two variables tell is said once
    export BUILD_WORKSPACE_DIRECTORY=/x CFLAGS=-B/opt/bin CXXFLAGS=$'-g\t-B/opt/bin' LDFLAGS=--ld-path=/opt/ld LD_PRELOAD=$TMPDIR/mold-wrapper.so
    make_executable "$FEW/zig" </dev/null
    doctor 0
    for word in '- CFLAGS has a -B' '- CXXFLAGS has a -B' '- LDFLAGS has a --ld-path' '- mold -run' '- zig cc links by itself'; do
        assert_contains "$output" "$word"
    done
    assert_equal "$(printf '%s\n' "$output" | grep -c '^- bazel')" 1
    export LD=ld CC='cc -m64' LDFLAGS=-L/x-B LD_PRELOAD=$TMPDIR/other.so NIX_CC=
    unset NIX_CC BAZEL_VERSION BUILD_WORKSPACE_DIRECTORY CFLAGS CXXFLAGS
    doctor 0
    for word in '- LD ' '- CC ' '- NIX_CC' '- LDFLAGS' '- bazel'; do
        refute_contains "$output" "$word"
    done
}

@test "doctor: on a terminal it shows how far it is" {
    requires script
    words_compiler gcc-77
    run -0 script -qec "env PATH='$FEW' '$ORIGINLD' doctor" /dev/null
    assert_contains "$output" $'\r\e[K1 of '
    assert_contains "$output" ': gcc-77'
}

@test "doctor: an interrupt ends it, its links and its folder" {
    compiler gcc-77 <<END
echo \$\$ >"$PWD/pid"
exec sleep 1000
END
    local was=0 number
    (PATH=$FEW exec "$ORIGINLD" doctor) >out 2>err &
    for number in $(seq 100); do
        test ! -s pid || break
        sleep 0.05
    done
    kill -TERM $!
    wait $! || was=$?
    assert_equal "$number $was" "$number 143"
    assert_equal "$(cat out err)" ''
    ended "$(cat pid)"
    nothing_left
}

@test "doctor: usage errors and what cannot be done are 2 and one line on stderr" {
    local words
    for words in 'doctor gcc' 'doctor --frob' 'doctor --timeout' 'doctor --timeout x' 'doctor --timeout 0' 'doctor --timeout 12345678' 'doctor --json=1'; do
        # shellcheck disable=SC2086 # words
        run -2 --separate-stderr "$ORIGINLD" $words
        assert_equal "$output" ''
        assert_equal "$(printf '%s\n' "$stderr" | grep -c '^originld: ')" 1
    done
    run -2 --separate-stderr env PATH="$FEW" "$ORIGINLD" doctor
    assert_contains "$stderr" 'no compiler'
    words_compiler gcc-77
    run -2 --separate-stderr env PATH="$FEW" TMPDIR=/dev/null "$ORIGINLD" doctor
    assert_contains "$stderr" TMPDIR
    assert_equal "$output" ''
}
