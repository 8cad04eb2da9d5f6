#!/usr/bin/env bats
# The law: the linker that runs is the one that would have run without originld, and so is the compiler.
# Each case is linked alone, with the shim on PATH, with it in COMPILER_PATH and with both, or else with the names of
# compilers, under run and under run --cc; the lists of the programs that were executed have to be equal.
# shellcheck disable=SC2016,SC2086,SC2154,SC2030,SC2031

load helpers/common

setup() {
    setup_common
    requires strace proc
    # much faster, where strace and the kernel can
    SECCOMP=--seccomp-bpf
    strace -f $SECCOMP -qq -e trace=execve -o /dev/null true 2>/dev/null || SECCOMP=
    FARM=$("$ORIGINLD" dir ld)
    echo 'int main(void) { return 0; }' >main.c
    "$CC" -c main.c
}

# copy_clang: a clang in opt/bin, which is there.
copy_clang() {
    cp "$(readlink -f "$(type -P clang)")" opt/bin/clang
    opt/bin/clang --version >/dev/null || skip 'needs a clang that runs when copied'
}

# executed_by COMMAND...: which linkers and compilers were executed, one a line as "kind path called-as", without the shim; then how
# it ended.
executed_by() {
    local path word kind ended=0
    timeout -k 5 60 strace -f $SECCOMP -qq -s 65536 -e trace=execve -e signal=none -o trace "$@" >messages 2>&1 || ended=$?
    if grep -q 'execve.*unfinished' trace; then
        # another process came between: rare, and only then worth the joining
        joined trace >trace.joined && mv trace.joined trace
    fi
    sed -n 's/^[0-9]* *execve("\([^"]*\)", \["\([^"]*\)".* = 0$/\1\t\2/p' trace >executed
    while IFS=$'\t' read -r path word; do
        case ${path##*/} in
        ld | ld.* | *-ld | *-ld.* | mold | ld64.lld) kind=linker ;;
        cc | gcc | g++ | c++ | clang | clang++ | gfortran | *-gcc | *-clang | gcc-[0-9]* | *-gcc-[0-9]* | clang-[0-9]*) kind=compiler ;;
        *) continue ;;
        esac
        test "$path" -ef "$SHIM" && { : >"shim-was-reached-as-$kind"; continue; }
        printf '%s %s as %s\n' "$kind" "$(realpath "$path")" "${word##*/}"
    done <executed
    echo "status $ended"
}

# linkers_of COMMAND...: of these, the linkers and how it ended.
linkers_of() { executed_by "$@" | sed '/^compiler /d; s/^linker //'; }

# Lines of strace that were cut in two, in one piece.
joined() {
    awk '/<unfinished \.\.\.>$/ { pid = $1; sub(/ <unfinished \.\.\.>$/, ""); half[pid] = $0; next }
        / resumed>/ && ($1 in half) { pid = $1; sub(/^.* resumed>/, ""); print half[pid] $0; delete half[pid]; next }
        { print }' "$1"
}

# same_linker COMMAND...: the same list with the shim and without it. REACHED says in which ways the
# shim has to take part; the way "both" is tried only if it is there.
same_linker() {
    local want='' is='' way path=$PATH
    want=$(linkers_of "$@")
    for way in path compiler-path both compiler-path-last; do
        rm -f shim-was-reached-as-*
        case $way in
        path) is=$(PATH=$FARM:$path linkers_of "$@") ;;
        compiler-path) is=$(COMPILER_PATH=$LDDIR${COMPILER_PATH:+:$COMPILER_PATH} linkers_of "$@") ;;
        both)
            case " ${REACHED-} " in
            *' both '*) ;;
            *) continue ;;
            esac
            is=$(PATH=$FARM:$path COMPILER_PATH=$LDDIR${COMPILER_PATH:+:$COMPILER_PATH} linkers_of "$@")
            ;;
        compiler-path-last)
            test -n "${COMPILER_PATH-}" || continue
            is=$(COMPILER_PATH=$COMPILER_PATH:$LDDIR linkers_of "$@")
            ;;
        esac
        test "$is" = "$want" ||
            die "$* with the shim in $way:" "$is" 'and without it:' "$want" "messages:" "$(tail -n 3 messages)" || return 1
        case " ${REACHED-} " in
        *" $way "*) test -e shim-was-reached-as-linker || die "$*: the shim was not reached by $way" || return 1 ;;
        esac
    done
}

# same_tools COMMAND...: the same list of linkers and compilers with the names of compilers on PATH, under run and under run --cc as
# without originld. REACHED says as what the shim has to take part in the last.
same_tools() {
    local want='' is='' way path=$PATH kind
    CCFARM=${CCFARM-$("$ORIGINLD" dir cc)}
    want=$(executed_by "$@")
    assert_contains "$want" compiler
    for way in driver run run-cc; do
        rm -f shim-was-reached-as-*
        case $way in
        driver) is=$(PATH=$CCFARM:$path executed_by "$@") ;;
        run) is=$(executed_by "$ORIGINLD" run "$@") ;;
        run-cc) is=$(executed_by "$ORIGINLD" run --cc "$@") ;;
        esac
        test "$is" = "$want" ||
            die "$* by $way:" "$is" 'and without it:' "$want" "messages:" "$(tail -n 3 messages)" || return 1
    done
    for kind in ${REACHED-linker compiler}; do
        test -e "shim-was-reached-as-$kind" || die "$*: the shim was not reached as $kind" || return 1
    done
}

# few TOOL...: a PATH on which are these and the assembler alone.
few() {
    local tool
    mkdir -p few
    for tool in as "$@"; do ln -sf "$(type -P "$tool")" few/; done
    printf '%s\n' "$PWD/few"
}

# have_linker NAME: of the -fuse-ld kind.
have_linker() {
    case $1 in
    mold) type -P mold >/dev/null || type -P ld.mold >/dev/null ;;
    *) type -P "ld.$1" >/dev/null ;;
    esac
}

# A linker of its own at $1: a copy of the real one.
copy_linker() {
    mkdir -p "${1%/*}"
    cp "$(readlink -f "$(type -P "${2-ld}")")" "$1"
}

# A wrapper at $1 that runs $2 (or the system's ld).
wrap_script() {
    make_executable "$1" <<END
exec ${2-$(type -P ld)} "\$@"
END
}

# ---------------------------------------------------------------------- gcc

@test "gcc: the default linker is the same" {
    requires gcc
    REACHED='path compiler-path both' same_linker gcc -o out main.o
}

@test "gcc: -fuse-ld picks the same linker" {
    requires gcc
    local kind
    for kind in bfd gold lld mold; do
        have_linker $kind || continue
        REACHED='path compiler-path both' same_linker gcc -fuse-ld=$kind -o out main.o || return 1
    done
}

@test "gcc: -flto, -shared, -static, -no-pie and -r run the same linker" {
    requires gcc
    gcc -flto -c -o lto.o main.c
    same_linker gcc -flto -o out lto.o
    same_linker gcc -shared -o out main.o
    same_linker gcc -static -o out main.o
    same_linker gcc -no-pie -o out main.o
    same_linker gcc -r -o out.o main.o
}

@test "gcc: -B with a relative folder brings the same linker" {
    requires gcc
    copy_linker rel/ld
    same_linker gcc -Brel/ -o out main.o
    same_linker gcc -B rel -o out main.o
    same_linker gcc -B./rel/ -o out main.o
    rm rel/ld
    wrap_script "$PWD/rel/ld"
    same_linker gcc -Brel/ -o out main.o
    same_linker gcc -B "$PWD/rel/" -o out main.o
}

@test "gcc: -B with an absolute folder brings the same linker" {
    requires gcc
    copy_linker "$PWD/abs/ld"
    same_linker gcc "-B$PWD/abs" -o out main.o
    same_linker gcc "-B$PWD/abs/" -o out main.o
    same_linker gcc "-B$PWD/nothing here/" -o out main.o
}

@test "gcc: a COMPILER_PATH of the user's brings the same linker" {
    requires gcc
    copy_linker "$PWD/mine/ld"
    export COMPILER_PATH="$PWD/mine"
    REACHED='compiler-path both' same_linker gcc -o out main.o
    COMPILER_PATH="$PWD/mine/" same_linker gcc -o out main.o
    COMPILER_PATH="/nonexistent:$PWD/mine" same_linker gcc -o out main.o
    COMPILER_PATH=mine same_linker gcc -o out main.o
    rm mine/ld
    wrap_script "$PWD/mine/ld"
    same_linker gcc -o out main.o
}

@test "gcc: a COMPILER_PATH with an empty element brings the same linker" {
    requires gcc
    copy_linker "$PWD/ld"
    COMPILER_PATH=:/nonexistent same_linker gcc -o out main.o
    COMPILER_PATH=/nonexistent: same_linker gcc -o out main.o
}

@test "gcc: GCC_EXEC_PREFIX brings the same linker" {
    requires gcc
    local prefix
    prefix=$(gcc -print-search-dirs | sed -n 's/^install: \(.*\)gcc\/.*/\1gcc\//p')
    GCC_EXEC_PREFIX=$prefix same_linker gcc -o out main.o
}

@test "gcc: a binutils folder first on PATH, before and behind ours, brings the same linker" {
    requires gcc
    local folder
    copy_linker "$PWD/binutils/ld"
    copy_linker "$PWD/binutils/ld.bfd"
    PATH=$PWD/binutils:$PATH REACHED='path compiler-path both' same_linker gcc -o out main.o
    PATH=$PWD/binutils:$PATH same_linker gcc -fuse-ld=bfd -o out main.o
    # before ours: it is found first, and so it is when COMPILER_PATH leads to us
    for folder in "$FARM" "$LDDIR"; do
        assert_equal "$(PATH=$PWD/binutils:$folder:$PATH linkers_of gcc -o out main.o)" \
            "$(PATH=$PWD/binutils:$PATH linkers_of gcc -o out main.o)"
        assert_equal "$(PATH=$PWD/binutils:$folder:$PATH COMPILER_PATH=$LDDIR linkers_of gcc -o out main.o)" \
            "$(PATH=$PWD/binutils:$PATH linkers_of gcc -o out main.o)"
    done
}

@test "gcc: a linker in a PATH folder before ours runs when COMPILER_PATH names ours" {
    requires gcc
    copy_linker "$PWD/early/ld"
    local want
    want=$(PATH=$PWD/early:$PATH linkers_of gcc -o out main.o)
    assert_contains "$want" "$(realpath early/ld)"
    assert_equal "$(PATH=$PWD/early:$PATH COMPILER_PATH=$LDDIR linkers_of gcc -o out main.o)" "$want"
    assert_equal "$(PATH=$PWD/early:$FARM:$PATH COMPILER_PATH=$LDDIR linkers_of gcc -o out main.o)" "$want"
}

@test "gcc: a linker script in a PATH folder before ours runs when COMPILER_PATH names ours" {
    requires gcc
    wrap_script "$PWD/early/ld"
    local want
    want=$(PATH=$PWD/early:$PATH linkers_of gcc -o out main.o)
    assert_contains "$want" "$(realpath early/ld)"
    assert_equal "$(PATH=$PWD/early:$PATH COMPILER_PATH=$LDDIR linkers_of gcc -o out main.o)" "$want"
}

@test "gcc: a wrapper behind ours that runs the system's linker is part of the list" {
    requires gcc
    wrap_script "$PWD/wrapper/ld"
    PATH=$PWD/wrapper:$PATH same_linker gcc -o out main.o
}

@test "gcc: of a wrapper before ours and a wrapper behind ours, both run once" {
    requires gcc
    make_executable "$PWD/outer/ld" <<END
PATH=\${PATH#*:} exec ld "\$@"
END
    wrap_script "$PWD/inner/ld"
    assert_equal "$(PATH=$PWD/outer:$FARM:$PWD/inner:$PATH linkers_of gcc -o out main.o)" \
        "$(PATH=$PWD/outer:$PWD/inner:$PATH linkers_of gcc -o out main.o)"
}

@test "gcc: TARGET-gcc of the build machine runs the same linker" {
    requires gcc
    local name
    name=$(gcc -dumpmachine)-gcc
    type -P "$name" >/dev/null || skip "needs gcc called $name"
    same_linker "$name" -o out main.o
    same_linker "$name" -fuse-ld=bfd -o out main.o
}

@test "gcc: called through a symlink, by an absolute path and by make, it runs the same linker" {
    requires gcc
    ln -s "$(type -P gcc)" my-compiler
    same_linker ./my-compiler -o out main.o
    same_linker "$(type -P gcc)" -o out main.o
    printf 'out: main.o\n\tgcc -o out main.o\n' >Makefile
    same_linker make -B
}

@test "gcc: a kind of linker that is not there fails as before" {
    requires gcc
    local name few kind=mold
    few=$(few gcc ld sh)
    # gcc also has folders of its own for it
    env PATH="$few" gcc -fuse-ld=$kind -o out main.o 2>/dev/null && skip "needs a gcc that does not find $kind by itself"
    env PATH="$few" gcc -o out main.o
    FARM=$(PATH=$few "$ORIGINLD" dir ld)
    for name in "PATH=$FARM:$few" "PATH=$LDDIR:$few" "COMPILER_PATH=$LDDIR"; do
        rm -f out
        run env PATH="$few" "$name" gcc -fuse-ld=$kind -o out main.o
        test "$status" != 0 || die "$name: another linker ran in its place" || return 1
        test ! -e out
    done
}

# -------------------------------------------------------------------- cross

@test "cross gcc: the default, -fuse-ld=bfd and -static run the same linker" {
    requires aarch64-linux-gnu-gcc
    aarch64-linux-gnu-gcc -c -o main.o main.c
    REACHED='compiler-path both' same_linker aarch64-linux-gnu-gcc -o out main.o
    same_linker aarch64-linux-gnu-gcc -static -o out main.o
    same_linker aarch64-linux-gnu-gcc -shared -o out main.o
    same_linker aarch64-linux-gnu-gcc -fuse-ld=bfd -o out main.o
    same_linker aarch64-linux-gnu-gcc -fuse-ld=gold -o out main.o
    same_linker aarch64-linux-gnu-gcc -fuse-ld=bfd -static -o out main.o
}

@test "cross gcc: a kind of linker that it does not find, as it looks for TARGET-ld.KIND on PATH, fails as before" {
    requires aarch64-linux-gnu-gcc
    aarch64-linux-gnu-gcc -c -o main.o main.c
    same_linker aarch64-linux-gnu-gcc -fuse-ld=lld -o out main.o
    same_linker aarch64-linux-gnu-gcc -fuse-ld=mold -o out main.o
}

@test "cross gcc: with a host binutils folder first on PATH it runs the same linker" {
    requires aarch64-linux-gnu-gcc
    aarch64-linux-gnu-gcc -c -o main.o main.c
    copy_linker "$PWD/binutils/ld"
    PATH=$PWD/binutils:$PATH same_linker aarch64-linux-gnu-gcc -o out main.o
}

@test "cross clang: --target= and -target run the same linker" {
    requires clang aarch64-linux-gnu-gcc
    clang --target=aarch64-linux-gnu -c -o main.o main.c
    REACHED='compiler-path both' same_linker clang --target=aarch64-linux-gnu -o out main.o
    same_linker clang -target aarch64-linux-gnu -o out main.o
    same_linker clang --target=aarch64-linux-gnu -fuse-ld=bfd -o out main.o
    same_linker clang --target=aarch64-linux-gnu -fuse-ld=lld -o out main.o
    same_linker clang -static --target=aarch64-linux-gnu -o out main.o
    same_linker clang --target=x86_64-linux-gnu --target=aarch64-linux-gnu -o out main.o
}

@test "cross clang: a target in the name runs the same linker" {
    requires clang aarch64-linux-gnu-gcc
    clang --target=aarch64-linux-gnu -c -o main.o main.c
    ln -s "$(readlink -f "$(type -P clang)")" aarch64-linux-gnu-clang
    same_linker ./aarch64-linux-gnu-clang -o out main.o
    PATH=$PWD:$PATH same_linker aarch64-linux-gnu-clang -o out main.o
}

@test "cross clang: a target in a response file or a configuration file runs the same linker" {
    requires clang aarch64-linux-gnu-gcc
    clang --target=aarch64-linux-gnu -c -o main.o main.c
    echo '--target=aarch64-linux-gnu -o out main.o' >words
    same_linker clang @words
    echo '--target=aarch64-linux-gnu' >cross.cfg
    same_linker clang --config "$PWD/cross.cfg" -o out main.o
}

# -------------------------------------------------------------------- clang

@test "clang: the default linker is the same" {
    requires clang
    REACHED='compiler-path both' same_linker clang -o out main.o
    same_linker clang -static -o out main.o
    same_linker "$(type -P clang)" -o out main.o
}

@test "clang: -fuse-ld picks the same linker" {
    requires clang
    local kind
    for kind in bfd gold lld mold; do
        have_linker $kind || continue
        REACHED='compiler-path both' same_linker clang -fuse-ld=$kind -o out main.o || return 1
    done
}

@test "clang: -B and a COMPILER_PATH of the user's bring the same linker" {
    requires clang
    copy_linker "$PWD/mine/ld"
    same_linker clang -Bmine -o out main.o
    same_linker clang "-B$PWD/mine/" -o out main.o
    COMPILER_PATH=$PWD/mine same_linker clang -o out main.o
    COMPILER_PATH=mine/ same_linker clang -o out main.o
}

@test "clang: a binutils folder first on PATH brings the same linker" {
    requires clang
    copy_linker "$PWD/binutils/ld"
    PATH=$PWD/binutils:$PATH same_linker clang -o out main.o
}

@test "clang: a copy outside PATH with its own lld runs that one" {
    requires clang ld.lld
    local path
    mkdir -p opt/bin
    copy_clang
    wrap_script "$PWD/opt/bin/ld.lld" "$(type -P ld.lld)"
    assert_contains "$(linkers_of opt/bin/clang -fuse-ld=lld -o out main.o)" opt/bin/ld.lld
    same_linker opt/bin/clang -fuse-ld=lld -o out main.o
    same_linker "$PWD/opt/bin/clang" -fuse-ld=lld -o out main.o
    # another one first on PATH
    wrap_script "$PWD/path/ld.lld" "$(type -P ld.lld)"
    PATH=$PWD/path:$PATH same_linker opt/bin/clang -fuse-ld=lld -o out main.o
    # none anywhere else
    path=$(few ld sh strace timeout grep sed awk mv rm realpath tail)
    FARM=$(PATH=$path "$ORIGINLD" dir ld)
    PATH=$path same_linker opt/bin/clang -fuse-ld=lld -o out main.o
}

@test "clang: a copy called through a symlink elsewhere runs the same linker" {
    requires clang ld.lld
    mkdir -p opt/bin links
    copy_clang
    wrap_script "$PWD/opt/bin/ld.lld" "$(type -P ld.lld)"
    ln -s ../opt/bin/clang links/clang
    ln -s ../opt/bin/clang links/my-cc
    same_linker links/clang -fuse-ld=lld -o out main.o
    same_linker links/my-cc -fuse-ld=lld -o out main.o
    PATH=$PWD/links:$PATH same_linker my-cc -fuse-ld=lld -o out main.o
    wrap_script "$PWD/links/ld.lld" "$(type -P ld.lld)"
    same_linker links/clang -fuse-ld=lld -o out main.o
    PATH=$PWD/links:$PATH same_linker my-cc -fuse-ld=lld -o out main.o
}

@test "clang: for another target, called through a symlink, the linker beside the symlink is the same" {
    requires clang ld.lld
    mkdir -p opt/bin links
    copy_clang
    wrap_script "$PWD/opt/bin/ld.lld" "$(type -P ld.lld)"
    wrap_script "$PWD/links/ld.lld" "$(type -P ld.lld)"
    ln -s ../opt/bin/clang links/clang
    clang --target=x86_64-foo-linux-gnu -c main.c
    PATH=$PWD/links:$PATH same_linker clang --target=x86_64-foo-linux-gnu -nostdlib -fuse-ld=lld -o out main.o
    same_linker links/clang --target=x86_64-foo-linux-gnu -nostdlib -fuse-ld=lld -o out main.o
}

@test "clang: a --gcc-toolchain with a linker of its own brings that one" {
    requires clang
    local begin target folder file
    begin=$(clang -print-file-name=crtbegin.o)
    test -f "$begin" || skip 'needs a clang that uses gcc files'
    begin=$(realpath "${begin%/*}")
    target=$(basename "${begin%/*}")
    folder=$PWD/chain/lib/gcc/$target/${begin##*/}
    mkdir -p "$folder" opt/bin
    for file in "$begin"/*; do ln -s "$file" "$folder/"; done
    # clang takes the real file for the place
    rm "$folder"/crtbegin.o
    cp "$begin/crtbegin.o" "$folder/"
    wrap_script "$PWD/chain/$target/bin/ld"
    copy_clang
    assert_contains "$(linkers_of opt/bin/clang "--gcc-toolchain=$PWD/chain" -o out main.o)" "chain/$target/bin/ld"
    same_linker opt/bin/clang "--gcc-toolchain=$PWD/chain" -o out main.o
}

@test "clang: under make and a shell that stays it runs the same linker" {
    requires clang
    printf 'out: main.o\n\tclang -o out main.o && true\n' >Makefile
    same_linker make -B
}

# ------------------------------------------- the names of compilers, and run

@test "compiler names, run and run --cc: gcc is the same and runs the same linkers" {
    requires gcc
    local kind
    same_tools gcc -o out main.o
    for kind in bfd gold lld mold; do
        have_linker $kind || continue
        same_tools gcc -fuse-ld=$kind -o out main.o || return 1
    done
    REACHED=compiler same_tools gcc -c main.c
    REACHED=compiler same_tools gcc "-fuse-ld=$(type -P ld)" -o out main.o
    same_tools cc -o out main.o
    same_tools "$(gcc -dumpmachine)-gcc" -o out main.o
}

@test "compiler names, run and run --cc: clang is the same and runs the same linkers" {
    requires clang
    local kind
    same_tools clang -o out main.o
    for kind in bfd gold lld mold; do
        have_linker $kind || continue
        same_tools clang -fuse-ld=$kind -o out main.o || return 1
    done
    REACHED=compiler same_tools clang -c main.c
    REACHED=compiler same_tools clang "-fuse-ld=$(type -P ld)" -o out main.o
    copy_linker "$PWD/mine/ld"
    REACHED=compiler same_tools clang "--ld-path=$PWD/mine/ld" -o out main.o
    REACHED=compiler same_tools clang --ld-path=mine/ld -o out main.o
}

@test "compiler names, run and run --cc: -B brings the same linker" {
    requires gcc clang
    copy_linker "$PWD/mine/ld"
    REACHED=compiler same_tools gcc "-B$PWD/mine" -o out main.o
    REACHED=compiler same_tools gcc -Bmine/ -o out main.o
    REACHED=compiler same_tools clang "-B$PWD/mine/" -o out main.o
    REACHED=compiler same_tools clang -Bmine -o out main.o
    same_tools gcc "-B$PWD/nothing" -o out main.o
}

@test "compiler names, run and run --cc: a cross compiler is the same and runs the same linkers" {
    requires aarch64-linux-gnu-gcc clang
    aarch64-linux-gnu-gcc -c -o main.o main.c
    same_tools aarch64-linux-gnu-gcc -o out main.o
    same_tools aarch64-linux-gnu-gcc -fuse-ld=gold -o out main.o
    same_tools clang --target=aarch64-linux-gnu -o out main.o
    same_tools clang --target=aarch64-linux-gnu -fuse-ld=lld -o out main.o
}

@test "compiler names, run and run --cc: the linker that gcc -print-prog-name names is the same" {
    requires gcc
    copy_linker "$PWD/mine/ld"
    make_executable "$PWD/reload" <<'END'
linker=$(gcc -print-prog-name=ld)
$linker -r -o out.o main.o
exit $?
END
    PATH=$PWD/mine:$PATH REACHED=compiler same_tools ./reload
}

@test "compiler names, run and run --cc: the linker that a cross compiler's -print-prog-name names is the same" {
    requires aarch64-linux-gnu-gcc clang
    make_executable "$PWD/reload" <<'END'
linker=$("$@" -print-prog-name=ld)
"$@" -c -o cross.o main.c
$linker -r -o out.o cross.o
exit $?
END
    REACHED=compiler same_tools ./reload aarch64-linux-gnu-gcc
    # clang names the same program by its other name
    eval "$(declare -f executed_by | sed '1s/executed_by/executed_names/')"
    executed_by() { executed_names "$@" | sed 's/ as [^ ]*$//'; }
    REACHED=compiler same_tools ./reload clang --target=aarch64-linux-gnu
}

@test "compiler names, run and run --cc: a second version and musl-gcc are the same and run the same linker" {
    requires gcc-11 musl-gcc
    same_tools gcc-11 -o out main.o
    same_tools gcc-11 -fuse-ld=gold -o out main.o
    musl-gcc -c main.c
    same_tools musl-gcc -o out main.o
}

@test "compiler names, run and run --cc: a compiler first on PATH, a script among them, is the one" {
    requires gcc
    mkdir mine
    cp "$(readlink -f "$(type -P gcc)")" mine/gcc
    PATH=$PWD/mine:$PATH REACHED=compiler same_tools gcc -c main.c
    rm mine/gcc
    make_executable "$PWD/mine/gcc" <<END
exec $(type -P gcc) "\$@"
END
    PATH=$PWD/mine:$PATH same_tools gcc -o out main.o
    PATH=$PWD/mine:$PATH same_tools make -B -f /dev/null CC=gcc main
}

# ------------------------------------------------------------------- others

@test "make and sh: an ld on PATH before the system's is the one" {
    copy_linker "$PWD/special/ld"
    printf 'out: main.o\n\tld -r -o out.o main.o\n' >Makefile
    PATH=$PWD/special:$PATH REACHED='path both' same_linker make -B
    PATH=$PWD/special:$PATH REACHED='path both' same_linker sh -c 'ld -r -o out.o main.o; exit $?'
    rm special/ld
    wrap_script "$PWD/special/ld"
    PATH=$PWD/special:$PATH same_linker make -B
}

@test "sh: each linker name runs the linker of that name" {
    local name
    for name in ld ld.bfd ld.gold ld.lld ld.mold mold "$(cc -dumpmachine)-ld" "$(cc -dumpmachine)-ld.bfd"; do
        type -P "$name" >/dev/null || continue
        REACHED='path both' same_linker sh -c "$name -r -o out.o main.o; exit \$?" || return 1
    done
}

@test "sh: without the system's folders on PATH the linker that configure found is the last resort for ld alone" {
    mkdir nothing
    run -0 env PATH="$PWD/nothing" "$LDDIR/ld" --version
    ln -s "$SHIM" "$PWD/nothing/ld.none"
    run -127 env PATH="$PWD/nothing" "$PWD/nothing/ld.none" --version
    ln -s "$SHIM" "$PWD/nothing/ld.gold"
    run -127 env PATH="$PWD/nothing" "$PWD/nothing/ld.gold" --version
}
