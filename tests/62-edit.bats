#!/usr/bin/env bats
# Another rpath for files that are built: what elf_edit and replace do to real ones. unit/t_elf_edit.c has the rules.
# shellcheck disable=SC2016,SC2154

load helpers/common

setup() {
    setup_common
    requires readelf
    EDIT=$BUILD/tests/unit/f_edit
    "${ORIGINLD_TEST_MAKE:-make}" -s -C "$BUILD" tests/unit/f_edit >build.log 2>&1 || die "$(cat build.log)"
}

# edit WORD FILE LIST: one order to the driver, whose answer becomes the output.
edit() {
    printf '%s\t%s\t%s\n' "$1" "$2" "${3-}" >order
    run -0 "$EDIT" <order
}

# make_tree CC OPTION...: bin/hello, which needs lib/libgreet.so and looks for it in a build folder.
make_tree() {
    local cc=$1
    shift
    mkdir -p bin lib
    echo 'const char *lib(void) { return "hello"; }' >greet.c
    printf '%s\n' '#include <stdio.h>' 'const char *lib(void);' 'int main(void) { puts(lib()); return 0; }' >hello.c
    "$cc" -shared -fPIC -o lib/libgreet.so greet.c "$@"
    "$cc" -o bin/hello hello.c -Llib -lgreet "$@" -Wl,-rpath,/build/lib
}

rpath_of() { readelf -dW "$1" | sed -n 's/.*Library r\(un\)\{0,1\}path: \[\(.*\)\]/\2/p'; }

# no_leftovers: no file that was being made is here.
no_leftovers() { test -z "$(find . -name '.originld-*')" || die "left: $(find . -name '.originld-*')"; }

# ended_with STATUS PID: that is how a process of ours ends.
ended_with() {
    local status=0
    wait "$2" || status=$?
    assert_equal "$status" "$1"
}

# as_nobody COMMAND...: by a user who may write nothing here.
as_nobody() {
    if test "$(id -u)" = 0; then
        perl -e '$) = $( = 65534; $> = $< = 65534; exec @ARGV' "$@"
    else
        "$@"
    fi
}

# ----------------------------------------------------------------- what is edited

@test "a tail that is another string's: is never written over" {
    requires perl as ld.bfd
    run -0 perl -w "$SRC/tests/bulk/tails" --editor "$EDIT" --work "$TMPDIR/tails" --quick
    assert_contains "$output" ', refused 0, not done 0, damaged 0'
    # by this machine's linker at least
    test "$(printf '%s\n' "$output" | sed -n 's/.*: \([0-9]*\) edits.*/\1/p')" -ge 18 || die "$output"
}

@test "an edited program: finds its library with glibc, also when it was moved" {
    requires gcc ld.bfd
    make_tree gcc -fuse-ld=bfd
    edit set bin/hello '$ORIGIN/../lib:$ORIGIN/../a/long/list/that/needs/room'
    assert_equal "$output" 'edited moved'
    assert_equal "$(bin/hello)" hello
    mkdir moved
    mv bin lib moved
    assert_equal "$(moved/bin/hello)" hello
}

@test "an edited program: finds its library with musl" {
    requires musl-gcc
    make_tree musl-gcc
    edit set bin/hello '$ORIGIN/../lib:$ORIGIN/../a/long/list/that/needs/room'
    assert_equal "$output" 'edited moved'
    assert_equal "$(bin/hello)" hello
}

@test "an edited program: finds its library on aarch64" {
    requires aarch64-linux-gnu-gcc qemu-aarch64
    make_tree aarch64-linux-gnu-gcc
    edit set bin/hello '$ORIGIN/../lib:$ORIGIN/../a/long/list/that/needs/room'
    assert_equal "$output" 'edited moved'
    assert_equal "$(qemu-aarch64 -L /usr/aarch64-linux-gnu bin/hello)" hello
}

@test "an edited program: is to eu-elflint what it was before" {
    requires eu-elflint gcc ld.bfd ld.gold
    local linker list before
    for linker in bfd gold; do
        make_tree gcc "-fuse-ld=$linker" -rdynamic
        before=$(eu-elflint --gnu-ld bin/hello) || :
        for list in '$ORIGIN/../a/longer/list/than/before' '$ORIGIN' '$ORIGIN/../an/even/longer/list/than/that/one/before' ''; do
            edit set bin/hello "$list"
            assert_contains "$output" 'edited '
            assert_equal "$(rpath_of bin/hello)" "$list"
            assert_equal "$(eu-elflint --gnu-ld bin/hello || :)" "$before"
        done
    done
}

@test "an edited program: keeps its rpath when it is stripped, and runs" {
    requires gcc ld.bfd
    make_tree gcc -fuse-ld=bfd -g
    edit runpath bin/hello '$ORIGIN/../lib:$ORIGIN/../a/long/list/that/needs/room'
    assert_contains "$output" 'edited moved'
    strip bin/hello lib/libgreet.so
    assert_equal "$(rpath_of bin/hello)" '$ORIGIN/../lib:$ORIGIN/../a/long/list/that/needs/room'
    assert_equal "$(bin/hello)" hello
}

@test "an edited program: can have no rpath, and then one again" {
    requires gcc ld.bfd
    make_tree gcc -fuse-ld=bfd
    edit set bin/hello ''
    assert_equal "$output" 'edited removed'
    refute_contains "$(readelf -dW bin/hello)" PATH
    run ! grep -aF /build/lib bin/hello
    run ! bin/hello
    edit set bin/hello '$ORIGIN/../lib'
    assert_equal "$output" 'edited moved'
    assert_equal "$(bin/hello)" hello
}

@test "a program of lld or mold: is edited in place, and refused where a longer list needs room" {
    requires gcc ld.lld mold
    local linker
    for linker in lld mold; do
        make_tree gcc "-fuse-ld=$linker"
        cp bin/hello before
        edit set bin/hello '$ORIGIN/../a/long/list/that/needs/room'
        assert_equal "$output" 'refused no-room'
        cmp bin/hello before
        edit set bin/hello '$ORIGIN'
        assert_equal "$output" 'edited in-place'
        assert_equal "$(rpath_of bin/hello)" '$ORIGIN'
    done
}

# ------------------------------------------------------------------ what is kept

@test "an edit: keeps mode and times, and the size" {
    make_tree "$CC"
    chmod 0751 bin/hello
    touch -d '2001-02-03 04:05:06.789' bin/hello
    stat -c '%a %s %y %u %g' bin/hello >before
    edit set bin/hello '$ORIGIN'
    assert_contains "$output" 'edited '
    stat -c '%a %s %y %u %g' bin/hello | cmp - before
    no_leftovers
}

@test "an edit: keeps the owner" {
    requires root
    make_tree "$CC"
    chown 1234:2345 bin/hello
    edit set bin/hello '$ORIGIN'
    assert_contains "$output" 'edited '
    refute_contains "$output" lost
    assert_equal "$(stat -c '%u %g' bin/hello)" '1234 2345'
}

@test "an edit: keeps extended attributes and ACLs, and takes none from the folder" {
    requires setfattr setfacl
    make_tree "$CC"
    setfattr -n user.note -v kept bin/hello 2>/dev/null || skip 'this file system has no extended attributes'
    setfacl -m u:1234:r bin/hello 2>/dev/null || skip 'this file system has no ACLs'
    setfacl -d -m u:4321:rwx lib bin
    getfacl -p bin/hello lib/libgreet.so >before
    edit set bin/hello '$ORIGIN'
    assert_contains "$output" 'edited '
    edit set lib/libgreet.so '$ORIGIN'
    assert_contains "$output" 'edited '
    assert_equal "$(getfattr --only-values -n user.note bin/hello)" kept
    getfacl -p bin/hello lib/libgreet.so | cmp - before
}

@test "hard links: the other names keep the old file until they are told" {
    make_tree "$CC"
    ln bin/hello bin/hi
    ln bin/hello outside
    printf '%s\t%s\t%s\n' set bin/hello '$ORIGIN' link bin/hello bin/hi link bin/hello bin/hi link lib/libgreet.so bin/hi >order
    run -0 "$EDIT" <order
    assert_equal "${lines[1]}" linked
    assert_equal "${lines[2]}" linked
    assert_equal "${lines[3]}" 'kept changed-meanwhile'
    test bin/hello -ef bin/hi
    assert_equal "$(rpath_of bin/hi)" '$ORIGIN'
    assert_equal "$(rpath_of outside)" /build/lib
    no_leftovers
}

@test "a set-id file: is left alone unless asked, and then keeps its mode" {
    make_tree "$CC"
    chmod 4755 bin/hello
    cp -p bin/hello before
    edit set bin/hello '$ORIGIN'
    assert_equal "$output" 'kept set-id'
    cmp bin/hello before
    edit mine bin/hello '$ORIGIN'
    assert_contains "$output" 'edited '
    assert_equal "$(stat -c %a bin/hello)" 4755
    no_leftovers
}

@test "a file with capabilities: is left alone unless asked, and then keeps them" {
    requires root setcap
    make_tree "$CC"
    setcap cap_net_raw+ep bin/hello 2>/dev/null || skip 'this file system has no file capabilities'
    edit set bin/hello '$ORIGIN'
    assert_equal "$output" 'kept file-capabilities'
    edit mine bin/hello '$ORIGIN'
    assert_contains "$output" 'edited '
    run -0 getcap bin/hello
    assert_contains "$output" cap_net_raw
}

@test "a symbolic link: is not followed" {
    make_tree "$CC"
    ln -s hello bin/link
    edit set bin/link '$ORIGIN'
    assert_equal "$output" 'error no regular file'
    assert_equal "$(rpath_of bin/hello)" /build/lib
}

# --------------------------------------------------------------- while it is in use

@test "a program that runs: can be edited, and runs on" {
    echo 'int getchar(void); int main(void) { return getchar() == 33 ? 42 : 1; }' >wait.c
    "$CC" -o wait wait.c -Wl,-rpath,/build/lib
    mkfifo go
    ./wait <go &
    exec 7>go
    edit set wait '$ORIGIN' 7>&-
    assert_contains "$output" 'edited '
    printf '!' >&7
    exec 7>&-
    ended_with 42 $!
    assert_equal "$(rpath_of wait)" '$ORIGIN'
}

@test "a library that is mapped: does not change under its user" {
    cat >look.c <<'END'
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
static unsigned long sum(const unsigned char *p, long n)
{
    unsigned long h = 5381;

    while (n-- > 0)
        h = h * 33 + *p++;
    return h;
}
int main(int argc, char **argv)
{
    struct stat st;
    int fd = open(argv[argc - 1], O_RDONLY);
    unsigned char *p;
    unsigned long before;

    fstat(fd, &st);
    p = mmap(0, (unsigned long)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    before = sum(p, st.st_size);
    puts("mapped");
    fflush(stdout);
    getchar();
    return before == sum(p, st.st_size) ? 42 : 1;
}
END
    "$CC" -o look look.c
    make_tree "$CC"
    mkfifo go told
    ./look bin/hello <go >told &
    exec 7>go 8<told
    read -r _ <&8
    edit set bin/hello '$ORIGIN' 7>&- 8<&-
    assert_contains "$output" 'edited '
    printf '!' >&7
    exec 7>&- 8<&-
    ended_with 42 $!
    assert_equal "$(rpath_of bin/hello)" '$ORIGIN'
}

@test "a file that somebody else changes meanwhile: stays as he left it" {
    make_tree "$CC"
    mkfifo told orders
    "$EDIT" --wait <orders >told &
    exec 7>orders 8<told
    printf 'set\tbin/hello\t$ORIGIN\n' >&7
    read -r _ <&8
    printf x >>bin/hello
    cp bin/hello his
    : >go
    read -r answer <&8
    exec 7>&- 8<&-
    assert_equal "$answer" 'kept changed-meanwhile'
    cmp bin/hello his
    no_leftovers
}

# -------------------------------------------------------------------- what fails

@test "a full disk: leaves the old file whole" {
    requires root
    mkdir small
    mount -t tmpfs -o size=64k tmpfs small 2>/dev/null || skip 'nothing can be mounted here'
    make_tree "$CC"
    mv bin/hello small/hello
    cp small/hello before
    head -c 1000000 /dev/zero >small/filler 2>/dev/null || :
    edit set small/hello '$ORIGIN'
    local answer=$output left
    cmp small/hello before
    left=$(find small -name '.originld-*')
    umount small
    assert_equal "$answer" 'kept not-replaced write the new file: No space left on device'
    assert_equal "$left" ''
}

@test "a file size limit: leaves the old file whole" {
    requires uninstrumented
    make_tree "$CC"
    cp bin/hello before
    printf 'set\tbin/hello\t$ORIGIN\n' >order
    run -0 sh -c 'trap "" XFSZ; ulimit -f 1; exec "$1" <order' sh "$EDIT"
    assert_equal "$output" 'kept not-replaced write the new file: File too large'
    cmp bin/hello before
    no_leftovers
}

@test "a folder that cannot be written: is said, and the old file stays" {
    requires uninstrumented perl
    make_tree "$CC"
    chmod 555 bin
    cp bin/hello before
    cp "$EDIT" editor
    chmod a+rx . editor
    printf 'set\tbin/hello\t$ORIGIN\n' >order
    # the folders above may be closed to others
    as_nobody test -r bin/hello || skip 'nobody else gets at this folder'
    run -0 as_nobody ./editor <order
    chmod 755 bin
    assert_equal "$output" 'kept not-replaced create a file beside it: Permission denied'
    cmp bin/hello before
}

@test "an owner who cannot be kept: is told, and set-id files then stay" {
    requires uninstrumented root perl
    make_tree "$CC"
    chmod 777 . bin
    cp "$EDIT" editor
    chmod a+rx editor bin/hello
    printf 'set\tbin/hello\t$ORIGIN\n' >order
    as_nobody test -r bin/hello || skip 'nobody else gets at this folder'
    cp -p bin/hello bin/set-id
    chmod 4755 bin/set-id
    run -0 as_nobody ./editor <order
    assert_contains "$output" ' lost 3'
    printf 'mine\tbin/set-id\t$ORIGIN\n' >order
    run -0 as_nobody ./editor <order
    assert_equal "$output" 'kept not-replaced give the new file its owner: Operation not permitted'
    assert_equal "$(stat -c '%a %u' bin/set-id)" '4755 0'
    no_leftovers
}

# strace_can: or the test is skipped, as where a container forbids it.
strace_can() {
    requires strace
    strace -o /dev/null -e inject=fsync:error=EIO true 2>/dev/null || skip 'strace is not allowed to inject faults here'
}

@test "a call that fails: leaves the old file and nothing beside it" {
    strace_can
    local call
    make_tree "$CC"
    cp bin/hello before
    printf 'set\tbin/hello\t$ORIGIN\n' >order
    for call in write:error=ENOSPC fchmod:error=EPERM fsync:error=EIO renameat:error=EXDEV; do
        # standard output is written as well, later
        strace -qq -o trace -e trace="${call%%:*}" -e inject="$call:when=1" "$EDIT" <order >answer || :
        assert_contains "$(cat trace)" INJECTED
        assert_contains "$(cat answer)" 'kept not-replaced '
        cmp bin/hello before
        no_leftovers
    done
}

@test "a kill at any call: leaves the old file or the new one, and what is left beside it can be cleaned" {
    strace_can
    local call number left olds=0 news=0 lefts=0
    make_tree "$CC"
    cp -p bin/hello old
    cp -p bin/hello new
    edit set new '$ORIGIN'
    assert_contains "$output" 'edited '
    printf 'set\tbin/hello\t$ORIGIN\n' >job
    # each call from the one that opens the file on, as its name and how many of that name there were
    strace -qq -o trace "$EDIT" <job | cat >/dev/null
    awk -F '(' '{ count[$1]++ } /bin\/hello/ { begun = 1 } begun && !/^exit/ { print $1, count[$1] }' trace >calls
    while read -r call number <&7; do
        cp -p old bin/hello
        run strace -qq -o /dev/null -e trace="$call" -e inject="$call:signal=KILL:when=$number" "$EDIT" <job
        test "$status" != 0 || die "call $number of $call was not reached"
        if cmp -s bin/hello old; then
            olds=$((olds + 1))
        else
            cmp bin/hello new
            news=$((news + 1))
        fi
        for left in bin/.originld-*; do
            test -e "$left" || continue
            lefts=$((lefts + 1))
            edit clean "$left"
            assert_equal "$output" 'clean 1'
        done
        no_leftovers
    done 7<calls
    test $olds -gt 10 && test $news -gt 0 && test $lefts -gt 5 || die "old $olds, new $news, left $lefts"
}

@test "a file on its way: is not cleaned while somebody is at work on it, nor one of another name" {
    requires perl
    : >.originld-abc123
    : >.originld-ABC123
    : >.originld-abc1234
    perl -e 'use Fcntl ":flock"; open my $f, "<", ".originld-abc123"; flock $f, LOCK_EX; print "locked\n"; close STDOUT; sleep 60' >locked 3>&- &
    until test -s locked; do sleep 0.02; done
    printf '%s\t%s\n' clean .originld-abc123 clean .originld-ABC123 clean .originld-abc1234 >order
    run -0 "$EDIT" <order
    assert_equal "$output" $'clean 0\nclean 0\nclean 0'
    kill $!
    wait $! 2>/dev/null || :
    run -0 "$EDIT" <order
    assert_equal "${lines[0]}" 'clean 1'
    test ! -e .originld-abc123 && test -e .originld-ABC123 && test -e .originld-abc1234
}
