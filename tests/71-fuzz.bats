#!/usr/bin/env bats
# The fuzz targets on the inputs that are kept in tests/fuzz/corpus: what has once ended one, and what reaches much code. `make fuzz` looks for more.
# shellcheck disable=SC2154

load helpers/common

setup_file() {
    # under the names that make check exports
    (cd "${ORIGINLD_TEST_BUILD:?}" && "${ORIGINLD_TEST_MAKE:?}" fuzz-replay >"$BATS_FILE_TMPDIR/log" 2>&1) || {
        cat "$BATS_FILE_TMPDIR/log"
        return 1
    }
}

setup() { setup_common; }

# Runs a target on all that is kept for it.
replay() {
    local inputs=("$SRC/tests/fuzz/corpus/$1"/*)
    test -f "${inputs[0]}" || die "no inputs for $1"
    FUZZ_NAMES=1 run "$BUILD/fuzz/$1" "${inputs[@]}"
    echo "${lines[@]: -4}"
    assert_status 0
    assert_equal "${lines[-1]}" "${#inputs[@]}"
}

@test "fuzz: every target has inputs" {
    local source name
    for source in "$SRC"/tests/fuzz/*.c; do
        name=${source##*/}
        name=${name%.c}
        case $name in
        world | replay) continue ;;
        esac
        grep -q "replay $name\$" "$BATS_TEST_FILENAME" || die "$name is not replayed here"
    done
}

@test "fuzz: link lines keep their laws" {
    replay link
}

@test "fuzz: compilers' lines keep theirs" {
    replay driver
}

@test "fuzz: rpaths keep theirs" {
    replay rpath
}

@test "fuzz: response files keep theirs" {
    replay rsp
}

@test "fuzz: ELF files keep theirs" {
    replay elf
}

@test "fuzz: texts that evidence is looked for in keep theirs" {
    replay clue
}

@test "fuzz: JSON keeps its own" {
    replay json
}

@test "fuzz: the loader's cache keeps its own" {
    replay cache
}

@test "fuzz: edits of ELF files keep theirs" {
    replay edit
}

@test "fuzz: scripts keep theirs" {
    replay shebang
}

@test "fuzz: a law that does not hold is noticed" {
    cat >broken.c <<'C'
#include "fuzz.h"
void feed_words(void);
void feed_words(void) { }
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) { law(size != 3, "three"); return data == 0; }
C
    printf abc >three
    printf abcd >four
    "$CC" -D_DEFAULT_SOURCE -iquote "$SRC/shim" -iquote "$SRC/tests/fuzz" -o broken broken.c "$SRC"/tests/fuzz/{world,replay}.c "$SRC"/shim/{arena,bytes}.c
    ./broken four
    run ./broken three
    test "$status" -ge 128
    assert_contains "$output" 'does not hold: three'
}
