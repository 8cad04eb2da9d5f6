#!/usr/bin/env bats
# What the sources, scripts and manual pages look like to programs that read them. `make analyze`, which takes longer, is not run here.
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
