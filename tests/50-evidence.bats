#!/usr/bin/env bats
# What the text of an element does not tell: where it was written is looked up in MAKEFLAGS, in the words of ancestors and in makefiles. Each
# case is a real make or shell with the shim on PATH; the log has the verdict.
# shellcheck disable=SC2016,SC2154,SC2030,SC2031

load helpers/common

setup() {
    setup_common
    requires gcc readelf proc
    PATH=$("$ORIGINLD" dir ld):$PATH
    HERE=$(pwd -P)
    export ORIGINLD_LOG=$BATS_TEST_TMPDIR/log
    echo 'int main(void) { return 0; }' >main.c
    gcc -c main.c
}

# makefile TEXT: LDFLAGS = TEXT, a program and a library.
makefile() {
    printf 'LDFLAGS = %s\nprog: main.o\n\tgcc main.o -o prog $(LDFLAGS)\nlib.so: main.o\n\tgcc -shared $(LDFLAGS) -Wl,-soname,lib.so main.o -o lib.so\n' "$1" >Makefile
}

rpath_of() { readelf -dW "$1" | sed -n 's/.*R.*PATH.*\[\(.*\)\]$/\1/p'; }

# verdict: code and cause of the elements of the last link.
verdict() { tail -n 1 "$ORIGINLD_LOG" | sed -n 's/.*"code":"\([^"]*\)"\(,"cause":"\([^"]*\)"\)\{0,1\}.*/\1 \3/p'; }

# settles EXPECTED VERDICT WORD...: make with these words gives that rpath and that verdict; an empty VERDICT is none.
settles() {
    local want=$1 said=$2
    shift 2
    rm -f prog lib.so "$ORIGINLD_LOG"
    make -s "$@" >said 2>&1 || die "make $*:" "$(cat said)" || return 1
    assert_equal "$(rpath_of prog)" "$want"
    assert_equal "$(verdict)" "$said"
}

# The shells that a makefile may be read with: some stay while their last command runs, some become it.
shells() {
    local shell
    for shell in dash bash ksh mksh zsh 'busybox sh'; do
        if type -P "${shell%% *}" >/dev/null; then type -P "${shell%% *}" | sed "s/\$/${shell#"${shell%% *}"}/"; fi
    done
}

# with_each_shell COMMAND...: with SHELL in the environment of make's command line.
with_each_shell() {
    local shell
    shells >list
    test "$(wc -l <list)" -ge 2
    while IFS= read -r shell; do
        case $shell in
        *' '*)
            make_executable the-shell <<<"exec $shell \"\$@\""
            shell=$BATS_TEST_TMPDIR/bin/the-shell
            ;;
        esac
        "$@" "SHELL=$shell" || die "with $shell" || return 1
    done <list
}

@test "a name that a shell took is known from the makefile, whatever shell it is" {
    makefile '-Wl,-rpath,$$ORIGIN/../lib'
    with_each_shell settles '$ORIGIN/../lib' "lost-name sh at $HERE/Makefile:1"
    makefile '-Wl,-rpath,$$ORIGIN/lib'
    with_each_shell settles '$ORIGIN/lib' "lost-name sh at $HERE/Makefile:1"
    makefile '-Wl,-rpath,$$ORIGIN'
    with_each_shell settles '$ORIGIN' "lost-name sh at $HERE/Makefile:1"
}

@test "a name that make took is known from the makefile" {
    makefile '-Wl,-rpath,$(ORIGIN)/../lib'
    with_each_shell settles '$ORIGIN/../lib' "lost-name make at $HERE/Makefile:1"
    makefile '-Wl,-rpath,${ORIGIN}/lib'
    with_each_shell settles '$ORIGIN/lib' "lost-name make at $HERE/Makefile:1"
    makefile '-Wl,-rpath,$(ORIGIN)'
    with_each_shell settles '$ORIGIN' "lost-name make at $HERE/Makefile:1"
}

@test "a list is settled element by element" {
    makefile '-Wl,-rpath,$$ORIGIN/lib:/opt/x/lib:$$ORIGIN/../lib'
    settles '$ORIGIN/lib:/opt/x/lib:$ORIGIN/../lib' "lost-name sh at $HERE/Makefile:1"
}

@test "other tokens of the element come back with it" {
    makefile '-Wl,-rpath,$$ORIGIN/../$$LIB/x'
    settles '$ORIGIN/../$LIB/x' "lost-name sh at $HERE/Makefile:1"
    makefile '-Wl,-rpath,$$ORIGIN/../$$LIB'
    settles '$ORIGIN/../$LIB' "lost-name sh at $HERE/Makefile:1"
}

@test "a flag given to make on its command line is known from MAKEFLAGS, at any depth" {
    makefile ''
    settles '$ORIGIN/lib' 'lost-name sh at the command line of make' 'LDFLAGS=-Wl,-rpath,$$ORIGIN/lib'
    printf 'all:\n\t$(MAKE) -s prog -f Makefile\n' >outer
    settles '$ORIGIN/lib' 'lost-name sh at the command line of make' -f outer 'LDFLAGS=-Wl,-rpath,$$ORIGIN/lib'
}

@test "what a certain repair mends has a cause, too" {
    makefile '-Wl,-rpath,$ORIGIN/../lib'
    settles '$ORIGIN/../lib' "make-ate-dollar make at $HERE/Makefile:1"
    makefile "-Wl,-rpath,'\$\$\$\$ORIGIN/../lib'"
    settles '$ORIGIN/../lib' "escape-kept $HERE/Makefile:1"
    printf '\n\nX = a\n' | cat - Makefile >new
    mv new Makefile
    settles '$ORIGIN/../lib' "escape-kept $HERE/Makefile:4"
}

@test "a text that stands on two lines gives the file without a line" {
    makefile '-Wl,-rpath,$ORIGIN/../lib'
    echo 'OTHER = -Wl,-rpath,$ORIGIN/../lib' >>Makefile
    settles '$ORIGIN/../lib' "make-ate-dollar make at $HERE/Makefile"
}

@test "a value of make's variable O that only the makefile has is known from there" {
    makefile '-Wl,-rpath,$ORIGIN/../lib'
    echo 'O = .o' >>Makefile
    settles '$ORIGIN/../lib' "make-o-value make at $HERE/Makefile:1"
    echo 'O = /tmp/out' >>Makefile
    settles '$ORIGIN/../lib' "make-o-value make at $HERE/Makefile:1"
    makefile '-Wl,-rpath,TRIGIN/../lib:/opt/TRIGIN'
    settles 'TRIGIN/../lib:/opt/TRIGIN' 'relative-element '
}

@test "another variable that came out empty is not taken for ORIGIN" {
    makefile '-Wl,-rpath,$(PREFIX)/lib'
    settles /lib ''
    makefile '-Wl,-rpath,$(PREFIX)/../lib'
    settles /../lib 'lost-other-name '
    makefile '-Wl,-rpath,$$NOTHING/../lib'
    with_each_shell settles /../lib 'lost-other-name '
    makefile '-Wl,-rpath,$(shell true)/../lib'
    settles /../lib 'lost-other-name '
    makefile '-Wl,-rpath,`true`/../lib'
    with_each_shell settles /../lib 'lost-other-name '
}

@test "an element that was meant stays, even where ORIGIN stands elsewhere" {
    makefile '-Wl,-rpath,/lib'
    settles /lib ''
    echo '# or -Wl,-rpath,$$ORIGIN/lib' >>Makefile
    settles /lib ''
    echo 'OTHER = -Wl,-rpath,$$ORIGIN/lib' >>Makefile
    settles /lib ''
    makefile '-Wl,-rpath,$(WHERE)'
    printf 'WHERE = /lib\nOTHER = -Wl,-rpath,$$ORIGIN/lib\n' >>Makefile
    settles /lib ''
    makefile '-Wl,-rpath,/lib/sub'
    echo 'OTHER = -Wl,-rpath,$$ORIGIN/lib' >>Makefile
    settles /lib/sub ''
}

@test "a guess stays a guess where nothing tells, and strict mode knows the difference" {
    rm -f prog
    gcc main.o -o prog -Wl,-rpath,/../lib
    assert_equal "$(rpath_of prog)" '$ORIGIN/../lib'
    assert_equal "$(verdict)" 'lost-name-guessed '
    makefile '-Wl,-rpath,$$ORIGIN/../lib'
    ORIGINLD_MODE=strict settles '$ORIGIN/../lib' "lost-name sh at $HERE/Makefile:1"
    makefile '-Wl,-rpath,$(PREFIX)/../lib'
    rm prog
    ORIGINLD_MODE=strict run make -s prog
    assert_status 2
    assert_contains "$output" lost-other-name
}

@test "a word that an empty value took is given back" {
    printf 'prog: main.o\n\tgcc -Wl,-rpath -Wl,$(ORIGIN) -Wl,-soname,x main.o -o prog\n' >Makefile
    settles '$ORIGIN' "lost-name make at $HERE/Makefile:2"
    # libtool and clang drop the empty half
    printf 'prog: main.o\n\tgcc -shared -Wl,-rpath,$(ORIGIN) main.o -o prog\n' >Makefile
    cat >"$BATS_TEST_TMPDIR/bin/gcc" <<'END'
#!/bin/sh
for word; do
    shift
    case $word in
    (-Wl,-rpath,) set -- "$@" -Wl,-rpath -Wl,-soname,prog.so ;;
    (*) set -- "$@" "$word" ;;
    esac
done
exec /usr/bin/gcc "$@"
END
    chmod +x "$BATS_TEST_TMPDIR/bin/gcc"
    PATH=$BATS_TEST_TMPDIR/bin:$PATH settles '$ORIGIN' "lost-value make at $HERE/Makefile:2"
    readelf -dW prog | grep 'SONAME.*prog.so'
    # and so does an option that takes nothing
    sed -i 's/-Wl,-soname,prog.so/-Wl,--as-needed/' "$BATS_TEST_TMPDIR/bin/gcc"
    PATH=$BATS_TEST_TMPDIR/bin:$PATH settles '$ORIGIN' "lost-value make at $HERE/Makefile:2"
}

@test "an -R that took an object for its value gets its folder, and the object is linked" {
    printf 'prog: main.o\n\tgcc -Wl,-R$(ORIGIN) main.o -o prog\n' >Makefile
    settles '$ORIGIN' "lost-value make at $HERE/Makefile:2"
    ./prog
}

@test "the value of a variable ORIGIN is put back" {
    makefile '-Wl,-rpath,$$ORIGIN/../lib:/opt/x'
    ORIGIN=https://localhost:3000 settles '$ORIGIN/../lib:/opt/x' "origin-value sh at $HERE/Makefile:1"
    makefile '-Wl,-rpath,$(ORIGIN)/../lib'
    ORIGIN=/srv/app settles '$ORIGIN/../lib' "origin-value make at $HERE/Makefile:1"
    makefile '-Wl,-rpath,/srv/app/../lib'
    ORIGIN=/srv/app settles /srv/app/../lib ''
    # nor does it take a log
    makefile '-Wl,-rpath,$(ORIGIN)/../lib'
    rm -f prog
    unset ORIGINLD_LOG
    ORIGIN=/srv/app make -s prog
    assert_equal "$(rpath_of prog)" '$ORIGIN/../lib'
}

@test "ninja: what it or its shell took is known from build.ninja" {
    requires ninja
    local text
    for text in '$ORIGIN/../lib|lost-name ninja' '$ORIGIN/lib|lost-name ninja' '${ORIGIN}|lost-name ninja' '$$ORIGIN/lib|lost-name sh'; do
        printf 'rule link\n  command = gcc main.o -o prog -Wl,-rpath,%s\nbuild prog: link\n' "${text%|*}" >build.ninja
        rm -f prog "$ORIGINLD_LOG"
        ninja >said 2>&1 || die "$(cat said)"
        assert_equal "$(rpath_of prog)" "$(printf '%s' "${text%|*}" | sed 's/^\$*{*ORIGIN}*/$ORIGIN/')"
        assert_equal "$(verdict)" "${text#*|} at $HERE/build.ninja:2"
    done
}

# ------------------------------------------------------- who took it, and where it was typed

@test "an odd number of dollars is make's, an even one the shell's, and what a make reads twice is not called the shell's" {
    makefile '-Wl,-rpath,$$$ORIGIN/../lib'
    settles '$ORIGIN/../lib' "lost-name make at $HERE/Makefile:1"
    makefile '-Wl,-rpath,$$$$ORIGIN/../lib'
    settles '$ORIGIN/../lib' "pid-for-dollar sh at $HERE/Makefile:1"
    printf 'LDFLAGS = -Wl,-rpath,$${ORIGIN}/../lib\nexport LDFLAGS\nall:\n\t$(MAKE) -s -f inner\n' >Makefile
    printf 'all: main.o\n\t: ; gcc main.o -o prog $(LDFLAGS)\n' >inner
    settles '$ORIGIN/../lib' "lost-name make at $HERE/Makefile:1" SHELL="$(type -P dash || type -P mksh)"
}

@test "a file that a makefile or build.ninja includes is read, too" {
    mkdir part
    printf 'LDFLAGS = -Wl,-rpath,$$ORIGIN/lib\n' >part/flags.mk
    printf 'nothing:\n-include no/such/file\ninclude part/flags.mk\nprog: main.o\n\tgcc main.o -o prog $(LDFLAGS)\n' >Makefile
    settles '$ORIGIN/lib' "lost-name sh at $HERE/part/flags.mk:1" prog
    printf 'ifndef ONCE\nONCE = 1\ninclude part/loop.mk\nendif\nLDFLAGS = -Wl,-rpath,$$ORIGIN/lib\n' >part/loop.mk
    sed 's/flags\.mk/loop.mk/' Makefile >new
    mv new Makefile
    settles '$ORIGIN/lib' "lost-name sh at $HERE/part/loop.mk:5" prog
    # what make would have to work out is not; a file that is named by hand takes the place of the usual ones
    printf 'LDFLAGS = -Wl,-rpath,$$ORIGIN/lib\n' >part/flags.mk
    printf 'D = part\ninclude $(D)/none.mk\n-include part/*.none "part/none"\ninclude $(D)/flags.mk\nprog: main.o\n\tgcc main.o -o prog $(LDFLAGS)\n' |
        sed 2d >rules
    printf 'LDFLAGS = -Wl,-rpath,$$ORIGIN/elsewhere\n' >Makefile
    rm -f prog
    make -s -frules SHELL="$(type -P dash || type -P bash)" prog
    assert_equal "$(verdict)" 'lost-name sh at the command of a shell'
    sed -i 's|\$(D)/flags|part/flags|' rules
    make -s -B -frules prog
    assert_equal "$(rpath_of prog)" '$ORIGIN/lib'
    assert_equal "$(verdict)" "lost-name sh at $HERE/part/flags.mk:1"
}

@test "a shell script that links is read, but not one that runs a make" {
    printf '# $ORIGIN/lib\ngcc main.o -o prog -Wl,-rpath,$ORIGIN/lib\n:\n' | make_executable ./build
    ./build
    assert_equal "$(rpath_of prog)" '$ORIGIN/lib'
    assert_equal "$(verdict)" "lost-name sh at $HERE/build:3"
    # however the shell is called
    local shell
    for shell in 'sh -e' 'sh -e -f' 'bash --norc' 'busybox sh' 'busybox ash'; do
        type -P "${shell%% *}" >/dev/null || continue
        rm -f prog
        $shell ./build
        assert_equal "$shell $(rpath_of prog)" "$shell \$ORIGIN/lib"
        assert_equal "$(verdict)" "lost-name sh at $HERE/build:3"
    done
    # a login shell, which sets PATH
    rm -f prog
    printf 'PATH=$KEPT\ngcc main.o -o prog -Wl,-rpath,$ORIGIN/lib\n:\n' >login
    (KEPT=$PATH exec -a -sh sh ./login)
    assert_equal "$(rpath_of prog)" '$ORIGIN/lib'
    assert_equal "$(verdict)" "lost-name sh at $HERE/login:2"
    # a text within a program in another language may be there for any reason
    rm -f prog
    perl -e '$x = q($ORIGIN/lib); system qw(gcc main.o -o prog), "-Wl,-rpath,/lib"'
    assert_equal "$(rpath_of prog)" /lib
    printf 'prog: main.o\n\tgcc main.o -o prog -Wl,-rpath$(COMMA)/lib\nCOMMA = ,\n' >Makefile
    printf 'OTHER=-Wl,-rpath,$ORIGIN/lib\nmake -s prog\n:\n' | make_executable ./build
    rm prog
    ./build
    assert_equal "$(rpath_of prog)" /lib
}

@test "a script that calls something else ORIGIN is no evidence" {
    printf 'ORIGIN=\nls $ORIGIN/lib "$ORIGIN" >/dev/null 2>&1\ngcc main.o -o prog -Wl,-rpath,/lib\n:\n' | make_executable ./build
    ./build
    assert_equal "$(rpath_of prog)" /lib
    printf 'ORIGIN=\nls "$ORIGIN" >/dev/null 2>&1\ngcc main.o -o prog "-Wl,-rpath,"\n:\n' | make_executable ./build
    ./build
    assert_equal "$(rpath_of prog)" ''
}

@test "what a shell or xargs reads on its standard input is read, too" {
    printf '\ngcc main.o -o prog -Wl,-rpath,$ORIGIN/lib\n:\n' >commands
    sh <commands
    assert_equal "$(rpath_of prog)" '$ORIGIN/lib'
    assert_equal "$(verdict)" "lost-name sh at $HERE/commands:2"
    printf '%s\n' main.o '-Wl,-rpath,$$ORIGIN/lib' >words
    xargs gcc -o prog <words
    assert_equal "$(rpath_of prog)" '$ORIGIN/lib'
    assert_equal "$(verdict)" "escape-kept $HERE/words:2"
    # a pipe is left to its reader
    sh -c 'cat words | xargs gcc -o prog; :'
    assert_equal "$(verdict)" 'escape-kept '
}

@test "a variable of the environment is known, whatever its name" {
    makefile '$(MY_FLAGS)'
    MY_FLAGS='-Wl,-rpath,$$ORIGIN/lib' settles '$ORIGIN/lib' 'lost-name sh at the variable MY_FLAGS'
    MY_FLAGS='-Wl,-rpath,$ORIGIN/../lib' settles '$ORIGIN/../lib' 'make-ate-dollar make at the variable MY_FLAGS'
    # what a compiler hands to its linker is no place
    gcc main.o -o prog '-Wl,-rpath,$$ORIGIN/../lib'
    assert_equal "$(verdict)" 'escape-kept '
}

@test "CMake: the list is named, not the files that CMake has made of it" {
    requires cmake ninja make
    local generator text
    cd "$HERE"
    mkdir tree tree/sub
    echo 'int main(void) { return 0; }' >tree/sub/main.c
    for generator in Ninja 'Unix Makefiles'; do
        for text in '$$ORIGIN/../lib|0' 'LINKER:-rpath,$ORIGIN/../lib|1'; do
            printf 'cmake_minimum_required(VERSION 3.13)\nproject(t C)\nadd_subdirectory(sub)\n' >tree/CMakeLists.txt
            {
                echo 'add_executable(prog main.c)'
                case $text in
                *'|1') echo "target_link_options(prog PRIVATE [==[${text%|*}]==])" ;;
                *) echo "target_link_libraries(prog [==[-Wl,-rpath,${text%|*}]==])" ;;
                esac
            } >tree/sub/CMakeLists.txt
            rm -rf build
            { cmake -G "$generator" -B build tree && cmake --build build; } >said 2>&1 || die "$(cat said)"
            assert_equal "$(rpath_of build/sub/prog)" '$ORIGIN/../lib'
            case $generator$text in
            *'|1') assert_contains "$(verdict)" " cmake at $HERE/tree/sub/CMakeLists.txt:2" ;;
            Ninja*) assert_equal "$(verdict)" "lost-name sh at $HERE/tree/sub/CMakeLists.txt:2" ;;
            *) assert_equal "$(verdict)" "escape-kept $HERE/tree/sub/CMakeLists.txt:2" ;;
            esac
        done
    done
}

@test "Meson: the list is named" {
    requires meson ninja
    cd "$HERE"
    mkdir tree tree/sub
    cp main.c tree/sub
    printf "project('t', 'c')\nsubdir('sub')\n" >tree/meson.build
    printf "executable('prog', 'main.c',\n  link_args: ['-Wl,-rpath,\$\$ORIGIN/../lib'])\n" >tree/sub/meson.build
    { meson setup build tree && ninja -C build; } >said 2>&1 || die "$(cat said)"
    assert_equal "$(rpath_of build/sub/prog)" '$ORIGIN/../lib/'
    assert_equal "$(verdict)" "escape-kept $HERE/tree/sub/meson.build:2"
}

@test "what is left of a variable and escapes alone is settled, and a folder of that name is not touched" {
    makefile '-Wl,-rpath,\\$$ORIGIN/lib'
    settles '$ORIGIN/lib' "lost-name sh at $HERE/Makefile:1"
    makefile '-Wl,-rpath,\$$$$ORIGIN'
    settles '$ORIGIN' "lost-name sh at $HERE/Makefile:1" SHELL="$(type -P dash || type -P mksh)"
    makefile '-Wl,-rpath,12345'
    settles 12345 'relative-element '
    makefile '-Wl,-rpath,12345/lib'
    settles 12345/lib 'relative-element '
}

@test "quotes around a list come off when evidence settles an element of it" {
    makefile ''
    sed "s/ [$](LDFLAGS)/ \"\$(LDFLAGS)\"/" Makefile >new
    mv new Makefile
    settles '$ORIGIN/lib' 'lost-name sh at the command line of make' "LDFLAGS=-Wl,-rpath,'\$\$ORIGIN/lib'"
    settles '/opt/x:$ORIGIN/lib' 'lost-name sh at the command line of make' "LDFLAGS=-Wl,-rpath,'/opt/x:\$\$ORIGIN/lib'"
    settles '$ORIGIN/lib:/opt/x' 'quote-kept ' "LDFLAGS=-Wl,-rpath,'\$\$ORIGIN/lib:/opt/x'"
    settles "'/lib:/opt/x'" '' "LDFLAGS=-Wl,-rpath,'/lib:/opt/x'"
}

@test "with bmake it is the same" {
    requires bmake
    local text
    for text in '$$ORIGIN/lib|sh' '$(ORIGIN)/lib|make' '$$ORIGIN|sh'; do
        makefile "-Wl,-rpath,${text%|*}"
        rm -f prog
        bmake -s prog >said 2>&1 || die "$(cat said)"
        assert_equal "$(verdict)" "lost-name ${text#*|} at $HERE/Makefile:1"
    done
    makefile '-Wl,-rpath,$(PREFIX)/../lib'
    rm prog
    bmake -s prog
    assert_equal "$(rpath_of prog)" /../lib
}

# ------------------------------------------------------------ where nothing can be read

# no_evidence COMMAND...: the command links prog, /lib stays, and nobody says anything.
no_evidence() {
    makefile '-Wl,-rpath,$$ORIGIN/lib'
    run -0 "$@"
    assert_equal "$output" ''
    assert_equal "$(rpath_of prog)" /lib
}

@test "without /proc there is no evidence, and nothing breaks" {
    requires uninstrumented
    unshare -m true 2>/dev/null || skip 'only where a mount namespace can be made'
    no_evidence unshare -m sh -c 'mount -t tmpfs none /proc && make -s prog'
    makefile '-Wl,-rpath,$(ORIGIN)/../lib'
    unshare -m sh -c 'mount -t tmpfs none /proc && make -s prog -B'
    assert_equal "$(verdict)" 'lost-name-guessed '
}

@test "without /proc, MAKEFLAGS still tells" {
    unshare -m true 2>/dev/null || skip 'only where a mount namespace can be made'
    makefile ''
    unshare -m sh -c "mount -t tmpfs none /proc && make -s prog 'LDFLAGS=-Wl,-rpath,\$(ORIGIN)/lib'"
    assert_equal "$(rpath_of prog)" '$ORIGIN/lib'
    assert_equal "$(verdict)" 'lost-name MAKEFLAGS'
}

@test "in another namespace of processes, whose parents cannot be seen, there is no evidence, and nothing breaks" {
    unshare -mpf true 2>/dev/null || skip 'only where namespaces can be made'
    makefile '-Wl,-rpath,$$ORIGIN/lib'
    printf 'prog: main.o\n\tunshare -mpf --mount-proc gcc main.o -o prog $(LDFLAGS)\nLDFLAGS = -Wl,-rpath,$$ORIGIN/lib\n' >Makefile
    run -0 make -s prog
    assert_equal "$output" ''
    assert_equal "$(rpath_of prog)" /lib
    # the parents' namespace is not ours, but /proc is still theirs: the numbers of processes mean others there
    printf 'prog: main.o\n\tunshare -pf gcc main.o -o prog $(LDFLAGS)\nLDFLAGS = -Wl,-rpath,$$ORIGIN/lib\n' >Makefile
    run -0 make -s -B prog
    assert_equal "$output" ''
    assert_equal "$(rpath_of prog)" /lib
}

@test "where the processes of others are hidden, there is no evidence, and nothing breaks" {
    requires root
    unshare -mpf true 2>/dev/null || skip 'only where namespaces can be made'
    type -P setpriv >/dev/null || skip 'needs setpriv'
    chmod -R a+rwX "$BATS_TEST_TMPDIR"
    printf 'prog: main.o\n\tsetpriv --reuid=65534 --regid=65534 --clear-groups gcc main.o -o prog $(LDFLAGS)\nLDFLAGS = -Wl,-rpath,$$ORIGIN/lib\n' >Makefile
    run -0 unshare -mpf sh -c 'mount -t proc -o hidepid=2 proc /proc && make -s prog; test -f prog'
    assert_equal "$output" ''
    assert_equal "$(rpath_of prog)" /lib
}

@test "a huge makefile and a long chain of ancestors end soon, with evidence or without" {
    makefile '-Wl,-rpath,$$ORIGIN/lib'
    { echo all: prog; yes '# -Wl,-rpath,$$ORIGIN/lib and more' | head -n 200000; } >>Makefile
    timeout 20 make -s prog
    case $(rpath_of prog) in
    /lib | '$ORIGIN/lib') ;;
    *) die "$(rpath_of prog)" ;;
    esac
    makefile '-Wl,-rpath,$$ORIGIN/lib'
    deep() { if test "$1" = 0; then make -s prog; else bash -c "$(declare -f deep); deep $(($1 - 1)); :"; fi; }
    rm -f prog
    deep 40
    assert_equal "$(rpath_of prog)" '$ORIGIN/lib'
}

@test "nothing is read for a link that is in order" {
    requires strace
    strace -f -o trace -e trace=openat,readlinkat,readlink gcc main.o -o prog '-Wl,-rpath,$ORIGIN/../lib:/opt/x/lib:/usr/lib'
    run ! grep -E '/proc/[0-9]+/(cmdline|stat|cwd)' trace
}
