#!/usr/bin/env bats
# What the sources, scripts and manual pages look like to programs that read them. Of `make analyze` only the half of gcc is run here: clang-tidy takes minutes.
# shellcheck disable=SC2154

load helpers/common

setup() { setup_common; }

@test "lint: shellcheck, mandoc and cppcheck have nothing to say" {
    requires shellcheck mandoc cppcheck
    cd "$BUILD"
    run "$ORIGINLD_TEST_MAKE" -s lint
    echo "$output"
    assert_status 0
    assert_equal "$output" ''
}

@test "lint: the analyzer of gcc 12 has nothing to say" {
    requires gcc
    test "$(gcc -dumpversion | cut -d . -f 1)" = 12 || skip 'not gcc 12: other versions say other things'
    run env SRCDIR="$SRC" BUILDDIR="$BUILD" sh "$SRC/tests/lint/analyze" gcc
    echo "$output"
    assert_status 0
    assert_equal "$output" ''
}
