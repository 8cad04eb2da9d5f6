#!/usr/bin/perl
# SPDX-License-Identifier: MIT
# What tests/bench/run measured, as JSON, as a plot and as tables.
#
# usage: report.pl RESULTS FOLDER [PAGE]
#
# Writes bench.json and bench.svg into FOLDER. The tables go into PAGE, between the two comments that say so, or, without one, into
# bench.md of FOLDER. RESULTS has a line for each row: part, row, target, measured, unit, what it is compared with, itself, unit of these two.
use strict;
use warnings;

die "usage: report.pl RESULTS FOLDER [PAGE]\n" if @ARGV < 2;
my ($results, $folder, $page) = @ARGV;
my @fields = qw(part name target measured unit base this time_unit);

# The parts in their order, with the words above their tables.
my @parts = (
    [machine => 'The machine', 'Two threads cannot be quicker than one where other processes want the processors, too.'],
    [link => 'A link or a compile', 'Time of {spawn, wrapper, exec, end}, over that of a program that only execs: the floor.'],
    [growth => 'By the number of words', 'The same for lines of 10 to 100,000 words.'],
    [instructions => 'Instructions', 'User instructions of the shim, counted by single steps: the same every time.'],
    [memory => 'Memory', ''],
    [run => '`originld run`', 'What `originld run true` takes beyond `true`.'],
    [check => '`originld check` on a large tree', 'Over a walk by one thread that opens each file below `/usr` and reads 64 bytes.'],
    [files => 'Other tools on 200 files', 'Programs and libraries in one folder, over `originld check --no-loader` of that folder.'],
);

sub slurp {
    open my $in, '<:encoding(UTF-8)', $_[0] or die "$_[0]: $!\n";
    local $/;
    return scalar <$in>;
}

# Whoever reads the file meanwhile sees the old one or the new one.
sub spew {
    my ($path, $text) = @_;
    open my $out, '>:encoding(UTF-8)', "$path.new" or die "$path.new: $!\n";
    print $out $text;
    close $out or die "$path.new: $!\n";
    rename "$path.new", $path or die "$path: $!\n";
}

sub read_rows {
    my @rows;
    for my $line (split /\n/, slurp($_[0])) {
        my %row;
        @row{@fields} = split /\t/, $line, -1;
        die "$_[0]: a line without all its fields: $line\n" unless defined $row{time_unit};
        push @rows, \%row;
    }
    die "$_[0]: holds nothing\n" unless @rows;
    return @rows;
}

sub is_missed {
    my ($way, $bound) = split / /, $_[0]{target};
    return $way eq '<=' ? $_[0]{measured} > $bound : $way eq '>=' ? $_[0]{measured} < $bound : 0;
}

# ---------------------------------------------------------------------- JSON

sub quoted {
    my ($text) = @_;
    $text =~ s/([\\"])/\\$1/g;
    return qq("$text");
}

sub number { return $_[0] + 0 }

sub as_json {
    my ($row) = @_;
    my %target = ('<=' => 'at_most', '>=' => 'at_least');
    my ($way, $bound) = split / /, $row->{target};
    my @members = (['part', quoted($row->{part})], ['name', quoted($row->{name})],
        ['measured', number($row->{measured})], ['unit', quoted($row->{unit})]);
    push @members, [$target{$way}, number($bound)], ['met', is_missed($row) ? 'false' : 'true'] if $target{$way};
    push @members, ['base', number($row->{base})], ['this', number($row->{this})], ['time_unit', quoted($row->{time_unit})]
        if $row->{time_unit} ne '';
    return '  {' . join(', ', map { quoted($_->[0]) . ": $_->[1]" } @members) . '}';
}

# -------------------------------------------------------------------- tables

# 1234567 -> 1,234,567
sub grouped {
    my ($n) = @_;
    1 while $n =~ s/^(-?\d+)(\d{3})\b/$1,$2/;
    return $n;
}

sub cell_of_target {
    my ($row) = @_;
    return '' if $row->{target} eq '-';
    my ($way, $bound) = split / /, $row->{target};
    return ($way eq '<=' ? 'at most ' : 'at least ') . grouped($bound) . (is_missed($row) ? ', **missed**' : '');
}

sub cell_of_time {
    my ($row, $key) = @_;
    return $row->{time_unit} eq '' ? '' : grouped($row->{$key}) . " $row->{time_unit}";
}

sub table {
    my ($title, $words, @rows) = @_;
    my $timed = grep { $_->{time_unit} ne '' } @rows;
    my @lines = ("### $title", '', $words ? ($words, '') : ());
    push @lines, '| | measured | target |' . ($timed ? ' beside | this |' : ''), '|---|---:|---|' . ($timed ? '---:|---:|' : '');
    for my $row (@rows) {
        my @cells = ($row->{name}, grouped($row->{measured}), cell_of_target($row));
        push @cells, cell_of_time($row, 'base'), cell_of_time($row, 'this') if $timed;
        push @lines, join(' ', map { $_ eq '' ? '|' : "| $_" } @cells) . ' |';
    }
    return join "\n", @lines, '';
}

sub tables {
    my @rows = @_;
    my @tables;
    for my $part (@parts) {
        my ($name, $title, $words) = @$part;
        my @own = grep { $_->{part} eq $name } @rows;
        push @tables, table($title, $words, @own) if @own;
    }
    return join "\n", @tables;
}

sub put_into_page {
    my ($path, $text) = @_;
    my ($begin, $end) = ('<!-- measured: make bench-docs writes what follows -->', '<!-- end -->');
    my $old = slurp($path);
    $old =~ s/\Q$begin\E\n.*\Q$end\E\n/$begin\n\n$text\n$end\n/s or die "$path: lacks the two comments\n";
    spew($path, $old);
}

# ---------------------------------------------------------------------- plot

# Two charts in one picture. All colours are classes, so that a dark page gets others.
my $style = <<'END';
.page { fill: #ffffff }
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-size: 15px; font-weight: 600 }
.small { font-size: 11px; fill: #57606a }
.grid { stroke: #d0d7de; stroke-width: 1 }
.line { fill: none; stroke-width: 2 }
.target { stroke: #24292f; stroke-width: 2 }
.c0 { stroke: #0969da; fill: #0969da } .c1 { stroke: #cf222e; fill: #cf222e } .c2 { stroke: #8250df; fill: #8250df }
.c3 { stroke: #bf5700; fill: #bf5700 } .c4 { stroke: #57606a; fill: #57606a }
.line.c0, .line.c1, .line.c2, .line.c3, .line.c4 { fill: none }
text.c0, text.c1, text.c2, text.c3, text.c4 { stroke: none }
@media (prefers-color-scheme: dark) {
  .page { fill: #0d1117 }
  text { fill: #e6edf3 } .small { fill: #9198a1 } .grid { stroke: #3d444d } .target { stroke: #e6edf3 }
  .c0 { stroke: #4493f8; fill: #4493f8 } .c1 { stroke: #f85149; fill: #f85149 } .c2 { stroke: #ab7df8; fill: #ab7df8 }
  .c3 { stroke: #db8e3c; fill: #db8e3c } .c4 { stroke: #9198a1; fill: #9198a1 }
}
END

sub escaped {
    my ($text) = @_;
    my %entity = ('&' => '&amp;', '<' => '&lt;', '>' => '&gt;', '"' => '&quot;');
    $text =~ s/([&<>"])/$entity{$1}/g;
    return $text;
}

# text_at X Y WORDS CLASS ANCHOR
sub text_at {
    my ($x, $y, $words, $class, $anchor) = @_;
    return sprintf qq(<text x="%.1f" y="%.1f" class="%s" text-anchor="%s">%s</text>), $x, $y, $class // '', $anchor // 'start', escaped($words);
}

sub line_of {
    return sprintf qq(<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="%s"/>), @_;
}

sub log10 { return log($_[0]) / log 10 }

# Curves in a frame whose two axes are logarithmic: time by the number of words.
sub chart_of_growth {
    my ($top, @rows) = @_;
    my ($left, $width, $height) = (70, 520, 260);
    my @curves = (['growth', 'this', 'originld', 0], ['growth', 'base', 'only exec', 4], ['growth:ld', 'this', 'no wrapper', 2],
        ['growth:by-sh', 'this', 'sh script', 3], ['growth:by-bash', 'this', 'bash script', 1]);
    my %floor = map { $_->{name} => $_->{base} } grep { $_->{part} eq 'growth' } @rows;
    my (@all, @out);
    for my $curve (@curves) {
        my @points;
        for my $row (grep { $_->{part} eq $curve->[0] && $_->{name} =~ /^\d+ words$/ && $floor{ $_->{name} } } @rows) {
            my ($words) = $row->{name} =~ /^(\d+)/;
            # at the floor's speed while originld was measured, so that the curves fit together
            push @points, [$words, $curve->[0] eq 'growth' ? $row->{ $curve->[1] } : $row->{measured} * $floor{ $row->{name} }];
        }
        push @all, [$curve, @points] if @points;
    }
    return '' unless @all;
    my @times = map { $_->[1] } map { @$_[1 .. $#$_] } @all;
    my ($least, $most) = (sort { $a <=> $b } @times)[0, -1];
    my ($low, $high) = (int(log10($least)), int(log10($most)) + 1);
    my $x = sub { $left + $width * (log10($_[0]) - 1) / 4 };
    my $y = sub { $top + $height - $height * (log10($_[0]) - $low) / ($high - $low) };
    for my $power ($low .. $high) {
        my $at = $y->(10**$power);
        my $name = $power < 3 ? 10**$power . " \x{b5}s" : 10**($power - 3) . ' ms';
        push @out, line_of($left, $at, $left + $width, $at, 'grid'), text_at($left - 8, $at + 4, $name, 'small', 'end');
    }
    for my $power (1 .. 5) {
        my $at = $x->(10**$power);
        push @out, line_of($at, $top, $at, $top + $height, 'grid'), text_at($at, $top + $height + 18, grouped(10**$power), 'small', 'middle');
    }
    for my $curve (@all) {
        my ($what, @points) = @$curve;
        push @out, sprintf '<polyline class="line c%d" points="%s"/>', $what->[3], join ' ', map { sprintf '%.1f,%.1f', $x->($_->[0]), $y->($_->[1]) } @points;
        push @out, map { sprintf '<circle class="c%d" r="3" cx="%.1f" cy="%.1f"/>', $what->[3], $x->($_->[0]), $y->($_->[1]) } @points;
    }
    # a legend, in the order in which the curves begin at the left
    my $row = 0;
    for my $curve (sort { $b->[1][1] <=> $a->[1][1] } @all) {
        my $at = $top + 12 + 18 * $row++;
        push @out, line_of($left + 14, $at, $left + 40, $at, "line c$curve->[0][3]"), text_at($left + 48, $at + 4, $curve->[0][2], "c$curve->[0][3]");
    }
    return join "\n", text_at(16, $top - 22, 'One link, by the number of words (the linker ends at once)', 'title'), @out,
        text_at($left + $width / 2, $top + $height + 36, 'words', 'small', 'middle'), '';
}

# Bars from 0: ratios to the floor, with a mark where the target is.
sub chart_of_bars {
    my ($top, $title, @rows) = @_;
    my ($left, $width, $step) = (190, 370, 26);
    return '' unless @rows;
    my ($most) = sort { $b <=> $a } map { ($_->{measured}, $_->{target} =~ /^<= (.*)/ ? $1 : 0) } @rows;
    my $scale = $width / $most;
    my @out = (text_at(16, $top - 18, $title, 'title'));
    my $at = $top;
    for my $row (@rows) {
        my $class = $row->{name} =~ /scanelf/ ? 'c3' : 'c0';
        push @out, text_at($left - 8, $at + 13, $row->{name}, '', 'end');
        push @out, sprintf '<rect class="%s" x="%d" y="%.1f" width="%.1f" height="16"/>', $class, $left, $at, $row->{measured} * $scale;
        my $target = $row->{target} =~ /^<= (.*)/ ? $1 : 0;
        push @out, line_of($left + $target * $scale, $at - 3, $left + $target * $scale, $at + 19, 'target') if $target;
        my $end = $target > $row->{measured} ? $target : $row->{measured};
        push @out, text_at($left + $end * $scale + 6, $at + 13, sprintf('%.2f', $row->{measured}), 'small');
        $at += $step;
    }
    my $floor = $left + $scale;
    push @out, line_of($floor, $top - 6, $floor, $at, 'grid'), text_at($floor, $at + 14, 'the floor is 1; a mark is a target', 'small', 'middle');
    return join "\n", @out, '';
}

sub svg {
    my @rows = @_;
    my @bars = grep { $_->{part} eq 'check' && $_->{unit} ne 'KiB' && $_->{target} !~ /^>=/ } @rows;
    my $height = 360 + (@bars ? 70 + 26 * @bars : 0);
    return join "\n", qq(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 $height" width="620" height="$height" role="img">),
        '<title>What originld costs</title>', "<style>\n$style</style>",
        '<rect class="page" width="100%" height="100%"/>', chart_of_growth(50, @rows),
        chart_of_bars(400, 'originld check, over a walk that reads 64 bytes of each file', @bars) . "</svg>\n";
}

# ---------------------------------------------------------------------- main

my @rows = read_rows($results);
spew("$folder/bench.json", "[\n" . join(",\n", map { as_json($_) } @rows) . "\n]\n");
spew("$folder/bench.svg", svg(@rows));
if ($page) {
    put_into_page($page, tables(@rows));
} else {
    spew("$folder/bench.md", tables(@rows));
}
