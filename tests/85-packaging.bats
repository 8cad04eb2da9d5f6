#!/usr/bin/env bats
# docs/packaging: the package is built from a release, installed into a root of its own, used and removed again.
# shellcheck disable=SC2016,SC2154 # a $ is often text; bats sets $output

load helpers/common

# The release is made once, from a copy that is no checkout, so that it has the files as they are now.
setup_file() {
    local src=${ORIGINLD_TEST_SRC:?make check sets it}
    export RELEASE=$BATS_FILE_TMPDIR/release
    mkdir "$RELEASE" "$RELEASE/copy"
    cp -R "$src/configure" "$src/Makefile.in" "$src/README.md" "$src/LICENSE" "$src/docs" "$src/shim" "$src/tests" "$RELEASE/copy"
    rm -rf "$RELEASE/copy/tests/work" "$RELEASE/copy/tests/stage" "$RELEASE/copy/tests/bats"
    (cd "$RELEASE/copy" && ./configure --quiet && "${ORIGINLD_TEST_MAKE:-make}" -s dist) >"$RELEASE/log" 2>&1
}

setup() {
    setup_common
    TARBALL=$(printf '%s\n' "$RELEASE"/copy/originld-*.tar.gz)
    test -f "$TARBALL" || die 'make dist made no release:' "$(cat "$RELEASE/log")"
    VERSION=$(sed -n 's/^version=\([0-9.]*\).*/\1/p' "$SRC/configure")
    mkdir "$BATS_TEST_TMPDIR/root"
    ROOT=$BATS_TEST_TMPDIR/root
}

unpack() { gzip -dc "$TARBALL" | tar -xf -; }

# works_in ROOT: a program linked under the originld of that root has its rpath mended, by the linker that the root does not have.
works_in() {
    requires readelf gcc
    printf 'int main(void) { return 0; }\n' >main.c
    "$1/usr/bin/originld" run gcc -o linked main.c -Wl,-rpath,RIGIN/../lib
    readelf -d linked | grep -F '[$ORIGIN/../lib]'
    "$1/usr/bin/originld" explain '$ORIGIN/../lib'
}

# files_of ROOT: what a package put there, links too, without the tables of the package manager.
files_of() { (cd "$1" && find . ! -type d ! -path './var/lib/dpkg/*' ! -path '*/.rpmdb/*' ! -path './var/lib/rpm/*' | sort); }

# Only the command is where programs are looked for, and the man pages and completions are there.
is_all_in() {
    assert_equal "$(ls -A "$1/usr/bin")" originld
    test -L "$1/usr/libexec/originld/ld/ld.lld"
    test -L "$1/usr/libexec/originld/cc/gcc"
    (cd "$SRC/docs" && printf '%s\n' *.[17]) | while IFS= read -r page; do
        files_of "$1" | grep -qE "/man/man./$page(\.gz)?$" || die "$page is missing" || return 1
    done
    assert_equal "$(files_of "$1" | grep -cE '/originld.fish$|completions/originld$|/_originld$')" 3
    assert_equal "$(files_of "$1" | grep -v '^./usr/')" ''
}

@test "make dist: without git it has every file of the sources, and the same bytes each time" {
    requires tar
    unpack
    (cd "$RELEASE/copy" && find configure Makefile.in README.md LICENSE docs shim tests -type f ! -name '*.o' ! -path 'tests/unit/[tf]_*') | sort >wanted
    (cd "originld-$VERSION" && find . -type f ! -path './tests/unit/[tf]_*' | sed 's|^\./||') | sort >got
    diff wanted got
    (cd "$RELEASE/copy/tests/unit" && printf '%s\n' *.[ch] *.pl) | sort >wanted
    (cd "originld-$VERSION/tests/unit" && printf '%s\n' *) | sort >got
    diff wanted got
    cp "$TARBALL" first.tar.gz
    "${ORIGINLD_TEST_MAKE:-make}" -C "$RELEASE/copy" -s dist >log 2>&1 || die "$(cat log)"
    cmp first.tar.gz "$TARBALL"
}

@test "packages: have the version that configure has" {
    assert_equal "$(sed -n '1s/^originld (\(.*\)-[0-9]*) .*/\1/p' "$SRC/docs/packaging/debian/changelog")" "$VERSION"
    assert_equal "$(sed -n 's/^Version: *//p' "$SRC/docs/packaging/originld.spec")" "$VERSION"
    grep -q "^## $VERSION" "$SRC/docs/CHANGELOG.md" || die "CHANGELOG.md lacks $VERSION"
}

@test "Debian: the package builds, works after installation, and purged leaves nothing" {
    requires dpkg-buildpackage dh dpkg
    dpkg-checkbuilddeps "$SRC/docs/packaging/debian/control" || skip 'needs debhelper'
    # debhelper cannot do with a blank in the name of the folder
    cd "$BATS_TEST_TMPDIR/tmp"
    unpack
    cd "originld-$VERSION"
    cp -R docs/packaging/debian debian
    DEB_BUILD_OPTIONS='nocheck parallel=2' timeout 200 dpkg-buildpackage -b -us -uc >../log 2>&1 || { tail -n 20 ../log >&2; return 1; }
    mkdir -p "$ROOT/var/lib/dpkg/updates" "$ROOT/var/lib/dpkg/info"
    : >"$ROOT/var/lib/dpkg/status"
    # no libc in there, and no root's rights
    dpkg_ --install ../originld_"$VERSION"-*.deb
    is_all_in "$ROOT"
    works_in "$ROOT"
    # no script of the package's is run when it comes or goes
    assert_equal "$(find "$ROOT"/var/lib/dpkg/info -name 'originld.*' | sed 's/.*\.//' | sort | xargs)" 'list md5sums'
    dpkg_ --purge originld
    assert_equal "$(cd "$ROOT" && find . ! -path './var*')" .
}

dpkg_() { dpkg --root="$ROOT" --log=/dev/null --force-depends,not-root,bad-path "$@" >>log 2>&1 || { tail -n 20 log >&2; return 1; }; }

@test "RPM: the package builds, works after installation, and erased leaves no file" {
    requires rpmbuild rpm root
    unpack
    timeout 200 rpmbuild -bb --nodeps --nocheck --define "_topdir $BATS_TEST_TMPDIR/rpm" --define "_sourcedir ${TARBALL%/*}" \
        --define "_tmppath $TMPDIR" --define 'optflags -O1 -g' "originld-$VERSION/docs/packaging/originld.spec" >log 2>&1 || { tail -n 20 log >&2; return 1; }
    rpm_ --install "$BATS_TEST_TMPDIR"/rpm/RPMS/*/originld-"$VERSION"-*.rpm
    is_all_in "$ROOT"
    works_in "$ROOT"
    rpm_ --erase originld
    assert_equal "$(files_of "$ROOT")" ''
    test ! -e "$ROOT/usr/libexec/originld"
}

# Debian's rpm asks to be told that it is meant; others do not know the option.
rpm_() {
    local debian=
    ! rpm --help | grep -q force-debian || debian=--force-debian
    # shellcheck disable=SC2086 # no word or one
    rpm --root="$ROOT" --dbpath=/.rpmdb --nodeps $debian "$@" >log 2>&1 || { tail -n 20 log >&2; return 1; }
}
