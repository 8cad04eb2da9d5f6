#!/usr/bin/env bats
# System calls and allocations that fail: the link happens all the same, and what the command says is right or it says why not. This is a sample, each with one
# error; tests/faults/faults.pl without --every tries all, as its head says.
# shellcheck disable=SC2154

load helpers/common

setup() { setup_common; }

# Every Nth call of the scenarios that match.
faults() {
    run perl "$SRC/tests/faults/faults.pl" --shim "${SHIM%/shim}" --command "$ORIGINLD" --every "$1" --only "$2"
    echo "$output"
    assert_status 0
    [[ ${lines[-1]} == *" faults, 0 wrong" && ${lines[-1]} != "0 "* ]]
}

@test "faults: a link to which elements are added comes out whichever system call of the shim fails" {
    requires raw strace perl proc
    faults 2 '^added$'
}

@test "faults: a link with a log comes out, and the log has whole lines, whichever system call fails" {
    requires raw strace perl proc
    faults 4 '^log-and-evidence$'
}

@test "faults: a compiler gets its words whichever system call fails" {
    requires raw strace perl proc
    faults 2 '^driver$'
}

@test "faults: check tells all or says why not, and leaves the tree as it is" {
    requires uninstrumented strace perl proc
    faults 12 '^check$'
}

@test "faults: fix leaves each file as it was or as it makes it" {
    requires uninstrumented strace perl proc
    "$ORIGINLD" fix --help >/dev/null 2>&1 || skip 'there is no fix yet'
    faults 20 '^fix$'
}

@test "faults: a descriptor of ours that cannot be closed is not the linker's" {
    requires raw strace proc
    argv_recorder ld.bfd
    printf -- '-rpath RIGIN/x\n' >a.rsp
    PATH=$LDDIR:$BATS_TEST_TMPDIR/bin:$PATH ORIGINLD_LOG=$PWD/log RECORD=$PWD/r \
        strace -o trace -e trace=close -e inject=close:error=EIO ld.bfd -o x a.o @a.rsp -rpath /../lib
    test -s log
    grep -q INJECTED trace
    assert_contains "$(cat r.fds)" memfd:originld
    refute_contains "$(cat r.fds)" a.rsp
    refute_contains "$(cat r.fds)" /log
}
