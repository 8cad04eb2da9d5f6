# Loaded by every bats file:  load helpers/common  and  setup() { setup_common; }
# shellcheck disable=SC2034 # the bats files use what setup_common sets

bats_require_minimum_version 1.5.0

# ------------------------------------------------------------------- set-up

# What is tested, and a place to stand in: a folder with a blank in its name,
# reached through a symlink, with nothing in the environment that a build or a
# user may have left there.
setup_common() {
    scrub_environment
    STAGE=${ORIGINLD_TEST_STAGE:?make check sets it}
    BUILD=${ORIGINLD_TEST_BUILD:?make check sets it}
    SRC=${ORIGINLD_TEST_SRC:?make check sets it}
    ORIGINLD=${ORIGINLD_TEST_BIN:-$STAGE/bin}/originld
    SHIM=${ORIGINLD_TEST_LIBEXEC:-$STAGE/libexec/originld}/shim
    LDDIR=${SHIM%/shim}/ld
    CC=${CC:-cc}
    export CC
    mkdir -p "$BATS_TEST_TMPDIR/a b" "$BATS_TEST_TMPDIR/home" "$BATS_TEST_TMPDIR/bin" "$BATS_TEST_TMPDIR/tmp"
    ln -s 'a b' "$BATS_TEST_TMPDIR/a link"
    test -z "${ORIGINLD_TEST_COUNTS-}" || export GCOV_PREFIX=$ORIGINLD_TEST_COUNTS/${BATS_TEST_FILENAME##*/}.$BATS_TEST_NUMBER GCOV_PREFIX_STRIP=99
    export HOME=$BATS_TEST_TMPDIR/home TMPDIR=$BATS_TEST_TMPDIR/tmp
    cd "$BATS_TEST_TMPDIR/a link" || return 1
}

scrub_environment() {
    local name
    for name in $(compgen -e); do
        case $name in
        ORIGINLD_TEST_*) ;;
        ORIGINLD_* | LD | LD_* | COLLECT_* | XDG_* | CMAKE_* | CCACHE_*) unset "$name" ;;
        esac
    done
    unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL MAKEFILES GNUMAKEFLAGS
    unset CFLAGS CPPFLAGS CXXFLAGS LDFLAGS LIBS CXX DESTDIR O ORIGIN LIBRARY_PATH COMPILER_PATH
    unset GCC_EXEC_PREFIX CPATH C_INCLUDE_PATH REAL_LD REAL_CC INSTALL RECORD RECORD_STATUS
    unset CDPATH ENV NO_COLOR SOURCE_DATE_EPOCH
    export LC_ALL=C
    PATH=$(path_without_folder "${ORIGINLD_TEST_LIBEXEC:-/nowhere}")
    export PATH
}

# PATH without folders at or below $1, as when the tests run under originld.
path_without_folder() {
    local folder kept=''
    local IFS=:
    for folder in $PATH; do
        case $folder in
        "$1" | "$1"/*) ;;
        *) kept=$kept:$folder ;;
        esac
    done
    printf '%s\n' "${kept#:}"
}

# ------------------------------------------------------------- requirements

# requires TOOL...: skips the test unless all are there.  Words that are not
# tools: root, not-root, raw (the shim without libc), proc, static-libc.
requires() {
    local word
    for word in "$@"; do
        case $word in
        root)        test "$(id -u)" = 0 || skip 'only as root' ;;
        not-root)    test "$(id -u)" != 0 || skip 'not as root' ;;
        raw)         test "${ORIGINLD_TEST_KIND-}" = raw || skip "the shim is ${ORIGINLD_TEST_KIND-unknown}, not raw" ;;
        # sanitizers and counts need system calls, memory and files of their own
        uninstrumented) ! grep -q '^AUTO_CFLAGS.*\(-fsanitize=\|--coverage\)' "$BUILD/Makefile" || skip 'only without sanitizers and counts' ;;
        proc)        test -e /proc/self/exe || skip 'needs /proc' ;;
        static-libc) links_statically || skip 'needs a static libc' ;;
        *)
            known_tool "$word" || die "requires: '$word' is not in tests/tools" || return 1
            type -P "$word" >/dev/null || skip "needs $word"
            ;;
        esac
    done
}

# A typing error here must not become a skip for ever.
known_tool() {
    case $1 in
    cc | make | sh | git | tar | awk | ld) return 0 ;;
    esac
    awk -F '\t' -v want="$1" '$1 == want { found = 1 } END { exit !found }' "$SRC/tests/tools"
}

links_statically() {
    echo 'int main(void) { return 0; }' | "$CC" -static -x c - -o "$TMPDIR/static-libc" 2>/dev/null
}

# ------------------------------------------------------------------- makers

# make_executable NAME: a script from stdin, with #!/bin/sh if it has no first
# line of its own; NAME without a slash goes to $BATS_TEST_TMPDIR/bin.
make_executable() {
    local path=$1 text
    case $path in
    */*) ;;
    *) path=$BATS_TEST_TMPDIR/bin/$path ;;
    esac
    text=$(cat; echo .)
    text=${text%.}
    case $text in
    '#!'*) ;;
    *) text="#!/bin/sh
$text" ;;
    esac
    mkdir -p "${path%/*}"
    printf '%s' "$text" >"$path"
    chmod +x "$path"
}

# path_without TOOL: a PATH on which TOOL is not found and all else is: a folder
# that has it is replaced by one with links to its other programs.
path_without() {
    local tool=$1 folder twin kept='' number=0
    local IFS=:
    for folder in $PATH; do
        if test -x "$folder/$tool"; then
            number=$((number + 1))
            twin=$BATS_TEST_TMPDIR/without-$tool.$number
            mkdir -p "$twin"
            printf '%s\0' "$folder"/* | xargs -0 ln -sf -t "$twin"
            rm -f "$twin/$tool"
            folder=$twin
        fi
        kept=$kept:$folder
    done
    printf '%s\n' "${kept#:}"
}

# argv_recorder NAME: puts at NAME (without a slash: in $BATS_TEST_TMPDIR/bin) a
# program that writes what it got into $RECORD (words ended by NUL), $RECORD.env,
# $RECORD.cwd and $RECORD.fds ("number target" lines) and exits with
# $RECORD_STATUS.  Without RECORD it writes nothing.
argv_recorder() {
    local path=$1 cache=${BATS_SUITE_TMPDIR:-${BATS_FILE_TMPDIR:?}}/recorder
    case $path in
    */*) ;;
    *) path=$BATS_TEST_TMPDIR/bin/$path ;;
    esac
    test -x "$cache" || build_recorder "$cache" || die 'argv_recorder: cannot be built'
    mkdir -p "${path%/*}"
    ln -f "$cache" "$path" 2>/dev/null || cp "$cache" "$path"
}

# Static where that is possible: it has to run with any LD_LIBRARY_PATH.
build_recorder() {
    local source=$1.$$.c static
    cat >"$source" <<'END'
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static FILE *create(const char *base, const char *suffix)
{
    char path[8192];

    snprintf(path, sizeof path, "%s%s", base, suffix);
    return fopen(path, "we");
}

static void words(FILE *out, char **list)
{
    if (!out)
        exit(99);
    for (; *list; list++)
        fwrite(*list, 1, strlen(*list) + 1, out);
    fclose(out);
}

/* First of all, while only what we were given is open. */
static void descriptors(const char *base)
{
    char link[64], target[8192], *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size), *out;

    for (int fd = 0; fd < 1024; fd++) {
        if (fcntl(fd, F_GETFD) < 0)
            continue;
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t n = readlink(link, target, sizeof target - 1);
        target[n < 0 ? 0 : n] = '\0';
        fprintf(memory, "%d %s\n", fd, target);
    }
    fclose(memory);
    if (!(out = create(base, ".fds")))
        exit(99);
    fwrite(text, 1, size, out);
    fclose(out);
}

int main(int argc, char **argv)
{
    const char *base = getenv("RECORD"), *status = getenv("RECORD_STATUS");
    char cwd[8192];
    FILE *out;

    (void)argc;
    if (base && *base) {
        descriptors(base);
        words(create(base, ""), argv);
        words(create(base, ".env"), environ);
        if (getcwd(cwd, sizeof cwd) && (out = create(base, ".cwd"))) {
            fprintf(out, "%s\n", cwd);
            fclose(out);
        }
    }
    return status ? atoi(status) : 0;
}
END
    for static in -static ''; do
        # shellcheck disable=SC2086 # may be no word at all
        if "$CC" $static -O1 -o "$1.$$" "$source" 2>/dev/null; then
            mv -f "$1.$$" "$1"
            return 0
        fi
    done
    "$CC" -o "$1.$$" "$source"
}

# --------------------------------------------------------------- assertions

die() {
    printf '%s\n' "$@" >&2
    return 1
}

# assert_equal ACTUAL EXPECTED
assert_equal() {
    test "$1" = "$2" || die 'not equal' "  is:        $(visible "$1")" "  should be: $(visible "$2")"
}

# assert_status NUMBER: of the last run.
assert_status() {
    # shellcheck disable=SC2154 # bats sets these
    test "$status" = "$1" || die "exit status $status, should be $1; the output:" "$output"
}

# assert_contains TEXT PART, refute_contains TEXT PART
assert_contains() {
    case $1 in
    *"$2"*) ;;
    *) die "'$2' is not in:" "$1" ;;
    esac
}

refute_contains() {
    case $1 in
    *"$2"*) die "'$2' should not be in:" "$1" ;;
    esac
}

# assert_argv FILE WORD...: the words that argv_recorder wrote, without argv[0],
# are exactly these.
assert_argv() {
    local file=$1 word
    shift
    test -f "$file" || die "assert_argv: nothing was recorded in $file" || return 1
    {
        while IFS= read -r -d '' word; do visible "$word"; done <"$file"
    } | tail -n +2 >"$TMPDIR/argv.is"
    for word in "$@"; do visible "$word"; done >"$TMPDIR/argv.should-be"
    cmp -s "$TMPDIR/argv.is" "$TMPDIR/argv.should-be" && return 0
    echo 'argv differs (- should be, + is):' >&2
    diff -u "$TMPDIR/argv.should-be" "$TMPDIR/argv.is" | tail -n +3 >&2
    return 1
}

# One line per word, whatever is in it.
visible() { printf '%q\n' "$1"; }
