#!/usr/bin/env bats
# Response files: how a rewritten one is handed over, and which files are never opened.
# shellcheck disable=SC2016,SC2154,SC2030,SC2031

load helpers/common

setup_file() {
    write_taker >"$BATS_FILE_TMPDIR/taker.c"
    write_measure >"$BATS_FILE_TMPDIR/measure.c"
    "${CC:-cc}" -O1 -o "$BATS_FILE_TMPDIR/taker" "$BATS_FILE_TMPDIR/taker.c" &&
        "${CC:-cc}" -O1 -o "$BATS_FILE_TMPDIR/measure" "$BATS_FILE_TMPDIR/measure.c"
}

setup() {
    setup_common
    requires proc
    BIN=$BATS_TEST_TMPDIR/bin
    export TAKER=$BATS_TEST_TMPDIR/t
}

# A linker that copies its response files to $TAKER.text (unless LAZY is set), and tells in $TAKER.fds
# of each descriptor from 3 up "number target seals flags".
write_taker() {
    cat <<'END'
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
const char bulk[256 * 1024] = {1};
int main(int argc, char **argv)
{
    const char *base = getenv("TAKER");
    static char piece[1 << 16], path[8192], target[8192];
    FILE *fds, *text, *list;
    int i;
    size_t n;

    (void)argc;
    snprintf(path, sizeof path, "%s.fds", base);
    if (!(fds = fopen(path, "we"))) return 99;
    for (i = 3; i < 4096; i++) {
        ssize_t k;
        if (i == fileno(fds) || fcntl(i, F_GETFD) < 0) continue;
        snprintf(path, sizeof path, "/proc/self/fd/%d", i);
        k = readlink(path, target, sizeof target - 1);
        target[k < 0 ? 0 : k] = '\0';
        fprintf(fds, "%d %s %d %d\n", i, target, fcntl(i, F_GET_SEALS), fcntl(i, F_GETFD));
    }
    fclose(fds);
    snprintf(path, sizeof path, "%s.argv", base);
    list = fopen(path, "we");
    snprintf(path, sizeof path, "%s.text", base);
    text = fopen(path, "we");
    if (!list || !text) return 99;
    for (i = 0; argv[i]; i++) {
        FILE *in;
        fwrite(argv[i], 1, strlen(argv[i]) + 1, list);
        if (i == 0 || argv[i][0] != '@' || getenv("LAZY") || !(in = fopen(argv[i] + 1, "re"))) continue;
        while ((n = fread(piece, 1, sizeof piece, in)) > 0) fwrite(piece, 1, n, text);
        fclose(in);
    }
    return bulk[1];
}
END
}

# measure PROGRAM ARGUMENT...: prints user milliseconds and the most KiB resident.
write_measure() {
    cat <<'END'
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    struct rusage u;
    int status;
    pid_t pid = fork();
    (void)argc;
    if (pid == 0) { execv(argv[1], argv + 1); _exit(99); }
    wait4(pid, &status, 0, &u);
    printf("%ld %ld\n", (long)(u.ru_utime.tv_sec * 1000 + u.ru_utime.tv_usec / 1000), (long)u.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
END
}

taker() {
    local name
    for name in "${@:-ld}"; do
        ln -f "$BATS_FILE_TMPDIR/taker" "$BIN/$name" 2>/dev/null || cp "$BATS_FILE_TMPDIR/taker" "$BIN/$name"
    done
    export PATH=$BIN:$PATH
}

quietly() {
    run -0 "$@"
    assert_equal "$output" ''
}

# --------------------------------------------------------------- hand-over

@test "a rewritten file is a sealed memory file, on a high number, and the only descriptor that is new" {
    local number target seals flags
    taker ld
    printf -- '-o out\n-rpath "RIGIN/../lib"\n\ta.o' >words
    printf -- '-o out\n-rpath "$ORIGIN/../lib"\n\ta.o' >want
    (
        exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-
        "$BIN/ld" a.o
        cp "$TAKER.fds" alone
        "$LDDIR/ld" @words
    )
    cmp "$TAKER.text" want
    diff alone "$TAKER.fds" >new || true
    assert_equal "$(grep -c '^[<>]' new)" 1
    read -r _ number target seals flags < <(grep '^>' new | sed 's/ (deleted)//')
    assert_contains "$target" memfd:
    test "$number" -ge 64
    test "$number" -le 1023
    # F_SEAL_SEAL, SHRINK, GROW and WRITE; it has to survive exec
    assert_equal "$((seals & 15))" 15
    assert_equal "$flags" 0
    assert_argv "$TAKER.argv" "@/proc/self/fd/$number"
}

@test "two rewritten files get a number each, and files that need nothing stay" {
    taker ld
    echo '-rpath RIGIN/a' >one
    echo 'a.o b.o' >two
    echo '-rpath RIGIN/c' >three
    "$LDDIR/ld" @one @two @three
    assert_equal "$(cat "$TAKER.text")" "$(printf '%s\n' '-rpath $ORIGIN/a' 'a.o b.o' '-rpath $ORIGIN/c')"
    assert_equal "$(grep -c memfd "$TAKER.fds")" 2
    tail -n +2 -z "$TAKER.argv" | tr '\0' '\n' >words
    assert_equal "$(sed 's/[0-9][0-9]*$/N/' words)" "$(printf '%s\n' @/proc/self/fd/N @two @/proc/self/fd/N)"
    test "$(sed -n 1p words)" != "$(sed -n 3p words)"
}

@test "a file that names a rewritten file is rewritten in that name alone" {
    local inner
    taker ld
    printf -- '-L.  @in\n\t-lx\n' >out
    echo '-rpath RIGIN/a' >in
    "$LDDIR/ld" @out
    inner=$(grep -o '/proc/self/fd/[0-9]*' "$TAKER.text")
    assert_equal "$(sed "s|$inner|in|" "$TAKER.text")" "$(cat out)"
    assert_equal "$(grep -c memfd "$TAKER.fds")" 2
}

@test "with few descriptors allowed the number is lower, or the file stays as it is" {
    local limit
    taker ld
    echo '-rpath RIGIN/a a.o' >words
    for limit in 65 64 60 30 14 11 10 8; do
        rm -f "$TAKER".*
        (
            exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-
            ulimit -n $limit
            quietly "$LDDIR/ld" @words
        ) || die "with a limit of $limit" || return 1
        case $(tail -n +2 -z "$TAKER.argv" | tr -d '\0') in
        @words) assert_equal "$(cat "$TAKER.text")" '-rpath RIGIN/a a.o' ;;
        @/proc/self/fd/[0-9]) die "a low number with a limit of $limit" || return 1 ;;
        @/proc/self/fd/*) assert_equal "$(cat "$TAKER.text")" '-rpath $ORIGIN/a a.o' ;;
        *) die 'another word' || return 1 ;;
        esac
        # what is handed over is all that stays open
        test "$(grep -c memfd "$TAKER.fds")" -le 1
    done
}

@test "where one of two files cannot be handed over, neither is, and no descriptor is new" {
    taker ld
    echo '-rpath RIGIN/a a.o' >one
    echo '-rpath RIGIN/b b.o' >two
    (
        exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-
        ulimit -n 65
        "$BIN/ld" @one @two
        cp "$TAKER.fds" alone
        quietly "$LDDIR/ld" @one @two
    )
    assert_argv "$TAKER.argv" @one @two
    diff alone "$TAKER.fds"
}

@test "a list of a hundred thousand tokens without their dollars is mended" {
    taker ld
    perl -e 'print "-rpath RIGIN/..", "/IB" x 100000, "\n"' >words
    perl -e 'print "-rpath \$ORIGIN/..", "/\$LIB" x 100000, "\n"' >want
    (ulimit -s 1024 && quietly "$LDDIR/ld" @words)
    cmp "$TAKER.text" want
}

@test "with every high number taken the file is still one or the other" {
    taker ld
    echo '-rpath RIGIN/a a.o' >words
    (
        ulimit -n 80
        for number in $(seq 10 79); do eval "exec $number</dev/null" || true; done 2>/dev/null
        "$LDDIR/ld" @words
    )
    case $(cat "$TAKER.text") in
    '-rpath RIGIN/a a.o' | '-rpath $ORIGIN/a a.o') ;;
    *) false ;;
    esac
}

@test "a file that needs nothing is passed on under its own name, and no descriptor is new" {
    taker ld
    echo "-rpath '\$ORIGIN/../lib' a.o \"b c.o\"" >words
    "$BIN/ld" @words
    cp "$TAKER.fds" alone
    "$LDDIR/ld" @words
    assert_argv "$TAKER.argv" @words
    diff alone "$TAKER.fds"
}

@test "the file on disk is never written" {
    local before
    taker ld
    echo '-rpath RIGIN/a a.o' >words
    touch -d '2001-01-01' words
    chmod 600 words
    before=$(stat -c '%i %s %Y %Z %a' words)
    "$LDDIR/ld" @words
    assert_equal "$(stat -c '%i %s %Y %Z %a' words)" "$before"
    assert_equal "$(ls -A)" "$(printf '%s\n' words)"
    assert_equal "$(cat words)" '-rpath RIGIN/a a.o'
}

# ---------------------------------------------------------- make's jobserver

lto_project() {
    echo 'int other(void); int main(void) { return other(); }' >main.c
    echo 'int other(void) { return 42; }' >other.c
    gcc -flto -O1 -c main.c
    gcc -flto -O1 -c other.c
    echo "-Wl,-rpath,RIGIN/../lib main.o other.o -Wl,-L$PWD" | sed 's/ -Wl,-L.*//' >words
}

@test "under make -j2 a rewritten file is not taken for the jobserver by gcc -flto" {
    requires gcc readelf
    lto_project
    # with a + the descriptors are open; without it MAKEFLAGS names them and they are closed
    printf 'all: one two\none: words\n\t+gcc -flto=jobserver -O1 @words -o one\ntwo: words\n\tgcc -flto=auto -O1 @words -o two\n' >Makefile
    COMPILER_PATH=$LDDIR make -j2 >said 2>&1 || { cat said >&2; return 1; }
    for name in one two; do
        assert_contains "$(readelf -dW $name)" '[$ORIGIN/../lib]'
        run -42 ./$name
    done
}

@test "with MAKEFLAGS that name 3 and 4, which are closed, gcc -flto links what it should" {
    requires gcc readelf
    lto_project
    (
        exec 3<&- 4<&-
        export MAKEFLAGS=' -j2 --jobserver-auth=3,4' COMPILER_PATH=$LDDIR
        gcc -flto=auto -O1 @words -o one >said 2>&1
        gcc -flto=jobserver -O1 @words -o two >>said 2>&1
    )
    for name in one two; do
        assert_contains "$(readelf -dW $name)" '[$ORIGIN/../lib]'
        run -42 ./$name
    done
}

# -------------------------------------------------------------------- sizes

@test "100 MB without an rpath pass in under a second and 16 MiB" {
    local milliseconds kib
    taker ld
    yes '/some/where/in/a/build/folder/object-file.o' | head -c 100000000 >words
    read -r milliseconds kib < <(LAZY=1 "$BATS_FILE_TMPDIR/measure" "$LDDIR/ld" -o out @words)
    rm words
    assert_argv "$TAKER.argv" -o out @words
    test "$milliseconds" -lt 1000 || die "$milliseconds ms"
    test "$kib" -lt 16384 || die "$kib KiB"
}

@test "100 MB without a line end or a blank pass in under a second and 16 MiB, or as one word" {
    local milliseconds kib
    taker ld
    yes 'x' | tr -d '\n' | head -c 100000000 >words
    read -r milliseconds kib < <(LAZY=1 "$BATS_FILE_TMPDIR/measure" "$LDDIR/ld" @words)
    rm words
    assert_argv "$TAKER.argv" @words
    test "$milliseconds" -lt 2000 || die "$milliseconds ms"
}

@test "in 20 MB one mangled rpath is repaired, and every other byte stays" {
    taker ld
    {
        yes '/some/where/a/build/"folder with blanks"/object\ file.o' | head -n 200000
        printf -- '\t-rpath "RIGIN/../lib"  \n'
        yes "'/another place'/object.o" | head -n 400000
    } >words
    test "$(stat -c %s words)" -gt 20000000
    "$LDDIR/ld" -o out @words
    sed 's,RIGIN/,$ORIGIN/,' words | cmp - "$TAKER.text"
}

@test "values and options that fall on any border of what is read at once are repaired" {
    local n
    taker ld
    for n in 16352 16368 16376 16380 16381 16382 16383 16384 16385 16390 16400 16416 32760 32768 65528 65536; do
        { head -c "$n" /dev/zero | tr '\0' ' '; printf -- '-rpath RIGIN/../lib a.o\n'; } >words
        "$LDDIR/ld" @words
        sed 's,RIGIN/,$ORIGIN/,' words | cmp - "$TAKER.text" || die "after $n bytes" || return 1
        { printf 'a%.0s' $(seq "$n"); printf -- ' -rpath=RIGIN/../lib'; } >words
        "$LDDIR/ld" @words
        sed 's,RIGIN/,$ORIGIN/,' words | cmp - "$TAKER.text" || die "after a word of $n bytes" || return 1
    done
}

# ------------------------------------------------------- what is not opened

@test "a FIFO as response file is never opened: a writer that waits goes on waiting" {
    requires strace
    taker ld
    mkfifo fifo
    (
        exec 3>&-
        echo -rpath RIGIN/x >fifo
        echo came through >writer
    ) &
    local writer=$!
    LAZY=1 strace -qq -o trace "$LDDIR/ld" -rpath RIGIN/y @fifo
    assert_argv "$TAKER.argv" -rpath 'RIGIN/y' @fifo || assert_argv "$TAKER.argv" -rpath '$ORIGIN/y' @fifo
    run ! grep 'open.*fifo' trace
    test ! -e writer
    kill -0 $writer
    # what it has to say is all there
    assert_equal "$(cat fifo)" '-rpath RIGIN/x'
    wait $writer
}

@test "a FIFO within a response file is never opened" {
    requires strace
    taker ld
    mkfifo fifo
    echo '-rpath RIGIN/x @fifo -rpath RIGIN/y' >words
    LAZY=1 strace -qq -o trace timeout 10 "$LDDIR/ld" @words
    run ! grep 'open.*fifo' trace
}

@test "a pipe as /dev/stdin is left to the linker, whole" {
    test -e /dev/stdin || skip 'needs /dev/stdin'
    taker ld
    echo '-rpath RIGIN/x a.o' | "$LDDIR/ld" -rpath RIGIN/y @/dev/stdin
    assert_equal "$(cat "$TAKER.text")" '-rpath RIGIN/x a.o'
}

@test "a regular file as /dev/stdin is repaired, and the offset stays" {
    test -e /dev/stdin || skip 'needs /dev/stdin'
    taker ld
    echo '-rpath RIGIN/x a.o' >words
    exec 6<words
    "$LDDIR/ld" @/dev/stdin <&6
    assert_equal "$(cat "$TAKER.text")" '-rpath $ORIGIN/x a.o'
    assert_equal "$(cat <&6)" '-rpath RIGIN/x a.o'
    exec 6<&-
}

@test "a device, a folder, a socket and a file that may not be read are left to the linker" {
    local name
    taker ld
    mkdir folder
    echo '-rpath RIGIN/x' >secret
    chmod 0 secret
    for name in /dev/null /dev/zero /dev/tty folder . /nonexistent '' /proc/version /proc/self/mem; do
        LAZY=1 run -0 timeout 10 "$LDDIR/ld" "@$name" a.o
        assert_equal "$output" ''
        assert_argv "$TAKER.argv" "@$name" a.o
    done
    if test "$(id -u)" != 0; then
        LAZY=1 "$LDDIR/ld" @secret a.o
        assert_argv "$TAKER.argv" @secret a.o
    fi
}

@test "a file that names itself, and files 40 deep, end" {
    local number
    taker ld
    echo '@loop -rpath RIGIN/x' >loop
    LAZY=1 quietly timeout 10 "$LDDIR/ld" @loop
    assert_argv "$TAKER.argv" @loop
    for number in $(seq 40); do echo "@f$((number + 1))" >"f$number"; done
    echo '-rpath RIGIN/x' >f41
    LAZY=1 quietly timeout 10 "$LDDIR/ld" @f1
    echo '@twice @twice' >twice
    LAZY=1 quietly timeout 10 "$LDDIR/ld" @twice
    assert_argv "$TAKER.argv" @twice
}
