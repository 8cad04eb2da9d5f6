#!/usr/bin/env bats
# Which compilers are reached, and what a build that looks for compilers finds: with real ones, through make.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154,SC2317

load helpers/common

setup() {
    # rustup keeps its compilers in the user's home
    local home=$HOME
    setup_common
    CCDIR=${SHIM%/shim}/cc
    if test -d "$home/.rustup"; then export RUSTUP_HOME=${RUSTUP_HOME-$home/.rustup}; fi
}

# Nothing that hangs may hold up the rest.
bounded() { timeout -k 5 60 "$@"; }

# under OPTIONS COMMAND...: by originld run with these options, or without it if the options are "none".
under() {
    local options=$1
    shift
    if test "$options" = none; then
        bounded "$@"
    else
        # shellcheck disable=SC2086 # words
        bounded "$ORIGINLD" run $options "$@"
    fi
}

# ------------------------------------------------------------- the package

write_sources() {
    cat >greet.c <<'EOF'
#include <stdio.h>
void greet(void) { puts("hello"); fflush(stdout); }
EOF
    printf 'void greet(void);\nint main(void) { greet(); return 0; }\n' >hello.c
    printf 'extern "C" void greet();\nint main() { greet(); }\n' >hello.cc
    printf '%s\n' 'interface' 'subroutine greet() bind(c)' 'end subroutine' 'end interface' 'call greet()' 'end' >hello.f90
    printf 'extern "C" { fn greet(); }\nfn main() { unsafe { greet() } }\n' >hello.rs
    printf 'package main\n\n// void greet(void);\nimport "C"\n\nfunc main() { C.greet() }\n' >hello.go
    printf 'module hello\n' >go.mod
}

# write_package COMPILER...: the sources, lib/libgreet.so and hello.o, and a makefile that so far makes nothing.
write_package() {
    write_sources
    rm -rf bin lib
    mkdir bin lib
    "$@" -shared -fPIC -o lib/libgreet.so greet.c
    "$@" -c hello.c
    printf 'all:\n' >Makefile
}

# recipe NAME COMMAND...: makes bin/NAME-direct and bin/NAME-shell by the command, whose last words are typed as a person
# types them; make runs it itself the first time, and gives it to a shell the second time.
recipe() {
    local name=$1
    shift
    printf 'all: %s-direct %s-shell\n' "$name" "$name"
    printf '%s-direct:\n\t%s -o bin/%s-direct -Llib -lgreet -Wl,-rpath,$ORIGIN/../lib\n' "$name" "$*" "$name"
    printf '%s-shell:\n\t%s -o bin/%s-shell -Llib -lgreet -Wl,-rpath,$ORIGIN/../lib && true\n' "$name" "$*" "$name"
} >>Makefile

# assert_made WHAT RUNNER...: there are programs in bin, each has the right rpath and nothing else, and runs in another place.
assert_made() {
    local what=$1 program any=
    shift
    rm -rf moved
    mkdir moved
    mv bin moved
    cp -R lib moved
    mkdir bin
    for program in moved/bin/*; do
        any=1
        assert_equal "$what $program $(rpaths "$program")" "$what $program [\$ORIGIN/../lib]" || return 1
        assert_equal "$what $program $(bounded "$@" "$program")" "$what $program hello" || return 1
    done
    test -n "$any" || die "$what: nothing was made"
}

rpaths() { readelf -dW "$1" | sed -n 's/.*(R[UN]*PATH).*\(\[.*\]\)$/\1/p'; }

# comes_right RUNNER...: all of the makefile, under each way to run a build.
comes_right() {
    local options
    for options in '' --cc --no-origin '--cc --no-origin'; do
        under "$options" make >log 2>&1 || die "run $options:" "$(tail -n 5 log)" || return 1
        assert_made "run $options:" "$@" || return 1
    done
}

have_linker() {
    case $1 in
    mold) type -P mold >/dev/null || type -P ld.mold >/dev/null ;;
    *) type -P "ld.$1" >/dev/null ;;
    esac
}

# ------------------------------------------------------------ C, C++, Fortran

@test "the makefile of these tests loses \$ORIGIN without originld, also where ORIGIN is set" {
    requires make readelf
    write_package "$CC"
    recipe one "$CC" hello.o
    make
    assert_equal "$(rpaths bin/one-direct) $(rpaths bin/one-shell)" '[RIGIN/../lib] [RIGIN/../lib]'
    ORIGIN='$ORIGIN' make
    assert_equal "$(rpaths bin/one-direct) $(rpaths bin/one-shell)" '[RIGIN/../lib] [RIGIN/../lib]'
}

@test "gcc: with each linker, through make, under run and run --cc the rpath is right" {
    requires make readelf gcc ld.bfd ld.gold ld.lld mold
    local kind
    write_package gcc
    recipe default gcc hello.o
    for kind in bfd gold lld mold; do
        gcc -fuse-ld=$kind -o probe hello.o -Llib -lgreet 2>/dev/null || skip "needs a gcc that knows -fuse-ld=$kind"
        recipe "$kind" gcc -fuse-ld=$kind hello.o
    done
    comes_right
}

@test "clang: with each linker, through make, under run and run --cc the rpath is right" {
    requires make readelf clang ld.bfd ld.gold ld.lld mold
    local kind
    write_package clang
    recipe default clang hello.o
    for kind in bfd gold lld mold; do recipe "$kind" clang -fuse-ld=$kind hello.o; done
    comes_right
}

@test "g++, clang++, c++, c99 and gfortran: through make, under run and run --cc the rpath is right" {
    requires make readelf g++ clang++ gfortran
    local name
    write_package "$CC"
    for name in g++ clang++ c++; do
        if type -P "$name" >/dev/null; then recipe "$name" "$name" hello.cc; fi
    done
    for name in c89 c99; do
        if type -P "$name" >/dev/null; then recipe "$name" "$name" hello.c; fi
    done
    recipe gfortran gfortran hello.f90
    comes_right
}

@test "gcc-11: another version, through make, under run and run --cc the rpath is right" {
    requires make readelf gcc-11
    write_package gcc-11
    recipe plain gcc-11 hello.o
    recipe gold gcc-11 -fuse-ld=gold hello.o
    comes_right
}

@test "musl-gcc: through make, under run and run --cc the rpath is right" {
    requires make readelf musl-gcc
    write_package musl-gcc
    recipe plain musl-gcc hello.o
    comes_right
    assert_contains "$(readelf -dW moved/bin/plain-shell)" 'libc.so]'
}

# ------------------------------------------------------------------- cross

# The folder in which programs of the cross compiler $1 find their libc, for qemu.
cross_root() {
    local libc
    libc=$(realpath "$("$1" -print-file-name=libc.so.6)")
    printf '%s\n' "${libc%/lib/*}"
}

@test "aarch64-linux-gnu-gcc: through make, under run and run --cc the rpath is right, and the program finds its library" {
    requires make readelf aarch64-linux-gnu-gcc qemu-aarch64
    local kind
    write_package aarch64-linux-gnu-gcc
    recipe plain aarch64-linux-gnu-gcc hello.o
    for kind in bfd gold; do recipe "$kind" aarch64-linux-gnu-gcc -fuse-ld=$kind hello.o; done
    comes_right qemu-aarch64 -L "$(cross_root aarch64-linux-gnu-gcc)"
    assert_contains "$(readelf -hW moved/bin/plain-direct)" AArch64
}

@test "clang --target: through make, under run and run --cc the rpath is right, and the program finds its library" {
    requires make readelf clang ld.lld aarch64-linux-gnu-gcc qemu-aarch64
    write_package clang --target=aarch64-linux-gnu
    recipe plain clang --target=aarch64-linux-gnu hello.o
    recipe lld clang --target=aarch64-linux-gnu -fuse-ld=lld hello.o
    comes_right qemu-aarch64 -L "$(cross_root aarch64-linux-gnu-gcc)"
    assert_contains "$(readelf -hW moved/bin/plain-direct)" AArch64
}

# --------------------------------------------------------- other languages

# rust_recipe NAME OPTION...
rust_recipe() {
    local name=$1
    shift
    printf 'all: %s\n%s:\n\trustc %s -o bin/%s hello.rs -L lib -l dylib=greet -C link-arg=-Wl,-rpath,$ORIGIN/../lib\n' \
        "$name" "$name" "$*" "$name" >>Makefile
}

@test "rustc: through make, under run --cc the rpath is right, whatever linker it brings" {
    requires make readelf rustc
    local options
    write_package "$CC"
    rust_recipe plain
    rust_recipe by-name -C linker="$CC"
    for options in --cc '--cc --no-origin'; do
        under "$options" make >log 2>&1 || die "$(tail -n 5 log)" || return 1
        assert_made "run $options"
    done
    write_package "$CC"
    rust_recipe by-shim -C linker="$CCDIR/cc"
    under '' make >log 2>&1
    assert_made 'run, the linker by its path'
}

@test "rustc: where its own lld can be turned off, run alone is enough" {
    requires make readelf rustc
    write_package "$CC"
    rust_recipe plain -C linker-features=-lld
    bounded rustc -C linker-features=-lld -o probe hello.rs -L lib -l dylib=greet 2>log || skip 'rustc brings no lld here'
    under '' make >log 2>&1 || die "$(tail -n 5 log)"
    assert_made run
}

@test "go: cgo, through make, under run and run --cc the rpath is right" {
    requires make readelf go
    local options
    export GOCACHE=$BATS_FILE_TMPDIR/go-cache GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local CGO_ENABLED=1
    # go links in a folder of its own, and takes no path with a blank
    export LIBRARY_PATH=$PWD/lib
    write_package "$CC"
    # it would compile these too
    rm hello.[!gr]* greet.c
    cat >>Makefile <<'EOF'
all: exported typed
exported: export CGO_LDFLAGS = -lgreet -Wl,-rpath,$ORIGIN/../lib
exported:
	go build -o bin/exported
typed:
	CGO_LDFLAGS='-lgreet -Wl,-rpath,$ORIGIN/../lib' go build -o bin/typed
EOF
    for options in '' --cc --no-origin; do
        under "$options" make >log 2>&1 || die "run $options:" "$(tail -n 5 log)" || return 1
        assert_made "run $options"
    done
}

@test "tcc: has a linker of its own and is not reached" {
    requires make readelf tcc
    local options
    write_package "$CC"
    tcc -c hello.c
    printf 'all:\n\ttcc -o bin/program hello.o -Llib -lgreet -Wl,-rpath=$ORIGIN/../lib\n' >Makefile
    for options in '' --cc; do
        under "$options" make
        assert_equal "$options $(rpaths bin/program)" "$options [RIGIN/../lib]"
    done
}

# ------------------------------------------------------ by an absolute path

@test "CC by its absolute path: in an environment emptied but for PATH the rpath is right, for gcc and clang" {
    requires make readelf gcc clang ld.lld ld.gold
    local folder
    for folder in "$CCDIR" "$("$ORIGINLD" dir cc)"; do
        # a path with a blank needs quotes, which a recipe without a shell cannot have
        ln -sfn "$folder" "$BATS_TEST_TMPDIR/names"
        folder=$BATS_TEST_TMPDIR/names
        case $folder in
        *' '*) die "a blank in $folder" ;;
        esac
        write_package gcc
        recipe gcc '$(CC)' hello.o
        recipe gold '$(CC)' -fuse-ld=gold hello.o
        bounded env -i PATH=/usr/bin:/bin make CC="$folder/gcc" >log 2>&1 || die "$(tail -n 5 log)"
        assert_made "gcc in $folder"
        write_package gcc
        recipe clang '$(CC)' hello.o
        recipe lld '$(CC)' -fuse-ld=lld hello.o
        bounded env -i PATH=/usr/bin:/bin CC="$folder/clang" make -e >log 2>&1 || die "$(tail -n 5 log)"
        assert_made "clang in $folder"
    done
}

# ---------------------------------------------------- what a build looks for

# machine NAME TOOL...: a folder with links to these tools and to those of every build; FEW is its name.
machine() {
    local tool
    FEW=$BATS_TEST_TMPDIR/few-$1
    shift
    rm -rf "$FEW"
    mkdir "$FEW"
    for tool in sh as ar ranlib nm make awk sed grep egrep cat cp mv rm rmdir mkdir ls ln tr sort uniq expr hostname uname date chmod \
        touch head tail wc cut env diff cmp sleep timeout "$@"; do
        if type -P "$tool" >/dev/null; then ln -s "$(type -P "$tool")" "$FEW/$tool"; fi
    done
}

# each_machine COMMAND...: runs it for each kind of machine, FEW being its only folder of programs. MORE tools are on all.
each_machine() {
    unset CC
    machine only-clang clang clang++ ld ld.lld "${MORE[@]}"
    "$@"
    machine no-mold gcc cc g++ c++ gfortran ld ld.bfd ld.gold "${MORE[@]}"
    "$@"
    machine no-gfortran gcc cc g++ c++ clang ld ld.bfd mold ld.mold "${MORE[@]}"
    "$@"
    machine no-g++ gcc cc gfortran ld ld.bfd ld.lld "${MORE[@]}"
    "$@"
}

# What is asked for: some are on each machine, and none has all.
NAMES='cc gcc g++ c++ c89 c99 clang clang++ gfortran f77 gcc-12 clang-14 ld ld.bfd ld.gold ld.lld ld.mold mold ld64.lld'

# same_answer COMMAND...: what it prints on the machine FEW is the same under run --cc and without originld, but for the folders
# in which names are found.
same_answer() {
    local options
    for options in none --cc; do
        (
            PATH=$FEW
            under "$options" "$@"
        ) >"answer$options" 2>"said$options" </dev/null ||
            die "${FEW##*/}, $options:" "$(tail -n 5 "answer$options" "said$options")" || return 1
        sed 's|/[^ ]*/\([^/ ]*\)|\1|g' "answer$options" >"answer$options.names"
        diff -u answernone.names "answer$options.names" >&2 || die "${FEW##*/}: run $options answers otherwise" || return 1
    done
}

@test "PATH: the shell finds the names that exist and no other" {
    make_executable "$PWD/ask" <<END
for name in $NAMES; do
    if found=\$(command -v \$name); then echo "\$found"; else echo "no \$name"; fi
done
END
    ask() {
        same_answer "$PWD/ask"
        grep -q '^no ' answer--cc
        # those that exist lead to us
        assert_contains "$(cat answer--cc)" /.cache/originld/
        refute_contains "$(cat answer--cc)" "$FEW"
    }
    each_machine ask
}

@test "PATH: AC_PROG_CC, AC_PROG_CXX and AC_PROG_FC find what they find without originld" {
    requires autoconf make gcc g++ clang clang++ gfortran mold ld.lld ld.gold
    printf '%s\n' 'AC_INIT([few], [1])' AC_PROG_CC AC_PROG_CXX AC_PROG_FC \
        'AC_PATH_PROGS([LINKER], [ld.mold mold ld.gold ld.lld ld])' AC_OUTPUT >configure.ac
    bounded autoconf
    make_executable "$PWD/ask" <<'END'
rm -f config.log
./configure
END
    ask() {
        same_answer "$PWD/ask"
        assert_contains "$(cat answer--cc)" 'whether the C compiler works... yes'
        cp answer--cc "answer-of-${FEW##*/few-}"
    }
    each_machine ask
    assert_contains "$(cat answer-of-only-clang)" 'checking for gcc... no'
    assert_contains "$(cat answer-of-no-g++)" 'whether the compiler supports GNU C++... no'
    assert_contains "$(cat answer-of-no-gfortran)" 'checking for gfortran... no'
}

@test "PATH: CMake's find_program and its languages find what they find without originld" {
    requires cmake make gcc g++ clang clang++ gfortran mold ld.lld ld.gold
    MORE=(cmake)
    cat >CMakeLists.txt <<END
cmake_minimum_required(VERSION 3.10)
project(few C)
include(CheckLanguage)
foreach(name $NAMES)
  find_program(found_\${name} \${name} NO_CMAKE_PATH NO_CMAKE_SYSTEM_PATH)
  message(STATUS "\${name}: \${found_\${name}}")
endforeach()
check_language(CXX)
check_language(Fortran)
message(STATUS "compilers: \${CMAKE_C_COMPILER} \${CMAKE_CXX_COMPILER} \${CMAKE_Fortran_COMPILER}")
END
    make_executable "$PWD/ask" <<'END'
rm -rf build
cmake -S . -B build | sed '/(.*s)$/d'
END
    ask() {
        same_answer "$PWD/ask"
        assert_contains "$(cat answer--cc)" NOTFOUND
        assert_contains "$(cat answer--cc)" /.cache/originld/
    }
    each_machine ask
}

@test "PATH: Meson's find_program and its languages find what they find without originld" {
    requires meson ninja gcc g++ clang clang++ gfortran mold ld.lld ld.gold
    MORE=(meson ninja)
    cat >meson.build <<END
project('few', 'c')
foreach name : '$NAMES'.split()
  p = find_program(name, required: false)
  message(name, p.found())
endforeach
message('C++', add_languages('cpp', required: false, native: false))
message('Fortran', add_languages('fortran', required: false, native: false))
END
    make_executable "$PWD/ask" <<'END'
rm -rf build
meson setup build .
END
    ask() {
        same_answer "$PWD/ask"
        assert_contains "$(cat answer--cc)" 'found: NO'
        assert_contains "$(cat answer--cc)" /.cache/originld/
    }
    each_machine ask
}
