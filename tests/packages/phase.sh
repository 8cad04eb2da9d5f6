#!/bin/sh
# phase.sh RECIPE PHASE SPELLING FOLDER JOBS - run one phase of a recipe. Called by cell.sh, in a bare environment.
#
# Everything a recipe may use is a plain shell variable here and none is exported: an exported `prefix` would end up in
# the makefiles of the packages. For the same reason the spelling travels by its name: the text `$ORIGIN` in the command
# line or the environment of this process would be evidence that no real build has.
set -eu

# What a recipe may set; README.md explains each.
source='' project='' subfolder='.'
style=autotools generator='Unix Makefiles' options=''
join=','
libraries=yes

recipe=$1 phase=$2 folder=$4 jobs=$5

# shellcheck disable=SC2016 # all of these are about an unexpanded $
case $3 in
S1) rpath='$ORIGIN/../lib' ;;
S2) rpath='$$ORIGIN/../lib' ;;
S3) rpath='\$$ORIGIN/../lib' ;;
S4) rpath="'"'\$$ORIGIN/../lib'"'" ;;
S5) rpath="'"'$$ORIGIN/../lib'"'" ;;
-) rpath='' ;;
*) printf 'phase.sh: unknown spelling %s\n' "$3" >&2; exit 2 ;;
esac

prefix=$folder/prefix   # where the package is installed to
tree=${TREE:-$folder/new/home} # where that is moved to
here=$(cd "$(dirname "$0")" && pwd)

prepare() { :; }

# As a user has it who wants "the usual" in all builds: exported in front of configure, unquoted by nobody.
configure() {
    case $style in
    autotools)
        # shellcheck disable=SC2086 # options are words
        LDFLAGS=$flag ./configure --prefix="$prefix" $options ;;
    cmake)
        # shellcheck disable=SC2086
        LDFLAGS=$flag cmake -S . -B b -G "$generator" -DCMAKE_BUILD_TYPE=Release \
            -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR=lib $options ;;
    meson)
        # shellcheck disable=SC2086
        LDFLAGS=$flag meson setup b --prefix="$prefix" --libdir=lib --buildtype=release $options ;;
    esac
}

build() {
    case $style in
    autotools) make -j"$jobs" ;;
    cmake) cmake --build b -j "$jobs" ;;
    meson) meson compile -C b -j "$jobs" ;;
    esac
}

deliver() {
    case $style in
    autotools) make install ;;
    cmake) cmake --install b ;;
    meson) meson install -C b --no-rebuild ;;
    esac
}

# moved PROGRAM ARGUMENT... - run a program of the moved tree with nothing to help it, the loader keeping a diary
moved() {
    program=$1; shift
    env -i HOME="$folder/home" LD_DEBUG=libs LD_DEBUG_OUTPUT="$folder/diary/$program" "$tree/bin/$program" "$@"
}

# shellcheck source=/dev/null
. "$recipe"
flag=${LINKER:+-fuse-ld=$LINKER }-Wl,-rpath$join$rpath

case $phase in
smoke) cd "$folder/home" ;;
*) cd "$folder/build/$subfolder" ;;
esac
"$phase"
