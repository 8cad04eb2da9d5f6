#!/usr/bin/env bats
# Other programs that stand before compilers, or between: ccache, distcc, scripts, daemons, fakeroot, libtool, and make's jobserver.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

load helpers/common

setup() {
    setup_common
    requires make readelf gcc
    unset CC
    REAL=$(realpath "$(type -P gcc)")
    FARM=$("$ORIGINLD" dir cc)
    export CCACHE_DIR=$PWD/ccache DISTCC_DIR=$PWD/distcc
    # in a path without a blank, where scripts need no quotes
    HERE=$BATS_TEST_TMPDIR
    LIMIT=60
    write_package
}

teardown() {
    local number
    for number in ${BEHIND-}; do kill "$number" 2>/dev/null || :; done
    wait
}

# Nothing that hangs may hold up the rest.
bounded() { timeout -k 5 "$LIMIT" "$@"; }

# A library and a program that needs it, compiled and linked in single steps by $(CC), which is gcc unless said otherwise.
write_package() {
    printf '#include <stdio.h>\nvoid greet(void) { puts("hello"); }\n' >greet.c
    printf 'void greet(void);\nint main(void) { greet(); return 0; }\n' >hello.c
    cat >Makefile <<'EOF'
CC = gcc
all:
	mkdir -p bin lib
	$(CC) -fPIC -c greet.c
	$(CC) -c hello.c
	$(CC) -shared -o lib/libgreet.so greet.o
	$(CC) -o bin/hello hello.o -Llib -lgreet -Wl,-rpath,$ORIGIN/../lib
EOF
}

# assert_package WHAT: the program has the right rpath and nothing else, and finds its library in another place.
assert_package() {
    assert_equal "$1 $(readelf -dW bin/hello | sed -n 's/.*(R[UN]*PATH).*\(\[.*\]\)$/\1/p')" "$1 [\$ORIGIN/../lib]" || return 1
    rm -rf moved ./*.o
    mkdir moved
    mv bin lib moved
    assert_equal "$1 $(moved/bin/hello)" "$1 hello"
}

# makes WHAT COMMAND...: that is a make of the package, which comes out right.
makes() {
    local what=$1
    shift
    bounded "$@" >log 2>&1 </dev/null || die "$what:" "$(tail -n 5 log)" || return 1
    assert_package "$what"
}

# ------------------------------------------------------------------- ccache

# A folder masquerade in which gcc is ccache, as $1 says: link, hard or copy.
masquerade() {
    local ccache
    ccache=$(type -P ccache)
    rm -rf "$HERE/masquerade"
    mkdir "$HERE/masquerade"
    case $1 in
    link) ln -s "$ccache" "$HERE/masquerade/gcc" ;;
    copy) cp "$ccache" "$HERE/masquerade/gcc" ;;
    hard)
        # a hard link needs the same file system
        cp "$ccache" "$HERE/masquerade/ccache"
        ln "$HERE/masquerade/ccache" "$HERE/masquerade/gcc"
        ;;
    esac
}

# A compiler $HERE/mine/gcc that makes answer.c answer $1: another file each time.
compiler_answers() {
    make_executable "$HERE/mine/gcc" <<END
exec $REAL -DANSWER=$1 "\$@"
END
    touch -d "2020-01-0$1" "$HERE/mine/gcc"
}

# answers COMMAND...: what is answered by the object that this compiler makes.
answers() {
    local answer=0
    rm -f answer.o
    echo 'int main(void) { return ANSWER; }' >answer.c
    bounded "$@" -c answer.c -o answer.o >log 2>&1 || die "$*:" "$(cat log)" || return 1
    "$REAL" -o answer answer.o
    ./answer || answer=$?
    echo "$answer"
}

# notices WHAT COMMAND...: by it ccache keeps what a compiler made, and sees when the compiler is another one.
notices() {
    local what=$1 is
    shift
    rm -rf "$CCACHE_DIR"
    compiler_answers 1
    is="$(answers "$@") $(answers "$@")"
    compiler_answers 2
    is="$is $(answers "$@")"
    assert_equal "$what: $is, $(ccache --print-stats | grep -E '^(direct|preprocessed)_cache_hit.*[1-9]' | cut -f 2) hit" "$what: 1 1 2, 1 hit"
}

@test "ccache: before us, behind us and by its own name, under run --cc a replaced compiler is noticed" {
    requires ccache
    masquerade link
    notices 'without originld' env PATH="$HERE/mine:$PATH" ccache gcc
    notices 'by its name' env PATH="$HERE/mine:$PATH" "$ORIGINLD" run --cc ccache gcc
    notices 'behind us' env PATH="$HERE/masquerade:$HERE/mine:$PATH" "$ORIGINLD" run --cc gcc
    notices 'before us' env PATH="$HERE/mine:$PATH" "$ORIGINLD" run --cc sh -c 'PATH=$0:$PATH exec gcc "$@"' "$HERE/masquerade"
    notices 'by env' sh -c 'PATH=$0:$PATH; eval "$("$1" env --cc)"; shift; ccache gcc "$@"' "$HERE/mine" "$ORIGINLD"
}

@test "ccache: before us, behind us and by its own name, under run and run --cc the rpath is right" {
    requires ccache
    local way
    masquerade link
    for way in run 'run --cc'; do
        # shellcheck disable=SC2086 # words
        {
            makes "$way, behind us" env PATH="$HERE/masquerade:$PATH" "$ORIGINLD" $way make
            makes "$way, before us" "$ORIGINLD" $way sh -c 'PATH=$0:$PATH exec make' "$HERE/masquerade"
            makes "$way, by its name" "$ORIGINLD" $way make CC='ccache gcc'
            makes "$way, by both names" env PATH="$HERE/masquerade:$PATH" "$ORIGINLD" $way make CC='ccache gcc'
        }
        # what is compiled is kept: two objects, four times
        assert_contains "$(ccache --print-stats)" "$(printf 'cache_miss\t2')"
    done
}

@test "ccache: with clang, under run and run --cc the rpath is right" {
    requires ccache clang
    local way
    for way in run 'run --cc'; do
        # shellcheck disable=SC2086 # words
        makes "$way" "$ORIGINLD" $way make CC='ccache clang -fuse-ld=bfd'
    done
}

@test "ccache: on a PATH made by hand, without CCACHE_PATH, nothing loops and the rpath is right" {
    requires ccache
    masquerade link
    LIMIT=20
    makes 'behind us' env PATH="$FARM:$HERE/masquerade:$PATH" make
    makes 'before us' env PATH="$HERE/masquerade:$FARM:$PATH" make
    makes 'by its name' env PATH="$FARM:$PATH" make CC='ccache gcc'
    makes 'on both sides' env PATH="$HERE/masquerade:$FARM:$HERE/masquerade/:$PATH" make CC='ccache gcc'
}

@test "ccache: behind us on a PATH made by hand, without CCACHE_PATH, a replaced compiler is noticed" {
    requires ccache
    masquerade link
    notices 'behind us' env PATH="$FARM:$HERE/masquerade:$HERE/mine:$PATH" gcc
}

@test "ccache: called gcc as a symlink, a hard link or a copy, nothing loops and the rpath is right" {
    requires ccache
    local kind
    LIMIT=20
    for kind in link hard copy; do
        masquerade $kind
        makes "$kind, behind us" env PATH="$FARM:$HERE/masquerade:$PATH" make
        makes "$kind, before us" env PATH="$HERE/masquerade:$FARM:$PATH" make
        makes "$kind, run --cc" env PATH="$HERE/masquerade:$PATH" "$ORIGINLD" run --cc make
        makes "$kind, run" env PATH="$HERE/masquerade:$PATH" "$ORIGINLD" run make
    done
}

# ------------------------------------------------------------------- scripts

# A script $HERE/$1/gcc that becomes the first gcc on PATH that is not itself, and notes that it ran.
write_wrapper() {
    make_executable "$HERE/$1/gcc" <<END
echo $1 >>"$HERE/ran"
IFS=:
for folder in \$PATH; do
    if test -x "\$folder/gcc" && ! test "\$folder/gcc" -ef "\$0"; then exec "\$folder/gcc" "\$@"; fi
done
END
}

# ran: which wrappers ran, in the order, for each call of the compiler.
ran() {
    uniq -c "$HERE/ran" | awk '{ print $2 }' | sort -u | tr '\n' ' '
    wc -l <"$HERE/ran"
    rm "$HERE/ran"
}

@test "scripts: one that seeks the next compiler on PATH runs once, before us and behind us" {
    LIMIT=20
    write_wrapper one
    makes 'without us, by run' env PATH="$HERE/one:$PATH" "$ORIGINLD" run make
    assert_equal "$(ran)" 'one 4'
    makes 'behind us' env PATH="$FARM:$HERE/one:$PATH" make
    assert_equal "$(ran)" 'one 4'
    makes 'before us' env PATH="$HERE/one:$FARM:$PATH" make
    assert_equal "$(ran)" 'one 4'
    makes 'run --cc' env PATH="$HERE/one:$PATH" "$ORIGINLD" run --cc make
    assert_equal "$(ran)" 'one 4'
}

@test "scripts: two that find each other on PATH end with us, each after one turn" {
    LIMIT=20
    write_wrapper one
    write_wrapper two
    makes 'both behind us' env PATH="$FARM:$HERE/one:$HERE/two:$PATH" make
    assert_equal "$(ran)" 'one two 8'
    makes 'one before us' env PATH="$HERE/one:$FARM:$HERE/two:$PATH" make
    assert_contains "$(ran)" 'one two '
    makes 'run --cc' env PATH="$HERE/one:$HERE/two:$PATH" "$ORIGINLD" run --cc make
    assert_equal "$(ran)" 'one two 8'
}

# ------------------------------------------------------------------- distcc

# A distccd of our own, with a PATH that has nothing of ours; what it says goes to $HERE/distccd.log.
start_distccd() {
    local attempt user port
    user=$(id -un)
    # it does not serve as root
    test "$(id -u)" != 0 || user=nobody
    mkdir -p "$DISTCC_DIR"
    # a port may be taken
    for attempt in 1 2 3 4 5; do
        port=$((20000 + RANDOM % 12000))
        env -i PATH=/usr/bin:/bin timeout -k 5 120 distccd --daemon --no-detach --listen 127.0.0.1 --allow 127.0.0.1 --port $port \
            --jobs 2 --log-stderr --log-level info --user "$user" >"$HERE/distccd.log" 2>&1 </dev/null 3>&- &
        BEHIND="${BEHIND-} $!"
        if is_served $port "$!"; then break; fi
        test "$attempt" != 5 || die 'distccd does not serve:' "$(cat "$HERE/distccd.log")" || return 1
    done
    export DISTCC_HOSTS=127.0.0.1:$port DISTCC_FALLBACK=0 DISTCC_IO_TIMEOUT=20
}

# is_served PORT PROCESS: before long, while the process lives.
is_served() {
    local left=100
    while test $left != 0 && kill -0 "$2" 2>/dev/null; do
        if (: >"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return 0; fi
        sleep 0.1
        left=$((left - 1))
    done
    return 1
}

# compiled_there WHAT: both objects, since it was asked last.
compiled_there() {
    local n
    n=$(grep -c COMPILE_OK "$HERE/distccd.log")
    assert_equal "$1 $((n - ${COMPILED-0}))" "$1 2"
    COMPILED=$n
}

@test "distcc: before us, behind us and by its own name, objects are compiled by the daemon and the rpath is right" {
    requires distcc distccd
    local way
    start_distccd
    mkdir "$HERE/masquerade"
    ln -s "$(type -P distcc)" "$HERE/masquerade/gcc"
    makes 'without us on PATH, by run' "$ORIGINLD" run make CC='distcc gcc'
    compiled_there run
    makes 'by its name' "$ORIGINLD" run --cc make CC='distcc gcc'
    compiled_there 'by its name'
    makes 'behind us' env PATH="$HERE/masquerade:$PATH" "$ORIGINLD" run --cc make
    compiled_there 'behind us'
    makes 'before us' "$ORIGINLD" run --cc sh -c 'PATH=$0:$PATH exec make' "$HERE/masquerade"
    compiled_there 'before us'
}

@test "distcc: with ccache before it, the daemon compiles and the rpath is right" {
    requires distcc distccd ccache
    start_distccd
    export CCACHE_PREFIX=distcc
    makes 'ccache, then distcc' "$ORIGINLD" run --cc make CC='ccache gcc'
    compiled_there 'ccache, then distcc'
}

@test "distcc: without its daemon the compiler here does it and the rpath is right" {
    requires distcc
    mkdir -p "$DISTCC_DIR"
    # nobody listens there
    export DISTCC_HOSTS=127.0.0.1:1
    makes 'no daemon' "$ORIGINLD" run --cc make CC='distcc gcc'
    assert_contains "$(cat log)" 'distcc'
}

# ----------------------------------------------------------- make -j, fakeroot

@test "make -j4: the jobserver reaches sub-makes and a compiler's own jobs through the compiler names" {
    make -v 2>/dev/null | grep -q GNU || skip 'only GNU make has a jobserver'
    local n
    cat >Makefile <<'EOF'
all: sub.1 sub.2
sub.%:
	$(MAKE) -f sub.mk n=$*
EOF
    cat >sub.mk <<'EOF'
all: bin/hello$(n)
bin/hello$(n): hello$(n).o lib/libgreet$(n).so
	mkdir -p bin
	+gcc -flto=jobserver -o $@ hello$(n).o -Llib -lgreet$(n) -Wl,-rpath,$ORIGIN/../lib
lib/libgreet$(n).so: greet$(n).o
	mkdir -p lib
	+gcc -flto=jobserver -shared -o $@ greet$(n).o
hello$(n).o greet$(n).o:
	gcc -flto -fPIC -c -o $@ $(patsubst %$(n).o,%.c,$@)
EOF
    for n in '' --cc; do
        # shellcheck disable=SC2086 # a word or none
        bounded "$ORIGINLD" run $n make -j4 >log 2>&1 || die "run $n" "$(tail -n 5 log)"
        refute_contains "$(cat log)" jobserver\ unavailable
        refute_contains "$(cat log)" 'jobserver is not available'
        refute_contains "$(cat log)" warning
        assert_equal "$n $(bin/hello1) $(bin/hello2)" "$n hello hello"
        assert_contains "$(readelf -dW bin/hello2)" '[$ORIGIN/../lib]'
        rm -r bin lib
        rm ./*.o
    done
}

@test "fakeroot: around run --cc and within it the rpath is right" {
    requires uninstrumented fakeroot
    bounded fakeroot true || skip 'fakeroot does not work here'
    makes 'within' "$ORIGINLD" run --cc fakeroot make
    makes 'around' fakeroot "$ORIGINLD" run --cc make
    # as it is used: what belongs to root in the one belongs to root in the next
    bounded fakeroot -s "$HERE/state" "$ORIGINLD" run --cc sh -c 'make && chown 12:34 bin/hello' >log 2>&1
    assert_equal "$(bounded fakeroot -i "$HERE/state" "$ORIGINLD" run --cc stat -c %u:%g bin/hello)" 12:34
    assert_package 'installed'
}

# ----------------------------------------------------------------- a daemon

# A daemon that compiles and links in an environment of its own, and $HERE/client/gcc, which has it do so.
start_daemon() {
    mkfifo "$HERE/jobs"
    make_executable "$HERE/client/gcc" <<END
job=\$(mktemp -d $HERE/job.XXXXXX)
mkfifo \$job/done
pwd >\$job/folder
printf '%s\0' "\$@" >\$job/words
echo \$job >$HERE/jobs
exit "\$(cat \$job/done)"
END
    make_executable "$HERE/daemon" <<END
while read -r job; do
    cd "\$(cat \$job/folder)"
    xargs -0 -a \$job/words gcc 2>>$HERE/daemon.log
    echo \$? >\$job/done
done <>$HERE/jobs
END
    env -i PATH=/usr/bin:/bin timeout -k 5 120 "$HERE/daemon" >"$HERE/daemon.log" 2>&1 </dev/null 3>&- &
    BEHIND="${BEHIND-} $!"
}

@test "a daemon that links in an environment of its own gets a line that is right" {
    start_daemon
    LIMIT=30
    makes 'run --cc' env PATH="$HERE/client:$PATH" "$ORIGINLD" run --cc make
    # two objects and two links were its work
    assert_equal "$(find "$HERE" -path '*/job.*/words' | wc -l)" 4
    makes 'by the absolute path' env PATH="$HERE/client:$PATH" make CC="$FARM/gcc"
    # and without us it gets what make left
    PATH=$HERE/client:$PATH bounded make >log 2>&1
    assert_contains "$(readelf -dW bin/hello)" '[RIGIN/../lib]'
}

# ------------------------------------------------------------------- libtool

@test "libtool: with -R and with -Wl,-rpath, after run ./configure and run make the rpath is right" {
    requires autoconf automake libtoolize
    local way
    printf '%s\n' 'AC_INIT([greet], [1])' 'AC_CONFIG_MACRO_DIRS([m4])' AC_PROG_CC LT_INIT 'AC_CONFIG_FILES([Makefile])' AC_OUTPUT >configure.ac
    cat >Makefile.in <<'EOF'
CC = @CC@
LIBTOOL = @LIBTOOL@
top_builddir = .
all:
	$(LIBTOOL) --mode=compile --tag=CC $(CC) -c greet.c
	$(LIBTOOL) --mode=compile --tag=CC $(CC) -c hello.c
	$(LIBTOOL) --mode=link --tag=CC $(CC) -o libgreet.la greet.lo -rpath $$PWD/tree/lib
	$(LIBTOOL) --mode=link --tag=CC $(CC) -o by-R hello.lo libgreet.la -R /__ORIGIN__/../lib
	$(LIBTOOL) --mode=link --tag=CC $(CC) -o by-Wl hello.lo libgreet.la -Wl,-rpath,$ORIGIN/../lib
	mkdir -p tree/bin tree/lib
	$(LIBTOOL) --mode=install cp libgreet.la $$PWD/tree/lib
	$(LIBTOOL) --mode=install cp by-R by-Wl $$PWD/tree/bin
EOF
    mkdir m4
    bounded libtoolize --install --copy --quiet
    bounded aclocal
    bounded autoconf
    # libtool cannot install below a folder with a blank
    cp -R . "$HERE/project"
    cd "$HERE/project"
    bounded "$ORIGINLD" run ./configure >log 2>&1 || die "$(tail -n 5 log)"
    for way in '' --cc; do
        rm -rf tree moved .libs ./*.lo ./*.la
        # shellcheck disable=SC2086 # a word or none
        bounded "$ORIGINLD" run $way make >log 2>&1 || die "$(tail -n 5 log)"
        mv tree moved
        # libtool adds the absolute folder of the library itself
        assert_contains "$way $(readelf -dW moved/bin/by-R | grep PATH)" '$ORIGIN/../lib'
        assert_contains "$way $(readelf -dW moved/bin/by-Wl | grep PATH)" '$ORIGIN/../lib'
        assert_equal "$way $(moved/bin/by-R) $(moved/bin/by-Wl)" "$way hello hello"
    done
}
