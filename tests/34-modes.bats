#!/usr/bin/env bats
# What the ORIGINLD_ variables do, and the two build systems with rules of their own.
# shellcheck disable=SC1003,SC2016,SC2028,SC2103,SC2154,SC2030,SC2031

load helpers/common

setup() {
    setup_common
    BIN=$BATS_TEST_TMPDIR/bin
    export RECORD=$BATS_TEST_TMPDIR/r
    argv_recorder ld
    PATH=$BIN:$PATH
    SHOW=$BATS_TEST_TMPDIR/show.pl
}

# quiet WORD...: the linker runs with these words and nothing is said.
quiet() {
    rm -f "$RECORD"
    run -0 "$LDDIR/ld" "$@"
    assert_equal "$output" ''
}

# becomes IN OUT: words of a line without blanks in them.
becomes() {
    local -a in out
    IFS=' ' read -r -a in <<<"$1"
    IFS=' ' read -r -a out <<<"$2"
    quiet "${in[@]}"
    assert_argv "$RECORD" "${out[@]}" || die "for: $1"
}

# shows FILE: each line of the log, parsed: "in|out|code" for an element, and what else there is.
shows() {
    cat >"$SHOW" <<'END'
use strict; use warnings; use JSON::PP;
binmode STDOUT, ':utf8';
my $json = JSON::PP->new->utf8;
my %known = map { $_ => 1 } qw(time pid as cwd output linker mode elements injected notes cwd_bytes output_bytes);
while (my $line = <>) {
    die "a line without an end\n" unless $line =~ s/\n\z//;
    my $one = $json->decode($line);
    for (keys %$one) { die "unknown key $_\n" unless $known{$_} }
    for (qw(time pid as linker mode elements injected)) { die "no $_\n" unless exists $one->{$_} }
    die "time $one->{time}\n" unless $one->{time} =~ /\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z/;
    print "$one->{mode} ", $one->{output} // '-', "\n";
    for my $e (@{$one->{elements}}) {
        print "  $e->{in}|$e->{out}|$e->{code}\n";
        for (qw(in_bytes out_bytes)) { print "  $_ $e->{$_}\n" if exists $e->{$_} }
    }
    print "  injected $_\n" for @{$one->{injected}};
    print "  note $_\n" for @{$one->{notes} || []};
}
END
    perl "$SHOW" "$1"
}

requires_json() {
    requires perl
    perl -MJSON::PP -MTime::Local -e1 2>/dev/null || skip 'needs perl with JSON::PP'
}

# --------------------------------------------------------------------- mode

@test "mode repair is the default, and an empty mode is it too" {
    becomes '-rpath RIGIN/../lib a.o' '-rpath $ORIGIN/../lib a.o'
    ORIGINLD_MODE='' becomes '-rpath RIGIN/../lib a.o' '-rpath $ORIGIN/../lib a.o'
    ORIGINLD_MODE=repair becomes '-rpath RIGIN/../lib a.o' '-rpath $ORIGIN/../lib a.o'
}

@test "mode off changes nothing, adds nothing and logs nothing" {
    export ORIGINLD_MODE=off ORIGINLD_RPATH=/added ORIGINLD_LOG=$PWD/log ORIGINLD_VERBOSE=2
    becomes '-rpath RIGIN/../lib a.o' '-rpath RIGIN/../lib a.o'
    echo '-rpath RIGIN/x' >words
    becomes '@words a.o' '@words a.o'
    test ! -e log
}

@test "mode warn changes nothing and says what would change" {
    export ORIGINLD_MODE=warn
    echo '-rpath RIGIN/x' >words
    run -0 "$LDDIR/ld" -o out -rpath 'RIGIN/../lib:/opt/lib' @words a.o
    assert_argv "$RECORD" -o out -rpath 'RIGIN/../lib:/opt/lib' @words a.o
    assert_contains "$output" out
    assert_contains "$output" RIGIN/../lib
    assert_contains "$output" '$ORIGIN/../lib'
    assert_contains "$output" make-ate-dollar
    assert_contains "$output" '$ORIGIN/x'
    refute_contains "$output" /opt/lib
}

@test "mode warn names what is wrong and cannot be mended, and is silent on a healthy line" {
    export ORIGINLD_MODE=warn
    run -0 "$LDDIR/ld" -o out -rpath 'lib:$origin/x' a.o
    assert_contains "$output" relative-element
    assert_contains "$output" wrong-case
    becomes '-o out -rpath $ORIGIN/../lib:/opt/lib a.o' '-o out -rpath $ORIGIN/../lib:/opt/lib a.o'
}

@test "mode warn adds nothing" {
    ORIGINLD_MODE=warn ORIGINLD_RPATH='$ORIGIN/x' run -0 "$LDDIR/ld" a.o
    assert_argv "$RECORD" a.o
}

# refused CODE ELEMENT WORD...: 125, three lines that say what happened, what follows, and what to do, and no linker runs.
refused() {
    local code=$1 element=$2
    shift 2
    rm -f "$RECORD"
    run -125 env ORIGINLD_MODE=strict "$LDDIR/ld" "$@"
    assert_equal "${#lines[@]}" 3
    assert_contains "${lines[1]}" ': so the loader would '
    assert_contains "${lines[2]}" ORIGINLD_MODE=repair
    assert_contains "$output" "$code"
    assert_contains "$output" "$element"
    test ! -e "$RECORD"
}

@test "mode strict refuses what would stay wrong: output, element, code and remedy are named" {
    refused relative-element lib -o out/prog -rpath lib a.o
    assert_contains "$output" out/prog
    assert_contains "$output" 'begin it with $ORIGIN/ or /'
    assert_contains "$output" ORIGINLD_MODE
    refused relative-element . -o out -rpath '$ORIGIN/../lib:.' a.o
    refused wrong-case '$origin/../lib' -o out -rpath '$origin/../lib' a.o
    refused unknown-token '$ORIGINX/lib' -o out -rpath '$ORIGINX/lib' a.o
    refused macho-token @loader_path -o out -rpath @loader_path/../lib a.o
    refused empty-element '' -o out -rpath '/a::/b' a.o
    refused '' a.out -rpath lib a.o
    echo '-rpath lib' >words
    refused relative-element lib -o out @words a.o
}

@test "mode strict refuses a guess" {
    refused lost-name-guessed /../lib -o out -rpath /../lib a.o
    assert_contains "$output" __ORIGIN__
}

@test "mode strict repairs what is certain, and passes what is right" {
    export ORIGINLD_MODE=strict
    becomes '-o out -rpath RIGIN/../lib a.o' '-o out -rpath $ORIGIN/../lib a.o'
    becomes '-o out -rpath $ORIGIN/../lib:/opt/lib a.o' '-o out -rpath $ORIGIN/../lib:/opt/lib a.o'
    becomes '-o out a.o' '-o out a.o'
    becomes '--version' '--version'
}

@test "mode strict passes the padding of CMake and Meson" {
    export ORIGINLD_MODE=strict
    becomes '-o out -rpath $ORIGIN/../lib:XXXXXXXXXXX a.o' '-o out -rpath $ORIGIN/../lib:XXXXXXXXXXX a.o'
    becomes '-o out -rpath XXXXXXXXXXXXXXXX a.o' '-o out -rpath XXXXXXXXXXXXXXXX a.o'
    becomes '-o out -rpath /build/lib::: a.o' '-o out -rpath /build/lib::: a.o'
    # one colon somebody may have typed
    refused empty-element '' -o out -rpath /build/lib: a.o
    : >CMakeCache.txt
    cmake_script .
    becomes '-o out -rpath /build/lib::::::::: a.o' '-o out -rpath /build/lib::::::::: a.o'
    becomes '-o out -rpath $ORIGIN/../lib::::: a.o' '-o out -rpath $ORIGIN/../lib::::: a.o'
    becomes '-o out -rpath /build/lib: a.o' '-o out -rpath /build/lib: a.o'
    refused empty-element '' -o out -rpath ':/build/lib:::' a.o
}

@test "probes of configure, CMake and Meson are repaired, never refused, never commented" {
    local mode verbose words
    mkdir -p meson-private
    for mode in repair strict warn; do
        for verbose in '' 2; do
            export ORIGINLD_MODE=$mode ORIGINLD_VERBOSE=$verbose
            for words in '-o conftest' '-o conftest.exe' '-o ./conftest' '-o cmTC_1a2b3' '-o meson-private/sanitycheckc.exe' \
                '-o /x/meson-private/tmp1/output.exe' '-oconftest' '--output=conftest'; do
                case $mode in
                warn) becomes "$words -rpath RIGIN/x -rpath lib a.o" "$words -rpath RIGIN/x -rpath lib a.o" ;;
                *) becomes "$words -rpath RIGIN/x -rpath lib a.o" "$words -rpath \$ORIGIN/x -rpath lib a.o" ;;
                esac
            done
            cd meson-private
            case $mode in
            warn) becomes '-o output.exe -rpath RIGIN/x a.o' '-o output.exe -rpath RIGIN/x a.o' ;;
            *) becomes '-o output.exe -rpath RIGIN/x -rpath lib a.o' '-o output.exe -rpath $ORIGIN/x -rpath lib a.o' ;;
            esac
            cd ..
        done
    done
    # names that only look like it
    refused relative-element lib -o myconftest -rpath lib a.o
}

@test "probes are logged" {
    requires_json
    ORIGINLD_MODE=strict ORIGINLD_LOG=$PWD/log quiet -o conftest -rpath RIGIN/x -rpath lib a.o
    assert_equal "$(shows log)" "strict conftest
  RIGIN/x|\$ORIGIN/x|make-ate-dollar
  lib|lib|relative-element"
}

@test "a mode that is not known counts as repair, and the log says so" {
    requires_json
    local value
    for value in strikt STRICT ' strict' 1; do
        rm -f log
        ORIGINLD_MODE=$value ORIGINLD_LOG=$PWD/log quiet -o out -rpath RIGIN/x a.o
        assert_argv "$RECORD" -o out -rpath '$ORIGIN/x' a.o
        assert_equal "$(shows log)" 'repair out
  RIGIN/x|$ORIGIN/x|make-ate-dollar
  note mode-unknown'
    done
}

# ------------------------------------------------------------------ verbose

@test "verbose 1 is one line for a repaired link and none for a healthy one" {
    export ORIGINLD_VERBOSE=1
    run -0 "$LDDIR/ld" -o out -rpath 'RIGIN/a:$$ORIGIN/b:/c' -rpath RIGIN/d a.o
    assert_equal "${#lines[@]}" 1
    for word in out RIGIN/a '$ORIGIN/a' '$$ORIGIN/b' RIGIN/d make-ate-dollar; do assert_contains "$output" "$word"; done
    becomes '-o out -rpath $ORIGIN/a a.o' '-o out -rpath $ORIGIN/a a.o'
    becomes '-o out -rpath lib a.o' '-o out -rpath lib a.o'
    ORIGINLD_VERBOSE=0 becomes '-rpath RIGIN/x a.o' '-rpath $ORIGIN/x a.o'
    ORIGINLD_VERBOSE=yes becomes '-rpath RIGIN/x a.o' '-rpath $ORIGIN/x a.o'
    ORIGINLD_RPATH=/added run -0 "$LDDIR/ld" a.o
    assert_contains "$output" /added
}

# pasted SHELL MARK: the words that the shell makes of the line that begins with "originld: MARK: ".
pasted() {
    sed -n "s/^originld: $2: //p" said >pasted.line
    test "$(wc -l <pasted.line)" = 1 || die "not one line for $2" || return 1
    {
        printf 'set -- '
        cat pasted.line
        echo 'shift; for word; do printf "%s\0" "$word"; done'
    } >pasted.sh
    "$1" pasted.sh
}

@test "verbose 2 prints the line before and after, and it can be pasted into a shell" {
    local shell
    local -a words=(-o 'two  words' "it's" '"quoted"' 'back\slash\' '$HOME' '`id`' '*' '~' '#x' '' '!' 'a;b&c|d<e>f(g)' '{a,b}' '=x'
        $'\377\303' 'é' '--' '-rpath')
    words=(-rpath 'RIGIN/it'\''s "$x"' "${words[@]:0:17}" a.o)
    ORIGINLD_VERBOSE=2 "$LDDIR/ld" "${words[@]}" 2>said
    for shell in sh bash dash ksh mksh busybox; do
        type -P $shell >/dev/null || continue
        case $shell in
        busybox) ln -sf "$(type -P busybox)" ash; shell=./ash ;;
        esac
        pasted $shell was >words.was
        printf '%s\0' "${words[@]}" | cmp - words.was
        pasted $shell now >words.now
        tail -n +2 -z "$RECORD" | cmp - words.now
    done
}

@test "verbose 2 keeps control bytes off the terminal, and bash reads them back" {
    local -a words=($'new\nline' $'tab\t1' $'bell\a7' $'\e[31mred' $'\177del' $'mixed\n\\it'\''s' $'\001\0021' -rpath $'RIGIN/\n')
    ORIGINLD_VERBOSE=2 "$LDDIR/ld" "${words[@]}" 2>said
    run ! grep -P '[\x01-\x08\x0b-\x1f\x7f]' said
    pasted bash was >words.was
    printf '%s\0' "${words[@]}" | cmp - words.was
    pasted bash now >words.now
    tail -n +2 -z "$RECORD" | cmp - words.now
}

@test "quotes taken off a whole list are a repair like any other: said, logged and shown" {
    requires_json
    local value="'\$ORIGIN/x:/y'"
    ORIGINLD_VERBOSE=1 run -0 "$LDDIR/ld" -o out -rpath "$value" a.o
    assert_argv "$RECORD" -o out -rpath '$ORIGIN/x:/y' a.o
    assert_contains "$output" quote-kept
    ORIGINLD_MODE=warn run -0 "$LDDIR/ld" -o out -rpath "$value" a.o
    assert_contains "$output" quote-kept
    ORIGINLD_LOG=log quiet -o out -rpath "$value" a.o
    assert_contains "$(shows log)" quote-kept
}

@test "messages keep control bytes of file names off the terminal" {
    local name=$'a\e[31m\nb\302\233c'
    ORIGINLD_VERBOSE=1 "$LDDIR/ld" -o "$name" -rpath RIGIN/x a.o 2>said.verbose
    ORIGINLD_MODE=warn "$LDDIR/ld" -o "$name" -rpath RIGIN/x a.o 2>said.warn
    ORIGINLD_MODE=strict "$LDDIR/ld" -o "$name" -rpath lib a.o 2>said.strict || true
    ORIGINLD_LD="/nonexistent/$name" "$LDDIR/ld" a.o 2>said.missing || true
    for name in said.*; do
        test -s "$name"
        run ! grep -P '[\x01-\x08\x0b-\x1f\x7f]|\xc2\x9b' "$name"
        case $name in
        said.warn | said.strict) assert_equal "$name $(wc -l <"$name")" "$name 3" ;;
        *) assert_equal "$name $(wc -l <"$name")" "$name 1" ;;
        esac
    done
}

# -------------------------------------------------------------- LD_RUN_PATH

@test "LD_RUN_PATH: warn says what would happen and does nothing, strict refuses what would stay wrong" {
    rm "$BIN/ld"
    argv_recorder ld.bfd
    LD_RUN_PATH=RIGIN/x run -0 "$LDDIR/ld.bfd" -o out a.o
    assert_argv "$RECORD" -o out a.o -rpath '$ORIGIN/x'
    LD_RUN_PATH=RIGIN/x ORIGINLD_MODE=warn run -0 "$LDDIR/ld.bfd" -o out a.o
    assert_argv "$RECORD" -o out a.o
    assert_contains "$output" '$ORIGIN/x'
    refute_contains "$output" 'added rpath'
    LD_RUN_PATH=lib ORIGINLD_MODE=strict run -125 "$LDDIR/ld.bfd" -o out a.o
    assert_contains "$output" relative-element
}

# folded VALUE WORD...: with that LD_RUN_PATH, GNU ld gets the words behind a.o.
folded() {
    local value=$1
    shift
    LD_RUN_PATH=$value run -0 "$LDDIR/ld.bfd" a.o
    assert_equal "$output" ''
    assert_argv "$RECORD" a.o "$@" || die "for: $value"
}

@test "LD_RUN_PATH is given as -rpath where an added one would silence it, and is the user's own" {
    argv_recorder ld.bfd
    folded /own
    folded '$ORIGIN/own'
    export ORIGINLD_RPATH=/added
    folded '' -rpath /added
    folded /own -rpath /own -rpath /added
    ORIGINLD_RPATH_AT=first folded /own -rpath /added -rpath /own
    ORIGINLD_RPATH_AT=first folded RIGIN/x:/own -rpath /added -rpath '$ORIGIN/x:/own'
    # what is in it is not added again, so nothing silences it
    folded /a:/added
    folded /a:/added/
    ORIGINLD_RPATH=/added:/more folded /a:/added -rpath /a:/added -rpath /more
    LD_RUN_PATH=/own run -0 "$LDDIR/ld.bfd" -rpath /x a.o
    assert_argv "$RECORD" -rpath /x a.o -rpath /added
    LD_RUN_PATH=/own run -0 "$LDDIR/ld.bfd" -static a.o
    assert_argv "$RECORD" -static a.o
}

@test "LD_RUN_PATH: what lies below ORIGINLD_PREFIX gets its twin" {
    argv_recorder ld.bfd
    export ORIGINLD_PREFIX=/p
    folded /p/lib -rpath '$ORIGIN/../lib:/p/lib'
    folded /p/lib/deep:/own -rpath '$ORIGIN/../lib/deep:/p/lib/deep:/own' -rpath '$ORIGIN/../lib'
    folded /own -rpath /own -rpath '$ORIGIN/../lib'
    folded '' -rpath '$ORIGIN/../lib'
}

# ------------------------------------------------------------------- adding

@test "ORIGINLD_RPATH adds its elements behind the user's own" {
    export ORIGINLD_RPATH='$ORIGIN/../lib'
    becomes 'a.o' 'a.o -rpath $ORIGIN/../lib'
    becomes '-rpath /own a.o' '-rpath /own a.o -rpath $ORIGIN/../lib'
    becomes '-rpath RIGIN/x a.o' '-rpath $ORIGIN/x a.o -rpath $ORIGIN/../lib'
    ORIGINLD_RPATH='$ORIGIN/a:/b:${ORIGIN}/c' becomes 'a.o' 'a.o -rpath $ORIGIN/a:/b:${ORIGIN}/c'
    ORIGINLD_RPATH='' becomes 'a.o' 'a.o'
}

@test "ORIGINLD_RPATH: /__ORIGIN__ stands for it, and mangled text is repaired" {
    ORIGINLD_RPATH=/__ORIGIN__/../lib becomes 'a.o' 'a.o -rpath $ORIGIN/../lib'
    ORIGINLD_RPATH=/a:/__ORIGIN__ becomes 'a.o' 'a.o -rpath /a:$ORIGIN'
    ORIGINLD_RPATH=RIGIN/../lib becomes 'a.o' 'a.o -rpath $ORIGIN/../lib'
    ORIGINLD_RPATH='$$ORIGIN/../lib' becomes 'a.o' 'a.o -rpath $ORIGIN/../lib'
}

@test "ORIGINLD_RPATH: an element that is there is not added again" {
    export ORIGINLD_RPATH='$ORIGIN/../lib:/b'
    becomes '-rpath $ORIGIN/../lib a.o' '-rpath $ORIGIN/../lib a.o -rpath /b'
    becomes '-rpath RIGIN/../lib:/b a.o' '-rpath $ORIGIN/../lib:/b a.o'
    becomes '-rpath /b -rpath $ORIGIN/../lib a.o' '-rpath /b -rpath $ORIGIN/../lib a.o'
    ORIGINLD_RPATH='/b:/b' becomes 'a.o' 'a.o -rpath /b'
}

@test "ORIGINLD_RPATH: what is relative, empty or has a control byte is not used, and the log says so" {
    requires_json
    local value
    for value in lib ../lib . '$ORIGIN/a::/b' ':/a' '/a:' : $'/a\tb' $'/a\177' $'\n/a' '/a:lib' '$ORIGINX/lib' '$origin/x' '$LIB/x' '@rpath/x' -Wl; do
        rm -f log
        ORIGINLD_RPATH=$value ORIGINLD_LOG=$PWD/log quiet -o out a.o
        assert_argv "$RECORD" -o out a.o || die "$(printf %q "$value")" || return 1
        assert_equal "$(printf %q "$value") $(shows log)" "$(printf %q "$value") repair out
  note rpath-setting-bad"
    done
}

@test "ORIGINLD_RPATH is not added where nothing dynamic is linked" {
    export ORIGINLD_RPATH=/added
    local words
    for words in '-r a.o' '-i a.o' '-static a.o' '-static -pie --no-dynamic-linker a.o' '--no-dynamic-linker a.o' '--version' '-v' \
        '-o out' '--help' 'a.o -o' 'a.o -rpath'; do
        becomes "$words" "$words"
    done
    becomes 'a.o -- b.o' 'a.o -rpath /added -- b.o'
    becomes '-v a.o' '-v a.o -rpath /added'
    becomes '-shared a.o' '-shared a.o -rpath /added'
    becomes '-pie a.o' '-pie a.o -rpath /added'
}

@test "ORIGINLD_RPATH_AT=first puts it before the user's own; what is not known is last, and noted" {
    requires_json
    export ORIGINLD_RPATH=/added
    ORIGINLD_RPATH_AT=first becomes '-o out a.o -rpath /one -rpath=/two' '-o out a.o -rpath /added -rpath /one -rpath=/two'
    ORIGINLD_RPATH_AT=first becomes '-o out a.o' '-o out a.o -rpath /added'
    ORIGINLD_RPATH_AT=first becomes '-o out -R/one a.o' '-o out -rpath /added -R/one a.o'
    ORIGINLD_RPATH_AT=last becomes '-rpath /one a.o' '-rpath /one a.o -rpath /added'
    ORIGINLD_RPATH_AT=first ORIGINLD_LOG=log becomes '-o out -rpath RIGIN/1 a.o' '-o out -rpath /added -rpath $ORIGIN/1 a.o'
    rm log
    ORIGINLD_RPATH_AT=middle ORIGINLD_LOG=log becomes '-o out -rpath /one a.o' '-o out -rpath /one a.o -rpath /added'
    assert_equal "$(shows log)" 'repair out
  injected /added
  note mode-unknown'
}

# --------------------------------------------------------------------- dtags

@test "ORIGINLD_DTAGS says which tag holds the rpath, behind all options of the line" {
    local words
    export ORIGINLD_DTAGS=runpath
    becomes '-rpath /x a.o' '-rpath /x a.o --enable-new-dtags'
    ORIGINLD_DTAGS=rpath becomes '-rpath /x a.o' '-rpath /x a.o --disable-new-dtags'
    becomes '-rpath /x --disable-new-dtags a.o' '-rpath /x --disable-new-dtags a.o --enable-new-dtags'
    becomes '-rpath RIGIN/x a.o -- b.o' '-rpath $ORIGIN/x a.o --enable-new-dtags -- b.o'
    ORIGINLD_RPATH=/y becomes 'a.o' 'a.o -rpath /y --enable-new-dtags'
    ORIGINLD_RPATH=/y ORIGINLD_RPATH_AT=first becomes '-R/x a.o' '-rpath /y -R/x a.o --enable-new-dtags'
    echo '--enable-new-dtags --disable-new-dtags' >words
    becomes '-rpath /x @words a.o' '-rpath /x @words a.o --enable-new-dtags'
    ORIGINLD_DTAGS=rpath becomes '-rpath /x @words a.o' '-rpath /x @words a.o'
    # nothing to say, or nothing to say it of
    for words in '-rpath /x -disable-new-dtags --enable-new-dtags a.o' 'a.o' '-rpath-link /x a.o' '-soname -rpath a.o' '-r -rpath /x a.o' \
        '-static -rpath /x a.o' '-static -pie --no-dynamic-linker -rpath /x a.o' '-rpath /x' '-rpath /x a.o -o' '-rpath /x --version a.o' '-R words a.o'; do
        becomes "$words" "$words"
    done
    ORIGINLD_DTAGS='' becomes '-rpath /x a.o' '-rpath /x a.o'
    ORIGINLD_MODE=off becomes '-rpath /x a.o' '-rpath /x a.o'
}

@test "ORIGINLD_DTAGS: an option that bfd alone reads as two words' is not trusted" {
    # for bfd, -G takes the next word
    ORIGINLD_DTAGS=runpath becomes '-rpath /x a.o -G --enable-new-dtags' '-rpath /x a.o -G --enable-new-dtags --enable-new-dtags'
    ORIGINLD_DTAGS=runpath becomes '-G --enable-new-dtags -rpath /x a.o' '-G --enable-new-dtags -rpath /x a.o --enable-new-dtags'
}

@test "ORIGINLD_DTAGS: what it did is said and logged, and warn does nothing" {
    requires_json
    export ORIGINLD_DTAGS=rpath ORIGINLD_LOG=$PWD/log
    ORIGINLD_VERBOSE=1 run -0 "$LDDIR/ld" -o out -rpath /x a.o
    assert_equal "$output" 'originld: out: added --disable-new-dtags'
    ORIGINLD_MODE=warn run -0 "$LDDIR/ld" -o out -rpath /x a.o
    assert_argv "$RECORD" -o out -rpath /x a.o
    assert_equal "$output" 'originld: out: would add --disable-new-dtags'
    ORIGINLD_DTAGS=RPATH quiet -o out -rpath /x a.o
    assert_argv "$RECORD" -o out -rpath /x a.o
    assert_equal "$(shows log)" 'repair out
  note dtags-policy
warn out
  note dtags-policy
repair out
  note dtags-setting-bad'
}

@test "ORIGINLD_DTAGS: LD_RUN_PATH is an rpath for GNU ld, and for no other" {
    argv_recorder ld.bfd
    argv_recorder ld.gold
    export ORIGINLD_DTAGS=rpath LD_RUN_PATH=/x
    "$LDDIR/ld.bfd" a.o
    assert_argv "$RECORD" a.o --disable-new-dtags
    "$LDDIR/ld.gold" a.o
    assert_argv "$RECORD" a.o
}

# ---------------------------------------------------------------------- BSD

@test "BSD: a link with a \$ORIGIN gets -z origin, once" {
    local words
    for words in '-m elf_x86_64_fbsd' -melf_x86_64_obsd '-m armelf_nbsd' '-dynamic-linker /libexec/ld-elf.so.1' '--dynamic-linker=/usr/libexec/ld.so' \
        '-dynamic-linker=/libexec/ld.elf_so' '-dynamic-linker /usr/libexec/ld-elf.so.2'; do
        becomes "$words -rpath \$ORIGIN/x a.o" "$words -rpath \$ORIGIN/x a.o -z origin"
        becomes "$words -rpath /a:\${ORIGIN} a.o -- b.o" "$words -rpath /a:\${ORIGIN} a.o -z origin -- b.o"
        becomes "$words -rpath RIGIN/x a.o" "$words -rpath \$ORIGIN/x a.o -z origin"
        becomes "$words -z origin -rpath RIGIN/x a.o" "$words -z origin -rpath \$ORIGIN/x a.o"
        becomes "$words -zorigin -rpath \$ORIGIN/x a.o" "$words -zorigin -rpath \$ORIGIN/x a.o"
        becomes "$words -z now -rpath \$ORIGIN/x a.o" "$words -z now -rpath \$ORIGIN/x a.o -z origin"
        becomes "$words -rpath /x a.o" "$words -rpath /x a.o"
        becomes "$words -r -rpath \$ORIGIN/x a.o" "$words -r -rpath \$ORIGIN/x a.o"
        becomes "$words a.o" "$words a.o"
        ORIGINLD_RPATH=/__ORIGIN__ becomes "$words a.o" "$words a.o -rpath \$ORIGIN -z origin"
        ORIGINLD_MODE=off becomes "$words -rpath \$ORIGIN/x a.o" "$words -rpath \$ORIGIN/x a.o"
    done
}

@test "BSD: no other target gets -z origin" {
    local words
    for words in '-m elf_x86_64' '-dynamic-linker /lib64/ld-linux-x86-64.so.2' '-dynamic-linker /lib/ld-musl-x86_64.so.1' '-o x_fbsd' \
        '-soname /libexec/ld-elf.so.1' '-L /usr/libexec/ld.so' '-lbsd' '-dynamic-linker /opt/freebsd/lib/ld-linux.so.2'; do
        becomes "$words -rpath \$ORIGIN/x a.o" "$words -rpath \$ORIGIN/x a.o"
    done
}

@test "BSD: the name of the linker or of gcc tells, too" {
    local name
    for name in x86_64-unknown-openbsd7.4-ld i386-pc-dragonfly6-ld; do
        argv_recorder $name
        ln -sf "$SHIM" $name
        ./$name -rpath '$ORIGIN/x' a.o
        assert_argv "$RECORD" -rpath '$ORIGIN/x' a.o -z origin || die $name || return 1
    done
    export COMPILER_PATH=$BIN
    COLLECT_GCC=/opt/bsd/bin/x86_64-unknown-openbsd7.4-gcc "$LDDIR/ld" -rpath '$ORIGIN/x' a.o
    assert_argv "$RECORD" -rpath '$ORIGIN/x' a.o -z origin
    COLLECT_GCC=/opt/bsd/bin/gcc "$LDDIR/ld" -rpath '$ORIGIN/x' a.o
    assert_argv "$RECORD" -rpath '$ORIGIN/x' a.o
}

@test "BSD: what was added is said and logged" {
    requires_json
    ORIGINLD_LOG=$PWD/log ORIGINLD_VERBOSE=1 run -0 "$LDDIR/ld" -o out -m elf_x86_64_fbsd -rpath '$ORIGIN' a.o
    assert_equal "$output" 'originld: out: added -z origin'
    assert_equal "$(shows log)" 'repair out
  note origin-flag'
}

# ---------------------------------------------------------------------- log

@test "the log gets one line of JSON for each link, with every key" {
    requires_json
    local here
    export ORIGINLD_LOG=$PWD/log
    quiet -o out -rpath 'RIGIN/../lib:/opt/lib:lib' a.o
    ORIGINLD_RPATH='/added' quiet -o 'two "words"\' b.o
    quiet c.o
    quiet --version
    here=$(pwd -P)
    assert_equal "$(shows log)" 'repair out
  RIGIN/../lib|$ORIGIN/../lib|make-ate-dollar
  lib|lib|relative-element
repair two "words"\
  injected /added
repair -'
    perl -MJSON::PP -e '$_ = decode_json(scalar <>); print "$_->{as} $_->{cwd} $_->{linker} ", join(",", sort keys %$_), "\n"' log >keys
    assert_equal "$(cat keys)" "ld $here $BIN/ld as,cwd,elements,injected,linker,mode,output,pid,time"
}

@test "the log names the process, which is the linker's, and the time, which is UTC" {
    requires_json
    local pid
    TZ=Asia/Tokyo ORIGINLD_LOG=$PWD/log "$LDDIR/ld" a.o &
    pid=$!
    wait $pid
    perl -MJSON::PP -MTime::Local -e '$_ = decode_json(scalar <>); print "$_->{pid}\n";
        my @t = reverse $_->{time} =~ /(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)/; $t[4]--;
        print abs(timegm(@t) - time) < 100 ? "now\n" : "$_->{time}\n"' log >is
    assert_equal "$(cat is)" "$(printf '%s\n' $pid now)"
}

@test "the log shows bytes that are not UTF-8 as U+FFFD, and as hex beside it" {
    requires_json
    ORIGINLD_LOG=$PWD/log quiet -o $'o\377' -rpath $'RIGIN/\377\303' -rpath $'lib\303\251' a.o
    assert_equal "$(shows log)" "$(printf 'repair o\xef\xbf\xbd\n  RIGIN/\xef\xbf\xbd\xef\xbf\xbd|$ORIGIN/\xef\xbf\xbd\xef\xbf\xbd|make-ate-dollar\n  in_bytes %s\n  out_bytes %s\n  lib\xc3\xa9|lib\xc3\xa9|relative-element' \
        "$(printf 'RIGIN/\377\303' | od -An -tx1 | tr -d ' \n')" "$(printf '$ORIGIN/\377\303' | od -An -tx1 | tr -d ' \n')")"
    assert_contains "$(cat log)" '"output_bytes":"6fff"'
    # every byte that JSON has to escape
    rm log
    ORIGINLD_LOG=$PWD/log quiet -o $'a\001\b\t\n\f\r\e"\\/\177' a.o
    shows log >/dev/null
    perl -MJSON::PP -e 'print decode_json(scalar <>)->{output}' log >is
    printf 'a\001\b\t\n\f\r\033"\\/\177' | cmp - is
    run ! grep -P '[\x00-\x1f\x7f]' log
}

@test "the log of 64 links at once has 64 whole lines" {
    requires_json
    local number long pids=()
    long=$(printf '/folder-with-a-name-%g:' $(seq 300))
    export ORIGINLD_LOG=$PWD/log RECORD=''
    for number in $(seq 64); do
        "$LDDIR/ld" -o "out$number" -rpath "RIGIN/$number:${long}lib" a.o &
        pids+=($!)
    done
    wait "${pids[@]}"
    shows log >shown
    assert_equal "$(wc -l <log)" 64
    assert_equal "$(sed -n 's/^repair out//p' shown | sort -n)" "$(seq 64)"
    assert_equal "$(grep -c '|make-ate-dollar$' shown)" 64
}

@test "a log is appended to, and one by a relative name stands in the working folder" {
    echo '{"mine":1}' >log
    ORIGINLD_LOG=log quiet a.o
    assert_equal "$(head -n 1 log)" '{"mine":1}'
    assert_equal "$(wc -l <log)" 2
    (umask 077 && ORIGINLD_LOG=new quiet a.o)
    assert_equal "$(stat -c %a new)" 600
    ORIGINLD_LOG='' quiet a.o
}

# -------------------------------------------------------------------- Meson

@test "Meson: what is repaired, added or a second twin gets one slash; the first and the padding stay" {
    mkdir meson-info
    : >meson-info/meson-info.json
    becomes '-rpath RIGIN/../lib a.o' '-rpath $ORIGIN/../lib/ a.o'
    becomes '-rpath RIGIN a.o' '-rpath $ORIGIN/ a.o'
    becomes '-rpath $ORIGIN/../lib a.o' '-rpath $ORIGIN/../lib a.o'
    becomes '-rpath $ORIGIN/../lib:XXXXXXXX a.o' '-rpath $ORIGIN/../lib:XXXXXXXX a.o'
    becomes '-rpath $ORIGIN/../lib -rpath $ORIGIN/../lib a.o' '-rpath $ORIGIN/../lib -rpath $ORIGIN/../lib/ a.o'
    becomes '-rpath $ORIGIN/x:$ORIGIN/x:$ORIGIN/y a.o' '-rpath $ORIGIN/x:$ORIGIN/x/:$ORIGIN/y a.o'
    becomes '-rpath=$ORIGIN/../lib -rpath RIGIN/../lib:XXXXXX a.o' '-rpath=$ORIGIN/../lib -rpath $ORIGIN/../lib/:XXXXXX a.o'
    becomes '-rpath $ORIGIN/x:$ORIGIN/x/ a.o' '-rpath $ORIGIN/x:$ORIGIN/x/ a.o'
    becomes '-rpath RIGIN/x/ a.o' '-rpath $ORIGIN/x/ a.o'
    becomes '-rpath /abs -rpath /abs a.o' '-rpath /abs -rpath /abs a.o'
    ORIGINLD_RPATH='$ORIGIN/../lib' becomes '-o out a.o' '-o out a.o -rpath $ORIGIN/../lib/'
    ORIGINLD_RPATH='/abs' becomes '-o out a.o' '-o out a.o -rpath /abs'
}

@test "Meson: in a response file as well, and the log says why" {
    mkdir meson-info
    : >meson-info/meson-info.json
    # not over the recorder, which is a link to one that others use
    rm "$BIN/ld"
    make_executable ld <<'END'
cat "${1#@}"
END
    echo '-rpath "$ORIGIN/x:$ORIGIN/x" -rpath RIGIN/y a.o' >words
    ORIGINLD_LOG=log run -0 "$LDDIR/ld" @words
    assert_equal "$output" '-rpath "$ORIGIN/x:$ORIGIN/x/" -rpath $ORIGIN/y/ a.o'
    assert_contains "$(cat log)" meson-twin
}

@test "Meson: outside its build folder there are no slashes" {
    becomes '-rpath RIGIN/../lib a.o' '-rpath $ORIGIN/../lib a.o'
    becomes '-rpath $ORIGIN/x -rpath $ORIGIN/x a.o' '-rpath $ORIGIN/x -rpath $ORIGIN/x a.o'
}

# -------------------------------------------------------------------- CMake

# cmake_script FOLDER OLD_RPATH...: an installer as CMake writes it.
cmake_script() {
    local folder=$1 value
    shift
    mkdir -p "$folder"
    {
        printf '# Install script for directory: /src\n\nset(CMAKE_INSTALL_PREFIX "/usr/local")\n'
        for value in "$@"; do
            printf 'if(EXISTS "$ENV{DESTDIR}/usr/local/bin/prog")\n'
            printf '  file(RPATH_CHANGE\n       FILE "$ENV{DESTDIR}/usr/local/bin/prog"\n       OLD_RPATH "%s"\n       NEW_RPATH "")\nendif()\n' "$value"
        done
    } >>"$folder/cmake_install.cmake"
}

@test "CMake: a value that its installer looks for stays, and the log says so" {
    requires_json
    : >CMakeCache.txt
    cmake_script . 'RIGIN/../lib' '\$\$ORIGIN/x:::::::'
    becomes '-o out -rpath RIGIN/../lib a.o' '-o out -rpath RIGIN/../lib a.o'
    becomes '-o out -rpath $$ORIGIN/x::::::: a.o' '-o out -rpath $$ORIGIN/x::::::: a.o'
    # another one is repaired
    becomes '-o out -rpath RIGIN/../lib64 a.o' '-o out -rpath $ORIGIN/../lib64 a.o'
    becomes '-o out -rpath RIGIN/../lib:/x a.o' '-o out -rpath $ORIGIN/../lib:/x a.o'
    ORIGINLD_LOG=$PWD/log quiet -o out -Wl -rpath RIGIN/../lib a.o
    assert_equal "$(shows log)" 'repair out
  RIGIN/../lib|RIGIN/../lib|cmake-build-rpath'
    ORIGINLD_MODE=strict becomes '-o out -rpath RIGIN/../lib a.o' '-o out -rpath RIGIN/../lib a.o'
}

@test "CMake: in the build of a subfolder, and from the top, by any of the installers" {
    local top=$PWD
    : >CMakeCache.txt
    cmake_script .
    cmake_script sub/deep 'RIGIN/../lib'
    cmake_script sub
    printf 'include("%s/sub/cmake_install.cmake")\n' "$top" >>cmake_install.cmake
    printf 'include("%s/sub/deep/cmake_install.cmake")\n' "$top" >>sub/cmake_install.cmake
    for folder in . sub sub/deep; do
        cd "$top/$folder"
        becomes '-o out -rpath RIGIN/../lib a.o' '-o out -rpath RIGIN/../lib a.o'
        becomes '-o out -rpath RIGIN/../other a.o' '-o out -rpath $ORIGIN/../other a.o'
    done
}

@test "CMake: installers that include each other, or are folders and pipes, do no harm" {
    : >CMakeCache.txt
    printf 'include("%s/cmake_install.cmake")\ninclude("%s/dir")\ninclude("%s/fifo")\ninclude("/nonexistent")\ninclude("' "$PWD" "$PWD" "$PWD" >cmake_install.cmake
    mkdir dir
    mkfifo fifo
    quiet -rpath RIGIN/x a.o
    assert_argv "$RECORD" -rpath '$ORIGIN/x' a.o
    rm cmake_install.cmake
    mkdir cmake_install.cmake
    becomes '-rpath RIGIN/x a.o' '-rpath $ORIGIN/x a.o'
    rmdir cmake_install.cmake
    mkfifo cmake_install.cmake
    becomes '-rpath RIGIN/x a.o' '-rpath $ORIGIN/x a.o'
}

@test "CMake and Ninja: a real project with a value that looks mangled installs" {
    requires cmake readelf
    local generator='Unix Makefiles'
    type -P ninja >/dev/null && generator=Ninja
    mkdir src src/sub
    echo 'int main(void) { return 0; }' | tee src/main.c >src/sub/main.c
    cat >src/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.10)
project(p C)
add_executable(top main.c)
set_target_properties(top PROPERTIES BUILD_RPATH "RIGIN/../lib" INSTALL_RPATH "$ORIGIN/../lib")
install(TARGETS top DESTINATION bin)
add_subdirectory(sub)
END
    cat >src/sub/CMakeLists.txt <<'END'
add_executable(below main.c)
set_target_properties(below PROPERTIES BUILD_RPATH "RIGIN/x" INSTALL_RPATH "$ORIGIN/../lib")
install(TARGETS below DESTINATION bin)
END
    export COMPILER_PATH=$LDDIR ORIGINLD_LOG=$PWD/log
    PATH=${PATH#"$BIN:"}
    cmake -S src -B build -G "$generator" -DCMAKE_INSTALL_PREFIX="$PWD/inst" >/dev/null
    rm -f log
    cmake --build build >/dev/null
    cmake --install build >/dev/null
    assert_contains "$(readelf -dW inst/bin/top)" '[$ORIGIN/../lib]'
    assert_contains "$(readelf -dW inst/bin/below)" '[$ORIGIN/../lib]'
    assert_equal "$(grep -c cmake-build-rpath log)" 2
}

@test "CMake: its scripts are not read for sound values, and once for others" {
    requires strace
    mkdir -p sub
    touch CMakeCache.txt
    echo 'include("sub/cmake_install.cmake")' >cmake_install.cmake
    echo 'file(RPATH_CHANGE FILE "x" OLD_RPATH "RIGIN/b" NEW_RPATH "")' >sub/cmake_install.cmake
    strace -qq -e trace=open,openat -o trace "$LDDIR/ld" -o out -rpath '$ORIGIN/../a' -rpath '$ORIGIN/../b:/opt/b/c' a.o
    assert_equal "$(grep -c cmake_install trace)" 0
    strace -qq -e trace=open,openat -o trace "$LDDIR/ld" -o out -rpath RIGIN/a -rpath RIGIN/b -rpath RIGIN/c a.o
    assert_argv "$RECORD" -o out -rpath '$ORIGIN/a' -rpath RIGIN/b -rpath '$ORIGIN/c' a.o
    assert_equal "$(grep -c cmake_install trace)" 2
}

# -------------------------------------------------------------- what is told

@test "the log says that a response file could not be followed" {
    requires_json
    printf 'a.o x\vy' >odd
    ORIGINLD_LOG=$PWD/log quiet -o out -rpath RIGIN/a @odd
    assert_argv "$RECORD" -o out -rpath '$ORIGIN/a' @odd
    assert_equal "$(shows log)" 'repair out
  RIGIN/a|$ORIGIN/a|make-ate-dollar
  note opaque-file'
}

@test "all that is added to a line is told on one line" {
    argv_recorder ld.bfd
    export LD_RUN_PATH=/r ORIGINLD_RPATH=/x ORIGINLD_DTAGS=rpath
    ORIGINLD_VERBOSE=1 run -0 "$LDDIR/ld.bfd" -o out a.o
    assert_equal "$output" 'originld: out: added rpath /r; added rpath /x; added --disable-new-dtags'
    ORIGINLD_MODE=warn run -0 "$LDDIR/ld.bfd" -o out a.o
    assert_equal "$output" 'originld: out: would add rpath /r
originld: out: would add rpath /x
originld: out: would add --disable-new-dtags'
}

@test "warn: where there is nothing to be done about an element, nothing is said of it" {
    ORIGINLD_MODE=warn ORIGINLD_PREFIX=/opt run -0 "$LDDIR/ld" -o out -rpath /opt/a a.o
    assert_argv "$RECORD" -o out -rpath /opt/a a.o
    assert_equal "${#lines[@]}" 2
    assert_contains "${lines[0]}" prefix-twin
    assert_equal "${lines[1]}" "originld: out: would add rpath '\$ORIGIN/../lib'"
}
