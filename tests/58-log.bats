#!/usr/bin/env bats
# originld log: logs that the linker names have written, and logs that nobody would write.
# shellcheck disable=SC2016,SC2154 # a $ is often text; bats sets some variables

load helpers/common

setup() {
    setup_common
    argv_recorder ld
    LD=$BATS_TEST_TMPDIR/bin/ld
    LOG=$PWD/log
}

# links MODE WORD...: one link by the linker name, which leaves a line in $LOG.
links() {
    local mode=$1
    shift
    ORIGINLD_LD=$LD ORIGINLD_MODE=$mode ORIGINLD_LOG=$LOG "$LDDIR/ld" "$@" 2>/dev/null || test $? = 125
}

# says TEXT: the whole output of log, whose folder is written as PLACE.
says() {
    "$ORIGINLD" log "$LOG" >said 2>err || test $? = 1
    sed "s|$(pwd -P)|PLACE|g; s|$LD|LD|g" said >is
    printf '%s\n' "$@" >should
    cmp -s is should || die "$(diff -u should is)"
}

requires_json() {
    requires perl
    perl -MJSON::PP -e1 2>/dev/null || skip 'needs perl with JSON::PP'
}

# A line of a log: line ELEMENTS [MEMBER...]
line() {
    local elements=$1 more
    shift
    more=$(printf ',%s' "$@")
    printf '{"time":"2026-01-31T12:00:00.000Z","pid":1,"as":"ld","cwd":"/src","output":"x","linker":"/usr/bin/ld","mode":"repair","elements":[%s],"injected":[]%s}\n' \
        "$elements" "${more%,}"
}

# ---------------------------------------------------------------- real logs

@test "log: says of each link what was linked, by what, and what was done" {
    links repair -o bin/sound a.o -rpath '$ORIGIN/../lib'
    links repair -o bin/mended a.o -rpath RIGIN/../lib:/opt
    links repair -o /abs/guessed a.o -rpath /../lib
    links repair -o wrong a.o -rpath lib
    links repair a.o
    (export ORIGINLD_RPATH=/__ORIGIN__/../lib && links repair -o added a.o)
    says "'PLACE/bin/sound', by LD" \
        "'PLACE/bin/mended', by LD" \
        "  repaired  RIGIN/../lib -> '\$ORIGIN/../lib': make took \$O for a variable and left RIGIN (make-ate-dollar)" \
        "/abs/guessed, by LD" \
        "  guessed   /../lib -> '\$ORIGIN/../lib': a variable in front of / came out empty; \$ORIGIN is the likeliest (lost-name-guessed)" \
        '  instead   write /__ORIGIN__ for $ORIGIN, which no shell or make can lose' \
        "'PLACE/wrong', by LD" \
        '  wrong     lib: a relative element makes the loader search below the current folder (relative-element)' \
        '  instead   begin it with $ORIGIN/ or /' \
        "'PLACE/a.out', by LD" \
        "'PLACE/added', by LD" \
        "  added     '\$ORIGIN/../lib'" \
        '6 links, 1 repaired, 1 repaired on a guess, 1 left wrong, 0 refused'
    assert_equal "$(cat err)" ''
}

@test "log: the status is 1 if something was guessed or stayed wrong, and 0 if not" {
    links repair -o x a.o
    run -0 "$ORIGINLD" log "$LOG"
    links repair -o x a.o -rpath RIGIN/../lib
    run -0 "$ORIGINLD" log "$LOG"
    cp log guessed
    links repair -o x a.o -rpath lib
    run -1 "$ORIGINLD" log "$LOG"
    links repair -o x a.o -rpath /../lib
    tail -n 1 log >>guessed
    run -1 "$ORIGINLD" log guessed
    : >log
    run -0 "$ORIGINLD" log log
    assert_equal "$output" '0 links, 0 repaired, 0 repaired on a guess, 0 left wrong, 0 refused'
}

@test "log: what the modes warn and strict left as it was is wrong, or refused" {
    links warn -o warned a.o -rpath RIGIN/x
    links strict -o refused a.o -rpath /../lib
    links strict -o mended a.o -rpath RIGIN/x
    # a question of configure is not refused
    links strict -o conftest a.o -rpath /../lib
    run -1 "$ORIGINLD" log "$LOG"
    assert_contains "$output" '4 links, 1 repaired, 1 repaired on a guess, 1 left wrong, 1 refused'
    assert_contains "$output" "refused', refused, by"
    assert_contains "$output" '  wrong     RIGIN/x'
}

@test "log: a compiler's line is told apart from links" {
    argv_recorder gcc
    ORIGINLD_CC=$BATS_TEST_TMPDIR/bin/gcc ORIGINLD_LOG=$LOG "${LDDIR%/ld}/cc/gcc" -o x a.o -Wl,-rpath,RIGIN/x -R '$ORIGIN/y' -R/old
    links repair -o x a.o -rpath '$ORIGIN/x'
    run -0 "$ORIGINLD" log "$LOG"
    assert_contains "$output" "1 link, 1 compiler's line, 1 repaired"
    assert_contains "$output" "  repaired  '\$ORIGIN/y'"
    assert_contains "$output" '  left      /old'
}

@test "log: the cause is told where the log has one" {
    line '{"in":"RIGIN/x","out":"$ORIGIN/x","code":"make-ate-dollar","cause":"make at /src/Makefile:3"}' >log
    says '/src/x, by /usr/bin/ld' \
        "  repaired  RIGIN/x -> '\$ORIGIN/x': make took \$O for a variable and left RIGIN (make-ate-dollar)" \
        "  by        'make at /src/Makefile:3'" \
        '1 link, 1 repaired, 0 repaired on a guess, 0 left wrong, 0 refused'
}

@test "log: a link that did not fit and was written anew counts once, as it came out" {
    local mended='{"in":"RIGIN/x","out":"$ORIGIN/x","code":"make-ate-dollar"}' left='{"in":"RIGIN/x","out":"RIGIN/x","code":"make-ate-dollar"}'
    line "$mended" >"$LOG"
    { line "$mended" | sed 's/"pid":1,/"pid":17,/'; line "$left" '"notes":["too-long"]'; } >>"$LOG"
    run -1 "$ORIGINLD" log "$LOG"
    assert_equal "${lines[-1]}" '2 links, 1 repaired, 0 repaired on a guess, 1 left wrong, 0 refused'
    # the first of them may be lost
    line "$left" '"notes":["other","too-long"]' | sed 's/"pid":1,/"pid":170,/' >>"$LOG"
    run -1 "$ORIGINLD" log "$LOG"
    assert_equal "${lines[-1]}" '3 links, 1 repaired, 0 repaired on a guess, 2 left wrong, 0 refused'
    { line "$mended" && line "$mended" '"notes":["too-long"]'; } >"$LOG"
    run -0 "$ORIGINLD" log "$LOG"
    assert_equal "${lines[-1]}" '1 link, 1 repaired, 0 repaired on a guess, 0 left wrong, 0 refused'
}

@test "log --bad: has only links in which something was guessed or stayed wrong" {
    links repair -o sound a.o
    links repair -o mended a.o -rpath RIGIN/x
    links repair -o guessed a.o -rpath /../x
    links repair -o wrong a.o -rpath RIGIN/x:lib
    run -1 "$ORIGINLD" log --bad "$LOG"
    refute_contains "$output" sound
    refute_contains "$output" mended
    assert_contains "$output" 'guessed'
    assert_contains "$output" 'wrong'
    # what was repaired in a bad link is told, too
    assert_contains "$output" '  repaired  RIGIN/x'
    assert_contains "$output" '4 links, 1 repaired, 1 repaired on a guess, 1 left wrong, 0 refused'
}

@test "log --json: an object for each link, and the sum" {
    requires_json
    links repair -o sound a.o
    links repair -o wrong a.o -rpath $'RIGIN/\xff:lib'
    "$ORIGINLD" log --json "$LOG" >out || test $? = 1
    perl -MJSON::PP -ne '$_ = decode_json($_); $\ = "\n";
        print "$_->{line} ", $_->{path} =~ s{.*/}{}r, " $_->{outcome} ", join("|", map { join ",", @$_{qw(code outcome severity)}, $_->{in_bytes} // "-" } @{$_->{elements}})
            if $_->{path};
        if (exists $_->{links}) { my $o = $_; print join " ", map { "$_=$o->{$_}" } sort keys %$o }' out >is
    printf '%s\n' '1 sound fine ' \
        '2 wrong wrong make-ate-dollar,repaired,note,524947494e2fff|relative-element,wrong,error,-' \
        'broken=0 compilers=0 guessed=0 links=2 refused=0 repaired=0 wrong=1' >should
    cmp is should || die "$(cat is)"
    assert_equal "$("$ORIGINLD" log --json --bad "$LOG" | grep -c '"path"')" 1
}

@test "log: reads ORIGINLD_LOG, a file, or standard input" {
    links repair -o x a.o
    assert_contains "$(ORIGINLD_LOG=$LOG "$ORIGINLD" log)" '1 link,'
    assert_contains "$(ORIGINLD_LOG=/nowhere "$ORIGINLD" log "$LOG")" '1 link,'
    assert_contains "$("$ORIGINLD" log - <"$LOG")" '1 link,'
}

@test "log: what cannot be read is 2 and one line on stderr" {
    local words
    echo text >text
    for words in '' nowhere . 'log more' '--frob log' text; do
        # shellcheck disable=SC2086 # words
        run -2 --separate-stderr "$ORIGINLD" log $words
        assert_contains "$stderr" 'originld: '
        test "$words" = text || assert_equal "$output" ''
    done
}

# -------------------------------------------------------------- logs of nobody's

@test "log: broken lines are passed over, counted, and named by their number" {
    {
        line '{"in":"RIGIN/x","out":"$ORIGIN/x","code":"make-ate-dollar"}'
        echo '{"time":"2026-'
        echo
        echo '[]'
        echo '{"elements":3,"linker":"ld"}'
        echo '{"elements":[]}'
        line ''
        printf '\0\377\n'
        line '' | tr -d '\n' | cut -c 1-100
        line '' | tr -d '\n'
    } >log
    run -0 --separate-stderr "$ORIGINLD" log log
    assert_contains "$output" '3 links, 1 repaired'
    assert_equal "$stderr" 'originld: log: passed over 6 lines that no link left: 2, 4, 5, 6, 8, 9'
    # and not more of them than one wants to read
    yes '{' | head -n 1000 >>log
    run -0 --separate-stderr "$ORIGINLD" log log
    assert_contains "$stderr" 'passed over 1006 lines'
    assert_contains "$stderr" '...'
    test ${#stderr} -lt 200
}

@test "log: members of other kinds than they should be, and more than we know, are no crash" {
    requires_json
    local element
    for element in 3 '"text"' null '{}' '[]' '{"in":3,"out":[],"code":{}}' '{"in":"a","out":"b","code":"of-the-future","new":[{}]}' \
        '{"in":"a","out":"a","code":"of-the-future"}' '{"in":"a\u0000b","out":"\ud800","code":"make-ate-dollar","in_bytes":"zz"}' \
        '{"in_bytes":"6","out_bytes":"","code":""}' '{"in":"RIGIN","in":"b","out":"c","code":"make-ate-dollar"}'; do
        line "$element" '"notes":[3,"opaque-file",{},"unknown"]' '"cwd":7' '"injected":{"a":1}'
    done >log
    "$ORIGINLD" log log >out 2>err || test $? = 1
    assert_equal "$(cat err)" ''
    assert_contains "$(cat out)" 'a -> b (of-the-future)'
    assert_contains "$(cat out)" 'a response file could not be followed'
    assert_contains "$(cat out)" '11 links'
    "$ORIGINLD" log --json log >out 2>err || test $? = 1
    perl -MJSON::PP -ne 'decode_json($_)' out
}

@test "log: a probe is never called refused, and a compiler and causes are in the JSON" {
    local path
    for path in /src/conftest x/cmTC_1 /b/meson-private/x /src/x; do
        line '{"in":"lib","out":"lib","code":"relative-element"}' | sed "s|\"output\":\"x\"|\"output\":\"$path\"|; s/repair/strict/"
    done >"$LOG"
    "$ORIGINLD" log "$LOG" >said || test $? = 1
    assert_equal "$(grep -c ', refused, by /usr/bin/ld' said)" 1
    assert_contains "$(cat said)" '/src/x, refused, by '
    # blanks are no line, and blanks and a return around one do not matter
    { printf ' \t\r\n'; line '{"in":"RIGIN/x","out":"$ORIGIN/x","code":"make-ate-dollar","cause":"make at Makefile:1"}' | sed 's/"linker":"[^"]*"/"driver":"\/usr\/bin\/cc"/; s/^/\t /; s/$/\r/'; } >"$LOG"
    run -0 --separate-stderr "$ORIGINLD" log --json "$LOG"
    assert_equal "$stderr" ''
    assert_contains "$output" '"driver":"/usr/bin/cc"'
    assert_contains "$output" '"cause":"make at Makefile:1"'
    # what was left on purpose is in order
    line '{"in":"RIGIN/f","out":"RIGIN/f","code":"just-symbols"}' >"$LOG"
    run -0 "$ORIGINLD" log --bad "$LOG"
    run -2 "$ORIGINLD" log ''
    assert_contains "$output" 'say which file, or set ORIGINLD_LOG'
}

@test "log: control bytes do not reach the terminal" {
    line '{"in":"RIGIN/\u001b[31m\u0007","out":"\u0000\u007f\n","code":"\u001bcode","cause":"\u001b]0;x"}' '"output":"\u001b[2J"' '"notes":["\u001b"]' \
        '"linker":"\u001bld"' '"injected":["\r"]' >log
    "$ORIGINLD" log log >out || test $? = 1
    run ! grep -P '[\x00-\x08\x0b-\x1f\x7f]' out
    assert_contains "$(cat out)" '\x1b[31m'
}

@test "log: a large log, a long line and a deep one take little memory" {
    requires uninstrumented perl
    # 100 MB
    perl -e '
        my $l = shift; chomp $l; $l .= "\n";
        my $some = $l x 1000;
        for (1 .. 100_000_000 / length $some) { print $some }' "$(line '{"in":"RIGIN/x","out":"$ORIGIN/x","code":"make-ate-dollar"}')" >big
    test "$(wc -c <big)" -gt 99000000
    (ulimit -v 40000 && timeout 100 "$ORIGINLD" log --bad big >out)
    assert_contains "$(cat out)" 'links, '
    # a line of 100 MB is none of ours; one of 1 MB may be
    {
        head -c 100000000 /dev/zero | tr '\0' x
        echo
        line "{\"in\":\"RIGIN/$(head -c 100000 /dev/zero | tr '\0' y)\",\"out\":\"\$ORIGIN\",\"code\":\"make-ate-dollar\"}"
        head -c 3000000 /dev/zero | tr '\0' '['
    } >big
    (ulimit -v 40000 && timeout 100 "$ORIGINLD" log big >out 2>err)
    assert_contains "$(tail -n 1 out)" '1 link, 1 repaired'
    assert_equal "$(cat err)" 'originld: big: passed over 2 lines that no link left: 1, 3'
    rm big
}

@test "log: a line that changes while it is read is passed over, and the rest is not lost" {
    line '' >log
    # no newline yet
    line '' | head -c 50 >>log
    run -0 --separate-stderr "$ORIGINLD" log log
    assert_contains "$output" '1 link,'
    assert_contains "$stderr" ' 2'
}

@test "log: an output of which a part got lost is trouble, also if the rest arrived" {
    requires strace
    strace -o /dev/null -e trace=execve true 2>/dev/null || skip 'strace is not allowed to trace here'
    for _ in $(seq 200); do line '{"in":"RIGIN/x","out":"$ORIGIN/x","code":"make-ate-dollar"}'; done >"$LOG"
    run -0 "$ORIGINLD" log "$LOG"
    test "${#output}" -gt 10000
    local status=0
    strace -o /dev/null -P "$PWD/out" -e trace=write,writev -e inject=write,writev:error=ENOSPC:when=1 "$ORIGINLD" log "$LOG" >out 2>err || status=$?
    assert_equal "$status" 2
    assert_equal "$(grep -c '^originld: .standard output.: ' err)" 1
    test -s out
}
