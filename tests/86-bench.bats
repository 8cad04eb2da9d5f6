#!/usr/bin/env bats
# make bench, in small: that it measures all of its parts and writes what it says. What the numbers are is not asked here.
# shellcheck disable=SC2016,SC2154

load helpers/common

setup() {
    setup_common
    requires perl
}

# Whether the elements of an SVG file are nested as they have to be, and how many lines it draws.
curves() {
    perl -0777 -ne '
        my @open;
        s/<style>.*?<\/style>//s;
        while (m{<(/?)(\w+)[^>]*?(/?)>}g) {
            if ($1) { die "$2 is not open\n" unless @open && pop @open eq $2 } elsif (!$3) { push @open, $2 }
        }
        die "@open stay open\n" if @open;
        print scalar(() = /<polyline/g), "\n"' "$1"
}

rows() { perl -MJSON::PP -0777 -ne 'print "$_->{part} $_->{name}\n" for @{decode_json($_)}' "$1"; }

@test "make bench: measures every part, and prints each row that it writes" {
    requires uninstrumented proc readelf
    case $(uname -m) in
    x86_64 | aarch64) ;;
    *) skip 'the floor program is written for x86-64 and aarch64' ;;
    esac
    local part row said=$PWD/said
    mkdir -p tree/lib
    cp "$ORIGINLD" tree/lib
    SRCDIR=$SRC BUILDDIR=$BUILD MAKE=${ORIGINLD_TEST_MAKE:-make} BENCH_ROUNDS=5 BENCH_SECONDS=0.1 BENCH_FOLDER=$PWD/tree BENCH_INTO=$PWD/into \
        timeout 200 sh "$SRC/tests/bench/run" --only link,growth,instructions,memory,run,check >said 2>&1 || die "$(tail -n 20 said)"
    cd into
    rows bench.json >list
    for part in link growth instructions memory run check; do grep -q "^$part " list || die "no row of $part" || return 1; done
    grep -v '^growth:' list | while read -r part row; do
        grep -qF "  $row " "$said" || die "not printed: $row" || return 1
        grep -qF "| $row |" bench.md || die "not in the table: $row" || return 1
    done
    test "$(curves bench.svg)" -ge 4
    tail -n 1 "$said" | grep -E '^(All targets are met|[0-9]+ targets are missed)\.$'
}

@test "make bench: a target that is missed is called so, in each of its forms" {
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' link slow '<= 1.5' 1.6 'ratio of times' 10.0 16.0 us \
        link quick '<= 1.5' 1.4 'ratio of times' 10.0 14.0 us link far '>= 3' 2 'ratio of times' 1.0 2.0 us memory room - 1234567 bytes '' '' '' >results
    mkdir out
    printf '%s\n' before '<!-- measured: make bench-docs writes what follows -->' old '<!-- end -->' behind >page.md
    perl "$SRC/tests/bench/report.pl" results out page.md
    assert_equal "$(perl -MJSON::PP -0777 -ne 'print join " ", map { "$_->{name}=" . ($_->{met} // "-") } @{decode_json($_)}' out/bench.json)" \
        'slow=0 quick=1 far=0 room=-'
    assert_equal "$(grep -c 'missed' page.md)" 2
    grep -F '| slow | 1.6 | at most 1.5, **missed** | 10.0 us | 16.0 us |' page.md
    grep -F '| room | 1,234,567 | |' page.md
    refute_contains "$(cat page.md)" old
    assert_equal "$(sed -n '1p;$p' page.md | xargs)" 'before behind'
    # it may be written again and again
    cp page.md first.md
    perl "$SRC/tests/bench/report.pl" results out page.md
    cmp first.md page.md
    curves out/bench.svg
}

@test "benchmarks.md: has the rows of bench.json" {
    local part row
    rows "$SRC/docs/bench.json" | grep -v '^growth:' >list
    test "$(wc -l <list)" -ge 20
    while read -r part row; do grep -qF "| $row |" "$SRC/docs/benchmarks.md" || die "$part: $row" || return 1; done <list
    curves "$SRC/docs/bench.svg"
}
