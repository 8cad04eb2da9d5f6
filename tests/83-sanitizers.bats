#!/usr/bin/env bats
# The pure core under the sanitizers. `make check-sanitized` runs all other tests so, too.
# shellcheck disable=SC2154

load helpers/common

setup() { setup_common; }

@test "sanitizers: the unit tests reach no undefined behaviour and no byte that is not theirs" {
    # the compiler has it from a package of its own in some systems
    echo 'int main(void) { return 0; }' >probe.c
    "$CC" -fsanitize=address,undefined -o probe probe.c 2>/dev/null && ./probe || skip 'needs a compiler with -fsanitize=address,undefined'
    mkdir build
    cd build
    quietly_do "$SRC/configure" --quiet --enable-sanitize CC="$CC"
    quietly_do "$ORIGINLD_TEST_MAKE" -s -j2
    ASAN_OPTIONS=detect_leaks=0 run "$ORIGINLD_TEST_MAKE" -s check-unit
    test "$status" = 0 || printf '%s\n' "$output" | grep -v '^ok '
    assert_status 0
    assert_contains "${lines[${#lines[@]} - 1]}" ' passed, 0 failed'
}

# quietly_do COMMAND...: its words only where it fails.
quietly_do() { "$@" >said 2>&1 || die "$(cat said)"; }
