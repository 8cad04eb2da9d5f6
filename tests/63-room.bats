#!/usr/bin/env bats
# What ORIGINLD_PREFIX prepares at link time for originld fix: an rpath in each file, and room for a longer one; and trees that are built so, mended
# and moved.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

load helpers/common

setup() {
    setup_common
    requires gcc readelf
    # not in a folder with a blank: libtool and meson install nowhere below one
    mkdir "$BATS_TEST_TMPDIR/project"
    cd "$BATS_TEST_TMPDIR/project" || return 1
    PREFIX=$PWD/prefix
    # as gcc takes them; the first two leave room of their own
    LINKERS='bfd gold lld mold'
    SLASHES=$(printf '%64s' '' | tr ' ' /)
    echo 'int main(void) { return 0; }' >main.c
    echo 'int f(void) { return 0; }' >f.c
}

# Nothing that hangs may hold up the rest.
step() { timeout -k 5 100 "$@" >>log 2>&1 </dev/null || die "$*:" "$(tail -n 5 log)"; }

rpath_of() { readelf -dW "$1" | sed -n 's/.*(R\(UN\)\{0,1\}PATH).*\[\(.*\)\]/\2/p'; }

# under WORD...: with the linker names reached, for the prefix.
under() { "$ORIGINLD" run --prefix "$PREFIX" -- "$@"; }

in_step() { step "$ORIGINLD" run --prefix "$PREFIX" -- "$@"; }

# links LINKER WORD...: a program and a library, linked with these words.
links() {
    local linker=$1
    shift
    under gcc -fuse-ld="$linker" -o program main.c "$@"
    under gcc -fuse-ld="$linker" -shared -fPIC -o library.so f.c "$@"
}

# ----------------------------------------------------------------------- room

@test "room: every program and library gets an rpath, and with lld and mold room behind its last element" {
    requires ld.bfd ld.gold ld.lld mold
    local linker room
    for linker in $LINKERS; do
        case $linker in
        lld | mold) room=$SLASHES ;;
        *) room='' ;;
        esac
        links "$linker"
        assert_equal "$linker $(rpath_of program)" "$linker \$ORIGIN/../lib$room"
        assert_equal "$linker $(rpath_of library.so)" "$linker \$ORIGIN$room"
        links "$linker" -Wl,-rpath,"$PREFIX/lib/deep"
        assert_equal "$linker $(rpath_of program)" "$linker \$ORIGIN/../lib/deep:$PREFIX/lib/deep:\$ORIGIN/../lib$room"
        ORIGINLD_RPATH=/added links "$linker"
        assert_equal "$linker $(rpath_of program)" "$linker /added:\$ORIGIN/../lib$room"
    done
}

@test "room: what the user wrote stays as it is, and the room comes with the same folder once more" {
    requires ld.bfd ld.gold ld.lld mold
    local linker twin
    for linker in $LINKERS; do
        case $linker in
        lld | mold) twin=":\$ORIGIN/../lib$SLASHES" ;;
        *) twin='' ;;
        esac
        links "$linker" -Wl,-rpath,'$ORIGIN/../lib'
        assert_equal "$linker $(rpath_of program)" "$linker \$ORIGIN/../lib$twin"
        links "$linker" -Wl,-rpath,RIGIN/../lib/
        assert_equal "$linker $(rpath_of program)" "$linker \$ORIGIN/../lib/$twin"
        # there is room already
        links "$linker" -Wl,-rpath,"\$ORIGIN/../lib$SLASHES/"
        assert_equal "$linker $(rpath_of program)" "$linker \$ORIGIN/../lib$SLASHES/"
    done
}

@test "room: without ORIGINLD_PREFIX there is none, nor with an rpath that was only to be added, nor where nothing dynamic is linked" {
    requires ld.lld
    "$ORIGINLD" run --rpath /__ORIGIN__/../lib gcc -fuse-ld=lld -o program main.c
    assert_equal "$(rpath_of program)" '$ORIGIN/../lib'
    argv_recorder ld.lld
    export RECORD=$PWD/r ORIGINLD_PREFIX=/p PATH=$BATS_TEST_TMPDIR/bin:$PATH
    "$LDDIR/ld.lld" -r main.o
    assert_argv "$RECORD" -r main.o
    "$LDDIR/ld.lld" -static main.o
    assert_argv "$RECORD" -static main.o
    ORIGINLD_MODE=off "$LDDIR/ld.lld" main.o
    assert_argv "$RECORD" main.o
}

@test "room: twice is once, and compilers' and linkers' names together add what one does" {
    requires ld.lld clang
    local -a once
    argv_recorder ld.lld
    export RECORD=$PWD/r PATH=$BATS_TEST_TMPDIR/bin:$PATH ORIGINLD_DTAGS=runpath
    ORIGINLD_PREFIX=/p "$LDDIR/ld.lld" -rpath '$ORIGIN/../lib' a.o
    mapfile -d '' -t once <r
    assert_equal "${once[*]:1}" "-rpath \$ORIGIN/../lib a.o -rpath \$ORIGIN/../lib$SLASHES --enable-new-dtags"
    ORIGINLD_PREFIX=/p "$LDDIR/ld.lld" "${once[@]:1}"
    assert_argv "$RECORD" "${once[@]:1}"
    unset RECORD
    rm "$BATS_TEST_TMPDIR/bin/ld.lld"
    # by its path, which only the compiler's name sees, and by its name, which both see
    for words in "--ld-path=$(type -P ld.lld)" "-B $LDDIR -fuse-ld=lld"; do
        # shellcheck disable=SC2086 # words
        "$ORIGINLD" run --cc --prefix "$PREFIX" clang $words -o program main.c -Wl,-rpath,RIGIN/../lib
        assert_equal "$words $(rpath_of program)" "$words \$ORIGIN/../lib:\$ORIGIN/../lib$SLASHES"
    done
}

@test "room: in a Meson build what is added is still no text of Meson's own" {
    mkdir meson-info
    : >meson-info/meson-info.json
    argv_recorder ld.lld
    argv_recorder ld.bfd
    export RECORD=$PWD/r ORIGINLD_PREFIX=/p PATH=$BATS_TEST_TMPDIR/bin:$PATH
    "$LDDIR/ld.lld" a.o
    assert_argv "$RECORD" a.o -rpath "\$ORIGIN/../lib/$SLASHES"
    # Meson's installer will take the first out
    "$LDDIR/ld.lld" -rpath '$ORIGIN/../lib:XXXXXX' a.o
    assert_argv "$RECORD" -rpath '$ORIGIN/../lib:XXXXXX' a.o -rpath "\$ORIGIN/../lib/$SLASHES"
    "$LDDIR/ld.bfd" -rpath '$ORIGIN/../lib:XXXXXX' a.o
    assert_argv "$RECORD" -rpath '$ORIGIN/../lib:XXXXXX' a.o -rpath '$ORIGIN/../lib/'
    "$LDDIR/ld.bfd" -rpath '$ORIGIN/../lib/' a.o
    assert_argv "$RECORD" -rpath '$ORIGIN/../lib/' a.o
}

# probes PROGRAM: how often the loader tries to open a library for it.
probes() {
    LD_DEBUG=libs LD_DEBUG_OUTPUT=$PWD/diary "$1" || :
    cat diary.* | grep -c 'trying file='
    rm diary.*
}

@test "room: glibc's loader tries no file more for it, and musl's finds the library" {
    requires ld.lld mold musl-gcc
    local linker room words plain
    mkdir -p bin lib
    echo 'int f(void); int main(void) { return f(); }' >call.c
    for linker in lld mold; do
        gcc -fuse-ld=$linker -shared -fPIC -o lib/libf.so f.c
        for words in '' -Wl,-rpath,'$ORIGIN/../lib'; do
            gcc -fuse-ld=$linker -o bin/plain call.c -Llib -lf -Wl,-rpath,'$ORIGIN/../lib'
            under gcc -fuse-ld=$linker -o bin/room call.c -Llib -lf $words
            assert_contains "$(rpath_of bin/room)" "$SLASHES"
            plain=$(probes bin/plain)
            room=$(probes bin/room)
            test "$plain" -gt 0
            assert_equal "$linker $words $room" "$linker $words $plain"
            bin/room
            musl-gcc -fuse-ld=$linker -shared -fPIC -o lib/libf.so f.c
            under musl-gcc -fuse-ld=$linker -o bin/musl call.c -Llib -lf $words
            assert_contains "$(rpath_of bin/musl)" "$SLASHES"
            bin/musl
            gcc -fuse-ld=$linker -shared -fPIC -o lib/libf.so f.c
        done
    done
}

# ------------------------------------------------------------------------ BSD

@test "BSD: what clang links for one with lld has the flag, programs and libraries" {
    requires clang ld.lld
    local target file
    for target in x86_64-unknown-openbsd7 i386-unknown-freebsd13 x86_64-unknown-dragonfly6 aarch64-unknown-netbsd9; do
        "$ORIGINLD" run clang --target=$target -fuse-ld=lld -shared -nostdlib -fPIC -o libf.so f.c -Wl,-rpath,RIGIN/../lib
        "$ORIGINLD" run clang --target=$target -fuse-ld=lld -nostdlib -Wl,-e,main -o out main.c libf.so -Wl,-rpath,RIGIN/../lib
        for file in libf.so out; do
            assert_equal "$target $file $(rpath_of $file)" "$target $file \$ORIGIN/../lib"
            assert_contains "$target $file $(readelf -dW $file)" 'Flags: ORIGIN'
        done
    done
    "$ORIGINLD" run clang -fuse-ld=lld -shared -fPIC -o out f.c -Wl,-rpath,RIGIN/../lib
    assert_equal "$(rpath_of out)" '$ORIGIN/../lib'
    refute_contains "$(readelf -dW out | grep FLAGS)" ORIGIN
}

@test "BSD: a compiler's line that leads past the linker names gets the flag, too" {
    requires clang
    argv_recorder clang
    export RECORD=$PWD/r PATH=$BATS_TEST_TMPDIR/bin:$PATH
    "${LDDIR%/ld}/cc/clang" --target=x86_64-unknown-openbsd7 --ld-path=/x/ld.lld -Wl,-rpath,RIGIN a.o
    assert_argv "$RECORD" --target=x86_64-unknown-openbsd7 --ld-path=/x/ld.lld '-Wl,-rpath,$ORIGIN' a.o -Xlinker -z -Xlinker origin
    "${LDDIR%/ld}/cc/clang" --target=x86_64-unknown-openbsd7 -Wl,-rpath,RIGIN a.o
    assert_argv "$RECORD" --target=x86_64-unknown-openbsd7 '-Wl,-rpath,$ORIGIN' a.o
}

@test "run --dtags: each linker writes that tag, also against the compiler's own option" {
    requires ld.bfd ld.gold ld.lld mold
    local linker words
    for linker in $LINKERS; do
        for words in '' -Wl,--enable-new-dtags -Wl,--disable-new-dtags; do
            # shellcheck disable=SC2086 # may be no word
            "$ORIGINLD" run --dtags=rpath gcc -fuse-ld="$linker" $words -o program main.c -Wl,-rpath,RIGIN/../lib
            assert_contains "$linker $words $(readelf -dW program)" '(RPATH)'
            # shellcheck disable=SC2086
            "$ORIGINLD" run --dtags runpath gcc -fuse-ld="$linker" $words -o program main.c -Wl,-rpath,RIGIN/../lib
            assert_contains "$linker $words $(readelf -dW program)" '(RUNPATH)'
        done
    done
    run -2 "$ORIGINLD" run --dtags both true
    assert_contains "$output" 'runpath or rpath'
    run -0 "$ORIGINLD" env --dtags rpath
    assert_contains "$output" "export ORIGINLD_DTAGS='rpath'"
}

# ---------------------------------------------------------------------- trees

# A program with a library in lib, which needs one in lib/deep; and a plugin still deeper, which needs both: its exact list is longer than what any
# link can know.
write_sources() {
    printf 'const char *word(void) { return "hello"; }\n' >word.c
    printf 'const char *word(void);\nconst char *greet(void) { return word(); }\n' >greet.c
    printf 'const char *word(void), *greet(void);\nint plugin(void) { return word() == greet(); }\n' >plugin.c
    cat >hello.c <<'EOF'
#include <dlfcn.h>
#include <stdio.h>
const char *greet(void);
int main(int argc, char **argv)
{
	void *h = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;
	int (*plugin)(void) = h ? (int (*)(void))dlsym(h, "plugin") : NULL;

	printf("%s %s\n", greet(), plugin && plugin() ? "plugin" : dlerror());
	return 0;
}
EOF
}

# assert_movable WHAT: once mended, the tree works where it is moved to, and nothing is found wrong with it.
assert_movable() {
    local moved="$BATS_TEST_TMPDIR/moved to a place/$1"
    step "$ORIGINLD" fix "$PREFIX"
    rm -rf build "$moved"
    mkdir -p "${moved%/*}"
    mv "$PREFIX" "$moved"
    # the loader looks for what the plugin needs by the plugin's own list
    assert_equal "$1: $(env -i "$moved/bin/hello" "$moved/lib/deep/er/plugin.so" 2>&1)" "$1: hello plugin" || return 1
    refute_contains "$(ldd "$moved/lib/deep/er/plugin.so")" 'not found'
    run -0 "$ORIGINLD" check "$moved"
    assert_equal "$1: $(rpath_of "$moved/bin/hello" | sed 's,//*$,,')" "$1: \$ORIGIN/../lib"
}

@test "trees: a makefile's, with each linker" {
    requires make ld.bfd ld.gold ld.lld mold
    local linker
    write_sources
    cat >Makefile <<'EOF'
LDFLAGS += -L$(P)/lib -L$(P)/lib/deep -Wl,-rpath-link,$(P)/lib/deep
all:
	mkdir -p $(P)/bin $(P)/lib/deep/er
	$(CC) -shared -fPIC -o $(P)/lib/deep/libword.so word.c $(LDFLAGS)
	$(CC) -shared -fPIC -o $(P)/lib/libgreet.so greet.c $(LDFLAGS) -lword
	$(CC) -shared -fPIC -o $(P)/lib/deep/er/plugin.so plugin.c $(LDFLAGS) -lword -lgreet
	$(CC) -o $(P)/bin/hello hello.c $(LDFLAGS) -lgreet -ldl
EOF
    for linker in $LINKERS; do
        LDFLAGS='-Wl,-rpath,$ORIGIN/../lib' in_step make CC="gcc -fuse-ld=$linker" P="$PREFIX"
        assert_movable "make-$linker" || return 1
    done
}

@test "trees: libtool's, which links again at install, with each linker" {
    requires make libtool ld.bfd ld.gold ld.lld mold
    local linker
    write_sources
    cat >Makefile <<'EOF'
LINK = libtool --silent --tag=CC --mode=link $(CC) $(LDFLAGS)
all:
	for f in word greet plugin hello; do libtool --silent --tag=CC --mode=compile $(CC) -c -o $$f.lo $$f.c || exit; done
	$(LINK) -o libword.la word.lo -rpath $(P)/lib/deep
	$(LINK) -o libgreet.la greet.lo libword.la -rpath $(P)/lib
	$(LINK) -module -avoid-version -o plugin.la plugin.lo libgreet.la libword.la -rpath $(P)/lib/deep/er
	$(LINK) -o hello hello.lo libgreet.la -ldl
install:
	mkdir -p $(P)/bin $(P)/lib/deep/er
	libtool --silent --mode=install cp libword.la $(P)/lib/deep
	libtool --silent --mode=install cp libgreet.la $(P)/lib
	libtool --silent --mode=install cp plugin.la $(P)/lib/deep/er
	libtool --silent --mode=install cp hello $(P)/bin
EOF
    for linker in $LINKERS; do
        LDFLAGS='-Wl,-rpath,$ORIGIN/../lib' in_step make CC="gcc -fuse-ld=$linker" P="$PREFIX"
        LDFLAGS='-Wl,-rpath,$ORIGIN/../lib' in_step make CC="gcc -fuse-ld=$linker" P="$PREFIX" install
        assert_movable "libtool-$linker" || return 1
        rm -rf .libs ./*.la ./*.lo ./*.o hello
    done
}

@test "trees: CMake's, which changes rpaths at install, with each linker" {
    requires cmake make ld.bfd ld.gold ld.lld mold
    local linker
    write_sources
    cat >CMakeLists.txt <<'EOF'
cmake_minimum_required(VERSION 3.13)
project(hello C)
add_library(word SHARED word.c)
add_library(greet SHARED greet.c)
target_link_libraries(greet PRIVATE word)
add_library(plugin MODULE plugin.c)
set_target_properties(plugin PROPERTIES PREFIX "")
target_link_libraries(plugin PRIVATE greet word)
add_executable(hello hello.c)
target_link_libraries(hello PRIVATE greet dl)
install(TARGETS word DESTINATION lib/deep)
install(TARGETS greet DESTINATION lib)
install(TARGETS plugin DESTINATION lib/deep/er)
install(TARGETS hello DESTINATION bin)
EOF
    for linker in $LINKERS; do
        LDFLAGS="-fuse-ld=$linker -Wl,-rpath,\$ORIGIN/../lib" in_step cmake -S . -B build -DCMAKE_INSTALL_PREFIX="$PREFIX" -DCMAKE_C_COMPILER=gcc \
            -DCMAKE_C_COMPILER_WORKS=1
        in_step make -C build install
        assert_movable "cmake-$linker" || return 1
    done
}

@test "trees: Meson's, whose installer takes out what is its own, with each linker" {
    requires meson ninja ld.bfd ld.gold ld.lld mold
    local linker
    write_sources
    cat >meson.build <<'EOF'
project('hello', 'c')
dl = meson.get_compiler('c').find_library('dl', required: false)
word = shared_library('word', 'word.c', install: true, install_dir: 'lib/deep')
greet = shared_library('greet', 'greet.c', link_with: word, install: true, install_dir: 'lib')
shared_module('plugin', 'plugin.c', name_prefix: '', link_with: [greet, word], install: true, install_dir: 'lib/deep/er')
executable('hello', 'hello.c', link_with: greet, dependencies: dl, install: true)
EOF
    for linker in $LINKERS; do
        CC=gcc CC_LD=$linker LDFLAGS='-Wl,-rpath,$ORIGIN/../lib' in_step meson setup build --prefix="$PREFIX" --libdir=lib
        in_step meson install -C build
        assert_movable "meson-$linker" || return 1
    done
}
