#!/usr/bin/env bats
# The layer matrix (tests/matrix), a small part of it: spellings of $ORIGIN through shells, makes and generators.
# shellcheck disable=SC2016,SC2153,SC2154

load helpers/common

setup() {
    setup_common
    requires perl readelf
}

# matrix ARGUMENT...: runs it, on the originld under test, in a folder without blanks.
matrix() {
    sh "$SRC/tests/matrix/run" --originld "$ORIGINLD" --data "$BATS_TEST_TMPDIR/matrix" "$@"
}

# assert_all_right: of the last run, that there were cells and no cell was wrong or left out.
assert_all_right() {
    assert_status 0
    echo "$output" | grep -E '^(run|no-origin) .* [1-9][0-9]* right .* 0 wrong, .*; right 100.0 %'
    refute_contains "$output" 'left out'
}

@test "shells, scripts and make keep every spelling under originld run" {
    run matrix --passes run --layer \
        'sh-script,sh-eval,sh-variable,xargs,append-by-eval,make-variable,make-argument,make-export,make-O,make-runs-configure,sub-make-double,sub-make-single-twice'
    assert_all_right
}

@test "the repair alone, without ORIGIN in the environment, keeps all but what needs evidence" {
    run matrix --passes no-origin --layer 'sh-script,xargs,append-by-eval,make-variable,make-export,make-in-double-quotes'
    assert_all_right
    assert_contains "$output" '6 need evidence'
}

@test "ninja and CMake with Ninja keep every spelling that ninja can read" {
    requires cmake ninja
    run matrix --passes run --layer 'ninja,cmake-ninja-D,cmake-ninja-link-options-linker' --spelling 1,4,13,20,23
    assert_all_right
}

@test "the matrix finds a wrapper that does nothing, and says what is wrong" {
    run matrix --passes run --under 'env' --layer make-variable --spelling 1,4
    assert_status 1
    assert_contains "$output" 'make-variable 1 $ORIGIN/../lib: wrong, arrived as RIGIN/../lib, stored RIGIN/../lib'
    assert_contains "$output" '1 right (0 by a guess), 1 wrong'
}

@test "the log names who took it and where it was typed, and never another" {
    run matrix --passes no-origin --culprit --spelling 1,2,4-6,18,20,23-26 --layer \
        'make-variable,make-recipe,make-argument,make-environment,make-in-double-quotes,make-eval,sub-make-double,sh-script,sh-dash'
    assert_status 0
    assert_contains "$output" ' 0 wrong,    0 unknown'
    refute_contains "$output" 'the log names /'
    # only what make reads twice has no name
    echo "$output" | grep -E '^  no-origin .* right, +[0-5] part, +0 silent, +0 wrong, +0 unknown; right 9[0-9]\.'
}

@test "the log names the shell below a make, though libtool comes behind both, and the line of a setup.py" {
    requires autoconf automake libtoolize python3
    run matrix --passes no-origin --culprit --spelling 2 --layer 'automake-program,setuptools-extra-link-args'
    assert_status 0
    assert_contains "$output" '2 repaired:    2 right,'
}

@test "what is left of /lib, of nothing, and of a word that the option took is settled" {
    local set
    for set in lib alone taken; do
        run matrix --passes no-origin --set $set --layer 'make-variable,sub-make-double,sh-dash' --spelling 2,12,19,20
        assert_status 0
        echo "$output" | grep -E '^  all of them +[1-9][0-9]* right, +0 guessed, +0 left, +0 wrong' || die "$output" || return 1
    done
}

@test "decoys stay as they came" {
    run matrix --passes no-origin --set decoys --layer 'make-variable,make-argument,sh-script'
    assert_status 0
    assert_contains "$output" '42 cells: 41 right (0 by a guess), 0 wrong, 0 need evidence, 1 where the tool fails'
}

@test "the matrix finds a false culprit" {
    # makes that are not what the way says
    cp -R "$SRC/tests/matrix" copy
    sed -i "s/^my .MAKE = .*/my \$MAKE = ['ninja'];/" copy/Way.pm
    run sh copy/run --originld "$ORIGINLD" --data "$BATS_TEST_TMPDIR/matrix" --passes no-origin --layer make-variable --spelling 2,19
    assert_status 1
    assert_contains "$output" 'expected: ninja at Makefile:1'
}

@test "the matrix names the layers that it leaves out" {
    local tool
    mkdir few
    for tool in sh dirname perl cp cc as ld readelf; do ln -s "$(type -P "$tool")" few/; done
    PATH=$PWD/few run matrix --passes without --layer 'sh-script,ninja' --spelling 1
    assert_status 0
    assert_contains "$output" 'ninja: ninja'
    refute_contains "$output" 'sh-script:'
}
