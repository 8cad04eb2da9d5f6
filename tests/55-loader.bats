#!/usr/bin/env bats
# The model of the loaders (shim/loader.c) and the reader of ELF files (shim/elf.c) against the loaders of this system and readelf: over trees made
# by helpers/loader-trees.pl, and over the system's own files.
# shellcheck disable=SC2154

load helpers/common

setup() {
    setup_common
    requires perl
    MODEL=$BUILD/tests/unit/f_loader
    "${ORIGINLD_TEST_MAKE:-make}" -s -C "$BUILD" tests/unit/f_loader >build.log 2>&1 || die "$(cat build.log)"
}

# all_predicted NUMBER GROUP...: in these groups there are at least that many trees, and in each of them the loader does what the model says.
all_predicted() {
    local least=$1 sum
    shift
    run perl "$SRC/tests/helpers/loader-trees.pl" --model "$MODEL" --work "$BATS_TEST_TMPDIR/trees" "$@"
    assert_status 0
    refute_contains "$output" 'Use of uninitialized'
    sum=$(printf '%s\n' "$output" | awk '/^[a-z_]+: [0-9]+ trees, 0 differ$/ { sum += $2; groups++ } END { print groups ":" sum + 0 }')
    assert_equal "${sum%:*}" "$#"
    test "${sum#*:}" -ge "$least" || die "only ${sum#*:} trees"
}

# Where there is no glibc there is no LD_DEBUG either.
requires_glibc() {
    requires gcc ld.bfd
    ldd --version 2>&1 | grep -qiE 'glibc|gnu libc' || skip 'the system has no glibc'
}

# strace_works: or the test is skipped, as where a container forbids it.
strace_works() {
    requires strace
    strace -o /dev/null -e trace=execve true 2>/dev/null || skip 'strace is not allowed to trace here'
}

# set_id_works: or the test is skipped, as where the folder is mounted with nosuid.
set_id_works() {
    requires root
    cp "$(type -P id)" set-id
    chmod 4755 set-id
    chmod a+rx .
    # shellcheck disable=SC2016
    test "$(perl -e '$> = $< = getpwnam "nobody"; exec "./set-id", "-u"' 2>/dev/null)" = 0 ||
        skip 'set-id programs do not work in this folder'
}

# ----------------------------------------------------------------------- glibc

@test "glibc: inheritance and both tags are as predicted" {
    requires_glibc
    all_predicted 130 tags depth
}

@test "glibc: links to programs, libraries and folders are as predicted" {
    requires_glibc
    all_predicted 20 links
}

@test "glibc: empty, relative, doubled and mangled elements, and tokens, are as predicted" {
    requires_glibc
    all_predicted 110 lists tokens
}

@test "glibc: needs that are paths, names and circles are as predicted" {
    requires_glibc
    all_predicted 25 slashes
}

@test "glibc: what is missing or no library is as predicted" {
    requires_glibc
    all_predicted 40 unfit
}

@test "glibc: LD_LIBRARY_PATH, -z nodefaultlib, subfolders and auxiliary libraries are as predicted" {
    requires_glibc
    all_predicted 50 environment special
}

@test "glibc: a hundred trees made by chance are as predicted" {
    requires_glibc
    all_predicted 100 chance
}

@test "glibc: set-id programs are as predicted" {
    requires_glibc
    strace_works
    set_id_works
    all_predicted 40 secure
}

# ------------------------------------------------------------------------ musl

@test "musl: inheritance, both tags and links are as predicted" {
    requires musl-gcc ld.bfd
    strace_works
    all_predicted 150 musl_tags musl_depth musl_links
}

@test "musl: elements, tokens and needs that are paths are as predicted" {
    requires musl-gcc ld.bfd
    strace_works
    all_predicted 130 musl_lists musl_tokens musl_slashes
}

@test "musl: missing libraries, LD_LIBRARY_PATH, newlines and long paths are as predicted" {
    requires musl-gcc ld.bfd
    strace_works
    all_predicted 80 musl_unfit musl_environment musl_special
}

@test "musl: sixty trees made by chance are as predicted" {
    requires musl-gcc ld.bfd
    strace_works
    all_predicted 60 musl_chance
}

@test "musl: set-id programs are as predicted" {
    requires musl-gcc ld.bfd
    strace_works
    set_id_works
    all_predicted 40 musl_secure
}

# ------------------------------------------------------------- the system's own

@test "the system's programs and libraries: the model finds what glibc finds" {
    requires_glibc
    run timeout 60 perl "$SRC/tests/helpers/loader-system.pl" --model "$MODEL" --most 200
    assert_status 0
    printf '%s\n' "$output" | grep -E '^[1-9][0-9]+ files, 0 differ$'
}

@test "the system's ELF files: strings of the dynamic section are those of readelf" {
    requires readelf
    run timeout 60 perl "$SRC/tests/helpers/loader-strings.pl" --model "$MODEL" --seconds 12
    assert_status 0
    printf '%s\n' "$output" | grep -E '^[1-9][0-9]+ files, [1-9][0-9]+ strings, 0 differ$'
}

@test "explain: the ordered search says why each step counts" {
    requires_glibc
    mkdir -p bin
    echo 'int main(void) { return 0; }' >main.c
    # shellcheck disable=SC2016
    gcc -o bin/prog main.c -Wl,--enable-new-dtags '-Wl,-rpath,$ORIGIN/../lib::/opt/$FOO:/opt/$FOO/:$FOO'
    printf 'search\t%s\n' "$PWD/bin/prog" | "$MODEL" >steps
    sed -n 's/^element\t\([a-z-]*\)\t\([^\t]*\)\t.*/\1 \2/p' steps | head -n 5 >is
    # shellcheck disable=SC2016
    printf '%s\n' 'counts $ORIGIN/../lib' 'current-folder ' 'literal-token /opt/$FOO' 'twice /opt/$FOO/' 'unknown-token $FOO' | diff - is
    grep '^step' steps | cut -f 2,3 | tr '\t\n' ' ,' | grep -x 'runpath counts,cache counts,default counts,'
}
