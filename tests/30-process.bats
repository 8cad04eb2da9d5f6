#!/usr/bin/env bats
# The shim as a process: what the linker inherits, how it ends, which program is
# found, and that whatever goes wrong inside, the link happens.
# shellcheck disable=SC2016,SC2094,SC2154,SC2030,SC2031

load helpers/common

setup_file() {
    local static
    write_start >"$BATS_FILE_TMPDIR/start.c"
    write_witness >"$BATS_FILE_TMPDIR/witness.c"
    for static in -static ''; do
        # shellcheck disable=SC2086 # may be no word
        "${CC:-cc}" $static -O1 -o "$BATS_FILE_TMPDIR/start" "$BATS_FILE_TMPDIR/start.c" &&
            "${CC:-cc}" $static -O1 -o "$BATS_FILE_TMPDIR/witness" "$BATS_FILE_TMPDIR/witness.c" && return 0
    done
}

setup() {
    setup_common
    START=$BATS_FILE_TMPDIR/start
    BIN=$BATS_TEST_TMPDIR/bin
    export WITNESS=$BATS_TEST_TMPDIR/w
    SYSTEM_PATH=$PATH
}

teardown() {
    # what a test gave to others to use
    test -z "${PUBLIC-}" || rm -rf "$PUBLIC"
}

# start OPTION... PROGRAM ARGUMENT...: runs a program in a given state.
write_start() {
    cat <<'END'
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* The environment that stands in a file, each string ended by NUL. */
static char **read_env(const char *path)
{
    static char text[1 << 20], *list[4096];
    FILE *f = fopen(path, "r");
    size_t n = fread(text, 1, sizeof text, f), at = 0, k = 0;

    fclose(f);
    for (; at < n; at += strlen(text + at) + 1)
        list[k++] = text + at;
    return list;
}

static void limit(int what, const char *value)
{
    struct rlimit r;

    getrlimit(what, &r);
    r.rlim_cur = strtoul(value, NULL, 10);
    if (setrlimit(what, &r) != 0)
        exit(98);
}

int main(int argc, char **argv)
{
    const char *report = NULL, *arg0 = NULL;
    int no_argv = 0, status;
    sigset_t set;
    pid_t pid;

    (void)argc;
    for (argv++; *argv && strncmp(*argv, "--", 2) == 0; argv++) {
        const char *o = *argv + 2;
        if (!strcmp(o, "no-argv")) no_argv = 1;
        else if (!strcmp(o, "env")) environ = read_env(*++argv);
        else if (!strcmp(o, "arg0")) arg0 = *++argv;
        else if (!strcmp(o, "close")) close(atoi(*++argv));
        else if (!strcmp(o, "stack")) limit(RLIMIT_STACK, *++argv);
        else if (!strcmp(o, "files")) limit(RLIMIT_NOFILE, *++argv);
        else if (!strcmp(o, "cpu")) limit(RLIMIT_CPU, *++argv);
        else if (!strcmp(o, "umask")) umask((mode_t)strtoul(*++argv, NULL, 8));
        else if (!strcmp(o, "nice")) { if (nice(atoi(*++argv)) == -1) exit(98); }
        else if (!strcmp(o, "ignore")) signal(atoi(*++argv), SIG_IGN);
        else if (!strcmp(o, "block")) {
            sigemptyset(&set);
            sigaddset(&set, atoi(*++argv));
            sigprocmask(SIG_BLOCK, &set, NULL);
        } else if (!strcmp(o, "report")) report = *++argv;
        else exit(97);
    }
    if (report) {
        int out = open(report, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if ((pid = fork()) > 0) {
            waitpid(pid, &status, 0);
            if (WIFSIGNALED(status)) dprintf(out, "signal %d\n", WTERMSIG(status));
            else dprintf(out, "exit %d\n", WEXITSTATUS(status));
            dprintf(out, "pid %d\n", (int)pid);
            return 0;
        }
    }
    if (no_argv) {
        static char *none[] = {NULL};
        execve(argv[0], none, environ);
    } else {
        const char *program = argv[0];
        if (arg0) argv[0] = (char *)arg0;
        execve(program, argv, environ);
    }
    return errno == E2BIG ? 90 : 99;
}
END
}

# The stand-in for a linker: tells all it inherited in files that begin with $WITNESS.
# It is as big as a linker, so that the shim takes it for one.
write_witness() {
    cat <<'END'
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

extern char **environ;
const char bulk[256 * 1024] = {1};

static FILE *create(const char *base, const char *suffix)
{
    char path[8192];

    snprintf(path, sizeof path, "%s%s", base, suffix);
    return fopen(path, "we");
}

static void words(FILE *out, char **list)
{
    if (!out) exit(95);
    for (; *list; list++) fwrite(*list, 1, strlen(*list) + 1, out);
    fclose(out);
}

static void copy(const char *from, FILE *out)
{
    char piece[65536];
    size_t n;
    FILE *in = fopen(from, "re");

    if (!in) { fprintf(out, "unreadable\n"); return; }
    while ((n = fread(piece, 1, sizeof piece, in)) > 0) fwrite(piece, 1, n, out);
    fclose(in);
}

int main(int argc, char **argv)
{
    const char *base = getenv("WITNESS"), *v;
    char link[64], target[8192], line[8192], *text = NULL;
    size_t size = 0;
    struct rlimit r;
    FILE *state, *in;
    int i;

    (void)argc;
    if (base && *base) {
        state = open_memstream(&text, &size);
        for (i = 0; i < 1100; i++) {
            ssize_t n;
            if (fcntl(i, F_GETFD) < 0) continue;
            snprintf(link, sizeof link, "/proc/self/fd/%d", i);
            n = readlink(link, target, sizeof target - 1);
            target[n < 0 ? 0 : n] = '\0';
            fprintf(state, "fd %d %s flags %d offset %ld\n", i, target, fcntl(i, F_GETFD), (long)lseek(i, 0, SEEK_CUR));
        }
        for (i = 0; i < RLIM_NLIMITS; i++)
            if (getrlimit(i, &r) == 0)
                fprintf(state, "limit %d %llu %llu\n", i, (unsigned long long)r.rlim_cur, (unsigned long long)r.rlim_max);
        fprintf(state, "nice %d\n", getpriority(PRIO_PROCESS, 0));
        if ((in = fopen("/proc/self/status", "re"))) {
            while (fgets(line, sizeof line, in))
                if (!strncmp(line, "Sig", 3) || !strncmp(line, "Shd", 3) || !strncmp(line, "Umask", 5) ||
                    !strncmp(line, "Uid", 3) || !strncmp(line, "Gid", 3) || !strncmp(line, "Seccomp:", 8) || !strncmp(line, "NoNewPrivs", 10))
                    if (strncmp(line, "SigQ", 4)) fputs(line, state);
            fclose(in);
        }
        fprintf(state, "cwd %s\n", getcwd(line, sizeof line) ? line : "none");
        fclose(state);
        state = create(base, ".state");
        if (!state) exit(95);
        fwrite(text, 1, size, state);
        fclose(state);
        words(create(base, ""), argv);
        words(create(base, ".env"), environ);
        if (!(state = create(base, ".pid"))) exit(95);
        fprintf(state, "pid %d\n", (int)getpid());
        fclose(state);
        /* what the response files held */
        if (!(state = create(base, ".at"))) exit(95);
        for (i = 1; argv[i]; i++)
            if (argv[i][0] == '@') copy(argv[i] + 1, state);
        fclose(state);
    }
    if ((v = getenv("WITNESS_SIGNAL"))) { signal(atoi(v), SIG_DFL); raise(atoi(v)); }
    if ((v = getenv("WITNESS_SAYS"))) { puts(v); fprintf(stderr, "%s\n", v); }
    return (v = getenv("WITNESS_STATUS")) ? atoi(v) : bulk[1];
}
END
}

# witness NAME...: stand-ins for linkers of these names, in $BATS_TEST_TMPDIR/bin unless they have
# a slash; PATH is that folder and then the system's.
witness() {
    local name
    for name in "${@:-ld}"; do
        case $name in
        */*) mkdir -p "${name%/*}" ;;
        *) name=$BIN/$name ;;
        esac
        ln -f "$BATS_FILE_TMPDIR/witness" "$name" 2>/dev/null || cp "$BATS_FILE_TMPDIR/witness" "$name"
    done
    export PATH=$BIN:$SYSTEM_PATH
}

# quietly COMMAND...: status 0, and not a byte on stdout or stderr.
quietly() {
    local was=0
    "$@" >"$BATS_TEST_TMPDIR/said" 2>&1 || was=$?
    test "$was" = 0 || die "status $was of: $*" "$(cat "$BATS_TEST_TMPDIR/said")" || return 1
    test ! -s "$BATS_TEST_TMPDIR/said" || die "output of $*:" "$(cat "$BATS_TEST_TMPDIR/said")"
}

# same_state OPTION...: the witness inherits the same with the shim as without it.
same_state() {
    witness ld
    quietly "$START" "$@" "$BIN/ld" a.o
    mv "$WITNESS.state" alone.state
    quietly "$START" "$@" "$LDDIR/ld" a.o
    diff alone.state "$WITNESS.state"
    # and when the line is repaired
    rm "$WITNESS.state"
    quietly "$START" "$@" "$LDDIR/ld" -rpath RIGIN/x a.o
    diff alone.state "$WITNESS.state"
    assert_argv "$WITNESS" -rpath '$ORIGIN/x' a.o
}

first_word() { head -n 1 "$1" -z | tr -d '\0'; }

objects() {
    echo 'int main(void) { return 0; }' >main.c
    "$CC" -c main.c
}

# ------------------------------------------------------------------ argv[0]

@test "argv[0] is the real linker's absolute path with the name that was asked for" {
    local name
    witness ld ld.bfd ld.gold ld.lld ld.mold mold
    for name in ld ld.bfd ld.gold ld.lld ld.mold mold; do
        "$LDDIR/$name" a.o
        assert_equal "$(first_word "$WITNESS")" "$BIN/$name"
        "$START" --arg0 "$name" "$LDDIR/$name" -rpath RIGIN/x a.o
        assert_equal "$(first_word "$WITNESS")" "$BIN/$name"
        assert_argv "$WITNESS" -rpath '$ORIGIN/x' a.o
    done
}

@test "argv[0] keeps the name where the linker is a symlink to another name" {
    witness there/thing
    ln -s ../thing-link "$BIN/ld.lld"
    ln -s "$PWD/there/thing" "$BATS_TEST_TMPDIR/thing-link"
    PATH=$BIN:$SYSTEM_PATH "$LDDIR/ld.lld" a.o
    assert_equal "$(first_word "$WITNESS")" "$BIN/ld.lld"
}

@test "an empty argv[0], or none, does no harm: the shim goes by its own file's name" {
    witness ld
    quietly "$START" --arg0 '' "$LDDIR/ld" a.o
    assert_equal "$(first_word "$WITNESS")" "$BIN/ld"
    rm "$WITNESS"
    quietly "$START" --no-argv "$LDDIR/ld"
    assert_equal "$(first_word "$WITNESS")" "$BIN/ld"
}

# ------------------------------------------------------------- one process

@test "the shim is one execve in the same process" {
    witness ld
    "$START" --report report "$LDDIR/ld" a.o
    assert_equal "$(grep pid report)" "$(cat "$WITNESS.pid")"
    "$START" --report report "$LDDIR/ld" -rpath RIGIN/x a.o
    assert_equal "$(grep pid report)" "$(cat "$WITNESS.pid")"
}

# shim_calls FILE: from a trace, the system calls from the shim's start to the linker's.
shim_calls() {
    awk -v shim="$LDDIR/" '{ sub(/^[0-9]+ +/, "") }
        /^execve\(/ { if (inside) { print; exit } inside = index($0, "execve(\"" shim) == 1 }
        inside' "$1"
}

# Calls as they begin: where processes take turns, strace ends a call on another line.
count_calls() { grep -c "^[0-9]* *$1(" "$2" || true; }

@test "a healthy gcc link has one execve more, and no fork, write or descriptor more" {
    requires uninstrumented gcc strace proc
    local call
    objects
    strace -f -qq -s 4096 -e signal=none -o alone gcc -o one main.o '-Wl,-rpath,$ORIGIN/../lib'
    COMPILER_PATH=$LDDIR strace -f -qq -s 4096 -e signal=none -o shimmed gcc -o two main.o '-Wl,-rpath,$ORIGIN/../lib'
    cmp one two
    assert_equal "$(count_calls execve shimmed)" $(($(count_calls execve alone) + 1))
    for call in fork vfork clone clone3 memfd_create socket pipe pipe2 dup dup2 dup3; do
        assert_equal "$call $(count_calls $call shimmed)" "$call $(count_calls $call alone)"
    done
    shim_calls shimmed >calls
    grep '^execve.*/ld"' calls
    # nothing is written, read, made, and /proc is left alone
    run ! grep -E '^(write|writev|fork|vfork|clone|clone3|openat|open|creat|memfd_create|dup|dup2|dup3|fcntl|pipe2?|socket|unlink|rename|chdir)\(' calls
    # (a libc asks for its own name there)
    test "$ORIGINLD_TEST_KIND" != raw || run ! grep '/proc' calls
}

@test "a healthy link with a response file reads it, and leaves no descriptor open" {
    requires strace
    witness ld
    echo "-rpath '/usr/lib' a.o" >words
    strace -qq -o trace "$LDDIR/ld" @words
    assert_argv "$WITNESS" @words
    awk '/^execve/ { print; next } /^(openat|open|close|memfd_create)\(/' trace | awk '/^execve/ && n++ == 1 { exit } { print }' >calls
    assert_equal "$(grep -c 'open.*= [0-9]' calls)" "$(grep -c '^close.*= 0' calls)"
    run ! grep memfd_create calls
}

# ------------------------------------------------------------------ its end

@test "exit statuses 0, 1, 2, 127 and 255 are the linker's own" {
    local number words
    witness ld
    for number in 0 1 2 125 126 127 128 255; do
        for words in 'a.o' '-rpath RIGIN/x a.o'; do
            # shellcheck disable=SC2086 # words
            WITNESS_STATUS=$number run -$number "$LDDIR/ld" $words
            assert_equal "$output" ''
        done
    done
}

@test "the parent sees the linker's death by a signal" {
    local number
    witness ld
    ulimit -c 0
    for number in 11 6 9 15; do
        WITNESS_SIGNAL=$number "$START" --report report "$LDDIR/ld" -rpath RIGIN/x a.o
        assert_equal "$(head -n 1 report)" "signal $number"
    done
}

# --------------------------------------------------------------- inheritance

@test "the signal mask and ignored signals are inherited" {
    requires proc
    same_state --block 10 --block 14 --ignore 13 --ignore 2
}

@test "umask, limits and niceness are inherited" {
    requires proc
    same_state --umask 0137 --nice 3 --stack 4194304 --files 200 --cpu 1000
}

@test "standard input is not touched" {
    requires proc
    seq 1000 >numbers
    exec 5<numbers
    read -r -u 5 _
    witness ld
    quietly "$LDDIR/ld" -rpath RIGIN/x a.o <&5
    grep "^fd 0 .*/numbers flags 0 offset [1-9]" "$WITNESS.state"
    WITNESS='' "$LDDIR/ld" a.o <&5
    rm "$WITNESS.state"
    "$BIN/ld" a.o <&5
    cp "$WITNESS.state" alone
    "$LDDIR/ld" a.o <&5
    diff alone "$WITNESS.state"
    assert_equal "$(printf 'in\nput\n' | { "$LDDIR/ld" -rpath RIGIN/x a.o; cat; })" "$(printf 'in\nput')"
    exec 5<&-
}

@test "descriptors 3 to 9 are inherited" {
    requires proc
    mkfifo pipe
    local number
    : >file
    (
        exec 3<file 4>>file 5<>pipe 6<file 7<"$PWD" 8>&4 9</dev/null
        same_state
    )
    for number in 3 4 5 6 7 8 9; do
        grep "^fd $number " "$WITNESS.state"
    done
}

@test "what the linker says is all that is said" {
    witness ld
    # stdout and stderr apart
    WITNESS_SAYS=hello "$LDDIR/ld" -rpath RIGIN/x a.o >out 2>err
    assert_equal "$(cat out)" hello
    assert_equal "$(cat err)" hello
}

@test "closed descriptors 0 to 2 stay closed, and our files never land there" {
    requires proc
    local set number options
    witness ld
    echo "-rpath RIGIN/../lib a.o" >words
    for set in 0 1 2 '0 1' '0 2' '1 2' '0 1 2'; do
        options=()
        for number in $set; do options+=(--close "$number"); done
        "$START" "${options[@]}" "$BIN/ld" a.o
        cp "$WITNESS.state" alone
        rm -f log
        ORIGINLD_LOG=$PWD/log ORIGINLD_VERBOSE=2 "$START" "${options[@]}" "$LDDIR/ld" @words 2>err
        # all as without the shim, and one memory file far up
        grep -v '^fd .*memfd:originld' "$WITNESS.state" >with
        grep -v '^cwd\|^fd 2 ' alone >alone.rest
        grep -v '^cwd\|^fd 2 ' with >with.rest
        diff alone.rest with.rest
        assert_equal "$(grep -c '^fd .*memfd:originld' "$WITNESS.state")" 1
        test "$(sed -n 's/^fd \([0-9]*\) .*memfd:originld.*/\1/p' "$WITNESS.state")" -ge 64
        assert_equal "$(cat "$WITNESS.at")" '-rpath $ORIGIN/../lib a.o'
        # the log has its one line and none of the messages
        assert_equal "$(wc -l <log)" 1
        grep '^{.*}$' log
        case $set in
        *2*) run ! grep '^fd 2 ' with ;;
        *) test -s err ;;
        esac
    done
}

@test "the environment arrives byte for byte: doubles, strings without '=', the longest" {
    witness ld
    {
        printf 'A=1\0A=2\0no equals sign\0=x\0==\0EMPTY=\0\0PATH=%s\0PATH=/second\0' "$BIN:$SYSTEM_PATH"
        printf 'WITNESS=%s\0COLLECT_GCC=gcc\0BYTES=\001\377\n\t \0LD_LIBRARY_PATH=/x\0' "$WITNESS"
        printf 'LONG=%0131066d\0' 0
        printf 'ORIGINLD_MODE=repair\0ORIGINLD_ELSE=x\0ORIGINLD_\0A=3\0'
    } >environment
    "$START" --env environment "$LDDIR/ld" a.o
    cmp environment "$WITNESS.env"
    rm "$WITNESS.env"
    "$START" --env environment "$LDDIR/ld" -rpath RIGIN/x a.o
    cmp environment "$WITNESS.env"
    assert_argv "$WITNESS" -rpath '$ORIGIN/x' a.o
}

@test "an environment of nothing, and one of 2000 variables, arrive as they are" {
    witness ld
    printf 'WITNESS=%s\0ORIGINLD_LD=%s\0' "$WITNESS" "$BIN/ld" >environment
    "$START" --env environment "$LDDIR/ld" a.o
    cmp environment "$WITNESS.env"
    { seq -f 'VARIABLE_%g=%g' 2000 | tr '\n' '\0'; printf 'PATH=%s\0WITNESS=%s\0' "$BIN" "$WITNESS"; } >environment
    "$START" --env environment "$LDDIR/ld" -rpath RIGIN/x a.o
    cmp environment "$WITNESS.env"
    : >environment
    "$START" --env environment "$LDDIR/ld" --version >out
    grep -i 'ld\|linker' out
}

@test "a guard in the environment comes only before a script, and does not pile up" {
    make_executable ld <<'END'
env >"$RECORD"
END
    export RECORD=$PWD/record PATH=$BIN:$PATH
    ORIGINLD_TRIED=1:2, "$LDDIR/ld" a.o
    assert_equal "$(grep -c '^ORIGINLD_TRIED=' record)" 1
    rm "$BIN/ld"
    witness ld
    ORIGINLD_TRIED=1:2, "$LDDIR/ld" a.o
    run ! grep -z '^ORIGINLD_TRIED=' "$WITNESS.env"
}

@test "the working folder is unchanged" {
    requires proc
    same_state
    grep "^cwd $(pwd -P)\$" "$WITNESS.state"
}

@test "in a deleted folder links happen" {
    objects
    mkdir gone
    cd gone
    rmdir ../gone
    local here=$BATS_TEST_TMPDIR/a\ b
    quietly "$LDDIR/ld" -r -o "$here/out.o" "$here/main.o"
    rm "$here/out.o"
    ORIGINLD_LOG=$here/log quietly "$LDDIR/ld" -r -rpath RIGIN/x -o "$here/out.o" "$here/main.o"
    test -s "$here/out.o"
    assert_equal "$(wc -l <"$here/log")" 1
    witness ld
    quietly "$LDDIR/ld" -rpath RIGIN/x a.o
    assert_argv "$WITNESS" -rpath '$ORIGIN/x' a.o
}

# -------------------------------------------------------- finding the linker

@test "without PATH the linker is found in the system's folders" {
    run -0 env -u PATH "$LDDIR/ld" --version
    assert_contains "$output" "$(ld --version | head -n 1)"
    run -0 env PATH= "$LDDIR/ld" --version
    assert_contains "$output" "$(ld --version | head -n 1)"
}

@test "empty and relative elements of PATH are passed over: a decoy in the current folder does not run" {
    local path
    make_executable "$PWD/ld" <<'END'
touch decoy-ran
END
    mkdir rel
    cp ld rel/ld
    witness ld
    for path in ":$BIN" "$BIN:" "::$BIN" ".:$BIN" "./:$BIN" "rel:$BIN" "./rel/:$BIN:." "../a b:$BIN"; do
        rm -f "$WITNESS"
        quietly env PATH="$path" "$LDDIR/ld" a.o
        assert_equal "$(first_word "$WITNESS")" "$BIN/ld"
    done
    quietly env PATH=':.:rel:' "$LDDIR/ld" -r -o out.o /dev/null || true
    test ! -e decoy-ran
}

@test "the shim knows itself on PATH however the folder is spelled" {
    local path
    witness ld
    ln -s "$LDDIR" folder-link
    mkdir hard copy
    ln -L "$SHIM" hard/ld 2>/dev/null || cp "$SHIM" hard/ld
    cp "$SHIM" copy/ld
    for path in "$LDDIR" "$LDDIR/" "/$LDDIR" "$LDDIR//" "$LDDIR/../ld" "$PWD/folder-link" "$PWD/folder-link/" \
        "$PWD/hard" "$PWD/copy"; do
        for program in "$LDDIR/ld" "$PWD/folder-link/ld" "$PWD/hard/ld" "$PWD/copy/ld"; do
            rm -f "$WITNESS"
            quietly timeout 10 env PATH="$path:$path:$BIN" "$program" -rpath RIGIN/x a.o
            assert_argv "$WITNESS" -rpath '$ORIGIN/x' a.o
            assert_equal "$(first_word "$WITNESS")" "$BIN/ld"
        done
    done
    rm -f "$WITNESS"
    quietly timeout 10 env PATH="$LDDIR:$PWD/hard:$PWD/copy:$PWD/folder-link:$BIN" \
        COMPILER_PATH="$PWD/copy:$LDDIR" "$LDDIR/ld" a.o
    assert_equal "$(first_word "$WITNESS")" "$BIN/ld"
}

@test "the shim knows itself when called by a relative name, by its bare name, and through a file descriptor" {
    requires proc
    witness ld
    (cd "$LDDIR" && PATH=$LDDIR:$PATH quietly ./ld a.o)
    assert_equal "$(first_word "$WITNESS")" "$BIN/ld"
    rm "$WITNESS"
    PATH=$LDDIR:$PATH quietly ld a.o
    assert_equal "$(first_word "$WITNESS")" "$BIN/ld"
    exec 7<"$SHIM"
    PATH=$LDDIR:$PATH quietly timeout 10 "$START" --arg0 ld /proc/self/fd/7 a.o
    exec 7<&-
    assert_equal "$(first_word "$WITNESS")" "$BIN/ld"
}

@test "two wrappers that find each other end: one that strips itself from PATH" {
    make_executable "$PWD/wrap/ld" <<'END'
echo once >>"$COUNT"
PATH=$(printf %s "$PATH" | sed "s|^$WRAP:||; s|:$WRAP:|:|")
exec ld "$@"
END
    witness ld
    export COUNT=$PWD/count WRAP=$PWD/wrap
    quietly timeout 20 env PATH="$WRAP:$LDDIR:$BIN:$SYSTEM_PATH" ld -rpath RIGIN/x a.o
    assert_argv "$WITNESS" -rpath '$ORIGIN/x' a.o
    assert_equal "$(cat count)" once
    rm count "$WITNESS"
    quietly timeout 20 env PATH="$LDDIR:$WRAP:$BIN:$SYSTEM_PATH" ld -rpath RIGIN/x a.o
    assert_argv "$WITNESS" -rpath '$ORIGIN/x' a.o
    assert_equal "$(cat count)" once
}

@test "two wrappers that find each other end: one that calls the first ld of PATH again" {
    make_executable "$PWD/wrap/ld" <<'END'
echo once >>"$COUNT"
exec ld "$@"
END
    witness ld
    export COUNT=$PWD/count
    quietly timeout 20 env PATH="$LDDIR:$PWD/wrap:$BIN:$SYSTEM_PATH" "$LDDIR/ld" -rpath RIGIN/x a.o
    assert_argv "$WITNESS" -rpath '$ORIGIN/x' a.o
    assert_equal "$(cat count)" once
    # two of them
    make_executable "$PWD/wrap2/ld" <"$PWD/wrap/ld"
    rm count "$WITNESS"
    quietly timeout 20 env PATH="$LDDIR:$PWD/wrap:$PWD/wrap2:$BIN:$SYSTEM_PATH" "$LDDIR/ld" a.o
    assert_argv "$WITNESS" a.o
    assert_equal "$(sort count | uniq -c | tr -s ' ')" ' 2 once'
}

@test "two wrappers that find each other end: two different builds of the shim" {
    witness ld
    mkdir other third
    cp "$SHIM" other/ld
    printf 'another build' >>other/ld
    cp "$SHIM" third/ld
    printf 'a third build of this' >>third/ld
    quietly timeout 20 env PATH="$LDDIR:$PWD/other:$PWD/third:$BIN" ld -rpath RIGIN/x a.o
    assert_argv "$WITNESS" -rpath '$ORIGIN/x' a.o
    rm "$WITNESS"
    quietly timeout 20 env PATH="$PWD/other:$LDDIR:$PWD/third:$BIN" "$LDDIR/ld" -rpath RIGIN/x a.o
    assert_argv "$WITNESS" -rpath '$ORIGIN/x' a.o
}

@test "a program is not taken for tried whose inode ends as that of one that was" {
    witness ld ld.gold
    run -0 env ORIGINLD_TRIED="9$(stat -L -c %d:%i "$BIN/ld")," "$LDDIR/ld" a.o
    assert_equal "$(first_word "$WITNESS")" "$BIN/ld"
    run -127 env PATH="$BIN" ORIGINLD_TRIED="9:9,$(stat -L -c %d:%i "$BIN/ld.gold")," "$LDDIR/ld.gold" a.o
}

@test "two wrappers that find each other end: two builds of the shim that are as big as linkers" {
    witness ld
    mkdir other third
    cp "$SHIM" other/ld
    truncate -s 1500000 other/ld
    cp "$SHIM" third/ld
    truncate -s 1600000 third/ld
    quietly timeout 5 env PATH="$PWD/other:$PWD/third:$BIN" "$PWD/other/ld" -rpath RIGIN/x a.o
    assert_argv "$WITNESS" -rpath '$ORIGIN/x' a.o
}

@test "a linker that is nowhere is 127 and one line that names it" {
    mkdir nothing
    ln -s "$SHIM" none-ld
    run -127 env PATH="$PWD/nothing" ./none-ld a.o
    assert_equal "${#lines[@]}" 1
    assert_contains "$output" none-ld
    ln -s "$SHIM" ld.gold
    run -127 env PATH="$PWD/nothing" ./ld.gold a.o
    assert_equal "${#lines[@]}" 1
    assert_contains "$output" ld.gold
}

@test "a linker that may not be executed is 126 and one line that names it" {
    echo 'not executable' >"$BIN/ld.odd"
    ln -s "$SHIM" ld.odd
    run -126 env PATH="$BIN" ./ld.odd a.o
    assert_equal "${#lines[@]}" 1
    assert_contains "$output" ld.odd
    run -126 env ORIGINLD_LD="$BIN/ld.odd" "$LDDIR/ld" a.o
    assert_equal "${#lines[@]}" 1
    assert_contains "$output" ld.odd
}

@test "a linker that its owner alone may execute is 126 and one line that names it" {
    requires uninstrumented root
    type -P setpriv >/dev/null || skip 'no setpriv here'
    local name folder
    folder=$(TMPDIR=/tmp mktemp -d)
    chmod 755 "$folder"
    cp "$SHIM" "$folder/shim"
    chmod 755 "$folder/shim"
    mkdir "$folder/bin"
    for name in ld.odd odd-gcc; do
        cp "$BATS_FILE_TMPDIR/witness" "$folder/bin/$name"
        chmod 744 "$folder/bin/$name"
        ln -s shim "$folder/$name"
        run -126 setpriv --reuid=65534 --regid=65534 --clear-groups env -i PATH="$folder/bin" "$folder/$name" a.o
        assert_equal "${#lines[@]}" 1
        assert_contains "$output" "$folder/bin/$name"
    done
    rm -r "$folder"
}

@test "a script without #! is 126, and no shell runs it" {
    local name
    printf 'touch shell-ran\n' >"$BIN/ld"
    chmod +x "$BIN/ld"
    run -126 env PATH="$BIN:$PATH" "$LDDIR/ld" a.o
    assert_equal "${#lines[@]}" 1
    assert_contains "$output" "$BIN/ld"
    test ! -e shell-ran
    run -126 env PATH="$BIN:$PATH" "$LDDIR/ld" -rpath RIGIN/x a.o
    test ! -e shell-ran
    # and one whose interpreter is missing
    printf '#!/nonexistent/interpreter\n' >"$BIN/ld"
    run -127 env PATH="$BIN:$PATH" "$LDDIR/ld" a.o
    assert_equal "${#lines[@]}" 1
    assert_contains "$output" "$BIN/ld"
}

@test "ORIGINLD_LD: an absolute path is the linker" {
    witness "$PWD/mine/linker" ld
    ORIGINLD_LD=$PWD/mine/linker quietly "$LDDIR/ld" -rpath RIGIN/x a.o
    assert_argv "$WITNESS" -rpath '$ORIGIN/x' a.o
    assert_equal "$(first_word "$WITNESS")" "$PWD/mine/linker"
    ORIGINLD_LD=$PWD/mine/linker COMPILER_PATH=$BIN quietly "$LDDIR/ld" a.o
    assert_equal "$(first_word "$WITNESS")" "$PWD/mine/linker"
}

@test "ORIGINLD_LD: what is relative, empty or the shim itself is not used, and the log says so" {
    local value
    witness mine/linker ld
    mkdir copy
    cp "$SHIM" copy/ld
    for value in mine/linker ./mine/linker "$LDDIR/ld" "$SHIM" "$PWD/copy/ld" "$PWD"; do
        rm -f log "$WITNESS"
        ORIGINLD_LOG=$PWD/log ORIGINLD_LD=$value quietly timeout 10 "$LDDIR/ld" a.o
        assert_equal "$(first_word "$WITNESS")" "$BIN/ld"
        assert_contains "$(cat log)" ld-setting-bad
    done
    ORIGINLD_LD='' quietly "$LDDIR/ld" a.o
    assert_equal "$(first_word "$WITNESS")" "$BIN/ld"
}

@test "ORIGINLD_LD: a path where nothing is is 127 and one line that names it" {
    witness ld
    run -127 env ORIGINLD_LD=/nonexistent/linker "$LDDIR/ld" a.o
    assert_equal "${#lines[@]}" 1
    assert_contains "$output" /nonexistent/linker
    run -127 env ORIGINLD_LD=/nonexistent/linker "$LDDIR/ld" -rpath RIGIN/x a.o
    assert_equal "${#lines[@]}" 1
    test ! -e "$WITNESS"
}

# --------------------------------------------------------- what is missing

# in_no_proc COMMAND...
in_no_proc() {
    unshare -m sh -c 'mount -t tmpfs none /proc && exec "$@"' sh "$@"
}

can_hide_proc() {
    requires root
    type -P unshare >/dev/null || skip 'no unshare here'
    in_no_proc true 2>/dev/null || skip 'no right to mount here'
}

@test "without /proc a line is repaired all the same" {
    requires uninstrumented
    can_hide_proc
    witness ld
    quietly in_no_proc "$LDDIR/ld" -rpath RIGIN/x a.o
    assert_argv "$WITNESS" -rpath '$ORIGIN/x' a.o
    assert_equal "$(first_word "$WITNESS")" "$BIN/ld"
    quietly in_no_proc env PATH="$LDDIR:$LDDIR/:$PATH" ld a.o
    assert_argv "$WITNESS" a.o
}

@test "without /proc a response file is passed on as it came, and the log says so" {
    requires uninstrumented
    can_hide_proc
    witness ld
    echo '-rpath RIGIN/x a.o' >words
    ORIGINLD_LOG=$PWD/log quietly in_no_proc "$LDDIR/ld" -L. @words
    assert_argv "$WITNESS" -L. @words
    assert_contains "$(cat log)" no-memfd
    # nothing is left open for the linker
    run ! grep memfd "$WITNESS.state"
}

@test "without memory files a response file is passed on as it came, and the log says so" {
    requires strace
    witness ld
    echo '-rpath RIGIN/x a.o' >words
    ORIGINLD_LOG=$PWD/log quietly strace -qq -o /dev/null -e trace=memfd_create -e inject=memfd_create:error=ENOSYS "$LDDIR/ld" @words -L.
    assert_argv "$WITNESS" @words -L.
    assert_contains "$(cat log)" no-memfd
    assert_equal "$(cat "$WITNESS.at")" '-rpath RIGIN/x a.o'
}

# ------------------------------------------------------------ a line too long

# most NUMBER COMMAND...: the largest number of filler words, from 1 to NUMBER, with which the command
# can be executed; words say how many in the command's last word.
most() {
    local low=1 high=$1 middle
    shift
    while test $((high - low)) -gt 1; do
        middle=$(((low + high) / 2))
        if "$@" $middle >/dev/null 2>&1; then low=$middle; else high=$middle; fi
    done
    echo $low
}

# filled COUNT LAST PROGRAM WORD...: the words, then that many words of filler and one of LAST bytes,
# with room for 128 KiB in all.
filled() {
    local count=$1 last=$2 program=$3
    shift 3
    # shellcheck disable=SC2046 # one word each
    "$START" --env environment --stack 524288 --arg0 ld "$program" "$@" $(printf 'filler.o%.0s ' $(seq "$count")) "$(printf "%0${last}d" 0)"
}

# fill PROGRAM WORD...: sets COUNT and LAST so that not a byte more could be executed.
fill() {
    local -a command=("$@")
    with_count() { filled "$1" 1 "${command[@]}"; }
    with_last() { filled "$COUNT" "$1" "${command[@]}"; }
    COUNT=$(most 16000 with_count)
    LAST=$(most 200 with_last)
    local was=0
    with_last $((LAST + 1)) || was=$?
    assert_equal $was 90
}

@test "a line that fits as it came but not repaired is handed over as a file, or as it came" {
    requires proc
    local number COUNT LAST
    local -a mangled=()
    witness ld
    printf 'PATH=%s\0WITNESS=%s\0' "$BIN" "$WITNESS" >environment
    for ((number = 0; number < 50; number++)); do mangled+=(-rpath "RIGIN/$number"); done
    fill "$LDDIR/ld" "${mangled[@]}" 2>/dev/null
    rm -f "$WITNESS" "$WITNESS.at"
    quietly filled "$COUNT" "$LAST" "$LDDIR/ld" "${mangled[@]}"
    case $(tail -n +2 -z "$WITNESS" | head -n 1 -z | tr -d '\0') in
    @/proc/self/fd/*)
        grep -F '$ORIGIN/49' "$WITNESS.at"
        assert_equal "$(grep -c filler.o "$WITNESS.at")" "$COUNT"
        ;;
    *) grep -z -F 'RIGIN/49' "$WITNESS" ;;
    esac
}

@test "a healthy line that just fits for the linker just fits with the shim" {
    local COUNT LAST folder="$PWD/a folder with a long name so that the shim has the shorter path of the two"
    witness "$folder/ld"
    printf 'PATH=%s\0WITNESS=%s\0' "$folder" "$WITNESS" >environment
    # called as a shell does: by the bare name
    fill "$folder/ld" a.o 2>/dev/null
    rm "$WITNESS"
    ln -s "$SHIM" "$BATS_TEST_TMPDIR/ld"
    quietly filled "$COUNT" "$LAST" "$BATS_TEST_TMPDIR/ld" a.o
    test -e "$WITNESS"
}

@test "the longest word there can be is linked, repaired or as it came" {
    requires readelf proc
    local long
    objects
    long=$(printf '%0131057d' 0)
    # 131071 bytes: the repaired one is longer by one, which the kernel refuses
    assert_equal "${#long} $((${#long} + 14))" '131057 131071'
    quietly "$LDDIR/ld" -shared -o out "-rpath=RIGIN/$long" main.o
    readelf -dW out | grep -E 'RUNPATH|RPATH' >runpath
    assert_contains "$(cat runpath)" "RIGIN/$long"
    witness ld
    quietly "$LDDIR/ld" "-rpath=RIGIN/$long" -rpath RIGIN/x a.o
    case $(tail -n +2 -z "$WITNESS" | head -n 1 -z | tr -d '\0') in
    @*) grep -F -q '$ORIGIN/x' "$WITNESS.at" ;;
    esac
}

# ---------------------------------------------------------------------- log

@test "a log that cannot be written is no trouble: the link happens in silence" {
    local log
    witness ld
    mkfifo fifo
    mkdir folder
    ln -s elsewhere link
    : >real
    ln -s real link2
    for log in /dev/full /dev/null fifo folder link link2 /nonexistent/log "$(printf '%0300d' 0)" /proc/version real/log; do
        rm -f "$WITNESS"
        ORIGINLD_LOG=$log quietly timeout 10 "$LDDIR/ld" -rpath RIGIN/x a.o
        assert_argv "$WITNESS" -rpath '$ORIGIN/x' a.o
    done
    test ! -e elsewhere
    test ! -s real
    if test "$(id -u)" != 0; then
        mkdir closed
        chmod a-w closed
        ORIGINLD_LOG=closed/log quietly "$LDDIR/ld" -rpath RIGIN/x a.o
    fi
    # with a reader, too, a pipe gets nothing
    exec 5<>fifo
    ORIGINLD_LOG=fifo quietly timeout 10 "$LDDIR/ld" -rpath RIGIN/x a.o
    run ! timeout 0.1 cat <&5
    assert_equal "$output" ''
    exec 5<&-
}

@test "a log on a read-only file system is no trouble" {
    requires root
    type -P unshare >/dev/null || skip 'no unshare here'
    mkdir mnt
    unshare -m sh -c 'mount -t tmpfs -o ro none mnt' 2>/dev/null || skip 'no right to mount here'
    witness ld
    ORIGINLD_LOG=mnt/log quietly unshare -m sh -c 'mount -t tmpfs -o ro none mnt && exec "$@"' sh "$LDDIR/ld" -rpath RIGIN/x a.o
    assert_argv "$WITNESS" -rpath '$ORIGIN/x' a.o
}

@test "a full disk under the log is no trouble" {
    requires strace
    witness ld
    ORIGINLD_LOG=log quietly strace -qq -o /dev/null -e trace=write -e inject=write:error=ENOSPC:when=1 "$LDDIR/ld" -rpath RIGIN/x a.o
    assert_argv "$WITNESS" -rpath '$ORIGIN/x' a.o
}

# ------------------------------------------------------------------- set-id

@test "a set-id shim ignores its settings and still finds the linker" {
    requires uninstrumented root
    type -P setpriv >/dev/null || skip 'no setpriv here'
    PUBLIC=$(TMPDIR=/tmp mktemp -d)
    chmod 755 "$PUBLIC"
    mkdir -m 777 "$PUBLIC/open"
    cp "$SHIM" "$PUBLIC/ld"
    cp "$BATS_FILE_TMPDIR/witness" "$PUBLIC/decoy"
    chmod 755 "$PUBLIC/decoy"
    mkdir "$PUBLIC/bin"
    cp "$BATS_FILE_TMPDIR/witness" "$PUBLIC/bin/ld"
    chown 1:1 "$PUBLIC/ld"
    chmod 6755 "$PUBLIC/ld"
    nobody() { (cd / && setpriv --reuid=65534 --regid=65534 --clear-groups env PATH="$PUBLIC/bin:$PATH" WITNESS="$PUBLIC/open/w" "$@"); }
    nobody "$PUBLIC/ld" a.o || die 'the copy does not run'
    grep "^Uid:.65534.1.1" "$PUBLIC/open/w.state" || skip 'set-id has no effect here'
    run -0 nobody ORIGINLD_LD="$PUBLIC/decoy" ORIGINLD_LOG="$PUBLIC/open/log" ORIGINLD_MODE=strict ORIGINLD_VERBOSE=2 \
        ORIGINLD_RPATH=/added "$PUBLIC/ld" -rpath RIGIN/x -rpath relative a.o
    assert_equal "$output" ''
    assert_argv "$PUBLIC/open/w" -rpath '$ORIGIN/x' -rpath relative a.o
    assert_equal "$(first_word "$PUBLIC/open/w")" "$PUBLIC/bin/ld"
    test ! -e "$PUBLIC/open/log"
    # mode off is ignored as well
    run -0 nobody ORIGINLD_MODE=off "$PUBLIC/ld" -rpath RIGIN/x a.o
    assert_argv "$PUBLIC/open/w" -rpath '$ORIGIN/x' a.o
    # without set-id the same settings count
    rm "$PUBLIC/open/"*
    chmod 755 "$PUBLIC/ld"
    run -0 nobody ORIGINLD_MODE=off "$PUBLIC/ld" -rpath RIGIN/x a.o
    assert_argv "$PUBLIC/open/w" -rpath RIGIN/x a.o
}

# ------------------------------------------------------------------- faults

# each_fault ALLOWED... -- ARGUMENT...: runs the shim with each of its system calls failing in turn. It has to
# end with 0, say nothing, and hand over one of the allowed lines: "words|bytes of the response files".
each_fault() {
    local -a allowed=() bad=()
    local call number error got ok one want
    while test "$1" != --; do allowed+=("$1"); shift; done
    shift
    strace -qq -o trace "$LDDIR/ld" "$@"
    awk '/^execve/ { if (n++) exit; next } { sub(/\(.*/, ""); print $0, ++seen[$0] }' trace >calls
    test -s calls
    while read -r call number; do
        case $call in
        execve | exit_group | brk | arch_prctl | set_tid_address | set_robust_list | rseq | mprotect | prlimit64 | getpid | getppid | clock_gettime | '---' | '+++'*) continue ;;
        mmap) error=ENOMEM ;;
        memfd_create) error='ENOSYS EMFILE' ;;
        openat) error='EMFILE EACCES' ;;
        write) error='ENOSPC EIO' ;;
        *) error='EIO EPERM' ;;
        esac
        for one in $error; do
            rm -f "$WITNESS" "$WITNESS.at" log
            quietly timeout 10 strace -qq -o fault -e "trace=$call,execve" -e "inject=$call:error=$one:when=$number" "$LDDIR/ld" "$@" 2>why || rm -f "$WITNESS"
            # how many there are depends on what can be read of the ancestors; one of the linker's own calls does not count
            if awk '/^execve/ { n++ } /INJECTED/ { exit n < 2 }' fault && grep -q INJECTED fault; then continue; fi
            if ! test -e "$WITNESS"; then
                bad+=("$call number $number failing with $one: no link" "$(head -n 2 why)")
                continue
            fi
            got=$(tail -n +2 -z "$WITNESS" | sed -z 's,^@/proc/self/fd/.*,@FILE,' | tr '\0' ' ')\|$(cat "$WITNESS.at")
            ok=''
            for want in "${allowed[@]}"; do test "$got" != "$want" || ok=1; done
            test "$ok" || bad+=("$call number $number failing with $one:" "${got:0:300}")
        done
    done <calls
    test ${#bad[@]} = 0 || die "${bad[@]}"
}

# Two linkers, so that one which cannot be looked at has a substitute.
two_linkers() {
    witness ld "$BATS_TEST_TMPDIR/bin2/ld"
    export PATH=$BIN:$BATS_TEST_TMPDIR/bin2:$SYSTEM_PATH
}

@test "any system call may fail in a healthy link" {
    requires uninstrumented strace
    two_linkers
    each_fault '-rpath $ORIGIN/x a.o |' -- -rpath '$ORIGIN/x' a.o
    # as under gcc
    COLLECT_GCC=gcc PATH=$LDDIR:$PATH each_fault '-rpath /x a.o |' -- -rpath /x a.o
}

@test "any system call may fail in a healthy link with a response file" {
    requires uninstrumented strace
    two_linkers
    echo '-rpath $ORIGIN/x a.o' >words
    each_fault '@words |-rpath $ORIGIN/x a.o' -- @words
    COLLECT_GCC=gcc each_fault '@words |-rpath $ORIGIN/x a.o' -- @words
}

@test "any system call may fail while a line is repaired" {
    requires uninstrumented strace
    two_linkers
    PATH=$LDDIR:$PATH each_fault '-rpath RIGIN/x a.o |' '-rpath $ORIGIN/x a.o |' -- -rpath RIGIN/x a.o
    COLLECT_GCC=gcc ORIGINLD_LOG=$PWD/log each_fault '-rpath RIGIN/x a.o |' '-rpath $ORIGIN/x a.o |' -- -rpath RIGIN/x a.o
}

@test "any system call may fail while a response file is repaired" {
    requires uninstrumented strace
    two_linkers
    echo '-rpath RIGIN/x a.o' >words
    ORIGINLD_LOG=$PWD/log each_fault '-L. @words |-rpath RIGIN/x a.o' '-L. @FILE |-rpath $ORIGIN/x a.o' -- -L. @words
    # more bytes than fit into what is there from the start
    { echo '-rpath RIGIN/x'; seq -f '/some/where/an/object-%g.o' 3000; } >words
    local before after
    before=$(cat words)
    after=${before/RIGIN/\$ORIGIN}
    COLLECT_GCC=gcc each_fault "@words |$before" "@FILE |$after" -- @words
}
