#!/usr/bin/env bats
# Who may include whom, and what the pure files may ask of the world: the table
# layers.txt against the sources, and the objects against the rule.
# shellcheck disable=SC2016 # $1 and the like belong to awk

load helpers/common

setup() {
    setup_common
    TABLE=$SRC/tests/layers.txt
    CORE=$(sed -n 's/^CORE *= *//p; s/^TREES *= *//p' "$SRC/Makefile.in")
    test -n "$CORE" || die 'Makefile.in has no line CORE ='
    table_rows >rows
}

# The table without its comments, sorted by file.
table_rows() { grep -v '^#' "$TABLE" | sort; }

# "file header" for each project header that a source file includes.
real_includes() {
    local file
    for file in "$SRC"/shim/*.[ch]; do
        sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$file" |
            sed "s|^|${file##*/} |"
    done | sort
}

# The same as the table has it.
table_includes() { awk -F '\t' '$3 != "-" { n = split($3, h, " "); for (i = 1; i <= n; i++) print $1, h[i] }' rows | sort; }

# nothing_in FILE WHAT: FILE is empty, or the test fails and says what is there.
nothing_in() { test ! -s "$1" || die "$2:" "$(cat "$1")"; }

# The source files of the pure modules.
pure_files() {
    local name file
    for name in $CORE; do
        for file in "$SRC/shim/$name.c" "$SRC/shim/$name.h"; do
            test ! -f "$file" || printf '%s\n' "$file"
        done
    done
}

# ------------------------------------------------------------------- the table

@test "layers.txt: every line has a file, a layer, and headers or a -" {
    awk -F '\t' 'NF != 3 || $1 !~ /^[a-z0-9_]+\.[ch]$/ || $2 !~ /^[0-9]$/ || $3 !~ /^(-|[a-z0-9_]+\.h( [a-z0-9_]+\.h)*)$/' rows >bad
    nothing_in bad 'these lines do not'
    cut -f 1 rows | uniq -d >bad
    nothing_in bad 'these files stand there twice'
}

@test "layers.txt: names every file of shim/ and no other" {
    (cd "$SRC/shim" && ls -- *.[ch]) | sort >files
    cut -f 1 rows | comm -3 files - >bad
    nothing_in bad 'only in shim/, and further right only in layers.txt'
}

@test "layers.txt: has the headers that each file includes, and no other" {
    real_includes >real
    table_includes | comm -3 real - >bad
    nothing_in bad 'only in the sources, and further right only in layers.txt'
}

@test "layers.txt: the pure layers are CORE and TREES of Makefile.in" {
    # an _own header is for the files of its prefix and has none of its own
    awk -F '\t' '$2 <= 3 && $1 !~ /_own\.h$/ { sub(/\.[ch]$/, "", $1); print $1 }' rows | sort -u >pure
    # shellcheck disable=SC2086 # words
    printf '%s\n' $CORE | sort | comm -3 pure - >bad
    nothing_in bad 'only in layers 0 to 3, and further right only in CORE'
}

# ---------------------------------------------------------------- the direction

@test "includes: none leads to a higher layer" {
    real_includes >real
    awk 'NR == FNR { split($0, c, "\t"); layer[c[1]] = c[2]; next }
        $2 == "config.h" { next }
        !($2 in layer) { print $1, "includes", $2, "which is in no layer"; next }
        layer[$2] > layer[$1] { print $1, "(" layer[$1] ") includes", $2, "(" layer[$2] ")" }' rows real >bad
    nothing_in bad 'these do'
}

@test "includes: a module and its header are in one layer" {
    awk -F '\t' '{ name = $1; sub(/\.[ch]$/, "", name) }
        name in layer && layer[name] != $2 { print name }
        { layer[name] = $2 }' rows >bad
    nothing_in bad 'these are not'
}

@test "includes: no modules include one another, not even in a roundabout way" {
    type -P tsort >/dev/null || skip 'no tsort here'
    real_includes | awk '{ gsub(/\.[ch]/, ""); if ($1 != $2) print }' | sort -u >edges
    run tsort edges
    assert_status 0
    refute_contains "$output" 'loop'
}

@test "includes: config.h is for main_*.c only" {
    real_includes | awk '$2 == "config.h" && $1 !~ /^main_.*\.c$/' >bad
    nothing_in bad 'others include it'
}

# --------------------------------------------------------------------- purity

@test "pure files: the system headers that they include can do nothing" {
    local file
    pure_files | while IFS= read -r file; do
        grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*<' "$file" |
            grep -vE '<(stddef|stdint|limits|string|emmintrin)\.h>' | sed "s|^|${file##*/}:|" || :
    done >bad
    nothing_in bad 'these could (no stdio, stdlib, unistd, fcntl, errno, sys/...)'
}

# pure_object NAME: its path. That of the raw shim has no tables which only look like variables; what the shim does not need is compiled so here.
pure_object() {
    local suffix=o
    test "$ORIGINLD_TEST_KIND" != raw || suffix=shim.o
    test -f "$BUILD/shim/$1.$suffix" || "${ORIGINLD_TEST_MAKE:-make}" -s -C "$BUILD" "shim/$1.$suffix" >build.log 2>&1 || die "$(cat build.log)" || return 1
    printf '%s\n' "$BUILD/shim/$1.$suffix"
}

@test "pure objects: import the memory functions, strlen, and each other's" {
    requires readelf # nm comes with it
    local name object
    for name in $CORE; do
        object=$(pure_object "$name")
        nm -g "$object" | sed "s|^|$name.o |" >>symbols
    done
    ! grep -qE '__(asan|tsan|msan|ubsan|sanitizer|gcov|llvm)_' symbols || skip 'this build is instrumented'
    # "name.o [address] letter symbol"
    awk '$(NF - 1) ~ /^[A-TV-Zv-z]$/ { print $NF }' symbols | sort -u >defined
    awk '$(NF - 1) == "U" { print $NF }' symbols | sort -u >wanted
    test -s defined && test -s wanted || skip 'nm cannot read these objects'
    # beside what the sources ask for: what a hardened compiler adds by itself
    comm -13 defined wanted |
        grep -vxE 'mem(chr|cmp|cpy|move|set)|strlen|__mem(cpy|move|set)_chk|__stack_chk_(fail|guard)|_GLOBAL_OFFSET_TABLE_' >bad || :
    nothing_in bad 'they also import'
}

@test "pure objects: hold no state" {
    requires raw readelf
    local name object
    for name in $CORE; do
        object=$(pure_object "$name")
        nm "$object" | grep -E ' [BbCDd] ' | sed "s|^|$name.o |" || :
    done >bad
    nothing_in bad 'they hold'
}

# --------------------------------------------------------------- the raw shim

@test "the raw shim: has no interpreter and no dynamic section" {
    requires raw readelf
    readelf -lW "$SHIM" >headers
    grep -q LOAD headers
    refute_contains "$(cat headers)" INTERP
    refute_contains "$(cat headers)" DYNAMIC
}

@test "the raw shim: needs no relocation" {
    requires raw readelf
    run -0 readelf -rW "$SHIM"
    assert_contains "$output" 'no relocations'
}

@test "the raw shim: no memory is both writable and executable, the stack included" {
    requires raw readelf
    readelf -lW "$SHIM" | awk '/^ *(LOAD|GNU_STACK)/' >segments
    grep -q LOAD segments
    grep -q GNU_STACK segments
    grep -E ' RWE ' segments >bad || :
    nothing_in bad 'these are'
    awk '/GNU_STACK/ && / R?W? ?E /' segments >bad
    nothing_in bad 'the stack is executable'
}

@test "the raw shim: holds no path of the machine that built it" {
    requires raw
    run ! grep -qaF -e "$SRC/" -e "$BUILD/" "$SHIM"
}
