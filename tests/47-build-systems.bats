#!/usr/bin/env bats
# docs/build-systems and docs/packaging.md, carried out: what they say to write arrives as $ORIGIN/../lib in the linked
# file, and what they say goes wrong goes wrong. helpers/pages.pl takes the examples from the pages.
#
# Of packaging.md the package managers that are here are used themselves: dpkg-buildflags, dh, make for debian/rules,
# rpmbuild with its check-rpaths. helpers/packagers has stand-ins for makepkg, ebuild, emake, spack and sudo, which do with
# the recipe what these do, and nothing around it. build.sh of conda is run as a script.
# shellcheck disable=SC2016,SC2154

load helpers/common

setup() {
    # where the toolchains of rustup are is told by HOME, which will be another
    local rustup=${RUSTUP_HOME-$HOME/.rustup} name
    setup_common
    for name in $(compgen -e); do
        case $name in
        CARGO_* | RUST* | CGO_* | GO* | PYTHON* | PERL* | RUBY* | SCONS* | DEB_* | DH_* | QMAKE* | QA_* | RPM_*) unset "$name" ;;
        esac
    done
    if test -d "$rustup"; then export RUSTUP_HOME=$rustup; fi
    export GOTOOLCHAIN=local GOPROXY=off CARGO_NET_OFFLINE=true RUSTUP_AUTO_INSTALL=0
    requires perl make readelf
    PAGES=$SRC/docs/build-systems
    PATH=${ORIGINLD%/*}:$PATH
    # autoconf, libtool and others cannot do with a blank in the folder's name
    mkdir "$BATS_TEST_TMPDIR/page"
    cd "$BATS_TEST_TMPDIR/page" || return 1
}

pages() { perl "$SRC/tests/helpers/pages.pl" "$@"; }

# carry_out PAGE: of docs/build-systems. What was passed over is said even if all is well.
carry_out() {
    run pages run "$PAGES/$1" --with "$PAGES/README.md"
    printf '%s\n' "$output" | grep '^passed over' | sed 's/^/# /' >&3 || :
    test "$status" = 0 || die "$output"
}

# package SECTION: of packaging.md.
package() {
    export SECURE_PATH=${ORIGINLD%/*}:/usr/sbin:/usr/bin:/sbin:/bin
    PATH=$SRC/tests/helpers/packagers:$PATH
    run pages run "$SRC/docs/packaging.md" --with "$PAGES/README.md" --with "$SRC/tests/helpers/packagers" "$1"
    test "$status" = 0 || die "$output"
}

# -------------------------------------------------------------------- the pages

@test "README.md of the pages: ORIGIN set to itself survives shells" { carry_out README.md; }

@test "make.md: is what happens" {
    requires bmake
    carry_out make.md
}

@test "autotools.md: is what happens" {
    requires autoconf
    carry_out autotools.md
}

@test "libtool.md: is what happens" {
    requires libtool autoreconf libtoolize
    carry_out libtool.md
}

@test "cmake.md: is what happens" {
    requires cmake ninja
    carry_out cmake.md
}

@test "meson.md: is what happens" {
    requires meson ninja
    carry_out meson.md
}

@test "ninja.md: is what happens" {
    requires ninja
    carry_out ninja.md
}

@test "scons.md: is what happens" {
    # what SCons builds with is gcc
    requires scons gcc
    carry_out scons.md
}

@test "setuptools.md: is what happens" {
    requires python3 python3-config
    python3 -c 'import setuptools' || skip 'needs python3 with setuptools'
    carry_out setuptools.md
}

@test "cgo.md: is what happens" {
    requires go
    carry_out cgo.md
}

@test "cargo.md: is what happens" {
    requires cargo
    carry_out cargo.md
}

@test "makemaker.md: is what happens" {
    perl -MExtUtils::MakeMaker -e1 || skip 'needs perl with ExtUtils::MakeMaker'
    carry_out makemaker.md
}

@test "mkmf.md: is what happens" {
    requires ruby
    ruby -rmkmf -e1 || skip 'needs ruby with mkmf'
    rm -f mkmf.log
    carry_out mkmf.md
}

@test "gyp.md: is what happens" {
    requires gyp ninja
    carry_out gyp.md
}

@test "qmake.md: is what happens" {
    requires qmake6 g++
    carry_out qmake.md
}

# ----------------------------------------------------------------- the packagers

@test "packaging.md: debian/rules is what happens, with dh and dpkg-buildflags" {
    requires dh dpkg-buildflags
    package Debian
}

@test "packaging.md: the .spec is what happens, with rpmbuild and check-rpaths" {
    requires rpmbuild
    package RPM
}

@test "packaging.md: PKGBUILD is what happens, with a stand-in for makepkg" { package 'Arch Linux'; }

@test "packaging.md: the ebuild is what happens, with stand-ins for ebuild and emake" { package Gentoo; }

@test "packaging.md: package.py is what happens, with a stand-in for spack" {
    requires python3
    package Spack
}

@test "packaging.md: build.sh of conda is what happens" { package conda; }

@test "packaging.md: an install that links is what happens, with a stand-in for sudo" {
    requires libtool
    package 'Installing as another user'
}

@test "packaging.md: a staged tree that is mended is what happens" { package 'After the install'; }

@test "packaging.md: has no section that is not carried out" {
    sed -n 's/^## //p' "$SRC/docs/packaging.md" >titles
    test -s titles
    while IFS= read -r title; do
        # 85-packaging.bats builds those
        test "$title" != 'originld itself' || continue
        grep -qE "^ *package '?$title'?\$|\{ package '?$title'?; \}" "$BATS_TEST_FILENAME" || die "no test for: $title"
    done <titles
}

# --------------------------------------------------------------------- the form

@test "pages: have their four parts, nothing that is not carried out, and end at readelf" {
    local page
    for page in "$PAGES"/*.md; do
        case $page in
        */README.md) ;;
        *) pages form "$page" ;;
        esac
    done
}

@test "pages: each has a row of the table and a test, and the table says what they say" {
    local page
    for page in "$PAGES"/*.md; do
        page=${page##*/}
        grep -qE "carry_out $page(;|\$)" "$BATS_TEST_FILENAME" || die "no test for $page"
        test "$page" = README.md || grep -qF "]($page) |" "$PAGES/README.md" || die "README.md has no row for $page"
    done
    pages table "$PAGES/README.md"
}

@test "pages: the files that they name in links are there" {
    local page link
    for page in "$PAGES"/*.md "$SRC/docs/packaging.md"; do
        { grep -o ']([^)#:]*)' "$page" || :; } | sed 's/^](\(.*\))$/\1/' >links
        while IFS= read -r link; do
            test -e "${page%/*}/$link" || die "${page##*/}: there is no $link"
        done <links
    done
}

# ------------------------------------------------------------ the test's own test

@test "pages.pl: an example that does not arrive is a failure" {
    sed "s/'\\\$\\\$ORIGIN/'\$ORIGIN/" "$PAGES/make.md" >page.md
    run -1 pages run page.md --with "$PAGES/README.md" 'Without originld'
    assert_contains "$output" 'Library runpath: [RIGIN/../lib]'
}

@test "pages.pl: what is said to go wrong and does not is a failure" {
    sed '/^## What goes wrong/,/^## Traps/s/\[RIGIN/[LIGIN/' "$PAGES/make.md" >page.md
    run -1 pages run page.md --with "$PAGES/README.md" 'What goes wrong'
    assert_contains "$output" '[LIGIN/../lib]'
}

@test "pages.pl: a command that fails is a failure, unless what it prints is shown" {
    printf '%s\n' '## One' '```console' '$ false' '```' >page.md
    run -1 pages run page.md
    printf '%s\n' '## One' '```console' '$ echo no; false' 'no' '```' >page.md
    run -0 pages run page.md
    printf '%s\n' '## One' '```console' '$ exit 0' '$ true' '```' >page.md
    run -1 pages run page.md
    printf '%s\n' '## One' '```sh file=x' 'true' '```' >page.md
    run -1 pages run page.md
    assert_contains "$output" 'nothing was carried out'
}

@test "pages.pl: an rpath is compared as it is" {
    local is
    printf '%s\n' '## One' '```console' '$ cat is' ' 0x1d (RUNPATH)   Library runpath: [$ORIGIN/../lib]' '```' >page.md
    mkdir place
    for is in '$ORIGIN/../lib' "$PWD:\$ORIGIN/../lib"; do
        printf ' 0x0f (RPATH)  Library rpath: [%s]\n' "$is" >place/is
        run -0 pages run page.md --with place
        rm -rf base block*
    done
    for is in '$$ORIGIN/../lib' 'RIGIN/../lib' '$ORIGIN/../lib:' ':$ORIGIN/../lib' '/../lib:$ORIGIN/../lib' '$ORIGIN/lib' ''; do
        printf ' 0x1d (RUNPATH)  Library runpath: [%s]\n' "$is" >place/is
        run -1 pages run page.md --with place
        rm -rf base block*
    done
}

@test "pages.pl: a page that recommends what does not arrive has a bad form" {
    sed '/^## With originld/,/^## What/s/\[\$ORIGIN/[RIGIN/' "$PAGES/make.md" >page.md
    run -1 pages form page.md
    assert_contains "$output" 'a broken rpath is shown'
    sed 's/^## Traps/## Traps and snares/' "$PAGES/make.md" >page.md
    run -1 pages form page.md
    sed '/^## With originld/,/^## What/s/^\$ originld run/$/' "$PAGES/make.md" >page.md
    run -1 pages form page.md
    sed 's/^```makefile file=sub.mk/```makefile/' "$PAGES/make.md" >page.md
    run -1 pages form page.md
    assert_contains "$output" 'a block of which nothing is made'
    sed '/^\$ readelf/d' "$PAGES/make.md" >page.md
    run -1 pages form page.md
}
