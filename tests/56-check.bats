#!/usr/bin/env bats
# originld check: what it says of trees that are built here, in which order, and how it ends.
# shellcheck disable=SC2016,SC2154 # $ORIGIN is meant as it stands; bats sets $output, $stderr, $status

load helpers/common

setup() {
    setup_common
    # what the linker leaves out of an rpath, or what stands in for it, is not the subject here
    mkdir -p work/app/bin work/app/lib
    cd work || return 1
    echo 'int x(void) { return 1; }' >x.c
    echo 'int x(void); int y(void) { return x(); }' >y.c
    echo 'int y(void); int main(void) { return y() - 1; }' >main.c
}

# library FILE SOURCE WORD...: with its name as soname.
library() {
    local file=$1 source=$2
    shift 2
    "$CC" -shared -fPIC -o "$file" "$source" -Wl,-soname,"${file##*/}" "$@"
}

# tree: app/bin/prog needs liby.so.1, which needs libx.so.1; further words are for the program's link.
tree() {
    test -f app/lib/liby.so.1 || {
        library app/lib/libx.so.1 x.c
        library app/lib/liby.so.1 y.c app/lib/libx.so.1 -Wl,--enable-new-dtags -Wl,-rpath,'$ORIGIN'
    }
    program prog "$@"
}

# program NAME WORD...: another one in app/bin.
program() {
    local name=$1
    shift
    "$CC" -o "app/bin/$name" main.c app/lib/liby.so.1 -Wl,-rpath-link,app/lib "$@"
}

# check STATUS WORD...: stdout is $output, and stderr must be empty.
check() {
    local want=$1
    shift
    run "-$want" --separate-stderr timeout 60 "$ORIGINLD" check "$@"
    assert_equal "$stderr" ''
}

# found PATH: "severity code element" of the findings for a path, a line each.
found() {
    printf '%s\n' "$output" | sed -n 's|^{"path":"'"$1"'","severity":"\([a-z]*\)","code":"\([^"]*\)",\("element":"\([^"]*\)",\)\{0,1\}.*|\1 \2 \4|p' |
        sed 's/ $//'
}

# suggested CODE: the suggestion of the first finding with it.
suggested() { printf '%s\n' "$output" | sed -n 's|.*"code":"'"$1"'",.*"suggestion":"\([^"]*\)".*|\1|p' | sed 1q; }

# ------------------------------------------------------------------ the rules

@test "check: a sound tree has nothing wrong, and the status is 0" {
    requires cc
    tree -Wl,-rpath,'$ORIGIN/../lib'
    check 0 --json app
    assert_equal "$output" ''
    check 0 app
    assert_equal "$output" '3 files, 3 programs and libraries: 0 critical, 0 errors, 0 warnings, 0 notes'
}

@test "check: a mangled rpath is an error, with what it should be" {
    requires cc
    local pair
    for pair in 'RIGIN make-ate-dollar' '4711ORIGIN pid-for-dollar' '\$ORIGIN escape-kept' '$(ORIGIN) stray-bracket' \
        'ORIGIN dollar-lost' '/. lost-name-guessed' '/__ORIGIN__ marker'; do
        # the last but one is /../lib
        case $pair in
        '/. '*) tree -Xlinker -rpath -Xlinker /../lib ;;
        *) tree -Xlinker -rpath -Xlinker "${pair% *}/../lib" ;;
        esac
        check 1 --json app
        assert_equal "$(found app/bin/prog | sed 's/^\([a-z]* [^ ]*\) .*/\1/' | sed 1q)" "error ${pair##* }"
        assert_equal "$(suggested "${pair##* }")" '$ORIGIN/../lib'
    done
}

@test "check: what is an error is critical in a set-id program" {
    requires cc
    tree -Wl,-rpath,RIGIN/../lib
    chmod u+s app/bin/prog
    check 1 --json app
    assert_equal "$(found app/bin/prog)" 'critical make-ate-dollar RIGIN/../lib
critical library-not-found liby.so.1'
    # this is for locking files, and gives no rights
    chmod u-s app/bin/prog
    chmod g+s,g-x app/bin/prog
    check 1 --json app
    assert_equal "$(found app/bin/prog | cut -d ' ' -f 1 | sort -u)" error
}

@test "check: file capabilities count as set-id" {
    requires cc setcap
    tree -Wl,-rpath,'$ORIGIN/../lib'
    setcap cap_net_raw+ep app/bin/prog 2>/dev/null || skip 'no capabilities on this file system, or not root'
    check 1 --json app
    assert_contains "$(found app/bin/prog)" 'critical secure-origin $ORIGIN/../lib'
}

@test "check: an absolute rpath into the tree is wrong when the tree moves" {
    requires cc
    tree -Wl,-rpath,"$(cd app && pwd -P)/lib"
    check 1 --json app
    assert_equal "$(found app/bin/prog | cut -d ' ' -f 1,2)" 'warning absolute-in-tree
error lost-when-moved'
    assert_equal "$(suggested absolute-in-tree)" '$ORIGIN/../lib'
    assert_equal "$(suggested lost-when-moved)" '$ORIGIN/../lib'
}

@test "check: where the tree stands already after the move, nothing is lost" {
    requires cc
    tree -Wl,-rpath,"$(cd app && pwd -P)/lib"
    check 1 --json --moved-to "$(cd app && pwd -P)" app
    assert_equal "$(found app/bin/prog | cut -d ' ' -f 1,2)" 'warning absolute-in-tree'
}

@test "check: --moved-to lays the tree over what is there" {
    requires cc
    mkdir -p installed/lib
    tree -Wl,-rpath,"$PWD/installed/lib"
    mv app/lib/liby.so.1 installed/lib/liby.so.1
    # one comes from the tree then, and one from what is there
    run -1 --separate-stderr "$ORIGINLD" check --json --moved-to "$PWD/installed" app
    refute_contains "$output" 'when-moved'
    refute_contains "$output" 'not-found'
}

@test "check: a library that comes from the system after the move is an error" {
    requires cc
    getconf GNU_LIBC_VERSION >/dev/null 2>&1 || skip "only glibc's libraries are called so"
    # a library of the tree's own with the name of one that each system has
    library app/lib/libm.so.6 x.c
    echo 'int x(void); int main(void) { return x(); }' >m.c
    "$CC" -o app/bin/prog m.c app/lib/libm.so.6 -Wl,-rpath,"$(cd app && pwd -P)/lib"
    check 1 --json app
    assert_contains "$(found app/bin/prog)" 'error system-when-moved libm.so.6'
    "$CC" -o app/bin/prog m.c app/lib/libm.so.6
    check 1 --json app
    assert_contains "$(found app/bin/prog)" 'warning system-for-tree libm.so.6'
}

@test "check: a library that is found only through the folder of another place is said to come from there" {
    requires cc
    tree -Wl,-rpath,"$PWD/old/lib"
    mkdir old
    cp -R app/lib old/lib
    # the place of this test may be below /tmp, which is a place of builds as well
    check 1 --json app
    local codes
    codes=$(found app/bin/prog | cut -d ' ' -f 2 | grep '^from-')
    case $codes in
    from-old-prefix | from-build-folder) ;;
    *) die "$codes" ;;
    esac
}

@test "check: empty and relative elements, and a path in DT_NEEDED, lead to the current folder" {
    requires cc
    tree -Wl,-rpath,'$ORIGIN/../lib:'
    check 1 --json app
    assert_equal "$(found app/bin/prog)" 'error empty-element'
    tree -Wl,-rpath,'$ORIGIN/../lib:lib'
    check 1 --json app
    assert_equal "$(found app/bin/prog)" 'error relative-element lib'
    "$CC" -shared -fPIC -o libnoname.so x.c
    echo 'int x(void); int main(void) { return x(); }' >m.c
    "$CC" -o app/bin/prog m.c ./libnoname.so
    check 1 --json app
    assert_equal "$(found app/bin/prog)" 'error needed-path ./libnoname.so
error from-current-folder ./libnoname.so'
}

@test "check: padding is a note where CMake works, and a warning elsewhere" {
    requires cc
    tree -Wl,-rpath,'$ORIGIN/../lib::::::'
    check 1 --json app
    assert_equal "$(found app/bin/prog)" 'warning padding'
    : >app/CMakeCache.txt
    check 0 --json app
    assert_equal "$(found app/bin/prog)" 'note padding'
}

@test "check: an inherited RPATH counts, and a RUNPATH is not inherited" {
    requires cc
    library app/lib/libx.so.1 x.c
    library app/lib/liby.so.1 y.c app/lib/libx.so.1
    program prog -Wl,--disable-new-dtags -Wl,-rpath,'$ORIGIN/../lib'
    check 0 --json app
    assert_equal "$output" ''
    program prog -Wl,--enable-new-dtags -Wl,-rpath,'$ORIGIN/../lib'
    check 1 --json app
    assert_equal "$(found app/lib/liby.so.1)" 'error library-not-found libx.so.1'
    assert_equal "$(suggested library-not-found)" '$ORIGIN'
    # as musl's loader does it, it is
    check 0 --json --loader musl app
}

@test "check: a library that no program loads may lack what has been loaded before it" {
    requires cc
    library app/lib/libx.so.1 x.c
    mkdir app/plugins
    library app/plugins/plugin.so y.c app/lib/libx.so.1
    check 0 --json app
    assert_equal "$(found app/plugins/plugin.so)" 'note not-found-alone libx.so.1'
    rm app/lib/libx.so.1
    check 1 --json app
    assert_equal "$(found app/plugins/plugin.so)" 'error library-not-found libx.so.1'
}

@test "check: a library reached through a link out of its folder has its origin where the link is" {
    requires cc
    mkdir app/store
    library app/lib/libx.so.1 x.c
    library app/store/liby.so.1 y.c app/lib/libx.so.1 -Wl,--enable-new-dtags -Wl,-rpath,'$ORIGIN'
    ln -s ../store/liby.so.1 app/lib/liby.so.1
    program prog -Wl,-rpath,'$ORIGIN/../lib'
    check 0 --json app
    # alone, from where it really is, it would not find the other
    rm app/bin/prog
    check 0 --json app
    assert_equal "$(found app/store/liby.so.1)" 'note not-found-alone libx.so.1'
}

@test "check: a link into the tree by its absolute path is lost when the tree moves" {
    requires cc
    tree -Wl,-rpath,'$ORIGIN/../lib'
    mkdir app/store
    mv app/lib/liby.so.1 app/store
    ln -s "$(cd app && pwd -P)/store/liby.so.1" app/lib/liby.so.1
    check 1 --json app
    assert_equal "$(found app/bin/prog)" 'error lost-when-moved liby.so.1'
}

@test "check: a script that names an interpreter of the tree is not movable" {
    local root
    # the kernel takes no blank in such a name
    cd "$(cd "$TMPDIR" && pwd -P)"
    mkdir -p app/bin
    root=$PWD/app
    printf '#!%s/bin/python3\n' "$root" >app/bin/one
    printf '#! %s/bin/python3 -u\n' "$root" >app/bin/two
    printf '#!/bin/sh\n' >app/bin/three
    printf '#!/usr/bin/env python3\n' >app/bin/four
    printf '#!/old/place/bin/python3' >app/bin/five
    printf '#!/old/place/bin/ruby\n' >app/bin/six
    : >app/bin/python3
    check 1 --json app
    assert_equal "$(found app/bin/one)" "warning shebang-in-tree $root/bin/python3"
    assert_equal "$(found app/bin/two)" "warning shebang-in-tree $root/bin/python3"
    assert_equal "$(found app/bin/five)" 'warning shebang-old-prefix /old/place/bin/python3'
    assert_equal "$(printf '%s\n' "$output" | wc -l)" 3
}

@test "check: a program of another class or machine is judged, but not said to lack the system's libraries" {
    requires cc aarch64-linux-gnu-gcc
    aarch64-linux-gnu-gcc -o app/bin/prog -x c - -Wl,-rpath,RIGIN/../lib <<'END'
int main(void) { return 0; }
END
    check 1 --json app
    assert_equal "$(found app/bin/prog)" 'error make-ate-dollar RIGIN/../lib'
}

# ---------------------------------------------------------------- the contract

@test "check: status 2 for a PATH that is not there, and all others are checked" {
    requires cc
    tree -Wl,-rpath,RIGIN/../lib
    run -2 --separate-stderr "$ORIGINLD" check --json nowhere app
    assert_equal "$stderr" 'originld: nowhere: No such file or directory'
    assert_contains "$output" make-ate-dollar
    run -2 "$ORIGINLD" check
    run -2 "$ORIGINLD" check --profile nonsense app
    run -2 "$ORIGINLD" check --moved-to relative app
    run -2 "$ORIGINLD" check --loader bionic app
    run -2 "$ORIGINLD" check ''
}

@test "check: what may not be read is named, the rest goes on, and the status is 2" {
    requires cc not-root
    tree -Wl,-rpath,RIGIN/../lib
    cp app/bin/prog app/bin/secret
    mkdir app/closed
    chmod 000 app/bin/secret app/closed
    run -2 --separate-stderr "$ORIGINLD" check --json app
    chmod 755 app/closed
    assert_equal "$stderr" 'originld: app/bin/secret: Permission denied
originld: app/closed: Permission denied'
    assert_contains "$output" '"path":"app/bin/prog"'
}

@test "check: FIFOs, devices, sockets and links are not opened" {
    requires cc strace
    tree -Wl,-rpath,'$ORIGIN/../lib'
    mkfifo app/fifo
    ln -s / app/root
    ln -s fifo app/link
    ln -s loop app/loop
    run -0 timeout 60 strace -f -o trace -e trace=open,openat,openat2 "$ORIGINLD" check --json app
    ! grep -E '"(app/)?(fifo|root|link|loop)"' trace || die 'these were opened'
    run -2 --separate-stderr timeout 60 "$ORIGINLD" check app/fifo
    assert_equal "$stderr" 'originld: app/fifo: is neither a file nor a folder'
}

@test "check: a hard link is told of once, by the first of its paths" {
    requires cc
    tree -Wl,-rpath,RIGIN/../lib
    ln app/bin/prog app/bin/a-prog
    ln app/bin/prog app/bin/z-prog
    check 1 --json app
    assert_equal "$(printf '%s\n' "$output" | grep -o '"path":"[^"]*"' | sort -u)" '"path":"app/bin/a-prog"'
}

@test "check: the output is in the order of paths and the same with any number of threads" {
    requires cc
    tree -Wl,-rpath,RIGIN/../lib
    local i
    for i in 1 2 3 4 5 6 7 8 9; do
        mkdir -p "app/d$i/e"
        cp app/bin/prog "app/d$i/e/p$i"
        cp app/bin/prog "app/d$i.q"
    done
    check 1 --json --threads 1 app
    printf '%s\n' "$output" >one
    test "$(wc -l <one)" -ge 38
    grep -o '"path":"[^"]*"' one >paths
    LC_ALL=C sort paths | cmp paths -
    for i in 2 3 8; do
        check 1 --json --threads "$i" app
        printf '%s\n' "$output" | cmp one -
    done
}

@test "check: names with control bytes do not reach the terminal, nor do those in a file" {
    requires cc
    tree -Wl,-rpath,"$(printf 'RIGIN/\033[31m')"
    mv app/bin/prog "$(printf 'app/bin/pr\033[2J\nog')"
    run -1 "$ORIGINLD" check app
    ! printf '%s' "$output" | LC_ALL=C grep -q "$(printf '\033')" || die 'an escape is in it'
    check 1 --json app
    assert_contains "$output" '"path":"app/bin/pr\u001b[2J\u000aog"'
    # as text and not as JSON, each finding keeps its line
    run -1 "$ORIGINLD" check app
    assert_contains "$output" "\$'app/bin/pr\\x1b[2J\\x0aog'"
}

@test "check: bytes that are not UTF-8 are there in hexadecimal as well" {
    requires cc
    tree -Wl,-rpath,RIGIN/../lib
    mv app/bin/prog "$(printf 'app/bin/pr\377og')" || skip 'this file system does not take such a name'
    check 1 --json app
    assert_contains "$output" '"path":"app/bin/pr\ufffdog","path_bytes":"6170702f62696e2f7072ff6f67"'
}

@test "check: --files-from takes lines, or names that end in NUL" {
    requires cc
    tree -Wl,-rpath,RIGIN/../lib
    program 'two words' -Wl,-rpath,RIGIN/../lib
    find app -type f >lines
    find app -type f -print0 >nuls
    check 1 --json app
    printf '%s\n' "$output" >want
    check 1 --json --files-from lines
    printf '%s\n' "$output" | cut -d , -f 1-4 >is
    cut -d , -f 1-4 want | cmp - is
    check 1 --json --files-from nuls
    printf '%s\n' "$output" | cut -d , -f 1-4 | cmp is -
    run -1 --separate-stderr "$ORIGINLD" check --json --files-from - <nuls
    printf '%s\n' "$output" | cut -d , -f 1-4 | cmp is -
    : >empty
    check 0 --files-from empty
    run -2 "$ORIGINLD" check --files-from nowhere
}

@test "check: one file alone is not said to lie in a tree" {
    requires cc
    tree -Wl,-rpath,'$ORIGIN/../lib'
    check 0 --json app/bin/prog
    assert_equal "$output" ''
}

@test "check: folders of the system are no tree that moves" {
    requires cc
    check_system() { run --separate-stderr timeout 100 "$ORIGINLD" check --json /usr/bin; }
    check_system
    refute_contains "$output" 'when-moved'
    refute_contains "$output" 'in-tree'
}

@test "check: colours are for terminals, and the summary is the last line" {
    requires cc script
    tree -Wl,-rpath,RIGIN/../lib
    run -1 env TERM=xterm "$ORIGINLD" check app
    refute_contains "$output" $'\033'
    assert_equal "$(printf '%s\n' "$output" | tail -n 1)" '3 files, 3 programs and libraries: 0 critical, 2 errors, 0 warnings, 0 notes'
    run env TERM=xterm script -qec "'$ORIGINLD' check app" /dev/null
    assert_contains "$output" $'\033[31merror'
    run env TERM=xterm NO_COLOR=1 script -qec "'$ORIGINLD' check app" /dev/null
    refute_contains "$output" $'\033[31m'
    run env TERM=dumb script -qec "'$ORIGINLD' check app" /dev/null
    refute_contains "$output" $'\033[31m'
}

@test "check: --dot has an edge for each library, red for what the move breaks" {
    requires cc
    tree -Wl,-rpath,"$(cd app && pwd -P)/lib"
    local root
    root=$(cd app && pwd -P)
    check 1 --dot app
    assert_equal "$(printf '%s\n' "$output" | sed -n '1p;$p')" 'digraph tree {
}'
    assert_contains "$output" "\"$root/bin/prog\" -> \"$root/lib/liby.so.1\" [color=red];"
    assert_contains "$output" "\"$root/lib/liby.so.1\" -> \"$root/lib/libx.so.1\";"
    rm app/lib/libx.so.1
    check 1 --dot app
    assert_contains "$output" "\"$root/lib/liby.so.1\" -> \"libx.so.1\" [style=dashed, color=red];"
}

@test "check: --needs says where each library comes from" {
    requires cc
    tree -Wl,-rpath,'$ORIGIN/../lib'
    check 0 --json --needs app
    assert_contains "$(found app/bin/prog)" 'note comes-from-tree liby.so.1'
    assert_contains "$(found app/lib/liby.so.1)" 'note comes-from-tree libx.so.1'
    assert_contains "$(found app/bin/prog)" 'note comes-from-system libc.so'
}

@test "check: a tree deeper than any path may be is walked to its end" {
    requires cc perl
    tree -Wl,-rpath,RIGIN/../lib
    cp app/bin/prog prog
    rm -r app/bin
    perl -e '
        use Cwd; my $from = getcwd() . "/prog"; chdir "app" or die;
        for (1 .. 600) { mkdir "x" x 20 or die; mkdir "y" or die; chdir "x" x 20 or die }
        system("cp", $from, "deep") == 0 or die'
    check 1 --json --no-loader app
    assert_equal "$(printf '%s\n' "$output" | grep -o '"code":"[^"]*"')" '"code":"make-ate-dollar"'
    (
        ulimit -n 70
        run -1 "$ORIGINLD" check --json --no-loader app
        assert_contains "$output" make-ate-dollar
    )
}

# -------------------------------------------------------------------- profiles

@test "check: --profile says what that checker says, and nothing else" {
    requires cc
    tree -Wl,-rpath,'RIGIN/../lib:/usr/lib:$ORIGIN:${ORIGIN}/../lib:'
    chmod u+s app/bin/prog
    check 1 --json --profile rpm app
    assert_equal "$(found app/bin/prog)" 'error rpm-0002 RIGIN/../lib
error rpm-0001 /usr/lib
error rpm-0008 $ORIGIN
error rpm-0008 ${ORIGIN}/../lib
error rpm-0010'
    check 1 --json --profile gentoo app
    assert_equal "$(found app/bin/prog)" 'warning gentoo-doubtful-element RIGIN/../lib
critical gentoo-secure-token $ORIGIN
critical gentoo-secure-token ${ORIGIN}/../lib
error gentoo-null-element'
    check 1 --json --profile lintian app
    assert_equal "$(found app/bin/prog)" 'error lintian-relative-library-search-path RIGIN/../lib
error lintian-custom-library-search-path /usr/lib'
}

@test "check: --profile lintian knows the source package from debian/control" {
    requires cc
    tree -Wl,-rpath,/usr/lib/mine:/usr/lib/other
    check 0 --json --profile lintian app
    mkdir debian
    printf 'Source: mine\nMaintainer: me\n' >debian/control
    check 1 --json --profile lintian app
    assert_equal "$(found app/bin/prog)" 'error lintian-custom-library-search-path /usr/lib/other'
}

@test "check: --profile gentoo knows the build folder and ROOT" {
    requires cc
    tree -Wl,-rpath,/var/tmp/portage/a/lib:/mnt/root/lib:/mnt/lib
    run -1 env PORTAGE_BUILDDIR=/var/tmp/portage/a ROOT=/mnt/root "$ORIGINLD" check --json --profile gentoo app
    assert_equal "$(found app/bin/prog)" 'error gentoo-build-folder /var/tmp/portage/a/lib
error gentoo-root /mnt/root/lib'
    check 0 --json --profile gentoo app
}

@test "check: --profile rpm agrees with check-rpaths but for \${ORIGIN}" {
    requires cc readelf bash
    local worker=/usr/lib/rpm/check-rpaths-worker value ours theirs n=0
    test -f "$worker" || skip 'no check-rpaths here'
    while IFS= read -r value; do
        tree -Xlinker -rpath -Xlinker "$value"
        run --separate-stderr "$ORIGINLD" check --json --profile rpm app/bin/prog
        ours=$(printf '%s\n' "$output" | sed -n 's/.*"code":"rpm-\([0-9]*\)".*/\1/p')
        theirs=$(env QA_RPATHS=0 bash "$worker" app/bin/prog 2>&1 | sed -n 's/^ERROR *\([0-9]*\):.*/\1/p')
        test "$ours" = "$theirs" || die "$value" "ours: $ours" "theirs: $theirs"
        n=$((n + 1))
    done <<'END'
$ORIGIN/../lib
/usr/lib
/usr/lib/foo:$ORIGIN
/lib64:/opt/x
./lib:..
RIGIN/../lib
/../lib
:/usr/lib/x
/usr/lib/x:
/usr/lib/a/../b
/usr/lib/.x/..
/usr/lib/...
$ORIGIN/../../x
$ORIGIN/x/..
$ORIGINX/lib
/opt/$LIB
$LIB
END
    assert_equal "$n" 17
}

# ------------------------------------------------------------------- documents

@test "check: what --json prints is what docs/finding.schema.json says" {
    requires cc perl
    perl -MJSON::PP -e1 2>/dev/null || skip 'no JSON::PP for perl here'
    tree -Wl,-rpath,"RIGIN/../lib:/tmp/x::\$FOO:$(cd app && pwd -P)/lib:$(printf 'a\377b')"
    printf '#!%s/bin/prog\n' "$(cd app && pwd -P)" >app/bin/script
    run --separate-stderr "$ORIGINLD" check --json --needs app
    assert_equal "$stderr" ''
    printf '%s\n' "$output" >lines
    test "$(wc -l <lines)" -ge 8
    # what the schema uses of its language, and no more
    perl -MJSON::PP -e '
        local $/; open my $f, "<", shift or die; my $schema = decode_json(<$f>);
        sub check {
            my ($s, $v, $where) = @_;
            if (my $ref = delete local $s->{q($ref)}) { $ref =~ s{^#/\$defs/}{} or die; $s = $schema->{q($defs)}{$ref} }
            for my $key (keys %$s) {
                next if $key =~ /^(description|title|\$schema|\$defs|required|additionalProperties|properties)$/;
                if ($key eq "type") { die "$where: type\n" if $s->{type} eq "object" ? ref $v ne "HASH" : ref $v }
                elsif ($key eq "minLength") { die "$where: short\n" if length $v < $s->{$key} }
                elsif ($key eq "pattern") { die "$where: pattern $v\n" if $v !~ /$s->{$key}/ }
                elsif ($key eq "enum") { die "$where: enum $v\n" if !grep { $_ eq $v } @{$s->{$key}} }
                else { die "the schema has $key, which is not known here\n" }
            }
            return if !$s->{properties};
            exists $v->{$_} or die "$where: no $_\n" for @{$s->{required}};
            for (keys %$v) {
                $s->{properties}{$_} or die "$where: $_ is too much\n";
                check($s->{properties}{$_}, $v->{$_}, "$where/$_");
            }
        }
        my $n = 0;
        open $f, "<", shift or die; $/ = "\n";
        while (<$f>) { check($schema, decode_json($_), "line $."); $n++ }
        die "nothing\n" if !$n' "$SRC/docs/finding.schema.json" lines
}

# Codes of a table of C: the names behind their severity.
codes_of() { sed -n 's/.*{SEVERITY_[A-Z]*, "\([a-z0-9-]*\)".*/\1/p' "$SRC/shim/$1"; }

@test "originld-rpath(7): FINDINGS has every code of rules.c and profile.c, and no other" {
    {
        codes_of rules.c
        codes_of profile.c
    } | sort >real
    assert_equal "$(wc -l <real)" "$(grep -c '\] = {SEVERITY_' "$SRC/shim/rules.c" "$SRC/shim/profile.c" | awk -F : '{ n += $2 } END { print n }')"
    test "$(uniq -d real | wc -l)" = 0
    awk '/^\.Sh / { on = $0 == ".Sh FINDINGS" } on && /^\.It Cm / { print $3 }' "$SRC/docs/originld-rpath.7" | sort >page
    comm -3 real page >differs
    test ! -s differs || die 'only in the sources, and further right only in the page:' "$(cat differs)"
    # none is a code of codes.c as well
    sed -n 's/.*{KIND_[A-Z]*, *"\([a-z][A-Za-z-]*\)".*/\1/p' "$SRC/shim/codes.c" | sort | comm -12 - real >both
    test ! -s both || die 'these are in codes.c, too:' "$(cat both)"
}
