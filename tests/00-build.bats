#!/usr/bin/env bats
# configure, make and make install, tried on the real sources beside this file.
# A $ in single quotes is the very subject here.
# shellcheck disable=SC2016

load helpers/common

setup() { setup_common; }

make_() { "${ORIGINLD_TEST_MAKE:-make}" "$@"; }

# configure_in FOLDER ARGUMENT...
configure_in() {
    mkdir -p "$1"
    (cd "$1" && shift && "$SRC/configure" --quiet "$@")
}

# build_in FOLDER ARGUMENT...: configure and make $what, which is all by default; the shim must be in order.
build_in() {
    configure_in "$@"
    # shellcheck disable=SC2086 # no word or one
    (cd "$1" && make_ -j2 ${what-} >make.log 2>&1) || { tail -n 20 "$1/make.log" >&2; return 1; }
    sh "$SRC/tests/try-shim" "$1/originld-shim"
}

# shared_build: sets SHARED, a build folder that several tests use and none changes; its prefix is $PLACE, which is not there.
shared_build() {
    SHARED=$BATS_FILE_TMPDIR/shared
    PLACE="$BATS_FILE_TMPDIR/or ig/in"
    test -f "$SHARED/shim-kind" || build_in "$SHARED" --prefix="$PLACE" CFLAGS='-O0 -g'
}

# Does the build folder $1 have the kind of shim that the suite's own has?
same_kind() { assert_equal "$(cat "$1/shim-kind")" "$ORIGINLD_TEST_KIND"; }

# ------------------------------------------------------------------ arguments

@test "configure: an unknown option is an error that names it and --help" {
    run -1 "$SRC/configure" --prefx=/usr
    assert_contains "$output" '--prefx'
    assert_contains "$output" '--help'
    run -1 "$SRC/configure" --frobnicate
    assert_contains "$output" '--frobnicate'
    run -1 "$SRC/configure" word
    assert_contains "$output" 'word'
    run -1 "$SRC/configure" CFLAG=-O2
    assert_contains "$output" 'CFLAG'
    run -1 "$SRC/configure" --prefix
    assert_contains "$output" '--prefix needs a value'
    run -1 "$SRC/configure" --prefix=relative
    assert_contains "$output" 'absolute'
    test ! -e Makefile
}

@test "configure: what distributions' wrappers pass is accepted" {
    run configure_in b --build="$("$CC" -dumpmachine)" --program-prefix= --disable-dependency-tracking \
        --prefix=/usr --exec-prefix=/usr --bindir=/usr/bin --sbindir=/usr/sbin --sysconfdir=/etc \
        --datadir=/usr/share --includedir='${prefix}/include' --libdir=/usr/lib64 \
        --libexecdir='${prefix}/lib/x' --localstatedir=/var --runstatedir=/run --sharedstatedir=/var/lib \
        --mandir='${prefix}/share/man' --infodir=/usr/share/info --disable-option-checking \
        --disable-silent-rules --disable-maintainer-mode --enable-static --with-pic --without-x --foodir=/x
    assert_status 0
    assert_contains "$output" '--disable-option-checking'
    grep 'define BINDIR_TO_LIBEXEC "../lib/x/originld"' b/config.h
    grep 'define LIBEXECDIR "/usr/lib/x"' b/config.h
    grep '^mandir *= $(prefix)/share/man$' b/Makefile
}

@test "configure: --help lists every option and variable that is understood" {
    local word
    run -0 "$SRC/configure" --help
    for word in --help --version --quiet --srcdir --prefix --exec-prefix --bindir --libexecdir --datarootdir \
        --mandir --docdir --build --host --enable-werror --enable-debug --enable-sanitize --enable-coverage \
        --disable-static-shim $(sed -n "s/^variables='\(.*\)'/\1/p" "$SRC/configure") \
        $(sed -n '/^takes_a_value/,/^}/p' "$SRC/configure" | grep -o -e '--[a-z-]*'); do
        assert_contains "$output" "$word"
    done
}

@test "configure: options may be two words, and may repeat: the last counts" {
    configure_in b --prefix /first --prefix '/second one' --bindir /third/bin
    grep '^prefix *= /second one$' b/Makefile
    grep '^bindir *= /third/bin$' b/Makefile
    grep 'define BINDIR_TO_LIBEXEC "../../second one/libexec/originld"' b/config.h
}

@test "configure: a compiler that does not work is explained" {
    run -1 configure_in b CC=false
    assert_contains "$output" 'false cannot make a C99 program'
    assert_contains "$output" 'CC='
    assert_contains "$output" 'config.log'
    grep 'checking whether it makes C99 programs' b/config.log
    grep '^| #include <stdint.h>' b/config.log
    test ! -e b/Makefile
}

@test "configure: somebody else's Makefile is not overwritten" {
    echo 'all:' >Makefile
    run -1 "$SRC/configure" --quiet
    assert_contains "$output" 'not one of ours'
    assert_equal "$(cat Makefile)" 'all:'
}

@test "configure: the version is written in one place" {
    local version
    version=$(sed -n 's/^version=\([0-9.]*\).*/\1/p' "$SRC/configure")
    assert_equal "$("$SRC/configure" --version)" "originld configure $version"
    run ! grep -rnF "\"$version\"" "$SRC/shim" "$SRC/Makefile.in"
    run -0 "$ORIGINLD" --version
    assert_contains "$output" "$version"
}

# --------------------------------------------------------------------- shells

@test "configure: dash, busybox sh, bash, ksh and mksh write the same files" {
    requires dash busybox bash ksh mksh
    local shell first=
    for shell in dash 'busybox sh' bash ksh mksh; do
        mkdir "${shell%% *}"
        # shellcheck disable=SC2086 # busybox sh is two words
        (cd "${shell%% *}" && $shell "$SRC/configure" --quiet --prefix='/a b' \
            LDFLAGS='-Wl,-rpath,$ORIGIN/../lib' CFLAGS="-O1 -DX='\"a b\"'") || die "$shell failed"
        first=${first:-${shell%% *}}
        cmp "$first/Makefile" "${shell%% *}/Makefile"
        cmp "$first/config.h" "${shell%% *}/config.h"
        cmp "$first/config.status" "${shell%% *}/config.status"
    done
}

@test "config.status: makes the same Makefile again, whatever the environment says" {
    configure_in b --prefix='/o p' CFLAGS="-O1 -DX='\"q\"'" LDFLAGS='-Wl,-rpath,$ORIGIN'
    cp b/Makefile before
    rm b/Makefile b/config.h
    CFLAGS=-O3 LDFLAGS=-Wl,-x CC=false b/config.status >/dev/null
    cmp before b/Makefile
    test -f b/config.h
    assert_contains "$(sed -n 1p b/Makefile)" 'changes here get lost'
    assert_contains "$(sed -n 2p b/config.status)" 'changes here get lost'
    assert_contains "$(sed -n 1p b/config.h)" 'changes here get lost'
}

@test "make: Makefile is made again when Makefile.in is newer" {
    make -v 2>/dev/null | grep -q GNU || skip 'only GNU make looks after its own Makefile'
    mkdir src
    cp -R "$SRC/configure" "$SRC/Makefile.in" "$SRC/shim" src
    rm -f src/shim/*.o
    (mkdir b && cd b && ../src/configure --quiet)
    echo '# newer' >>src/Makefile.in
    touch -d '+2 seconds' src/Makefile.in
    (cd b && make help >/dev/null)
    grep '# newer' b/Makefile
}

# --------------------------------------------------------------------- builds

@test "make: builds in a folder with a blank, from sources in another, and writes nothing there" {
    requires uninstrumented
    mkdir 'the source'
    cp -R "$SRC/configure" "$SRC/Makefile.in" "$SRC/shim" "$SRC/tests" 'the source'
    rm -rf 'the source/tests/work' 'the source/tests/stage'
    find 'the source' -name '*.o' -exec rm {} +
    find 'the source' | sort >before
    mkdir 'the build'
    (cd 'the build' && "../the source/configure" --quiet CFLAGS=-O0 && make_ -j2 >make.log 2>&1)
    sh "$SRC/tests/try-shim" 'the build/originld-shim'
    same_kind 'the build'
    find 'the source' | sort | cmp - before
    (cd 'the build' && make_ distclean >/dev/null)
    find 'the build' ! -type d ! -name make.log >left
    assert_equal "$(cat left)" ''
}

@test "make: bmake builds, in parallel too" {
    requires bmake
    configure_in b CFLAGS=-O0
    (cd b && bmake -j2 >make.log 2>&1 && bmake -s DESTDIR="$PWD/dest" install >>make.log 2>&1)
    sh "$SRC/tests/try-shim" b/originld-shim
    test -x b/dest/usr/local/bin/originld
    test -L b/dest/usr/local/libexec/originld/ld/ld
}

@test "make: a \$ORIGIN in our own LDFLAGS arrives, however it is spelt" {
    requires readelf
    local flags number=0
    for flags in '-Wl,-rpath,$ORIGIN/../lib' '-Wl,-rpath,\$ORIGIN/../lib' '-Wl,-rpath,$$ORIGIN/../lib' \
        '-Wl,-rpath,\$$ORIGIN/../lib' "-Wl,-rpath,'\$ORIGIN/../lib'" "-Wl,-rpath,'\$\$ORIGIN/../lib'" \
        '"-Wl,-rpath,$ORIGIN/../lib"' "-Wl,-rpath,\\\$ORIGIN/../lib -Wl,--defsym='a'=0"; do
        number=$((number + 1))
        configure_in b LDFLAGS="$flags" CFLAGS=-O0
        rm -f b/originld
        (cd b && make_ -j2 originld >make.log 2>&1) || { tail -n 20 b/make.log >&2; return 1; }
        readelf -d b/originld | grep -F '[$ORIGIN/../lib]' || die "lost: $flags"
    done
}

@test "make: quotes in CFLAGS mean what they mean to the shell" {
    configure_in b CFLAGS="-O0 -DWORDS='\"a b # c\"'"
    assert_equal "$(cd b && make_ -n shim/path.o | grep -c "DWORDS='\"a b # c\"'")" 1
    (cd b && make_ shim/path.o >/dev/null)
}

@test "make: the flags of Debian, Fedora and Arch build a working shim" {
    requires uninstrumented
    # the command is asked of the longest list alone: each of these builds takes its time
    local what=originld-shim
    build_in debian CPPFLAGS='-Wdate-time -D_FORTIFY_SOURCE=2' LDFLAGS='-Wl,-z,relro -Wl,-z,now -fPIE -pie' \
        CFLAGS='-g -O2 -fPIE -fstack-protector-strong -fstack-clash-protection -Wformat -Werror=format-security -fcf-protection'
    same_kind debian
    what=all
    build_in fedora LDFLAGS='-Wl,-z,relro -Wl,--as-needed -Wl,-z,now -Wl,--build-id=sha1' \
        CFLAGS='-O2 -flto=auto -ffat-lto-objects -fexceptions -g -grecord-gcc-switches -pipe -Wall -Wp,-U_FORTIFY_SOURCE,-D_FORTIFY_SOURCE=2 -Wp,-D_GLIBCXX_ASSERTIONS -fstack-protector-strong -fasynchronous-unwind-tables -fstack-clash-protection -fno-omit-frame-pointer'
    same_kind fedora
    what=originld-shim
    build_in arch LDFLAGS='-Wl,-O1,--sort-common,--as-needed,-z,relro,-z,now -flto=auto' \
        CFLAGS='-O2 -pipe -fno-plt -fexceptions -Wp,-D_FORTIFY_SOURCE=2 -Wformat -Werror=format-security -fstack-clash-protection -fcf-protection -fno-omit-frame-pointer -flto=auto'
    same_kind arch
}

@test "make: link-time optimisation, sanitizers and coverage leave a working shim" {
    requires uninstrumented
    build_in lto CFLAGS='-O2 -flto' LDFLAGS=-flto
    same_kind lto
    build_in asan CFLAGS='-O1 -g -fsanitize=address,undefined' LDFLAGS='-fsanitize=address,undefined'
    build_in coverage CFLAGS='-O0 -g --coverage' LDFLAGS=--coverage
}

@test "make: clang with lld builds a working shim" {
    requires uninstrumented clang ld.lld
    build_in b CC=clang LDFLAGS=-fuse-ld=lld
    same_kind b
}

@test "make: a static build with musl works, with each kind of shim, and its unit tests pass" {
    requires uninstrumented musl-gcc readelf
    unset CC
    build_in b CC=musl-gcc LDFLAGS=-static
    same_kind b
    assert_contains "$(readelf -lW b/originld)" LOAD
    refute_contains "$(readelf -lW b/originld b/originld-shim)" INTERP
    b/originld --version
    # the kind for other machines, whose libc is musl's
    (cd b && make_ shim/shim-static >make.log 2>&1) || { tail -n 20 b/make.log >&2; return 1; }
    sh "$SRC/tests/try-shim" b/shim/shim-static
    (cd b && timeout -k 5 300 "${ORIGINLD_TEST_MAKE:-make}" check-unit >check.log 2>&1) || { tail -n 20 b/check.log >&2; return 1; }
    assert_contains "$(tail -n 1 b/check.log)" ' passed, 0 failed'
}

@test "make: --disable-static-shim gives a dynamic shim that works" {
    build_in b --disable-static-shim CFLAGS=-O0
    assert_equal "$(cat b/shim-kind)" dynamic
}

@test "make: a raw shim that does not run is replaced by the next kind" {
    requires raw
    configure_in b
    # As if the compiler had broken it: a program that does nothing.
    (cd b && make_ -j2 shim/shim-raw >/dev/null 2>&1)
    cp "$(type -P true)" b/shim/shim-raw
    run -0 make_ -C b originld-shim
    assert_contains "$output" 'the raw shim does not work'
    refute_contains "$(cat b/shim-kind)" raw
    sh "$SRC/tests/try-shim" b/originld-shim
}

@test "make: two builds in two folders give the same bytes" {
    shared_build
    grep -q '^prefix_map=.*prefix-map' "$SHARED/config.log" || skip "the compiler does not leave folders' names out"
    mkdir -p 'far/away and'
    build_in 'far/away and/two' --prefix="$PLACE" CFLAGS='-O0 -g'
    cmp "$SHARED/originld" 'far/away and/two/originld'
    cmp "$SHARED/originld-shim" 'far/away and/two/originld-shim'
}

@test "make: a cross build runs nothing and makes programs for the host" {
    requires aarch64-linux-gnu-gcc readelf
    unset CC
    configure_in b --host=aarch64-linux-gnu CFLAGS=-O0
    (cd b && make_ -j2 >make.log 2>&1) || { tail -n 20 b/make.log >&2; return 1; }
    readelf -h b/originld-shim | grep AArch64
    grep 'BUILD_TRIPLET "aarch64-linux-gnu"' b/config.h
    if type -P qemu-aarch64 >/dev/null && test -e /proc/sys/fs/binfmt_misc/qemu-aarch64; then
        sh "$SRC/tests/try-shim" b/originld-shim
    fi
}

@test "make: a cross build without its compiler is explained" {
    unset CC
    run -1 configure_in b --host=vax-dec-ultrix
    assert_contains "$output" 'vax-dec-ultrix-gcc'
}

# ------------------------------------------------------------------- installs

@test "make install: DESTDIR gets the command, the shim and relative links; uninstall takes all away" {
    local dest=$PWD/dest
    shared_build
    make_ -C "$SHARED" DESTDIR="$dest" install >/dev/null
    (cd "$dest$PLACE" && test -x bin/originld && test -x libexec/originld/shim)
    run -0 readlink "$dest$PLACE/libexec/originld/ld/ld.lld"
    assert_equal "$output" ../shim
    test -L "$dest$PLACE/libexec/originld/ld/$(sed -n 's/.*BUILD_TRIPLET "\(.*\)"/\1/p' "$SHARED/config.h")-ld"
    make_ -C "$SHARED" DESTDIR="$dest" install >/dev/null
    make_ -C "$SHARED" DESTDIR="$dest" uninstall >/dev/null
    assert_equal "$(find "$dest" ! -type d)" ''
    test ! -d "$dest$PLACE"
}

@test "make install: the command runs from its place, and again after a move" {
    shared_build
    make_ -C "$SHARED" install >/dev/null
    "$PLACE/bin/originld" --version
    mv "$PLACE" two
    two/bin/originld --version
}

@test "make install: gcc's private names real-ld and collect-ld are never installed" {
    run ! ls "$LDDIR/real-ld"
    run ! ls "$LDDIR/collect-ld"
    assert_equal "$(find "$LDDIR" "$(dirname "$ORIGINLD")" -name '*real-ld*' -o -name '*collect*')" ''
}

@test "make install: nothing in bin but the command" {
    assert_equal "$(ls -A "$(dirname "$ORIGINLD")")" originld
}

@test "programs: no rpath, and no memory is both writable and executable" {
    requires readelf
    local program
    for program in "$ORIGINLD" "$SHIM"; do
        readelf -dlW "$program" >said
        grep -q LOAD said
        run ! grep -E 'R(UN)?PATH|TEXTREL| RWE ' said
        run ! grep -E 'GNU_STACK .* R?W?E  *0x' said
    done
}

@test "programs: the command has what configure found of hardening" {
    requires readelf
    ! grep -q '^hard_cflags=.*-fsanitize' "$BUILD/config.log" || skip 'this build is instrumented'
    readelf -hdlW "$ORIGINLD" >said
    local flag mark
    while read -r flag mark; do
        grep -q "^hard_ldflags=.*$flag" "$BUILD/config.log" || continue
        grep -qE "$mark" said || die "$flag was found to work, and originld has no $mark"
    done <<'END'
-pie Type: +DYN
-z,relro GNU_RELRO
-z,now BIND_NOW|FLAGS.*NOW
END
}

@test "make install-strip: strips the command" {
    requires file
    shared_build
    make_ -C "$SHARED" DESTDIR="$PWD/dest" install-strip >/dev/null
    # strip leaves no names; and what was built keeps them
    file "$SHARED/originld" | grep 'not stripped'
    run -0 file "dest$PLACE/bin/originld"
    refute_contains "$output" 'not stripped'
}

@test "make help: lists every target" {
    local target
    configure_in b
    run -0 make_ -C b help
    for target in all install install-strip uninstall installdirs check bench bench-docs demo dist distcheck clean \
        mostlyclean distclean maintainer-clean lint; do
        assert_contains "$output" "make $target"
    done
}
