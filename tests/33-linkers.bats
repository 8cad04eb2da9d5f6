#!/usr/bin/env bats
# With the real linkers: what comes out with the shim from a mangled rpath is, byte for byte, what the
# linker makes alone from the right one; and a moved program finds its library.
# shellcheck disable=SC2016,SC2086,SC2154,SC2030,SC2031

load helpers/common

setup() {
    setup_common
    mkdir -p app/bin app/lib
    echo 'int answer(void) { return 42; }' >lib.c
    echo 'int answer(void); int main(void) { return answer(); }' >main.c
    "$CC" -fPIC -c lib.c
    "$CC" -fPIC -c main.c
    "$CC" -shared -Wl,-soname,libanswer.so -o app/lib/libanswer.so lib.o
}

# each_linker COMMAND...: with DRIVER (gcc or clang) and KIND set, for each that is there.
each_linker() {
    local DRIVER KIND tried=0
    for DRIVER in gcc clang; do
        type -P $DRIVER >/dev/null || continue
        for KIND in bfd gold lld mold; do
            type -P "ld.$KIND" >/dev/null || continue
            echo 'int main(void) { return 0; }' | $DRIVER -fuse-ld=$KIND -x c -o probe - 2>/dev/null || continue
            tried=$((tried + 1))
            "$@" || die "$DRIVER -fuse-ld=$KIND" || return 1
        done
    done
    test $tried != 0 || skip 'needs a compiler and a linker'
}

link_alone() { $DRIVER -fuse-ld=$KIND -o app/bin/prog main.o -Lapp/lib -lanswer "$@"; }
link_shimmed() { COMPILER_PATH=$LDDIR link_alone "$@"; }

# pair GOOD BAD: words for the driver.  The outputs are the same, also on stderr.
pair() {
    local -a good bad
    IFS=' ' read -r -a good <<<"$1"
    IFS=' ' read -r -a bad <<<"$2"
    link_alone "${good[@]}" 2>good.err
    mv app/bin/prog good
    link_shimmed "${bad[@]}" 2>bad.err
    mv app/bin/prog bad
    cmp good bad || die "$2" || return 1
    assert_equal "$(cat bad.err)" "$(cat good.err)"
}

runpath() { readelf -dW "$1" | sed -n 's/.*(R\(UN\)\{0,1\}PATH).*\[\(.*\)\]$/\2/p'; }

# ----------------------------------------------------------------- the same

mangled_pairs() {
    pair '-Wl,-rpath,$ORIGIN/../lib' '-Wl,-rpath,RIGIN/../lib' || return 1
    # what a driver makes of the words is the same for each linker
    test "$DRIVER $KIND" != 'clang bfd' -a "$DRIVER $KIND" != 'clang gold' || return 0
        pair '-Wl,-rpath,$ORIGIN/../lib' '-Wl,-rpath,$$ORIGIN/../lib' &&
        pair '-Wl,-rpath=$ORIGIN/../lib' '-Wl,-rpath=\$ORIGIN/../lib' &&
        pair '-Wl,-rpath,${ORIGIN}/../lib' '-Wl,-rpath,$${ORIGIN}/../lib' &&
        pair '-Wl,-rpath,$ORIGIN/../lib:/opt/lib' "-Wl,-rpath,'RIGIN/../lib:/opt/lib'" &&
        pair '-Wl,-R,$ORIGIN/../lib' '-Wl,-R,RIGIN/../lib' &&
        pair '-Wl,-R$ORIGIN/../lib' "-Wl,-R'\$ORIGIN/../lib'" &&
        pair '-Xlinker -rpath -Xlinker $ORIGIN/../lib' '-Xlinker -rpath -Xlinker /__ORIGIN__/../lib'
}

@test "each linker makes of a mangled rpath what it makes of the right one" {
    each_linker mangled_pairs
}

healthy() {
    pair '-Wl,-rpath,$ORIGIN/../lib' '-Wl,-rpath,$ORIGIN/../lib' &&
        pair '-Wl,-rpath,/opt/lib:' '-Wl,-rpath,/opt/lib:' &&
        pair '-s' '-s'
}

@test "each linker makes of a healthy line what it makes without the shim" {
    each_linker healthy
}

response_pairs() {
    echo '-Wl,-rpath,$ORIGIN/../lib main.o -Lapp/lib -lanswer' >good.rsp
    echo '-Wl,-rpath,RIGIN/../lib main.o -Lapp/lib -lanswer' >bad.rsp
    $DRIVER -fuse-ld=$KIND -o app/bin/prog @good.rsp && mv app/bin/prog good
    COMPILER_PATH=$LDDIR $DRIVER -fuse-ld=$KIND -o app/bin/prog @bad.rsp && mv app/bin/prog bad
    cmp good bad
}

@test "each linker makes of a response file with a mangled rpath what it makes of the right one" {
    each_linker response_pairs
}

@test "each linker, called by itself with a response file, makes the same" {
    local kind
    requires readelf
    printf -- '-shared "-rpath"\n"RIGIN/../lib" lib.o\n' >bad.rsp
    printf -- '-shared "-rpath"\n"$ORIGIN/../lib" lib.o\n' >good.rsp
    for kind in bfd gold lld mold; do
        type -P ld.$kind >/dev/null || continue
        ld.$kind -o out.so @good.rsp
        mv out.so good
        "$LDDIR/ld.$kind" -o out.so @bad.rsp
        cmp good out.so || die "$kind" || return 1
        assert_equal "$(runpath out.so)" '$ORIGIN/../lib'
    done
}

@test "option in one response file and value in the next: the linkers that take it get the right value" {
    local kind
    requires readelf
    echo '-shared lib.o -rpath' >one
    echo 'RIGIN/../lib' >two
    for kind in bfd gold lld mold; do
        type -P ld.$kind >/dev/null || continue
        ld.$kind -o out.so @one @two 2>/dev/null || continue
        "$LDDIR/ld.$kind" -o out.so @one @two
        assert_equal "$kind $(runpath out.so)" "$kind \$ORIGIN/../lib"
    done
}

@test "LD_RUN_PATH: bfd gets the right value, the others stay as they are" {
    requires readelf ld.bfd
    LD_RUN_PATH='$ORIGIN/../lib' ld.bfd -shared -o good.so lib.o
    LD_RUN_PATH='RIGIN/../lib' "$LDDIR/ld.bfd" -shared -o bad.so lib.o
    assert_equal "$(runpath bad.so)" '$ORIGIN/../lib'
    cmp good.so bad.so
    # a plain ld that is bfd, and a rpath that silences the variable
    LD_RUN_PATH='RIGIN/../lib' "$LDDIR/ld" -shared -o bad.so lib.o
    case $(readlink -f "$(type -P ld)") in
    *bfd) assert_equal "$(runpath bad.so)" '$ORIGIN/../lib' ;;
    esac
    LD_RUN_PATH='RIGIN/../lib' "$LDDIR/ld.bfd" -shared -rpath /x -o bad.so lib.o
    assert_equal "$(runpath bad.so)" /x
    local kind
    for kind in gold lld mold; do
        type -P ld.$kind >/dev/null || continue
        LD_RUN_PATH='RIGIN/../lib' "$LDDIR/ld.$kind" -shared -o with.so lib.o
        ld.$kind -shared -o without.so lib.o
        cmp with.so without.so
    done
}

@test "LD_RUN_PATH: an added rpath does not silence it" {
    requires readelf ld.bfd
    LD_RUN_PATH='/env/lib' ORIGINLD_RPATH='$ORIGIN/../lib' "$LDDIR/ld.bfd" -shared -o out.so lib.o
    assert_equal "$(runpath out.so)" '/env/lib:$ORIGIN/../lib'
    LD_RUN_PATH='RIGIN/a' ORIGINLD_RPATH='$ORIGIN/../lib' "$LDDIR/ld.bfd" -shared -o out.so lib.o
    assert_equal "$(runpath out.so)" '$ORIGIN/a:$ORIGIN/../lib'
}

dtags_pairs() {
    pair '-Wl,-rpath,$ORIGIN/../lib,--disable-new-dtags' '-Wl,-rpath,RIGIN/../lib,--disable-new-dtags' &&
        pair '-static' '-static' &&
        pair '-shared -Wl,-rpath,$ORIGIN' '-shared -Wl,-rpath,RIGIN'
}

@test "old tags, static and shared outputs are the same as well" {
    "$CC" -c lib.c -o static.o
    link_alone() { $DRIVER -fuse-ld=$KIND -o app/bin/prog main.o static.o "$@"; }
    links_statically || skip 'needs a static libc'
    each_linker dtags_pairs
}

@test "an error of the linker reads the same with the shim" {
    local kind
    for kind in bfd gold lld mold; do
        type -P ld.$kind >/dev/null || continue
        # by its path, as the shim calls it
        run "$(type -P ld.$kind)" -rpath '$ORIGIN/x' -o out nothing.o
        local want=$output was=$status
        PATH=$LDDIR:$PATH run ld.$kind -rpath RIGIN/x -o out nothing.o
        assert_equal "$status $output" "$was $want"
        run "$(type -P ld.$kind)" --version
        want=$output
        run -0 "$LDDIR/ld.$kind" --version
        assert_equal "$output" "$want"
    done
}

# --------------------------------------------------------------- the loader

moved_program_runs() {
    local moved
    link_shimmed '-Wl,-rpath,RIGIN/../lib'
    rm -rf moved
    mkdir moved
    cp -R app moved/elsewhere
    mv app hidden
    moved=$(cd moved/elsewhere && pwd -P)
    run -42 ./moved/elsewhere/bin/prog
    LD_DEBUG=libs ./moved/elsewhere/bin/prog 2>trace || true
    mv hidden app
    # the loader of musl says nothing
    test ! -s trace || grep -q "$moved/bin/../lib/libanswer.so" trace
}

@test "the loader finds the library of a program that was moved" {
    each_linker moved_program_runs
}

@test "without the shim it does not" {
    requires gcc ld.bfd
    local DRIVER=gcc KIND=bfd
    link_alone '-Wl,-rpath,RIGIN/../lib'
    run -127 ./app/bin/prog
}

@test "a cross linker makes of a mangled rpath what it makes of the right one" {
    requires aarch64-linux-gnu-gcc readelf
    aarch64-linux-gnu-gcc -fPIC -c lib.c
    aarch64-linux-gnu-gcc -shared -o out.so lib.o '-Wl,-rpath,$ORIGIN/../lib'
    mv out.so good
    COMPILER_PATH=$LDDIR aarch64-linux-gnu-gcc -shared -o out.so lib.o -Wl,-rpath,RIGIN/../lib
    cmp good out.so
}
