#!/usr/bin/env bats
# The command: originld dir, originld explain, --help and --version.
# shellcheck disable=SC2016,SC2153,SC2154,SC2030,SC2031

load helpers/common

setup() {
    setup_common
    CACHE=$HOME/.cache/originld
    CCDIR=${SHIM%/shim}/cc
}

# trouble_with PART ARGUMENT...: status 2, nothing on stdout, one line on stderr, which has PART.
trouble_with() {
    local part=$1 was=0
    shift
    "$ORIGINLD" "$@" >out 2>err </dev/null || was=$?
    assert_equal "$was" 2
    test ! -s out || die "stdout of $*:" "$(cat out)" || return 1
    assert_equal "$(wc -l <err)" 1
    assert_contains "$(cat err)" 'originld: '
    assert_contains "$(cat err)" "$part"
}

# The names of linkers (or with cc: compilers) for which PATH has a program.
names_on_path() {
    local folder file target='([^-]+(-[^-]+)+-)?' pattern
    case ${1-ld} in
    ld) pattern="$target"'ld(\.(bfd|gold|lld|mold))?|mold|ld64\.lld' ;;
    cc) pattern="$target"'(cc|gcc|g\+\+|c\+\+|c89|c99|clang|clang\+\+|gfortran)(-[0-9.]+)?' ;;
    esac
    local IFS=:
    for folder in $PATH; do
        for file in "$folder"/*; do
            if test -f "$file" && test -x "$file"; then printf '%s\n' "${file##*/}"; fi
        done
    done | grep -xE "$pattern" | grep -v -e mingw -e cygwin -e darwin -e apple -e msys -e windows -e macos | sort -u || :
}

requires_json() {
    requires perl
    perl -MJSON::PP -e1 2>/dev/null || skip 'needs perl with JSON::PP'
}

# ---------------------------------------------------------- help and version

@test "--help names every verb, on stdout" {
    run -0 --separate-stderr "$ORIGINLD" --help
    local verb
    for verb in run env doctor dir explain; do
        assert_contains "$output" "originld $verb"
    done
    assert_equal "$stderr" ''
    for verb in run env doctor dir explain; do
        run -0 --separate-stderr "$ORIGINLD" "$verb" --help
        assert_contains "$output" "usage: originld $verb"
        assert_equal "$stderr" ''
    done
}

@test "--version is one line with the name and a number" {
    run -0 --separate-stderr "$ORIGINLD" --version
    assert_equal "${#lines[@]}" 1
    echo "$output" | grep -E '^originld [0-9]+\.[0-9]+'
    assert_equal "$stderr" ''
}

@test "usage errors are 2 and one line on stderr that names what is wrong" {
    trouble_with frobnicate frobnicate
    trouble_with --frobnicate --frobnicate
    trouble_with dir dir
    trouble_with 'dir' dir nonsense
    trouble_with dir dir ld more
    trouble_with dir dir ld cc
    trouble_with --all=ld dir --all=ld
    trouble_with --frob dir --frob ld
    trouble_with explain explain
    trouble_with explain explain one two
    trouble_with --frob explain --frob text
    trouble_with explain explain --
    trouble_with "''" '' || trouble_with 'verb' ''
}

@test "without arguments it is 2, and the help on stderr" {
    run -2 --separate-stderr "$ORIGINLD"
    assert_equal "$output" ''
    assert_contains "$stderr" 'usage: originld'
}

@test "output that does not arrive is 2 and one line on stderr" {
    test -c /dev/full || skip 'needs /dev/full'
    local words was
    for words in --help --version 'dir ld' 'dir --all ld' 'dir --help' 'run --help' env 'explain RIGIN/x' 'explain --json $ORIGIN/x'; do
        was=0
        # shellcheck disable=SC2086 # words
        "$ORIGINLD" $words >/dev/full 2>err || was=$?
        assert_equal "$words $was" "$words 2"
        assert_equal "$(wc -l <err)" 1
        was=0
        # shellcheck disable=SC2086 # words
        "$ORIGINLD" $words >&- 2>err || was=$?
        assert_equal "$words closed $was" "$words closed 2"
    done
}

# ---------------------------------------------------------------------- dir

@test "dir ld prints a folder that holds only the names that exist, each leading to the shim" {
    local name
    run -0 --separate-stderr "$ORIGINLD" dir ld
    assert_equal "$stderr" ''
    assert_equal "${#lines[@]}" 1
    assert_equal "${output%/*}" "$CACHE"
    assert_equal "$(ls -A "$output")" "$(names_on_path)"
    for name in "$output"/*; do
        test "$name" -ef "$SHIM"
        # not by way of a folder that another version may not have
        assert_equal "$(readlink "$name")" "$(realpath "$SHIM")"
    done
    PATH=$output:$PATH run -0 ld --version
    assert_contains "$output" "$(ld --version | head -n 1)"
}

@test "dir ld prints the same folder each time, also when that is on PATH" {
    local first
    first=$("$ORIGINLD" dir ld)
    assert_equal "$("$ORIGINLD" dir ld)" "$first"
    assert_equal "$(PATH=$first:$PATH "$ORIGINLD" dir ld)" "$first"
    assert_equal "$(PATH=$PATH:$LDDIR "$ORIGINLD" dir ld)" "$first"
    assert_equal "$(PATH=$first:$LDDIR:$PATH "$ORIGINLD" dir ld)" "$first"
    assert_equal "$(ls -A "$CACHE")" "${first##*/}"
}

@test "dir ld prints another folder when the set of names changes, and the first stays valid" {
    local all one none
    mkdir one nothing
    make_executable "$PWD/one/ld" </dev/null
    all=$("$ORIGINLD" dir ld)
    one=$(PATH=$PWD/one "$ORIGINLD" dir ld)
    none=$(PATH=$PWD/nothing "$ORIGINLD" dir ld)
    test "$all" != "$one"
    test "$one" != "$none"
    assert_equal "$(ls -A "$one")" ld
    assert_equal "$(ls -A "$none")" ''
    # neither a file that may not be executed, nor a folder, nor a relative element of PATH makes a name
    : >one/ld.gold
    mkdir one/ld.lld
    make_executable "$PWD/rel/ld.mold" </dev/null
    assert_equal "$(PATH=rel::$PWD/one "$ORIGINLD" dir ld)" "$one"
    make_executable "$PWD/one/ld.bfd" </dev/null
    assert_equal "$(ls -A "$(PATH=$PWD/one "$ORIGINLD" dir ld)")" "$(printf '%s\n' ld ld.bfd)"
    assert_equal "$(ls -A "$all")" "$(names_on_path)"
    assert_equal "$("$ORIGINLD" dir ld)" "$all"
}

@test "dir ld has the linkers of other targets, as long as these make ELF files" {
    local name
    for name in aarch64-linux-gnu-ld arm-none-eabi-ld.gold x86_64-w64-mingw32-ld x86_64-apple-darwin20-ld musl-ld avr-ld wasm-ld \
        ld.lld-14 ld.so a-b-mold gcc-ld-wrapper; do
        make_executable "$PWD/cross/$name" </dev/null
    done
    assert_equal "$(ls -A "$(PATH=$PWD/cross "$ORIGINLD" dir ld)")" "$(printf '%s\n' aarch64-linux-gnu-ld arm-none-eabi-ld.gold)"
}

@test "dir cc prints a folder that holds only the compilers that exist, each leading to the shim" {
    local name folder
    run -0 --separate-stderr "$ORIGINLD" dir cc
    assert_equal "$stderr" ''
    assert_equal "${#lines[@]}" 1
    assert_equal "${output%/*}" "$CACHE"
    assert_equal "$(ls -A "$output")" "$(names_on_path cc)"
    for name in "$output"/*; do assert_equal "$(readlink "$name")" "$(realpath "$SHIM")"; done
    folder=$output
    assert_equal "$("$ORIGINLD" dir cc)" "$folder"
    assert_equal "$(PATH=$folder:$CCDIR:$PATH "$ORIGINLD" dir cc)" "$folder"
    test "$("$ORIGINLD" dir ld)" != "$folder"
}

@test "dir cc takes compilers with targets and versions, and nothing that only sounds like one" {
    local name
    for name in cc gcc-12 g++-12.2.0 x86_64-pc-linux-gnu-gcc-13 aarch64-linux-gnu-g++ clang++-22 riscv64-unknown-elf-c++ \
        gcc-ar gcc-ar-12 x86_64-linux-gnu-gcc-nm clang-format clang-14-x clang-cl-14 c99-gcc ccache-gcc git-clang-format gcc- \
        x86_64-w64-mingw32-gcc x86_64-pc-cygwin-g++ o64-apple-clang x86_64-apple-darwin20-clang++ -gcc a--gcc cpp g++x xgcc; do
        make_executable "$PWD/fake/$name" </dev/null
    done
    : >fake/clang
    mkdir fake/gfortran
    ln -s "$SHIM" fake/gcc
    run ls -A "$(PATH=$PWD/fake "$ORIGINLD" dir cc)"
    for name in cc gcc-12 g++-12.2.0 x86_64-pc-linux-gnu-gcc-13 aarch64-linux-gnu-g++ clang++-22 riscv64-unknown-elf-c++; do
        printf '%s\n' "$name"
    done | sort >want
    assert_equal "$output" "$(cat want)"
}

@test "dir cc prints a folder without names where PATH has no compiler" {
    mkdir nothing
    assert_equal "$(ls -A "$(PATH=$PWD/nothing "$ORIGINLD" dir cc)")" ''
    assert_equal "$(ls -A "$(PATH='' "$ORIGINLD" dir cc)")" ''
}

@test "dir finds the usual names in a folder that cannot be read for any reason" {
    requires strace
    make_executable "$PWD/closed/gcc" </dev/null
    make_executable "$PWD/closed/gcc-77" </dev/null
    run -0 env PATH="$PWD/closed" "$(type -P strace)" -qq -o log -P "$PWD/closed" -e trace=openat,open -e inject=openat,open:error=EIO "$ORIGINLD" dir cc
    grep -q INJECTED log
    assert_equal "$(ls -A "${lines[-1]}")" gcc
}

@test "dir finds the usual names in a folder that may be entered and not read" {
    requires not-root
    make_executable "$PWD/closed/gcc" </dev/null
    make_executable "$PWD/closed/ld" </dev/null
    chmod 111 closed
    assert_equal "$(ls -A "$(PATH=$PWD/closed "$ORIGINLD" dir cc)")" gcc
    assert_equal "$(ls -A "$(PATH=$PWD/closed "$ORIGINLD" dir ld)")" ld
    chmod 755 closed
}

@test "dir --all cc prints the installed folder of compiler names" {
    run -0 --separate-stderr "$ORIGINLD" dir --all cc
    test "$output" -ef "$CCDIR"
    test ! -e "$CACHE"
}

@test "the installation has the names of compilers, with targets and versions, as relative links to the shim" {
    local name triplet
    triplet=$(sed -n 's/^#define BUILD_TRIPLET "\(.*\)"$/\1/p' "$BUILD/config.h")
    for name in cc gcc g++ c++ c89 c99 clang clang++ gfortran gcc-5 gcc-12 g++-16 gfortran-13 clang-7 clang++-22 \
        "$triplet-gcc" "$triplet-g++" "$triplet-gfortran" "$triplet-clang" "$triplet-gcc-12" "$triplet-g++-14"; do
        assert_equal "$name $(readlink "$CCDIR/$name")" "$name ../shim"
    done
    for name in "$CCDIR"/*; do test "$name" -ef "$SHIM"; done
    assert_equal "$(find "$CCDIR" -mindepth 1 -name '.*')" ''
}

@test "originld(1) names every compiler name that is installed" {
    local name
    for name in "$CCDIR"/*; do
        name=${name##*/}
        case $name in
        *-*) ;; # told of as "the target in front" and "a version behind"
        *) grep -q "^\.Pa $name\( ,\)*$" "$SRC/docs/originld.1" || die "originld.1 lacks $name" ;;
        esac
    done
}

@test "dir ld mends a folder that was damaged" {
    local folder name
    folder=$("$ORIGINLD" dir ld)
    rm "$folder/ld"
    assert_equal "$("$ORIGINLD" dir ld)" "$folder"
    test "$folder/ld" -ef "$SHIM"
    ln -sf /bin/true "$folder/ld"
    assert_equal "$("$ORIGINLD" dir ld)" "$folder"
    test "$folder/ld" -ef "$SHIM"
    rm -r "$folder"
    assert_equal "$("$ORIGINLD" dir ld)" "$folder"
    assert_equal "$(ls -A "$folder")" "$(names_on_path)"
    assert_equal "$(ls -A "$CACHE")" "${folder##*/}"
}

@test "dir ld by eight at once makes one whole folder" {
    local number pids=()
    for number in 1 2 3 4 5 6 7 8; do
        "$ORIGINLD" dir ld >"out$number" 2>"err$number" &
        pids+=($!)
    done
    wait "${pids[@]}"
    assert_equal "$(cat out? | sort -u | wc -l)" 1
    assert_equal "$(cat out? | wc -l)" 8
    assert_equal "$(cat err?)" ''
    assert_equal "$(ls -A "$(cat out1)")" "$(names_on_path)"
    assert_equal "$(ls -A "$CACHE")" "$(basename "$(cat out1)")"
}

@test "dir ld keeps to XDG_CACHE_HOME if that is absolute" {
    mkdir xdg
    assert_contains "$(XDG_CACHE_HOME=$PWD/xdg "$ORIGINLD" dir ld)" "$PWD/xdg/originld/"
    assert_contains "$(XDG_CACHE_HOME=xdg "$ORIGINLD" dir ld)" "$CACHE/"
    assert_contains "$(XDG_CACHE_HOME='' "$ORIGINLD" dir ld)" "$CACHE/"
}

@test "dir ld falls back to a folder of one's own below TMPDIR where HOME cannot be written" {
    local home
    : >file
    for home in /dev/null "$PWD/file" relative '' /proc/self; do
        assert_equal "$(HOME=$home "$ORIGINLD" dir ld | sed 's|/[^/]*$||')" "$TMPDIR/originld-$(id -u)"
    done
    assert_equal "$(stat -c %a "$TMPDIR/originld-$(id -u)")" 700
    (unset HOME && assert_contains "$("$ORIGINLD" dir ld)" "$TMPDIR/originld-$(id -u)/")
}

@test "dir ld makes its folders for the user alone, whatever the umask" {
    umask 000
    "$ORIGINLD" dir ld
    assert_equal "$(stat -c %a "$CACHE")" 700
    case $(stat -c %a "$("$ORIGINLD" dir ld)") in
    755 | 700) ;;
    *) false ;;
    esac
}

@test "dir ld refuses a cache folder that others can write to, or that leads elsewhere" {
    local folder
    mkdir -p "$CACHE"
    chmod 777 "$CACHE"
    folder=$("$ORIGINLD" dir ld)
    assert_equal "${folder%/*}" "$TMPDIR/originld-$(id -u)"
    assert_equal "$(ls -A "$CACHE")" ''
    # the substitute is looked at as well
    chmod 775 "$TMPDIR/originld-$(id -u)"
    trouble_with XDG_CACHE_HOME dir ld
    rm -r "$TMPDIR/originld-$(id -u)"
    mkdir elsewhere
    ln -s "$PWD/elsewhere" "$TMPDIR/originld-$(id -u)"
    trouble_with XDG_CACHE_HOME dir ld
    assert_equal "$(ls -A elsewhere)" ''
    "$ORIGINLD" dir --all ld
}

@test "dir ld refuses a cache folder of another user" {
    requires root
    mkdir -p "$CACHE"
    chown 1 "$CACHE"
    assert_contains "$("$ORIGINLD" dir ld)" "$TMPDIR/originld-0/"
}

@test "dir ld prints a folder that can stand on PATH" {
    mkdir 'home:with colon'
    local folder
    folder=$(HOME=$PWD/home:with\ colon "$ORIGINLD" dir ld) || return 0
    refute_contains "$folder" :
}

@test "dir --all ld prints the installed folder with all names" {
    run -0 --separate-stderr "$ORIGINLD" dir --all ld
    assert_equal "$stderr" ''
    test "$output" -ef "$LDDIR"
    case $output in
    /*) ;;
    *) false ;;
    esac
    assert_equal "$(ls -A "$output")" "$(ls -A "$LDDIR")"
    test ! -e "$CACHE"
}

@test "a moved installation works, and so does one called through a symlink and by PATH" {
    local folder
    case $ORIGINLD in
    "$STAGE"/*) ;;
    *) skip 'the command is installed outside its prefix' ;;
    esac
    cp -R "$STAGE" 'moved tree'
    local command="$PWD/moved tree/${ORIGINLD#"$STAGE"/}" shim="$PWD/moved tree/${SHIM#"$STAGE"/}"
    test "$("$command" dir --all ld)" -ef "${shim%/shim}/ld"
    folder=$("$command" dir ld)
    test "$folder/ld" -ef "$shim"
    test "$folder" != "$("$ORIGINLD" dir ld)"
    mkdir links
    ln -s "$command" links/originld
    assert_equal "$(links/originld dir ld)" "$folder"
    assert_equal "$(PATH=$PWD/links:$PATH originld dir ld)" "$folder"
    assert_equal "$(cd "${command%/*}" && ./originld dir ld)" "$folder"
    # and it links
    echo 'int main(void) { return 0; }' >main.c
    COMPILER_PATH=$("$command" dir --all ld) "$CC" -o out main.c -Wl,-rpath,RIGIN/../lib
    if type -P readelf >/dev/null; then assert_contains "$(readelf -dW out)" '[$ORIGIN/../lib]'; fi
}

@test "without /proc the installation is found by the name that the command was called by, with a slash or along PATH" {
    requires root unshare
    no_proc() { unshare -m sh -c 'mount -t tmpfs none /proc && exec "$@"' sh "$@"; }
    no_proc true 2>/dev/null || skip 'no right to mount here'
    local folder
    folder=$("$ORIGINLD" dir ld)
    mkdir links
    ln -s "$ORIGINLD" links/originld
    assert_equal "$(no_proc "$ORIGINLD" dir ld)" "$folder"
    assert_equal "$(no_proc links/originld dir ld)" "$folder"
    assert_equal "$(no_proc env PATH="/nowhere:$PWD/links:$PATH" originld dir ld)" "$folder"
    # a name that leads nowhere: only the folder that was configured is left, where there may be another installation
    run no_proc bash -c 'exec -a nothing "$0" dir ld' "$ORIGINLD"
    test "$status" = 0 || assert_contains "$status $output" 'install originld again'
}

@test "an installation without its folder of names is trouble" {
    case $ORIGINLD in
    "$STAGE"/*) ;;
    *) skip 'the command is installed outside its prefix' ;;
    esac
    cp -R "$STAGE" broken
    rm -r "broken/${LDDIR#"$STAGE"/}"
    ORIGINLD=$PWD/broken/${ORIGINLD#"$STAGE"/}
    trouble_with ld dir ld
    trouble_with ld dir --all ld
    trouble_with ld run true
    trouble_with ld env
    rm -r "broken/${CCDIR#"$STAGE"/}"
    trouble_with cc dir cc
    rm "broken/${SHIM#"$STAGE"/}"
    mkdir "broken/${LDDIR#"$STAGE"/}"
    trouble_with shim dir ld
    trouble_with shim run true
}

# ------------------------------------------------------------------ explain

@test "explain: a right rpath is 0, a mangled or wrong one is 1" {
    local text
    for text in '$ORIGIN' '$ORIGIN/../lib' '${ORIGIN}/../lib:/opt/lib' /opt/lib '$ORIGIN/$LIB'; do
        "$ORIGINLD" explain "$text" >out 2>err || die "$text" || return 1
        assert_equal "$(cat err)" ''
        assert_contains "$(cat out)" "${text%%:*}"
    done
    for text in 'RIGIN/../lib' '$$ORIGIN/x' '\$ORIGIN/x' "'\$ORIGIN/x'" lib '$origin/x' '$ORIGINX' @loader_path '/../lib' '/a::/b' /__ORIGIN__/x; do
        run -1 --separate-stderr "$ORIGINLD" explain "$text"
        assert_equal "$stderr" ''
        assert_contains "$output" "${text%%:*}"
    done
}

@test "explain: the text says what it is, what it becomes and how to write it" {
    run -1 "$ORIGINLD" explain 'RIGIN/../lib:/opt/lib'
    assert_contains "$output" make-ate-dollar
    assert_contains "$output" '$ORIGIN/../lib'
    assert_contains "$output" '$$ORIGIN'
    assert_contains "$output" '$ORIGIN/../lib:/opt/lib'
    assert_contains "$output" 'absolute'
}

@test "explain --json: an object a line for each element, with what it becomes" {
    requires_json
    "$ORIGINLD" explain --json $'RIGIN/../lib:/opt/lib:lib:$ORIGIN/x:a"b\\\t\377' >out || test $? = 1
    perl -MJSON::PP -ne 'BEGIN { binmode STDOUT, ":utf8" } $_ = decode_json($_);
        print join("|", map { $_ // "-" } @$_{qw(in out code in_bytes)}), "|", (defined $_->{message} ? "said" : "-"), "\n"' out >is
    assert_equal "$(cat is)" "$(printf 'RIGIN/../lib|$ORIGIN/../lib|make-ate-dollar|-|said\n/opt/lib|/opt/lib|-|-|-\nlib|lib|relative-element|-|said\n$ORIGIN/x|$ORIGIN/x|-|-|-\na"b\\\t\xef\xbf\xbd|a"b\\\t\xef\xbf\xbd|relative-element|612262\x35c09ff|said')"
}

@test "explain: what it says becomes of a text is what the linker gets" {
    local text
    requires_json
    argv_recorder ld
    export RECORD=$PWD/r
    for text in RIGIN/../lib '$$ORIGIN/a:RIGIN/b' "'\$ORIGIN/x:/y'" '12345ORIGIN/x' '/../lib' '\$ORIGIN' '$ORIGIN:' '/x:::' '{ORIGIN}/x' 'ORIGIN/x' 'RIGIN/IB'; do
        PATH=$BATS_TEST_TMPDIR/bin:$PATH "$LDDIR/ld" -rpath "$text" a.o
        "$ORIGINLD" explain --json "$text" | perl -MJSON::PP -ne 'push @o, decode_json($_)->{out}; END { print join(":", @o) }' >is || true
        case $text in
        # its quotes belong to no element
        "'"*) continue ;;
        esac
        assert_equal "$text $(cat is)" "$text $(sed -n -z 3p r | tr -d '\0')"
    done
}

@test "explain: the value of O and the folders that are there count as they do for the linker" {
    O=/build run -1 "$ORIGINLD" explain /buildRIGIN/x
    assert_contains "$output" make-o-value
    assert_contains "$output" '$ORIGIN/x'
    run -1 "$ORIGINLD" explain ORIGIN/x
    assert_contains "$output" '$ORIGIN/x'
    mkdir ORIGIN
    run -1 "$ORIGINLD" explain ORIGIN/x
    assert_contains "$output" folder-exists
}

@test "explain: an empty text and a lone dash are no crash" {
    run "$ORIGINLD" explain ''
    test "$status" -le 1
    run "$ORIGINLD" explain --json ''
    test "$status" -le 1
    run "$ORIGINLD" explain -
    test "$status" -le 1
}

@test "explain: control bytes do not reach the terminal" {
    "$ORIGINLD" explain $'RIGIN/\e[31m\a\n\177' >out || test $? = 1
    run ! grep -P '[\x01-\x08\x0b-\x1f\x7f]' out
}
