#!/usr/bin/env bats
# What is installed by a build under originld does not know of it; what stays in build trees is pinned here.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

load helpers/common

setup() {
    setup_common
    requires make gcc
    unset CC
    # libtool cannot install below a folder with a blank
    mkdir "$BATS_TEST_TMPDIR/project"
    cd "$BATS_TEST_TMPDIR/project" || return 1
    TREE=$BATS_TEST_TMPDIR/tree
    printf '#include <stdio.h>\nvoid greet(void) { puts("hello"); }\n' >greet.c
    printf 'void greet(void);\nint main(void) { greet(); return 0; }\n' >hello.c
}

# Nothing that hangs may hold up the rest.
step() { timeout -k 5 100 "$@" >>log 2>&1 </dev/null || die "$*:" "$(tail -n 5 log)"; }

# traces FOLDER...: names of files in which there is a path of originld: of its installation, or of its folders of links.
traces() { grep -rlaF -e "$(realpath "$STAGE")" -e "${STAGE%/}/" -e "$HOME/.cache/originld" -e "$(realpath "$HOME")/.cache/originld" "$@" || test $? = 1; }

# assert_clean WHAT: there is something in the tree, the program runs where it was moved to, and nothing has a path of ours.
assert_clean() {
    test -n "$(find "$TREE" -type f)" || die "$1: nothing was installed" || return 1
    assert_equal "$1: $(traces "$TREE")" "$1: " || return 1
    rm -rf "$TREE.moved"
    mv "$TREE" "$TREE.moved"
    assert_equal "$1: $("$TREE.moved/bin/hello")" "$1: hello"
}

@test "traces: a path of ours in a file would be found" {
    local folder
    mkdir -p "$TREE/a b"
    assert_equal "$(traces "$TREE")" ''
    for folder in "$("$ORIGINLD" dir ld)" "$("$ORIGINLD" dir cc)" "$("$ORIGINLD" dir --all ld)" "$("$ORIGINLD" dir --all cc)"; do
        printf 'LD=%s/ld\n' "$folder" >"$TREE/a b/file"
        assert_equal "$folder $(traces "$TREE")" "$folder $TREE/a b/file"
        printf '\0\377\0%s/ld\0' "$folder" >"$TREE/a b/file"
        assert_equal "$folder $(traces "$TREE")" "$folder $TREE/a b/file"
    done
}

@test "a makefile: after run make install and run --cc make install no file has a path of ours" {
    local way
    cat >Makefile <<'EOF'
CC = gcc
all: bin/hello share/flags
bin/hello: lib/libgreet.so
	mkdir -p bin
	$(CC) -g -o $@ hello.c -Llib -lgreet -Wl,-rpath,$ORIGIN/../lib
lib/libgreet.so:
	mkdir -p lib
	$(CC) -g -shared -fPIC -o $@ greet.c
share/flags:
	mkdir -p share
	echo "cc=$(CC)" >$@
install:
	mkdir -p $(DESTDIR)
	cp -R bin lib share $(DESTDIR)
EOF
    for way in '' --cc; do
        rm -rf bin lib share
        step "$ORIGINLD" run $way make
        step "$ORIGINLD" run $way make DESTDIR="$TREE" install
        assert_clean "run $way"
    done
}

@test "autotools: after run make install and run --cc make install no file has a path of ours; libtool keeps one as LD" {
    requires autoconf automake libtoolize
    local way
    printf '%s\n' 'AC_INIT([greet], [1])' 'AM_INIT_AUTOMAKE([foreign])' AC_PROG_CC 'LT_INIT([disable-static])' 'AC_CONFIG_FILES([Makefile greet.pc])' \
        AC_OUTPUT >configure.ac
    cat >Makefile.am <<'EOF'
lib_LTLIBRARIES = libgreet.la
libgreet_la_SOURCES = greet.c
bin_PROGRAMS = hello
hello_SOURCES = hello.c
hello_LDADD = libgreet.la
hello_LDFLAGS = -R /__ORIGIN__/../lib
pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = greet.pc
EOF
    printf '%s\n' 'prefix=@prefix@' 'cc=@CC@' 'cflags=@CFLAGS@' 'ldflags=@LDFLAGS@' 'libs=@LIBS@' >greet.pc.in
    step autoreconf --install
    for way in '' --cc; do
        step "$ORIGINLD" run $way ./configure --prefix="$TREE"
        step "$ORIGINLD" run $way make
        step "$ORIGINLD" run $way make install
        # in the script of the build folder, as gcc -print-prog-name=ld says
        assert_contains "$(grep -m 1 '^LD=' libtool)" "$("$ORIGINLD" dir --all ld)/"
        assert_clean "run $way"
        step make distclean
    done
}

@test "cmake: after run make install no file has a path of ours, also one made from CMAKE_C_COMPILER and CMAKE_LINKER" {
    requires cmake
    write_cmake_project
    step "$ORIGINLD" run cmake -S . -B build -DCMAKE_INSTALL_PREFIX="$TREE"
    step "$ORIGINLD" run make -C build install
    # the log of its probes has COMPILER_PATH, as gcc -v prints it
    assert_equal "$(traces build | grep -v 'CMakeOutput.log$')" ''
    assert_clean run
}

@test "cmake: after run --cc make install no file has a path of ours where CC is an absolute path, and else that of the compiler's name" {
    requires cmake
    write_cmake_project
    CC=$(type -P gcc) step "$ORIGINLD" run --cc cmake -S . -B build -DCMAKE_INSTALL_PREFIX="$TREE"
    step "$ORIGINLD" run --cc make -C build install
    assert_clean 'run --cc, CC absolute'
    rm -rf build
    step "$ORIGINLD" run --cc cmake -S . -B build -DCMAKE_INSTALL_PREFIX="$TREE"
    step "$ORIGINLD" run --cc make -C build install
    assert_equal "$(sed -n 's/^cc=//p' "$TREE/share/tools")" "$("$ORIGINLD" dir cc)/cc"
    assert_equal "$(sed -n 's/^ld=//p' "$TREE/share/tools")" "$("$ORIGINLD" dir ld)/ld"
    assert_equal "$(traces "$TREE")" "$TREE/share/tools"
    assert_contains "$(grep ^CMAKE_LINKER: build/CMakeCache.txt)" "$("$ORIGINLD" dir ld)/ld"
}

write_cmake_project() {
    cat >CMakeLists.txt <<'EOF'
cmake_minimum_required(VERSION 3.10)
project(greet C)
set(CMAKE_INSTALL_RPATH "$ORIGIN/../lib")
add_library(greet SHARED greet.c)
add_executable(hello hello.c)
target_link_libraries(hello greet)
configure_file(tools.in tools @ONLY)
install(TARGETS greet hello RUNTIME DESTINATION bin LIBRARY DESTINATION lib)
install(FILES ${CMAKE_BINARY_DIR}/tools DESTINATION share)
EOF
    printf '%s\n' 'cc=@CMAKE_C_COMPILER@' 'ld=@CMAKE_LINKER@' 'ar=@CMAKE_AR@' >tools.in
}
