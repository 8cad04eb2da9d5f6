#!/usr/bin/env bats
# originld explain: of a text, where each spelling that it suggests is built and read back; of a file; of a link line, where what it
# says is held against what the linker names do. What it says of single texts is in 35-command.bats.
# shellcheck disable=SC2016,SC2153,SC2154 # a $ is the subject; bats sets some variables

load helpers/common

setup() {
    setup_common
    requires perl
    perl -MJSON::PP -e1 2>/dev/null || skip 'needs perl with JSON::PP'
    printf '%s\n' 'int main(void) { return 0; }' >hello.c
    # elements for which nothing is the matter, one or more that were mangled, and bytes that each place treats in its own way
    TEXTS=(
        'RIGIN/../lib'
        '/../lib:/opt/x'
        '12345{ORIGIN}/../lib:/opt/x'
        'RIGIN/../lib:RIGIN/../IB:\$ORIGIN'
        '$$ORIGIN/@x=%y+z~'
        'RIGIN/a b#c'
        "RIGIN/it's:/\\d"
        'RIGIN/\#'
        'RIGIN/a,b'
        'RIGIN/a&b(c)*?;|<>"`!'
        'RIGIN/${FOO}/$(BAR)/$<x>'
        'RIGIN/::/x'
        $'RIGIN/\xc3\xbc:/\xff'
        'RIGIN/lib/'
    )
}

# originld explain, whatever its status.
explain() { "$ORIGINLD" explain "$@" || test $? = 1; }

# json CODE: runs Perl code for each line of JSON in $_.
json() { perl -MJSON::PP -ne 'BEGIN { $\ = "\n" } $_ = JSON::PP->new->latin1->decode($_);'" $1"; }

# spelled WHERE TEXT: the suggestion, or nothing. What is not UTF-8 stands in a twin.
spelled() {
    explain --json "$2" | perl -MJSON::PP -ne '
        BEGIN { $where = shift; $\ = "" }
        next if $done;
        my $s = JSON::PP->new->utf8->decode($_)->{spell} or next;
        $done = 1;
        my $text = $s->{$where} // next;
        utf8::encode($text);
        $text = pack("H*", $s->{$where . "_bytes"}) if defined $s->{$where . "_bytes"};
        print $text;' "$1"
}

# The list that is meant: what the elements become.
meant() {
    explain --json "$1" | perl -MJSON::PP -ne '
        my $e = JSON::PP->new->utf8->decode($_);
        my $out = $e->{out};
        utf8::encode($out);
        push @out, defined $e->{out_bytes} ? pack("H*", $e->{out_bytes}) : $out;
        END { print join(":", @out) }'
}

# The rpath of a linked file, byte for byte. readelf shows no bytes but ASCII.
rpath_of() {
    perl -e '
        local $/; open my $in, "<:raw", shift or die; my $f = <$in>;
        my ($phoff, $size, $count) = (unpack("Q<", substr($f, 32, 8)), unpack("S<2", substr($f, 54, 4)));
        my (@load, $dynamic);
        for my $i (0 .. $count - 1) {
            my ($type, undef, $offset, $address, undef, $bytes) = unpack("L<2 Q<4", substr($f, $phoff + $i * $size, 56));
            push @load, [$offset, $address, $bytes] if $type == 1;
            $dynamic = substr($f, $offset, $bytes) if $type == 2;
        }
        my ($strings, $at);
        while ($dynamic =~ /(.{8})(.{8})/gs) {
            my ($tag, $value) = (unpack("Q<", $1), unpack("Q<", $2));
            $strings = $value if $tag == 5;
            $at = $value if $tag == 15 || $tag == 29;
        }
        exit if !defined $at;
        my ($load) = grep { $strings >= $_->[1] && $strings < $_->[1] + $_->[2] } @load;
        $f =~ /\G([^\0]*)/g if pos($f) = $strings - $load->[1] + $load->[0] + $at;
        print $1;' "$1"
}

is_elf64() {
    "$CC" -o probe hello.c
    perl -e 'open my $in, "<", "probe"; read $in, my $b, 6; exit $b ne "\x7fELF\2\1"' || skip 'reads files of 64 bits, little endian'
}

# arrived FILE TEXT
arrived() { assert_equal "$2 $(rpath_of "$1")" "$2 $(meant "$2")"; }

# spelled_count WHERE NUMBER: so many of the texts have a spelling there, so that no test passes for want of any.
spelled_count() {
    local text count=0
    for text in "${TEXTS[@]}"; do
        if test -n "$(spelled "$1" "$text")"; then count=$((count + 1)); fi
    done
    assert_equal "$1 $count" "$1 $2"
}

# --------------------------------------------------------- what it tells to write

@test "explain: what it says to write for a shell arrives" {
    is_elf64
    local text
    for text in "${TEXTS[@]}"; do
        eval "$CC -o out hello.c $(spelled sh "$text")"
        arrived out "$text"
    done
    spelled_count sh ${#TEXTS[@]}
}

# by_make PROGRAM: a makefile with one variable for each text, of which one is used in a recipe's own text, too.
by_make() {
    local text number=0
    printf '.PHONY: all\n' >Makefile
    for text in "${TEXTS[@]}"; do
        number=$((number + 1))
        test -n "$(spelled make "$text")" || continue
        printf 'F%s = %s\nall: out%s recipe%s\nout%s:\n\t$(CC) -o $@ hello.c $(F%s)\n' $number "$(spelled make "$text")" $number $number $number $number >>Makefile
        printf 'recipe%s:\n\t$(CC) -o $@ hello.c $(R%s)\nR%s += %s\n' $number $number $number "$(spelled make "$text")" >>Makefile
    done
    "$1" CC="$CC" all >log 2>&1 || die "$(cat log)" || return 1
    number=0
    for text in "${TEXTS[@]}"; do
        number=$((number + 1))
        test -n "$(spelled make "$text")" || continue
        arrived out$number "$text"
        arrived recipe$number "$text"
    done
    spelled_count make $((${#TEXTS[@]} - 1))
}

@test "explain: what it says to write for make arrives, with GNU make" {
    is_elf64
    requires make
    by_make make
}

@test "explain: what it says to write for make arrives, with BSD make" {
    is_elf64
    requires bmake
    by_make bmake
}

@test "explain: what it says to write for configure arrives" {
    is_elf64
    requires autoconf make
    # autoconf cannot do with a blank in the folder's name
    mkdir "$BATS_TEST_TMPDIR/configure"
    cd "$BATS_TEST_TMPDIR/configure"
    printf '%s\n' 'AC_INIT([greet], [1])' AC_PROG_CC 'AC_CHECK_LIB([m], [cos])' 'AC_CONFIG_FILES([Makefile])' AC_OUTPUT >configure.ac
    printf '%s\n' 'CC = @CC@' 'LDFLAGS = @LDFLAGS@' 'out:' $'\t$(CC) -o out hello.c $(LDFLAGS)' >Makefile.in
    printf '%s\n' 'int main(void) { return 0; }' >hello.c
    autoconf
    local text
    for text in "${TEXTS[@]}"; do
        text_for_configure=$(spelled configure "$text")
        test -n "$text_for_configure" || continue
        eval "./configure -q CC=\$CC $text_for_configure" >log 2>&1 || die "$(cat log)" || return 1
        rm -f out
        make -s out
        arrived out "$text"
    done
    spelled_count configure 7
}

@test "explain: what it says to write for libtool arrives, in programs and libraries" {
    is_elf64
    requires libtool make
    mkdir "$BATS_TEST_TMPDIR/libtool"
    cd "$BATS_TEST_TMPDIR/libtool"
    printf '%s\n' 'int main(void) { return 0; }' >hello.c
    local text number=0
    printf 'LT = libtool --quiet --tag=CC\nall:\n\t$(LT) --mode=compile $(CC) -c hello.c\n' >Makefile
    for text in "${TEXTS[@]}"; do
        number=$((number + 1))
        test -n "$(spelled libtool "$text")" || continue
        printf '\t$(LT) --mode=link $(CC) -o out%s hello.lo $(F%s)\n' $number $number >>Makefile
        printf '\t$(LT) --mode=link $(CC) -o lib%s.la hello.lo -rpath /opt/lib $(F%s)\n' $number $number >>Makefile
        printf 'F%s = %s\n' $number "$(spelled libtool "$text")" >>variables
    done
    cat Makefile >>variables
    make -f variables >log 2>&1 || die "$(cat log)" || return 1
    number=0
    for text in "${TEXTS[@]}"; do
        number=$((number + 1))
        test -n "$(spelled libtool "$text")" || continue
        arrived out$number "$text"
        arrived .libs/lib$number.so "$text"
    done
    spelled_count libtool $((${#TEXTS[@]} - 2))
}

# by_cmake GENERATOR VERSION
by_cmake() {
    local text number=0 folder=$PWD
    rm -rf tree build there
    mkdir tree
    cp hello.c tree
    printf 'cmake_minimum_required(VERSION %s)\nproject(greet C)\n' "$2" >tree/CMakeLists.txt
    for text in "${TEXTS[@]}"; do
        number=$((number + 1))
        test -n "$(spelled cmake "$text")" || continue
        printf '%s\nadd_executable(out%s hello.c)\ninstall(TARGETS out%s DESTINATION .)\n' "$(spelled cmake "$text")" $number $number >>tree/CMakeLists.txt
    done
    {
        cmake -G "$1" -Wno-dev -B build tree &&
            cmake --build build &&
            cmake --install build --prefix "$folder/there"
    } >log 2>&1 || die "$(cat log)" || return 1
    number=0
    for text in "${TEXTS[@]}"; do
        number=$((number + 1))
        test -n "$(spelled cmake "$text")" || continue
        # the loader takes both for the same
        assert_equal "$text $(rpath_of there/out$number)" "$text $(meant "$text" | sed 's/\${ORIGIN}/$ORIGIN/g')"
    done
    spelled_count cmake 7
}

@test "explain: what it says to write for CMake arrives, with makefiles and Ninja, old policies and new" {
    is_elf64
    requires cmake ninja make
    by_cmake 'Unix Makefiles' 3.13
    by_cmake Ninja 3.20
}

@test "explain: what it says to write for Meson arrives" {
    is_elf64
    requires meson ninja
    local text number=0
    mkdir tree
    cp hello.c tree
    echo "project('greet', 'c')" >tree/meson.build
    for text in "${TEXTS[@]}"; do
        number=$((number + 1))
        test -n "$(spelled meson "$text")" || continue
        printf "executable('out%s', 'hello.c', install: true, %s)\n" $number "$(spelled meson "$text")" >>tree/meson.build
    done
    { meson setup --prefix=/opt --bindir=bin build tree && DESTDIR=$PWD/there meson install -C build; } >log 2>&1 || die "$(cat log)" || return 1
    number=0
    for text in "${TEXTS[@]}"; do
        number=$((number + 1))
        test -n "$(spelled meson "$text")" || continue
        arrived there/opt/bin/out$number "$text"
    done
    spelled_count meson $((${#TEXTS[@]} - 1))
}

@test "explain: what it says to write for Ninja arrives" {
    is_elf64
    requires ninja
    local text number=0
    printf 'rule link\n  command = %s -o $out hello.c $flags\n' "$CC" >build.ninja
    for text in "${TEXTS[@]}"; do
        number=$((number + 1))
        printf 'build out%s: link\n  flags = %s\n' $number "$(spelled ninja "$text")" >>build.ninja
    done
    ninja >log 2>&1 || die "$(cat log)" || return 1
    number=0
    for text in "${TEXTS[@]}"; do
        number=$((number + 1))
        arrived out$number "$text"
    done
    spelled_count ninja ${#TEXTS[@]}
}

@test "explain: the text says the same spellings as the JSON" {
    local text where
    for text in "${TEXTS[@]}"; do
        explain "$text" >said
        for where in make configure libtool cmake meson ninja sh; do
            spelled=$(spelled "$where" "$text")
            test -z "$spelled" || grep -qaxF "$(printf '  %-11s%s' "$where" "$spelled")" said || die "$text, $where:" "$(cat said)" || return 1
        done
    done
}

@test "explain: a sound rpath, and one that nothing would mend, has no spelling" {
    local text
    for text in '$ORIGIN/../lib' /opt/lib '${ORIGIN}:/x' lib '$FOO/x' @loader_path/x '/a::/b' ''; do
        refute_contains "$(explain --json "$text")" spell
        refute_contains "$(explain "$text")" 'write
'
    done
    run -0 "$ORIGINLD" explain '$ORIGIN/../lib:/opt/lib'
    assert_contains "$output" 'as it should be'
}

@test "explain: says who mangled what" {
    local row text who
    for row in 'RIGIN/x|make' '123ORIGIN/x|a shell' '/../x|a shell or Ninja' '$$ORIGIN/x|nobody' "'\$ORIGIN/x'|nobody" 'IGIN/x|make, in one makefile'; do
        text=${row%%|*}
        who=${row#*|}
        assert_contains "$(explain "$text")" "  by       $who"
        assert_contains "$(explain --json "$text")" "\"cause\":\"$who"
    done
}

@test "explain: make's variable O is known from MAKEFLAGS, too" {
    MAKEFLAGS='w -- O=/build' run -1 "$ORIGINLD" explain /buildRIGIN/x
    assert_contains "$output" make-o-value
}

# -------------------------------------------------------------------------- files

# A tree with a library and a program, linked with these words.
make_tree() {
    mkdir -p tree/bin tree/lib
    echo 'int greet(void) { return 0; }' >greet.c
    echo 'int greet(void); int main(void) { return greet(); }' >main.c
    "$CC" -shared -fPIC -Wl,-soname,libgreet.so -o tree/lib/libgreet.so greet.c
    "$CC" -o tree/bin/hello main.c -Ltree/lib -lgreet "$@"
}

@test "explain FILE: a sound program is 0, and its libraries are found where the loader finds them" {
    make_tree '-Wl,-rpath,$ORIGIN/../lib'
    getconf GNU_LIBC_VERSION >/dev/null 2>&1 || skip "compares with glibc's loader"
    run -0 "$ORIGINLD" explain --json tree/bin/hello
    printf '%s\n' "$output" | json 'print "$_->{needed} => $_->{found}" if exists $_->{needed} && !ref $_->{needed}' | sort >is
    LD_TRACE_LOADED_OBJECTS=1 tree/bin/hello | sed -n 's/^[[:space:]]*\([^ ]*\) => \(.*\) (0x.*/\1 => \2/p' | sort >real
    test -s real
    cmp is real || die "$(cat is)" "but the loader:" "$(cat real)"
    run -0 "$ORIGINLD" explain tree/bin/hello
    assert_contains "$output" "RUNPATH"
    assert_contains "$output" "as it should be"
}

@test "explain FILE: a mangled rpath is 1, with what was meant, how to write it, and what the loader makes of it" {
    make_tree -Wl,-rpath,RIGIN/../lib:/opt/x:
    run -1 "$ORIGINLD" explain tree/bin/hello
    assert_contains "$output" make-ate-dollar
    assert_contains "$output" "  meant    '\$ORIGIN/../lib'"
    assert_contains "$output" "  sh         -Wl,-rpath,'\$ORIGIN/../lib:/opt/x:'"
    assert_contains "$output" 'RIGIN/../lib: it is relative'
    assert_contains "$output" "'': an empty element means the current folder"
    assert_contains "$output" empty-element
    assert_contains "$output" 'libgreet.so is not found'
    "$ORIGINLD" explain --json tree/bin/hello >out || test $? = 1
    assert_equal "$(json 'print "$_->{tag} $_->{in}|$_->{out}|", $_->{code} // "-" if $_->{tag}' <out)" \
        "$(printf '%s\n' 'RUNPATH RIGIN/../lib|$ORIGIN/../lib|make-ate-dollar' 'RUNPATH /opt/x|/opt/x|-' 'RUNPATH ||empty-element')"
    assert_equal "$(json 'print $_->{step} if exists $_->{searched}' <out | uniq | head -n 2)" "$(printf '%s\n' runpath cache)"
    assert_equal "$(json 'print "$_->{needed} $_->{step}" if ($_->{needed} // "") eq "libgreet.so"' <out)" 'libgreet.so nowhere'
}

@test "explain FILE: the folders searched are those that the loader says it searches, in their order" {
    getconf GNU_LIBC_VERSION >/dev/null 2>&1 || skip "compares with glibc's loader"
    make_tree '-Wl,-rpath,/opt/one:$ORIGIN/../two:RIGIN/three:/opt/one:'
    LD_LIBRARY_PATH=/opt/env:rel LD_DEBUG=libs tree/bin/hello 2>&1 | awk '
        /find library=/ { on = /libgreet/ }
        on && sub(/.*trying file=/, "") && sub(/libgreet\.so$/, "")' >tried || true
    # without the folders for processors that each may hold
    sed -E -e 's#(^|/)glibc-hwcaps/.*#\1#' -e 's#((^|/)(tls|haswell|avx512_1|x86_64))+/?$##' -e 's#(.)/$#\1#' -e 's#^$#.#' tried | awk '!seen[$0]++' >real
    LD_LIBRARY_PATH=/opt/env:rel "$ORIGINLD" explain --json tree/bin/hello >out || test $? = 1
    json 'print $_->{folder} if $_->{searched} && exists $_->{folder}' <out | sed 's|^$|.|' | awk '!seen[$0]++' >is
    test "$(wc -l <real)" -ge 6 || die "LD_DEBUG says little:" "$(cat tried)"
    cmp is real || die "it says:" "$(cat is)" "and the loader:" "$(cat real)"
}

@test "explain FILE: an RPATH beside a RUNPATH, and one that is not inherited, are said not to count" {
    is_elf64
    make_tree '-Wl,-rpath,/opt/old' -Wl,--disable-new-dtags
    run -1 "$ORIGINLD" explain tree/bin/hello
    assert_contains "$output" '1. RPATH'
    assert_contains "$output" '     /opt/old'
    # DT_DEBUG becomes a RUNPATH with the same string
    perl -0777 -pi -e '
        my ($phoff, $size, $count) = (unpack("Q<", substr($_, 32, 8)), unpack("S<2", substr($_, 54, 4)));
        my $at;
        for my $i (0 .. $count - 1) {
            my $h = substr($_, $phoff + $i * $size, 56);
            $at = unpack("Q<", substr($h, 8, 8)) if unpack("L<", $h) == 2;
        }
        my ($debug, $value);
        for (my $e = $at; (my $tag = unpack("Q<", substr($_, $e, 8))); $e += 16) {
            $debug = $e if $tag == 21;
            $value = substr($_, $e + 8, 8) if $tag == 15;
        }
        substr($_, $debug, 16) = pack("Q<", 29) . $value' tree/bin/hello
    run -1 "$ORIGINLD" explain tree/bin/hello
    assert_contains "$output" 'RPATH: not searched, the same file has a RUNPATH'
    assert_contains "$output" '  RPATH    /opt/old'
    assert_contains "$output" '  RUNPATH  /opt/old'
}

@test "explain FILE: static programs, libraries, files that are none, and folders" {
    make_tree '-Wl,-rpath,$ORIGIN/../lib'
    run -0 "$ORIGINLD" explain tree/lib/libgreet.so
    assert_contains "$output" 'a library, '
    if links_statically; then
        run -0 "$ORIGINLD" explain "$TMPDIR/static-libc"
        assert_contains "$output" 'a static program'
    fi
    run -2 --separate-stderr "$ORIGINLD" explain hello.c
    assert_equal "$output" ''
    assert_contains "$stderr" 'hello.c: is no ELF program or library'
    : >lib
    run -2 "$ORIGINLD" explain lib
    rm lib
    mkdir lib
    # a folder is a text
    run -1 "$ORIGINLD" explain lib
    assert_contains "$output" relative-element
}

@test "explain FILE: a link to a file is that file, and the text has no control bytes of its name" {
    make_tree '-Wl,-rpath,$ORIGIN/../lib'
    mkdir links
    ln -s ../tree/bin/hello $'links/a\e[31mb'
    run -0 "$ORIGINLD" explain $'links/a\e[31mb'
    refute_contains "$output" $'\e'
    assert_contains "$output" "$(realpath tree)/bin/../lib"
}

# says FILE WORDS...: the text about a file has each of them.
says() {
    local words file=$1
    shift
    explain "$file" >out
    for words; do
        assert_contains "$(cat out)" "$words"
    done
}

@test "explain FILE: by each step of the search a library is found, and it is said which" {
    requires cc readelf
    is_elf64
    getconf GNU_LIBC_VERSION >/dev/null 2>&1 || skip "is about glibc's loader"
    mkdir -p deep other
    echo 'int x(void) { return 1; }' >x.c
    echo 'int x(void); int y(void) { return x(); }' >y.c
    echo 'int x(void); int y(void); int main(void) { return x() - y(); }' >both.c
    "$CC" -shared -fPIC -o deep/libx.so x.c -Wl,-soname,libx.so.1
    cp deep/libx.so deep/libx.so.1
    "$CC" -shared -fPIC -o deep/liby.so y.c deep/libx.so -Wl,-soname,liby.so -Wl,--disable-new-dtags,-rpath,/opt/own -Wl,--auxiliary=libmaybe.so
    "$CC" -o prog both.c deep/liby.so deep/libx.so -Wl,--disable-new-dtags -Wl,-rpath,'$ORIGIN/deep'
    says prog "libx.so.1 = '$(pwd -P)/deep/libx.so.1', by RPATH" "'$(pwd -P)/deep/liby.so', by RPATH"
    says deep/liby.so '  SONAME   liby.so' 'libmaybe.so is not found, and need not be' 'That is if it is loaded alone'
    "$ORIGINLD" explain --json deep/liby.so >out || test $? = 1
    assert_contains "$(cat out)" '"soname":"liby.so","needed":["libx.so.1"'
    assert_contains "$(cat out)" '"rpath":"/opt/own"'
    # not for what other libraries need: a RUNPATH
    "$CC" -o prog both.c deep/liby.so -Wl,--enable-new-dtags -Wl,-rpath,'$ORIGIN/deep' -Wl,--unresolved-symbols=ignore-all
    says prog "libx.so.1, which '$(pwd -P)/deep/liby.so' needs, is not found"
    "$ORIGINLD" explain --json prog >out || test $? = 1
    assert_contains "$(cat out)" '"needed":"libx.so.1","by":"'"$(pwd -P)/deep/liby.so"'","step":"nowhere"'
    # by the environment, by a path, and the loader itself
    "$CC" -o prog both.c deep/liby.so deep/libx.so
    LD_LIBRARY_PATH=$PWD/deep says prog ', by LD_LIBRARY_PATH'
    "$CC" -shared -fPIC -o deep/libx.so x.c
    echo 'int x(void); int main(void) { return x(); }' >main.c
    "$CC" -o prog main.c deep/libx.so -Wl,--no-as-needed "$(readelf -lW probe | sed -n 's/.*interpreter: \(.*\)]/\1/p')"
    says prog ', by the path that it is' ', by the loader itself'
    # under the name that it gives itself
    "$CC" -shared -fPIC -o deep/libx.so x.c -Wl,-soname,libx.so.1
    "$CC" -shared -fPIC -o deep/liby.so x.c -Wl,-soname,libz.so.1
    "$CC" -o prog main.c -Wl,--no-as-needed deep/libx.so deep/liby.so -Wl,-rpath,'$ORIGIN/deep'
    "$CC" -shared -fPIC -o deep/libx.so.1 x.c -Wl,-soname,libz.so.1
    says prog ', by what is loaded already'
    # what is no library ends the search, and what is for another machine does not
    echo text >other/libx.so.1
    "$CC" -o prog main.c deep/libx.so -Wl,-rpath,'$ORIGIN/other'
    says prog "libx.so.1 is not found: '$(pwd -P)/other/libx.so.1' is no library for it, and ends the search"
    perl -0777 -pe 'substr($_, 18, 2) = "\2\0"' deep/libx.so >other/libx.so.1
    says prog 'libx.so.1 is not found, but for one of another kind of machine'
}

@test "explain FILE: kinds and rights of files, and musl's rules where its loader is wanted" {
    requires cc objcopy
    is_elf64
    "$CC" -g -o prog hello.c -Wl,-z,nodefaultlib
    says prog 'a program, ' '  flags    NODEFLIB'
    objcopy --only-keep-debug prog prog.debug
    "$CC" -c -o hello.o hello.c
    run -2 "$ORIGINLD" explain prog.debug
    assert_contains "$output" 'is no ELF program or library'
    run -2 "$ORIGINLD" explain hello.o
    assert_contains "$output" 'is no ELF program or library'
    chmod u+s prog
    says prog ', set-id or with capabilities'
    "$CC" -o prog hello.c -Wl,--dynamic-linker=/lib/ld-musl-none.so.1 -Wl,-rpath,/opt/lib
    says prog 'RPATH or RUNPATH' 'Its loader is not here, so what that has built in is not known'
    echo 'int x;' | "$CC" -shared -fPIC -nostdlib -x c - -o libc.so -Wl,-soname,libc.so
    echo 'extern int x; int y(void) { return x; }' | "$CC" -shared -fPIC -nostdlib -x c - -x none libc.so -o liby.so -Wl,-rpath,/opt/lib
    says liby.so 'RPATH or RUNPATH'
}

@test "explain FILE: damaged files end in an answer" {
    make_tree -Wl,-rpath,RIGIN/../lib
    local number was
    for number in $(seq 1 200); do
        perl -e '
            srand shift; local $/; open my $in, "<:raw", "tree/bin/hello"; my $f = <$in>;
            my $n = rand() < 0.2 ? int rand 400 : length $f;
            $f = substr($f, 0, $n);
            for (1 .. 1 + int rand 4) { substr($f, int rand($n < 3000 ? $n : 3000), 1) = chr int rand 256 if $n }
            open my $out, ">:raw", "damaged"; print $out $f' "$number"
        was=0
        timeout 10 "$ORIGINLD" explain damaged >out 2>err || was=$?
        test "$was" -le 2 || die "number $number: $was" "$(cat err)" || return 1
        timeout 10 "$ORIGINLD" explain --json damaged >out 2>err || was=$?
        test "$was" -le 2 || die "number $number: $was" "$(cat err)" || return 1
        json '' <out >/dev/null
    done
}

# --------------------------------------------------------------------- link lines

# The words of a line after what the JSON says of it. Those that are added stand at the end.
apply() {
    "$ORIGINLD" explain --json -- "$@" >changes || test $? = 1
    perl -MJSON::PP -MText::ParseWords -e '
        my @words = @ARGV;
        my $named = $words[0] !~ /^-/ && $words[0] =~ m{(^|/)(ld|gcc|clang)$} ? 1 : 0;
        unshift @words, "ld" if !$named;
        open my $in, "<", "changes";
        my (@added, %now);
        while (<$in>) {
            my $c = decode_json($_);
            $now{$c->{word}} = [$c->{now}, $c->{was}] if exists $c->{now};
            push @added, $words[0] =~ /ld$/ ? ("-rpath", $c->{injected}) : ("-Xlinker", "-rpath", "-Xlinker", $c->{injected}) if exists $c->{injected};
        }
        for my $at (reverse sort { $a <=> $b } keys %now) {
            my ($now, $was) = @{$now{$at}};
            my $made = $now =~ /^-Xlinker -rpath/;
            my @was = $made ? shellwords($was) : ($was);
            splice @words, $at, scalar(@was), $made ? shellwords($now) : $now;
        }
        shift @words;
        print map { "$_\0" } @words, @added' "$@" >should
}

# same_line NAME WORD...: what explain says of the line is what the linker names do with it.
same_line() {
    local name=$1
    shift
    rm -f record
    case $name in
    ld) PATH=$BATS_TEST_TMPDIR/bin:$PATH RECORD=$PWD/record "$LDDIR/ld" "$@" ;;
    *) PATH=$BATS_TEST_TMPDIR/bin:$PATH RECORD=$PWD/record "${LDDIR%/ld}/cc/$name" "$@" ;;
    esac
    apply "$name" "$@"
    perl -0pe '$_ = "" if $. == 1' record >is
    cmp is should || die "$name $*" "is: $(tr '\0' ' ' <is)" "explain: $(tr '\0' ' ' <should)"
}

@test "explain -- LINE: what it says becomes of a linker's line is what becomes of it" {
    argv_recorder ld
    local line
    while IFS= read -r line; do
        # shellcheck disable=SC2086 # words
        same_line ld $line
    done <<'END'
-o x a.o
-o x a.o -rpath RIGIN/../lib
-o x a.o -rpath=RIGIN/../lib -rpath $$ORIGIN/x:/y -R/../z
-o x a.o -soname RIGIN/x -rpath-link RIGIN/y --rpath=12ORIGIN
-o x a.o -rpath /opt/lib -rpath lib -rpath $ORIGIN/../lib
-rpath RIGIN/a --version
-r -o x a.o -rpath RIGIN/a
-rpath RIGIN/a -m i386pep a.o
-rpath /__ORIGIN__/../lib a.o -- -rpath RIGIN/x
-o x a.o -rpath ORIGIN/x:RIGIN/IB/LATFORM
-dynamic-linker /lib/ld-musl-x86_64.so.1 a.o -rpath RIGIN/IB
a.o -rpath
END
}

@test "explain -- LINE: what it says becomes of a compiler's line is what becomes of it" {
    argv_recorder gcc
    argv_recorder clang
    local line
    while IFS= read -r line; do
        # shellcheck disable=SC2086 # words
        same_line $line
    done <<'END'
gcc -o x a.o
gcc -o x a.o -Wl,-rpath,RIGIN/../lib
gcc -o x a.o -Wl,-rpath,RIGIN/../lib,-rpath,$$ORIGIN/x -Wl,-rpath -Wl,/../y
gcc -o x a.o -Xlinker -rpath -Xlinker RIGIN/x -Wl,-soname,RIGIN
gcc -c a.c -Wl,-rpath,RIGIN/../lib
gcc -o x a.c -R $ORIGIN/../lib
gcc -o x a.c -RRIGIN/../lib -R/opt/x
gcc -E -o x a.c -Wl,-rpath,RIGIN
gcc -o RIGIN a.o -DRIGIN=1
clang -o x a.o -rpath RIGIN/x
clang --target=x86_64-w64-mingw32 a.o -Wl,-rpath,RIGIN/x
END
}

@test "explain -- LINE: what is asked for by the environment is said, too" {
    argv_recorder ld
    ORIGINLD_RPATH='/__ORIGIN__/../lib' same_line ld -o x a.o -rpath RIGIN/x
    ORIGINLD_RPATH='/__ORIGIN__/../lib' same_line ld -o x a.o
    ORIGINLD_RPATH='/__ORIGIN__/../lib' run -0 "$ORIGINLD" explain -- ld -o x a.o
    assert_contains "$output" "adds     -rpath '\$ORIGIN/../lib'"
    ORIGINLD_RPATH=relative run -0 "$ORIGINLD" explain -- ld -o x a.o
    assert_contains "$output" rpath-setting-bad
    # it asks what would be done, switched off or not
    ORIGINLD_MODE=off run -1 "$ORIGINLD" explain -- ld -o x a.o -rpath RIGIN/x
}

@test "explain -- LINE: response files are read, and said to be changed" {
    printf '%s\n' '-rpath "RIGIN/a b" @inner -soname RIGIN/x' >outer
    echo '-rpath /../z' >inner
    run -1 "$ORIGINLD" explain -- ld -o x a.o @outer
    assert_contains "$output" "'RIGIN/a b'"
    assert_contains "$output" "  becomes  '\$ORIGIN/a b'"
    assert_contains "$output" 'word 4: @outer'
    assert_contains "$output" 'word 4: @outer, in it inner'
    assert_contains "$output" 'outer: the linker gets a changed copy'
    assert_contains "$output" 'inner: the linker gets a changed copy'
    assert_contains "$output" 'RIGIN/x: it is no rpath'
    "$ORIGINLD" explain --json -- -o x @outer >out || test $? = 1
    assert_equal "$(json 'print "$_->{word} $_->{file} $_->{out}" if exists $_->{in}' <out)" \
        "$(printf '%s\n' '3 outer $ORIGIN/a b' '3 inner $ORIGIN/../z')"
    run -0 "$ORIGINLD" explain -- ld @missing
    echo '@loop' >loop
    run -0 "$ORIGINLD" explain -- ld @loop
    assert_contains "$output" 'without end'
}

@test "explain -- LINE: a line with no name is a linker's, and a name is found behind a wrapper" {
    local json
    json=$(explain --json -- -o x a.o -rpath RIGIN/x | head -n 1)
    assert_contains "$json" '"word":5'
    assert_contains "$json" '$ORIGIN/x'
    assert_contains "$(explain -- crt1.o -rpath RIGIN/x)" 'the line of ld'
    assert_contains "$(explain -- /usr/bin/x86_64-linux-gnu-gcc-12 a.o -Wl,-rpath,RIGIN/x)" 'the line of x86_64-linux-gnu-gcc-12'
    assert_contains "$(explain -- ccache gcc a.o -Wl,-rpath,RIGIN/x)" '$ORIGIN/x'
    assert_contains "$(explain -- sh ./libtool --mode=link gcc a.o -Wl,-rpath,RIGIN/x)" '$ORIGIN/x'
    # what is linked is no name
    assert_contains "$(explain -- crt1.o -o gcc -rpath RIGIN/x)" 'the line of ld'
    # a word that is no option of the verb, behind --
    assert_contains "$(explain -- --json -rpath RIGIN/x)" '$ORIGIN/x'
}

@test "explain -- LINE: a line that is in order is 0, and so is one that is not ours" {
    local line
    while IFS= read -r line; do
        # shellcheck disable=SC2086 # words
        run -0 "$ORIGINLD" explain -- $line
        assert_contains "$output" 'the line of'
    done <<'END'
gcc -o x a.o -Wl,-rpath,$ORIGIN/../lib
ld -o x a.o
gcc -c a.c -Wl,-rpath,RIGIN/x
x86_64-w64-mingw32-gcc a.o -Wl,-rpath,RIGIN/x
ld64.lld -rpath RIGIN/x
ld --version -rpath RIGIN/x
END
}

@test "explain -- LINE: what depends on the linker is told of the one that PATH has" {
    mkdir RIGIN
    : >RIGIN/symbols
    for ld in bfd lld; do
        mkdir "bin-$ld"
        make_executable "$PWD/bin-$ld/ld.$ld" </dev/null
        ln -s "ld.$ld" "bin-$ld/ld"
    done
    # an option of GNU ld alone, and a file that only lld takes for a folder
    PATH=$PWD/bin-bfd:$PATH run -1 "$ORIGINLD" explain -- ld -o x a.o --just-symbols RIGIN/folder
    assert_contains "$output" '$ORIGIN/folder'
    PATH=$PWD/bin-bfd:$PATH run -1 "$ORIGINLD" explain -- cc -o x a.o -Wl,--just-symbols,RIGIN/folder
    assert_contains "$output" '$ORIGIN/folder'
    PATH=$PWD/bin-lld:$PATH run "$ORIGINLD" explain -- ld -o x a.o --just-symbols RIGIN/folder
    refute_contains "$output" '$ORIGIN/folder'
    PATH=$PWD/bin-bfd:$PATH run "$ORIGINLD" explain -- ld -o x a.o -R RIGIN/symbols -R RIGIN/symbols
    refute_contains "$output" '$ORIGIN/symbols'
    PATH=$PWD/bin-lld:$PATH run -1 "$ORIGINLD" explain -- ld -o x a.o -R RIGIN/symbols
    assert_contains "$output" '$ORIGIN/symbols'
    PATH=/nowhere run "$ORIGINLD" explain -- ld -o x a.o -R RIGIN/symbols
    refute_contains "$output" '$ORIGIN/symbols'
}

@test "explain -- LINE: notes and response files in JSON, and what stands in a file that is not there" {
    ORIGINLD_RPATH=relative run -0 "$ORIGINLD" explain --json -- ld -o x a.o
    assert_contains "$output" '{"code":"'
    printf -- "-rpath RIGIN/x -rpath RIGIN/y\n-rpath 'RIGIN/z'\n" >list
    run -1 "$ORIGINLD" explain -- ld -o x a.o @list
    assert_equal "$(printf '%s\n' "$output" | grep -c 'the linker gets a changed copy')" 1
    run "$ORIGINLD" explain -- cc -o x a.o @missing -Wl,-rpath,RIGIN/x
    assert_contains "$output" '$ORIGIN/x'
    # a quote that does not end: each linker reads another word
    printf -- "-rpath 'RIGIN/x" >open
    run "$ORIGINLD" explain -- ld -o x a.o @open
    run "$ORIGINLD" explain -- cc -o x a.o @open
}

@test "explain: of many empty elements one is shown, and the others are counted" {
    requires cc
    run -1 "$ORIGINLD" explain 'RIGIN/lib::'
    assert_contains "$output" '1 more of this'
    run -1 "$ORIGINLD" explain 'RIGIN/lib:::::'
    assert_contains "$output" '4 more of these'
    "$CC" -o prog hello.c -Wl,-rpath,/opt/x:::::
    O=/build says prog 'more of these'
    assert_equal "$(grep -c "^     ''" out)" 1
}

@test "explain -- LINE: control bytes of words do not reach the terminal" {
    "$ORIGINLD" explain -- ld -o x $'-rpath=RIGIN/\e[31m\a' $'-soname=RIGIN\e' >out || test $? = 1
    run ! grep -P '[\x01-\x08\x0b-\x1f\x7f]' out
}

@test "explain: what cannot be asked is 2 and one line on stderr" {
    local words
    for words in '' '--' '--json' '--json --' 'one two' '--frob x'; do
        # shellcheck disable=SC2086 # words
        run -2 --separate-stderr "$ORIGINLD" explain $words
        assert_equal "$output" ''
        assert_equal "$(printf '%s\n' "$stderr" | wc -l)" 1
        assert_contains "$stderr" 'originld: '
    done
}
